import type { Context } from '../gateway/run.ts'
import type { Commit } from '../github/commit.ts'
import type { Repository } from '../github/repository.ts'
import { foundByCommit, isInto, mergedPullsOf, numberInMessage, short, unique } from './candidates.ts'
import type { Candidate } from './candidates.ts'

/** A commit on a branch, and what the event tells about its way there. */
export interface BranchCommit {
  readonly sha: string
  /** The branch it was pushed to; `undefined` when the event does not say. */
  readonly branch: string | undefined
  readonly message: string | undefined
  /** All commits of the push, newest first. */
  readonly pushed: readonly Commit[]
  /** GitHub may not know yet which pull request a commit came from, a moment after the merge. */
  readonly mayBeFresh: boolean
}

export interface SearchTools {
  readonly repository: Repository
  readonly context: Pick<Context, 'clock' | 'signal' | 'log'>
}

/** Each look-up is a request. */
const MAX_LOOKUPS = 30
/** After a merge GitHub may need some seconds. */
const PAUSES_MS = [1_000, 2_000, 4_000]

/**
 * The pull requests that a commit on a branch belongs to, by the first rule that finds one: those merged with it,
 * those merged with the other commits of its push, open ones from its branch, the one that its message names.
 * Directly after a merge the first is tried again for some seconds.
 */
export async function pullsOfBranchCommit(
  commit: BranchCommit,
  tools: SearchTools
): Promise<readonly Candidate[]> {
  for (const rule of [mergedWith, mergedWithPush, openFromBranch, namedInMessage]) {
    const found = await rule(commit, tools)
    if (found.length > 0) return found
  }
  if (!commit.mayBeFresh) return []
  const { clock, signal, log } = tools.context
  log.info(`GitHub names no pull request for ${short(commit.sha)} yet; looking again for 7 s.`)
  for (const pause of PAUSES_MS) {
    await clock.sleep(pause, signal)
    const found = await mergedWith(commit, tools)
    if (found.length > 0) return found
  }
  return []
}

/** A push of several merges (a merge queue's) holds several: those whose numbers its other messages name. */
async function mergedWith(commit: BranchCommit, tools: SearchTools): Promise<readonly Candidate[]> {
  const found = await candidatesOf(commit.sha, commit, tools)
  const numbers = new Set(found.map(({ number }) => number))
  const others = commit.pushed.filter(({ sha, message }) => {
    const number = numberInMessage(message)
    return sha !== commit.sha && number !== undefined && !numbers.has(number)
  })
  return found.length === 0 ? [] : unique([...found, ...(await mergedByPush(others, commit, tools))])
}

async function mergedWithPush(commit: BranchCommit, tools: SearchTools): Promise<readonly Candidate[]> {
  const others = commit.pushed.filter(({ sha }) => sha !== commit.sha)
  return mergedByPush(others, commit, tools)
}

/** Verified: the merge itself is one of the pushed commits. */
async function mergedByPush(
  others: readonly Commit[],
  commit: BranchCommit,
  tools: SearchTools
): Promise<readonly Candidate[]> {
  const shas = new Set([commit.sha, ...commit.pushed.map(({ sha }) => sha)])
  if (others.length > MAX_LOOKUPS)
    tools.context.log.info(`Of ${others.length} pushed commits the newest ${MAX_LOOKUPS} are looked up.`)
  const found = await Promise.all(
    others.slice(0, MAX_LOOKUPS).map(({ sha }) => candidatesOf(sha, commit, tools))
  )
  return unique(found.flat().filter(({ pull }) => shas.has(pull?.mergeCommit ?? '')))
}

async function candidatesOf(
  sha: string,
  { branch }: BranchCommit,
  { repository }: SearchTools
): Promise<readonly Candidate[]> {
  const pulls = await mergedPullsOf(repository, { sha, base: branch })
  return pulls.map(pull => foundByCommit(pull, sha))
}

async function openFromBranch(
  { sha, branch }: BranchCommit,
  { repository }: SearchTools
): Promise<readonly Candidate[]> {
  if (branch === undefined) return []
  const [owner] = repository.fullName.split('/')
  const pulls = await repository.pulls({ head: `${owner}:${branch}`, state: 'open' })
  return pulls
    .filter(pull => pull.headSha === sha && isInto(pull, repository))
    .map(pull => ({
      number: pull.number,
      rule: 'branch',
      why: `it is open, with ${short(sha)} at its head`,
      pull
    }))
}

/** In a fork the number may be that of a pull request of the upstream: it counts only if its merge made the commit. */
async function namedInMessage(
  { sha, message }: BranchCommit,
  { repository }: SearchTools
): Promise<readonly Candidate[]> {
  const number = numberInMessage(message ?? (await repository.commit(sha))?.message)
  const pull = number === undefined ? undefined : await repository.pull(number)
  if (pull === undefined || pull.mergedAt === undefined || pull.mergeCommit !== sha) return []
  return [
    {
      number: pull.number,
      rule: 'message',
      why: `the message of ${short(sha)} names it, and so does it`,
      pull
    }
  ]
}
