import type { Answer } from '../../http.ts'
import { badRequest, notFound, Refusal } from '../requests/answers.ts'
import type { SentryContext } from '../context.ts'
import { readFields } from '../requests/fields.ts'
import { projectObject, teamObject } from './objects.ts'
import { ORGANIZATION_READ } from './organizations.ts'
import { pageByOffset } from '../requests/pages.ts'
import { PROJECT_READ, PROJECT_WRITE } from './projects.ts'
import { organizationRoute, visibleProjects } from '../requests/router.ts'
import type { OrganizationCall, Route } from '../requests/router.ts'
import { isSlug, NO_SLUG, readSlug, slugFromName } from '../requests/slugs.ts'
import type { Project, Team } from '../state/state.ts'

/** Sentry's limits, in characters. */
const MAX_SLUG = 50
const MAX_NAME = 64

/** Routes of teams, and of the projects of a team. */
export function teamRoutes(context: SentryContext): Route[] {
  const { state } = context
  const teams = '/organizations/{organization}/teams/'
  const one = '/teams/{organization}/{team}/'
  return [
    organizationRoute(state, {
      method: 'GET',
      template: teams,
      scopes: ORGANIZATION_READ,
      handle: listTeams
    }),
    organizationRoute(state, {
      method: 'POST',
      template: teams,
      scopes: ['team:write', 'org:write', 'org:admin'],
      handle: call => createTeam(context, call)
    }),
    organizationRoute(state, {
      method: 'GET',
      template: one,
      scopes: ['team:read', 'team:write', 'team:admin'],
      handle: call => ({ status: 200, body: detail(call, findTeam(call)) })
    }),
    organizationRoute(state, {
      method: 'PUT',
      template: one,
      scopes: ['team:write', 'team:admin'],
      handle: updateTeam
    }),
    organizationRoute(state, { method: 'DELETE', template: one, scopes: ['team:admin'], handle: deleteTeam }),
    organizationRoute(state, {
      method: 'GET',
      template: `${one}projects/`,
      scopes: PROJECT_READ,
      handle: listTeamProjects
    }),
    organizationRoute(state, {
      method: 'POST',
      template: `${one}projects/`,
      scopes: PROJECT_WRITE,
      handle: call => createProject(context, call)
    })
  ]
}

function findTeam(call: OrganizationCall): Team {
  const wanted = call.param('team')
  const team = call.organization.teams.find(({ slug, id }) => slug === wanted || id === wanted)
  if (team === undefined) throw new Refusal(notFound())
  return team
}

function teamProjects(call: OrganizationCall, team: Team): Project[] {
  return visibleProjects(call).filter(({ teams }) => teams.includes(team))
}

function detail(call: OrganizationCall, team: Team): Readonly<Record<string, unknown>> {
  const projects = teamProjects(call, team).map(project => projectObject(call.organization, project))
  return { ...teamObject(call.organization, team), projects }
}

function listTeams(call: OrganizationCall): Answer {
  const query = call.query.get('query')?.toLowerCase() ?? ''
  const teams = call.organization.teams
    .filter(({ slug, name }) => slug.includes(query) || name.toLowerCase().includes(query))
    .sort((a, b) => (a.slug < b.slug ? -1 : 1))
  const { rows, headers } = pageByOffset(call, teams)
  return { status: 200, headers, body: rows.map(team => detail(call, team)) }
}

function createTeam(context: SentryContext, call: OrganizationCall): Answer {
  const { organization } = call
  const reader = readFields(call.fields())
  const name = reader.text('name', { max: MAX_NAME, nullable: true, blank: true }) || undefined
  const given = readSlug(reader, MAX_SLUG)
  const slug = given ?? slugFromName(name ?? '')
  if (name === undefined && given === undefined)
    reader.problem('non_field_errors', 'Name or slug is required')
  else if (!isSlug(slug)) reader.problem('slug', NO_SLUG)
  reader.refuseProblems()
  if (organization.teams.some(team => team.slug === slug)) {
    const detail = 'A team with this slug already exists.'
    return { status: 409, body: { non_field_errors: [detail], detail } }
  }
  const team = { id: String(context.state.ids.take()), slug, name: name ?? slug, dateCreated: context.now() }
  organization.teams.push(team)
  return { status: 201, body: teamObject(organization, team) }
}

function updateTeam(call: OrganizationCall): Answer {
  const team = findTeam(call)
  const reader = readFields(call.fields())
  const name = reader.text('name', { max: MAX_NAME })
  const slug = readSlug(reader, MAX_SLUG)
  reader.refuseProblems()
  const taken = call.organization.teams.some(other => other !== team && other.slug === slug)
  if (taken) throw new Refusal(badRequest({ slug: [`The slug "${slug ?? ''}" is already in use.`] }))
  team.name = name ?? team.name
  team.slug = slug ?? team.slug
  return { status: 200, body: teamObject(call.organization, team) }
}

function deleteTeam(call: OrganizationCall): Answer {
  const team = findTeam(call)
  const { teams, projects } = call.organization
  teams.splice(teams.indexOf(team), 1)
  for (const project of projects.filter(({ teams }) => teams.includes(team)))
    project.teams.splice(project.teams.indexOf(team), 1)
  return { status: 204 }
}

function listTeamProjects(call: OrganizationCall): Answer {
  const { rows, headers } = pageByOffset(call, teamProjects(call, findTeam(call)))
  return { status: 200, headers, body: rows.map(project => projectObject(call.organization, project)) }
}

function createProject(context: SentryContext, call: OrganizationCall): Answer {
  const { organization } = call
  const team = findTeam(call)
  const reader = readFields(call.fields())
  const name = reader.text('name', { max: 50, required: true }) ?? ''
  const platform = reader.text('platform', { max: 64, nullable: true, blank: true }) || null
  const slug = readSlug(reader, 100) ?? slugFromName(name)
  if (name !== '' && !isSlug(slug)) reader.problem('slug', NO_SLUG)
  reader.refuseProblems()
  if (organization.projects.some(project => project.slug === slug))
    return { status: 409, body: { detail: 'A project with this slug already exists.' } }
  const dateCreated = context.now()
  const id = String(context.state.ids.take())
  const project: Project = { id, slug, name, platform, dateCreated, teams: [team] }
  organization.moved.delete(slug)
  organization.projects.push(project)
  return { status: 201, body: projectObject(organization, project) }
}
