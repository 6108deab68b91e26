import type { Answer } from '../../http.ts'
import { badRequest, forbidden, notFound, Refusal } from '../requests/answers.ts'
import type { SentryContext } from '../context.ts'
import { getIssueEvent, listHashes, listIssueEvents, projectEventRoutes } from './events/events.ts'
import { expandedBody, issueBody, listedIssueBody } from './body.ts'
import { applyChanges, readChanges, type Changes } from './changes.ts'
import { listIssues, listProjectIssues, requestedSearch, selectIssues, type Selection } from './list.ts'
import type { IssueStore } from './store.ts'
import type { Issue } from './issue.ts'
import { releaseObject } from '../releases/object.ts'
import {
  organizationRoute,
  projectRoute,
  requestedEnvironments,
  requestedProjects,
  seesOrganization,
  seesProject,
  type OrganizationCall,
  type ProjectCall,
  type Route
} from '../requests/router.ts'

/** Any of these may read issues. */
const EVENT_READ = ['event:read', 'event:write', 'event:admin']
/** Any of these may change them. */
const EVENT_WRITE = ['event:write', 'event:admin']
const EVENT_DELETE = ['event:admin']

/** Routes of issues and their events. */
export function issueRoutes(context: SentryContext, store: IssueStore): Route[] {
  const { state } = context
  const organization = '/organizations/{organization}/issues/'
  const project = '/projects/{organization}/{project}/issues/'
  return [
    organizationRoute(state, {
      method: 'GET',
      template: organization,
      scopes: EVENT_READ,
      handle: call => listIssues(store, call, requestedSelection(call))
    }),
    organizationRoute(state, {
      method: 'PUT',
      template: organization,
      scopes: EVENT_WRITE,
      handle: call => updateIssues(store, call, requestedSelection(call))
    }),
    projectRoute(state, {
      method: 'GET',
      template: project,
      scopes: EVENT_READ,
      handle: call => listProjectIssues(store, call, selectionIn(call))
    }),
    projectRoute(state, {
      method: 'PUT',
      template: project,
      scopes: EVENT_WRITE,
      handle: call => updateIssues(store, call, selectionIn(call))
    }),
    ...singleIssueRoutes(context, store),
    ...projectEventRoutes(context, store)
  ]
}

/** The routes of one issue. Each exists below the organization, and without it for organizations in the region `us`. */
function singleIssueRoutes(context: SentryContext, store: IssueStore): Route[] {
  const route = (parts: IssueRouteParts): Route[] => [
    organizationRoute(context.state, {
      ...parts,
      template: `/organizations/{organization}/issues/{issue}/${parts.below}`,
      handle: call => parts.handle(call, findIssue(store, call))
    }),
    {
      ...parts,
      template: `/issues/{issue}/${parts.below}`,
      handle: call => {
        const organization = store.find(call.param('issue'))?.organization
        if (organization?.region !== 'us') throw new Refusal(notFound())
        const inOrganization = { ...call, organization }
        return parts.handle(inOrganization, findIssue(store, inOrganization))
      }
    }
  ]
  const read = { method: 'GET', scopes: EVENT_READ }
  return [
    route({ ...read, below: '', handle: (call, issue) => getIssue(context, call, issue) }),
    route({ method: 'PUT', scopes: EVENT_WRITE, below: '', handle: updateIssue }),
    route({
      method: 'DELETE',
      scopes: EVENT_DELETE,
      below: '',
      handle: (_, issue) => {
        store.remove(issue)
        return { status: 202 }
      }
    }),
    route({ ...read, below: 'events/', handle: listIssueEvents }),
    route({
      ...read,
      below: 'events/{event}/',
      handle: (call, issue) => getIssueEvent(context, call, { store, issue })
    }),
    route({ ...read, below: 'hashes/', handle: listHashes })
  ].flat()
}

interface IssueRouteParts {
  readonly method: string
  readonly scopes: readonly string[]
  /** The rest of the path. */
  readonly below: string
  readonly handle: (call: OrganizationCall, issue: Issue) => Answer
}

/**
 * The issue of the path, by id or short id.
 * @throws Refusal
 */
function findIssue(store: IssueStore, call: OrganizationCall): Issue {
  const wanted = call.param('issue')
  const issue = store.find(wanted) ?? store.findByShortId(call.organization, wanted)
  if (issue?.organization !== call.organization || !seesOrganization(call.connection, call.organization))
    throw new Refusal(notFound())
  if (!seesProject(call.connection, issue.project)) throw new Refusal(forbidden())
  return issue
}

function requestedSelection(call: OrganizationCall): Selection {
  return { projects: requestedProjects(call), environments: requestedEnvironments(call) }
}

function selectionIn(call: ProjectCall): Selection {
  return { projects: [call.project], environments: requestedEnvironments(call) }
}

/** Answers one issue, with its first and last release, which no list has. */
function getIssue(context: SentryContext, call: OrganizationCall, issue: Issue): Answer {
  requestedEnvironments(call)
  const expand = call.query.getAll('expand')
  const collapse = call.query.getAll('collapse')
  const { stats } = listedIssueBody(issue, {
    now: call.now,
    statsPeriod: '24h',
    expand: [],
    collapse: collapse.filter(name => name === 'stats'),
    filteredCounts: () => null
  })
  return {
    status: 200,
    body: {
      ...issueBody(issue),
      ...(stats === undefined ? {} : { stats }),
      ...(collapse.includes('release') ? {} : releasesBody(context, issue)),
      ...(collapse.includes('tags') ? {} : { tags: [] }),
      ...expandedBody(issue, { expand, now: call.now }),
      activity: [],
      seenBy: [],
      participants: [],
      userReportCount: 0
    }
  }
}

/** The first and the last release of an issue, as Sentry sends them with a single issue. */
function releasesBody(context: SentryContext, issue: Issue): Record<string, unknown> {
  return {
    firstRelease: releaseBody(context, issue, issue.firstRelease),
    lastRelease: releaseBody(context, issue, [...issue.releases].at(-1) ?? null)
  }
}

/** A release of an issue as Sentry sends it; `null` if there is none or if it was deleted. */
export function releaseBody(context: SentryContext, issue: Issue, version: string | null): unknown {
  const { organization } = issue
  const release = version === null ? undefined : organization.releases.get(version)
  return release === undefined ? null : releaseObject(context, { organization, release })
}

function updateIssue(call: OrganizationCall, issue: Issue): Answer {
  const { organization, now } = call
  const changes = readChanges(call.fields(), { organization, projects: [issue.project], now })
  applyChanges(issue, changes, now)
  return { status: 200, body: issueBody(issue) }
}

/**
 * Changes the issues that `id` names, if they are of the projects and environments of the request. If there are none, it changes all issues
 * that the query finds, as Sentry does.
 */
function updateIssues(store: IssueStore, call: OrganizationCall, selection: Selection): Answer {
  const { organization, now } = call
  const ids = call.query.getAll('id').filter(id => id !== '')
  if (ids.some(id => !/^\d+$/.test(id))) throw new Refusal(badRequest('Group ids must be integers'))
  const named = selectIssues(store, selection, issue => ids.includes(issue.id))
  const search = requestedSearch(call, selection)
  const issues = named.length > 0 ? named : selectIssues(store, selection, search.matches)
  if (issues.length === 0) return { status: 204 }
  const projects = [...new Set(issues.map(({ project }) => project))]
  const changes = readChanges(call.fields(), { organization, projects, now })
  for (const issue of issues) applyChanges(issue, changes, now)
  return { status: 200, body: changesBody(changes) }
}

/** The changed fields, and no others. */
function changesBody({ substatus, ...changes }: Changes): Record<string, unknown> {
  return substatus === undefined || substatus === null ? changes : { ...changes, substatus }
}
