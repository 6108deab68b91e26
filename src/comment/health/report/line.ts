import type { HealthFacts, HealthLook, Previous } from '../facts.ts'
import type { HealthRequest } from '../request.ts'
import type { Share } from '../share.ts'
import { type Metric, METRICS, neededFor, neededToShow } from '../terms.ts'
import { judgeHealth, type TermVerdict } from '../verdict.ts'
import { countText, distanceText, rateText, type Showing, whyText } from './words.ts'

/** The health of a release, as a report shows it. */
export interface ShownHealth {
  readonly request: Pick<HealthRequest, 'show' | 'period' | 'minSample' | 'terms'>
  /** `undefined` when it could not be read. */
  readonly facts: HealthFacts | undefined
  readonly verdicts: readonly TermVerdict[]
}

/**
 * What a report shows of a look.
 * @param look `undefined` if it was not asked for
 */
export function shownHealth(request: HealthRequest, look: HealthLook | undefined): ShownHealth | undefined {
  if (look === undefined) return undefined
  const facts = look.kind === 'read' ? look.facts : undefined
  return { request, facts, verdicts: judgeHealth(request.terms, look, request.minSample) }
}

/**
 * The line of a report about release health, made of numbers and names alone: ``Crash-free sessions 99.61 % (−0.21) · users 99.70 % (−0.06)
 * · 12,345 sessions · adoption 37 % | 24 h, against `shop@1.9.0` ``.
 *
 * @returns `undefined` if it is not wanted, could not be read, or has nothing to say
 */
export function healthLine({ request, facts, verdicts }: ShownHealth, showing: Showing): string | undefined {
  const { show, period } = request
  if (show === 'never' || facts === undefined) return undefined
  const time = period.text.replace(/\D$/, unit => ` ${unit}`)
  if (facts.numbers.sessions === 0)
    return show === 'always' ? `No sessions of this release in ${time}` : undefined
  const needed = neededOf('crash_free_sessions', request)
  const { sessions } = facts.numbers
  if (sessions < needed) {
    const why = { kind: 'too-few', counts: 'sessions', found: sessions, needed, previous: undefined } as const
    return `Crash-free sessions: ${whyText(why, showing)} | ${time}`
  }
  const { shown, note } = comparison(facts, request, showing)
  const parts = rateParts(facts, shown, { request, verdicts, showing })
  return `${[...parts, ...countParts(facts, verdicts, showing)].join(' · ')} | ${time}${note}`
}

/** The release to compare with, if it has enough sessions, and what is said of it. */
function comparison(
  { previous }: HealthFacts,
  request: ShownHealth['request'],
  showing: Showing
): { readonly shown: Previous | undefined; readonly note: string } {
  if (previous === undefined || previous === 'none') return { shown: undefined, note: '' }
  const name = showing.name(previous.release)
  return previous.numbers.sessions < neededOf('crash_free_sessions', request)
    ? { shown: undefined, note: `, too few sessions of ${name}` }
    : { shown: previous, note: `, against ${name}` }
}

/** The known rates. Error rates only if the gate has a condition on them. */
function rateParts(
  { numbers }: HealthFacts,
  previous: Previous | undefined,
  given: {
    readonly request: ShownHealth['request']
    readonly verdicts: readonly TermVerdict[]
    readonly showing: Showing
  }
): readonly string[] {
  const { request, verdicts, showing } = given
  const theirs = previous?.numbers
  const part = (
    metric: Metric,
    label: string,
    own: Share | undefined,
    other: Share | undefined
  ): string[] => {
    const counted = METRICS[metric].counts
    const needed = neededOf(metric, request)
    if (own === undefined || numbers[counted] < needed) return []
    const isEnough = theirs !== undefined && theirs[counted] >= needed
    const rate = rateText(metric, own, showing, request.terms)
    return [`${signOf(metric, verdicts)}${label} ${rate}${distanceText(own, isEnough ? other : undefined)}`]
  }
  const gated = (metric: Metric): boolean => request.terms.some(term => term.metric === metric)
  return [
    ...part(
      'crash_free_sessions',
      'Crash-free sessions',
      numbers.crashFreeSessions,
      theirs?.crashFreeSessions
    ),
    ...part('crash_free_users', 'users', numbers.crashFreeUsers, theirs?.crashFreeUsers),
    ...(gated('error_rate') ? part('error_rate', 'error rate', numbers.errorRate, theirs?.errorRate) : []),
    ...(gated('unhandled_rate')
      ? part('unhandled_rate', 'unhandled rate', numbers.unhandledRate, theirs?.unhandledRate)
      : [])
  ]
}

function countParts(
  { numbers, adoption }: HealthFacts,
  verdicts: readonly TermVerdict[],
  showing: Showing
): readonly string[] {
  if (showing.isRedacted) return []
  const sessions = `${signOf('sessions', verdicts)}${countText(numbers.sessions, showing)} sessions`
  if (adoption === undefined || adoption === 'none') return [sessions]
  const share = Math.round((adoption.part / adoption.of) * 100)
  return [sessions, `${signOf('adoption', verdicts)}adoption ${share} %`]
}

/** What breaks the gate is marked. */
function signOf(metric: Metric, verdicts: readonly TermVerdict[]): string {
  return verdicts.some(({ verdict, term }) => verdict === 'fail' && term.metric === metric) ? '🔴 ' : ''
}

/** How many sessions or users a rate needs to be shown: as many as its conditions need, else the least. */
function neededOf(metric: Metric, { terms, minSample }: ShownHealth['request']): number {
  const needs = terms
    .filter(term => term.metric === metric)
    .map(term => neededFor(term, minSample))
    .filter(needed => needed !== undefined)
  return needs.length === 0 ? neededToShow(minSample) : Math.max(...needs)
}
