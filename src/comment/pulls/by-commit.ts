import { short } from '../../text/sha.ts'
import type { Commit } from '../../run/commit.ts'
import { openPullsFrom, type Pull } from '../../github/pulls.ts'
import { CONNECTIONS_PER_HOST } from '../../http/transport.ts'
import { tried } from '../../run/tried.ts'
import {
  type Match,
  foundByCommit,
  mergedPullsOf,
  numberInMessage,
  type SearchTools,
  unique
} from './match.ts'

/** A commit on a branch, and what the event says of its push. */
export interface BranchCommit {
  readonly sha: string
  /** The branch it was pushed to; `undefined` when the event does not say. */
  readonly branch: string | undefined
  readonly message: string | undefined
  /** The tip of the branch before the push; `undefined` if the event does not say. */
  readonly before: string | undefined
  /** The commits that the event of the push lists, newest first. */
  readonly pushed: readonly Commit[]
  /** Whether the merge may be a moment old. GitHub may not know yet which pull request the commit came from. */
  readonly mayBeFresh: boolean
}

/** Commits of a push that are looked up, besides its tip. Each is a request. */
const MAX_LOOKUPS = 30
/** As many as the client has connections to a host. */
/** After a merge GitHub may need some seconds. */
const PAUSES_MS = [1_000, 2_000, 4_000]

/** A commit's pull requests. `moved`: an open one from the commit's branch that has a newer head. */
export interface BranchPulls {
  readonly matches: readonly Match[]
  readonly moved?: Pull | undefined
}

/**
 * The pull requests that a commit on a branch belongs to, by the first rule that finds one: those merged by its push, open ones from its
 * branch, the one that its message names. Directly after a merge the first rule is tried again for some seconds.
 */
export async function pullsOfBranchCommit(commit: BranchCommit, tools: SearchTools): Promise<BranchPulls> {
  const merged = await mergedByPush(commit, tools)
  if (merged.length > 0) return { matches: merged }
  const open = await openFromBranch(commit, tools)
  if (open.matches.length > 0) return open
  const named = await namedInMessage(commit, tools)
  if (named.length > 0 || !commit.mayBeFresh) return { ...open, matches: named }
  const { clock, signal, log } = tools.context
  log.info(`GitHub names no pull request for ${short(commit.sha)} yet. Looking again for 7 seconds.`)
  for (const pause of PAUSES_MS) {
    await clock.sleep(pause, signal)
    const found = await matchesOf(commit.sha, commit, tools)
    if (found.length > 0) return { matches: found }
  }
  return open
}

/**
 * The pull requests whose merge is one of the pushed commits. A merge queue merges several at once. Commits that merges leave are looked up
 * first. The commits of a pull request that is found already are not looked up.
 */
async function mergedByPush(commit: BranchCommit, tools: SearchTools): Promise<readonly Match[]> {
  const { sha } = commit
  const [atTip, commits] = await Promise.all([matchesOf(sha, commit, tools), commitsOfPush(commit, tools)])
  const shas = new Set([sha, ...commits.map(pushed => pushed.sha)])
  const isPushed = ({ pull }: Match): boolean => shas.has(pull?.mergeCommit ?? '')
  const found = [...atTip]
  const left = mergesFirst(sha, commits).filter(pushed => pushed.sha !== sha)
  let asked = 0
  while (left.length > 0 && asked < MAX_LOOKUPS) {
    const covered = cameWith(
      found.map(({ pull }) => pull?.headSha),
      commits
    )
    const wanted = left
      .splice(0, Math.min(CONNECTIONS_PER_HOST, MAX_LOOKUPS - asked))
      .filter(({ sha: other }) => !covered.has(other))
    asked += wanted.length
    const looked = await Promise.all(wanted.map(pushed => ofPushedCommit(pushed, commit, tools)))
    found.push(...looked.flat().filter(isPushed))
  }
  if (left.length > 0)
    tools.context.log.info(
      `Pull requests are looked for in ${asked + 1} of ${commits.length} pushed commits; older ones may be missing.`
    )
  return unique(found)
}

/** GitHub may not name a merge yet, but its message does. */
async function ofPushedCommit(
  { sha, message }: Commit,
  commit: BranchCommit,
  tools: SearchTools
): Promise<readonly Match[]> {
  const found = await matchesOf(sha, commit, tools)
  const isNamed = found.length === 0 && numberInMessage(message) !== undefined
  return isNamed ? namedInMessage({ sha, message }, tools) : found
}

async function matchesOf(
  sha: string,
  { branch }: BranchCommit,
  { repository }: SearchTools
): Promise<readonly Match[]> {
  const pulls = await mergedPullsOf(repository, { sha, base: branch })
  return pulls.map(pull => foundByCommit(pull, sha))
}

async function openFromBranch(
  { sha, branch }: BranchCommit,
  { repository }: SearchTools
): Promise<BranchPulls> {
  if (branch === undefined) return { matches: [] }
  const why = `it is open, with ${short(sha)} at its head`
  return atHead(await openPullsFrom(branch, repository), { sha, rule: 'branch', why })
}

/** The pull requests with a commit at their head, and as `moved` an open one with another head. */
export function atHead(
  pulls: readonly Pull[],
  { sha, rule, why }: { readonly sha: string } & Pick<Match, 'rule' | 'why'>
): BranchPulls {
  const matches = pulls
    .filter(pull => pull.headSha === sha)
    .map(pull => ({ number: pull.number, rule, why, pull, head: sha }))
  return { matches, moved: pulls.find(pull => pull.state === 'open' && pull.headSha !== sha) }
}

/** In a fork the number may be that of a pull request of the upstream: it counts only if its merge made the commit. */
async function namedInMessage(
  { sha, message }: Pick<BranchCommit, 'sha' | 'message'>,
  { repository }: SearchTools
): Promise<readonly Match[]> {
  const number = numberInMessage(message ?? (await repository.commit(sha))?.message)
  const pull = number === undefined ? undefined : await repository.pull(number)
  if (pull === undefined || pull.mergedAt === undefined || pull.mergeCommit !== sha) return []
  return [
    {
      number: pull.number,
      rule: 'message',
      why: `the message of ${short(sha)} names it, and its merge made that commit`,
      pull
    }
  ]
}

/** A push, from its event. */
export interface Push {
  readonly sha: string
  /** The tip of the branch before the push; `undefined` for a new branch, and if the event does not say. */
  readonly before: string | undefined
  /** The commits that the event lists, newest first. */
  readonly pushed: readonly Commit[]
}

/** Commits of a push that are read, the newest first: five pages, each a request. */
const MAX_COMMITS = 500

/**
 * The commits that a push brought to its branch, newest first. A larger push is read with a comparison, because the event lists commits
 * without their parents. After a forced push these are the commits since the merge base.
 */
export async function commitsOfPush(
  { sha, before, pushed }: Push,
  tools: SearchTools
): Promise<readonly Commit[]> {
  const { repository, context } = tools
  const isSingle = pushed.length === 1 && pushed[0]?.sha === sha
  if (before === undefined || isSingle) return pushed
  const range = await tried(repository.comparison({ base: before, head: sha, max: MAX_COMMITS }), context)
  if (range.kind === 'failed' || range.value.kind !== 'related') {
    const why = range.kind === 'failed' ? range.failure.message : `${short(before)} is not in its history`
    context.log.info(
      `The commits of the push are taken from its event, which lists ${pushed.length}: ${why}.`
    )
    return pushed
  }
  const { commits, totalCommits } = range.value
  if (commits.length < totalCommits)
    context.log.info(`The newest ${commits.length} of ${totalCommits} pushed commits are read.`)
  return commits
}

/**
 * Puts the commits first that merges leave on the branch: the tip, its first parent, and so on. These brought all the others. The event
 * lists commits without parents: those keep their order.
 */
export function mergesFirst(sha: string, commits: readonly Commit[]): readonly Commit[] {
  const bySha = new Map(commits.map(commit => [commit.sha, commit]))
  const line = new Set<Commit>()
  for (
    let next = bySha.get(sha);
    next !== undefined && !line.has(next);
    next = bySha.get(next.parents[0] ?? '')
  )
    line.add(next)
  return [...line, ...commits.filter(commit => !line.has(commit))]
}

/** The commits among these that are heads or their ancestors: all came with the pull requests of the heads. */
export function cameWith(
  heads: readonly (string | undefined)[],
  commits: readonly Commit[]
): ReadonlySet<string> {
  const bySha = new Map(commits.map(commit => [commit.sha, commit]))
  const covered = new Set<string>()
  const left = heads.filter(head => head !== undefined)
  for (let sha = left.pop(); sha !== undefined; sha = left.pop()) {
    const commit = bySha.get(sha)
    if (commit === undefined || covered.has(sha)) continue
    covered.add(sha)
    left.push(...commit.parents)
  }
  return covered
}
