import type { InputReader } from '../../actions/inputs.ts'
import { versionProblem } from '../../sentry/version.ts'
import { type HealthTerm, needsPrevious } from './terms.ts'

/** The period to look at, as Sentry takes it. */
export interface Period {
  /** Such as `24h`. */
  readonly text: string
  /** By hours, or by whole days of UTC. */
  readonly interval: '1h' | '1d'
}

/** What a run was asked about release health. */
export interface HealthRequest {
  readonly show: 'auto' | 'always' | 'never'
  readonly period: Period
  readonly baseline:
    | { readonly kind: 'auto' }
    | { readonly kind: 'none' }
    | { readonly kind: 'version'; readonly version: string }
  readonly minSample: number | 'auto'
  /** The conditions of `fail_on` on release health. */
  readonly terms: readonly HealthTerm[]
}

/** Sentry: at most 1,000 intervals, and what is older than 90 days is forgotten. */
const MOST_HOURS = 72
const MOST_DAYS = 90
/** A higher number is a typing mistake. */
const MOST_SAMPLE = 1_000_000_000

/**
 * Reads the inputs of release health. The reader collects what is wrong with them.
 * @param version the release of the run, which is not compared with itself
 */
export function readHealth(
  reader: InputReader,
  { terms, version }: { readonly terms: readonly HealthTerm[]; readonly version: string }
): HealthRequest {
  const baseline = readBaseline(reader, version)
  const compared = terms.find(needsPrevious)
  if (baseline.kind === 'none' && compared !== undefined)
    reader.problem(
      'baseline',
      'none',
      `auto or a version, because fail_on has ${compared.text}, which compares with it`
    )
  return {
    show: reader.oneOf('health', ['auto', 'always', 'never'], 'auto'),
    period: readPeriod(reader),
    baseline,
    minSample: readMinSample(reader),
    terms
  }
}

function readPeriod(reader: InputReader): Period {
  const given = reader.text('health_period')?.toLowerCase() ?? '24h'
  const [, amount, unit] = /^([1-9]\d{0,3})([hd])$/.exec(given) ?? []
  const isRight = Number(amount) <= (unit === 'h' ? MOST_HOURS : MOST_DAYS)
  if (!isRight) reader.problem('health_period', given, `1h to ${MOST_HOURS}h, or 1d to ${MOST_DAYS}d`)
  return { text: given, interval: unit === 'd' ? '1d' : '1h' }
}

function readBaseline(reader: InputReader, version: string): HealthRequest['baseline'] {
  const given = reader.text('baseline') ?? 'auto'
  if (/^auto$/i.test(given)) return { kind: 'auto' }
  if (/^none$/i.test(given)) return { kind: 'none' }
  const problem =
    versionProblem(given) ??
    (given === version ? 'another release than the one that is reported on' : undefined)
  if (problem !== undefined) reader.problem('baseline', given, problem)
  return { kind: 'version', version: given }
}

function readMinSample(reader: InputReader): number | 'auto' {
  const given = reader.text('min_sample') ?? 'auto'
  if (/^auto$/i.test(given)) return 'auto'
  if (/^[1-9]\d{0,9}$/.test(given) && Number(given) <= MOST_SAMPLE) return Number(given)
  reader.problem('min_sample', given, `auto, or a number of sessions from 1 to ${MOST_SAMPLE}`)
  return 'auto'
}
