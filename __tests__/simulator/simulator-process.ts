import { spawn } from 'node:child_process'
import type { ChildProcess, ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../simulator/main.ts', import.meta.url))

/** The first line that a started simulator prints. */
export type FirstLine = Readonly<Record<string, unknown>>

/** How a process ended, and what it printed. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A simulator in a process of its own. */
export interface Started {
  readonly child: ChildProcess
  readonly line: FirstLine
  /** An address or another text of the first line. */
  readonly told: (name: string) => string
  /** Sends the signal and waits for the end. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>
}

/** Starts a simulator and waits for its first line. */
export async function startProcess(...args: readonly string[]): Promise<Started> {
  return whenStarted(spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] }))
}

/** Starts a simulator as its users do, and waits for its first line of JSON. */
export async function startByNpm(...args: readonly string[]): Promise<Started> {
  return whenStarted(
    spawn('npm', ['run', 'simulator', '--', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  )
}

async function whenStarted(child: ChildProcessByStdio<null, Readable, null>): Promise<Started> {
  const exited = once(child, 'exit')
  const line = await firstObject(child.stdout)
  return {
    child,
    line,
    told: name => String(line[name]),
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal)
      const [code]: unknown[] = await exited
      return typeof code === 'number' ? code : null
    }
  }
}

/** npm says first what it runs. */
async function firstObject(output: Readable): Promise<FirstLine> {
  for await (const line of createInterface({ input: output }))
    if (line.startsWith('{')) return Object(JSON.parse(line))
  throw new Error('the simulator printed no line of JSON')
}

/** Runs a simulator that is expected to end by itself. */
export async function runProcess(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', chunk => (output.stdout += String(chunk)))
  child.stderr.on('data', chunk => (output.stderr += String(chunk)))
  const [code]: unknown[] = await once(child, 'close')
  return { code: typeof code === 'number' ? code : null, ...output }
}
