// Builds dist/ from src/: tsc strips the types into lib/, ncc bundles the steps, esbuild bundles the entries. `--check` builds elsewhere and compares the bytes.
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { build as esbuild, transform } from 'esbuild'
import { copyPackages } from './build/packages.ts'

const run = promisify(execFile)
const root = path.resolve(import.meta.dirname, '..')

/** The files that the manifests name. They are small: they open the connections, then load the steps. */
const ENTRIES = [
  { entry: 'main.js', file: 'index.js' },
  { entry: 'comment.js', file: 'comment/index.js' },
  { entry: 'api.js', file: 'api/index.js' }
]

// the legal comments are in licenses.txt
const MINIFIED = { minify: true, format: 'esm', target: 'node24', legalComments: 'none' } as const

const check = process.argv.includes('--check')
const work = mkdtempSync(path.join(tmpdir(), 'build-'))
try {
  const built = await build(work)
  const dist = path.join(root, 'dist')
  if (check) {
    const different = differences(built, dist)
    if (different.length > 0) {
      console.error(`dist/ does not match the sources: ${different.join(', ')}. Run: npm run build`)
      process.exitCode = 1
    } else console.log('dist/ matches the sources')
  } else {
    rmSync(dist, { recursive: true, force: true })
    cpSync(built, dist, { recursive: true })
    for (const file of filesIn(dist))
      console.log(`dist/${file} ${readFileSync(path.join(dist, file)).length}`)
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}

/**
 * Builds into a folder, and returns the path of dist/ in it. lib/ is always at the same place, because the bundle numbers its modules by
 * their paths.
 */
async function build(folder: string): Promise<string> {
  const lib = path.join(root, 'lib')
  rmSync(lib, { recursive: true, force: true })
  const out = path.join(folder, 'dist')
  await tool('typescript/bin/tsc', ['-p', 'tsconfig.build.json', '--outDir', lib])
  copyPackages(root, lib)
  await Promise.all([
    bundleSteps(lib, path.join(out, 'steps')),
    ...ENTRIES.map(one => bundleEntry(lib, out, one))
  ])
  return out
}

/** Bundles all three steps together, so that a runner downloads what they share only once. */
async function bundleSteps(lib: string, out: string): Promise<void> {
  const options = ['-o', out, '--license', 'licenses.txt', '--quiet']
  await tool('@vercel/ncc/dist/ncc/cli.js', ['build', path.join(lib, 'steps.js'), ...options])
  for (const file of filesIn(out).filter(name => name.endsWith('.js'))) await minify(path.join(out, file))
}

/** Bundles an entry with what it needs itself. The steps, which it loads later, stay in their own bundle. */
async function bundleEntry(
  lib: string,
  out: string,
  { entry, file }: (typeof ENTRIES)[number]
): Promise<void> {
  const steps = file.includes('/') ? '../steps/index.js' : './steps/index.js'
  await esbuild({
    ...MINIFIED,
    bundle: true,
    platform: 'node',
    entryPoints: [path.join(lib, entry)],
    outfile: path.join(out, file),
    plugins: [
      {
        name: 'steps',
        setup(bundler) {
          bundler.onResolve({ filter: /^\.\/steps\.js$/ }, () => ({ path: steps, external: true }))
        }
      }
    ]
  })
}

/**
 * Minifies a file of the bundle, because people wait for its download. ncc would minify only the first file, and not those loaded later.
 */
async function minify(file: string): Promise<void> {
  const { code } = await transform(readFileSync(file, 'utf8'), MINIFIED)
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
