import type { Author, Environment, Member, Organization, Project, Release, SentryState } from './state.ts'

/** Adds an empty organization. */
export function addOrganization(
  state: SentryState,
  given: { id?: string; slug: string; name: string; region: 'us' | 'de'; dateCreated: number }
): Organization {
  const organization: Organization = {
    id: given.id ?? String(state.ids.take()),
    slug: given.slug,
    name: given.name,
    region: given.region,
    dateCreated: given.dateCreated,
    projects: [],
    teams: [],
    members: [],
    repos: [],
    environments: [],
    authors: new Map(),
    releases: new Map(),
    moved: new Map(),
    sessions: []
  }
  state.organizations.push(organization)
  return organization
}

/** Finds the environment of this name, or makes it. */
export function ensureEnvironment(state: SentryState, organization: Organization, name: string): Environment {
  const known = organization.environments.find(environment => environment.name === name)
  if (known !== undefined) return known
  const made: Environment = { id: String(state.ids.take()), name }
  organization.environments.push(made)
  return made
}

/**
 * Finds the release of this version, or makes it. Adds the given projects that it does not have.
 * @returns the release, whether it was made now, and whether a project was added
 */
export function ensureRelease(
  state: SentryState,
  organization: Organization,
  given: {
    version: string
    projects: readonly Project[]
    now: number
    ref?: string | null
    url?: string | null
    dateReleased?: number | null
    owner?: Member | null
    userAgent?: string | null
  }
): { release: Release; created: boolean; projectAdded: boolean } {
  const known = organization.releases.get(given.version)
  const release: Release = known ?? {
    id: state.ids.take(),
    version: given.version,
    status: 'open',
    ref: given.ref ?? null,
    url: given.url ?? null,
    dateCreated: given.now,
    dateReleased: given.dateReleased ?? null,
    owner: given.owner ?? null,
    projects: new Map(),
    commits: [],
    commitCount: 0,
    heads: new Map(),
    deploys: [],
    environments: new Set(),
    firstEvent: null,
    lastEvent: null,
    userAgent: given.userAgent ?? null
  }
  if (known === undefined) organization.releases.set(given.version, release)
  const missing = given.projects.filter(project => !release.projects.has(project))
  for (const project of missing) release.projects.set(project, { hasHealthData: false })
  return { release, created: known === undefined, projectAdded: missing.length > 0 }
}

/** Finds the author with this address, or makes it. A given name replaces the older one, as at Sentry. */
export function ensureAuthor(organization: Organization, email: string, name: string | null): Author {
  const known = organization.authors.get(email)
  if (known === undefined) {
    const author = { name, email }
    organization.authors.set(email, author)
    return author
  }
  if (name !== null) known.name = name
  return known
}
