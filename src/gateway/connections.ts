import { clean } from '../text/clean.ts'
import { listOf, recordOf, textOf } from '../text/json.ts'
import { Failure, GATEWAY_FAILURES } from './errors.ts'
import type { Call, Gateway } from './gateway.ts'

/** A connection of the Maton account, without the `url` that opens a session. */
export interface Connection {
  readonly id: string
  readonly app: string
  readonly status: string
  /** ISO 8601, as Maton sent it; empty when it did not. */
  readonly createdAt: string
}

/** Connection ids are opaque; only these characters are safe in a header and a path. */
export const CONNECTION_ID = /^[A-Za-z0-9_-]{1,200}$/

/** Takes what is needed of a connection, and never its `url`. */
export function decodeConnection(json: unknown): Connection {
  const connection = recordOf(json)
  return {
    id: textOf(connection['connection_id']) ?? '',
    app: textOf(connection['app']) ?? '',
    status: textOf(connection['status']) ?? '',
    createdAt: textOf(connection['creation_time']) ?? ''
  }
}

/**
 * The connection that a run uses. One that the inputs name is taken as it is; otherwise the only ACTIVE Sentry connection.
 * @throws Failure when there is none or several: which one is meant is never guessed
 */
export async function resolveConnection(gateway: Gateway, given: string | undefined): Promise<string> {
  if (given !== undefined) return given
  const active = (await list(gateway, 'ACTIVE')).filter(connection => connection.status === 'ACTIVE')
  const [only, ...others] = active
  if (only !== undefined && others.length === 0) return only.id
  if (only === undefined) throw await noConnection(gateway)
  throw new Failure(
    GATEWAY_FAILURES.severalConnections,
    `Maton has ${active.length} active Sentry connections: ${named(active)}`
  )
}

/** Adds to a refused connection id the ids that exist. */
export async function explainUnknownConnection(gateway: Gateway, failure: Failure): Promise<Failure> {
  const known = await list(gateway, undefined).catch(() => [])
  if (known.length === 0) return failure
  const remedy = `Set maton_connection to an ACTIVE one of these: ${named(known)}.`
  return new Failure(failure.kind, failure.message, { remedy, cause: failure })
}

async function noConnection(gateway: Gateway): Promise<Failure> {
  const unfinished = await list(gateway, undefined)
  const message = 'Maton has no active Sentry connection'
  if (unfinished.length === 0) return new Failure(GATEWAY_FAILURES.noConnection, message)
  return new Failure(GATEWAY_FAILURES.noConnection, `${message}; there is ${named(unfinished)}`, {
    remedy: 'Finish the authorization of a pending connection at maton.ai; create a failed one again.'
  })
}

/** The Sentry connections. A server may ignore the filters, so they are applied again. */
async function list(gateway: Gateway, status: 'ACTIVE' | undefined): Promise<readonly Connection[]> {
  const call: Call = {
    method: 'GET',
    path: `/connections?app=sentry${status === undefined ? '' : `&status=${status}`}`,
    repeat: 'safe',
    conflict: 'final',
    expects: 'json',
    purpose: 'list the Sentry connections of the Maton account',
    scopes: []
  }
  const { json } = await gateway.call(call)
  return listOf(recordOf(json)['connections'])
    .map(decodeConnection)
    .filter(connection => connection.app === 'sentry' && CONNECTION_ID.test(connection.id))
}

function named(connections: readonly Connection[]): string {
  const shown = connections
    .slice(0, 20)
    .map(({ id, status, createdAt }) => `${id} (${clean(status, 20)}, created ${clean(createdAt, 40)})`)
  return shown.join(', ') + (connections.length > shown.length ? ', …' : '')
}
