/** What a row of the operation table says. */

/** What an operation does to its target. */
export type Effect = 'read' | 'create' | 'update' | 'delete'

/** How a query parameter is written: `texts` may be given several times. */
export type QueryKind = 'text' | 'texts' | 'number' | 'flag'

/** The names of the parameters in a path template. */
export type PathParameter = 'organization' | 'project' | 'team' | 'issue' | 'event' | 'version' | 'connection'

export interface Operation {
  readonly summary: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the gateway's address; each `{parameter}` is one segment. */
  readonly path: string
  /** The reference's own form of the path, used when no organization is known. Sentry serves it in its US region only. */
  readonly pathWithoutOrganization?: string
  readonly effect: Effect
  /** `safe`: twice is as once. `look`: after a lost answer look with `look` before another try. */
  readonly repeat: 'safe' | 'look'
  readonly look?: string
  /** Query parameters that may be given; `cursor` and the page size come with `page`. */
  readonly query?: Readonly<Record<string, QueryKind>>
  /** Lists: the parameter that sets the page size. */
  readonly page?: 'per_page' | 'limit'
  /** What the body names the new thing by, in the order of preference. Only creates have it. */
  readonly names?: readonly string[]
  /** Whether a 409 means that another writer holds the commits of the release: then it is tried again. */
  readonly commitLock?: true
  /** Sentry scopes, one of which is needed. Empty for Maton's own operations. */
  readonly scopes: readonly string[]
  /** Whether a good answer has a body. */
  readonly answer: 'json' | 'anything'
  /** A body that makes sense, for the README. */
  readonly example?: Readonly<Record<string, unknown>>
}

/** The parameter names in a path template, in their order. */
export function parametersIn(path: string): readonly PathParameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(match => match[1]).filter(isPathParameter)
}

function isPathParameter(name: string | undefined): name is PathParameter {
  return name !== undefined && /^(organization|project|team|issue|event|version|connection)$/.test(name)
}
