import { Failure } from '../gateway/errors.ts'
import { dateOf } from '../gateway/server-time.ts'
import type { Call } from './call.ts'
import { at, listAt, numberAt, textAt } from './decode.ts'
import { GITHUB_FAILURES } from './errors.ts'
import { allPages, PER_PAGE } from './pages.ts'

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

/** All comments of a pull request. */
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
  /** All pages; `since` (milliseconds since 1970) leaves out what was not changed after it. */
  comments(options: { pullRequest: number; since?: number }): Promise<CommentList>
  /** Undefined when it was deleted. */
  comment(id: number): Promise<Comment | undefined>
  /** Never repeated when the answer was lost. */
  createComment(options: { pullRequest: number; body: string }): Promise<Created>
  /** Undefined when it was deleted. */
  updateComment(options: { id: number; body: string }): Promise<Comment | undefined>
  /** A comment that is gone already counts as deleted. */
  deleteComment(id: number): Promise<void>
}

/** The calls for comments of pull requests; a pull request's conversation is that of the issue with its number. */
export function commentCalls(call: Call): CommentCalls {
  return {
    async comments({ pullRequest, since }) {
      const answers = await allPages(call, {
        what: `reading the comments of pull request ${pullRequest}`,
        route: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
        parameters: {
          issue_number: pullRequest,
          per_page: PER_PAGE,
          since: since === undefined ? undefined : new Date(since).toISOString().replace(/\.\d+Z$/, 'Z')
        }
      })
      return {
        comments: answers.flatMap(answer => listAt(answer.data, [], decodeComment)),
        answeredAt: dateOf(answers[0]?.headers ?? {})
      }
    },

    async comment(id) {
      const answer = await call({
        what: `reading comment ${id}`,
        route: 'GET /repos/{owner}/{repo}/issues/comments/{comment_id}',
        parameters: { comment_id: id },
        expected: GONE
      })
      return decodeComment(answer.data)
    },

    async createComment({ pullRequest, body }) {
      const what = `writing a comment on pull request ${pullRequest}`
      try {
        const answer = await call({
          what,
          route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
          parameters: { issue_number: pullRequest, body }
        })
        const comment = decodeComment(answer.data)
        if (comment) return { kind: 'created', comment }
        const message = `GitHub's answer to ${what} does not tell the comment`
        return { kind: 'unclear', failure: new Failure(GITHUB_FAILURES.unclear, message) }
      } catch (error) {
        if (error instanceof Failure && error.kind === GITHUB_FAILURES.unclear) {
          return { kind: 'unclear', failure: error }
        }
        throw error
      }
    },

    async updateComment({ id, body }) {
      const answer = await call({
        what: `changing comment ${id}`,
        route: 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
        parameters: { comment_id: id, body },
        expected: GONE
      })
      return decodeComment(answer.data)
    },

    async deleteComment(id) {
      await call({
        what: `deleting comment ${id}`,
        route: 'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}',
        parameters: { comment_id: id },
        expected: GONE
      })
    }
  }
}

const GONE: readonly number[] = [404, 410]

function decodeComment(value: unknown): Comment | undefined {
  const id = numberAt(value, 'id')
  if (id === undefined) return undefined
  const body = at(value, 'body')
  return {
    id,
    nodeId: textAt(value, 'node_id'),
    body: typeof body === 'string' ? body : '',
    author: textAt(value, 'user', 'login'),
    url: textAt(value, 'html_url'),
    isMinimized: minimizedOf(at(value, 'minimized'))
  }
}

/** GitHub: `minimized` is an object with a reason, null, or missing on older hosts. */
function minimizedOf(minimized: unknown): boolean | undefined {
  return minimized === undefined ? undefined : minimized !== null && minimized !== false
}
