import type { Clock } from '../../run/context.ts'

/** Keeps writes to one pull request a second apart, as GitHub asks for. */
export interface Pace {
  /** Resolves when the next write may be made. What is read after it is still fresh when the write is made. */
  turn(): Promise<void>
  /** Notes that a write was made. */
  wrote(): void
}

/** GitHub asks for a second between writes. */
export const BETWEEN_MS = 1_000

export function createPace(clock: Clock, signal: AbortSignal): Pace {
  let next = Number.NEGATIVE_INFINITY
  return {
    async turn() {
      const wait = next - clock.elapsed()
      if (wait > 0) await clock.sleep(wait, signal)
    },
    wrote() {
      next = clock.elapsed() + BETWEEN_MS
    }
  }
}
