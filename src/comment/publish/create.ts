import type { Comment, Created } from '../../github/comments.ts'
import { Failure } from '../../run/failure.ts'
import { tried } from '../../run/tried.ts'
import type { CommentBody } from './comment-text.ts'
import type { Published } from '../published.ts'
import type { CommentCall } from './publication.ts'
import { isNewer, isReport, mergeDuplicates, ownAmong, type OwnComment, reread } from './own.ts'
import { readState, type State } from './state.ts'

/** A comment that is to be written. */
interface Creation {
  readonly written: CommentBody
  /** Milliseconds since 1970 by GitHub's clock: what is older was seen already. */
  readonly since: number | undefined
  /** Called when it is certain, or nearly certain, that no comment was written. */
  readonly notWritten: () => Promise<void>
}

/** When the list is read after the write, in milliseconds: GitHub may not list a new comment at once. */
const LOOKS_MS = [300, 2_000, 4_000]
/** Tries to write a comment. With the looks after each they take less than half a minute. */
const MAX_TRIES = 3

/**
 * Writes a comment so that exactly one is left, even if the answer is lost or other runs write too.
 * @returns `again` when another run has written a comment and this one has not
 * @throws Failure as GitHub does; of the kind `unclear` if the answer was lost and no comment can be seen
 */
export async function create(creation: Creation, call: CommentCall): Promise<Published | 'again'> {
  const comment = await post(creation, call)
  if (comment === 'again') return 'again'
  // GitHub names the author of the new comment: that is our login
  const ownership = { ...call.ownership, login: comment.author ?? call.ownership.login }
  const kept = await keepOne(comment, creation, { ...call, ownership })
  call.publication.authorship.learn(comment.author)
  return { action: kept.id === comment.id ? 'created' : 'updated', comment: kept }
}

/**
 * A comment is never created again blindly. After a lost answer the list tells whether it was written.
 */
async function post(creation: Creation, call: CommentCall): Promise<Comment | 'again'> {
  const { context, publication } = call
  const { pullRequest } = publication
  for (let attempt = 1; ; attempt += 1) {
    const created = await send(creation, call)
    if (created.kind === 'created') {
      context.log.info(`Pull request ${pullRequest}: comment ${created.comment.id} is written.`)
      return created.comment
    }
    context.log.info(`${created.failure.message}. Looking whether the comment is there.`)
    const seen = await tried(firstSeen(creation, call), context)
    // Without the list it is not known whether the comment was written. Writing again could make a second one.
    if (seen.kind === 'failed') throw created.failure
    const mine = seen.value.find(other => isSame(other.state, creation.written.state))
    if (mine !== undefined) {
      context.log.info(`Pull request ${pullRequest}: comment ${mine.id} was written.`)
      return mine.comment
    }
    if (seen.value.length > 0) return 'again'
    if (attempt === MAX_TRIES) {
      await creation.notWritten()
      throw created.failure
    }
  }
}

async function send(
  { written, notWritten }: Creation,
  { repository, pace, context, publication }: CommentCall
): Promise<Created> {
  await pace.turn()
  try {
    return await repository.createComment({ pullRequest: publication.pullRequest, body: written.body })
  } catch (error) {
    context.signal.throwIfAborted()
    await notWritten()
    throw error
  } finally {
    pace.wrote()
  }
}

function isSame(a: State, b: State): boolean {
  return a.digest === b.digest && !isNewer(a, b) && !isNewer(b, a)
}

/**
 * Our comments, from the first look that shows some. If our login is not known, a comment with the report that was just sent tells it: its
 * author is us.
 */
async function firstSeen(creation: Creation, call: CommentCall): Promise<readonly OwnComment[]> {
  const { key, login } = call.ownership
  for await (const comments of laterLooks(creation, call)) {
    const sent = comments.find(({ body }) => {
      const state = readState(body, key)
      return state !== undefined && isSame(state, creation.written.state)
    })
    const own = ownAmong(comments, { ...call.ownership, login: login ?? sent?.author })
    if (own.length > 0) return own
  }
  return []
}

/**
 * Runs that started together may each have found no comment and written one. The lists of the next seconds show them. If GitHub fails or
 * the run must stop in that time, the comment stays, and the next run merges what is left.
 */
async function keepOne(created: Comment, creation: Creation, call: CommentCall): Promise<Comment> {
  let kept = created
  try {
    for await (const comments of laterLooks(creation, call)) {
      const listed = ownAmong(comments, call.ownership)
      const isListed = listed.some(({ id }) => id === created.id)
      const ours = isListed ? undefined : await reread(created, call)
      const own = [...listed, ...(ours === undefined ? [] : [ours])].toSorted((a, b) => a.id - b.id)
      kept = (await mergeDuplicates(own, creation.written, call))?.comment ?? kept
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    call.context.log.info(`It is not known whether another run wrote a comment too: ${error.message}.`)
  }
  return kept
}

async function* laterLooks(
  { since }: Creation,
  { repository, context, publication }: CommentCall
): AsyncGenerator<readonly Comment[], void, void> {
  const { clock, signal } = context
  const start = clock.elapsed()
  for (const after of LOOKS_MS) {
    await clock.sleep(Math.max(0, start + after - clock.elapsed()), signal)
    const { pullRequest, key } = publication
    const { comments } = await repository.comments({ pullRequest, since, isWanted: isReport(key) })
    yield comments
  }
}
