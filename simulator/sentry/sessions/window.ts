import { badRequest, Refusal } from '../requests/answers.ts'
import { readSpan, requestedPeriod } from '../requests/period.ts'
import type { Call } from '../requests/router.ts'

/** The period of a request in intervals. `start` (since the epoch) and `interval` are milliseconds. */
export interface Window {
  readonly start: number
  readonly interval: number
  /** The number of intervals. */
  readonly length: number
}

const SECOND = 1000
const HOUR = 3600 * SECOND
const DAY = 24 * HOUR
/** Sentry: the smallest interval, and the most intervals of an answer. */
const SMALLEST = 10 * SECOND
const MAX_INTERVALS = 1000

/**
 * The period as the request gives it. Default: the last 90 days.
 * @throws Refusal (400)
 */
export function requestedSpan(call: Call): { readonly start: number; readonly end: number } {
  const { start, end } = requestedPeriod(call, problem => badRequest(`Invalid date range: ${problem}`))
  return {
    start: Number.isFinite(start) ? start : call.now - 90 * DAY,
    end: Number.isFinite(end) ? end : call.now
  }
}

/**
 * The window of a period. Sentry rounds the start down to the interval and the end up.
 * @throws Refusal (400)
 */
export function windowOf(call: Call, { start, end }: ReturnType<typeof requestedSpan>): Window {
  const interval = requestedInterval(call)
  const first = Math.floor(start / interval) * interval
  const length = Math.ceil((end - first) / interval)
  if (length > MAX_INTERVALS)
    throw new Refusal(
      badRequest(
        'Your interval and date range would create too many results. Use a larger interval, or a smaller date range.'
      )
    )
  return { start: first, interval, length }
}

/** The interval of a request. Sentry reads any other text as an hour. */
function requestedInterval(call: Call): number {
  const interval = readSpan(call.query.get('interval') ?? '') ?? HOUR
  if (interval < SMALLEST || interval % SMALLEST !== 0)
    throw new Refusal(badRequest('The interval has to be a multiple of the minimum interval of ten seconds.'))
  if (interval > DAY) throw new Refusal(badRequest('The interval has to be less than one day.'))
  if (DAY % interval !== 0)
    throw new Refusal(badRequest('The interval should divide one day without a remainder.'))
  return interval
}

/** A time as this route of Sentry writes it: to the second. */
export function secondTime(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z')
}

/** A duration as Python writes it, such as `1 day, 1:00:00`. */
export function pythonSpan(span: number): string {
  const days = Math.floor(span / DAY)
  const clock = new Date(span % DAY).toISOString().slice(11, 19).replace(/^0/, '')
  return days === 0 ? clock : `${days} day${days === 1 ? '' : 's'}, ${clock}`
}
