import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Case, PreparedCase, Setting, Subject, SubjectName } from './case.ts'
import { measurePeakMb, measureRun, type Run } from './run.ts'
import type { Place } from './stage.ts'

/** All runs of one subject on one case from one distance, in the order of the rounds. */
export interface Measured {
  readonly case: string
  readonly growth: Case['growth']
  readonly purpose: Case['purpose']
  readonly rounds?: Case['rounds']
  readonly rttMs: number
  readonly subject: SubjectName
  readonly runs: readonly Run[]
  /** Megabytes; `undefined` where it cannot be read. */
  readonly peakMb: number | undefined
}

/** How much is measured. */
export interface Extent {
  readonly distances: readonly { readonly rttMs: number; readonly rounds: number }[]
  /** When, on the clock of `performance`, no further rounds are begun; each distance gets at least one. */
  readonly deadline: number
  readonly onProgress: (line: string) => void
}

const ALONE_ROUNDS = 3

/**
 * Measures one case from every distance. In each round every subject runs once, beginning with another one each time, so that they
 * meet the same machine. The first round is not counted: it checks the work and reads the peak memory.
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
    // without a rival there is no ratio that few rounds could blur
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

/** The list, beginning at another one in each round. */
export function rotated<T>(list: readonly T[], round: number): readonly T[] {
  const first = list.length === 0 ? 0 : round % list.length
  return [...list.slice(first), ...list.slice(0, first)]
}
