import { CONNECTION_STATUSES } from '../../maton/connections.ts'
import type { ConnectionPart } from '../../maton/connections.ts'
import { choice, fields, filledText, items, NotUnderstood } from '../decode.ts'
import type { Change, Planning } from './draft.ts'

const KEYS = ['connection_id', 'app', 'status', 'scopes', 'organizations', 'projects', 'method']

/** Plans a connection of `POST state`: adds it, or changes the given fields of the one with this id. */
export function planConnection({ world, item, where }: Planning): Change {
  const given = fields(item, where, KEYS)
  const id = filledText(given['connection_id'], `${where}.connection_id`)
  if (!/^[\w-]{1,200}$/.test(id))
    throw new NotUnderstood(`${where}.connection_id`, 'must be letters, digits, _ and -')
  const list = (name: string) => items(given[name], `${where}.${name}`, filledText)
  const listOrAll = (name: string) => (given[name] === null ? null : list(name))
  const part: ConnectionPart = {
    id,
    ...(given['app'] === undefined ? {} : { app: filledText(given['app'], `${where}.app`) }),
    ...(given['method'] === undefined ? {} : { method: filledText(given['method'], `${where}.method`) }),
    ...(given['status'] === undefined
      ? {}
      : { status: choice(given['status'], `${where}.status`, CONNECTION_STATUSES, 'ACTIVE') }),
    ...(given['scopes'] === undefined ? {} : { scopes: list('scopes') }),
    ...(given['organizations'] === undefined ? {} : { organizations: listOrAll('organizations') }),
    ...(given['projects'] === undefined ? {} : { projects: listOrAll('projects') })
  }
  return () => world.connections.put(part)
}
