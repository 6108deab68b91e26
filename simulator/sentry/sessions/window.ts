import { badRequest, Refusal } from '../answers.ts'
import { readSpan, requestedPeriod } from '../issue-period.ts'
import type { Call } from '../router.ts'

/** The time that a request is about, cut into intervals. All numbers are milliseconds, `start` since the epoch. */
export interface Window {
  readonly start: number
  readonly interval: number
  /** How many intervals there are. */
  readonly length: number
}

const SECOND = 1000
const HOUR = 3600 * SECOND
const DAY = 24 * HOUR
const SMALLEST = 10 * SECOND
const MAX_INTERVALS = 1000

/** The period of the query, as it was asked for; by default 90 days. */
export function requestedSpan(call: Call): { readonly start: number; readonly end: number } {
  const { start, end } = requestedPeriod(call, problem => badRequest(`Invalid date range: ${problem}`))
  return {
    start: Number.isFinite(start) ? start : call.now - 90 * DAY,
    end: Number.isFinite(end) ? end : call.now
  }
}

/** The window of a period: its start is rounded down to the interval, its end up. */
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

/** What cannot be read counts as an hour. */
function requestedInterval(call: Call): number {
  const interval = readSpan(call.query.get('interval') ?? '') ?? HOUR
  if (interval < SMALLEST || interval % SMALLEST !== 0)
    throw new Refusal(badRequest('The interval has to be a multiple of the minimum interval of ten seconds.'))
  if (interval > DAY) throw new Refusal(badRequest('The interval has to be less than one day.'))
  if (DAY % interval !== 0)
    throw new Refusal(badRequest('The interval should divide one day without a remainder.'))
  return interval
}

/** A time as this route writes it: to the second. */
export function secondTime(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z')
}

/** A span as Python writes it, such as `1 day, 1:00:00`. */
export function pythonSpan(span: number): string {
  const days = Math.floor(span / DAY)
  const clock = new Date(span % DAY).toISOString().slice(11, 19).replace(/^0/, '')
  return days === 0 ? clock : `${days} day${days === 1 ? '' : 's'}, ${clock}`
}
