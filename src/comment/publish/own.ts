import type { Comment } from '../../github/comments.ts'
import type { Repository } from '../../github/repository.ts'
import { isOwn, loginOf, type Viewer } from '../../github/viewer.ts'
import { once } from '../../run/once.ts'
import type { Pace } from './pace.ts'
import { compareSequences, readState, type State } from './state.ts'

/** Who the author of the run's comments is. */
export interface Authorship {
  readonly viewer: () => Promise<Viewer>
  /** Notes the author that GitHub named for a comment of this run. */
  readonly learn: (login: string | undefined) => void
}

/** Asks GitHub on first use, and once. */
export function createAuthorship(repository: Repository | undefined): Authorship {
  let learned: string | undefined
  const ask = once(
    async (): Promise<Viewer> => (await repository?.viewer()) ?? { kind: 'unknown', why: 'there is no token' }
  )
  return {
    viewer: async () => (learned === undefined ? ask() : { kind: 'known', login: learned }),
    learn(login) {
      learned = login ?? learned
    }
  }
}

/** Makes the test whether a comment looks like ours with this key, whoever wrote it. */
export function isReport(key: string): (comment: Comment) => boolean {
  return ({ body }) => readState(body, key) !== undefined
}

/**
 * The login whose comments are ours. Of an app that GitHub does not name it is not certain if another bot has written a report: then the
 * token may be that one's.
 *
 * @param reports the comments that look like ours, whoever wrote them
 * @returns `undefined` if it is not certain: then no existing comment may be touched
 */
export function authorOf(viewer: Viewer, reports: readonly Comment[]): string | undefined {
  const isOtherBot = reports.some(
    ({ author }) => author !== undefined && /\[bot\]$/i.test(author) && !isOwn(viewer, author)
  )
  return viewer.kind === 'app' && isOtherBot ? undefined : loginOf(viewer)
}

/** A comment of ours: written by our own user, with our marker, our key and a state that can be read. */
export interface OwnComment {
  readonly id: number
  readonly comment: Comment
  readonly state: State
}

/** What tells our comments from others. */
export interface Ownership {
  readonly key: string
  /** The login that comments are written as; `undefined` if it is not known: then no comment is ours. */
  readonly login: string | undefined
  /** Milliseconds since 1970, by `Context.serverTime`. */
  readonly now: number
}

/** What the calls for comments need. */
export interface CommentTools {
  readonly repository: Repository
  readonly ownership: Ownership
  readonly pace: Pace
}

/** Servers' clocks differ a little. A report from further in the future counts as the oldest one, so it blocks no other. */
const TOLERANCE_MS = 300_000
const OF_NO_TIME = { deployedAt: 0, checkedAt: 0, runId: 0, runAttempt: 0 }

/** Reads a comment as ours; `undefined` if author, marker, key or state do not fit. A state by someone else is not believed. */
export function asOwn(comment: Comment, { key, login, now }: Ownership): OwnComment | undefined {
  if (login === undefined || comment.author?.toLowerCase() !== login.toLowerCase()) return undefined
  const state = readState(comment.body, key)
  if (state === undefined) return undefined
  const { deployedAt, checkedAt } = state.sequence
  const isFuture = Math.max(deployedAt, checkedAt) > now + TOLERANCE_MS
  return { id: comment.id, comment, state: isFuture ? { ...state, sequence: OF_NO_TIME } : state }
}

/** Our comments among others, by ascending id: the first is the one that stays. */
export function ownAmong(comments: readonly Comment[], ownership: Ownership): readonly OwnComment[] {
  return comments
    .map(comment => asOwn(comment, ownership))
    .filter(own => own !== undefined)
    .toSorted((a, b) => a.id - b.id)
}

/** Reads a comment again; `undefined` when it is gone or not ours any more. */
export async function reread(
  { id }: { readonly id: number },
  { repository, ownership }: CommentTools
): Promise<OwnComment | undefined> {
  const comment = await repository.comment(id)
  return comment === undefined ? undefined : asOwn(comment, ownership)
}

/**
 * Makes one comment of several: the lowest id stays, the newest report is copied into it, the others are deleted.
 * Each is read again directly before it is written or deleted, because other runs do the same.
 *
 * @param own our comments by ascending id
 * @param mine a report that must not be lost, besides those in the comments
 * @returns the comment that stays; `undefined` when it is gone
 */
export async function mergeDuplicates(
  own: readonly OwnComment[],
  mine: { readonly state: State; readonly body: string } | undefined,
  tools: CommentTools
): Promise<OwnComment | undefined> {
  const [first, ...extra] = own
  if (first === undefined) return undefined
  const bodies = extra.map(({ state, comment }) => ({ state, body: comment.body }))
  let kept: OwnComment | undefined = first
  for (const candidate of mine === undefined ? bodies : [...bodies, mine]) {
    if (kept !== undefined && isNewer(candidate.state, kept.state))
      kept = await copyInto(kept, candidate, tools)
  }
  for (const duplicate of extra) {
    if (kept === undefined) return undefined
    await tools.pace.turn()
    const fresh = await reread(duplicate, tools)
    if (fresh === undefined) continue
    if (isNewer(fresh.state, kept.state))
      kept = await copyInto(kept, { state: fresh.state, body: fresh.comment.body }, tools)
    await tools.pace.turn()
    await tools.repository.deleteComment(fresh.id)
    tools.pace.wrote()
  }
  return kept
}

async function copyInto(
  kept: OwnComment,
  report: { readonly state: State; readonly body: string },
  tools: CommentTools
): Promise<OwnComment | undefined> {
  await tools.pace.turn()
  const fresh = await reread(kept, tools)
  if (fresh === undefined || !isNewer(report.state, fresh.state)) return fresh
  const updated = await tools.repository.updateComment({ id: kept.id, body: report.body })
  tools.pace.wrote()
  return updated === undefined ? undefined : asOwn(updated, tools.ownership)
}

export function isNewer(a: State, b: State): boolean {
  return compareSequences(a.sequence, b.sequence) > 0
}
