import { Failure, GATEWAY_FAILURES } from '../gateway/errors.ts'
import { GITHUB_FAILURES } from '../github/errors.ts'
import type { ReleaseCommit, SentryRepository } from '../sentry/decode.ts'
import { clean } from '../text/clean.ts'
import type { Log } from '../text/log.ts'
import { commitList, fitsSentry, type RangeCommit } from './commits.ts'
import { RELEASE_FAILURES } from './errors.ts'
import type { Association, RangeFacts, ReleaseFact } from './facts.ts'
import type { ReleaseRequest } from './inputs.ts'
import { findRange, short, type Compare, type Range, type Resolver } from './range.ts'
import { isSameRepository, matchRepository, similarNames } from './repositories.ts'
import type { CommitSource } from './source.ts'

/** How many commits a release gets when no previous commit is found; Sentry's own default, too. */
const WITHOUT_PREVIOUS = 20

/** What the association needs to read; each is read when it is asked for, and once. */
export interface AssociationReads {
  release(): Promise<ReleaseFact>
  /** All commits that the release holds. */
  heldCommits(): Promise<readonly ReleaseCommit[]>
  repositories(): Promise<readonly SentryRepository[]>
  /** Every repository of the organization, for a message. */
  allRepositories(): Promise<readonly SentryRepository[]>
  /** The sources of commits, the preferred one first; `undefined` where there is none (no token, no checkout). */
  github(): CommitSource | undefined
  local(): Promise<CommitSource | { kind: 'none'; reason: string }>
  /** The chain of candidates for the commit before `head`. */
  resolvers(head: string): readonly Resolver[]
}

interface Tools {
  readonly request: ReleaseRequest
  readonly reads: AssociationReads
  readonly log: Log
}

/**
 * Decides which commits the release gets, and reads them.
 * @throws Failure when a source that was named cannot be used, and when a given range is wrong
 */
export async function associate(
  request: ReleaseRequest,
  reads: AssociationReads,
  log: Log
): Promise<Association> {
  const { mode, repo, commit } = request.commits
  if (!request.parts.has('commits')) return none('not asked for')
  if (mode === 'auto' && request.event.isUnmerged) {
    const why = 'the commit is not merged yet, and messages of unmerged commits would resolve issues for good'
    log.notice(`No commits are set: ${why}. Name a source in set_commits to set them all the same.`)
    return none(why)
  }
  if (repo === undefined || commit === undefined) {
    const missing = repo === undefined ? 'repository' : 'commit'
    if (mode !== 'auto')
      throw new Failure(
        RELEASE_FAILURES.repositoryMissing,
        `set_commits: ${mode} needs a ${missing}, and the event names none`
      )
    log.warning(
      `No commits are set: the event names no ${missing}. Set repo and commit, or set_commits: skip.`
    )
    return none(`the event names no ${missing}`)
  }
  return decide({ request, reads, log }, { repo, commit })
}

function none(why: string, range?: RangeFacts): Association {
  return { kind: 'none', why, range }
}

/** The repository and commit that the release is about, and what the release holds already. */
interface Target {
  /** The exact name in Sentry, else `owner/name`. */
  readonly repository: string
  readonly commit: string
  readonly others: readonly ReleaseCommit[]
}

async function decide(
  tools: Tools,
  { repo, commit }: { repo: string; commit: string }
): Promise<Association> {
  const { request, reads, log } = tools
  const { mode, paths } = request.commits
  const [fact, ours] = await Promise.all([reads.release(), ourRepository(tools, repo)])
  const repository = ours?.name ?? repo
  const held = fact.kind === 'there' && fact.release.commitCount > 0 ? await reads.heldCommits() : []
  const newest = held.find(one => isSameRepository(one.repository, repository))
  if (newest?.sha === commit) return kept(held.length, newest.sha)
  const others = held.filter(one => !isSameRepository(one.repository, repository))
  const target = { repository, commit, others }

  if (mode === 'integration' && ours?.hasIntegration !== true) throw await unknownRepository(reads, repo)
  const canFetch = ours?.hasIntegration === true && paths.length === 0
  if (canFetch && mode !== 'github' && mode !== 'local') {
    if (others.length === 0) return fetchedBySentry(tools, target)
    log.notice(
      `The release holds commits of ${namesOf(others)}: refs would replace them, so the commits of ${repository} are read and sent beside them.`
    )
  }
  if (mode === 'local') return listed(tools, target, { order: ['local'], otherwise: 'fail' })
  if (mode === 'github' || mode === 'manual')
    return listed(tools, target, { order: ['github'], otherwise: 'fail' })
  return listed(tools, target, { order: ['github', 'local'], otherwise: 'warn' })
}

function kept(count: number, sha: string): Association {
  return {
    kind: 'kept',
    why: `the release has its commits up to ${short(sha)} already`,
    count,
    range: undefined
  }
}

function namesOf(commits: readonly ReleaseCommit[]): string {
  return [...new Set(commits.map(commit => clean(commit.repository, 64)))].slice(0, 5).join(', ')
}

/** Our repository as Sentry knows it. A connection that may not list repositories counts as knowing none. */
async function ourRepository(
  { request, reads, log }: Tools,
  repo: string
): Promise<SentryRepository | undefined> {
  try {
    return matchRepository(await reads.repositories(), repo, request.event.server.url)
  } catch (error) {
    if (
      !(error instanceof Failure) ||
      error.kind !== GATEWAY_FAILURES.scopeMissing ||
      request.commits.mode === 'integration'
    )
      throw error
    log.notice(
      'The connection may not list the repositories of Sentry (org:read): the commits are read from GitHub instead.'
    )
    return undefined
  }
}

async function unknownRepository(reads: AssociationReads, repo: string): Promise<Failure> {
  const similar = similarNames(await reads.allRepositories(), repo).map(name => clean(name, 64))
  const named = similar.length === 0 ? '' : `; similar: ${similar.join(', ')}`
  return new Failure(
    RELEASE_FAILURES.repositoryUnknown,
    `Sentry has no repository ${clean(repo, 100)} with an integration${named}`
  )
}

/** Sentry fetches the commits: it is told the head and, if one is found, the previous commit. */
async function fetchedBySentry(tools: Tools, target: Target): Promise<Association> {
  const { reads, log } = tools
  const github = reads.github()
  if (github !== undefined) {
    try {
      return await refsChecked(tools, target, github)
    } catch (error) {
      if (!isOfGithub(error)) throw error
      log.notice(`The range could not be checked with GitHub: ${error.message}.`)
    }
  }
  const local = await reads.local()
  if (local.kind !== 'none' && (await local.resolve(target.commit)) !== undefined)
    return refsChecked(tools, target, local)
  return refsUnchecked(tools, target)
}

async function refsChecked(tools: Tools, target: Target, source: CommitSource): Promise<Association> {
  const head = await headOf(tools, target, source)
  const range = await rangeOf(tools, { ...target, commit: head }, source.relate)
  const facts = factsOf(range, target.repository, head)
  return range.kind === 'empty' ? nothingNew(tools, range, facts) : { kind: 'refs', range: facts }
}

/** Without a history the first candidate is taken as it is: Sentry looks for it itself. */
async function refsUnchecked({ reads, log }: Tools, { repository, commit }: Target): Promise<Association> {
  let previous
  for (const resolve of reads.resolvers(commit)) previous ??= await resolve()
  if (previous !== undefined)
    log.notice(
      `The previous commit ${short(previous.commit)} (${previous.why}) is taken without a look at the history.`
    )
  return { kind: 'refs', range: { repository, head: commit, previous, mergeBase: undefined } }
}

interface Order {
  readonly order: readonly ('github' | 'local')[]
  /** `warn`: without any source the release goes on without commits. */
  readonly otherwise: 'fail' | 'warn'
}

/** The commits are read here and sent, from the first source that can. */
async function listed(tools: Tools, target: Target, { order, otherwise }: Order): Promise<Association> {
  const { reads, log } = tools
  const reasons: string[] = []
  let outage: Failure | undefined
  for (const kind of order) {
    const source = kind === 'github' ? (reads.github() ?? NO_TOKEN) : await reads.local()
    try {
      if (source.kind !== 'none') return await listOf(tools, target, source)
      const missing = kind === 'github' ? RELEASE_FAILURES.tokenMissing : RELEASE_FAILURES.checkoutMissing
      throw new Failure(missing, `Could not read commits with set_commits: ${kind}: ${source.reason}`)
    } catch (error) {
      if (otherwise === 'fail' || !isAboutSource(error)) throw error
      if (error.kind === GITHUB_FAILURES.unavailable || error.kind === GITHUB_FAILURES.rateLimit)
        outage ??= error
      reasons.push(error.message)
    }
  }
  // an outage passes: better to fail now than to make a release that never gets its commits
  if (outage !== undefined) throw outage
  log.warning(
    `No commits are set: ${reasons.join('; ')}. Link the repository in Sentry, or set_commits: skip.`
  )
  return none('no source of commits could be used')
}

const NO_TOKEN = { kind: 'none', reason: 'there is no github_token' } as const

/** Whether an error says that a source cannot be used, so that the next may be tried. */
function isAboutSource(error: unknown): error is Failure {
  const kinds = [
    RELEASE_FAILURES.tokenMissing,
    RELEASE_FAILURES.checkoutMissing,
    RELEASE_FAILURES.commitMissing
  ]
  return isOfGithub(error) || (error instanceof Failure && kinds.some(kind => kind === error.kind))
}

function isOfGithub(error: unknown): error is Failure {
  return error instanceof Failure && Object.values(GITHUB_FAILURES).some(kind => kind === error.kind)
}

async function listOf(tools: Tools, target: Target, source: CommitSource): Promise<Association> {
  const { request, log } = tools
  const { maxCommits } = request.commits
  const { repository, others } = target
  if (!fitsSentry(repository))
    throw new Failure(
      RELEASE_FAILURES.repositoryMissing,
      `Sentry takes commits of repositories with at most 64 characters, not of ${repository}`
    )
  const head = await headOf(tools, target, source)
  const range = await rangeOf(tools, { ...target, commit: head }, source.compare)
  const facts = factsOf(range, repository, head)
  if (range.kind === 'empty') return nothingNew(tools, range, facts)
  const { commits, total } =
    range.kind === 'since'
      ? { commits: range.comparison.commits, total: range.comparison.totalCommits }
      : await newest(source, head, maxCommits)
  const own = await source.select(commits, head)
  if (own.length === 0) return nothingNew(tools, 'no commit of the range touches the paths', facts)
  if (request.commits.paths.length === 0 && total > own.length && range.kind === 'since') {
    log.warning(`The range has ${total} commits; the newest ${own.length} are sent (max_commits).`)
  }
  const list = commitList({ own, repository, others })
  for (const leftOut of list.leftOut) log.notice(`Left out: ${leftOut}.`)
  return { kind: 'list', source: source.kind, list, others, range: facts }
}

async function newest(
  source: CommitSource,
  head: string,
  max: number
): Promise<{ commits: readonly RangeCommit[]; total: number }> {
  const commits = await source.newest(head, Math.min(WITHOUT_PREVIOUS, max))
  if (commits === undefined)
    throw new Failure(RELEASE_FAILURES.commitMissing, `The commit ${short(head)} is not in the repository`)
  return { commits, total: commits.length }
}

/** The full sha of the commit. Only a name, a short sha and what may be the object of a tag have to be looked up. */
async function headOf(
  { request }: Tools,
  { commit, repository }: Target,
  source: CommitSource
): Promise<string> {
  const isFull = /^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(commit)
  const { event } = request
  const mayBeTag = event.commit.kind === 'commit' && event.commit.mayBeTag && event.commit.sha === commit
  // a checkout may lack the commit, which GitHub then would say when it compares
  if (isFull && !mayBeTag && source.kind === 'github') return commit
  const sha = await source.resolve(commit)
  if (sha === undefined)
    throw new Failure(
      RELEASE_FAILURES.commitMissing,
      `The commit ${short(commit)} is not in ${clean(repository, 100)}`
    )
  return sha
}

async function rangeOf(tools: Tools, { commit }: Target, compare: Compare): Promise<Range> {
  const { request, reads, log } = tools
  const resolvers = reads.resolvers(commit)
  const range = await findRange({
    head: commit,
    resolvers,
    compare,
    ignoreMissing: request.commits.ignoreMissing,
    log
  })
  if (range.kind === 'since' && range.diverged) {
    log.notice(
      `${short(range.previous.commit)} (${range.previous.why}) is on another branch than ${short(commit)}: the commits since both parted at ${short(range.comparison.mergeBase ?? '')} are taken.`
    )
  }
  return range
}

function factsOf(range: Range, repository: string, head: string): RangeFacts {
  const diverged = range.kind === 'since' && range.diverged
  return {
    repository,
    head,
    previous: range.kind === 'open' ? undefined : range.previous,
    mergeBase: diverged ? range.comparison.mergeBase : undefined
  }
}

/** An empty range is no error, except that `manual` asks for one that is not. */
function nothingNew({ request, log }: Tools, range: Range | string, facts: RangeFacts): Association {
  const { mode, ignoreEmpty } = request.commits
  const why = typeof range === 'string' ? range : emptyWords(range, facts)
  if (mode === 'manual' && !ignoreEmpty)
    throw new Failure(RELEASE_FAILURES.rangeEmpty, `set_commits: manual found no commits: ${why}`)
  if (ignoreEmpty) log.info(`No commits are set: ${why}.`)
  else log.notice(`No commits are set: ${why}.`)
  return none(why, facts)
}

function emptyWords(range: Range, { head }: RangeFacts): string {
  if (range.kind !== 'empty') return 'the range is empty'
  const { previous, because } = range
  const before = `${short(previous.commit)} (${previous.why})`
  return because === 'identical'
    ? `${before} is the same commit`
    : `${before} is newer than ${short(head)}, so this is a rollback`
}
