import type { Repository } from '../../github/repository.ts'
import type { Context } from '../../run/context.ts'
import type { Failure } from '../../run/failure.ts'
import { type Tried, triedLast } from '../../run/tried.ts'
import { addressOn } from '../../text/address.ts'
import { timeOf } from '../../text/names.ts'
import { skippedFor, sayRefused } from '../published.ts'
import type { CommentRequest } from '../request.ts'
import type { Check } from '../look/check.ts'
import type { Published } from '../published.ts'
import type { Authorship } from './own.ts'
import { publish } from './publish.ts'
import type { Sequence } from './state.ts'
import type { ChosenPull } from '../pulls/choose.ts'
import type { Rendered } from '../report/render.ts'
import type { Report } from '../report/report.ts'

/** What became of a comment, and the failure behind it if GitHub failed. */
export interface PublishAttempt {
  readonly published: Published
  readonly failure: Failure | undefined
}

/**
 * Puts a report into a pull request, if that is wanted. A refusal that is not the run's fault is logged and is no failure. If the release
 * could not be checked, the comment stays as it is. A run that has to stop is a failure like others: the report still reaches the job
 * summary.
 */
export async function publishTo(
  { number: pullRequest, head, seenHead }: Pick<ChosenPull, 'number' | 'head' | 'seenHead'>,
  { report, rendered }: { readonly report: Report; readonly rendered: Rendered },
  tools: {
    readonly request: CommentRequest
    readonly repository: Repository | undefined
    readonly check: Tried<Check>
    readonly authorship: Authorship
    readonly context: Context
  }
): Promise<PublishAttempt> {
  const { request, repository, check, context } = tools
  const { finding } = report
  if (check.kind === 'failed' || finding.state === 'could-not-check' || repository === undefined)
    return without('skipped:error')
  if (request.comment === 'never') return without('skipped:never')
  const publication = {
    pullRequest,
    head,
    seenHead,
    report: { ...report, finding },
    rendered,
    sequence: sequenceOf(request, check.value),
    key: request.key,
    comment: request.comment,
    notify: request.notify,
    dryRun: request.access.dryRun,
    authorship: tools.authorship,
    redact: context.redact
  }
  const published = await triedLast(publish(publication, repository, context))
  if (published.kind === 'done') {
    const { action } = published.value
    const comment = withOwnPage(published.value.comment, request.event.server.url)
    context.log.info(
      `Pull request ${pullRequest}: ${action}${comment?.url === undefined ? '' : ` ${comment.url}`}`
    )
    return { published: { action, comment }, failure: undefined }
  }
  const { failure } = published
  const refusal = skippedFor(failure)
  if (refusal === undefined) return { ...without('skipped:error'), failure }
  const text = `No comment on pull request ${pullRequest}: ${failure.message}`
  sayRefused(refusal, { text, remedy: failure.remedy, log: context.log }, request.event)
  return without(`skipped:${refusal}`)
}

/** Only an address on this GitHub is a comment's page, even if GitHub's answer says otherwise. */
function withOwnPage(comment: Published['comment'], serverUrl: string): Published['comment'] {
  return comment === undefined ? undefined : { ...comment, url: addressOn(serverUrl, comment.url) }
}

function without(action: Published['action']): PublishAttempt {
  return { published: { action, comment: undefined }, failure: undefined }
}

function sequenceOf({ event }: CommentRequest, { look }: Check): Sequence {
  const checkedAt = Math.max(0, Math.round(look.askedAt))
  // A deploy with a time in the future counts as one of now.
  const deployedAt = Math.min(checkedAt, timeOf(look.release?.deploy?.dateFinished))
  return {
    deployedAt: Math.max(0, deployedAt),
    checkedAt,
    runId: numberOfRun(event.run.id),
    runAttempt: event.run.attempt ?? 1
  }
}

function numberOfRun(id: string | undefined): number {
  const number = /^\d+$/.test(id ?? '') ? Number(id) : 0
  return Number.isSafeInteger(number) ? number : 0
}
