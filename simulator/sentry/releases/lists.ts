import type { Answer } from '../../http.ts'
import { badRequest, Refusal } from '../requests/answers.ts'
import type { SentryContext } from '../context.ts'
import { pageByOffset } from '../requests/pages.ts'
import { newestFirst } from './refs.ts'
import { commitObject, releaseObject } from './object.ts'
import { findRelease, RELEASE_READ } from './releases.ts'
import {
  organizationRoute,
  projectRoute,
  requestedEnvironments,
  requestedProjects
} from '../requests/router.ts'
import type { OrganizationCall, Route } from '../requests/router.ts'
import type { Commit, Organization, Project, Release } from '../state/state.ts'

/** Routes that list releases and the commits of a release, and find the most recent release with commits. */
export function releaseListRoutes(context: SentryContext): Route[] {
  const { state } = context
  const organization = '/organizations/{organization}/releases/'
  const project = '/projects/{organization}/{project}/releases/'
  const read = { method: 'GET', scopes: RELEASE_READ }
  return [
    organizationRoute(state, {
      ...read,
      template: organization,
      handle: call => listReleases(context, call, requestedProjects(call))
    }),
    projectRoute(state, {
      ...read,
      template: project,
      handle: call => listReleases(context, call, [call.project])
    }),
    organizationRoute(state, { ...read, template: `${organization}{version}/commits/`, handle: listCommits }),
    projectRoute(state, { ...read, template: `${project}{version}/commits/`, handle: listCommits }),
    organizationRoute(state, {
      ...read,
      template: `${organization}{version}/previous-with-commits/`,
      handle: call => previousWithCommits(context, call)
    })
  ]
}

function listReleases(context: SentryContext, call: OrganizationCall, projects: readonly Project[]): Answer {
  const { organization } = call
  const status = call.query.get('status') || 'open'
  if (status !== 'open' && status !== 'archived') throw new Refusal(badRequest('Invalid status value'))
  const environments = requestedEnvironments(call)
  const fits = releaseFilter(call.query.get('query') ?? '')
  const releases = [...organization.releases.values()]
    .reverse()
    .filter(
      release =>
        release.status === status &&
        projects.some(project => release.projects.has(project)) &&
        (environments.length === 0 || environments.some(name => release.environments.has(name))) &&
        fits(release)
    )
  const { rows, headers } = pageByOffset(call, releases)
  return {
    status: 200,
    headers,
    body: rows.map(release => releaseObject(context, { organization, release }))
  }
}

/** The filter of `query`: `release:`, `finalized:`, and any other text as a part of the version, in any case. */
function releaseFilter(query: string): (release: Release) => boolean {
  const key = /(?:^|\s)(release|finalized):("[^"]*"|\S+)/g
  const terms = [...query.matchAll(key)].map(([, name, value = '']) => ({
    name,
    value: value.replace(/^"(.*)"$/, '$1')
  }))
  const part = query.replace(key, ' ').trim().toLowerCase()
  return release =>
    release.version.toLowerCase().includes(part) &&
    terms.every(({ name, value }) =>
      name === 'finalized'
        ? (release.dateReleased !== null) === (value.toLowerCase() === 'true')
        : matchesPattern(release.version, value)
    )
}

function matchesPattern(version: string, pattern: string): boolean {
  if (!pattern.includes('*')) return version === pattern
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*')
  return new RegExp(`^${source}$`, 's').test(version)
}

function listCommits(call: OrganizationCall): Answer {
  const { rows, headers } = pageByOffset(call, findRelease(call).commits)
  const releases = releasesOf(call.organization, rows)
  return {
    status: 200,
    headers,
    body: rows.map(commit => commitObject(commit, releases.get(commitKey(commit)) ?? []))
  }
}

/** By `commitKey`: the releases that hold the commit. */
function releasesOf(organization: Organization, commits: readonly Commit[]): ReadonlyMap<string, Release[]> {
  const holders = new Map(commits.map(commit => [commitKey(commit), new Array<Release>()]))
  for (const release of organization.releases.values()) {
    for (const commit of release.commits) holders.get(commitKey(commit))?.push(release)
  }
  return holders
}

function commitKey(commit: Commit): string {
  return `${commit.repository.id}/${commit.id}`
}

/** The most recent release with commits among this release and those before it, of the same projects. */
function previousWithCommits(context: SentryContext, call: OrganizationCall): Answer {
  const { organization } = call
  const release = findRelease(call)
  const byRecency = newestFirst([...organization.releases.values()])
  const found = byRecency
    .slice(byRecency.indexOf(release))
    .find(
      other =>
        other.commits.length > 0 && [...other.projects.keys()].some(project => release.projects.has(project))
    )
  return {
    status: 200,
    body: found === undefined ? {} : releaseObject(context, { organization, release: found })
  }
}
