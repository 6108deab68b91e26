import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Case, PreparedCase, Setting, Subject, SubjectName } from '../cases/case.ts'
import { measurePeakMb, measureRun, type Run } from './run.ts'
import type { Place } from '../stage/stage.ts'

/** All runs of a subject on a case at a distance, in the order of the rounds. */
export interface Measured {
  readonly case: string
  readonly growth: Case['growth']
  readonly purpose: Case['purpose']
  readonly rounds?: Case['rounds']
  readonly rttMs: number
  readonly subject: SubjectName
  readonly runs: readonly Run[]
  /** Megabytes; `undefined` if it cannot be read. */
  readonly peakMb: number | undefined
}

/** Which distances are measured, and how often. */
export interface Extent {
  readonly distances: readonly { readonly rttMs: number; readonly rounds: number }[]
  /** On the clock of `performance`: no round begins later, except the first one of a distance. */
  readonly deadline: number
  readonly onProgress: (line: string) => void
}

/** The most rounds of a subject that is measured alone. */
const ALONE_ROUNDS = 3

/**
 * Measures a case at every distance. In a round every subject runs once, and each round begins with another subject, so that a slow moment
 * of the machine hits all alike. A trial round comes first, which does not count: it checks the work and reads the peak memory.
 */
export async function measureCase(
  one: Case,
  setting: Setting,
  { distances, deadline, onProgress }: Extent
): Promise<readonly Measured[]> {
  const folder = path.join(setting.folder, one.name)
  mkdirSync(folder, { recursive: true })
  const prepared = await one.prepare({ ...setting, folder })
  const { stage } = setting
  const near = one.purpose === 'growth' ? distances.slice(0, 1) : distances
  const peaks = await trialRound(prepared, await stage.place(near[0]?.rttMs ?? 0), one)
  const measured: Measured[] = []
  for (const { rttMs, rounds } of near) {
    onProgress(`${one.name} at ${rttMs} ms`)
    const place = await stage.place(rttMs)
    const subjects = subjectsOf(one, prepared, place)
    const runs = new Map<SubjectName, Run[]>(subjects.map(({ name }) => [name, []]))
    // without another subject there is no ratio, so fewer rounds are enough
    const wanted = subjects.length > 1 ? rounds : Math.min(rounds, ALONE_ROUNDS)
    for (let round = 0; round < wanted && (round === 0 || performance.now() < deadline); round += 1) {
      for (const subject of rotated(subjects, round)) {
        runs.get(subject.name)?.push(await measureRun(subject, place, stage))
        await prepared.cleanUp()
      }
    }
    for (const [subject, list] of runs)
      measured.push({
        case: one.name,
        growth: one.growth,
        purpose: one.purpose,
        rounds: one.rounds,
        rttMs,
        subject,
        runs: list,
        peakMb: peaks.get(subject)
      })
  }
  return measured
}

async function trialRound(
  prepared: PreparedCase,
  place: Place,
  one: Case
): Promise<ReadonlyMap<SubjectName, number | undefined>> {
  const peaks = new Map<SubjectName, number | undefined>()
  for (const subject of subjectsOf(one, prepared, place)) {
    peaks.set(subject.name, await measurePeakMb(subject))
    await prepared.check()
    await prepared.cleanUp()
  }
  return peaks
}

function subjectsOf(one: Case, prepared: PreparedCase, place: Place): readonly Subject[] {
  const subjects = prepared.subjectsAt(place)
  return one.purpose === 'growth' ? subjects.filter(({ name }) => name === 'action') : subjects
}

/** The list, which begins with another item in each round. */
export function rotated<T>(list: readonly T[], round: number): readonly T[] {
  const first = list.length === 0 ? 0 : round % list.length
  return [...list.slice(first), ...list.slice(0, first)]
}
