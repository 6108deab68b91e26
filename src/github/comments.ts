import { Failure } from '../run/failure.ts'
import { dateOf } from '../run/server-time.ts'
import type { CallGitHub, CallKind, Reader } from './calls/call.ts'
import { at, numberAt, rowsAt, textAt } from '../text/json.ts'
import { GITHUB_FAILURES } from './failures.ts'
import { allPages, type ListKind } from './calls/pages.ts'

/** A comment in a pull request's conversation. */
export interface Comment {
  readonly id: number
  /** The id that GraphQL uses. */
  readonly nodeId: string | undefined
  readonly body: string
  /** The author's login. */
  readonly author: string | undefined
  /** Its page on GitHub. */
  readonly url: string | undefined
  /** Hidden; undefined on hosts that do not tell. */
  readonly isMinimized: boolean | undefined
}

/** The wanted comments of a pull request. */
export interface CommentList {
  /** By ascending id. */
  readonly comments: readonly Comment[]
  /** When GitHub gave the first page, by its own clock, in milliseconds since 1970. */
  readonly answeredAt: number | undefined
}

/** What became of a new comment. After `unclear` it may be there: list the comments before another one is written. */
export type Created =
  | { readonly kind: 'created'; readonly comment: Comment }
  | { readonly kind: 'unclear'; readonly failure: Failure }

/** What can be done with a pull request's comments. */
export interface CommentCalls {
  /**
   * All pages are read, and of them only the wanted comments are held (default: all). `since` (milliseconds since 1970) leaves out what was not
   * changed after it.
   */
  comments(options: {
    pullRequest: number
    since?: number | undefined
    isWanted?: (comment: Comment) => boolean
  }): Promise<CommentList>
  /** Undefined when it was deleted. */
  comment(id: number): Promise<Comment | undefined>
  /** Never repeated when the answer was lost. */
  createComment(options: { pullRequest: number; body: string }): Promise<Created>
  /** Undefined when it was deleted. */
  updateComment(options: { id: number; body: string }): Promise<Comment | undefined>
  /** A comment that is gone already counts as deleted. */
  deleteComment(id: number): Promise<void>
}

const GONE: readonly number[] = [404, 410]

const COMMENT_LIST: ListKind<Comment> = {
  route: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
  needs: 'pull-requests: read',
  reads: {
    words: 'a list of comments, each with id, user and body',
    decode: data => rowsAt(data, [], decodeComment)
  },
  keyOf: ({ id }) => id
}

const THE_COMMENT: Reader<Comment> = {
  words: 'the comment with id, user and body',
  decode(data, { comment_id: asked }) {
    const comment = decodeComment(data)
    return asked === undefined || comment?.id === asked ? comment : undefined
  }
}

const ONE_COMMENT = '/repos/{owner}/{repo}/issues/comments/{comment_id}'

const COMMENT: CallKind<Comment> = {
  route: `GET ${ONE_COMMENT}`,
  needs: 'pull-requests: read',
  expected: GONE,
  reads: THE_COMMENT
}

const CREATE_COMMENT: CallKind<Comment> = {
  route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  needs: 'pull-requests: write',
  reads: THE_COMMENT
}

const UPDATE_COMMENT: CallKind<Comment> = {
  route: `PATCH ${ONE_COMMENT}`,
  needs: 'pull-requests: write',
  expected: GONE,
  reads: THE_COMMENT
}

const DELETE_COMMENT: CallKind<true> = {
  route: `DELETE ${ONE_COMMENT}`,
  needs: 'pull-requests: write',
  expected: GONE,
  // the status alone is the answer
  reads: { words: 'nothing', decode: () => true }
}

/** The calls about comments. */
export const COMMENT_CALLS = {
  comments: COMMENT_LIST,
  comment: COMMENT,
  createComment: CREATE_COMMENT,
  updateComment: UPDATE_COMMENT,
  deleteComment: DELETE_COMMENT
} as const

/** The calls for comments of pull requests; a pull request's conversation is that of the issue with its number. */
export function commentCalls(call: CallGitHub): CommentCalls {
  return {
    async comments({ pullRequest, since, isWanted }) {
      const purpose = `read the comments of pull request ${pullRequest}`
      const changedSince =
        since === undefined ? undefined : new Date(since).toISOString().replace(/\.\d+Z$/, 'Z')
      const parameters = { issue_number: pullRequest, since: changedSince }
      const answer = await allPages(call, COMMENT_LIST, {
        purpose,
        parameters,
        ...(isWanted && { isWanted })
      })
      return answer.kind === 'good'
        ? { comments: answer.value, answeredAt: dateOf(answer.headers) }
        : { comments: [], answeredAt: undefined }
    },

    async comment(id) {
      const answer = await call(COMMENT, { purpose: `read comment ${id}`, parameters: { comment_id: id } })
      return answer.kind === 'good' ? answer.value : undefined
    },

    async createComment({ pullRequest, body }) {
      const purpose = `write a comment on pull request ${pullRequest}`
      try {
        const answer = await call(CREATE_COMMENT, {
          purpose,
          parameters: { issue_number: pullRequest, body }
        })
        if (answer.kind === 'good') return { kind: 'created', comment: answer.value }
        throw new Error('A new comment has no expected status')
      } catch (error) {
        if (error instanceof Failure && error.kind === GITHUB_FAILURES.unclear) {
          return { kind: 'unclear', failure: error }
        }
        throw error
      }
    },

    async updateComment({ id, body }) {
      const parameters = { comment_id: id, body }
      const answer = await call(UPDATE_COMMENT, { purpose: `change comment ${id}`, parameters })
      return answer.kind === 'good' ? answer.value : undefined
    },

    async deleteComment(id) {
      await call(DELETE_COMMENT, { purpose: `delete comment ${id}`, parameters: { comment_id: id } })
    }
  }
}

/** Whose a comment is and what it says decides whether another one is written: both have to be told. A deleted user is `null`. */
function decodeComment(value: unknown): Comment | undefined {
  const id = numberAt(value, 'id')
  const body = at(value, 'body')
  const isTold = (typeof body === 'string' || body === null) && isUser(at(value, 'user'))
  if (id === undefined || !isTold) return undefined
  return {
    id,
    nodeId: textAt(value, 'node_id'),
    body: typeof body === 'string' ? body : '',
    author: textAt(value, 'user', 'login'),
    url: textAt(value, 'html_url'),
    isMinimized: minimizedOf(at(value, 'minimized'))
  }
}

function isUser(user: unknown): boolean {
  return user === null || textAt(user, 'login') !== undefined
}

/** GitHub: `minimized` is an object with a reason, null, or missing on older hosts. */
function minimizedOf(minimized: unknown): boolean | undefined {
  return minimized === undefined ? undefined : minimized !== null && minimized !== false
}
