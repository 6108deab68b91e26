import type { Repository } from '../../github/repository.ts'
import type { Viewer } from '../../github/viewer.ts'
import { commentBodies, type CommentBody, showsTheSame } from './comment-text.ts'
import type { Published } from '../published.ts'
import type { Publication, PublishContext, CommentCall } from './publication.ts'
import { create } from './create.ts'
import { intentFor, type Intent } from './intent.ts'
import { authorOf, isNewer, isReport, mergeDuplicates, ownAmong, type OwnComment, reread } from './own.ts'
import { createPace } from './pace.ts'
import { recreate } from './replace.ts'
import { hasNewerHead } from '../pulls/head.ts'

/** GitHub's `since` goes by GitHub's clock and is exact to the second. */
const SINCE_MARGIN_MS = 10_000
/** When runs write at the same time, the one with the newest report writes again, at most this often. */
const MAX_ROUNDS = 4

/**
 * Puts a report into a pull request. One comment is left with the newest report in it, even if other runs write at the same time. GitHub
 * has neither conditional writes nor idempotent creation, so each write is checked by reading again.
 * @throws Failure as GitHub does
 */
export async function publish(
  publication: Publication,
  repository: Repository,
  context: PublishContext
): Promise<Published> {
  const { clock, signal } = context
  const pace = createPace(clock, signal)
  const call = { repository, pace, publication, bodyAfter: commentBodies(publication), context }
  for (let round = 1; ; round += 1) {
    const published = await publishOnce(call)
    if (published !== 'again') return published
    if (round === MAX_ROUNDS) return { action: 'skipped:newer', comment: undefined }
  }
}

async function publishOnce(unowned: Omit<CommentCall, 'ownership'>): Promise<Published | 'again'> {
  const { repository, publication, context } = unowned
  const { pullRequest, key, authorship } = publication
  const [{ comments: reports, answeredAt }, isOutdated] = await Promise.all([
    repository.comments({ pullRequest, isWanted: isReport(key) }),
    hasNewerHead(publication, repository, context)
  ])
  if (isOutdated) return { action: 'skipped:newer', comment: undefined }
  const viewer = await authorship.viewer()
  const login = authorOf(viewer, reports)
  if (login === undefined && reports.length > 0) return untouched(viewer, unowned)
  const call = { ...unowned, ownership: { key, login, now: context.serverTime.now() } }
  const own = ownAmong(reports, call.ownership)
  if (publication.dryRun) return dryRun(own[0], call)
  const since = answeredAt === undefined ? undefined : answeredAt - SINCE_MARGIN_MS
  const [first] = own
  const only = own.length > 1 ? await mergeDuplicates(own, undefined, call) : first
  const { intent, written } = planFor(only, call)
  if (intent.kind === 'create') return create({ written, since, notWritten: async () => undefined }, call)
  if (only === undefined || !isChange(intent)) return settled(intent, only)
  await call.pace.turn()
  const fresh = await reread(only, call)
  if (fresh === undefined) return 'again'
  const now = planFor(fresh, call)
  if (now.intent.kind === 'recreate') return recreate({ before: fresh, written: now.written, since }, call)
  return now.intent.kind === 'update' ? update(fresh, now.written, call) : settled(now.intent, fresh)
}

/** A run that does not know its own comments would change those of others, or add one each time. So nothing is written. */
function untouched(
  viewer: Viewer,
  { publication, context }: Pick<CommentCall, 'publication' | 'context'>
): Published {
  const why = viewer.kind === 'unknown' ? ` (${viewer.why})` : ''
  context.log.notice(
    `No comment on pull request ${publication.pullRequest}: GitHub does not tell whom github_token belongs to${why}, and there is a report that may be another's. Let the token use GraphQL or GET /user. The report is in the job summary.`
  )
  return { action: 'skipped:unknown-author', comment: undefined }
}

const PLANNED: Readonly<Record<Intent['kind'], string>> = {
  create: 'write a comment',
  update: 'change its comment',
  recreate: 'replace its comment by a new one',
  unchanged: 'leave its comment, which says the same',
  skip: 'write nothing'
}

function dryRun(existing: OwnComment | undefined, call: CommentCall): Published {
  const { log } = call.context
  const { pullRequest } = call.publication
  log.info(`Pull request ${pullRequest}: would ${PLANNED[planFor(existing, call).intent.kind]}.`)
  return { action: 'skipped:dry-run', comment: existing?.comment }
}

interface Plan {
  readonly intent: Intent
  /** The comment to write, as an update or as the first one. */
  readonly written: CommentBody
}

function planFor(existing: OwnComment | undefined, { publication, bodyAfter }: CommentCall): Plan {
  const written = bodyAfter(existing)
  if (existing === undefined) return { intent: intentFor(written.state, undefined, publication), written }
  const { comment, state } = existing
  const isSame = showsTheSame({ body: comment.body, state }, written)
  const before = { state, isHidden: comment.isMinimized === true, isSame }
  return { intent: intentFor(written.state, before, publication), written }
}

/** Whether a comment that is there gets another text. */
function isChange({ kind }: Intent): boolean {
  return kind === 'update' || kind === 'recreate'
}

function settled(intent: Intent, own: OwnComment | undefined): Published {
  const comment = own?.comment
  return intent.kind === 'skip'
    ? { action: `skipped:${intent.why}`, comment }
    : { action: 'unchanged', comment }
}

/** Another run may write between our reading and our writing, so the comment is read again. */
async function update(
  before: OwnComment,
  { body, state }: CommentBody,
  call: CommentCall
): Promise<Published | 'again'> {
  const { repository, pace, context, publication } = call
  const updated = await repository.updateComment({ id: before.id, body })
  pace.wrote()
  if (updated === undefined) return 'again'
  context.log.info(`Pull request ${publication.pullRequest}: comment ${before.id} is changed.`)
  await context.clock.sleep(500 * (1 + context.random()), context.signal)
  const fresh = await reread(before, call)
  if (fresh === undefined || isNewer(state, fresh.state)) return 'again'
  return { action: 'updated', comment: fresh.comment }
}
