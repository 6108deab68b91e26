import type { Expected, Thing } from '../../way/expected.ts'

/** What an operation does to its target. */
export type Effect = 'read' | 'create' | 'update' | 'delete'

/** How a query parameter is written: `texts` may be given several times, a `flag` is `1` or left out. */
export type QueryKind = 'text' | 'texts' | 'flag'

/** The names of the parameters in a path template. */
export type PathParameter = 'organization' | 'project' | 'team' | 'issue' | 'event' | 'version' | 'connection'

/** What an operation does, as the verb of a sentence. */
export type Verb = 'list' | 'read' | 'create' | 'record' | 'update' | 'delete' | 'upload'

/** What a row of the operation table says. */
export interface Operation {
  /** One line of the table of operations in the api step's README. */
  readonly summary: string
  readonly verb: Verb
  /** What the verb is done to, for messages. `{name}` is what the body calls the new thing; the others are path parameters. */
  readonly thing: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Sentry's own path (`/api/0/…`), or one of Maton's; each `{parameter}` is one segment. */
  readonly path: string
  /** The reference's own form of the path, used when no organization is known. Sentry serves it in its US region only. */
  readonly pathWithoutOrganization?: string
  readonly effect: Effect
  /** `safe`: twice is the same as once. `look`: after a lost answer the operation `look` has to be asked before another try. */
  readonly repeat: 'safe' | 'look'
  readonly look?: string
  /** Query parameters that may be given; `cursor` and the page size come with `page`. */
  readonly query?: Readonly<Record<string, QueryKind>>
  /** Lists: the parameter that sets the page size. */
  readonly page?: 'per_page' | 'limit'
  /** The fields of the body that may name the new thing, the best first. Only creates have it. */
  readonly names?: readonly string[]
  /** Whether a 409 means that another writer holds the commits of the release: then it is tried again. */
  readonly commitLock?: true
  /** Sentry scopes, one of which is needed. Empty for Maton's own operations. */
  readonly scopes: readonly string[]
  /** What a good answer holds. Every answer is checked against it. */
  readonly answer: Expected
  /** What someone has to do after it, if anything. */
  readonly afterwards?: string
  /** A body that makes sense, for the table of operations. */
  readonly example?: Readonly<Record<string, unknown>>
}

/** What follows from the effect of an operation and the thing that it is about. */
type Kind = Pick<Operation, 'method' | 'effect' | 'verb' | 'repeat' | 'answer'>
type Where = { readonly under?: string }

/** Reads a list of things. */
export function list(thing: Thing & Where): Kind {
  return { method: 'GET', effect: 'read', verb: 'list', repeat: 'safe', answer: { ...thing, kind: 'list' } }
}

/** Reads one thing. */
export function one(thing: Thing & Where): Kind {
  return { method: 'GET', effect: 'read', verb: 'read', repeat: 'safe', answer: { ...thing, kind: 'thing' } }
}

/** Reads one thing. Sentry answers `{}` where there is none. */
export function oneIfAny(thing: Thing): Kind {
  return {
    method: 'GET',
    effect: 'read',
    verb: 'read',
    repeat: 'safe',
    answer: { ...thing, kind: 'thing-or-empty' }
  }
}

/** Changes a thing; the answer shows it. */
export function update(thing: Thing): Kind {
  return {
    method: 'PUT',
    effect: 'update',
    verb: 'update',
    repeat: 'safe',
    answer: { ...thing, kind: 'thing-if-any' }
  }
}

/** Makes a thing; the answer shows it. Twice makes two, unless a row says otherwise. */
export function create(thing: Thing & Where): Kind {
  return {
    method: 'POST',
    effect: 'create',
    verb: 'create',
    repeat: 'look',
    answer: { ...thing, kind: 'thing-if-any' }
  }
}

/** Deletes a thing. */
export const remove: Kind = {
  method: 'DELETE',
  effect: 'delete',
  verb: 'delete',
  repeat: 'safe',
  answer: { kind: 'anything' }
}

/** Whether an operation cannot be done without an organization. */
export function needsOrganization({ path, pathWithoutOrganization }: Operation): boolean {
  return pathWithoutOrganization === undefined && parametersIn(path).includes('organization')
}

/** The names of all query parameters of an operation, those of paging too. */
export function queryNamesOf({ query = {}, page }: Operation): readonly string[] {
  return [...Object.keys(query), ...(page === undefined ? [] : [page, 'cursor'])]
}

/** The names of all parameters of an operation, those with `?` that may be left out. */
export function parameterNamesOf(row: Operation): readonly string[] {
  const inPath = parametersIn(row.path).map(name =>
    name === 'organization' && row.pathWithoutOrganization !== undefined ? `${name}?` : name
  )
  return [...inPath, ...queryNamesOf(row).map(name => `${name}?`)]
}

/** What an operation takes, for people: `{ organization, version, project? }`, and whether with a body. */
export function signatureOf(row: Operation): string {
  const names = parameterNamesOf(row)
  const parameters = names.length === 0 ? 'no parameters' : `{ ${names.join(', ')} }`
  return takesBody(row) ? `${parameters} and a body` : parameters
}

/** Creates and updates have a body. Reads and deletes have none. */
export function takesBody({ effect }: Operation): boolean {
  return effect === 'create' || effect === 'update'
}

/** The parameter names in a path template, in their order. */
export function parametersIn(path: string): readonly PathParameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(match => match[1]).filter(isPathParameter)
}

function isPathParameter(name: string | undefined): name is PathParameter {
  return name !== undefined && /^(organization|project|team|issue|event|version|connection)$/.test(name)
}
