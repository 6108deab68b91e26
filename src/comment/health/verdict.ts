import { Failure } from '../../run/failure.ts'
import { GATE_FAILURES } from '../failures.ts'
import type { HealthFacts, HealthLook, Numbers } from './facts.ts'
import { compareShare, type Share } from './share.ts'
import { type HealthTerm, METRICS, neededFor } from './terms.ts'

/** Why nothing can be said about a condition. */
export type NoDataWhy =
  | {
      readonly kind:
        'environment' | 'no-sessions' | 'no-users' | 'no-rate' | 'no-status' | 'no-previous' | 'nobody'
    }
  /** Fewer than are needed: of this release, or of the one that is compared with. */
  | {
      readonly kind: 'too-few'
      readonly counts: 'sessions' | 'users'
      readonly found: number
      readonly needed: number
      readonly previous: string | undefined
    }

/** What a condition looked at: a share of a whole (and that of the previous release), or a number. */
export type Measured =
  | { readonly kind: 'share'; readonly share: Share; readonly previous?: Compared }
  | { readonly kind: 'count'; readonly count: number }

interface Compared {
  readonly release: string
  readonly share: Share
}

/** The verdict on a condition. */
export type TermVerdict =
  /** `fail`: it holds, so the gate is broken. */
  | { readonly verdict: 'pass' | 'fail'; readonly term: HealthTerm; readonly found: Measured }
  | { readonly verdict: 'no-data'; readonly term: HealthTerm; readonly why: NoDataWhy }
  | { readonly verdict: 'error'; readonly term: HealthTerm; readonly failure: Failure }

/**
 * Judges each condition by what one look saw. Numbers are compared exactly: at the limit `<` and `>` do not hold.
 * @param minSample the input `min_sample`
 */
export function judgeHealth(
  terms: readonly HealthTerm[],
  look: HealthLook,
  minSample: number | 'auto'
): readonly TermVerdict[] {
  return terms.map(term => {
    if (look.kind === 'failed') return { verdict: 'error', term, failure: look.failure }
    const seen = see(term, look.facts, minSample)
    if ('failure' in seen) return { verdict: 'error', term, failure: seen.failure }
    if ('why' in seen) return { verdict: 'no-data', term, why: seen.why }
    return { verdict: holds(term, seen.found) ? 'fail' : 'pass', term, found: seen.found }
  })
}

type Seen = { readonly found: Measured } | { readonly why: NoDataWhy } | { readonly failure: Failure }

function see(term: HealthTerm, facts: HealthFacts, minSample: number | 'auto'): Seen {
  const { metric } = term
  if (metric === 'sessions') return { found: { kind: 'count', count: facts.numbers.sessions } }
  if (metric === 'adoption') return seeAdoption(facts)
  if (!facts.isEnvironmentKnown) return { why: { kind: 'environment' } }
  const needed = neededFor(term, minSample) ?? 0
  const own = seeShare(facts.numbers, { term, facts, needed, previous: undefined })
  if (!('share' in own)) return own
  if (term.limit.kind !== 'previous') return { found: { kind: 'share', share: own.share } }
  const { previous, failures } = facts
  if (failures.previous !== undefined) return { failure: failures.previous }
  if (previous === undefined || previous === 'none') return { why: { kind: 'no-previous' } }
  const theirs = seeShare(previous.numbers, { term, facts, needed, previous: previous.release })
  if (!('share' in theirs)) return theirs
  const compared = { release: previous.release, share: theirs.share }
  return { found: { kind: 'share', share: own.share, previous: compared } }
}

/** Without a session of its own a release has an adoption of 0, if others have some. */
function seeAdoption({ adoption, failures }: HealthFacts): Seen {
  if (failures.adoption !== undefined) return { failure: failures.adoption }
  return adoption === undefined || adoption === 'none'
    ? { why: { kind: 'nobody' } }
    : { found: { kind: 'share', share: adoption } }
}

/** The share of one release that a condition is about, if that release has enough sessions or users. */
function seeShare(
  numbers: Numbers,
  given: {
    readonly term: HealthTerm
    readonly facts: HealthFacts
    readonly needed: number
    /** The name of the release that is compared with; `undefined` for the release itself. */
    readonly previous: string | undefined
  }
): { readonly share: Share } | Exclude<Seen, { readonly found: Measured }> {
  const { term, facts, needed, previous } = given
  const { counts } = METRICS[term.metric]
  if (numbers.sessions === 0 && previous === undefined) return { why: { kind: 'no-sessions' } }
  if (term.metric === 'crash_free_users' && !numbers.tellsUsers) return { failure: notTold(term) }
  if (counts === 'users' && numbers.users === 0 && numbers.sessions > 0) return { why: { kind: 'no-users' } }
  const found = numbers[counts]
  if (found < needed) return { why: { kind: 'too-few', counts, found, needed, previous } }
  const share = shareFor(term, numbers)
  if (share !== undefined) return { share }
  if (facts.failures.statuses !== undefined) return { failure: facts.failures.statuses }
  return { why: { kind: term.metric === 'unhandled_rate' ? 'no-status' : 'no-rate' } }
}

function shareFor({ metric }: HealthTerm, numbers: Numbers): Share | undefined {
  if (metric === 'crash_free_sessions') return numbers.crashFreeSessions
  if (metric === 'crash_free_users') return numbers.crashFreeUsers
  return metric === 'error_rate' ? numbers.errorRate : numbers.unhandledRate
}

function notTold({ text }: HealthTerm): Failure {
  return new Failure(
    GATE_FAILURES.notTold,
    `Could not judge ${text}: this Sentry does not tell the crash-free rate of users`
  )
}

function holds({ operator, limit }: HealthTerm, found: Measured): boolean {
  const order = compareWith(limit, found)
  if (order === 0) return operator === '<=' || operator === '>='
  return operator.startsWith('<') ? order < 0 : order > 0
}

function compareWith(limit: HealthTerm['limit'], found: Measured): number {
  if (limit.kind === 'count') return found.kind === 'count' ? found.count - limit.count : 0
  if (found.kind === 'count') return 0
  return compareShare(found.share, limit.thousandths, found.previous?.share)
}

/** A condition that is broken: for how many looks in a row, and how many sessions the last one saw. */
interface Row {
  readonly looks: number
  readonly sessions: number
}

/** The conditions that were broken at the last look, by their text. */
export type Rows = ReadonlyMap<string, Row>

/** Broken looks in a row that end the waiting. Fewer may be chance: the first sessions of a release make its rates rise and fall. */
const LOOKS_IN_A_ROW = 3

/**
 * Goes on with the rows of broken conditions. A look continues a row only if it saw more sessions than the one before; otherwise it begins
 * a new row. A look that failed, or could not read health, ends the row. Sessions only grow and adoption rises after a deploy, so only the
 * last look decides on these two.
 */
export function continueRows(rows: Rows, verdicts: readonly TermVerdict[], sessions: number): Rows {
  return new Map(
    verdicts
      .filter(({ verdict, term }) => verdict === 'fail' && METRICS[term.metric].mayBePrevious)
      .map(({ term }) => {
        const before = rows.get(term.text)
        const goesOn = before !== undefined && sessions > before.sessions
        return [term.text, { looks: goesOn ? before.looks + 1 : 1, sessions }]
      })
  )
}

/** Whether one condition was broken for so long that more sessions will not mend it. */
export function isBrokenForGood(rows: Rows): boolean {
  return [...rows.values()].some(({ looks }) => looks >= LOOKS_IN_A_ROW)
}
