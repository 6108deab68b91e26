import type { FileLine, Level, Runner } from '../../src/actions/runner.ts'
import type { World } from '../../src/actions/frame.ts'
import { createHash } from 'node:crypto'
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** What a run told the runner. */
export interface Told {
  readonly masked: string[]
  /** Every line of the log, in order. Annotations are in it as `notice: …`. */
  readonly log: string[]
  readonly annotations: { readonly level: Level; readonly message: string; readonly at?: FileLine }[]
  readonly outputs: Record<string, string>
  summary: string
}

export interface TestWorld {
  readonly world: World
  readonly told: Told
  /** How long the run has slept, in milliseconds. */
  readonly slept: () => number
  /** Ends the run as the runner does when a job is cancelled. */
  readonly stop: (reason: unknown) => void
}

export interface TestWorldOptions {
  readonly inputs: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly payload?: unknown
  /** From 0 to 1; the jitter of repeats. */
  readonly random?: () => number
  /** `real`: sleeps take their time, for runs at the same time. Default: sleeps only move the clock. */
  readonly clock?: 'fast' | 'real'
}

/** A world for a run inside this process. Everything is real except the clock and the runner, which records what it is told. */
export function testWorld({
  inputs,
  env = {},
  payload,
  random = () => 0.5,
  clock = 'fast'
}: TestWorldOptions): TestWorld {
  const told: Told = { masked: [], log: [], annotations: [], outputs: {}, summary: '' }
  const controller = new AbortController()
  let ahead = 0
  const now = (): number => Date.now() + ahead
  const elapsed = (): number => performance.now() + ahead
  const fastSleep = async (ms: number, signal: AbortSignal): Promise<void> => {
    // other work goes on in a turn of the event loop
    await new Promise(resolve => setImmediate(resolve))
    signal.throwIfAborted()
    ahead += ms
  }
  const realSleep = async (ms: number, signal: AbortSignal): Promise<void> => {
    await new Promise(resolve => setTimeout(resolve, ms))
    signal.throwIfAborted()
  }
  const variables = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])
  const world: World = {
    env: {
      ...(payload === undefined ? {} : { GITHUB_EVENT_PATH: eventFile(payload) }),
      ...Object.fromEntries(variables),
      ...env
    },
    clock: { now, elapsed, sleep: clock === 'fast' ? fastSleep : realSleep },
    random,
    runner: recordingRunner(told),
    untilStopped: () => controller.signal
  }
  return { world, told, slept: () => ahead, stop: reason => controller.abort(reason) }
}

function recordingRunner(told: Told): Runner {
  return {
    mask: secret => void told.masked.push(secret),
    info: line => void told.log.push(line),
    debug: () => undefined,
    annotate(level, message, at) {
      told.annotations.push({ level, message, ...(at === undefined ? {} : { at }) })
      told.log.push(`${level}: ${message}`)
    },
    startGroup: title => void told.log.push(`group: ${title}`),
    endGroup: () => undefined,
    setOutput(name, value) {
      told.outputs[name] = String(value)
    },
    async summarize(markdown) {
      told.summary += markdown
    }
  }
}

/** Writes the event file of a payload. The name is a hash of the content, so that thousands of runs share a few files. */
function eventFile(payload: unknown): string {
  const content = JSON.stringify(payload)
  const file = path.join(tmpdir(), `event-${createHash('sha256').update(content).digest('hex')}.json`)
  if (!existsSync(file)) {
    // renamed into place: another process may read the file as soon as it exists
    const whole = `${file}.${process.pid}`
    writeFileSync(whole, content)
    renameSync(whole, file)
  }
  return file
}
