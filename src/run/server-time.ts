type Headers = Readonly<Record<string, string | undefined>>

/**
 * The time that runs write into what other runs read. A runner's own clock may be hours off. The clock of Maton and Sentry is the same
 * for all runs.
 */
export interface ServerTime {
  /** Milliseconds since 1970 by the clock of the servers. Before their first answer it is this machine's. */
  now(): number
  /**
   * Learns from an answer of Maton or Sentry.
   * @param headers names in lower case
   * @param askedAt when the request was sent, by the `elapsed` of the clock
   */
  learn(headers: Headers, askedAt: number): void
}

/** The two times of a run's clock (`Clock` says more). */
interface Times {
  now(): number
  elapsed(): number
}

/** `Date` leaves out the milliseconds. */
const MOST_OF_A_SECOND = 999

/**
 * The rule: the machine's clock counts until the `Date` of an answer contradicts it. Then it is corrected by the least that makes both
 * agree. So a good clock keeps its milliseconds, and a clock that is set during the run changes nothing.
 */
export function createServerTime(clock: Times): ServerTime {
  const own = clock.now() - clock.elapsed()
  let least = Number.NEGATIVE_INFINITY
  let most = Number.POSITIVE_INFINITY
  return {
    now: () => Math.round(clock.elapsed() + Math.min(Math.max(own, least), most)),
    learn(headers, askedAt) {
      const date = dateOf(headers)
      if (date === undefined) return
      // the answer was made between the request and now
      const from = date - clock.elapsed()
      const to = date + MOST_OF_A_SECOND - askedAt
      const isInLine = from <= most && to >= least
      least = isInLine ? Math.max(least, from) : from
      most = isInLine ? Math.min(most, to) : to
    }
  }
}

/**
 * The time from an answer until a moment that the same server named. Both are by the server's clock: this machine's does not matter.
 * @param time milliseconds since 1970
 * @param now this machine's time, for a server that sends no `Date`
 * @returns milliseconds, below 0 when the time has passed
 */
export function untilTime(time: number, headers: Headers, now: number): number {
  return time - (dateOf(headers) ?? now)
}

/** The pause that `Retry-After` asks for, in milliseconds; below 0 when it is over. The header holds seconds or a date. */
export function retryAfterOf(headers: Headers, now: number): number | undefined {
  const asked = (headers['retry-after'] ?? '').trim()
  if (/^\d+(?:\.\d+)?$/.test(asked)) return Number(asked) * 1_000
  const date = Date.parse(asked)
  return Number.isNaN(date) ? undefined : untilTime(date, headers, now)
}

/** When the server gave an answer, by its own clock, in milliseconds since 1970. */
export function dateOf(headers: Headers): number | undefined {
  const date = Date.parse(headers['date'] ?? '')
  return Number.isNaN(date) ? undefined : date
}
