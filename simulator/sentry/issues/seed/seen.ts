import { count, NotUnderstood, time } from '../../../control/decode.ts'
import type { Counts, Issue } from '../issue.ts'
import {
  environmentName,
  listOf,
  mapOf,
  nullable,
  readSeed,
  releaseVersion,
  type Decode,
  withDefault,
  type SeedReader
} from '../../../control/seed-fields.ts'

const MINUTE = 60 * 1000
const HOUR = 60 * MINUTE

/** By default an issue was first seen an hour ago and last seen a minute ago. A given time moves the other one. */
export function readTimes(seed: SeedReader, at: string, now: number): Pick<Issue, 'firstSeen' | 'lastSeen'> {
  const first = seed.optional('firstSeen', time)
  const last = seed.optional('lastSeen', time)
  if (first !== undefined && last !== undefined && first > last)
    throw new NotUnderstood(`${at}.lastSeen`, 'is before firstSeen')
  const firstSeen = first ?? Math.min(now - HOUR, last ?? Infinity)
  return { firstSeen, lastSeen: last ?? Math.max(now - MINUTE, firstSeen) }
}

/** The releases and environments in which the issue was seen: all that the seed names. */
export function readReleases(
  seed: SeedReader
): Pick<Issue, 'firstRelease' | 'regressedIn' | 'releases' | 'environments' | 'releaseCounts'> {
  const firstRelease = seed.optional('firstRelease', nullable(releaseVersion)) ?? null
  const others = seed.optional('releases', listOf(releaseVersion)) ?? []
  const regressedIn = seed.optional('regressedIn', nullable(releaseVersion)) ?? null
  const environments =
    seed.optional('environments', readEnvironments(firstRelease)) ?? new Map<string, null>()
  const releaseCounts =
    seed.optional('releaseCounts', mapOf(releaseVersion, readCounts)) ?? new Map<string, Counts>()
  const named = [firstRelease, ...environments.values(), ...releaseCounts.keys(), ...others]
  const releases = new Set(named.filter(name => name !== null))
  if (regressedIn !== null && regressedIn !== firstRelease) {
    releases.delete(regressedIn)
    releases.add(regressedIn)
  }
  return { firstRelease, regressedIn, releases, environments, releaseCounts }
}

/** Environments: a list of names, or an object with the first release in each. The default is the first release of all. */
function readEnvironments(firstRelease: string | null): Decode<ReadonlyMap<string, string | null>> {
  return (value, at) => {
    if (Array.isArray(value))
      return new Map(listOf(environmentName)(value, at).map(name => [name, firstRelease]))
    return mapOf(environmentName, (value, at) =>
      withDefault(
        readSeed(value, at, ['firstRelease']).optional('firstRelease', nullable(releaseVersion)),
        firstRelease
      )
    )(value, at)
  }
}

const readCounts: Decode<Counts> = (value, at) => {
  const counts = readSeed(value, at, ['count', 'userCount'])
  return {
    count: counts.optional('count', count) ?? 0,
    userCount: counts.optional('userCount', count) ?? 0
  }
}
