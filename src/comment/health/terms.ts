/** What a condition on release health is about, and which way it can break. */
export const METRICS = {
  crash_free_sessions: {
    breaks: '<',
    unit: 'percent',
    mayBePrevious: true,
    counts: 'sessions',
    example: 'crash_free_sessions<99.5'
  },
  crash_free_users: {
    breaks: '<',
    unit: 'percent',
    mayBePrevious: true,
    counts: 'users',
    example: 'crash_free_users<99'
  },
  error_rate: {
    breaks: '>',
    unit: 'percent',
    mayBePrevious: true,
    counts: 'sessions',
    example: 'error_rate>2'
  },
  unhandled_rate: {
    breaks: '>',
    unit: 'percent',
    mayBePrevious: true,
    counts: 'sessions',
    example: 'unhandled_rate>1'
  },
  adoption: { breaks: '<', unit: 'percent', mayBePrevious: false, counts: 'sessions', example: 'adoption<5' },
  sessions: { breaks: '<', unit: 'count', mayBePrevious: false, counts: 'sessions', example: 'sessions<1000' }
} as const

export type Metric = keyof typeof METRICS

/** Percentages are thousandths of a percent, so that they are whole: 99.5 % is 99,500. */
export type Limit =
  | { readonly kind: 'percent'; readonly thousandths: number }
  | { readonly kind: 'count'; readonly count: number }
  /** The distance from the previous release: above it, or (below 0) under it. */
  | { readonly kind: 'previous'; readonly thousandths: number }

/** One condition of `fail_on` on release health, which breaks the gate when it holds: `crash_free_sessions<99.5`. */
export interface HealthTerm {
  /** As it is shown: without spaces, in small letters. */
  readonly text: string
  readonly metric: Metric
  readonly operator: '<' | '<=' | '>' | '>='
  readonly limit: Limit
}

/** The grammar in short, as problems quote it. */
export const HEALTH_GRAMMAR = `${metricsThatBreak('<')} with < or <=; ${metricsThatBreak('>')} with > or >=`

function metricsThatBreak(operator: '<' | '>'): string {
  return Object.entries(METRICS)
    .flatMap(([metric, { breaks }]) => (breaks === operator ? [metric] : []))
    .join(', ')
}

const WORD = new RegExp(`^(?<metric>${Object.keys(METRICS).join('|')})(?<rest>$|[^a-z_].*$)`)
/** A number above these is a typing mistake. */
const MOST_SESSIONS = 1_000_000_000
const MOST_THOUSANDTHS = 100_000

/**
 * Reads a word as a condition on release health.
 *
 * @param word without blanks, in small letters
 * @returns `undefined` when it is about something else; the problem says what was meant
 */
export function parseHealthTerm(
  word: string
): { readonly term: HealthTerm } | { readonly problem: string } | undefined {
  const groups = WORD.exec(word)?.groups
  const metric = metricOf(groups?.['metric'])
  if (metric === undefined) return undefined
  const { breaks, example } = METRICS[metric]
  const rest = groups?.['rest'] ?? ''
  if (rest.startsWith(':'))
    return {
      problem: `levels (such as :error) belong to issues, and ${metric} is about sessions: meant is "${example}"`
    }
  const [, operator, limit = ''] = /^(<=|>=|<|>)(.*)$/.exec(rest) ?? []
  if (!isOperator(operator))
    return { problem: `use ${breaks} or ${breaks}= and a number, such as "${example}"` }
  if (!operator.startsWith(breaks)) return { problem: wrongWay(metric, operator, limit) }
  const read = readLimit(metric, operator, limit)
  return 'problem' in read ? read : { term: { text: word, metric, operator, limit: read.limit } }
}

/** A condition that would break the gate for good releases. */
function wrongWay(metric: Metric, operator: string, limit: string): string {
  const { breaks } = METRICS[metric]
  const meant = `${metric}${operator.replace(/[<>]/, breaks)}${isFraction(metric, limit) ? percentOf(limit) : turned(limit, breaks)}`
  return `the gate fails when a condition is true, so this one would fail good releases: meant is "${meant}"`
}

/** With the sign that fits the operator. */
function turned(limit: string, breaks: '<' | '>'): string {
  return limit.replace(/^previous[-+]/, breaks === '<' ? 'previous-' : 'previous+')
}

type ReadLimit = { readonly limit: Limit } | { readonly problem: string }

function readLimit(metric: Metric, operator: string, text: string): ReadLimit {
  if (text.startsWith('previous')) return readPrevious(metric, text)
  const { unit, example } = METRICS[metric]
  if (unit === 'count') {
    const isCount = /^\d{1,10}$/.test(text) && Number(text) <= MOST_SESSIONS
    return isCount
      ? { limit: { kind: 'count', count: Number(text) } }
      : { problem: `sessions are counted in whole numbers, such as "${example}"` }
  }
  if (isFraction(metric, text))
    return {
      problem: `limits are percent, not fractions of 1: meant is "${metric}${operator}${percentOf(text)}"`
    }
  const thousandths = readPercent(text)
  return typeof thousandths === 'string'
    ? { problem: thousandths }
    : { limit: { kind: 'percent', thousandths } }
}

/** Nobody sets a limit of 1 % crash-free sessions or less: a fraction was meant. */
function isFraction(metric: Metric, text: string): boolean {
  const number = /^[01](?:\.\d{1,20})?$/.test(text) ? Number(text) : 0
  return metric.startsWith('crash_free_') && number > 0 && number <= 1
}

/** 0.995 was meant as 99.5. */
function percentOf(fraction: string): string {
  return String(Number((Number.parseFloat(fraction) * 100).toFixed(3)))
}

function readPrevious(metric: Metric, text: string): ReadLimit {
  const { mayBePrevious, breaks, example } = METRICS[metric]
  if (!mayBePrevious)
    return {
      problem: `${metric} is not compared with the previous release, only with a number: "${example}"`
    }
  const sign = breaks === '<' ? '-' : '+'
  const such = `such as "${metric}${breaks}previous${sign}0.2" (points)`
  const [, given, size = ''] = /^previous([-+])(.*)$/.exec(text) ?? []
  if (given === undefined)
    return text === 'previous'
      ? {
          problem: `by chance every other release is a little worse than the one before: say by how much, ${such}`
        }
      : { problem: `after previous, say how far from it, ${such}` }
  if (given !== sign)
    return {
      problem: `${breaks} goes with previous${sign}: meant is "${metric}${breaks}previous${sign}${size}"`
    }
  const thousandths = readPercent(size)
  if (typeof thousandths === 'string') return { problem: thousandths }
  if (thousandths === 0) return { problem: `the distance from the previous release is above 0, ${such}` }
  return { limit: { kind: 'previous', thousandths: sign === '-' ? -thousandths : thousandths } }
}

/** A percentage in thousandths, or what is wrong with it. */
function readPercent(text: string): number | string {
  const [, whole, decimals = ''] = /^(\d{1,9})(?:\.(\d+))?%?$/.exec(text) ?? []
  if (whole === undefined) return 'behind the operator belongs a number, such as 99.5'
  if (decimals.length > 3) return 'a percentage has at most three decimals'
  const thousandths = Number(whole) * 1_000 + Number(decimals.padEnd(3, '0'))
  return thousandths > MOST_THOUSANDTHS ? 'a percentage is at most 100' : thousandths
}

function metricOf(name: string | undefined): Metric | undefined {
  return name !== undefined && isMetric(name) ? name : undefined
}

function isMetric(name: string): name is Metric {
  return Object.hasOwn(METRICS, name)
}

function isOperator(text: string | undefined): text is HealthTerm['operator'] {
  return text === '<' || text === '<=' || text === '>' || text === '>='
}

/** Whether a condition looks at the previous release. */
export function needsPrevious({ limit }: HealthTerm): boolean {
  return limit.kind === 'previous'
}

/** Whether a condition needs the sessions by their status. */
export function needsStatuses({ metric }: HealthTerm): boolean {
  return metric === 'error_rate' || metric === 'unhandled_rate'
}

/** The fewest sessions for a rate. With fewer, a single session moves it too much. */
const LEAST_SAMPLE = 50

/**
 * How many sessions a condition on a rate needs (on users: how many users); with fewer there is no data. `undefined` for adoption and
 * counts. With `auto` there are enough that one session alone cannot break the condition.
 *
 * @param given the input `min_sample`
 */
export function neededFor({ metric, limit }: HealthTerm, given: number | 'auto'): number | undefined {
  if (metric === 'adoption' || limit.kind === 'count') return undefined
  if (given !== 'auto') return given
  const { thousandths } = limit
  const distance =
    limit.kind === 'previous'
      ? Math.abs(thousandths)
      : METRICS[metric].breaks === '<'
        ? MOST_THOUSANDTHS - thousandths
        : thousandths
  return distance === 0 ? LEAST_SAMPLE : Math.max(LEAST_SAMPLE, Math.ceil(MOST_THOUSANDTHS / distance))
}

/** How many a rate needs to be shown, if no condition asks for more. */
export function neededToShow(given: number | 'auto'): number {
  return given === 'auto' ? LEAST_SAMPLE : given
}
