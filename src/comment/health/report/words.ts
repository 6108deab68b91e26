import type { Share } from '../share.ts'
import { percent, points } from '../share.ts'
import { type HealthTerm, type Metric, METRICS } from '../terms.ts'
import type { Measured, NoDataWhy, TermVerdict } from '../verdict.ts'

/** How numbers are shown. Counts show how much traffic a business has: a redacted report has none. */
export interface Showing {
  readonly isRedacted: boolean
  /** Counts to two digits, for the digest: more sessions alone are no reason to write. */
  readonly isCoarse: boolean
  /** Makes a foreign name safe where it is shown. */
  readonly name: (text: string) => string
}

/** A number of things, with its thousands apart: `12,345`. */
export function countText(count: number, { isCoarse }: Pick<Showing, 'isCoarse'>): string {
  const shown = isCoarse ? Number(count.toPrecision(2)) : count
  return shown.toLocaleString('en-US')
}

/** The counts behind a rate, by metric: what is bad in it. */
const BAD: Readonly<Partial<Record<Metric, string>>> = {
  crash_free_sessions: 'crashed',
  crash_free_users: 'crashed',
  error_rate: 'with errors',
  unhandled_rate: 'unhandled'
}

/**
 * A rate for people. A good rate is rounded down and a bad one up, so that it never looks better than it is. If two decimals look like the
 * limit, it has three. If these do, too, the counts follow.
 *
 * @param terms the conditions of the gate on this metric
 */
export function rateText(
  metric: Metric,
  share: Share,
  showing: Showing,
  terms: readonly HealthTerm[] = []
): string {
  const rounding = METRICS[metric].breaks === '<' ? 'down' : 'up'
  if (showing.isRedacted) return `${percent(share, 1, rounding)} %`
  const limits = terms
    .filter(term => term.metric === metric && term.limit.kind === 'percent')
    .map(({ limit }) => (limit.kind === 'percent' ? limit.thousandths : 0))
  for (const decimals of [2, 3]) {
    const text = percent(share, decimals, rounding)
    const isLike = limits.some(
      limit => Math.round(Number(text) * 1_000) === limit && !isExactly(share, limit)
    )
    if (!isLike) return `${text} %`
  }
  const bad = BAD[metric]
  const text = `${percent(share, 3, rounding)} %`
  if (bad === undefined) return text
  const part = METRICS[metric].breaks === '<' ? share.of - share.part : share.part
  return `${text} (${countText(part, showing)} of ${countText(share.of, showing)} ${bad})`
}

function isExactly({ part, of }: Share, thousandths: number): boolean {
  return BigInt(part) * 100_000n === BigInt(thousandths) * BigInt(of)
}

/** The distance from the previous release in brackets, such as ` (−0.21)`; empty without one. */
export function distanceText(share: Share, previous: Share | undefined): string {
  return previous === undefined ? '' : ` (${points(share, previous)})`
}

/** What a broken condition found: `found 98.87 % of 12,345 sessions`. */
export function foundText(
  { term, found }: Extract<TermVerdict, { found: Measured }>,
  showing: Showing
): string {
  const { counts, breaks } = METRICS[term.metric]
  if (found.kind === 'count')
    return showing.isRedacted ? 'found too few' : `found ${countText(found.count, showing)}`
  if (term.metric === 'adoption' && showing.isRedacted)
    return breaks === '<' ? 'found too little' : 'found too much'
  const rate = rateText(term.metric, found.share, showing, [term])
  const of =
    showing.isRedacted || rate.endsWith(')') ? '' : ` of ${countText(found.share.of, showing)} ${counts}`
  const { previous } = found
  const against =
    previous === undefined
      ? ''
      : `, ${rateText(term.metric, previous.share, showing)} in ${showing.name(previous.release)}`
  return `found ${rate}${of}${against}`
}

/** Why a condition could not be decided: `37 users, 100 needed`. */
export function whyText(why: NoDataWhy, showing: Showing): string {
  if (why.kind !== 'too-few') return WHY[why.kind]
  const { counts, found, needed, previous } = why
  const of = previous === undefined ? '' : ` of ${showing.name(previous)}`
  return showing.isRedacted
    ? `too few ${counts}${of}`
    : `${countText(found, showing)} ${counts}${of}, ${countText(needed, showing)} needed`
}

const WHY: Readonly<Record<Exclude<NoDataWhy['kind'], 'too-few'>, string>> = {
  environment: 'Sentry does not know the environment',
  'no-sessions': 'no sessions of this release',
  'no-users': 'its sessions name no users',
  'no-rate': 'Sentry has no rate for its sessions',
  'no-status': 'this Sentry does not tell unhandled sessions apart',
  'no-previous': 'there is no previous release',
  nobody: 'no release has sessions'
}

/** The heading's words if only health broke the gate, such as `98.87 % crash-free sessions`. */
export function headline(
  { term, found }: Extract<TermVerdict, { found: Measured }>,
  showing: Showing
): string {
  if (found.kind === 'count')
    return showing.isRedacted ? 'too few sessions' : `${countText(found.count, showing)} sessions`
  if (term.metric === 'adoption' && showing.isRedacted) return 'low adoption'
  const rate = rateText(term.metric, found.share, showing, [term])
  return `${rate} ${HEADED[term.metric]}`
}

const HEADED: Readonly<Record<Metric, string>> = {
  crash_free_sessions: 'crash-free sessions',
  crash_free_users: 'crash-free users',
  error_rate: 'sessions with errors',
  unhandled_rate: 'unhandled sessions',
  adoption: 'adoption',
  sessions: 'sessions'
}
