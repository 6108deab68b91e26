import type { Answer, Request } from '../http.ts'
import { createLimiter } from '../limits.ts'
import type { Limit, Admission } from '../limits.ts'
import { badRequest, forbidden, Refusal } from './requests/answers.ts'
import type { SentryContext } from './context.ts'
import { deployRoutes } from './releases/deploys.ts'
import { organizationRoutes } from './organizations/organizations.ts'
import { projectRoutes } from './organizations/projects.ts'
import { releaseListRoutes } from './releases/lists.ts'
import { releaseRoutes } from './releases/releases.ts'
import { bodyFields, createRouter } from './requests/router.ts'
import type { Access, Route } from './requests/router.ts'
import { sessionRoutes } from './sessions/route.ts'
import { teamRoutes } from './organizations/teams.ts'
import { uploadRoutes } from './uploads/uploads.ts'

const PREFIX = '/api/0'
const UNLIMITED: Limit = { windowMs: 1000 }
/** What Sentry usually allows a caller on one route: requests a second, and requests at once. */
const USUAL_LIMIT = 40
const USUAL_CONCURRENCY = 25

/** A request as it reaches Sentry. */
export interface SentryRequest {
  readonly request: Omit<Request, 'server'>
  /**
   * What the token may do. `missing`: there is none. `wrong`: Sentry does not know it. `refused`: why Sentry refuses a token that it knows.
   */
  readonly access: Access | 'missing' | 'wrong' | { readonly refused: string }
  /** By whom requests are counted against the limit. */
  readonly caller: string
  /** Sentry's own address for links. */
  readonly host: string
  /** Calls `work` when the request is answered. */
  readonly ended: (work: () => void) => void
}

export interface SentryServer {
  handle(request: SentryRequest): Answer
  /** Replaces the limit and starts its counts at zero; `null` for no limit. */
  setLimit(limit: Limit | null): void
}

/** Creates Sentry's API below `/api/0/`: routes, scopes, limits and errors. */
export function createSentryServer(context: SentryContext, issueRoutes: readonly Route[]): SentryServer {
  const find = createRouter([
    ...organizationRoutes(context),
    ...projectRoutes(context),
    ...teamRoutes(context),
    ...releaseRoutes(context),
    ...releaseListRoutes(context),
    ...deployRoutes(context),
    ...sessionRoutes(context),
    ...uploadRoutes(context),
    ...issueRoutes
  ])
  let limit = UNLIMITED
  let limiter = createLimiter(context.now, limit)

  const handle = (received: SentryRequest): Answer => {
    const { request, caller } = received
    const match = find(request.method, request.path.slice(PREFIX.length))
    const route = match.found === 'route' ? match.route.template : 'unknown'
    const admission = limiter.enter(`${caller} ${request.method} ${route}`)
    received.ended(admission.leave)
    const answer = (): Answer => {
      if (admission.refused !== undefined) return tooManyRequests(admission.refused, limit)
      if (match.found === 'nothing') return unknownRoute(request)
      const { access } = received
      if (access === 'missing' || access === 'wrong' || 'refused' in access) return unauthorized(access)
      if (match.found === 'other methods') return otherMethods(request.method, match.methods)
      return callRoute(received, { ...match, access, now: context.now() })
    }
    const { headers, ...rest } = answer()
    return { ...rest, headers: { ...headers, ...rateHeaders(admission, limit) } }
  }

  return {
    handle,
    setLimit: given => {
      limit = given ?? UNLIMITED
      limiter = createLimiter(context.now, limit)
    }
  }
}

function callRoute(
  { request, host }: SentryRequest,
  given: { route: Route; params: ReadonlyMap<string, string>; access: Access; now: number }
): Answer {
  const { route, params, access, now } = given
  const allowed = route.scopes.length === 0 || route.scopes.some(scope => access.scopes.includes(scope))
  if (!allowed) return forbidden(route.scopes)
  if (request.malformed === true && request.method !== 'GET')
    return badRequest('JSON parse error - Expecting value: line 1 column 1 (char 0)')
  const { method, path, query, headers } = request
  try {
    return route.handle({
      method,
      path,
      query,
      headers,
      host,
      now,
      connection: access,
      param: name => params.get(name) ?? '',
      raw: request.raw ?? Buffer.alloc(0),
      fields: () => bodyFields(request.body)
    })
  } catch (error) {
    if (error instanceof Refusal) return error.answer
    throw error
  }
}

function unauthorized(token: 'missing' | 'wrong' | { readonly refused: string }): Answer {
  const detail =
    typeof token === 'object'
      ? refusalOf(token.refused)
      : token === 'wrong'
        ? 'Invalid token'
        : 'Authentication credentials were not provided.'
  return { status: 401, headers: { 'www-authenticate': 'Bearer realm="api"' }, body: { detail } }
}

/** Sentry's code for what a user must do first, with the page for it. */
function refusalOf(refused: string): unknown {
  return refused.endsWith('-required')
    ? { code: refused, message: 'Must login first', extra: { loginUrl: '/auth/login/' } }
    : refused
}

function otherMethods(method: string, methods: readonly string[]): Answer {
  const detail = `Method "${method}" not allowed.`
  return { status: 405, headers: { allow: [...new Set(methods)].join(', ') }, body: { detail } }
}

/** Sentry asks whether the last slash is missing: in JSON if the request is JSON, else in a text with a pointer. */
function unknownRoute({ path, headers }: SentryRequest['request']): Answer {
  if (path.endsWith('/')) return { status: 404 }
  const question = 'Route not found, did you forget a trailing slash?'
  const suggestion = `try: ${path}/`
  if (headers['content-type']?.startsWith('application/json') === true)
    return { status: 404, body: { info: `${question} ${suggestion}` } }
  const pointer = `${' '.repeat(suggestion.length - 1)}^`
  return { status: 404, body: `${question}\n\n${suggestion}\n${pointer}\n` }
}

/** Sentry's 429 is JSON with the content type of HTML, and has no `Retry-After`. */
function tooManyRequests(refused: 'rate' | 'concurrency', { limit, windowMs, concurrent }: Limit): Answer {
  const detail =
    refused === 'rate'
      ? `You are attempting to use this endpoint too frequently. Limit is ${limit ?? 0} requests in ${windowMs / 1000} seconds`
      : `You are attempting to go above the allowed concurrency for this endpoint. Concurrency limit is ${concurrent ?? 0}`
  return { status: 429, headers: { 'content-type': 'text/html' }, body: { detail } }
}

/** The rate headers. Without a limit they have Sentry's usual one, of which all is left. */
function rateHeaders(admission: Admission, limit: Limit): Readonly<Record<string, string>> {
  const allowed = limit.limit ?? USUAL_LIMIT
  const concurrent = limit.concurrent ?? USUAL_CONCURRENCY
  return {
    'x-sentry-rate-limit-limit': String(allowed),
    'x-sentry-rate-limit-remaining': String(admission.remaining ?? allowed - 1),
    'x-sentry-rate-limit-reset': String(Math.ceil(admission.reset / 1000)),
    'x-sentry-rate-limit-concurrentlimit': String(concurrent),
    'x-sentry-rate-limit-concurrentremaining': String(admission.concurrentRemaining ?? concurrent - 1)
  }
}
