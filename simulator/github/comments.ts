import type { Answer, Request } from '../http.ts'
import { parseTime } from '../iso-time.ts'
import { failure, isoTime, notFound, validationFailed } from './answers.ts'
import { actionsApp, userObject } from './users.ts'
import { apiUrl, nodeId, webUrl, type Context, type Handler } from './context.ts'
import { pageOf } from './paging.ts'
import { addComment, TOKEN_USER, type Comment } from './state/state.ts'

/** GitHub's limit for the body of a comment. */
const MOST_CHARACTERS = 65_536
const REACTIONS = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes']

/** The id of a comment in GraphQL. */
export function commentNodeId(comment: Comment): string {
  return nodeId('IC', comment.id)
}

export function commentUrl(comment: Comment): string {
  return webUrl(`/pull/${comment.issueNumber}#issuecomment-${comment.id}`)
}

function commentObject(address: string, comment: Comment): Record<string, unknown> {
  const url = apiUrl(address, `/issues/comments/${comment.id}`)
  return {
    id: comment.id,
    node_id: commentNodeId(comment),
    url,
    html_url: commentUrl(comment),
    issue_url: apiUrl(address, `/issues/${comment.issueNumber}`),
    user: userObject(address, comment.user),
    created_at: isoTime(comment.createdAt),
    updated_at: isoTime(comment.updatedAt),
    body: comment.body,
    author_association: comment.user === TOKEN_USER ? 'NONE' : 'CONTRIBUTOR',
    performed_via_github_app: comment.user === TOKEN_USER ? actionsApp(address) : null,
    minimized: comment.minimized === undefined ? null : { reason: comment.minimized.toLowerCase() },
    reactions: {
      url: `${url}/reactions`,
      total_count: 0,
      ...Object.fromEntries(REACTIONS.map(reaction => [reaction, 0]))
    }
  }
}

/** `GET /issues/{n}/comments`: oldest first. `since` leaves out comments that were last changed before it. */
export const listComments: Handler = ({ state, now, address, request, values }) => {
  const number = Number(values[0])
  if (!state.pulls.has(number)) return notFound()
  const since = wholeSeconds(parseTime(request.query.get('since') ?? '') ?? -Infinity)
  const comments = [...state.comments.values()].filter(
    comment =>
      comment.issueNumber === number && comment.listedAt <= now && wholeSeconds(comment.updatedAt) >= since
  )
  const page = pageOf(comments, request, address)
  return {
    status: 200,
    headers: page.headers,
    body: page.items.map(comment => commentObject(address, comment))
  }
}

/** GitHub keeps times to the second. */
function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}

/** `POST /issues/{n}/comments` */
export const createComment: Handler = ({ state, now, address, request, values }) => {
  const issueNumber = Number(values[0])
  const pull = state.pulls.get(issueNumber)
  if (!pull) return notFound()
  if (pull.locked) return failure(403, 'Unable to create comment because issue is locked.')
  return withBody(request, body => {
    const comment = commentObject(
      address,
      addComment(state, { issueNumber, user: state.tokenUser, body, now })
    )
    return {
      status: 201,
      headers: { location: apiUrl(address, `/issues/comments/${state.lastCommentId}`) },
      body: comment
    }
  })
}

/** `GET /issues/comments/{id}` */
export const getComment: Handler = context => {
  const comment = commentOf(context)
  return comment ? { status: 200, body: commentObject(context.address, comment) } : notFound()
}

/** `PATCH /issues/comments/{id}`: the last write wins. */
export const updateComment: Handler = context => {
  const comment = commentOf(context)
  if (!comment) return notFound()
  return withBody(context.request, body => {
    const updated = { ...comment, body, updatedAt: context.now }
    context.state.comments.set(comment.id, updated)
    return { status: 200, body: commentObject(context.address, updated) }
  })
}

/** `DELETE /issues/comments/{id}` */
export const deleteComment: Handler = context => {
  const comment = commentOf(context)
  if (!comment) return notFound()
  context.state.comments.delete(comment.id)
  return { status: 204 }
}

function commentOf({ state, values }: Context): Comment | undefined {
  return state.comments.get(Number(values[0]))
}

/** Calls `then` with the text of the comment, or refuses a body that GitHub refuses. */
function withBody({ body: given, malformed }: Request, then: (body: string) => Answer): Answer {
  if (malformed) return failure(400, 'Problems parsing JSON')
  if (typeof given !== 'object' || Array.isArray(given)) return failure(400, 'Body should be a JSON object')
  const body = given !== null && 'body' in given ? given.body : undefined
  if (body === undefined) return failure(422, 'Invalid request.\n\n"body" wasn\'t supplied.')
  if (typeof body !== 'string')
    return failure(
      422,
      `Invalid request.\n\nFor 'properties/body', ${body === null ? 'nil' : JSON.stringify(body)} is not a string.`
    )
  if (body.trim() === '')
    return validationFailed({
      resource: 'IssueComment',
      code: 'unprocessable',
      field: 'data',
      message: 'Body cannot be blank'
    })
  if (body.length > MOST_CHARACTERS) {
    const message = `body is too long (maximum is ${MOST_CHARACTERS} characters)`
    return validationFailed({ resource: 'IssueComment', code: 'custom', field: 'body', message })
  }
  return then(body)
}
