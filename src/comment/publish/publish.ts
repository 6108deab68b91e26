import type { Context } from '../../run/context.ts'
import type { Comment } from '../../github/comments.ts'
import type { Repository } from '../../github/repository.ts'
import type { Viewer } from '../../github/viewer.ts'
import { changesSince } from '../judge/assess.ts'
import { loginOf, reportsAmong, type Authorship } from './author.ts'
import { commentBody, showsTheSame, type CommentBody } from './body.ts'
import { decide, type Decision, type Skipped } from './decision.ts'
import { createOnce } from './creation.ts'
import { hasNewerHead } from '../pulls/head.ts'
import {
  isNewer,
  mergeDuplicates,
  ownAmong,
  reread,
  type CommentTools,
  type OwnComment
} from './own-comments.ts'
import { BETWEEN_MS, createPace } from '../look/pace.ts'
import type { Rendering } from '../report/render.ts'
import type { Report } from '../report/report.ts'
import { supersede, type Sequence } from './state.ts'
import { triedLast } from '../look/tried.ts'
import { link } from '../../text/markdown.ts'

/** A report that is to stand in a pull request. */
export interface Publication {
  readonly pullRequest: number
  /** The head that the run is for: a newer one has a report of its own. `undefined` when the run is not for a head. */
  readonly head: string | undefined
  /** The head as it was when the files were read. */
  readonly seenHead: string | undefined
  /** Its changes are those since the comment that it replaces. */
  readonly report: Report
  readonly sequence: Sequence
  readonly key: string
  readonly style: Rendering['style']
  readonly comment: 'on_issues' | 'always'
  readonly notify: 'on_worse' | 'never'
  readonly dryRun: boolean
  readonly authorship: Authorship
  /** Takes the run's secrets out of a text. */
  readonly redact: (text: string) => string
}

/** What became of the comment. */
export interface Published {
  readonly action: 'created' | 'updated' | 'unchanged' | 'recreated' | `skipped:${Skipped}`
  readonly comment: Comment | undefined
}

type PublishContext = Pick<Context, 'clock' | 'serverTime' | 'random' | 'signal' | 'closing' | 'log'>

interface Tools extends CommentTools {
  readonly publication: Publication
  readonly context: PublishContext
}

/** GitHub's `since` is of its own clock, to the second. */
const SINCE_MARGIN_MS = 10_000
/** Runs that write side by side: the one with the newest report writes again. */
const MAX_ROUNDS = 4

/**
 * Puts a report into a pull request so that, whatever other runs do at the same time, one comment is left and the
 * newest report is in it. GitHub has neither conditional writes nor idempotent creation: hence the second looks.
 * @throws Failure as GitHub does
 */
export async function publish(
  publication: Publication,
  repository: Repository,
  context: PublishContext
): Promise<Published> {
  const { clock, signal } = context
  const tools = { repository, pace: createPace(clock, signal), publication, context }
  for (let round = 1; ; round += 1) {
    const published = await publishOnce(tools)
    if (published !== 'again') return published
    if (round === MAX_ROUNDS) return { action: 'skipped:newer', comment: undefined }
  }
}

async function publishOnce(unowned: Omit<Tools, 'ownership'>): Promise<Published | 'again'> {
  const { repository, publication, context } = unowned
  const { pullRequest, key, authorship } = publication
  const [{ comments, answeredAt }, isOutdated] = await Promise.all([
    repository.comments({ pullRequest }),
    hasNewerHead(publication, repository, context)
  ])
  if (isOutdated) return { action: 'skipped:newer', comment: undefined }
  const reports = reportsAmong(comments, key)
  const viewer = await authorship.viewer()
  const login = loginOf(viewer, reports)
  if (login === undefined && reports.length > 0) return untouched(viewer, unowned)
  const tools = { ...unowned, ownership: { key, login, now: context.serverTime.now() } }
  const own = ownAmong(comments, tools.ownership)
  if (publication.dryRun) return plan(own[0], tools)
  const since = answeredAt === undefined ? undefined : answeredAt - SINCE_MARGIN_MS
  const [first] = own
  const only = own.length > 1 ? await mergeDuplicates(own, undefined, tools) : first
  const decision = decideOn(only, tools)
  if (decision.kind === 'create')
    return create(tools, { before: undefined, since, notWritten: async () => undefined })
  if (only === undefined || !isWrite(decision)) return settled(decision, only)
  await tools.pace.turn()
  const fresh = await reread(only, tools)
  if (fresh === undefined) return 'again'
  const now = decideOn(fresh, tools)
  if (now.kind === 'recreate') return recreate(fresh, tools, since)
  return now.kind === 'update' ? update(fresh, tools) : settled(now, fresh)
}

/** Who cannot tell their own comments from those of others would change another's, or add one at each run. */
function untouched(
  viewer: Viewer,
  { publication, context }: Pick<Tools, 'publication' | 'context'>
): Published {
  const why = viewer.kind === 'unknown' ? ` (${viewer.why})` : ''
  context.log.notice(
    `No comment on pull request ${publication.pullRequest}: GitHub does not tell whom github_token belongs to${why}, and a report stands there that may be another's. Let the token use GraphQL or GET /user. The report is in the job summary.`
  )
  return { action: 'skipped:unknown-author', comment: undefined }
}

const PLANNED: Readonly<Record<Decision['kind'], string>> = {
  create: 'write a comment',
  update: 'change its comment',
  recreate: 'replace its comment by a new one',
  unchanged: 'leave its comment, which says the same',
  skip: 'write nothing'
}

function plan(existing: OwnComment | undefined, tools: Tools): Published {
  const { log } = tools.context
  const { pullRequest } = tools.publication
  log.info(`Pull request ${pullRequest}: would ${PLANNED[decideOn(existing, tools).kind]}.`)
  return { action: 'skipped:dry-run', comment: existing?.comment }
}

function decideOn(existing: OwnComment | undefined, { publication, ...tools }: Tools): Decision {
  const written = bodyAfter(existing, { ...tools, publication }, false)
  if (existing === undefined) return decide(written.state, undefined, publication)
  const { comment, state } = existing
  const isSame = showsTheSame({ body: comment.body, state }, written)
  return decide(written.state, { state, isHidden: comment.isMinimized === true, isSame }, publication)
}

function isWrite({ kind }: Decision): boolean {
  return kind === 'update' || kind === 'recreate'
}

function settled(decision: Decision, own: OwnComment | undefined): Published {
  const comment = own?.comment
  return decision.kind === 'skip'
    ? { action: `skipped:${decision.why}`, comment }
    : { action: 'unchanged', comment }
}

/** The comment as it follows an earlier one: with what changed since, and whether people were told of this release. */
function bodyAfter(before: OwnComment | undefined, { publication }: Tools, recreating: boolean): CommentBody {
  const { report, key, sequence, style, redact } = publication
  const issues =
    report.finding.state === 'issues' || report.finding.state === 'clear' ? report.finding.issues : undefined
  const changes =
    before === undefined || issues === undefined ? undefined : changesSince(before.state, issues)
  const wasRecreated = before?.state.release === report.subject.release && before.state.recreated
  const options = { key, sequence, style, recreated: recreating || wasRecreated }
  const written = commentBody({ ...report, changes }, options)
  if (written === undefined) throw new Error('A report that could not be checked is never published')
  return { ...written, body: redactedBetween(written.body, redact) }
}

/** Marker and state stay as they are: with a hole in one of them the comment would not be found again. */
function redactedBetween(body: string, redact: Publication['redact']): string {
  const [marker = '', ...lines] = body.split('\n')
  const state = lines.pop() ?? ''
  return [marker, redact(lines.join('\n')), state].join('\n')
}

/** Another run may have written between our reading and our writing: looked at once more. */
async function update(before: OwnComment, tools: Tools): Promise<Published | 'again'> {
  const { repository, pace, context, publication } = tools
  const { body, state } = bodyAfter(before, tools, false)
  const updated = await repository.updateComment({ id: before.id, body })
  pace.wrote()
  if (updated === undefined) return 'again'
  context.log.info(`Pull request ${publication.pullRequest}: comment ${before.id} is changed.`)
  await context.clock.sleep(500 * (1 + context.random()), context.signal)
  const fresh = await reread(before, tools)
  if (fresh === undefined || isNewer(state, fresh.state)) return 'again'
  return { action: 'updated', comment: fresh.comment }
}

interface Creation {
  /** The comment that the new one replaces. */
  readonly before: OwnComment | undefined
  readonly since: number | undefined
  readonly notWritten: () => Promise<void>
}

async function create(tools: Tools, { before, since, notWritten }: Creation): Promise<Published | 'again'> {
  const written = bodyAfter(before, tools, before !== undefined)
  const { pullRequest } = tools.publication
  const created = await createOnce({ ...written, pullRequest, since, notWritten }, tools)
  if (created === 'again') return 'again'
  const { comment, kept } = created
  tools.publication.authorship.learn(comment.author)
  if (before !== undefined) return { action: 'recreated', comment: kept }
  return { action: kept.id === comment.id ? 'created' : 'updated', comment: kept }
}

/** Stands in a comment from the moment that a worse report is known until it is hidden. */
const OUT_OF_DATE = '**Out of date:** a newer report found more.'

/**
 * First the old comment loses its marker, so that it is never found again, and says that it is out of date. When no new comment can
 * be written, or the run is stopped before, the old one gets the new report: whatever happens, no report that is overtaken is left.
 */
async function recreate(
  before: OwnComment,
  tools: Tools,
  since: number | undefined
): Promise<Published | 'again'> {
  const { repository, pace, context } = tools
  const { id, comment } = before
  const notWritten = (): Promise<void> => putIntoOld(before, tools)
  try {
    const superseded = await repository.updateComment({ id, body: supersede(comment.body, OUT_OF_DATE) })
    pace.wrote()
    if (superseded === undefined) return 'again'
    const published = await create(tools, { before, since, notWritten })
    await hideOld(before, published, tools)
    return published
  } catch (error) {
    if (context.signal.aborted) await settleStopped(before, tools, since)
    throw error
  }
}

async function putIntoOld(before: OwnComment, tools: Tools): Promise<void> {
  const { repository, context, publication } = tools
  const { body } = bodyAfter(before, tools, false)
  const put = await triedLast(repository.afterStop.updateComment({ id: before.id, body }))
  if (put.kind === 'done' && put.value !== undefined)
    context.log.info(
      `Pull request ${publication.pullRequest}: no new comment was written; the report is in comment ${before.id}.`
    )
}

/** A request that was cut off may still be at work. */
const STILL_AT_WORK_MS = 1_000

/** The run was stopped in the middle: the old comment gets the report, unless the new one is there. */
async function settleStopped(before: OwnComment, tools: Tools, since: number | undefined): Promise<void> {
  const { repository, context, publication, ownership } = tools
  const { pullRequest } = publication
  const listed = await triedLast(
    context.clock
      .sleep(STILL_AT_WORK_MS, context.closing)
      .then(() => repository.afterStop.comments({ pullRequest, ...(since === undefined ? {} : { since }) }))
  )
  if (listed.kind === 'failed') return
  const other = ownAmong(listed.value.comments, ownership).find(({ id }) => id !== before.id)
  if (other === undefined) return putIntoOld(before, tools)
  context.log.info(`Pull request ${pullRequest}: comment ${other.id} is written.`)
  await hideOld(before, { action: 'recreated', comment: other.comment }, tools)
}

/** The new comment stands without it: what fails here fails nothing. */
async function hideOld(
  { id, comment }: OwnComment,
  published: Published | 'again',
  { repository, publication, context }: Tools
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
