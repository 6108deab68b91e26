import { parseArgs } from 'node:util'
import { startSimulator } from './server.ts'
import type { SimulatorOptions } from './server.ts'

/** What is wrong with the command line, in one line. */
class UsageError extends Error {}

function readOptions(args: readonly string[]): SimulatorOptions {
  const options = {
    port: { type: 'string' },
    'github-port': { type: 'string' },
    latency: { type: 'string' }
  } as const
  const { values } = parseArgs({ args: [...args], options })
  return {
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
  const simulator = await startSimulator(readOptions(process.argv.slice(2)))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void simulator.close()
    })
  }
  process.stdout.write(`${JSON.stringify(simulator)}\n`)
}

try {
  await main()
} catch (error) {
  const [line] = (error instanceof Error ? error.message : String(error)).split('\n')
  process.stderr.write(`simulator: ${line ?? ''}\n`)
  process.exitCode = 1
}
