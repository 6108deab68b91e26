import type { Uploads } from './upload-store.ts'

/** Ids are counted in one row for everything, so that no two things share one. */
export interface Ids {
  take(): number
}

export interface Environment {
  readonly id: string
  /** Case-sensitive. */
  readonly name: string
}

export interface Team {
  readonly id: string
  slug: string
  name: string
  /** Milliseconds since the epoch, as every time of the state. */
  readonly dateCreated: number
}

export interface Project {
  readonly id: string
  slug: string
  name: string
  platform: string | null
  readonly dateCreated: number
  readonly teams: Team[]
}

export interface Member {
  readonly id: string
  readonly email: string
  readonly name: string
  /** Invited, and not yet a user. */
  readonly pending: boolean
  readonly dateCreated: number
}

/** `unknown`: made by a list of commits; Sentry fetches nothing from it. */
export const REPO_PROVIDERS = ['integrations:github', 'unknown'] as const

export interface Repo {
  readonly id: string
  readonly name: string
  provider: (typeof REPO_PROVIDERS)[number]
  url: string | null
  readonly dateCreated: number
}

/** Shared by all commits with this address in an organization: the newest name overwrites the older. */
export interface Author {
  name: string | null
  readonly email: string
}

export interface PatchFile {
  readonly path: string
  readonly type: 'A' | 'M' | 'D'
}

export interface Commit {
  readonly id: string
  readonly repository: Repo
  readonly message: string | null
  readonly author: Author | null
  readonly timestamp: number
  readonly patchSet: readonly PatchFile[]
}

/** A ref as it was last received for a repository. */
export interface Head {
  readonly repository: Repo
  readonly commit: string
  readonly previousCommit: string | null
}

export interface Deploy {
  readonly id: string
  readonly environment: string
  readonly name: string | null
  readonly url: string | null
  readonly dateStarted: number | null
  readonly dateFinished: number
  readonly projects: readonly Project[]
}

/** What a release knows of one of its projects. */
export interface ReleaseProject {
  /** Whether it cannot be deleted because of it, even without a row of sessions. */
  hasHealthData: boolean
}

export interface Release {
  readonly id: number
  readonly version: string
  status: 'open' | 'archived'
  ref: string | null
  url: string | null
  readonly dateCreated: number
  dateReleased: number | null
  owner: Member | null
  /** In the order in which they were added. */
  readonly projects: Map<Project, ReleaseProject>
  /** Newest first. */
  commits: readonly Commit[]
  /** Counts a doubled id twice, as Sentry does. */
  commitCount: number
  /** By repository name. */
  readonly heads: Map<string, Head>
  /** In the order of creation. */
  readonly deploys: Deploy[]
  /** Names of the environments to which it was deployed or in which an issue was seen in it. */
  readonly environments: Set<string>
  /** Times of the first and the last event of any issue in this release; set by the issues. */
  firstEvent: number | null
  lastEvent: number | null
  readonly userAgent: string | null
}

/** Users of some sessions: so many who are in no other row, and those with these ids. */
export interface SessionUsers {
  readonly alone: number
  readonly ids: readonly string[]
}

/** Sessions that began at one time. */
export interface SessionRow {
  readonly project: Project
  /** Empty without one, as the name of the environment. */
  readonly release: string
  readonly environment: string
  readonly started: number
  /** All of them. The statuses are among them and exclude each other; what is left is healthy. */
  readonly sessions: number
  readonly crashed: number
  readonly errored: number
  readonly abnormal: number
  readonly unhandled: number
  /** All of them, with those whose sessions crashed or failed. */
  readonly users: SessionUsers
  readonly crashedUsers: SessionUsers
  readonly erroredUsers: SessionUsers
}

export interface Organization {
  readonly id: string
  slug: string
  name: string
  region: 'us' | 'de'
  readonly dateCreated: number
  readonly projects: Project[]
  readonly teams: Team[]
  readonly members: Member[]
  readonly repos: Repo[]
  readonly environments: Environment[]
  /** By e-mail address. */
  readonly authors: Map<string, Author>
  /** By version, in the order of creation: what was created later counts as newer. */
  readonly releases: Map<string, Release>
  /** Old slugs of projects, which answer 302. */
  readonly moved: Map<string, Project>
  readonly sessions: SessionRow[]
}

/** Everything that Sentry knows except its issues, which `issues.ts` keeps. Things refer to each other directly, not by id. */
export interface SentryState {
  readonly ids: Ids
  readonly organizations: Organization[]
  readonly uploads: Uploads
  /** Commit locks, by `lockKey`: the time until which they are held (`Infinity` = until the reset). */
  readonly locks: Map<string, number>
}

/** A commit as Sentry gets it from the provider of a repository. */
export interface FetchedCommit {
  readonly id: string
  readonly message: string
  readonly authorName: string
  readonly authorEmail: string
  /** Milliseconds since the epoch. */
  readonly timestamp: number
  readonly patchSet: readonly PatchFile[]
}

/** Adds an organization without anything in it. */
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

/** The environment of that name; made when nobody has seen it yet. */
export function ensureEnvironment(state: SentryState, organization: Organization, name: string): Environment {
  const known = organization.environments.find(environment => environment.name === name)
  if (known !== undefined) return known
  const made: Environment = { id: String(state.ids.take()), name }
  organization.environments.push(made)
  return made
}

/** The release of that version, and whether it was made just now: with the given projects added where missing. */
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

/** The author with that address; the name given last is kept (Sentry: the newest commit's name wins). */
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

/** The key of a release's commit lock, which may be held before the release exists. */
export function lockKey(organization: Organization, version: string): string {
  return `${organization.id}/${version}`
}
