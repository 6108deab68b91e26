import { certaintyOf, isUnsent } from '../http/network-error.ts'
import { retryAfterOf, untilTime } from '../run/server-time.ts'
import { textAt } from '../text/json.ts'

/** What became of one request: an answer of any status, or none that could be read. */
export type Outcome =
  | {
      readonly kind: 'answer'
      readonly status: number
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string | undefined>>
      readonly data: unknown
    }
  | { readonly kind: 'no-answer'; readonly error: unknown }
  /** A good status with JSON that is no answer to the question; `words` say what belonged there. */
  | { readonly kind: 'misread'; readonly status: number; readonly words: string }

/** An answer of any status. */
export type Answered = Extract<Outcome, { kind: 'answer' }>

/** The waiting that rate limits have caused: no request is sent before `until`; `spent` counts what the run waited in all. */
export interface Pause {
  /** By `Clock.elapsed`. */
  readonly until: number
  /** Milliseconds. */
  readonly spent: number
}

/** What to do after a request that did not succeed. */
export type Decision =
  { readonly kind: 'stop' } | { readonly kind: 'repeat'; readonly afterMs: number; readonly pause: Pause }

const MAX_REPEATS = 4
const MAX_RATE_LIMIT_MS = 60_000
const FIRST_BACKOFF_MS = 500

/**
 * Decides whether a request is sent again.
 *
 * - A rate limit (403 or 429 with its signs) means that nothing happened: repeated after the time that GitHub asks
 *   for, whatever the request, but never more than 60 s of such waiting in a run.
 * - A 408, a 5xx, no answer or one of another form leaves open whether it happened: repeated only if that does not matter, or
 *   if there was no connection. An answer of another form comes mostly from something on the way (a proxy, a portal), which passes.
 * - A certificate that is not trusted and an answer that is too large stay what they are.
 * - Everything else would be answered the same again.
 *
 * @param options.repeatable whether doing it twice is the same as doing it once (GET, PATCH, DELETE)
 * @param options.repeats how often it was repeated already; four times at most
 * @param options.pause the waiting so far, by all requests of the run: what they wait side by side counts once
 * @param options.elapsed the present moment by `Clock.elapsed`
 * @param options.now milliseconds since 1970 by this machine's clock, for a server that does not tell its own
 * @param options.random from 0 to 1, spreads the repeats
 */
export function decideRepeat(options: {
  outcome: Outcome
  repeatable: boolean
  repeats: number
  pause: Pause
  elapsed: number
  now: number
  random: number
}): Decision {
  const { outcome, repeatable, repeats, pause, elapsed, now, random } = options
  if (repeats >= MAX_REPEATS) return { kind: 'stop' }
  if (outcome.kind === 'answer' && isRateLimit(outcome)) {
    const until = Math.max(pause.until, elapsed + rateLimitMs(outcome, now))
    // the clock has fractions, of which a sum and a difference leave a rest: a whole minute would be too long by it
    const spent = pause.spent + Math.round(until - Math.max(pause.until, elapsed))
    if (spent > MAX_RATE_LIMIT_MS) return { kind: 'stop' }
    return { kind: 'repeat', afterMs: until - elapsed, pause: { until, spent } }
  }
  if (!isUnclear(outcome) || isHopeless(outcome)) return { kind: 'stop' }
  if (!repeatable && mayBeDone(outcome)) return { kind: 'stop' }
  return { kind: 'repeat', afterMs: FIRST_BACKOFF_MS * 2 ** repeats * (0.5 + random / 2), pause }
}

/** Whether a request may have been carried out: no answer, one of another form, or one from a server that ran out of time or broke. */
export function isUnclear(outcome: Outcome): boolean {
  return outcome.kind !== 'answer' || outcome.status === 408 || outcome.status >= 500
}

/** Whether a request that got no good answer may have been carried out all the same. */
export function mayBeDone(outcome: Outcome): boolean {
  return isUnclear(outcome) && !(outcome.kind === 'no-answer' && isUnsent(outcome.error))
}

function isHopeless(outcome: Outcome): boolean {
  return outcome.kind === 'no-answer' && certaintyOf(outcome.error) === 'hopeless'
}

/**
 * Whether an answer says "too many requests" (GitHub: "Rate limits for the REST API", both kinds are 403 or 429; a 403 only with its
 * signs). A missing permission and a locked conversation are 403 too, and are none even if the limit is used up besides.
 */
export function isRateLimit(outcome: Outcome): boolean {
  if (outcome.kind !== 'answer' || (outcome.status !== 403 && outcome.status !== 429)) return false
  if (isPermissionRefusal(outcome) || isLocked(outcome)) return false
  return (
    outcome.status === 429 ||
    outcome.headers['retry-after'] !== undefined ||
    outcome.headers['x-ratelimit-remaining'] === '0' ||
    /secondary rate limit/i.test(messageOf(outcome))
  )
}

/** Whether an answer says that this token, or this address, may not do it: that does not pass. */
export function isPermissionRefusal(outcome: Answered): boolean {
  if (outcome.status !== 403) return false
  const says = /resource not accessible by|IP allow list|\bSAML\b/i.test(messageOf(outcome))
  return says || outcome.headers['x-github-sso'] !== undefined
}

/** Whether an answer says that the conversation is locked. */
export function isLocked(outcome: Answered): boolean {
  return outcome.status === 403 && /\bis locked\b/i.test(messageOf(outcome))
}

/** When the requests that are used up come back, in milliseconds since 1970; undefined when some are left. */
export function resetTime(outcome: Answered): number | undefined {
  if (outcome.headers['x-ratelimit-remaining'] !== '0') return undefined
  const seconds = wholeSeconds(outcome.headers['x-ratelimit-reset'])
  return seconds === undefined ? undefined : seconds * 1000
}

/** GitHub: wait for `retry-after`, else until the reset when nothing remains, else at least a minute. */
function rateLimitMs(outcome: Answered, now: number): number {
  const asked = retryAfterOf(outcome.headers, now)
  if (asked !== undefined) return Math.max(1000, asked)
  const reset = resetTime(outcome)
  return reset === undefined ? MAX_RATE_LIMIT_MS : Math.max(1000, untilTime(reset, outcome.headers, now))
}

function messageOf(outcome: Answered): string {
  return textAt(outcome.data, 'message') ?? ''
}

function wholeSeconds(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,12}$/.test(header) ? Number(header) : undefined
}
