import type { SubjectName } from '../cases/case.ts'
import type { Measured } from '../measure/rounds.ts'
import { median, pairedRatio } from '../measure/statistics.ts'

/** One row of the results: a subject on a case at a distance. Times are without `waitMs`. */
export interface Row {
  readonly case: string
  readonly rttMs: number
  readonly subject: SubjectName
  readonly medianMs: number
  readonly minMs: number
  readonly maxMs: number
  readonly waitMs: number
  readonly runs: number
  readonly requests: number
  readonly connections: number
  readonly processes: number
  /** `null` if it cannot be read. */
  readonly peakMb: number | null
}

/** The time of the action, divided by that of another subject; `null` without that subject. */
export interface Ratio {
  readonly case: string
  readonly rttMs: number
  readonly toFloor: number | null
  readonly toSentryCli: number | null
  readonly toVersionOne: number | null
}

export function rowOf(measured: Measured): Row {
  const { runs } = measured
  const times = runs.map(({ ms }) => ms)
  const last = runs.at(-1)
  const sum = (of: 'requests' | 'connections'): number =>
    last === undefined ? 0 : last.sentry[of] + last.github[of]
  return {
    case: measured.case,
    rttMs: measured.rttMs,
    subject: measured.subject,
    medianMs: rounded(median(times), 1),
    minMs: rounded(Math.min(...times), 1),
    maxMs: rounded(Math.max(...times), 1),
    waitMs: rounded(median(runs.map(({ waitMs }) => waitMs)), 1),
    runs: runs.length,
    requests: sum('requests'),
    connections: sum('connections'),
    processes: last?.processes ?? 0,
    peakMb: measured.peakMb === undefined ? null : rounded(measured.peakMb, 1)
  }
}

/** The ratios of every case and distance with other subjects than the action. Each is the median over the rounds. */
export function ratiosOf(all: readonly Measured[]): readonly Ratio[] {
  return all
    .filter(({ subject }) => subject === 'action')
    .map(action => {
      const to = (subject: SubjectName): number | null => {
        const other = all.find(
          one => one.subject === subject && one.case === action.case && one.rttMs === action.rttMs
        )
        const ratio = pairedRatio(timesOf(action), other === undefined ? [] : timesOf(other))
        return ratio === undefined ? null : rounded(ratio, 3)
      }
      return {
        case: action.case,
        rttMs: action.rttMs,
        toFloor: to('floor'),
        toSentryCli: to('sentry-cli'),
        toVersionOne: to('version 1')
      }
    })
    .filter(({ toFloor, toSentryCli }) => toFloor !== null || toSentryCli !== null)
}

/** Round trips of a new connection: one for TCP, one for TLS 1.3. */
const HANDSHAKES = 2

/**
 * The least time that a case can take: the start of bare Node, and the necessary round trips.
 * @returns milliseconds; `undefined` if the requests are not counted or if Node's start was not measured
 */
export function limitMs({ rounds, rttMs }: Measured, bareMs: readonly number[]): number | undefined {
  if (rounds === undefined || bareMs.length === 0) return undefined
  return median(bareMs) + (HANDSHAKES + rounds) * rttMs
}

function timesOf({ runs }: Measured): readonly number[] {
  return runs.map(({ ms }) => ms)
}

export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
