import { triedLast } from '../../run/tried.ts'
import { link } from '../../text/markdown.ts'
import type { CommentBody } from './comment-text.ts'
import type { Published } from '../published.ts'
import type { CommentCall } from './publication.ts'
import { create } from './create.ts'
import { isReport, ownAmong, type OwnComment } from './own.ts'
import { BETWEEN_MS } from './pace.ts'
import { supersede } from './state.ts'

/** The old comment says this from the moment that a worse report is known until the comment is hidden. */
const OUT_OF_DATE = '**Out of date:** a newer report found more.'

/** A comment that is to be replaced by a new one. */
interface Replacement {
  readonly before: OwnComment
  /** What the old comment says when no new one can be written. */
  readonly written: CommentBody
  /** Milliseconds since 1970 by GitHub's clock: what is older was seen already. */
  readonly since: number | undefined
}

/**
 * First the old comment loses its marker, so that it is never found again, and says that it is out of date. If no new comment can be
 * written, or the run is stopped before that, the old comment gets the new report. So an outdated report is never left.
 */
export async function recreate(replacement: Replacement, call: CommentCall): Promise<Published | 'again'> {
  const { before, since } = replacement
  const { repository, pace, context } = call
  const { id, comment } = before
  const notWritten = (): Promise<void> => putIntoOld(replacement, call)
  try {
    const superseded = await repository.updateComment({ id, body: supersede(comment.body, OUT_OF_DATE) })
    pace.wrote()
    if (superseded === undefined) return 'again'
    const created = await create({ written: call.bodyAfter(before, 'recreating'), since, notWritten }, call)
    const published = created === 'again' ? created : recreated(created.comment)
    await hideOld(before, published, call)
    return published
  } catch (error) {
    if (context.signal.aborted) await settleStopped(replacement, call)
    throw error
  }
}

async function putIntoOld({ before, written }: Replacement, call: CommentCall): Promise<void> {
  const { repository, context, publication } = call
  const put = await triedLast(repository.afterStop.updateComment({ id: before.id, body: written.body }))
  if (put.kind === 'done' && put.value !== undefined)
    context.log.info(
      `Pull request ${publication.pullRequest}: no new comment was written; the report is in comment ${before.id}.`
    )
}

function recreated(comment: Published['comment']): Published {
  return { action: 'recreated', comment }
}

/** GitHub may still carry out a request that was cut off. The run waits this long for it. */
const STILL_AT_WORK_MS = 1_000

/** The run was stopped in the middle. The old comment gets the report, unless the new one is there. */
async function settleStopped(replacement: Replacement, call: CommentCall): Promise<void> {
  const { before, since } = replacement
  const { repository, context, publication, ownership } = call
  const { pullRequest } = publication
  const listed = await triedLast(
    context.clock
      .sleep(STILL_AT_WORK_MS, context.closing)
      .then(() => repository.afterStop.comments({ pullRequest, since, isWanted: isReport(ownership.key) }))
  )
  if (listed.kind === 'failed') return
  const other = ownAmong(listed.value.comments, ownership).find(({ id }) => id !== before.id)
  if (other === undefined) return putIntoOld(replacement, call)
  context.log.info(`Pull request ${pullRequest}: comment ${other.id} is written.`)
  await hideOld(before, recreated(other.comment), call)
}

/** Hides the old comment. The new one is there without that, so a failure here does not fail the run. */
async function hideOld(
  { id, comment }: OwnComment,
  published: Published | 'again',
  { repository, publication, context }: CommentCall
): Promise<void> {
  const { nodeId } = comment
  const hiding = nodeId === undefined ? undefined : triedLast(repository.afterStop.minimizeComment(nodeId))
  const hidden = await hiding
  if ((hidden?.kind === 'done' && hidden.value) || published === 'again') return
  const url = published.comment?.url ?? ''
  const pointer = `Replaced by ${link('a newer report', url, publication.report.subject.hosts)}.`
  await triedLast(
    context.clock
      .sleep(BETWEEN_MS, context.closing)
      .then(() => repository.afterStop.updateComment({ id, body: supersede(comment.body, pointer) }))
  )
}
