import type { Now } from '../../http.ts'
import { addOrganization, ensureAuthor, ensureEnvironment, ensureRelease } from './find-or-make.ts'
import { createUploads } from '../uploads/store.ts'
import type { FetchedCommit, Ids, Organization, Project, Repo, SentryState, Team } from './state.ts'

const DAY = 24 * 60 * 60 * 1000

/**
 * The state of Sentry after a reset: the organization `acme` with the projects `web` and `api`, and the release `web@1.0.0`. Its issue
 * `WEB-1` is in the issue store.
 * @param commits those of the release, newest first: the ones up to the tag `v1.0.0` at GitHub
 */
export function createSentryState(now: Now, commits: readonly FetchedCommit[]): SentryState {
  const start = now()
  const state: SentryState = {
    ids: countFrom(1001),
    organizations: [],
    uploads: createUploads(),
    locks: new Map()
  }
  const dateCreated = start - 30 * DAY
  const acme = addOrganization(state, { id: '1', slug: 'acme', name: 'Acme', region: 'us', dateCreated })
  const platform: Team = { id: '21', slug: 'platform', name: 'platform', dateCreated }
  acme.teams.push(platform)
  const web = addStartProject(acme, '11', 'web', 'javascript', platform)
  addStartProject(acme, '12', 'api', 'node', platform)
  acme.members.push(
    { id: '31', email: 'ada@acme.example', name: 'Ada', pending: false, dateCreated },
    { id: '32', email: 'invited@acme.example', name: 'invited@acme.example', pending: true, dateCreated }
  )
  const repository: Repo = {
    id: '41',
    name: 'acme/web',
    provider: 'integrations:github',
    url: 'https://github.com/acme/web',
    dateCreated
  }
  acme.repos.push(repository)
  ensureEnvironment(state, acme, 'production')
  ensureEnvironment(state, acme, 'staging')
  addStartRelease(state, { organization: acme, project: web, repository, commits, start })
  return state
}

function addStartProject(
  organization: Organization,
  id: string,
  slug: string,
  platform: string,
  team: Team
): Project {
  const project = { id, slug, name: slug, platform, dateCreated: organization.dateCreated, teams: [team] }
  organization.projects.push(project)
  return project
}

function addStartRelease(
  state: SentryState,
  given: {
    organization: Organization
    project: Project
    repository: Repo
    commits: readonly FetchedCommit[]
    start: number
  }
): void {
  const { organization, project, repository, start } = given
  const { release } = ensureRelease(state, organization, {
    version: 'web@1.0.0',
    projects: [project],
    now: start - DAY,
    ref: 'v1.0.0',
    dateReleased: start - DAY
  })
  release.commits = given.commits.map(commit => ({
    id: commit.id,
    repository,
    message: commit.message,
    author: ensureAuthor(organization, commit.authorEmail, commit.authorName),
    timestamp: commit.timestamp,
    patchSet: commit.patchSet
  }))
  release.commitCount = release.commits.length
  const newest = release.commits[0]
  if (newest !== undefined)
    release.heads.set(repository.name, { repository, commit: newest.id, previousCommit: null })
  release.environments.add('production')
  release.deploys.push({
    id: String(state.ids.take()),
    environment: 'production',
    name: null,
    url: null,
    dateStarted: null,
    dateFinished: start - DAY + 60_000,
    projects: [project]
  })
}

/** Ids from `first` on. */
function countFrom(first: number): Ids {
  let next = first
  return {
    take: () => {
      const id = next
      next += 1
      return id
    }
  }
}
