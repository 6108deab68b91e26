import type { Answer } from '../../http.ts'
import { badRequest, Refusal } from '../requests/answers.ts'
import type { SentryContext } from '../context.ts'
import { readFields } from '../requests/fields.ts'
import { projectDetail, projectObject } from './objects.ts'
import { ORGANIZATION_READ } from './organizations.ts'
import { pageByOffset } from '../requests/pages.ts'
import { organizationRoute, projectRoute, visibleProjects } from '../requests/router.ts'
import type { OrganizationCall, ProjectCall, Route } from '../requests/router.ts'
import { readSlug } from '../requests/slugs.ts'

/** Any of these may read projects. */
export const PROJECT_READ = ['project:read', 'project:write', 'project:admin']
/** Any of these may create and change projects. */
export const PROJECT_WRITE = ['project:write', 'project:admin']

/** Routes that list, read, change and delete projects. */
export function projectRoutes(context: SentryContext): Route[] {
  const { state } = context
  const template = '/projects/{organization}/{project}/'
  return [
    organizationRoute(state, {
      method: 'GET',
      template: '/organizations/{organization}/projects/',
      scopes: ORGANIZATION_READ,
      handle: listProjects
    }),
    projectRoute(state, {
      method: 'GET',
      template,
      scopes: PROJECT_READ,
      handle: ({ organization, project }) => ({ status: 200, body: projectDetail(organization, project) })
    }),
    projectRoute(state, { method: 'PUT', template, scopes: PROJECT_WRITE, handle: updateProject }),
    projectRoute(state, {
      method: 'DELETE',
      template,
      scopes: ['project:admin'],
      handle: call => deleteProject(context, call)
    })
  ]
}

function listProjects(call: OrganizationCall): Answer {
  const { organization } = call
  const query = call.query.get('query')?.toLowerCase() ?? ''
  const projects = visibleProjects(call)
    .filter(({ slug, name }) => slug.includes(query) || name.toLowerCase().includes(query))
    .sort((a, b) => (a.slug < b.slug ? -1 : 1))
  const { rows, headers } = pageByOffset(call, projects)
  return { status: 200, headers, body: rows.map(project => projectObject(organization, project)) }
}

function updateProject(call: ProjectCall): Answer {
  const { organization, project } = call
  const reader = readFields(call.fields())
  const name = reader.text('name', { max: 200 })
  const slug = readSlug(reader, 100)
  const platform = reader.text('platform', { max: 64, nullable: true, blank: true })
  reader.refuseProblems()
  const taken = organization.projects.some(other => other !== project && other.slug === slug)
  if (taken)
    throw new Refusal(badRequest({ slug: [`Another project (${slug ?? ''}) is already using that slug`] }))
  project.name = name ?? project.name
  if (platform !== undefined) project.platform = platform || null
  if (slug !== undefined && slug !== project.slug) {
    organization.moved.set(project.slug, project)
    organization.moved.delete(slug)
    project.slug = slug
  }
  return { status: 200, body: projectDetail(organization, project) }
}

function deleteProject(context: SentryContext, { organization, project }: ProjectCall): Answer {
  organization.projects.splice(organization.projects.indexOf(project), 1)
  for (const [slug, target] of organization.moved) {
    if (target === project) organization.moved.delete(slug)
  }
  for (const release of organization.releases.values()) release.projects.delete(project)
  context.issues.removeProject(project)
  return { status: 204 }
}
