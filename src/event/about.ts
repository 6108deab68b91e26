import type { Commit } from '../run/commit.ts'
import { shaAt } from '../text/sha.ts'
import { at, listAt, textAt } from '../text/json.ts'
import { readDeployment, type EventDeployment } from './deployment.ts'
import { deletionWords, isDeletion } from './occurrence.ts'
import {
  PULL_REQUEST_EVENTS,
  readCommentedPullRequest,
  readPullRequest,
  readRunPullRequests,
  type EventPullRequest,
  type EventRunPullRequest
} from './pull-request.ts'
import { createdRef, deployedRef, namedRef, runRef, type EventRef } from './ref.ts'

/** The commit that an event is about, or why there is none. */
export type EventCommit =
  | {
      readonly kind: 'commit'
      readonly sha: string
      /** This may name the object of an annotated tag. GitHub knows the commit behind it. */
      readonly mayBeTag: boolean
    }
  | { readonly kind: 'none'; readonly reason: string }

/** The run that a `workflow_run` event follows. */
export interface EventWorkflowRun {
  /** The event of that run, such as `push`. */
  readonly event: string | undefined
  readonly headSha: string | undefined
  readonly headBranch: string | undefined
  readonly headOwner: string | undefined
  /** `owner/name`; undefined when the fork was deleted. */
  readonly headRepository: string | undefined
  /** Open pull requests whose head sha *or branch* matches: to be checked before use. Empty for forks. */
  readonly pullRequests: readonly EventRunPullRequest[]
}

/** The comment of an `issue_comment` event. */
export interface EventComment {
  readonly author: string | undefined
  /** Such as `MEMBER`. */
  readonly association: string | undefined
}

/** The part of an event that differs by its kind. */
export interface EventAbout {
  readonly commit: EventCommit
  /** Whether the event is about this commit. If not, the run was started at the tip of a branch (`workflow_dispatch`, `schedule`). */
  readonly hasOwnCommit: boolean
  /** The message of that commit, when the payload has it. */
  readonly message: string | undefined
  readonly ref: EventRef | undefined
  /** Where the pushed ref stood before; undefined for a new one. */
  readonly before: string | undefined
  /** The commits of a push, newest first; at most 2,048, so `before..commit` may hold more. */
  readonly pushedCommits: readonly Commit[]
  readonly pullRequest: EventPullRequest | undefined
  /** The commit belongs to a pull request or a merge group that is not merged (yet). */
  readonly isUnmerged: boolean
  readonly deployment: EventDeployment | undefined
  readonly workflowRun: EventWorkflowRun | undefined
  readonly comment: EventComment | undefined
}

/** What an event is read from: its name (see `eventName`), the runner's variables and the parsed event file. */
export interface EventSources {
  readonly name: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly payload: unknown
}

/**
 * Reads what an event is about. `GITHUB_SHA` does not always say it: for `pull_request` it is a test merge, and for
 * `pull_request_target`, `workflow_run` and deletions it is the tip of the default branch.
 *
 * @returns facts only; where the payload lacks a field, the environment gives it
 */
export function readAbout(sources: EventSources): EventAbout {
  const { name } = sources
  if (PULL_REQUEST_EVENTS.includes(name)) return ofPullRequest(sources)
  switch (name) {
    case 'push':
      return ofPush(sources)
    case 'create':
    case 'release':
      return ofNewRef(sources)
    case 'deployment':
    case 'deployment_status':
      return ofDeployment(sources)
    case 'workflow_run':
      return ofWorkflowRun(sources)
    case 'merge_group':
      return ofMergeGroup(sources)
    case 'issue_comment':
      return ofIssueComment(sources)
    default:
      return ofEnvironment(sources)
  }
}

/** `workflow_dispatch`, `repository_dispatch`, `schedule` and every event without a rule of its own. */
function ofEnvironment({ env }: EventSources): EventAbout {
  const ref = runRef(env)
  const sha = shaAt(env, 'GITHUB_SHA')
  return {
    commit:
      sha === undefined
        ? { kind: 'none', reason: 'the environment names no commit (GITHUB_SHA)' }
        : { kind: 'commit', sha, mayBeTag: ref?.isTag ?? false },
    hasOwnCommit: false,
    message: undefined,
    ref,
    before: undefined,
    pushedCommits: [],
    pullRequest: undefined,
    isUnmerged: false,
    deployment: undefined,
    workflowRun: undefined,
    comment: undefined
  }
}

function ofPullRequest(sources: EventSources): EventAbout {
  const { env, payload } = sources
  const fallback = ofEnvironment(sources)
  const pullRequest = readPullRequest({ payload, runRef: env['GITHUB_REF'] })
  if (pullRequest?.isMerged) {
    return {
      ...fallback,
      hasOwnCommit: true,
      commit: commitOf(pullRequest.mergeCommit ?? pullRequest.headSha) ?? fallback.commit,
      ref: namedRef(pullRequest.baseRef) ?? fallback.ref,
      pullRequest
    }
  }
  return {
    ...fallback,
    hasOwnCommit: true,
    commit: commitOf(pullRequest?.headSha) ?? fallback.commit,
    ref: namedRef(pullRequest?.headRef) ?? namedRef(env['GITHUB_HEAD_REF']) ?? fallback.ref,
    pullRequest,
    isUnmerged: true
  }
}

function ofPush(sources: EventSources): EventAbout {
  const { payload } = sources
  const fallback = ofEnvironment(sources)
  const ref = namedRef(textAt(payload, 'ref')) ?? fallback.ref
  if (isDeletion(payload))
    return { ...fallback, hasOwnCommit: true, commit: { kind: 'none', reason: deletionWords(payload) }, ref }
  return {
    ...fallback,
    hasOwnCommit: true,
    commit: ref?.isTag ? commitOfTag(sources) : (commitOf(shaAt(payload, 'after')) ?? fallback.commit),
    message: textAt(payload, 'head_commit', 'message'),
    ref,
    before: shaAt(payload, 'before'),
    pushedCommits: listAt(payload, ['commits'], decodePushedCommit).reverse()
  }
}

/** For an annotated tag `after` is the object of the tag. `GITHUB_SHA` is at least as near to the commit. */
function commitOfTag(sources: EventSources): EventCommit {
  const sha = shaAt(sources.env, 'GITHUB_SHA') ?? shaAt(sources.payload, 'after')
  return sha === undefined ? ofEnvironment(sources).commit : { kind: 'commit', sha, mayBeTag: true }
}

/** `create` and `release`: the runner's ref is the new one; `target_commitish` of a release is only a branch. */
function ofNewRef(sources: EventSources): EventAbout {
  const subject = ofEnvironment(sources)
  const ref = createdRef(sources.payload) ?? subject.ref
  return { ...subject, hasOwnCommit: true, commit: ref?.isTag ? commitOfTag(sources) : subject.commit, ref }
}

function ofDeployment(sources: EventSources): EventAbout {
  const fallback = ofEnvironment(sources)
  const deployment = readDeployment(sources.payload)
  return {
    ...fallback,
    hasOwnCommit: true,
    commit: commitOf(shaAt(sources.payload, 'deployment', 'sha')) ?? fallback.commit,
    ref: fallback.ref ?? deployedRef(deployment.ref),
    deployment
  }
}

function ofWorkflowRun(sources: EventSources): EventAbout {
  const fallback = ofEnvironment(sources)
  const run = at(sources.payload, 'workflow_run')
  const event = textAt(run, 'event')
  const headSha = shaAt(run, 'head_sha')
  const headBranch = textAt(run, 'head_branch')
  return {
    ...fallback,
    hasOwnCommit: true,
    commit: commitOf(headSha) ?? fallback.commit,
    message: textAt(run, 'head_commit', 'message'),
    ref: headBranch === undefined ? fallback.ref : { name: headBranch, isTag: false },
    isUnmerged: event !== undefined && [...PULL_REQUEST_EVENTS, 'merge_group'].includes(event),
    workflowRun: {
      event,
      headSha,
      headBranch,
      headOwner: textAt(run, 'head_repository', 'owner', 'login'),
      headRepository: textAt(run, 'head_repository', 'full_name'),
      pullRequests: readRunPullRequests(run)
    }
  }
}

function ofMergeGroup(sources: EventSources): EventAbout {
  const fallback = ofEnvironment(sources)
  const group = at(sources.payload, 'merge_group')
  return {
    ...fallback,
    hasOwnCommit: true,
    commit: commitOf(shaAt(group, 'head_sha')) ?? fallback.commit,
    message: textAt(group, 'head_commit', 'message'),
    ref: namedRef(textAt(group, 'head_ref')) ?? fallback.ref,
    isUnmerged: true
  }
}

function ofIssueComment(sources: EventSources): EventAbout {
  const comment = at(sources.payload, 'comment')
  return {
    ...ofEnvironment(sources),
    pullRequest: readCommentedPullRequest(sources.payload),
    comment: {
      author: textAt(comment, 'user', 'login'),
      association: textAt(comment, 'author_association')
    }
  }
}

function commitOf(sha: string | undefined): EventCommit | undefined {
  return sha === undefined ? undefined : { kind: 'commit', sha, mayBeTag: false }
}

/** A commit as the payload of a push lists it; undefined when it has no id. */
function decodePushedCommit(value: unknown): Commit | undefined {
  const sha = shaAt(value, 'id')
  if (sha === undefined) return undefined
  return {
    sha,
    message: textAt(value, 'message'),
    authorName: textAt(value, 'author', 'name'),
    authorEmail: textAt(value, 'author', 'email'),
    date: textAt(value, 'timestamp'),
    parents: []
  }
}
