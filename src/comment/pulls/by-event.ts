import { short } from '../../text/sha.ts'
import type { Event } from '../../event/event.ts'
import type { EventPullRequest } from '../../event/pull-request.ts'
import { isFrom, isInto, openPullsFrom, type Pull } from '../../github/pulls.ts'
import { tagOfFollowedRun } from '../../range/tagged.ts'
import { tried } from '../../run/tried.ts'
import type { ReleaseCommit } from '../../sentry/answers.ts'
import { isOwn, type Viewer } from '../../github/viewer.ts'
import { atHead, type BranchPulls, pullsOfBranchCommit } from './by-commit.ts'
import { pullsOfRange, type RangeTools } from './by-range.ts'
import { mergedRefHead } from './head.ts'

export interface MatchTools extends RangeTools {
  readonly event: Event
  /** The commits that Sentry has for the release, newest first. */
  readonly releasedCommits: () => Promise<readonly ReleaseCommit[]>
  /** Whom comments are written as. */
  readonly viewer: () => Promise<Viewer>
}

type EventPulls = (BranchPulls & { readonly isRange?: boolean }) | { readonly why: string }

/** Source: GitHub's "Events that trigger workflows": the payload names a pull request for few of them. */
export async function pullsOfEvent(tools: MatchTools): Promise<EventPulls> {
  const { event } = tools
  if (event.pullRequest !== undefined) return ofNamedPull(event.pullRequest, tools)
  if (event.deployment !== undefined) return ofDeployment(tools)
  if (event.workflowRun !== undefined) return ofWorkflowRun(tools)
  if (event.name === 'merge_group') return { why: 'nothing of a merge group is deployed yet' }
  if (event.isUnmerged) return { why: 'the event does not tell the number of its pull request' }
  if (event.name === 'issue_comment') return { why: 'the comment is not on a pull request' }
  if (event.ref?.isTag === true) return ofTag(tools)
  if (event.name === 'schedule' || event.name === 'repository_dispatch')
    return { why: `the event ${event.name} belongs to none; give their numbers in pull_request` }
  if (event.name === 'workflow_dispatch') return ofDispatch(tools)
  return ofBranch(tools, { mayBeFresh: true })
}

async function ofNamedPull(
  { number, headSha, isMerged }: EventPullRequest,
  { event, viewer }: MatchTools
): Promise<EventPulls> {
  const author = event.comment?.author
  if (author !== undefined && isOwn(await viewer(), author)) return { why: 'the comment is one of our own' }
  const head = isMerged ? undefined : headSha
  const why = `the event ${event.name} names it`
  return { matches: [{ number, rule: 'event', why, pull: undefined, head }] }
}

async function ofDeployment(tools: MatchTools): Promise<EventPulls> {
  const { event, repository } = tools
  const [, number, kind] = /^refs\/pull\/(\d{1,10})\/(merge|head)$/.exec(event.deployment?.ref ?? '') ?? []
  const pull = number === undefined ? undefined : await repository.pull(Number(number))
  if (pull !== undefined) {
    const sha = event.commit.kind === 'commit' ? event.commit.sha : undefined
    const head = kind === 'head' || sha === undefined ? sha : await mergedRefHead(pull, sha, tools)
    const why = 'its ref was deployed'
    return { matches: [{ number: pull.number, rule: 'deployment-ref', why, pull, head }] }
  }
  const { commit } = event
  if (commit.kind === 'none') return { why: commit.reason }
  const open = (await repository.pullsOfCommit(commit.sha)).filter(
    match => match.state === 'open' && match.headSha === commit.sha && isInto(match, repository)
  )
  if (open.length > 0) return byHead(open, commit.sha)
  return ofBranch(tools, { mayBeFresh: true, branch: undefined })
}

/** Searches by the head of the run that this run follows. If a tag started that run, it searches the tag's range. */
async function ofWorkflowRun(tools: MatchTools): Promise<EventPulls> {
  const found = await ofRunsHead(tools)
  if (isFound(found)) return found
  const { event, repository } = tools
  const tagged = await tagOfFollowedRun(event, async ref => (await repository.commit(ref))?.sha)
  return tagged === undefined ? found : ofTag(tools)
}

function isFound(found: EventPulls): boolean {
  return 'matches' in found && found.matches.length > 0
}

/** `workflow_run.pull_requests` are open ones whose head sha or branch matches, and none for forks and after a merge. */
async function ofRunsHead(tools: MatchTools): Promise<EventPulls> {
  const { event, repository } = tools
  const { workflowRun: run } = event
  const listed = (run?.pullRequests ?? []).filter(
    entry =>
      entry.headSha !== undefined &&
      entry.headSha === run?.headSha &&
      entry.baseRepositoryId !== undefined &&
      entry.baseRepositoryId === event.repository?.id
  )
  if (listed.length > 0) {
    const why = `the run was for its head ${short(run?.headSha ?? '')}`
    return {
      matches: listed.map(({ number, headSha: head }) => ({
        number,
        rule: 'workflow-run',
        why,
        pull: undefined,
        head
      }))
    }
  }
  if (run?.event === 'push') return ofBranch(tools, { mayBeFresh: true, branch: run.headBranch })
  const { headOwner, headBranch, headSha } = run ?? {}
  if (headOwner === undefined || headBranch === undefined || headSha === undefined)
    return { why: 'the event does not name the head of the run' }
  const pulls = await repository.pulls({ head: `${headOwner}:${headBranch}`, state: 'all' })
  const fullName = run?.headRepository
  return byHead(
    pulls.filter(pull => isInto(pull, repository) && (fullName === undefined || isFrom(pull, fullName))),
    headSha
  )
}

async function ofDispatch(tools: MatchTools): Promise<EventPulls> {
  const { event, repository } = tools
  const branch = event.ref?.name
  if (branch !== undefined && event.commit.kind === 'commit') {
    const open = await openPullsFrom(branch, repository)
    const why = `it is open, from the branch ${branch}`
    if (open.length > 0) return atHead(open, { sha: event.commit.sha, rule: 'branch', why })
  }
  return ofBranch(tools, { mayBeFresh: false, branch })
}

/** @param how `branch` only if it differs from the event's ref */
async function ofBranch(
  tools: MatchTools,
  how: { readonly mayBeFresh: boolean; readonly branch?: string | undefined }
): Promise<EventPulls> {
  const { event } = tools
  const { commit } = event
  if (commit.kind === 'none') return { why: commit.reason }
  const branch = 'branch' in how ? how.branch : event.ref?.name
  const defaultBranch = event.repository?.defaultBranch
  const isElsewhere = branch !== undefined && defaultBranch !== undefined && branch !== defaultBranch
  return pullsOfBranchCommit(
    {
      sha: commit.sha,
      branch,
      message: event.message,
      before: event.before,
      pushed: event.pushedCommits,
      mayBeFresh: how.mayBeFresh && !isElsewhere
    },
    tools
  )
}

/** The event's sha may be that of an annotated tag's own object. GitHub knows the commit behind it. */
async function ofTag(tools: MatchTools): Promise<EventPulls> {
  const { event, repository } = tools
  const { commit } = event
  if (commit.kind === 'none') return { why: commit.reason }
  const head = commit.mayBeTag ? ((await repository.commit(commit.sha))?.sha ?? commit.sha) : commit.sha
  // The history has the range, too. A failure of Sentry is reported by the look at the issues.
  const stored = await tried(tools.releasedCommits(), tools.context)
  const released = stored.kind === 'done' ? stored.value : []
  const matches = await pullsOfRange({ head, tag: event.ref?.name, released }, tools)
  return { matches, isRange: true }
}

function byHead(pulls: readonly Pull[], sha: string): BranchPulls {
  return atHead(pulls, { sha, rule: 'head-commit', why: `its head is ${short(sha)}` })
}
