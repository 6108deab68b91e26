import type { Clock } from '../run/context.ts'

/** At most ten requests start in any window. Maton allows ten per second and account; 50 ms are for delays on the network. */
const REQUESTS = 10
const WINDOW_MS = 1_050

export interface Limiter {
  /** Resolves when the next request may start, in the order of the calls; rejects when `signal` aborts first. */
  turn(signal: AbortSignal): Promise<void>
}

/**
 * Keeps the gateway's rate: at most 10 turns within any 1,050 ms. Each turn is counted when it is given, not when it was asked
 * for, so that requests which had to wait cannot start together later.
 */
export function createLimiter(clock: Clock): Limiter {
  const starts: number[] = []
  let last: Promise<void> = Promise.resolve()

  async function take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    for (;;) {
      const oldest = starts.length < REQUESTS ? undefined : starts[starts.length - REQUESTS]
      const wait = oldest === undefined ? 0 : oldest + WINDOW_MS + 1 - clock.elapsed()
      if (wait <= 0) break
      await clock.sleep(wait, signal)
    }
    starts.push(clock.elapsed())
    if (starts.length > REQUESTS) starts.shift()
  }

  return {
    turn(signal) {
      const turn = last.then(() => take(signal))
      last = turn.catch(() => undefined)
      return turn
    }
  }
}
