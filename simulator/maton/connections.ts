import type { Now } from '../http.ts'
import type { Access } from '../sentry/requests/router.ts'

/** Every scope that a Sentry token can have. */
export const ALL_SCOPES: readonly string[] = [
  'org:read org:write org:admin org:integrations org:ci',
  'project:read project:write project:admin project:releases',
  'team:read team:write team:admin',
  'member:read member:write member:admin',
  'event:read event:write event:admin'
].flatMap(scopes => scopes.split(' '))

export const CONNECTION_STATUSES = ['ACTIVE', 'PENDING', 'FAILED'] as const
export type ConnectionStatus = (typeof CONNECTION_STATUSES)[number]

/** A connection at Maton, with what the Sentry token behind it may do. */
export interface Connection extends Access {
  readonly id: string
  readonly app: string
  readonly status: ConnectionStatus
  readonly method: string
  /** Milliseconds since the epoch. */
  readonly created: number
  readonly updated: number
}

/** A connection to add, or the fields of one to change. A missing field keeps its value, or gets its default. */
export interface ConnectionPart {
  readonly id?: string
  readonly app?: string
  readonly status?: ConnectionStatus
  readonly method?: string
  readonly scopes?: readonly string[]
  readonly organizations?: readonly string[] | null
  readonly projects?: readonly string[] | null
}

export interface Connections {
  list(): readonly Connection[]
  find(id: string): Connection | undefined
  /** Adds a connection, or changes the one with that id. */
  put(part: ConnectionPart): Connection
  remove(id: string): void
}

/** The connections after a reset: `startId`, an ACTIVE one to Sentry with all scopes, and one to another app. */
export function createConnections(now: Now, startId: string): Connections {
  const connections = new Map<string, Connection>()
  let made = 0
  const nextId = () => {
    do made += 1
    while (connections.has(`conn_${made}`))
    return `conn_${made}`
  }
  const put = (part: ConnectionPart): Connection => {
    const id = part.id ?? nextId()
    const time = now()
    const before = connections.get(id) ?? {
      app: 'sentry',
      status: 'ACTIVE',
      method: 'OAUTH2',
      created: time,
      scopes: ALL_SCOPES,
      organizations: null,
      projects: null
    }
    const connection = { ...before, ...part, id, updated: time }
    connections.set(id, connection)
    return connection
  }
  put({ id: startId })
  put({ app: 'slack', scopes: [] })
  return {
    list: () => [...connections.values()],
    find: id => connections.get(id),
    put,
    remove: id => {
      connections.delete(id)
    }
  }
}

/** A connection as Maton sends it. The `url` always holds a session token, even if the connection is ACTIVE. */
export function connectionObject(connection: Connection): Readonly<Record<string, unknown>> {
  return {
    connection_id: connection.id,
    status: connection.status,
    creation_time: matonTime(connection.created),
    last_updated_time: matonTime(connection.updated),
    url: `https://connect.maton.ai/?session_token=session-of-${connection.id}`,
    app: connection.app,
    method: connection.method,
    metadata: {}
  }
}

function matonTime(time: number): string {
  return new Date(time).toISOString().replace('Z', '000Z')
}
