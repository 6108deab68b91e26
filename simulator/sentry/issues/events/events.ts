import type { Answer } from '../../../http.ts'
import type { SentryContext } from '../../context.ts'
import { eventBody, hashOf, listedEventBody, singleEventBody } from './body.ts'
import { eventAt, findEvent, newestEvents, type IssueEvent } from './event.ts'
import { requestedPeriod } from '../../requests/period.ts'
import type { IssueStore } from '../store.ts'
import type { Issue } from '../issue.ts'
import { pageByOffset } from '../../requests/pages.ts'
import {
  projectRoute,
  requestedEnvironments,
  type OrganizationCall,
  type ProjectCall,
  type Route
} from '../../requests/router.ts'

/** Any of these may read the events of a project. */
const PROJECT_READ = ['project:read', 'project:write', 'project:admin']

/** Routes of the events of a project. */
export function projectEventRoutes(context: SentryContext, store: IssueStore): Route[] {
  const { state } = context
  return [
    projectRoute(state, {
      method: 'GET',
      template: '/projects/{organization}/{project}/events/',
      scopes: PROJECT_READ,
      handle: call => listProjectEvents(store, call)
    }),
    projectRoute(state, {
      method: 'GET',
      template: '/projects/{organization}/{project}/events/{event}/',
      scopes: PROJECT_READ,
      handle: call => {
        const event = findEvent(store, call.organization, call.param('event'))
        if (event?.issue.project !== call.project) return noEvent()
        return { status: 200, body: singleEventBody(context, event) }
      }
    })
  ]
}

function listProjectEvents(store: IssueStore, call: ProjectCall): Answer {
  // of two events at the same time, that of the later issue is newer
  const issues = [...store.ofProject(call.project)].reverse()
  const period = requestedPeriod(call)
  const page = pageByOffset(call, (start, end) =>
    issues
      .flatMap(issue => newestEvents(issue, period, end))
      .sort((a, b) => b.time - a.time)
      .slice(start, end)
  )
  return answerEvents(call, page)
}

/** The events of an issue, newest first. With `environment`: all of them if the issue was seen in one of the environments, else none. */
export function listIssueEvents(call: OrganizationCall, issue: Issue): Answer {
  const period = requestedPeriod(call)
  const seen = isSeen(call, issue)
  const page = pageByOffset(call, (start, end) => (seen ? newestEvents(issue, period, end).slice(start) : []))
  return answerEvents(call, page)
}

function answerEvents(
  call: OrganizationCall,
  { rows, headers }: { rows: readonly IssueEvent[]; headers: { link: string } }
): Answer {
  const full = ['1', 'true'].includes(call.query.get('full') ?? '')
  return { status: 200, headers, body: rows.map(full ? fullBody : listedEventBody) }
}

function fullBody(event: IssueEvent): Record<string, unknown> {
  return { ...listedEventBody(event), ...eventBody(event) }
}

/** One event of an issue by id, or `latest`, `oldest` or `recommended`. Here the recommended one is the latest. */
export function getIssueEvent(
  context: SentryContext,
  call: OrganizationCall,
  { store, issue }: { store: IssueStore; issue: Issue }
): Answer {
  const name = call.param('event')
  const event = namedEvent(issue, name) ?? findEvent(store, issue.organization, name)
  if (event?.issue !== issue || !isSeen(call, issue)) return noEvent()
  return { status: 200, body: singleEventBody(context, event) }
}

function namedEvent(issue: Issue, name: string): IssueEvent | undefined {
  if (name === 'latest' || name === 'recommended') return eventAt(issue, issue.events - 1)
  return name === 'oldest' ? eventAt(issue, 0) : undefined
}

/** The hashes of an issue: here each has one. */
export function listHashes(call: OrganizationCall, issue: Issue): Answer {
  const latest = eventAt(issue, issue.events - 1)
  const hash = {
    id: hashOf(issue),
    latestEvent: latest === undefined ? null : eventBody(latest),
    mergedBySeer: false
  }
  const { rows, headers } = pageByOffset(call, [hash])
  return { status: 200, headers, body: rows }
}

function isSeen(call: OrganizationCall, issue: Issue): boolean {
  const environments = requestedEnvironments(call)
  return environments.length === 0 || environments.some(name => issue.environments.has(name))
}

function noEvent(): Answer {
  return { status: 404, body: { detail: 'Event not found' } }
}
