import type { Answer } from '../../http.ts'
import { badRequest, internalError, Refusal, wrongParameter } from '../requests/answers.ts'
import type { SentryContext } from '../context.ts'
import { projectElement, readFields } from '../requests/fields.ts'
import { isEnvironmentName } from '../requests/names.ts'
import { pageByOffset } from '../requests/pages.ts'
import { deployObject } from './object.ts'
import { findRelease, knownProjects, RELEASE_READ, RELEASE_WRITE } from './releases.ts'
import { organizationRoute, requestedProjects } from '../requests/router.ts'
import type { OrganizationCall, Route } from '../requests/router.ts'
import { ensureEnvironment } from '../state/find-or-make.ts'
import type { Deploy, Project, Release } from '../state/state.ts'

/** Sentry's limit for the names of an environment and of a deploy. */
const MAX_NAME = 64

/** Routes that record and list the deploys of a release. */
export function deployRoutes(context: SentryContext): Route[] {
  const { state } = context
  const template = '/organizations/{organization}/releases/{version}/deploys/'
  return [
    organizationRoute(state, { method: 'GET', template, scopes: RELEASE_READ, handle: listDeploys }),
    organizationRoute(state, {
      method: 'POST',
      template,
      scopes: RELEASE_WRITE,
      handle: call => createDeploy(context, call)
    })
  ]
}

/** Sentry lists the last deploy of each project and environment, newest first by `dateFinished`. */
function listDeploys(call: OrganizationCall): Answer {
  const release = findRelease(call)
  const projects = call.query.has('project') ? requestedProjects(call) : [...release.projects.keys()]
  const last = new Map<string, Deploy>()
  for (const deploy of release.deploys) {
    for (const project of deploy.projects.filter(project => projects.includes(project)))
      last.set(`${project.id}/${deploy.environment}`, deploy)
  }
  const shown = new Set(last.values())
  const listed = release.deploys
    .filter(deploy => shown.has(deploy))
    .reverse()
    .sort((a, b) => b.dateFinished - a.dateFinished)
  const { rows, headers } = pageByOffset(call, listed)
  return { status: 200, headers, body: rows.map(deployObject) }
}

function createDeploy(context: SentryContext, call: OrganizationCall): Answer {
  const release = findRelease(call)
  const sent = readDeploy(call)
  const deploy: Deploy = {
    ...sent,
    id: String(context.state.ids.take()),
    dateFinished: sent.dateFinished ?? context.now(),
    projects:
      sent.projects === undefined
        ? [...release.projects.keys()]
        : deployProjects(call, release, sent.projects)
  }
  ensureEnvironment(context.state, call.organization, deploy.environment)
  release.environments.add(deploy.environment)
  release.deploys.push(deploy)
  return { status: 201, body: deployObject(deploy) }
}

function readDeploy(call: OrganizationCall) {
  const reader = readFields(call.fields())
  const environment = reader.text('environment', { max: MAX_NAME, required: true }) ?? ''
  if (!isEnvironmentName(environment)) reader.problem('environment', 'Invalid value for environment')
  const name = reader.text('name', { max: MAX_NAME, nullable: true, blank: true })
  const url = reader.url('url', Infinity)
  const dateStarted = reader.time('dateStarted', { nullable: true })
  const dateFinished = reader.time('dateFinished', { nullable: true })
  const projects = reader.list('projects', { notEmpty: true, element: projectElement })
  reader.refuseProblems()
  if (dateFinished === null) throw new Refusal(internalError())
  return {
    environment,
    name: name || null,
    url: url || null,
    dateStarted: dateStarted ?? null,
    dateFinished,
    projects: projects ?? undefined
  }
}

function deployProjects(call: OrganizationCall, release: Release, wanted: readonly string[]): Project[] {
  const projects = knownProjects(call, wanted)
  if (projects === undefined) throw new Refusal(badRequest({ projects: ['Invalid project ids or slugs'] }))
  const others = projects.filter(project => !release.projects.has(project)).map(({ slug }) => slug)
  if (others.length > 0)
    throw new Refusal(
      wrongParameter(`Invalid projects (${others.join(', ')}) for release ${release.version}`)
    )
  return projects
}
