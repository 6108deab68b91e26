import { parseJson, textAt } from '../text/json.ts'
import { dateOf, retryAfterOf, untilTime } from '../run/server-time.ts'
import {
  isBroken,
  isSuccess,
  MAX_REPEATS,
  MAX_WAIT_MS,
  type Meaning,
  type Policy
} from '../http/retry-decision.ts'
import type { Answer, Outcome } from '../http/transport.ts'
import { problemOf, type Expected } from './expected.ts'

/** What is known about doing a call twice, and about its answer. */
export interface Rules {
  /** `safe`: doing it twice is the same as doing it once. `look`: after an unclear failure someone has to look first. */
  readonly repeat: 'safe' | 'look'
  /** Whether a 409 means that another writer is at work, so that the request was not carried out and may follow later. */
  readonly conflict: 'wait' | 'final'
  /** What a good answer holds. */
  readonly expects: Expected
}

/**
 * A 500 is repeated less often: it may mean that the authorization behind the connection expired. So is JSON of another shape: a
 * server that has just started may send it once, but a server that sends it again will go on sending it.
 */
const MAX_REPEATS_OF_THE_SAME = 2
/** The first pause. Each further one is twice as long. */
const FIRST_PAUSE_MS = 1_000

/**
 * What the answers of Maton and Sentry mean.
 * Sources: Sentry's 429 has no `Retry-After` but `X-Sentry-Rate-Limit-*`; a 429 with requests remaining is too much concurrency.
 *
 * @param isGone whether an answer says that what was to be deleted is not there; after a try that may have been carried out this
 *   is what was asked for
 */
export function policyFor(rules: Rules, isGone: (answer: Answer) => boolean): Policy {
  return {
    isRepeatable: rules.repeat === 'safe',
    judge: (outcome, mayBeDone) =>
      mayBeDone && outcome.kind === 'answer' && isGone(outcome.answer) ? 'answered' : judge(outcome, rules),
    repeatsAfter,
    pauseAfter: (outcome, times) => ({ ms: pauseMs(outcome, times), isCounted: true })
  }
}

function judge(outcome: Outcome, { conflict, expects }: Rules): Meaning {
  if (outcome.kind === 'no-answer') {
    if (outcome.certainty === 'hopeless') return 'refused'
    return outcome.certainty === 'not-sent' ? 'not-done' : 'unclear'
  }
  const { status } = outcome.answer
  if (isSuccess(outcome.answer))
    return problemOf(outcome.answer, expects) === undefined ? 'answered' : 'unclear'
  if (status === 429) return 'not-done'
  if (status === 409 && conflict === 'wait') return 'not-done'
  return isBroken(outcome.answer) || isQueryTimeout(outcome.answer) ? 'unclear' : 'refused'
}

/**
 * Whether Sentry's store was too slow or too busy: that passes, though Sentry answers 400 then.
 * Source: the errors of the routes that query the store of events and sessions.
 */
export function isQueryTimeout({ status, text }: Pick<Answer, 'status' | 'text'>): boolean {
  return status === 400 && textAt(parseJson(text), 'detail')?.startsWith('Query timeout') === true
}

function repeatsAfter(outcome: Outcome): number {
  if (outcome.kind !== 'answer') return MAX_REPEATS
  const { answer } = outcome
  const isSaid = answer.status === 500 || (isSuccess(answer) && parseJson(answer.text) !== undefined)
  return isSaid ? MAX_REPEATS_OF_THE_SAME : MAX_REPEATS
}

/**
 * How long to wait: as long as the server asks for, plus up to half a second; else 1, 2, 4, 8 s, plus up to a half of it. The random
 * part keeps jobs from coming back together.
 */
function pauseMs(
  outcome: Outcome,
  { number, now, random }: { number: number; now: number; random: number }
): number {
  const asked = outcome.kind === 'answer' ? askedPause(outcome.answer, now) : undefined
  // clocks differ: a time that has passed here may not have come there yet
  if (asked !== undefined) return Math.max(asked, number * 250) + Math.round(random * 500)
  const backOff = FIRST_PAUSE_MS * 2 ** (number - 1)
  return backOff + Math.round((random * backOff) / 2)
}

/** The pause in milliseconds (below 0 when it is over) that an answer asks for, by `Retry-After` or by Sentry's reset time (epoch seconds). */
function askedPause({ headers }: Answer, now: number): number | undefined {
  const asked = retryAfterOf(headers, now) ?? untilReset(headers, now)
  // without the server's time, a pause that is too long may come from a wrong clock of this machine
  const isBelieved = asked === undefined || asked <= MAX_WAIT_MS || isOfServer(headers)
  return isBelieved ? asked : undefined
}

function untilReset(headers: Answer['headers'], now: number): number | undefined {
  const reset = Number(headers['x-sentry-rate-limit-reset'])
  const exhausted = headers['x-sentry-rate-limit-remaining'] === '0'
  return exhausted && reset > 0 ? untilTime(reset * 1_000, headers, now) : undefined
}

/** Whether the pause does not depend on this machine's clock. */
function isOfServer(headers: Answer['headers']): boolean {
  return dateOf(headers) !== undefined || /^\s{0,9}\d/.test(headers['retry-after'] ?? '')
}
