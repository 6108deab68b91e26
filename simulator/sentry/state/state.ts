import type { Uploads } from '../uploads/store.ts'

/** Gives out ids. All things share one count, so that no id is used twice. */
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
  /** Milliseconds since the epoch, as all times of the state. */
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
  /** Whether the member is invited, but not yet a user. */
  readonly pending: boolean
  readonly dateCreated: number
}

/** `unknown`: a list of commits made the repository. Sentry fetches no commits from it. */
export const REPO_PROVIDERS = ['integrations:github', 'unknown'] as const

export interface Repo {
  readonly id: string
  readonly name: string
  provider: (typeof REPO_PROVIDERS)[number]
  url: string | null
  readonly dateCreated: number
}

/** All commits of an organization with this address share the author. The newest name replaces the older one. */
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

/** The last ref of a repository that a release received. */
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

/** A project of a release. */
export interface ReleaseProject {
  /** Whether the release has health data of this project, even without rows of sessions. Then it cannot be deleted. */
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
  /** Counts an id twice that was sent twice, as Sentry does. */
  commitCount: number
  /** By repository name. */
  readonly heads: Map<string, Head>
  /** In the order of creation. */
  readonly deploys: Deploy[]
  /** Names of the environments of its deploys, sessions and issues. */
  readonly environments: Set<string>
  /** Times of the first and the last event of any issue in this release. */
  firstEvent: number | null
  lastEvent: number | null
  readonly userAgent: string | null
}

/** Users of a row of sessions: a number of users who are in no other row, and users by id. */
export interface SessionUsers {
  readonly alone: number
  readonly ids: readonly string[]
}

/** Sessions that began at one time. */
export interface SessionRow {
  readonly project: Project
  /** The version; empty without one. The environment is empty without one, too. */
  readonly release: string
  readonly environment: string
  readonly started: number
  /** The number of all sessions. Each has one status: those of no status below are healthy. */
  readonly sessions: number
  readonly crashed: number
  readonly errored: number
  readonly abnormal: number
  readonly unhandled: number
  /** All users, also those whose sessions crashed or failed. */
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
  /** By version, in the order of creation. One that was created later is newer. */
  readonly releases: Map<string, Release>
  /** By old slug: the project that now has another one. Sentry answers it with 302. */
  readonly moved: Map<string, Project>
  readonly sessions: SessionRow[]
}

/** All that Sentry knows, except the issues, which are in the issue store. Things refer to each other directly, not by id. */
export interface SentryState {
  readonly ids: Ids
  readonly organizations: Organization[]
  readonly uploads: Uploads
  /** By `lockKey`: the time until which the commits of a release are locked; `Infinity` for until the reset. */
  readonly locks: Map<string, number>
}

/** A commit as Sentry fetches it from the provider of a repository. */
export interface FetchedCommit {
  readonly id: string
  readonly message: string
  readonly authorName: string
  readonly authorEmail: string
  /** Milliseconds since the epoch. */
  readonly timestamp: number
  readonly patchSet: readonly PatchFile[]
}

/** The key of the commit lock of a release. A release may be locked before it exists. */
export function lockKey(organization: Organization, version: string): string {
  return `${organization.id}/${version}`
}
