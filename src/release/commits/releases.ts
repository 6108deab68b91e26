import { unlessAbsent } from '../../maton/gateway.ts'
import type { Sentry } from '../../sentry/client.ts'
import { decodeCommit, decodeRelease, type Release, type ReleaseCommit } from '../../sentry/answers.ts'
import { packageOf } from '../../sentry/version.ts'
import { isSameRepository, isShaLike } from '../../text/names.ts'
import type { Candidate } from './previous.ts'
import type { Graph } from './sources/source.ts'

export interface ReleaseSources {
  readonly sentry: Sentry
  readonly organization: string
  /** Slugs or ids. */
  readonly projects: readonly string[]
  /** The release of the run, which is not its own predecessor. */
  readonly version: string
  readonly repository: string
  /** How many more pages may be read when the newest releases have no commits; shared by all lists of a run. */
  readonly pages: { left: number }
}

/** A release that has commits. */
export interface KnownRelease {
  readonly version: string
  readonly lastCommit: ReleaseCommit
}

/** The newest releases that are looked at. */
const NEWEST = 20
/** An SDK may make a release without commits for each build. Then at most this many more pages are read. */
export const MOST_PAGES = 3
const LARGE_PAGE = 100
/** At most this many releases that end with another repository's commit are searched for a commit of this one. */
const MIXED_RELEASES = 3

/**
 * The newest other releases of these projects, in an environment or at all, that have commits and are of the same package; newest
 * first. Where the newest twenty have none, up to three more pages are read: the newest hundred, those that are finalized (an SDK
 * finalizes none), and the next hundred. An environment that Sentry has not seen yet (404) has no release.
 * @throws Failure as the gateway does
 */
export async function releasesWithCommits(
  sources: ReleaseSources,
  environment: string | undefined
): Promise<readonly KnownRelease[]> {
  return unlessAbsent(listReleases(sources, environment), [])
}

async function listReleases(
  sources: ReleaseSources,
  environment: string | undefined
): Promise<readonly KnownRelease[]> {
  const { sentry, organization, projects, version, pages } = sources
  const own = packageOf(version)
  const list = (size: number, search?: string) =>
    sentry.pages(
      'list-organization-releases',
      { organization },
      { query: { project: projects, environment, query: search }, size }
    )
  const usable = (rows: readonly unknown[]): readonly KnownRelease[] =>
    rows
      .map(decodeRelease)
      .flatMap(release =>
        release.version !== version && packageOf(release.version) === own ? withCommit(release) : []
      )
  for await (const page of list(NEWEST)) {
    const found = usable(page.rows)
    if (found.length > 0 || page.next.kind === 'none') return found
    break
  }
  // the name of the package narrows the list; in a search `:` and blanks would mean something else
  const narrowed = own !== undefined && /^[\w.@-]+$/.test(own) ? `${own}@` : undefined
  const newest = list(LARGE_PAGE, narrowed)
  const finalized = list(LARGE_PAGE, ['finalized:true', narrowed].filter(Boolean).join(' '))
  for (const part of [newest, finalized, newest]) {
    if (pages.left <= 0) return []
    pages.left -= 1
    const { value: page } = await part.next()
    const found = usable(page?.rows ?? [])
    // the whole list was read: the others hold nothing else
    if (found.length > 0 || (part === newest && page?.next.kind !== 'more')) return found
  }
  return []
}

function withCommit({ version, lastCommit }: Release): readonly KnownRelease[] {
  return lastCommit !== undefined && isShaLike(lastCommit.sha) ? [{ version, lastCommit }] : []
}

/**
 * The last commits of releases as candidates. Under which name Sentry keeps the repository does not matter when the commit is in the
 * history (repositories are renamed). Of a release that ends with another repository's commit, the newest one of this repository
 * counts.
 * @param options.graph `undefined` where no history can be read
 */
export async function candidatesOf(
  releases: readonly KnownRelease[],
  sources: ReleaseSources,
  { environment, graph }: { environment: string | undefined; graph: Graph | undefined }
): Promise<readonly Candidate[]> {
  const found: Candidate[] = []
  const foreign: Candidate[] = []
  let isInHistory = false
  let reads = 0
  for (const release of releases) {
    const { sha, repository } = release.lastCommit
    const isKnown = graph?.find(sha) !== undefined
    const candidate = (commit: string): Candidate =>
      candidateOf(release.version, commit, { environment, isNewest: release === releases[0], sources })
    if (isKnown || isOwn(repository, sources.repository)) found.push(candidate(sha))
    else if (isInHistory || reads >= MIXED_RELEASES) continue
    else {
      reads += 1
      const commit = await newestOwnCommit(release.version, sources, graph)
      if (commit === undefined) foreign.push(candidate(sha))
      else found.push(candidate(commit))
    }
    isInHistory ||= isKnown
  }
  // a repository may have been renamed long ago: its history will tell
  return graph === undefined ? found : [...found, ...foreign.slice(0, 1)]
}

function candidateOf(
  release: string,
  commit: string,
  {
    environment,
    isNewest,
    sources
  }: { environment: string | undefined; isNewest: boolean; sources: ReleaseSources }
): Candidate {
  const own = packageOf(sources.version)
  const which = `${isNewest ? 'the newest' : 'an earlier'} release${own === undefined ? '' : ` of ${own}`}`
  return environment === undefined
    ? { commit, source: 'release', release, why: `last commit of ${release}, ${which} of these projects` }
    : {
        commit,
        source: 'environment',
        release,
        why: `last commit of ${release}, ${which} deployed to ${environment}`
      }
}

/** Old clients stored commits under the name of a git remote (`origin`): those count as this repository's, history will tell. */
function isOwn(name: string, repository: string): boolean {
  return isSameRepository(name, repository) || !name.includes('/')
}

async function newestOwnCommit(
  version: string,
  { sentry, organization, repository }: ReleaseSources,
  graph: Graph | undefined
): Promise<string | undefined> {
  for await (const page of sentry.pages('list-release-commits', { organization, version })) {
    const own = page.rows
      .map(decodeCommit)
      .find(
        commit =>
          isSameRepository(commit.repository, repository) ||
          (commit.sha !== '' && graph?.find(commit.sha) !== undefined)
      )
    if (own !== undefined) return own.sha
  }
  return undefined
}
