import type { HealthFacts, Numbers } from '../facts.ts'
import { percent, type Share } from '../share.ts'
import type { TermVerdict } from '../verdict.ts'

/** The outputs of release health, in the order of the manifest. */
export const HEALTH_OUTPUTS = [
  'crash_free_sessions',
  'crash_free_users',
  'error_rate',
  'adoption',
  'sessions',
  'health'
] as const

type HealthOutputs = Readonly<
  Record<(typeof HEALTH_OUTPUTS)[number], string | number | Readonly<Record<string, unknown>>>
>

/** Decimals of percentages in outputs. */
const DECIMALS = 4

/**
 * The outputs of release health, always in full: the workflow decides who sees them.
 * @param health `undefined` when health was not asked for; its facts are `undefined` when they could not be read
 */
export function healthOutputs(
  health: { readonly facts: HealthFacts | undefined; readonly verdicts: readonly TermVerdict[] } | undefined,
  subject: { readonly release: string; readonly environment: string | undefined }
): HealthOutputs {
  const numbers = health?.facts?.numbers
  const text = (share: Share | 'none' | undefined): string => percentText(share) ?? ''
  return {
    crash_free_sessions: text(numbers?.crashFreeSessions),
    crash_free_users: text(numbers?.crashFreeUsers),
    error_rate: text(numbers?.errorRate),
    adoption: text(health?.facts?.adoption),
    sessions: numbers?.sessions ?? '',
    health: health === undefined ? '' : healthJson(health, subject)
  }
}

function healthJson(
  { facts, verdicts }: { readonly facts: HealthFacts | undefined; readonly verdicts: readonly TermVerdict[] },
  { release, environment }: { readonly release: string; readonly environment: string | undefined }
): Readonly<Record<string, unknown>> {
  const numbers = facts?.numbers
  const previous = facts?.previous
  return {
    release,
    environment: environment ?? null,
    start: facts?.start ?? null,
    end: facts?.end ?? null,
    ...numbersJson(numbers),
    unhandledRate: percentNumber(numbers?.unhandledRate),
    adoption: percentNumber(facts?.adoption),
    previous:
      previous === undefined || previous === 'none'
        ? null
        : { release: previous.release, ...numbersJson(previous.numbers) },
    terms: verdicts.map(termJson)
  }
}

function numbersJson(numbers: Numbers | undefined): Readonly<Record<string, unknown>> {
  return {
    sessions: numbers?.sessions ?? null,
    users: numbers === undefined || (numbers.users === 0 && !numbers.tellsUsers) ? null : numbers.users,
    crashFreeSessions: percentNumber(numbers?.crashFreeSessions),
    crashFreeUsers: percentNumber(numbers?.crashFreeUsers),
    errorRate: percentNumber(numbers?.errorRate)
  }
}

/** `found`: the rate in percent, or the count. Below the minimum it is the number of sessions or users, and `needed` is the minimum. */
function termJson(judged: TermVerdict): Readonly<Record<string, unknown>> {
  const { term, verdict } = judged
  const of = (found: number | null, needed: number | null): Readonly<Record<string, unknown>> => ({
    term: term.text,
    verdict,
    found,
    needed
  })
  if (verdict === 'error') return of(null, null)
  if (verdict === 'no-data') {
    const { why } = judged
    return why.kind === 'too-few' ? of(why.found, why.needed) : of(null, null)
  }
  const { found } = judged
  return of(found.kind === 'count' ? found.count : percentNumber(found.share), null)
}

function percentNumber(share: Share | 'none' | undefined): number | null {
  const text = percentText(share)
  return text === undefined ? null : Number(text)
}

/** Percent as decimal text with a point, without zeros at its end. */
function percentText(share: Share | 'none' | undefined): string | undefined {
  if (share === undefined || share === 'none') return undefined
  return String(Number(percent(share, DECIMALS, 'nearest')))
}
