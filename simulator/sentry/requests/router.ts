import type { Answer } from '../../http.ts'
import { badRequest, forbidden, notFound, Refusal } from './answers.ts'
import type { Organization, Project, SentryState } from '../state/state.ts'

/** What the Sentry token of a request may do and see. */
export interface Access {
  readonly scopes: readonly string[]
  /** Slugs; `null` for all. */
  readonly organizations: readonly string[] | null
  /** Slugs; `null` for all. */
  readonly projects: readonly string[] | null
}

/** A request for a route of Sentry. */
export interface Call {
  readonly method: string
  /** As Sentry gets it: `/api/0/…`, percent-encoded, without the query. */
  readonly path: string
  /** The decoded part of the path at `{name}` of the template. */
  readonly param: (name: string) => string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  /** The body as received. */
  readonly raw: Buffer
  /**
   * The fields of the body; `{}` without a body.
   * @throws Refusal (400) for a body that is not an object
   */
  readonly fields: () => Readonly<Record<string, unknown>>
  readonly connection: Access
  /** Sentry's own address for links, without a slash at the end. */
  readonly host: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

export interface OrganizationCall extends Call {
  readonly organization: Organization
}

export interface ProjectCall extends OrganizationCall {
  readonly project: Project
}

export interface Route {
  readonly method: string
  /** Below `/api/0`, such as `/organizations/{organization}/releases/{version}/`. */
  readonly template: string
  /** One of these is enough. Without any, no scope is needed. */
  readonly scopes: readonly string[]
  readonly handle: (call: Call) => Answer
}

type Handler<T extends Call> = (call: T) => Answer

interface RouteParts<T extends Call> {
  readonly method: string
  readonly template: string
  readonly scopes: readonly string[]
  readonly handle: Handler<T>
}

/** A route with `{organization}` (slug or id). An unknown organization is a 404 without a body, one of another token a 403. */
export function organizationRoute(state: SentryState, parts: RouteParts<OrganizationCall>): Route {
  return {
    ...parts,
    handle: call => parts.handle({ ...call, organization: findOrganization(state, call) })
  }
}

/** A route with `{organization}` and `{project}` (slugs or ids). An old slug of a project is a 302. */
export function projectRoute(state: SentryState, parts: RouteParts<ProjectCall>): Route {
  return organizationRoute(state, {
    ...parts,
    handle: call => parts.handle({ ...call, project: findProject(call) })
  })
}

function findOrganization(state: SentryState, call: Call): Organization {
  const wanted = call.param('organization')
  const found = state.organizations.find(({ slug, id }) => slug === wanted || id === wanted)
  if (found === undefined) throw new Refusal({ status: 404 })
  if (!seesOrganization(call.connection, found)) throw new Refusal(forbidden())
  return found
}

function findProject(call: OrganizationCall): Project {
  const wanted = call.param('project')
  const found = call.organization.projects.find(({ slug, id }) => slug === wanted || id === wanted)
  const project = found ?? call.organization.moved.get(wanted)
  if (project === undefined) throw new Refusal(notFound())
  if (found === undefined) throw new Refusal(moved(call, project.slug))
  if (!seesProject(call.connection, project)) throw new Refusal(forbidden())
  return project
}

/** The 302 for an old slug, with the same path below the new one. */
function moved(call: OrganizationCall, slug: string): Answer {
  // ['', 'api', '0', 'projects', organization, project, …]
  const path = call.path.split('/').with(5, slug).join('/')
  const query = call.query.toString()
  const url = query === '' ? path : `${path}?${query}`
  const detail = { code: 'resource-moved', message: 'Resource has been moved', extra: { url, slug } }
  return { status: 302, headers: { location: url }, body: { slug, detail } }
}

/** Whether the token belongs to this organization. */
export function seesOrganization(connection: Access, organization: Organization): boolean {
  return connection.organizations?.includes(organization.slug) ?? true
}

/** Whether the token may see this project of an organization that it sees. */
export function seesProject(connection: Access, project: Project): boolean {
  return connection.projects?.includes(project.slug) ?? true
}

/** The projects of the organization that the caller sees. */
export function visibleProjects(call: OrganizationCall): Project[] {
  return call.organization.projects.filter(project => seesProject(call.connection, project))
}

/**
 * The projects of the query: ids or slugs, or all that the caller may see without `project` or with `-1`.
 * @throws Refusal (403) for an unknown or invisible one
 */
export function requestedProjects(call: OrganizationCall): Project[] {
  const wanted = call.query.getAll('project').filter(value => value !== '')
  const visible = visibleProjects(call)
  if (wanted.length === 0 || wanted.includes('-1')) return visible
  const found = wanted.map(value => visible.find(({ id, slug }) => id === value || slug === value))
  const known = found.filter(project => project !== undefined)
  if (known.length < found.length) throw new Refusal(forbidden())
  return [...new Set(known)]
}

/**
 * The environments of the query.
 * @throws Refusal (404) for one that the organization does not have
 */
export function requestedEnvironments(call: OrganizationCall): string[] {
  const wanted = call.query.getAll('environment').filter(name => name !== '')
  const known = new Set(call.organization.environments.map(({ name }) => name))
  if (wanted.some(name => !known.has(name))) throw new Refusal(notFound())
  return [...new Set(wanted)]
}

/**
 * The fields of a parsed body; `null` stands for no body.
 * @throws Refusal (400) for a body that is not an object
 */
export function bodyFields(body: unknown): Readonly<Record<string, unknown>> {
  if (body === null || body === undefined) return {}
  if (typeof body === 'object' && !Array.isArray(body)) return Object.fromEntries(Object.entries(body))
  const kind = Array.isArray(body) ? 'list' : typeof body === 'string' ? 'str' : typeof body
  throw new Refusal(
    badRequest({ non_field_errors: [`Invalid data. Expected a dictionary, but got ${kind}.`] })
  )
}

/** The result of a look-up: a route with the values of its path, or why there is none. */
export type Match =
  | { readonly found: 'route'; readonly route: Route; readonly params: ReadonlyMap<string, string> }
  | { readonly found: 'other methods'; readonly methods: readonly string[] }
  | { readonly found: 'nothing' }

/** Finds a route by method and path below `/api/0`. The path is decoded first, as at Sentry: so `%2F` separates segments. */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => Match {
  const compiled = routes.map(route => ({ route, pattern: compile(route.template) }))
  return (method, path) => {
    const decoded = decodePath(path)
    if (decoded === undefined) return { found: 'nothing' }
    const fitting = compiled.filter(({ pattern }) => pattern.test(decoded))
    const hit = fitting.find(({ route }) => route.method === method)
    if (hit !== undefined)
      return {
        found: 'route',
        route: hit.route,
        params: new Map(Object.entries(hit.pattern.exec(decoded)?.groups ?? {}))
      }
    if (fitting.length === 0) return { found: 'nothing' }
    return { found: 'other methods', methods: fitting.map(({ route }) => route.method) }
  }
}

function compile(template: string): RegExp {
  const source = template.replace(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>[^/]+)`)
  return new RegExp(`^${source}$`)
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
