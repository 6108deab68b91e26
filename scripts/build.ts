// Builds dist/ from src/: tsc strips the types into lib/, ncc bundles each entry. `--check` bundles elsewhere and compares bytes.
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { transform } from 'esbuild'

const run = promisify(execFile)
const root = path.resolve(import.meta.dirname, '..')

/** The entries and the folders in dist/ that the manifests name. */
const ENTRIES = [
  { entry: 'main.js', folder: '.' },
  { entry: 'comment.js', folder: 'comment' },
  { entry: 'api.js', folder: 'api' }
].filter(({ entry }) => existsSync(path.join(root, 'src', entry.replace(/js$/, 'ts'))))

const check = process.argv.includes('--check')
const work = mkdtempSync(path.join(tmpdir(), 'build-'))
try {
  const built = await build(work)
  const dist = path.join(root, 'dist')
  if (check) {
    const different = differences(built, dist)
    if (different.length > 0) {
      console.error(`dist/ is not what the sources make: ${different.join(', ')}. Run: npm run build`)
      process.exitCode = 1
    } else console.log('dist/ is what the sources make')
  } else {
    rmSync(dist, { recursive: true, force: true })
    cpSync(built, dist, { recursive: true })
    for (const file of filesIn(dist))
      console.log(`dist/${file} ${readFileSync(path.join(dist, file)).length}`)
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** Builds into a folder and returns where the bundles lie. The bundles number their modules by the paths in lib/, so that is always the same. */
async function build(folder: string): Promise<string> {
  const lib = path.join(root, 'lib')
  rmSync(lib, { recursive: true, force: true })
  const out = path.join(folder, 'dist')
  await tool('typescript/bin/tsc', ['-p', 'tsconfig.build.json', '--outDir', lib])
  await Promise.all(
    ENTRIES.map(async ({ entry, folder: name }) => {
      const target = path.join(out, name)
      await tool('@vercel/ncc/dist/ncc/cli.js', [
        'build',
        path.join(lib, entry),
        '-o',
        target,
        '--license',
        'licenses.txt',
        '--quiet'
      ])
    })
  )
  for (const file of filesIn(out).filter(name => name.endsWith('.js'))) await minify(path.join(out, file))
  return out
}

/** Makes a bundle smaller: people wait for its download. ncc minifies only the entry, not what is loaded later. */
async function minify(file: string): Promise<void> {
  const { code } = await transform(readFileSync(file, 'utf8'), {
    minify: true,
    format: 'esm',
    target: 'node24',
    legalComments: 'none'
  })
  writeFileSync(file, code)
}

async function tool(script: string, args: readonly string[]): Promise<void> {
  try {
    await run(process.execPath, [path.join(root, 'node_modules', script), ...args], { cwd: root })
  } catch (error) {
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : ''
    throw new Error(`${script} failed\n${said}`, { cause: error })
  }
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .toSorted()
}

function differences(built: string, dist: string): readonly string[] {
  const names = new Set([...filesIn(built), ...(existsSync(dist) ? filesIn(dist) : [])])
  return [...names].filter(name => {
    const [a, b] = [path.join(built, name), path.join(dist, name)]
    return !existsSync(a) || !existsSync(b) || !readFileSync(a).equals(readFileSync(b))
  })
}
