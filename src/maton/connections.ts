import { clean } from '../text/clean.ts'
import { textAt } from '../text/json.ts'
import { CONNECTION_ID } from '../text/names.ts'
import { Failure } from '../run/failure.ts'
import { mayGoOn, rowsIn, type Expected } from '../way/expected.ts'
import { WAY_FAILURES } from '../way/failures.ts'
import type { WayCall, Way } from '../way/way.ts'
import { MATON_FAILURES } from './failures.ts'

/** A connection of the Maton account, without the `url` that opens a session. */
export interface Connection {
  readonly id: string
  readonly app: string
  readonly status: string
  /** ISO 8601, as Maton sent it; empty when it did not. */
  readonly createdAt: string
}

/** Maton, as far as it is asked for its connections. */
type Calls = Pick<Way, 'call'>

/** Reads the fields of a connection that are needed. Its `url` is not among them. */
export function decodeConnection(json: unknown): Connection {
  return {
    id: textAt(json, 'connection_id') ?? '',
    app: textAt(json, 'app') ?? '',
    status: textAt(json, 'status') ?? '',
    createdAt: textAt(json, 'creation_time') ?? ''
  }
}

/**
 * The connection that a run uses. The one that the inputs name, else the only ACTIVE Sentry connection.
 * @throws Failure when there is none or several: which one is meant is never guessed
 */
export async function resolveConnection(maton: Calls, given: string | undefined): Promise<string> {
  if (given !== undefined) return given
  const { connections, mayGoOn } = await list(maton, 'ACTIVE')
  const active = connections.filter(connection => connection.status === 'ACTIVE')
  const [only, ...others] = active
  if (mayGoOn && others.length === 0) throw incompleteList()
  if (only !== undefined && others.length === 0) return usable(only)
  if (only === undefined) throw await noConnection(maton)
  throw new Failure(
    MATON_FAILURES.severalConnections,
    `Maton has ${active.length} active Sentry connections: ${named(active)}`
  )
}

/** Adds to a refused connection id the ids that exist. */
export async function explainUnknownConnection(maton: Calls, failure: Failure): Promise<Failure> {
  const known = await list(maton, undefined).then(
    ({ connections }) => connections,
    () => []
  )
  if (known.length === 0) return failure
  const remedy = `Set maton_connection to an ACTIVE one of these: ${named(known)}.`
  return new Failure(failure.kind, failure.message, { remedy, cause: failure })
}

async function noConnection(maton: Calls): Promise<Failure> {
  const { connections: unfinished } = await list(maton, undefined)
  const message = 'Maton has no active Sentry connection'
  if (unfinished.length === 0) return new Failure(MATON_FAILURES.noConnection, message)
  return new Failure(MATON_FAILURES.noConnection, `${message}; there is ${named(unfinished)}`, {
    remedy: 'Finish the authorization of a pending connection at maton.ai; create a failed one again.'
  })
}

/** Checked last: a connection whose id cannot stand in a header still counts when it is asked whether there is only one. */
function usable({ id }: Connection): string {
  if (CONNECTION_ID.test(id)) return id
  throw new Failure(
    WAY_FAILURES.notUnderstood,
    'The id of the only active Sentry connection of Maton is not of the form that ids have',
    { remedy: 'Set maton_connection to the id that maton.ai shows.' }
  )
}

function incompleteList(): Failure {
  return new Failure(
    WAY_FAILURES.listIncomplete,
    'Maton has more connections than it lists at once, so it is not known whether there is only one active Sentry connection',
    { remedy: 'Set maton_connection to the id of the one that is meant.' }
  )
}

/** What tells a connection apart. */
export const CONNECTION = { keys: ['connection_id'] } as const

const CONNECTIONS = { ...CONNECTION, kind: 'list', under: 'connections' } as const satisfies Expected

/** The Sentry connections. A server may ignore the filters, so they are applied again. */
async function list(
  maton: Calls,
  status: 'ACTIVE' | undefined
): Promise<{ readonly connections: readonly Connection[]; readonly mayGoOn: boolean }> {
  const call: WayCall = {
    method: 'GET',
    path: `/connections?app=sentry${status === undefined ? '' : `&status=${status}`}`,
    repeat: 'safe',
    conflict: 'final',
    expects: CONNECTIONS,
    purpose: 'list the Sentry connections of the Maton account',
    scopes: []
  }
  const { json } = await maton.call(call)
  const connections = (rowsIn(json, CONNECTIONS) ?? [])
    .map(decodeConnection)
    .filter(connection => connection.app === 'sentry')
  return { connections, mayGoOn: mayGoOn(json) }
}

function named(connections: readonly Connection[]): string {
  const shown = connections
    .slice(0, 20)
    .map(
      ({ id, status, createdAt }) => `${shownId(id)} (${clean(status, 20)}, created ${clean(createdAt, 40)})`
    )
  return shown.join(', ') + (connections.length > shown.length ? ', …' : '')
}

/** A text that has not the form of an id may be an address with a session token in it. */
function shownId(id: string): string {
  return CONNECTION_ID.test(id) ? id : 'one whose id cannot be used'
}
