import type { Now } from './http.ts'

/** How many requests are allowed. A missing limit is not enforced. */
export interface Limit {
  /** Requests within a window. */
  readonly limit?: number | undefined
  readonly windowMs: number
  /** Requests under way at the same time. */
  readonly concurrent?: number | undefined
}

/** Whether a request is within the limit, and what is left of the limit. */
export interface Admission {
  readonly refused: 'rate' | 'concurrency' | undefined
  /** How many more requests fit in this window; `undefined` if the rate is not limited. */
  readonly remaining: number | undefined
  /** When the window ends, in milliseconds since the epoch. */
  readonly reset: number
  readonly concurrentRemaining: number | undefined
  /** To be called when the request is answered. */
  readonly leave: () => void
}

/** Counts requests by key. A window begins with the first request of a key. */
export interface Limiter {
  enter(key: string): Admission
}

interface Count {
  start: number
  requests: number
  open: number
}

/** A limiter with all counts at zero. */
export function createLimiter(now: Now, { limit, windowMs, concurrent }: Limit): Limiter {
  const counts = new Map<string, Count>()
  return {
    enter: key => {
      const time = now()
      const count = counts.get(key) ?? { start: time, requests: 0, open: 0 }
      counts.set(key, count)
      if (time >= count.start + windowMs) {
        count.start = time
        count.requests = 0
      }
      count.requests += 1
      const tooOften = limit !== undefined && count.requests > limit
      const tooMany = concurrent !== undefined && count.open >= concurrent
      const refused = tooOften ? 'rate' : tooMany ? 'concurrency' : undefined
      if (refused === undefined) count.open += 1
      return {
        refused,
        remaining: limit === undefined ? undefined : Math.max(0, limit - count.requests),
        reset: count.start + windowMs,
        concurrentRemaining: concurrent === undefined ? undefined : Math.max(0, concurrent - count.open),
        leave: () => {
          if (refused === undefined) count.open -= 1
        }
      }
    }
  }
}
