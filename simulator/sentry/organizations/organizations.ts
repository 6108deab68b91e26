import type { Answer } from '../../http.ts'
import { badRequest, Refusal } from '../requests/answers.ts'
import type { SentryContext } from '../context.ts'
import { readFields } from '../requests/fields.ts'
import { memberObject, organizationObject, projectObject, teamObject } from './objects.ts'
import { pageByOffset } from '../requests/pages.ts'
import { repoObject } from '../releases/object.ts'
import { organizationRoute, seesOrganization, visibleProjects } from '../requests/router.ts'
import type { Call, OrganizationCall, Route } from '../requests/router.ts'
import { readSlug } from '../requests/slugs.ts'

/** Any of these may read an organization and its lists. */
export const ORGANIZATION_READ = ['org:read', 'org:write', 'org:admin']
const ORGANIZATION_WRITE = ['org:write', 'org:admin']

/** Routes of the caller, and of organizations with their members, repositories and environments. */
export function organizationRoutes(context: SentryContext): Route[] {
  const { state } = context
  const one = '/organizations/{organization}/'
  const get = { method: 'GET', scopes: ORGANIZATION_READ }
  return [
    { method: 'GET', template: '/', scopes: [], handle: describeCaller },
    { ...get, template: '/organizations/', handle: call => listOrganizations(context, call) },
    organizationRoute(state, { ...get, template: one, handle: getOrganization }),
    organizationRoute(state, {
      method: 'PUT',
      template: one,
      scopes: ORGANIZATION_WRITE,
      handle: call => updateOrganization(context, call)
    }),
    organizationRoute(state, {
      ...get,
      template: `${one}members/`,
      scopes: ['member:read', 'member:write', 'member:admin'],
      handle: listMembers
    }),
    organizationRoute(state, {
      ...get,
      template: `${one}repos/`,
      scopes: [...ORGANIZATION_READ, 'org:integrations', 'org:ci'],
      handle: listRepos
    }),
    organizationRoute(state, { ...get, template: `${one}environments/`, handle: listEnvironments })
  ]
}

function getOrganization({ organization, connection }: OrganizationCall): Answer {
  return { status: 200, body: { ...organizationObject(organization), access: connection.scopes } }
}

function describeCaller(call: Call): Answer {
  const user = { id: '1', email: 'ada@acme.example', name: 'Ada', username: 'ada@acme.example' }
  return { status: 200, body: { version: '0', auth: { scopes: call.connection.scopes }, user } }
}

function listOrganizations(context: SentryContext, call: Call): Answer {
  const seen = context.state.organizations.filter(organization =>
    seesOrganization(call.connection, organization)
  )
  const { rows, headers } = pageByOffset(call, seen)
  return { status: 200, headers, body: rows.map(organizationObject) }
}

/** After a change Sentry also sends the teams and projects. */
function updateOrganization(context: SentryContext, call: OrganizationCall): Answer {
  const { organization } = call
  const reader = readFields(call.fields())
  const name = reader.text('name', { max: 64 })
  const slug = readSlug(reader, 50)
  reader.refuseProblems()
  const taken = context.state.organizations.some(other => other !== organization && other.slug === slug)
  if (taken) throw new Refusal(badRequest({ slug: [`The slug "${slug ?? ''}" is already in use.`] }))
  organization.name = name ?? organization.name
  organization.slug = slug ?? organization.slug
  const teams = organization.teams.map(team => teamObject(organization, team))
  const projects = visibleProjects(call).map(project => projectObject(organization, project))
  const body = { ...organizationObject(organization), access: call.connection.scopes, teams, projects }
  return { status: 200, body }
}

function listMembers(call: OrganizationCall): Answer {
  const { rows, headers } = pageByOffset(call, call.organization.members)
  return { status: 200, headers, body: rows.map(memberObject) }
}

function listRepos(call: OrganizationCall): Answer {
  const query = call.query.get('query')?.toLowerCase() ?? ''
  const repos = call.organization.repos.filter(({ name }) => name.toLowerCase().includes(query))
  const { rows, headers } = pageByOffset(call, repos)
  return { status: 200, headers, body: rows.map(repoObject) }
}

function listEnvironments(call: OrganizationCall): Answer {
  const query = call.query.get('query')?.toLowerCase() ?? ''
  const environments = call.organization.environments.filter(({ name }) => name.toLowerCase().includes(query))
  const { rows, headers } = pageByOffset(call, environments)
  return { status: 200, headers, body: rows.map(({ id, name }) => ({ id, name })) }
}
