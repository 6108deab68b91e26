import type { Answer } from '../../http.ts'
import { badRequest, notFound, Refusal } from '../requests/answers.ts'
import { setCommits } from './commits.ts'
import type { SentryContext } from '../context.ts'
import { setRefs } from './refs.ts'
import { readNewRelease, readRelease } from './fields.ts'
import type { ReleaseFields } from './fields.ts'
import { releaseObject } from './object.ts'
import {
  organizationRoute,
  projectRoute,
  requestedProjects,
  seesProject,
  visibleProjects
} from '../requests/router.ts'
import type { OrganizationCall, ProjectCall, Route } from '../requests/router.ts'
import { ensureRelease } from '../state/find-or-make.ts'
import type { Member, Project, Release } from '../state/state.ts'

/** Any of these may write releases and deploys. */
export const RELEASE_WRITE = ['project:write', 'project:admin', 'project:releases', 'org:ci']
/** Any of these may read releases and deploys. */
export const RELEASE_READ = ['project:read', ...RELEASE_WRITE]
const RELEASE_DELETE = ['project:admin', 'project:releases']

/** Routes that create, read, update and delete a release, below the organization and below a project. */
export function releaseRoutes(context: SentryContext): Route[] {
  const { state } = context
  const one = '/organizations/{organization}/releases/{version}/'
  const twin = '/projects/{organization}/{project}/releases/{version}/'
  const get = (call: OrganizationCall) => getRelease(context, call, findRelease(call))
  const put = (call: OrganizationCall) => updateRelease(context, call, findRelease(call))
  const remove = (call: OrganizationCall) => deleteRelease(context, call, findRelease(call))
  const onProject = (handle: (call: OrganizationCall) => Answer) => (call: ProjectCall) => {
    if (!findRelease(call).projects.has(call.project)) throw new Refusal(notFound())
    return handle(call)
  }
  return [
    organizationRoute(state, {
      method: 'POST',
      template: '/organizations/{organization}/releases/',
      scopes: RELEASE_WRITE,
      handle: call => createRelease(context, call)
    }),
    organizationRoute(state, { method: 'GET', template: one, scopes: RELEASE_READ, handle: get }),
    organizationRoute(state, { method: 'PUT', template: one, scopes: RELEASE_WRITE, handle: put }),
    organizationRoute(state, { method: 'DELETE', template: one, scopes: RELEASE_DELETE, handle: remove }),
    projectRoute(state, {
      method: 'POST',
      template: '/projects/{organization}/{project}/releases/',
      scopes: RELEASE_WRITE,
      handle: call => createRelease(context, call, call.project)
    }),
    projectRoute(state, { method: 'GET', template: twin, scopes: RELEASE_READ, handle: onProject(get) }),
    projectRoute(state, { method: 'PUT', template: twin, scopes: RELEASE_WRITE, handle: onProject(put) }),
    projectRoute(state, {
      method: 'DELETE',
      template: twin,
      scopes: RELEASE_DELETE,
      handle: onProject(remove)
    })
  ]
}

/**
 * The release of the path.
 * @throws Refusal (404) if it is unknown, or has a project that the caller may not see
 */
export function findRelease(call: OrganizationCall): Release {
  const release = call.organization.releases.get(call.param('version'))
  const projects = [...(release?.projects.keys() ?? [])]
  const visible = projects.length > 0 && projects.every(project => seesProject(call.connection, project))
  if (release === undefined || !visible) throw new Refusal(notFound())
  return release
}

/** The projects of these slugs or ids; `undefined` if one is unknown or invisible to the caller. */
export function knownProjects(call: OrganizationCall, wanted: readonly string[]): Project[] | undefined {
  const visible = visibleProjects(call)
  const found = wanted.map(name => visible.find(({ id, slug }) => id === name || slug === name))
  const known = found.filter(project => project !== undefined)
  return known.length === found.length ? [...new Set(known)] : undefined
}

function createRelease(context: SentryContext, call: OrganizationCall, project?: Project): Answer {
  const { organization } = call
  const sent = readNewRelease(call.fields(), project?.slug)
  const owner = sent.owner === undefined ? null : findOwner(call, sent.owner)
  const projects = knownProjects(call, sent.projects)
  if (projects === undefined) throw new Refusal(badRequest({ projects: ['Invalid project ids or slugs'] }))
  refuseForeignProjects(call, organization.releases.get(sent.version))
  const { release, created, projectAdded } = ensureRelease(context.state, organization, {
    version: sent.version,
    projects,
    now: context.now(),
    ref: sent.ref ?? null,
    url: sent.url ?? null,
    dateReleased: sent.dateReleased ?? null,
    owner,
    userAgent: call.headers['user-agent'] ?? null
  })
  if (sent.status !== undefined) release.status = sent.status
  // Sentry ignores an empty list of refs in a POST, but not in a PUT
  writeCommits(context, call, {
    release,
    sent: sent.refs?.length === 0 ? { ...sent, refs: undefined } : sent
  })
  const body = releaseObject(context, { organization, release })
  return { status: created || projectAdded ? 201 : 208, body }
}

function findOwner(call: OrganizationCall, owner: string): Member {
  const found = call.organization.members.find(
    member => !member.pending && [member.email, member.name].includes(owner)
  )
  if (found === undefined) throw new Refusal(badRequest({ owner: ['Unable to find user'] }))
  return found
}

function refuseForeignProjects(call: OrganizationCall, release: Release | undefined): void {
  const foreign = [...(release?.projects.keys() ?? [])].filter(
    project => !seesProject(call.connection, project)
  )
  if (foreign.length === 0) return
  const slugs = foreign.map(({ slug }) => slug).join(', ')
  const problem = `You do not have permission to one of the projects: ${slugs}`
  throw new Refusal(badRequest({ projects: [problem] }))
}

/** Writes the commits, then the refs. If one is refused, what was written before it stays. */
function writeCommits(
  context: SentryContext,
  call: OrganizationCall,
  { release, sent }: { release: Release; sent: ReleaseFields }
): void {
  const target = { organization: call.organization, release }
  const commits = sent.commits ?? []
  if (commits.length > 0) setCommits(context, target, commits)
  if (sent.refs !== undefined) setRefs(context, target, { refs: sent.refs, fetch: commits.length === 0 })
}

function getRelease(context: SentryContext, call: OrganizationCall, release: Release): Answer {
  const { organization } = call
  const [current] = call.query.has('project') ? requestedProjects(call) : []
  return {
    status: 200,
    body: releaseObject(context, { organization, release, ...(current === undefined ? {} : { current }) })
  }
}

/** Sentry writes only truthy values: a PUT cannot clear a field, and `open` does not restore an archived release. */
function updateRelease(context: SentryContext, call: OrganizationCall, release: Release): Answer {
  const sent = readRelease(call.fields())
  release.ref = sent.ref || release.ref
  release.url = sent.url || release.url
  release.dateReleased = sent.dateReleased ?? release.dateReleased
  if (sent.status === 'archived') release.status = 'archived'
  writeCommits(context, call, { release, sent })
  return { status: 200, body: releaseObject(context, { organization: call.organization, release }) }
}

function deleteRelease(context: SentryContext, call: OrganizationCall, release: Release): Answer {
  const { organization } = call
  if (context.issues.isFirstRelease(organization, release.version))
    return badRequest('This release is referenced by active issues and cannot be removed.')
  const hasSessions = organization.sessions.some(row => row.release === release.version)
  if (hasSessions || [...release.projects.values()].some(({ hasHealthData }) => hasHealthData))
    return badRequest('This release has health data and cannot be removed.')
  organization.releases.delete(release.version)
  return { status: 204 }
}
