import { parseTime } from '../iso-time.ts'
import { badRequest, Refusal } from './answers.ts'
import type { Call } from './router.ts'

const SECOND = 1000
const UNITS = {
  s: SECOND,
  m: 60 * SECOND,
  h: 60 * 60 * SECOND,
  d: 24 * 60 * 60 * SECOND,
  w: 7 * 24 * 60 * 60 * SECOND
} as const

/** A span of time, in milliseconds since the epoch, both ends included. */
export interface Period {
  readonly start: number
  readonly end: number
}

/**
 * The period of the query: `statsPeriod` (`24h`, `14d`; seconds without a unit) before now, else from `start` to
 * `end`, else any time. Throws a `Refusal` (400) for what is neither. That Sentry forgets what is older than its
 * retention time, 30 to 90 days by plan, is left out.
 */
export function requestedPeriod(call: Call): Period {
  const statsPeriod = call.query.get('statsPeriod') ?? ''
  if (statsPeriod !== '') {
    const [, amount, unit = 's'] = /^(\d+)([smhdw])?$/.exec(statsPeriod) ?? []
    if (amount === undefined || !isUnit(unit))
      throw new Refusal(badRequest(`Invalid statsPeriod: '${statsPeriod}'`))
    return { start: call.now - Number(amount) * UNITS[unit], end: Infinity }
  }
  const start = readTime(call, 'start')
  const end = readTime(call, 'end')
  if (start === undefined && end === undefined) return { start: -Infinity, end: Infinity }
  if (start === undefined || end === undefined)
    throw new Refusal(badRequest('start and end are both required'))
  if (start > end) throw new Refusal(badRequest('start must be before end'))
  return { start, end }
}

function readTime(call: Call, name: string): number | undefined {
  const given = call.query.get(name) ?? ''
  if (given === '') return undefined
  const time = parseTime(given)
  if (time === undefined) throw new Refusal(badRequest(`Invalid value for ${name}: '${given}'`))
  return time
}

function isUnit(unit: string): unit is keyof typeof UNITS {
  return Object.hasOwn(UNITS, unit)
}
