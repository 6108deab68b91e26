import {
  isBroken,
  isSuccess,
  MAX_REPEATS,
  MAX_WAIT_MS,
  type Meaning,
  type Policy
} from '../../http/retry-decision.ts'
import type { Answer, Outcome } from '../../http/transport.ts'
import { retryAfterOf, untilTime } from '../../run/server-time.ts'
import { parseJson, textAt } from '../../text/json.ts'

/** The first pause. Each further one is twice as long. */
const FIRST_BACKOFF_MS = 500

/**
 * What GitHub's answers mean.
 *
 * - A rate limit (403 or 429 with its signs) means that nothing happened: repeated after the time that GitHub asks
 *   for, whatever the request, but never more than 60 s of such waiting in a run.
 * - A 408, a 5xx, no answer or one of another form leaves open whether it happened: repeated only if that does not matter, or
 *   if there was no connection. An answer of another form comes mostly from something on the way (a proxy, a portal), which passes.
 * - A certificate that is not trusted and an answer that is too large stay what they are.
 * - Everything else would be answered the same again.
 *
 * @param options.isRepeatable whether doing it twice is the same as doing it once (GET, PATCH, DELETE)
 * @param options.isGood whether an answer is one to the question
 */
export function githubPolicy({
  isRepeatable,
  isGood
}: {
  readonly isRepeatable: boolean
  readonly isGood: (answer: Answer) => boolean
}): Policy {
  return {
    isRepeatable,
    judge: outcome => judge(outcome, isGood),
    repeatsAfter: () => MAX_REPEATS,
    pauseAfter(outcome, { number, now, random }) {
      if (outcome.kind === 'answer' && isRateLimit(outcome.answer))
        return { ms: rateLimitMs(outcome.answer, now), isCounted: true }
      return { ms: FIRST_BACKOFF_MS * 2 ** (number - 1) * (0.5 + random / 2), isCounted: false }
    }
  }
}

function judge(outcome: Outcome, isGood: (answer: Answer) => boolean): Meaning {
  if (outcome.kind === 'no-answer') {
    if (outcome.certainty === 'hopeless') return 'refused'
    return outcome.certainty === 'not-sent' ? 'not-done' : 'unclear'
  }
  const { answer } = outcome
  if (isGood(answer)) return 'answered'
  if (isRateLimit(answer)) return 'not-done'
  return isMisread(answer) || isBroken(answer) ? 'unclear' : 'refused'
}

/** Whether an answer that is not good has a good status: then its content is wrong. */
export function isMisread(answer: Answer): boolean {
  return isSuccess(answer) && !hidesSome(answer)
}

/** GitHub: a list leaves out what belongs to organizations that ask for single sign-on, and says so only in a header. */
export function hidesSome({ headers }: Answer): boolean {
  return /partial-results/i.test(headers['x-github-sso'] ?? '')
}

/**
 * Whether an answer says "too many requests" (GitHub: "Rate limits for the REST API", both kinds are 403 or 429; a 403 only with its
 * signs). A missing permission and a locked conversation are 403 too, and are none even if the limit is used up besides.
 */
export function isRateLimit(answer: Answer): boolean {
  if (answer.status !== 403 && answer.status !== 429) return false
  if (isPermissionRefusal(answer) || isLocked(answer)) return false
  return (
    answer.status === 429 ||
    answer.headers['retry-after'] !== undefined ||
    answer.headers['x-ratelimit-remaining'] === '0' ||
    /secondary rate limit/i.test(messageOf(answer))
  )
}

/** Whether an answer says that this token, or this address, may not do it: that does not pass. */
export function isPermissionRefusal(answer: Answer): boolean {
  if (answer.status !== 403) return false
  const says = /resource not accessible by|IP allow list|\bSAML\b/i.test(messageOf(answer))
  return says || answer.headers['x-github-sso'] !== undefined
}

/** Whether an answer says that the conversation is locked. */
export function isLocked(answer: Answer): boolean {
  return answer.status === 403 && /\bis locked\b/i.test(messageOf(answer))
}

/** When the requests that are used up come back, in milliseconds since 1970; undefined when some are left. */
export function resetTime({ headers }: Answer): number | undefined {
  if (headers['x-ratelimit-remaining'] !== '0') return undefined
  const seconds = wholeSeconds(headers['x-ratelimit-reset'])
  return seconds === undefined ? undefined : seconds * 1000
}

/** GitHub: wait for `retry-after`, else until the reset when nothing remains, else at least a minute. */
function rateLimitMs(answer: Answer, now: number): number {
  const asked = retryAfterOf(answer.headers, now)
  if (asked !== undefined) return Math.max(1000, asked)
  const reset = resetTime(answer)
  return reset === undefined ? MAX_WAIT_MS : Math.max(1000, untilTime(reset, answer.headers, now))
}

/** What GitHub says of a refusal; empty when it says nothing. */
export function messageOf({ text }: Answer): string {
  return textAt(parseJson(text), 'message') ?? ''
}

function wholeSeconds(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,12}$/.test(header) ? Number(header) : undefined
}
