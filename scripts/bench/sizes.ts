import { execFile } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { execute } from './run.ts'
import { rotated } from './rounds.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const BUNDLES = ['dist/index.js', 'dist/comment/index.js', 'dist/api/index.js']

export interface Bundle {
  readonly file: string
  readonly bytes: number
  /** The starts of processes that end before their first request, in the order of the rounds. */
  readonly startMs: readonly number[]
}

export interface Sizes {
  readonly bundles: readonly Bundle[]
  /** The starts of Node without a program. Each was measured beside those of the bundles. */
  readonly bareMs: readonly number[]
  /** What the runner downloads: `git archive HEAD | gzip`. `undefined` outside of a git checkout. */
  readonly archiveBytes: number | undefined
}

/** Measures the bundles that are built: sizes, and start-up beside bare Node. */
export async function measureSizes(rounds: number): Promise<Sizes> {
  const built = BUNDLES.filter(file => existsSync(path.join(ROOT, file)))
  const starts = new Map<string, number[]>(built.map(file => [file, []]))
  const bareMs: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    for (const what of rotated(['', ...built], round)) {
      const ms = await startOf(what)
      if (what === '') bareMs.push(ms)
      else starts.get(what)?.push(ms)
    }
  }
  return {
    bareMs,
    bundles: built.map(file => ({
      file,
      bytes: statSync(path.join(ROOT, file)).size,
      startMs: starts.get(file) ?? []
    })),
    archiveBytes: await archiveBytes()
  }
}

/** A bundle without inputs names the missing ones and ends with 1. */
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
