import { isRecord } from '../text/json.ts'
import { Failure, isOneOf } from '../run/failure.ts'
import { once } from '../run/once.ts'
import type { Transport } from '../http/transport.ts'
import { openCalls, type WayContext } from '../way/calls.ts'
import { WAY_FAILURES } from '../way/failures.ts'
import { isAbsence } from '../way/refusals.ts'
import { isOfSentry, type Way, type Words } from '../way/way.ts'
import { explainUnknownConnection, resolveConnection } from './connections.ts'
import { MATON_FAILURES } from './failures.ts'
import { createLimiter } from './rate.ts'
import { MATON_READING, originOf } from './refusals.ts'

export interface MatonOptions {
  readonly transport: Transport
  /** The Maton key; it goes into the `Authorization` header and nowhere else. */
  readonly key: string
  /** The id of the connection to use; without one the only active one is looked up. */
  readonly connection: string | undefined
  readonly context: WayContext
}

/** The host that the key is meant for; another one is named in the log. */
const MATON_HOST = 'api.maton.ai'

const WORDS: Omit<Words, 'way'> = {
  caller: 'the connection',
  otherCaller: 'set maton_connection to the connection that sees it',
  moreRights: 'authorize it as a member who can'
}

/** What Maton does with uploads is not documented. Gateways of its kind refuse bodies from 1, 4.5 or 6 MB on. */
const UPLOADS = { chunkBytes: 2 * 1024 * 1024, atOnce: 1 }

/** The way to Maton and, over one of its connections, to Sentry. Keeps the rate of the account. */
export function openMaton({ transport, key, connection, context }: MatonOptions): Way {
  const limiter = createLimiter(context.clock)
  const { host } = transport.place
  const resolved = once(() => resolveConnection(calls, connection))
  const calls = openCalls(
    {
      ...MATON_READING,
      transport,
      server: 'The gateway',
      secrets: [key],
      turn: stop => limiter.turn(stop),
      async address(call) {
        const headers = { authorization: `Bearer ${key}` }
        return isOfSentry(call)
          ? { path: `/sentry${call.path}`, headers: { ...headers, 'maton-connection': await resolved() } }
          : { path: call.path, headers }
      },
      // only the server that would have the thing can say that it is gone: Maton has the connections, Sentry all else
      isGone: (answer, call) =>
        isOfSentry(call) ? isAbsence(answer) : answer.status === 404 && originOf(answer) === 'Maton',
      safeJson: (json, call) => (isOfSentry(call) ? json : withoutSessionTokens(json))
    },
    context
  )

  return {
    ...calls,
    words: { ...WORDS, way: host === MATON_HOST ? 'through Maton' : `through Maton at ${host}` },
    listsOrganizations: true,
    uploads: UPLOADS,
    async caller() {
      const id = await resolved()
      return `connection ${id}${connection === undefined ? ' (the only active one)' : ''}`
    },
    async call(call) {
      try {
        return await calls.call(call)
      } catch (error) {
        if (!isOneOf(error, [MATON_FAILURES.unknownConnection])) throw error
        throw isOfSentry(call) ? await explainUnknownConnection(calls, error) : unknownParameter(error)
      }
    }
  }
}

/** Of an operation on connections: its id is that of a parameter, not that of the input. */
function unknownParameter(failure: Failure): Failure {
  return new Failure(WAY_FAILURES.notFound, failure.message, {
    remedy: 'The operation list-connections shows which connections there are.',
    cause: failure
  })
}

/** Drops the `url` of connections, which holds a live session token. Even lists and active connections have it. */
function withoutSessionTokens(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSessionTokens)
  if (typeof value === 'string') return value.includes('session_token') ? '' : value
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'url')
      .map(([name, inner]) => [name, withoutSessionTokens(inner)])
  )
}
