import type { Failure } from '../../run/failure.ts'
import type { Context } from '../../run/context.ts'
import type { Repository } from '../../github/repository.ts'
import type { Authorship } from '../publish/author.ts'
import type { Candidate } from './candidates.ts'
import { releasedCommits, type SentryScope } from '../look/check.ts'
import type { Skipped } from '../publish/decision.ts'
import { refusalOf, sayRefused } from '../failures.ts'
import type { CommentRequest } from '../inputs.ts'
import { findPullRequests } from './pull-requests.ts'
import { tried } from '../look/tried.ts'

/** The pull requests of a run, or why there are none. */
export interface SearchedPulls {
  /** The best first. */
  readonly candidates: readonly Candidate[]
  readonly isRange: boolean
  /** Numbers that were given and are none of this repository. */
  readonly unknown: readonly number[]
  readonly without: { readonly skipped: Skipped; readonly why: string } | undefined
  readonly failure: Failure | undefined
}

/**
 * Finds the pull requests; none is no fault of the run, and is said.
 * @throws only what ends a run
 */
export async function searchPulls(
  request: CommentRequest,
  tools: {
    readonly repository: Repository | undefined
    readonly context: Context
    readonly scope: Promise<SentryScope>
    readonly authorship: Authorship
  }
): Promise<SearchedPulls> {
  const { repository, context, authorship } = tools
  const { event, pulls, version } = request
  const { log } = context
  if (pulls.kind === 'none') return none('no-pull-request', 'pull_request is none')
  if (repository === undefined) {
    const isHere = event.repository !== undefined
    const why = isHere ? 'there is no github_token' : 'the run has no repository at GitHub'
    log.notice(`No comment: ${why}. The report is in the job summary.`)
    return none(isHere ? 'no-token' : 'no-pull-request', why)
  }
  const found = await tried(
    findPullRequests(pulls, {
      repository,
      context,
      event,
      authorship,
      releasedCommits: async () =>
        releasedCommits(await tools.scope, { version, repository: repository.fullName })
    }),
    context
  )
  if (found.kind === 'failed') return failed(found.failure, context, event)
  if (found.value.kind === 'none') {
    log.notice(`No comment: ${found.value.why}. The report is in the job summary.`)
    return none(found.value.skipped, found.value.why)
  }
  for (const number of found.value.unknown)
    log.warning(`There is no pull request ${number} in ${repository.fullName} that the token may see.`)
  return { ...found.value, without: undefined, failure: undefined }
}

function failed(failure: Failure, { log }: Context, event: CommentRequest['event']): SearchedPulls {
  const refusal = refusalOf(failure)
  if (refusal === undefined) return { ...none('error', failure.message), failure }
  sayRefused(refusal, { text: `No comment: ${failure.message}`, remedy: failure.remedy, log }, event)
  return none(refusal, failure.message)
}

function none(skipped: Skipped, why: string): SearchedPulls {
  return { candidates: [], isRange: false, unknown: [], without: { skipped, why }, failure: undefined }
}
