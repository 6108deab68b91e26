import type { Answer, Now, Request } from '../http.ts'
import { Budget, failure, notFound } from './answers.ts'
import * as comments from './comments.ts'
import * as commits from './commits/commits.ts'
import type { Context, Handler } from './context.ts'
import { graphql } from './graphql/graphql.ts'
import {
  acceptedHeader,
  isAllowed,
  notAccessible,
  READ_COMMENTS,
  READ_CONTENTS,
  READ_METADATA,
  READ_PULLS,
  WRITE_COMMENTS,
  type Accepted
} from './permissions.ts'
import * as pulls from './pulls/pulls.ts'
import * as refs from './commits/refs.ts'
import { getRepository } from './repository.ts'
import { seed } from './state/seed.ts'
import { startPart } from './state/start.ts'
import { getTokenUser } from './users.ts'
import { emptyState, REPOSITORY, type State } from './state/state.ts'

export type { RangeCommit } from './commits/commits.ts'

interface Route {
  readonly method: string
  /** What follows `/repos/{owner}/{repo}`. Its groups are the values of the route, percent-encoded. */
  readonly path: RegExp
  readonly accepted: Accepted
  readonly handle: Handler
}

/** The first one that fits handles the request. */
const ROUTES: readonly Route[] = [
  route('GET', /^$/, READ_METADATA, getRepository),
  route('GET', /^\/issues\/(\d+)\/comments$/, READ_COMMENTS, comments.listComments),
  route('POST', /^\/issues\/(\d+)\/comments$/, WRITE_COMMENTS, comments.createComment),
  route('GET', /^\/issues\/comments\/(\d+)$/, READ_COMMENTS, comments.getComment),
  route('PATCH', /^\/issues\/comments\/(\d+)$/, WRITE_COMMENTS, comments.updateComment),
  route('DELETE', /^\/issues\/comments\/(\d+)$/, WRITE_COMMENTS, comments.deleteComment),
  route('GET', /^\/pulls$/, READ_PULLS, pulls.listPulls),
  route('GET', /^\/pulls\/(\d+)$/, READ_PULLS, pulls.getPull),
  route('GET', /^\/pulls\/(\d+)\/files$/, READ_PULLS, pulls.listPullFiles),
  route('GET', /^\/pulls\/(\d+)\/commits$/, READ_PULLS, pulls.listPullCommits),
  route('GET', /^\/commits$/, READ_CONTENTS, commits.listCommits),
  route('GET', /^\/commits\/([^/]+)\/pulls$/, READ_PULLS, pulls.listPullsOfCommit),
  route('GET', /^\/commits\/([^/]+)$/, READ_CONTENTS, commits.getCommit),
  route('GET', /^\/commits\/(.+)$/, READ_CONTENTS, commits.getCommitByPath),
  route('GET', /^\/compare\/(.+)$/, READ_CONTENTS, commits.compareCommits),
  route('GET', /^\/tags$/, READ_METADATA, refs.listTags),
  route('GET', /^\/git\/ref\/(.+)$/, READ_CONTENTS, refs.getRef),
  route('GET', /^\/git\/matching-refs\/(.*)$/, READ_CONTENTS, refs.matchingRefs)
]

function route(method: string, path: RegExp, accepted: Accepted, handle: Handler): Route {
  return { method, path, accepted, handle }
}

/** GitHub with one repository. */
export interface Github {
  readonly handle: (request: Request) => Answer
  /** The `github` part of `GET /_simulator/state`. */
  readonly state: () => Record<string, unknown>
  /**
   * Adds the `github` part of `POST /_simulator/state`, all of it or nothing.
   * @throws NotUnderstood
   */
  readonly add: (part: unknown) => void
  /**
   * The commits of `previousCommit..commit`, newest first; without `previousCommit` the newest 20 up to `commit`. `undefined` for another
   * repository, an unknown commit, or commits without a common ancestor.
   */
  readonly resolveRange: (
    repository: string,
    previousCommit: string | undefined,
    commit: string
  ) => readonly commits.RangeCommit[] | undefined
}

/**
 * Creates a GitHub with one repository.
 * @param options `token` is the only one that is accepted; `address` is where GitHub listens, without a slash at the end
 */
export function createGithub({
  now,
  token,
  address
}: {
  now: Now
  token: string
  address: () => string
}): Github {
  const state = emptyState()
  seed(state, startPart(now()), now())
  const budgets = { core: new Budget('core'), graphql: new Budget('graphql') }
  return {
    handle(request) {
      const at = now()
      const isGraphql = request.path === '/graphql' && request.method === 'POST'
      const context = { state, now: at, address: address(), request, values: [] }
      const answer = refused(request, token) ?? (isGraphql ? graphql(context) : rest(context))
      const budget = isGraphql ? budgets.graphql : budgets.core
      return { ...answer, headers: { ...budget.spend(at), ...answer.headers } }
    },
    state: () => shown(state),
    add: part => seed(state, part, now()),
    resolveRange: (repository, previousCommit, commit) =>
      isRepository(repository) ? commits.rangeOf(state, previousCommit, commit) : undefined
  }
}

function refused({ headers }: Request, token: string): Answer | undefined {
  const given = headers['authorization']
  if (given === undefined) return failure(401, 'Requires authentication')
  return /^(?:bearer|token) +(.*)$/i.exec(given)?.[1] === token ? undefined : failure(401, 'Bad credentials')
}

function rest(context: Context): Answer {
  const { state, request } = context
  if (request.path === '/user' && request.method === 'GET') return getTokenUser(context)
  const [, repository = '', below = ''] = /^\/repos\/([^/]+\/[^/]+)(.*)$/.exec(request.path) ?? []
  if (!isRepository(decoded(repository) ?? '')) return notFound()
  for (const { method, path, accepted, handle } of ROUTES) {
    const match = method === request.method && path.exec(below)
    if (!match) continue
    const values = match.slice(1).flatMap(part => decoded(part) ?? [])
    if (values.length < match.length - 1) return notFound()
    const answer = isAllowed(accepted, state) ? handle({ ...context, values }) : notAccessible()
    return {
      ...answer,
      headers: { 'x-accepted-github-permissions': acceptedHeader(accepted), ...answer.headers }
    }
  }
  return notFound()
}

function isRepository(name: string): boolean {
  return name.toLowerCase() === REPOSITORY
}

/** `undefined` if it is not percent-encoded correctly. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

function shown(state: State): Record<string, unknown> {
  return {
    repository: REPOSITORY,
    permissions: state.permissions,
    refs: Object.fromEntries(state.refs),
    pulls: [...state.pulls.values()].map(({ number, state, merged }) => ({ number, state, merged })),
    comments: [...state.comments.values()].map(({ id, issueNumber, user, body, minimized }) => ({
      id,
      issue_number: issueNumber,
      user,
      body,
      minimized: minimized ?? null
    }))
  }
}
