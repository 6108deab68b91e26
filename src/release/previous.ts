import parseVersion from 'semver/functions/parse.js'
import compareVersions from 'semver/functions/compare.js'
import { unlessAbsent } from '../gateway/gateway.ts'
import type { Tag } from '../github/commits.ts'
import type { Repository } from '../github/repository.ts'
import type { Sentry } from '../sentry/client.ts'
import { decodeCommit, decodeRelease, type Release } from '../sentry/decode.ts'
import type { Candidate } from './range.ts'
import { isSameRepository } from './repositories.ts'

export interface PreviousReleaseSources {
  readonly sentry: Sentry
  readonly organization: string
  /** Slugs or ids. */
  readonly projects: readonly string[]
  /** Only releases deployed there; `undefined`: all. */
  readonly environment: string | undefined
  /** The release of the run, which is not its own predecessor. */
  readonly version: string
  readonly repository: string
}

/** The newest releases are looked at in pages of so many, */
const PAGE = 20
/** at most so many pages: releases without commits (of previews, say) may stand before the one that has some. */
const MAX_PAGES = 5
/** Only so many releases whose newest commit is of another repository are read for one of this repository. */
const MIXED_RELEASES = 3

/**
 * The last commit of the newest other release of these projects, in an environment or at all. An environment that Sentry has not
 * seen yet (404) has no release.
 * @throws Failure as the gateway does
 */
export async function previousReleaseCommit(sources: PreviousReleaseSources): Promise<Candidate | undefined> {
  return unlessAbsent(newestWithCommit(sources), undefined)
}

async function newestWithCommit(sources: PreviousReleaseSources): Promise<Candidate | undefined> {
  const { sentry, organization, projects, environment } = sources
  const query = { project: projects, environment }
  let pages = 0
  let mixed = 0
  for await (const page of sentry.pages(
    'list-organization-releases',
    { organization },
    { query, size: PAGE }
  )) {
    for (const release of page.rows.map(decodeRelease)) {
      if (release.version === sources.version || release.lastCommit === undefined) continue
      const isOurs = isOwn(release, sources.repository)
      if (!isOurs && ++mixed > MIXED_RELEASES) return undefined
      const commit = isOurs ? release.lastCommit.sha : await newestOwnCommit(release.version, sources)
      if (commit !== undefined && /^[0-9a-f]{7,64}$/i.test(commit))
        return candidateOf(release.version, commit, environment)
    }
    if (++pages >= MAX_PAGES) break
  }
  return undefined
}

function candidateOf(release: string, commit: string, environment: string | undefined): Candidate {
  return environment === undefined
    ? {
        commit,
        source: 'release',
        release,
        why: `last commit of ${release}, the newest release of these projects`
      }
    : {
        commit,
        source: 'environment',
        release,
        why: `last commit of ${release}, the newest release deployed to ${environment}`
      }
}

/** Old clients stored commits under the name of a git remote (`origin`): those count as this repository's, history will tell. */
function isOwn({ lastCommit }: Release, repository: string): boolean {
  const name = lastCommit?.repository ?? ''
  return isSameRepository(name, repository) || !name.includes('/')
}

async function newestOwnCommit(
  version: string,
  { sentry, organization, repository }: PreviousReleaseSources
): Promise<string | undefined> {
  for await (const page of sentry.pages('list-release-commits', { organization, version })) {
    const own = page.rows.map(decodeCommit).find(commit => isSameRepository(commit.repository, repository))
    if (own !== undefined) return own.sha
  }
  return undefined
}

/** So many pages of a hundred commits are searched for an older tag. */
const HISTORY_PAGES = 10

/**
 * The tag before the tag of a release: the highest semantic version below it, else the nearest tagged commit in its history.
 * @param options.head the release's commit
 */
export async function previousTag(
  repository: Repository,
  { tag, head }: { tag: string; head: string }
): Promise<Candidate | undefined> {
  const tags = (await repository.tags()).filter(other => other.name !== tag)
  const below = tagBelow(tag, tags)
  if (below !== undefined)
    return {
      commit: below.sha,
      source: 'tag',
      why: `the tag ${below.name}, the highest version below ${tag}`
    }
  const byCommit = new Map(tags.map(other => [other.sha, other.name]))
  if (byCommit.size === 0) return undefined
  for (let page = 1; page <= HISTORY_PAGES; page += 1) {
    const commits = (await repository.commits({ sha: head, page, perPage: 100 })) ?? []
    const tagged = commits.find(commit => commit.sha !== head && byCommit.has(commit.sha))
    if (tagged !== undefined)
      return {
        commit: tagged.sha,
        source: 'tag',
        why: `the tag ${byCommit.get(tagged.sha)}, the nearest before ${tag}`
      }
    if (commits.length < 100) break
  }
  return undefined
}

/**
 * The tag before a tag: the highest semantic version below it, among tags of the same form (`web-v1.2.0` and `web-v1.1.0`).
 * @returns `undefined` when the tag is no version, or none is below it
 */
export function tagBelow(tag: string, tags: readonly Tag[]): Tag | undefined {
  const own = versionIn(tag)
  if (own === undefined) return undefined
  const below = tags.flatMap(candidate => {
    const version = versionIn(candidate.name)
    const isBelow =
      version !== undefined &&
      version.prefix === own.prefix &&
      compareVersions(version.version, own.version) < 0
    return isBelow ? [{ candidate, version: version.version }] : []
  })
  return below.toSorted((a, b) => compareVersions(b.version, a.version)).at(0)?.candidate
}

function versionIn(tag: string): { prefix: string; version: string } | undefined {
  const found = /^(.*?)v?(\d+\.\d+\.\d+.*)$/.exec(tag)
  const version = parseVersion(found?.[2] ?? '')
  return version === null || found === null ? undefined : { prefix: found[1] ?? '', version: version.version }
}
