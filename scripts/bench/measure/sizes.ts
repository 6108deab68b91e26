import { execFile } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import type { Command } from '../cases/case.ts'
import { firstConnectionMs } from './first-connection.ts'
import { execute } from './run.ts'
import { rotated } from './rounds.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const BUNDLES = ['dist/index.js', 'dist/comment/index.js', 'dist/api/index.js']

export interface Bundle {
  readonly file: string
  readonly bytes: number
  /** Milliseconds of processes that end before their first request, in the order of the rounds. */
  readonly startMs: readonly number[]
}

export interface Sizes {
  readonly bundles: readonly Bundle[]
  /** All files of `dist/` together. */
  readonly distBytes: number
  /** Milliseconds from the start of the release step to its first connection, in the order of the rounds. */
  readonly firstConnectionMs: readonly number[]
  /** Milliseconds of Node without a program, in the order of the rounds. */
  readonly bareMs: readonly number[]
  /** The size of the runner's download, `git archive HEAD | gzip`; `undefined` outside of a git checkout. */
  readonly archiveBytes: number | undefined
}

/** Measures the built bundles: their sizes, and their start compared with that of bare Node. */
export async function measureSizes(rounds: number): Promise<Sizes> {
  const built = BUNDLES.filter(file => existsSync(path.join(ROOT, file)))
  const starts = new Map<string, number[]>(built.map(file => [file, []]))
  const bareMs: number[] = []
  const firstMs: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    for (const what of rotated(['', FIRST_CONNECTION, ...built], round)) {
      if (what === FIRST_CONNECTION) {
        firstMs.push(await firstConnectionMs(firstConnectionCommand))
        continue
      }
      const ms = await startOf(what)
      if (what === '') bareMs.push(ms)
      else starts.get(what)?.push(ms)
    }
  }
  return {
    bareMs,
    firstConnectionMs: firstMs,
    distBytes: bytesOf(path.join(ROOT, 'dist')),
    bundles: built.map(file => ({
      file,
      bytes: statSync(path.join(ROOT, file)).size,
      startMs: starts.get(file) ?? []
    })),
    archiveBytes: await archiveBytes()
  }
}

/** Stands in the list of bundles for the measurement of the first connection. */
const FIRST_CONNECTION = 'first connection'

function firstConnectionCommand(address: string): Command {
  const env = {
    PATH: process.env['PATH'] ?? '',
    INPUT_MATON_API_KEY: 'key-of-the-benchmark',
    INPUT_MATON_URL: address,
    INPUT_ORGANIZATION: 'acme',
    INPUT_PROJECTS: 'web',
    INPUT_RELEASE: 'web@1.0.0',
    INPUT_SET_COMMITS: 'skip'
  }
  return { file: process.execPath, args: [path.join(ROOT, 'dist/index.js')], cwd: ROOT, env }
}

function bytesOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0)
}

/** The time of a bundle without inputs, which names the missing ones and ends with 1. Empty stands for bare Node. */
async function startOf(bundle: string): Promise<number> {
  const isBare = bundle === ''
  const command = {
    file: process.execPath,
    args: isBare ? ['--eval', '0'] : [path.join(ROOT, bundle)],
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '' }
  }
  const start = performance.now()
  await execute(command, { exitCode: isBare ? 0 : 1 })
  return performance.now() - start
}

/** Far more than the archive has: Node would stop at 1 MB of output. */
const MOST_BYTES = 256 * 1024 * 1024

async function archiveBytes(): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', ['archive', 'HEAD'], {
      cwd: ROOT,
      encoding: 'buffer',
      maxBuffer: MOST_BYTES
    })
    return gzipSync(stdout).length
  } catch {
    return undefined
  }
}
