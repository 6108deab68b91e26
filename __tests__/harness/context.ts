import type { Clock, Context } from '../../src/run/context.ts'
import type { Log } from '../../src/run/log.ts'
import { createServerTime } from '../../src/run/server-time.ts'

/** A clock whose sleeps pass at once; `slept` lists them. */
export interface TestClock extends Clock {
  readonly slept: readonly number[]
}

export function makeClock(): TestClock {
  const start = Date.parse('2026-01-01T00:00:00Z')
  let elapsed = 0
  const slept: number[] = []
  return {
    slept,
    now: () => start + elapsed,
    elapsed: () => elapsed,
    async sleep(ms, signal) {
      signal.throwIfAborted()
      slept.push(ms)
      elapsed += ms
    }
  }
}

/** Keeps what is said: a line as it is, a notice and a warning as `notice: …` and `warning: …`. */
export function recordingLog(said: string[] = []): Log {
  return {
    info: message => void said.push(message),
    notice: message => void said.push(`notice: ${message}`),
    warning: message => void said.push(`warning: ${message}`),
    group: (_title, body) => body()
  }
}

/** The signal of a run that nobody stops. */
export const never = new AbortController().signal

/** What a run gets. */
export interface TestContext extends Context {
  readonly clock: TestClock
  /** What was logged. */
  readonly said: readonly string[]
}

/** The context of a run that nobody stops, without chance in its pauses. */
export function makeContext(changes: Partial<Pick<Context, 'env' | 'random' | 'signal'>> = {}): TestContext {
  const clock = makeClock()
  const said: string[] = []
  return {
    env: {},
    payload: {},
    clock,
    serverTime: createServerTime(clock),
    random: () => 0,
    signal: never,
    closing: never,
    log: recordingLog(said),
    redact: text => text,
    said,
    ...changes
  }
}
