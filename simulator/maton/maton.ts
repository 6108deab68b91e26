import { connectionObject } from './connections.ts'
import type { Connection, Connections } from './connections.ts'
import type { Answer, Now, Request } from '../http.ts'
import { createLimiter } from '../limits.ts'
import type { Limit } from '../limits.ts'
import type { SentryRequest, SentryServer } from '../sentry/server.ts'

const GATEWAY = '/sentry'

/** Maton: the key, the connections and the gateway to Sentry. */
export interface Maton {
  handle(request: Request, ended: SentryRequest['ended']): Answer
  /** Replaces the limit and starts its counts at zero; `null` for no limit. */
  setLimit(limit: Limit | null): void
}

/** Creates Maton in front of a simulated Sentry. `hostOf` gives the address of Sentry that links in answers name. */
export function createMaton(given: {
  key: string
  connections: Connections
  sentry: SentryServer
  hostOf: (connection: Connection) => string
  /** The most bytes of an upload request; `null` for no limit. */
  maxUploadBytes: () => number | null
  now: Now
}): Maton {
  const { connections, sentry } = given
  let limiter = createLimiter(given.now, { windowMs: 1000 })

  const handle = (request: Request, ended: SentryRequest['ended']): Answer => {
    if (request.headers['authorization'] !== `Bearer ${given.key}`)
      return matonError(401, 'Invalid or missing API key')
    const admission = limiter.enter('key')
    ended(admission.leave)
    if (admission.refused !== undefined) return matonError(429, 'Rate limit exceeded')
    if (/^\/connections(\/[^/]*)?$/.test(request.path)) return handleConnections(connections, request)
    if (!request.path.startsWith(`${GATEWAY}/api/0`)) return matonError(404, 'Not found')
    if (isTooLarge(request, given.maxUploadBytes())) return TOO_LARGE
    const { connection, refused } = resolveConnection(connections, request.headers['maton-connection'])
    if (connection === undefined) return refused
    return sentry.handle({
      request: { ...request, path: request.path.slice(GATEWAY.length) },
      access: connection,
      caller: connection.id,
      host: given.hostOf(connection),
      ended
    })
  }

  return {
    handle,
    setLimit: limit => {
      limiter = createLimiter(given.now, limit ?? { windowMs: 1000 })
    }
  }
}

/** How a proxy refuses a body that is too large. */
const TOO_LARGE: Answer = {
  status: 413,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>413 Request Entity Too Large</title></head></html>'
}

function isTooLarge({ method, path, raw }: Request, most: number | null): boolean {
  return method === 'POST' && path.endsWith('/chunk-upload/') && most !== null && (raw?.length ?? 0) > most
}

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  404: 'not_found_error',
  429: 'rate_limit_error'
}

/** An error of Maton itself, not of Sentry behind it. */
function matonError(status: 400 | 401 | 404 | 429, message: string): Answer {
  return { status, body: { error: { message, type: ERROR_TYPES[status], code: status } } }
}

type Resolution =
  | { readonly connection: Connection; readonly refused?: never }
  | { readonly connection?: never; readonly refused: Answer }

/** The connection that a request goes through, or why there is none. */
function resolveConnection(connections: Connections, id: string | undefined): Resolution {
  const refuse = (status: 400 | 404, message: string) => ({ refused: matonError(status, message) })
  if (id === undefined) {
    const active = connections.list().find(({ app, status }) => app === 'sentry' && status === 'ACTIVE')
    return active === undefined ? refuse(400, 'Missing Sentry connection') : { connection: active }
  }
  const connection = connections.find(id)
  if (connection === undefined) return refuse(404, `Connection ${id} not found`)
  if (connection.app !== 'sentry') return refuse(400, `Connection ${id} is not a Sentry connection`)
  if (connection.status !== 'ACTIVE') return refuse(400, `Connection ${id} is ${connection.status}`)
  return { connection }
}

function handleConnections(connections: Connections, { method, path, query, body }: Request): Answer {
  const id = path.split('/')[2]
  if (id === undefined && method === 'GET') {
    const fits = (name: string, value: string) => [value, ''].includes(query.get(name) ?? '')
    const found = connections.list().filter(({ app, status }) => fits('app', app) && fits('status', status))
    return { status: 200, body: { connections: found.map(connectionObject) } }
  }
  if (id === undefined && method === 'POST') return createConnection(connections, body)
  if (id === undefined || (method !== 'GET' && method !== 'DELETE')) return matonError(404, 'Not found')
  const connection = connections.find(id)
  if (connection === undefined) return matonError(404, `Connection ${id} not found`)
  if (method === 'GET') return { status: 200, body: { connection: connectionObject(connection) } }
  connections.remove(id)
  return { status: 200, body: {} }
}

function createConnection(connections: Connections, body: unknown): Answer {
  const { app, method } = Object.fromEntries(Object.entries(body ?? {}))
  if (typeof app !== 'string' || !/^[a-z0-9-]+$/.test(app)) return matonError(400, 'Invalid app name')
  const connection = connections.put({
    app,
    status: 'PENDING',
    method: typeof method === 'string' ? method : 'OAUTH2'
  })
  return { status: 200, body: { connection: connectionObject(connection) } }
}
