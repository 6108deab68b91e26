import { connectionObject } from '../maton/connections.ts'
import { issueStates } from '../sentry/issues/seed/seed.ts'
import { deployObject } from '../sentry/releases/object.ts'
import type { Commit, Organization, Release } from '../sentry/state/state.ts'
import { sentryTime, sentryTimeOrNull } from '../sentry/requests/times.ts'
import { sessionView } from './changes/sessions.ts'
import type { World } from '../world.ts'

type Json = Readonly<Record<string, unknown>>

/** The body of `GET /_simulator/state`: what the simulated servers know. */
export function stateView({ context, issues, connections, github }: World): Json {
  const { organizations } = context.state
  const ofAll = (list: (organization: Organization) => readonly Json[]): Json[] =>
    organizations.flatMap(organization =>
      list(organization).map(item => ({ organization: organization.slug, ...item }))
    )
  return {
    connections: connections.list().map(connection => ({
      ...connectionObject(connection),
      scopes: connection.scopes,
      organizations: connection.organizations,
      projects: connection.projects
    })),
    organizations: organizations.map(({ id, slug, name, region }) => ({ id, slug, name, region })),
    projects: ofAll(({ projects }) =>
      projects.map(({ id, slug, name, platform, teams }) => {
        return { id, slug, name, platform, teams: teams.map(team => team.slug) }
      })
    ),
    teams: ofAll(({ teams }) => teams.map(({ id, slug, name }) => ({ id, slug, name }))),
    members: ofAll(({ members }) => members.map(({ id, email }) => ({ id, email }))),
    repos: ofAll(({ repos }) => repos.map(({ id, name, provider, url }) => ({ id, name, provider, url }))),
    environments: ofAll(({ environments }) => environments.map(({ name }) => ({ name }))),
    releases: ofAll(({ releases }) => [...releases.values()].map(releaseView)),
    sessions: ofAll(({ sessions }) => sessions.map(sessionView)),
    bundles: context.state.uploads.bundles,
    issues: issueStates(context, issues),
    github: github.state()
  }
}

function releaseView(release: Release): Json {
  return {
    version: release.version,
    status: release.status,
    ref: release.ref,
    url: release.url,
    dateCreated: sentryTime(release.dateCreated),
    dateReleased: sentryTimeOrNull(release.dateReleased),
    projects: [...release.projects.keys()].map(({ slug }) => slug),
    commits: release.commits.map(commitView),
    heads: [...release.heads.values()].map(({ repository, commit, previousCommit }) => {
      return { repository: repository.name, commit, previousCommit }
    }),
    deploys: release.deploys.map(deploy => ({
      ...deployObject(deploy),
      projects: deploy.projects.map(({ slug }) => slug)
    }))
  }
}

function commitView({ id, repository, message, author, timestamp, patchSet }: Commit): Json {
  return {
    id,
    repository: repository.name,
    message,
    author_name: author?.name ?? null,
    author_email: author?.email ?? null,
    timestamp: sentryTime(timestamp),
    patch_set: patchSet
  }
}
