import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { isRecord, parseJson } from '../src/text/json.ts'
import { startSimulator } from './server.ts'
import type { SimulatorOptions } from './server.ts'

/** What is wrong with the command line, in one line. */
class UsageError extends Error {}

interface CommandLine extends SimulatorOptions {
  /** Whether to leave the simulator running in a process of its own and end this one. */
  readonly background: boolean
}

function readOptions(args: readonly string[]): CommandLine {
  const options = {
    port: { type: 'string' },
    'github-port': { type: 'string' },
    latency: { type: 'string' },
    background: { type: 'boolean', default: false }
  } as const
  const { values } = parseArgs({ args: [...args], options })
  return {
    background: values.background,
    port: wholeNumber('--port', values.port, 65_535),
    githubPort: wholeNumber('--github-port', values['github-port'], 65_535),
    latencyMs: wholeNumber('--latency', values.latency, 3_600_000)
  }
}

function wholeNumber(name: string, text: string | undefined, most: number): number {
  if (text === undefined) return 0
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Infinity
  if (value > most) throw new UsageError(`${name} must be a whole number from 0 to ${most}, not '${text}'`)
  return value
}

async function main(): Promise<void> {
  const { background, ...options } = readOptions(process.argv.slice(2))
  if (background) {
    process.stdout.write(`${JSON.stringify(await startInBackground())}\n`)
    return
  }
  const simulator = await startSimulator(options)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void simulator.close()
    })
  }
  process.stdout.write(`${JSON.stringify(simulator)}\n`)
}

/**
 * Starts the same command in a process that outlives this one.
 * @returns the line that it prints, with its process id as `pid`
 * @throws UsageError with what it wrote to stderr
 */
async function startInBackground(): Promise<Readonly<Record<string, unknown>>> {
  const args = process.argv.slice(1).filter(arg => arg !== '--background')
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const [line] = await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')])
  const said = String(line).trim()
  const told = parseJson(said)
  if (!isRecord(told)) throw new UsageError(said.replace(/^simulator: /, ''))
  // an open pipe would make a reader of this command's output wait for the simulator
  child.stdout.destroy()
  child.stderr.destroy()
  child.unref()
  return { ...told, pid: child.pid }
}

try {
  await main()
} catch (error) {
  const [line] = (error instanceof Error ? error.message : String(error)).split('\n')
  process.stderr.write(`simulator: ${line ?? ''}\n`)
  process.exitCode = 1
}
