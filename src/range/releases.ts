import { unlessAbsent } from '../way/way.ts'
import { decodeReleaseCommit, decodeRelease, type Release, type ReleaseCommit } from '../sentry/answers.ts'
import { segmentProblem } from '../sentry/operations/path.ts'
import type { Sentry } from '../sentry/client.ts'
import { packageOf } from '../sentry/version.ts'
import { clean } from '../text/clean.ts'
import { isSameRepository } from '../text/repository.ts'
import { isShaLike } from '../text/sha.ts'
import type { Log } from '../run/log.ts'
import type { Graph } from './graph.ts'
import type { Candidate } from './previous.ts'

/** Where to look for earlier releases. */
export interface SearchedProjects {
  readonly sentry: Sentry
  readonly organization: string
  /** Slugs or ids; empty: all projects that the connection sees. */
  readonly projects: readonly string[]
}

export interface ReleaseSources extends SearchedProjects {
  /** The release of the run. It is never its own predecessor. */
  readonly version: string
  readonly repository: string
  /** Requests left for older releases, if the newest have no commits. All lists of a run share them. */
  readonly pages: { left: number }
  /** The newest commits of the releases read so far, by version. All lists of a run share them. */
  readonly newestCommits: Map<string, Promise<readonly ReleaseCommit[]>>
  /** Says which releases are passed over, and why. */
  readonly log: Pick<Log, 'info'>
}

/** A release that has commits. */
export interface KnownRelease {
  readonly version: string
  readonly lastCommit: ReleaseCommit
}

/** Releases in the first page. A small page is fast, and usually one of them has commits. */
const NEWEST = 20
/**
 * More requests for releases with commits, one for each of the other ways to look. An SDK may make a release without commits for each
 * build.
 */
export const MOST_PAGES = 3
const LARGE_PAGE = 100
/** Releases that end with a commit of another repository, but are searched for one of this repository. Each costs a request. */
const MIXED_RELEASES = 3

/**
 * The newest other releases of these projects that have commits and are of the same package, newest first. With an environment: only those
 * deployed there. Empty if Sentry does not know the environment yet (404).
 * @throws Failure as the way to Sentry does
 */
export async function releasesWithCommits(
  sources: ReleaseSources,
  environment: string | undefined
): Promise<readonly KnownRelease[]> {
  return unlessAbsent(listReleases(sources, environment), [])
}

/** Reads the newest 20. If none has commits, it reads the newest 100, then looks behind them and among the finalized ones. */
async function listReleases(
  sources: ReleaseSources,
  environment: string | undefined
): Promise<readonly KnownRelease[]> {
  const { pages } = sources
  const newest = await listed(sources, { environment, size: NEWEST })
  for (const words of passedOver(newest.releases, sources.version)) sources.log.info(words)
  if (newest.usable.length > 0 || newest.isWhole || !taken(pages)) return newest.usable
  const more = await listed(sources, { environment, size: LARGE_PAGE, isNarrowed: true })
  if (more.usable.length > 0 || more.isWhole) return more.usable
  const oldest = more.releases.at(-1)?.version
  const [next, finalized] = await Promise.all([
    oldest !== undefined && taken(pages) ? newestBefore(oldest, sources, environment) : [],
    taken(pages)
      ? listed(sources, { environment, size: LARGE_PAGE, isNarrowed: true, search: 'finalized:true' })
      : undefined
  ])
  const known = new Set(next.map(({ version }) => version))
  return [...next, ...(finalized?.usable ?? []).filter(({ version }) => !known.has(version))]
}

/** Takes one of the requests left; `false` if there is none. */
function taken(pages: ReleaseSources['pages']): boolean {
  if (pages.left <= 0) return false
  pages.left -= 1
  return true
}

interface ListedReleases {
  readonly releases: readonly Release[]
  /** Those of the same package that have commits. */
  readonly usable: readonly KnownRelease[]
  /** Whether this is the last page. */
  readonly isWhole: boolean
}

/** One page of releases. `isNarrowed`: only those of the package, if its name can be searched for. */
async function listed(
  sources: ReleaseSources,
  {
    environment,
    size,
    isNarrowed = false,
    search
  }: { environment: string | undefined; size: number; isNarrowed?: boolean; search?: string }
): Promise<ListedReleases> {
  const { sentry, organization, projects, version } = sources
  const own = packageOf(version)
  // in a search `:` and blanks would mean something else
  const narrowed = isNarrowed && own !== undefined && /^[\w.@-]+$/.test(own) ? `${own}@` : undefined
  const query = [search, narrowed].filter(part => part !== undefined).join(' ') || undefined
  const list = sentry.pages(
    'list-organization-releases',
    { organization },
    { query: { project: projects, environment, query }, size }
  )
  for await (const page of list) {
    const releases = page.rows.map(decodeRelease)
    return {
      releases,
      usable: releases.flatMap(release => usableFor(sources, release)),
      isWhole: page.next.kind !== 'more'
    }
  }
  return { releases: [], usable: [], isWhole: true }
}

/**
 * The newest release with commits that is not newer than a given one. Sentry finds it in one request, however many releases lie between. It
 * ignores package and environment, so both are checked here.
 */
async function newestBefore(
  version: string,
  sources: ReleaseSources,
  environment: string | undefined
): Promise<readonly KnownRelease[]> {
  const { sentry, organization } = sources
  if (segmentProblem(version) !== undefined) return []
  const call = sentry.call('get-previous-release-with-commits', { organization, version })
  const reply = await unlessAbsent(call, undefined)
  const release = decodeRelease(reply?.json)
  const isDeployed = environment === undefined || release.lastEnvironment === environment
  return isDeployed ? usableFor(sources, release) : []
}

/** Why releases of the first page cannot be the previous one, in sentences. */
function passedOver(releases: readonly Release[], version: string): readonly string[] {
  const others = releases.filter(release => release.version !== version)
  const foreign = others.filter(release => packageOf(release.version) !== packageOf(version))
  const empty = others.filter(release => !foreign.includes(release) && withCommit(release).length === 0)
  return [...sentenceOf('of another package', foreign), ...sentenceOf('without commits', empty)]
}

/** Releases that a log line names. The others are counted. */
const MOST_NAMED = 3

function sentenceOf(why: string, releases: readonly Release[]): readonly string[] {
  if (releases.length === 0) return []
  const named = releases.slice(0, MOST_NAMED).map(({ version }) => clean(version, 100))
  const more = releases.length > named.length ? ` and ${releases.length - named.length} more` : ''
  return [`Releases ${why} are passed over: ${named.join(', ')}${more}.`]
}

function usableFor({ version }: ReleaseSources, release: Release): readonly KnownRelease[] {
  const isOther = release.version !== version && packageOf(release.version) === packageOf(version)
  return isOther ? withCommit(release) : []
}

function withCommit({ version, lastCommit }: Release): readonly KnownRelease[] {
  return lastCommit !== undefined && isShaLike(lastCommit.sha) ? [{ version, lastCommit }] : []
}

/**
 * Makes candidates of the last commits of releases. A commit in the history counts under any repository name, because repositories are
 * renamed. If a release ends with a commit of another repository, its newest commit of this repository counts.
 * @param options.graph `undefined` if no history can be read
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
  // the repository may have been renamed long ago: the history will tell
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
    ? {
        commit,
        source: 'release',
        release,
        isNewest,
        why: `last commit of ${release}, ${which} of these projects`
      }
    : {
        commit,
        source: 'environment',
        release,
        isNewest,
        why: `last commit of ${release}, ${which} deployed to ${environment}`
      }
}

/**
 * Old clients stored commits under the name of a git remote (`origin`). Those count as commits of this repository: the history will tell.
 */
function isOwn(name: string, repository: string): boolean {
  return isSameRepository(name, repository) || !name.includes('/')
}

async function newestOwnCommit(
  version: string,
  sources: ReleaseSources,
  graph: Graph | undefined
): Promise<string | undefined> {
  const { newestCommits, repository } = sources
  const known = newestCommits.get(version) ?? readNewestCommits(version, sources)
  newestCommits.set(version, known)
  return (await known).find(
    ({ repository: name, sha }) =>
      isSameRepository(name, repository) || (sha !== '' && graph?.find(sha) !== undefined)
  )?.sha
}

/** Reads one page: a release of another repository may have thousands of commits. */
async function readNewestCommits(
  version: string,
  { sentry, organization }: ReleaseSources
): Promise<readonly ReleaseCommit[]> {
  for await (const page of sentry.pages('list-release-commits', { organization, version }))
    return page.rows.map(decodeReleaseCommit)
  return []
}
