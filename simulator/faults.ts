import { choice, fields, flag, NotUnderstood, text, wholeNumber } from './control/decode.ts'
import { SERVER_NAMES } from './http.ts'
import type { Answer, Request, ServerName } from './http.ts'

/** What a fault does to a request. `applied`: the request takes effect all the same. */
export type Action =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly applied: boolean }
  | { readonly kind: 'reset'; readonly applied: boolean }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'drop' }
  | { readonly kind: 'truncate'; readonly bytes: number }

interface Fault {
  /** For the list of faults, as the caller gave them. */
  readonly given: { readonly match: unknown; readonly action: unknown }
  readonly server: ServerName | undefined
  readonly method: string | undefined
  readonly path: RegExp | undefined
  readonly nth: number
  /** `Infinity` for every request from the nth on. */
  readonly times: number
  readonly action: Action
  /** How many requests matched `server`, `method` and `path` so far. */
  seen: number
  hits: number
}

/** The faults of a simulator, in the order in which they were added. */
export interface Faults {
  /**
   * Adds one fault or a list of faults, all or none.
   * @throws NotUnderstood
   */
  add(given: unknown): void
  clear(): void
  list(): readonly Readonly<Record<string, unknown>>[]
  /** Counts the request for every fault that it matches. Returns the action of the first one that is due. */
  take(request: Pick<Request, 'server' | 'method' | 'path'>): Action | undefined
}

/** An empty list of faults. */
export function createFaults(): Faults {
  const faults: Fault[] = []
  return {
    add: given => {
      const added = Array.isArray(given) ? given.map(decodeFault) : [decodeFault(given)]
      faults.push(...added)
    },
    clear: () => {
      faults.length = 0
    },
    list: () => faults.map(({ given, hits }) => ({ ...given, hits })),
    take: request => {
      const fitting = faults.filter(fault => fits(fault, request))
      for (const fault of fitting) fault.seen += 1
      const hit = fitting.find(({ seen, nth, times }) => seen >= nth && seen < nth + times)
      if (hit !== undefined) hit.hits += 1
      return hit?.action
    }
  }
}

function fits(fault: Fault, request: Pick<Request, 'server' | 'method' | 'path'>): boolean {
  return (
    (fault.server === undefined || fault.server === request.server) &&
    (fault.method === undefined || fault.method === request.method) &&
    (fault.path?.test(request.path) ?? true)
  )
}

function decodeFault(given: unknown): Fault {
  const { match = {}, action } = fields(given, 'fault', ['match', 'action'])
  const rule = fields(match, 'match', ['server', 'method', 'path', 'nth', 'times'])
  const times = wholeNumber(rule['times'], 'match.times', { least: 0, fallback: 1 })
  return {
    given: { match, action },
    server: rule['server'] === undefined ? undefined : choice(rule['server'], 'match.server', SERVER_NAMES),
    method: optionalText(rule['method'], 'match.method')?.toUpperCase(),
    path: decodePattern(optionalText(rule['path'], 'match.path')),
    nth: wholeNumber(rule['nth'], 'match.nth', { least: 1, fallback: 1 }),
    times: times === 0 ? Infinity : times,
    action: decodeAction(action),
    seen: 0,
    hits: 0
  }
}

function decodePattern(source: string | undefined): RegExp | undefined {
  if (source === undefined) return undefined
  try {
    return new RegExp(source)
  } catch {
    throw new NotUnderstood('match.path', 'must be a regular expression')
  }
}

const ACTIONS = ['status', 'reset', 'delayMs', 'drop', 'truncate']

function decodeAction(given: unknown): Action {
  const action = fields(given, 'action', [...ACTIONS, 'headers', 'body', 'applied'])
  const kinds = ACTIONS.filter(kind => Object.hasOwn(action, kind))
  if (kinds.length !== 1) throw new NotUnderstood('action', `must have one of ${ACTIONS.join(', ')}`)
  if (kinds[0] !== 'status' && Object.keys(action).length > 1)
    throw new NotUnderstood('action', `must have ${kinds[0] ?? ''} alone`)
  switch (kinds[0]) {
    case 'status':
      return {
        kind: 'answer',
        answer: decodeAnswer(action),
        applied: flag(action['applied'], 'action.applied', false)
      }
    case 'reset':
      if (action['reset'] !== true && action['reset'] !== 'after')
        throw new NotUnderstood('action.reset', 'must be true or "after"')
      return { kind: 'reset', applied: action['reset'] === 'after' }
    case 'delayMs':
      return { kind: 'delay', ms: wholeNumber(action['delayMs'], 'action.delayMs', { least: 0 }) }
    case 'drop':
      if (action['drop'] !== true) throw new NotUnderstood('action.drop', 'must be true')
      return { kind: 'drop' }
    default:
      return { kind: 'truncate', bytes: wholeNumber(action['truncate'], 'action.truncate', { least: 0 }) }
  }
}

function decodeAnswer(action: Readonly<Record<string, unknown>>): Answer {
  const status = wholeNumber(action['status'], 'action.status', { least: 200, most: 599 })
  const given = action['headers'] ?? {}
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new NotUnderstood('action.headers', 'must be an object')
  const headers = Object.entries(given).map(([name, value]) => [name.toLowerCase(), headerValue(name, value)])
  const html = typeof action['body'] === 'string' ? { 'content-type': 'text/html' } : {}
  return { status, headers: { ...html, ...Object.fromEntries(headers) }, body: action['body'] }
}

function headerValue(name: string, value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value
  if (
    !/^[!#$%&'*+.^_`|~\w-]+$/.test(name) ||
    typeof text !== 'string' ||
    /[^\t\x20-\x7e\x80-\xff]/.test(text)
  )
    throw new NotUnderstood(`action.headers.${name}`, 'must be a header')
  return text
}

function optionalText(value: unknown, where: string): string | undefined {
  return value === undefined ? undefined : text(value, where)
}
