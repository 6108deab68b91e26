import { shaAt } from '../text/sha.ts'
import { at, listAt, numberAt, textAt } from '../text/json.ts'

/** The pull request that an event names. The event of a comment names only its number. */
export interface EventPullRequest {
  readonly number: number
  readonly headSha: string | undefined
  readonly headRef: string | undefined
  /** `owner/name` of the head's repository; undefined also when a fork was deleted. */
  readonly headRepository: string | undefined
  readonly baseRef: string | undefined
  readonly isMerged: boolean
  /** After the merge: the commit that it made on the base branch (merge, squashed or last rebased commit). Before it: a test merge. */
  readonly mergeCommit: string | undefined
}

/** An entry of `workflow_run.pull_requests`. */
export interface EventRunPullRequest {
  readonly number: number
  readonly headSha: string | undefined
  readonly baseRepositoryId: number | undefined
}

/** Events about a commit of a pull request. */
export const PULL_REQUEST_EVENTS: readonly string[] = [
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'pull_request_target'
]

/**
 * The pull request of one of `PULL_REQUEST_EVENTS`.
 *
 * @param options.runRef `GITHUB_REF`, which names the number (`refs/pull/N/merge`) when the payload does not
 */
export function readPullRequest(options: {
  payload: unknown
  runRef: string | undefined
}): EventPullRequest | undefined {
  const pull = at(options.payload, 'pull_request')
  const number =
    numberAt(pull, 'number') ?? numberAt(options.payload, 'number') ?? numberOfRef(options.runRef)
  if (number === undefined) return undefined
  return {
    number,
    headSha: shaAt(pull, 'head', 'sha'),
    headRef: textAt(pull, 'head', 'ref'),
    headRepository: textAt(pull, 'head', 'repo', 'full_name'),
    baseRef: textAt(pull, 'base', 'ref'),
    isMerged: at(pull, 'merged') === true || textAt(pull, 'merged_at') !== undefined,
    mergeCommit: shaAt(pull, 'merge_commit_sha')
  }
}

/** The pull request on which an `issue_comment` was written; undefined when it was an issue. */
export function readCommentedPullRequest(payload: unknown): EventPullRequest | undefined {
  const issue = at(payload, 'issue')
  const number = at(issue, 'pull_request') ? numberAt(issue, 'number') : undefined
  if (number === undefined) return undefined
  return {
    number,
    headSha: undefined,
    headRef: undefined,
    headRepository: undefined,
    baseRef: undefined,
    isMerged: textAt(issue, 'pull_request', 'merged_at') !== undefined,
    mergeCommit: undefined
  }
}

/** The entries of `workflow_run.pull_requests`. */
export function readRunPullRequests(workflowRun: unknown): EventRunPullRequest[] {
  return listAt(workflowRun, ['pull_requests'], entry => {
    const number = numberAt(entry, 'number')
    if (number === undefined) return undefined
    return {
      number,
      headSha: shaAt(entry, 'head', 'sha'),
      baseRepositoryId: numberAt(entry, 'base', 'repo', 'id')
    }
  })
}

/** Whether a pull request's head is in another repository than its base. A head without repository is a deleted fork. */
export function isFromFork(payload: unknown): boolean {
  const head = at(payload, 'pull_request', 'head')
  const base =
    textAt(payload, 'pull_request', 'base', 'repo', 'full_name') ?? textAt(payload, 'repository', 'full_name')
  if (head === undefined || base === undefined) return false
  return textAt(head, 'repo', 'full_name')?.toLowerCase() !== base.toLowerCase()
}

function numberOfRef(ref: string | undefined): number | undefined {
  const digits = /^refs\/pull\/(\d{1,15})\//.exec(ref ?? '')?.[1]
  return digits === undefined ? undefined : Number(digits)
}
