import { CONNECTIONS_PER_HOST } from '../../../src/http/transport.ts'
import type { Measured } from '../measure/rounds.ts'
import { limitMs, type Ratio, ratiosOf, rounded, rowOf } from './results.ts'
import type { Sizes } from '../measure/sizes.ts'
import { median, pairedRatio } from '../measure/statistics.ts'

/** A value that the project promises, and what was measured. */
export interface Goal {
  readonly what: string
  readonly limit: number
  /** The worst value. `where` is the case that has it. */
  readonly value: number
  readonly where: string
}

export function isReached({ limit, value }: Goal): boolean {
  return value <= limit
}

interface Value {
  readonly value: number
  readonly where: string
}

/** The goals that were measured. */
export function goalsOf(all: readonly Measured[], sizes: Sizes): readonly Goal[] {
  return [...timeGoals(all, sizes), ...useGoals(all), ...growthGoals(all), ...sizeGoals(sizes)]
}

function goal(what: string, limit: number, values: readonly Value[]): readonly Goal[] {
  const worst = values.toSorted((a, b) => b.value - a.value)[0]
  return worst === undefined ? [] : [{ what, limit, ...worst, value: rounded(worst.value, 2) }]
}

/** The usual cases, with the most time that each may take at 150 ms, as a part of the time of `sentry-cli`. */
const USUAL = new Map([
  ['skip', 0.55],
  ['integration', 0.52],
  ['github-10', 0.43]
])

function timeGoals(all: readonly Measured[], { bareMs }: Sizes): readonly Goal[] {
  const ratios = ratiosOf(all)
  type Rival = 'toFloor' | 'toSentryCli' | 'toVersionOne'
  const values = (of: Rival, isMeant: (ratio: Ratio) => boolean): readonly Value[] =>
    ratios.filter(isMeant).flatMap(ratio => {
      const value = ratio[of]
      return value === null ? [] : [{ value, where: `${ratio.case} at ${ratio.rttMs} ms` }]
    })
  const at =
    (rttMs: number, ...cases: readonly string[]) =>
    (ratio: Ratio): boolean =>
      ratio.rttMs === rttMs && cases.includes(ratio.case)
  const toLimit = (rttMs: number): readonly Value[] =>
    all
      .filter(one => one.subject === 'action' && one.rttMs === rttMs && USUAL.has(one.case))
      .flatMap(one => {
        const limit = limitMs(one, bareMs)
        const value = limit === undefined ? undefined : rowOf(one).medianMs / limit
        return value === undefined
          ? []
          : [{ value, where: `${one.case}, limit ${rounded(limit ?? 0, 0)} ms` }]
      })
  const isLong = ({ case: name }: Ratio): boolean => LONG_RANGES.includes(name)
  return [
    ...goal('Time ÷ the limit, 50 ms', 1.2, toLimit(50)),
    ...goal('Time ÷ the limit, 150 ms', 1.1, toLimit(150)),
    ...goal('Time ÷ version 1, skip, 50 ms', 0.8, values('toVersionOne', at(50, 'skip'))),
    ...goal('Time ÷ version 1, skip, 150 ms', 0.9, values('toVersionOne', at(150, 'skip'))),
    ...goal('Time ÷ version 1, 50 ms', 0.8, values('toVersionOne', at(50, 'integration', 'github-10'))),
    ...goal('Time ÷ version 1, 150 ms', 0.85, values('toVersionOne', at(150, 'integration', 'github-10'))),
    ...[...USUAL].flatMap(([name, limit]) =>
      goal(`Time ÷ sentry-cli, ${name}, 150 ms`, limit, values('toSentryCli', at(150, name)))
    ),
    ...goal('Time ÷ sentry-cli, skip, 0 ms', 1.5, values('toSentryCli', at(0, 'skip'))),
    ...goal(
      'Time ÷ sentry-cli, source maps of 2,000 files, 0 ms',
      1.3,
      values('toSentryCli', at(0, 'source-maps-2000'))
    ),
    ...goal(
      'Time ÷ sentry-cli, source maps of 2,000 files, 50 ms',
      1,
      values('toSentryCli', at(50, 'source-maps-2000'))
    ),
    ...goal(
      'Time ÷ floor, 50 and 150 ms',
      1,
      values('toFloor', ratio => ratio.rttMs > 0 && !isLong(ratio))
    ),
    ...goal(
      'Time ÷ floor above 100 commits, 50 and 150 ms',
      1.1,
      values('toFloor', ratio => ratio.rttMs > 0 && isLong(ratio))
    )
  ]
}

/** The cases of more than 100 commits. */
const LONG_RANGES = ['github-1000', 'github-10000']

function useGoals(all: readonly Measured[]): readonly Goal[] {
  const runs = all
    .filter(({ subject }) => subject === 'action')
    .flatMap(one =>
      one.runs.map(run => ({ ...run, case: one.case, where: `${one.case} at ${one.rttMs} ms` }))
    )
  const of = (name: string): typeof runs => runs.filter(run => run.case === name)
  const gateway = (name: string): readonly Value[] =>
    of(name).map(({ sentry, where }) => ({ value: sentry.requests - sentry.looks, where }))
  const github = (name: string): readonly Value[] =>
    of(name).map(run => ({ value: run.github.requests, where: run.where }))
  return [
    ...goal('Requests to the gateway, skip', 2, gateway('skip')),
    ...goal('Requests to the gateway, integration', 5, gateway('integration')),
    ...goal('Requests to the gateway, github', 5, gateway('github-10')),
    ...goal('Requests to GitHub, integration', 1, github('integration')),
    ...goal('Requests to GitHub, up to 100 commits', 1, [...github('github-10'), ...github('github-100')]),
    ...goal(
      'Connections, skip',
      1,
      of('skip').map(({ sentry, github, where }) => ({
        value: sentry.connections + github.connections,
        where
      }))
    ),
    ...goal(
      'Connections to a host at a time',
      CONNECTIONS_PER_HOST,
      runs.map(({ sentry, github, where }) => ({
        value: Math.max(sentry.mostOpen, github.mostOpen),
        where
      }))
    ),
    ...goal('Peak memory in MB, ordinary runs', 75, peaksOf(all, ['skip', 'integration', 'github-10'])),
    ...goal('Peak memory in MB, source maps of 2,000 files', 250, peaksOf(all, ['source-maps-2000'])),
    ...goal('Peak memory in MB, a source map of 100 MB', 650, peaksOf(all, ['source-map-100mb'])),
    ...goal('Peak memory in MB, comment of 2,500 issues', 120, peaksOf(all, ['comment-2500-issues'])),
    ...goal('Peak memory in MB, 2,000 comments', 100, peaksOf(all, ['comment-2000-comments'])),
    ...goal(
      'Pages of comments to find the own one among 2,000',
      21,
      of('comment-2000-comments').map(run => ({ value: run.github.commentPages, where: run.where }))
    )
  ]
}

function peaksOf(all: readonly Measured[], cases: readonly string[]): readonly Value[] {
  return all
    .filter(one => one.subject === 'action' && cases.includes(one.case))
    .flatMap(one => (one.peakMb === undefined ? [] : [{ value: one.peakMb, where: one.case }]))
}

/** How much more a release with many commits may take. */
function growthGoals(all: readonly Measured[]): readonly Goal[] {
  const rows = all.filter(({ subject }) => subject === 'action').map(rowOf)
  const more = rows
    .filter(row => row.case === 'github-1000' && row.rttMs > 0)
    .flatMap(row => {
      const few = rows.find(other => other.case === 'github-10' && other.rttMs === row.rttMs)
      const value = few === undefined ? undefined : (row.medianMs - few.medianMs) / row.rttMs
      return value === undefined ? [] : [{ value, where: `${row.rttMs} ms` }]
    })
  const peak = (name: string): number | null | undefined => rows.find(row => row.case === name)?.peakMb
  const [most, few] = [peak('github-10000'), peak('github-10')]
  return [
    ...goal('Round trips that 1,000 commits take more than 10', 3, more),
    ...goal(
      'Memory in MB that 10,000 commits take more than 10',
      100,
      typeof most === 'number' && typeof few === 'number'
        ? [{ value: most - few, where: 'github-10000' }]
        : []
    )
  ]
}

const MEGABYTE = 1_000_000

function sizeGoals({ firstConnectionMs, bareMs, archiveBytes }: Sizes): readonly Goal[] {
  const first = pairedRatio(firstConnectionMs, bareMs)
  const where = `${rounded(median(firstConnectionMs), 0)} ms, bare Node ${rounded(median(bareMs), 0)} ms`
  return [
    ...goal('First connection ÷ bare Node', 1.25, first === undefined ? [] : [{ value: first, where }]),
    ...goal(
      'Download in MB, packed',
      1.3,
      archiveBytes === undefined ? [] : [{ value: archiveBytes / MEGABYTE, where: 'HEAD' }]
    )
  ]
}
