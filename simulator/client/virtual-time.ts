import type { Clock } from '../../src/run/context.ts'

/**
 * If nobody reads the clock in this many turns of the event loop, nothing is under way. A request on loopback, with its answer, takes fewer
 * turns.
 */
const QUIET_TURNS = 60

export interface VirtualTime extends Clock {
  readonly now: () => number
  /** Does `work` when `ms` milliseconds have passed on this clock. */
  readonly later: (ms: number, work: () => void) => void
}

interface Sleeper {
  readonly until: number
  readonly wake: () => void
}

/**
 * A clock for many runs and their servers in one process. Time stands still while anything is under way. Then it jumps to the end of the
 * shortest wait. So minutes of waiting cost no time, and a slow machine does not change the order of events.
 * @param start milliseconds since the epoch
 */
export function createVirtualTime(start: number = Date.now()): VirtualTime {
  let time = start
  let looks = 0
  let isWatched = false
  const sleepers: Sleeper[] = []

  async function quiet(): Promise<void> {
    let turns = 0
    for (let seen = looks; turns < QUIET_TURNS; turns += 1) {
      await new Promise(resolve => setImmediate(resolve))
      if (looks !== seen) turns = 0
      seen = looks
    }
  }

  async function watch(): Promise<void> {
    isWatched = true
    while (sleepers.length > 0) {
      await quiet()
      const next = sleepers.toSorted((a, b) => a.until - b.until)[0]
      if (next === undefined) break
      time = Math.max(time, next.until)
      sleepers.splice(sleepers.indexOf(next), 1)
      next.wake()
    }
    isWatched = false
  }

  function waitFor(sleeper: Sleeper): void {
    looks += 1
    sleepers.push(sleeper)
    if (!isWatched) void watch()
  }

  return {
    now() {
      looks += 1
      return time
    },
    elapsed() {
      looks += 1
      return time - start
    },
    later(ms, wake) {
      waitFor({ until: time + ms, wake })
    },
    async sleep(ms, signal) {
      signal.throwIfAborted()
      await new Promise<void>((resolve, reject) => {
        const sleeper = { until: time + ms, wake: resolve }
        signal.addEventListener(
          'abort',
          () => {
            const place = sleepers.indexOf(sleeper)
            if (place !== -1) sleepers.splice(place, 1)
            reject(signal.reason)
          },
          { once: true }
        )
        waitFor(sleeper)
      })
    }
  }
}
