import { ALL_SCOPES } from '../../maton/connections.ts'
import { choice, fields, filledText, flag, items, NotUnderstood, text } from '../decode.ts'
import { TOKEN_KINDS } from '../../sentry/front.ts'
import type { FrontSettings, Token } from '../../sentry/front.ts'
import type { Change, Planning } from './draft.ts'
import type { World } from '../../world.ts'

const TOKEN_KEYS = ['token', 'kind', 'scopes', 'organizations', 'projects', 'refused']

/** Plans a token of Sentry. Without `scopes` an organization token has `org:ci`, another one has all. */
export function planToken({ world, item, where }: Planning): Change {
  const given = fields(item, where, TOKEN_KEYS)
  const list = (name: string) => items(given[name], `${where}.${name}`, filledText)
  const listOrAll = (name: string) => (given[name] === undefined || given[name] === null ? null : list(name))
  const kind = choice(given['kind'], `${where}.kind`, TOKEN_KINDS, 'user')
  const usual = kind === 'organization' ? ['org:ci'] : ALL_SCOPES
  const token: Token = {
    token: filledText(given['token'], `${where}.token`),
    kind,
    scopes: given['scopes'] === undefined ? usual : list('scopes'),
    organizations: listOrAll('organizations'),
    projects: listOrAll('projects'),
    refused: given['refused'] === undefined ? null : filledText(given['refused'], `${where}.refused`)
  }
  return () => world.front.put(token)
}

const FRONT_KEYS = ['mode', 'prefix', 'page', 'redirect', 'gate', 'rateHeaders']

/** Plans new settings of Sentry's own address. A missing setting keeps its value. */
export function planFront({ front }: World, given: unknown): Change[] {
  if (given === undefined) return []
  const told = fields(given, 'sentry', FRONT_KEYS)
  const isTold = (name: string) => told[name] !== undefined
  const changed: Partial<FrontSettings> = {
    ...(isTold('mode') ? { mode: choice(told['mode'], 'sentry.mode', ['saas', 'self-hosted']) } : {}),
    ...(isTold('prefix') ? { prefix: prefixOf(told['prefix']) } : {}),
    ...(isTold('page') ? { page: flag(told['page'], 'sentry.page') } : {}),
    ...(isTold('redirect') ? { redirect: redirectOf(told['redirect']) } : {}),
    ...(isTold('gate') ? { gate: gateOf(told['gate']) } : {}),
    ...(isTold('rateHeaders') ? { rateHeaders: flag(told['rateHeaders'], 'sentry.rateHeaders') } : {})
  }
  return [() => front.set(changed)]
}

function prefixOf(value: unknown): string {
  const prefix = text(value, 'sentry.prefix')
  if (prefix !== '' && !/^(?:\/[\w.-]+)+$/.test(prefix))
    throw new NotUnderstood('sentry.prefix', 'must be a path without a slash at its end')
  return prefix
}

function redirectOf(value: unknown): string | null {
  return value === null ? null : filledText(value, 'sentry.redirect')
}

function gateOf(value: unknown): Readonly<Record<string, string>> {
  const names = Object.keys(typeof value === 'object' && value !== null ? value : {})
  const headers = fields(value, 'sentry.gate', names)
  return Object.fromEntries(
    Object.entries(headers).map(([name, header]) => [
      name.toLowerCase(),
      filledText(header, `sentry.gate.${name}`)
    ])
  )
}
