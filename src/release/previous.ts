import { unlessAbsent } from '../gateway/gateway.ts'
import type { Sentry } from '../sentry/client.ts'
import { decodeCommit, decodeRelease, type Release } from '../sentry/decode.ts'
import { isSameRepository } from '../text/names.ts'
import type { Candidate } from './range.ts'

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
