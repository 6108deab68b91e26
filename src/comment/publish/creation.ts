import { Failure } from '../../run/failure.ts'
import type { Context } from '../../run/context.ts'
import type { Comment, Created } from '../../github/comments.ts'
import type { CommentBody } from './body.ts'
import {
  isNewer,
  mergeDuplicates,
  ownAmong,
  reread,
  type CommentTools,
  type OwnComment
} from './own-comments.ts'
import { readState, type State } from './state.ts'
import { tried } from '../look/tried.ts'

/** A comment to be written. */
export interface NewComment extends CommentBody {
  readonly pullRequest: number
  /** Milliseconds since 1970 by GitHub's clock: what is older was seen already. */
  readonly since: number | undefined
  /** Done when it is certain, or as good as, that no comment was written. */
  readonly notWritten: () => Promise<void>
}

export interface CreationTools extends CommentTools {
  readonly context: Pick<Context, 'clock' | 'signal' | 'log'>
}

/** The comment that was written, and the one that stays: another run may have written one at the same time. */
export interface Creation {
  readonly comment: Comment
  readonly kept: Comment
}

/** GitHub's lists may not show a new comment at once. Times after the write, in milliseconds. */
const LOOKS_MS = [300, 2_000, 4_000]
const MAX_TRIES = 3

/**
 * Writes a comment so that one is left, whatever becomes of the answer and whatever other runs do.
 * @returns `again` when another run has written a comment and this one has not
 * @throws Failure as GitHub does; of the kind `unclear` when the answer was lost and no comment is to be seen
 */
export async function createOnce(written: NewComment, tools: CreationTools): Promise<Creation | 'again'> {
  const comment = await post(written, tools)
  if (comment === 'again') return 'again'
  // the author of what was just written is certain, whoever was thought to be it
  const ownership = { ...tools.ownership, login: comment.author ?? tools.ownership.login }
  return { comment, kept: await keepOne(comment, written, { ...tools, ownership }) }
}

/**
 * Creating a comment is never repeated blindly: after a lost answer the list tells whether it happened.
 */
async function post(written: NewComment, tools: CreationTools): Promise<Comment | 'again'> {
  const { pullRequest, state } = written
  const { context } = tools
  for (let attempt = 1; ; attempt += 1) {
    const created = await send(written, tools)
    if (created.kind === 'created') {
      context.log.info(`Pull request ${pullRequest}: comment ${created.comment.id} is written.`)
      return created.comment
    }
    context.log.info(`${created.failure.message}: looking whether it is there.`)
    const seen = await tried(firstSeen(written, tools), context)
    // nobody knows: an older comment that came back now could be a second one
    if (seen.kind === 'failed') throw created.failure
    const mine = seen.value.find(other => isSame(other.state, state))
    if (mine !== undefined) {
      context.log.info(`Pull request ${pullRequest}: comment ${mine.id} was written.`)
      return mine.comment
    }
    if (seen.value.length > 0) return 'again'
    if (attempt === MAX_TRIES) {
      await written.notWritten()
      throw created.failure
    }
  }
}

async function send(
  { pullRequest, body, notWritten }: NewComment,
  { repository, pace, context }: CreationTools
): Promise<Created> {
  await pace.turn()
  try {
    return await repository.createComment({ pullRequest, body })
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

/** Our comments at the first look that shows any. Who does not know the own login knows the report just sent. */
async function firstSeen(written: NewComment, tools: CreationTools): Promise<readonly OwnComment[]> {
  const { key, login } = tools.ownership
  for await (const comments of laterLooks(written, tools)) {
    const sent = comments.find(({ body }) => {
      const state = readState(body, key)
      return state !== undefined && isSame(state, written.state)
    })
    const own = ownAmong(comments, { ...tools.ownership, login: login ?? sent?.author })
    if (own.length > 0) return own
  }
  return []
}

/**
 * Runs that started together have each found no comment and written one: the lists of the next seconds show them. When
 * GitHub fails or the run is to stop by then, the comment stands all the same: the next run heals what is left.
 */
async function keepOne(created: Comment, written: NewComment, tools: CreationTools): Promise<Comment> {
  let kept = created
  try {
    for await (const comments of laterLooks(written, tools)) {
      const listed = ownAmong(comments, tools.ownership)
      const isListed = listed.some(({ id }) => id === created.id)
      const ours = isListed ? undefined : await reread(created, tools)
      const own = [...listed, ...(ours === undefined ? [] : [ours])].toSorted((a, b) => a.id - b.id)
      kept = (await mergeDuplicates(own, written, tools))?.comment ?? kept
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    tools.context.log.info(`Whether another run wrote a comment too was not looked at: ${error.message}.`)
  }
  return kept
}

async function* laterLooks(
  { pullRequest, since }: NewComment,
  { repository, context }: CreationTools
): AsyncGenerator<readonly Comment[], void, void> {
  const { clock, signal } = context
  const start = clock.elapsed()
  for (const after of LOOKS_MS) {
    await clock.sleep(Math.max(0, start + after - clock.elapsed()), signal)
    const { comments } = await repository.comments({
      pullRequest,
      ...(since === undefined ? {} : { since })
    })
    yield comments
  }
}
