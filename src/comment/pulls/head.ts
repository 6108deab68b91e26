import { short } from '../../text/sha.ts'
import type { Event } from '../../event/event.ts'
import { isFrom, type Pull } from '../../github/pulls.ts'
import type { Repository } from '../../github/repository.ts'
import type { Context } from '../../run/context.ts'
import { tried } from '../../run/tried.ts'
import { skippedFor } from '../published.ts'
import type { SearchTools } from './match.ts'

/**
 * The head that a run is for, in a pull request whose number was given. A run for another commit (a schedule, the default branch) is for no
 * head. GitHub is asked which pull requests the run's commit belongs to, but only if an open pull request has another head.
 */
export async function givenHead(
  pull: Pull,
  { event, repository, context }: SearchTools & { readonly event: Event }
): Promise<string | undefined> {
  const { commit } = event
  if (event.pullRequest?.number === pull.number)
    return event.pullRequest.isMerged ? undefined : event.pullRequest.headSha
  if (pull.state !== 'open' || commit.kind === 'none' || commit.mayBeTag) return undefined
  if (pull.headSha === commit.sha || isOnItsBranch(pull, event, repository.fullName)) return commit.sha
  const named = await tried(repository.pullsOfCommit(commit.sha), context)
  const isOfIt = named.kind === 'done' && named.value.some(({ number }) => number === pull.number)
  return isOfIt ? commit.sha : undefined
}

/** Whether the run is for the pull request's branch, at any commit. */
function isOnItsBranch(pull: Pull, { workflowRun, ref, pullRequest }: Event, fullName: string): boolean {
  // the branch of another pull request may be a fork's of the same name
  if (pullRequest !== undefined) return false
  if (workflowRun !== undefined) {
    const { headBranch, headRepository } = workflowRun
    return headRepository !== undefined && headBranch === pull.headRef && isFrom(pull, headRepository)
  }
  return ref !== undefined && !ref.isTag && ref.name === pull.headRef && isFrom(pull, fullName)
}

/** The head that a test merge (`refs/pull/N/merge`) was made of; `undefined` when GitHub does not have it any more. */
export async function mergedRefHead(
  pull: Pull,
  sha: string,
  { repository }: SearchTools
): Promise<string | undefined> {
  if (pull.state !== 'open' || pull.mergeCommit === sha) return undefined
  return (await repository.commit(sha))?.parents[1]
}

/** A pull request and its heads, as a report is about them. */
export interface ReportedHead {
  readonly pullRequest: number
  /** The head that the run is for: a newer one has a report of its own. `undefined` when the run is not for a head. */
  readonly head: string | undefined
  /** The head at the time when the files were read. */
  readonly seenHead: string | undefined
}

/**
 * Whether an open pull request has another head than the one that the run is for. A late run or a rerun would replace the report of a newer
 * commit. The files were read after the wait, and show the head. The pull request is read only if they show none, or another head.
 *
 * @throws Failure as GitHub does, but not if the token may write comments and may not read pull requests
 */
export async function hasNewerHead(
  { pullRequest, head, seenHead }: ReportedHead,
  repository: Pick<Repository, 'pull'>,
  context: Pick<Context, 'log' | 'signal'>
): Promise<boolean> {
  if (head === undefined || head === seenHead) return false
  const read = await tried(repository.pull(pullRequest), context)
  if (read.kind === 'failed') {
    if (skippedFor(read.failure) !== 'permission') throw read.failure
    if (seenHead !== undefined) return true
    context.log.info(
      `It is not known whether pull request ${pullRequest} has a newer commit: ${read.failure.message}`
    )
    return false
  }
  const { state, headSha } = read.value ?? {}
  const isNewer = state === 'open' && headSha !== undefined && headSha !== head
  if (isNewer)
    context.log.info(
      `Nothing is written: pull request ${pullRequest} has a newer commit (${short(headSha)}) than this run is for (${short(head)}).`
    )
  return isNewer
}
