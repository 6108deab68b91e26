import { parseTime } from '../../iso-time.ts'
import type { Answer } from '../../http.ts'
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

/** A period in milliseconds since the epoch. Both ends belong to it. */
export interface Period {
  readonly start: number
  readonly end: number
}

/**
 * The period of a request: the last `statsPeriod` (`24h`, `14d`; seconds without a unit), else from `start` to `end`, else all time. Unlike
 * Sentry's, events do not expire after 30 to 90 days.
 * @param refusing makes the answer for a problem
 * @throws Refusal with that answer
 */
export function requestedPeriod(call: Call, refusing: (problem: string) => Answer = badRequest): Period {
  const statsPeriod = call.query.get('statsPeriod') ?? ''
  if (statsPeriod !== '') {
    const span = readSpan(statsPeriod)
    if (span === undefined) throw new Refusal(refusing(`Invalid statsPeriod: '${statsPeriod}'`))
    return { start: call.now - span, end: Infinity }
  }
  const [start, end] = ['start', 'end'].map(name => {
    const given = call.query.get(name) ?? ''
    const time = given === '' ? undefined : parseTime(given)
    if (given !== '' && time === undefined)
      throw new Refusal(refusing(`Invalid value for ${name}: '${given}'`))
    return time
  })
  if (start === undefined && end === undefined) return { start: -Infinity, end: Infinity }
  if (start === undefined || end === undefined) throw new Refusal(refusing('start and end are both required'))
  if (start > end) throw new Refusal(refusing('start must be before end'))
  return { start, end }
}

/**
 * Reads a duration such as `24h` or `14d`; seconds without a unit.
 * @returns milliseconds; `undefined` for any other text
 */
export function readSpan(text: string): number | undefined {
  const [, amount, unit = 's'] = /^(\d+)([smhdw])?$/.exec(text) ?? []
  return amount === undefined || !isUnit(unit) ? undefined : Number(amount) * UNITS[unit]
}

function isUnit(unit: string): unit is keyof typeof UNITS {
  return Object.hasOwn(UNITS, unit)
}
