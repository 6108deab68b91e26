import type { Answer } from '../../http.ts'
import { badRequest, Refusal } from '../requests/answers.ts'
import type { SentryContext } from '../context.ts'
import { ORGANIZATION_READ } from '../organizations/organizations.ts'
import { givenPerPage, linkHeader, requestedCursor } from '../requests/pages.ts'
import { organizationRoute, requestedEnvironments, requestedProjects } from '../requests/router.ts'
import type { OrganizationCall, Route } from '../requests/router.ts'
import type { SessionRow } from '../state/state.ts'
import { COUNT_USERS, isField, isRate, STATUSES, type Status, SUM_SESSION, valueOf } from './counts.ts'
import { compileSessionSearch } from './search.ts'
import { pythonSpan, requestedSpan, secondTime, type Window, windowOf } from './window.ts'

const STATUS = 'session.status'
/** Sentry: groups of a page, and groups × intervals of an answer. */
const MAX_GROUPS = 5000
const MAX_POINTS = 10_000

/** The keys by which sessions are grouped, except the status. */
const KEYS: ReadonlyMap<string, (row: SessionRow) => string | number> = new Map([
  ['project', (row: SessionRow): string | number => Number(row.project.id)],
  ['release', (row: SessionRow) => row.release],
  ['environment', (row: SessionRow) => row.environment]
])

/** What a request asks for. */
interface Asked {
  readonly fields: readonly string[]
  /** The keys of `groupBy`, without the status. */
  readonly keys: readonly string[]
  readonly byStatus: boolean
  readonly statuses: readonly Status[]
  readonly order: { readonly field: string; readonly descending: boolean }
}

/** Sessions with the same values of all keys. */
interface Group {
  readonly by: Readonly<Record<string, unknown>>
  readonly rows: readonly SessionRow[]
}

/** The route of release health: sessions and users over time, and how many of them crashed or failed. */
export function sessionRoutes({ state }: SentryContext): Route[] {
  return [
    organizationRoute(state, {
      method: 'GET',
      template: '/organizations/{organization}/sessions/',
      scopes: ORGANIZATION_READ,
      handle: listSessions
    })
  ]
}

/** Answers the sessions of a period. The checks are in Sentry's order. */
function listSessions(call: OrganizationCall): Answer {
  const perPage = givenPerPage(call, MAX_GROUPS)
  const span = requestedSpan(call)
  const projects = requestedProjects(call)
  if (projects.length === 0) throw new Refusal(badRequest('No projects available'))
  const environments = requestedEnvironments(call)
  const fields = requestedFields(call)
  const groupBy = requestedGroups(call)
  const window = windowOf(call, span)
  const query = call.query.get('query') ?? ''
  const search = compileSessionSearch(query)
  const asked = checked(call, { fields, groupBy, statuses: search.statuses })
  const end = window.start + window.length * window.interval
  const rows = call.organization.sessions.filter(
    row =>
      projects.includes(row.project) &&
      (environments.length === 0 || environments.includes(row.environment)) &&
      row.started >= window.start &&
      row.started < end &&
      search.matches(row)
  )
  const { shown, headers } = pageOf(call, inOrder(grouped(rows, asked.keys), asked), {
    perPage,
    window,
    span
  })
  return {
    status: 200,
    headers,
    body: {
      start: secondTime(window.start),
      end: secondTime(end),
      intervals: intervalsOf(window).map(secondTime),
      query,
      groups: shown.flatMap(group => groupObjects(group, asked, window))
    }
  }
}

function requestedFields(call: OrganizationCall): readonly string[] {
  const fields = call.query.getAll('field')
  if (fields.length === 0) throw new Refusal(badRequest('Request is missing a "field"'))
  const unknown = fields.find(field => !isField(field))
  if (unknown !== undefined) throw new Refusal(badRequest(`Invalid field: "${unknown}"`))
  return [...new Set(fields)]
}

function requestedGroups(call: OrganizationCall): readonly string[] {
  const groupBy = call.query.getAll('groupBy')
  const unknown = groupBy.find(key => key !== STATUS && !KEYS.has(key))
  if (unknown !== undefined) throw new Refusal(badRequest(`Invalid groupBy: "${unknown}"`))
  return [...new Set(groupBy)]
}

/**
 * Checks what does not go together: a rate with the status, users with several statuses, an order by another field.
 * @throws Refusal (400)
 */
function checked(
  call: OrganizationCall,
  given: {
    readonly fields: readonly string[]
    readonly groupBy: readonly string[]
    readonly statuses: readonly Status[] | undefined
  }
): Asked {
  const { fields, groupBy, statuses } = given
  const byStatus = groupBy.includes(STATUS)
  const rate = fields.find(isRate)
  if (rate !== undefined && byStatus) throw new Refusal(badRequest(`Cannot group field ${rate} by ${STATUS}`))
  if (rate !== undefined && statuses !== undefined)
    throw new Refusal(badRequest(`Cannot filter field ${rate} by ${STATUS}`))
  if (fields.includes(COUNT_USERS) && !byStatus && (statuses?.length ?? 0) > 1)
    throw new Refusal(badRequest(`Cannot filter count_unique by multiple ${STATUS} unless it is in groupBy`))
  return {
    fields,
    keys: groupBy.filter(key => key !== STATUS),
    byStatus,
    statuses: statuses ?? STATUSES,
    order: requestedOrder(call, fields, byStatus)
  }
}

function requestedOrder(
  call: OrganizationCall,
  fields: readonly string[],
  byStatus: boolean
): Asked['order'] {
  const [first, second] = call.query.getAll('orderBy')
  if (first === undefined)
    return { field: fields.includes(SUM_SESSION) ? SUM_SESSION : (fields[0] ?? ''), descending: true }
  if (byStatus) throw new Refusal(badRequest("Cannot use 'orderBy' when grouping by sessions.status"))
  if (second !== undefined) throw new Refusal(badRequest('Cannot order by multiple fields'))
  const field = first.replace(/^-/, '')
  if (!fields.includes(field)) throw new Refusal(badRequest("'orderBy' must be one of the provided 'fields'"))
  return { field, descending: first.startsWith('-') }
}

/** Groups the sessions. Without keys there is one group, even without sessions. */
function grouped(rows: readonly SessionRow[], keys: readonly string[]): readonly Group[] {
  const byOf = (row: SessionRow) => Object.fromEntries(keys.map(key => [key, KEYS.get(key)?.(row)]))
  if (keys.length === 0) return [{ by: {}, rows }]
  return [...Map.groupBy(rows, row => JSON.stringify(byOf(row))).values()].map(rows => ({
    by: rows[0] === undefined ? {} : byOf(rows[0]),
    rows
  }))
}

function inOrder(groups: readonly Group[], { order, statuses }: Asked): readonly Group[] {
  const sign = order.descending ? -1 : 1
  return groups
    .map(group => ({ group, value: valueOf(order.field, group.rows, statuses) ?? -Infinity }))
    .toSorted((a, b) => sign * (a.value === b.value ? 0 : a.value - b.value))
    .map(({ group }) => group)
}

/** Cuts a page of groups. Without `per_page` it has as many as fit, and Sentry does not say that the others are missing. */
function pageOf(
  call: OrganizationCall,
  groups: readonly Group[],
  given: {
    readonly perPage: number | undefined
    readonly window: Window
    readonly span: { readonly start: number; readonly end: number }
  }
): { readonly shown: readonly Group[]; readonly headers: { readonly link: string } } {
  const { perPage, window, span } = given
  const { length, interval } = window
  const most = Math.floor(MAX_POINTS / length)
  // Sentry reads one group more than it shows, to know whether there is a next page
  const elements = perPage === undefined ? most : perPage + 1
  if (elements > most)
    throw new Refusal(
      badRequest(
        `Requested intervals (${length}) of timedelta of ${pythonSpan(interval)} with statsPeriod timedelta of ` +
          `${pythonSpan(span.end - span.start)} is too granular for a per_page of ${elements} elements. Increase your ` +
          'interval, decrease your timeframe, or decrease your per_page parameter.'
      )
    )
  const { offset } = requestedCursor(call) ?? { offset: 0 }
  if (offset < 0) throw new Refusal(badRequest('Invalid cursor parameter.'))
  const size = perPage ?? most
  const next = perPage !== undefined && groups.length > offset + size
  return {
    shown: groups.slice(offset, offset + size),
    headers: linkHeader(
      call,
      { cursor: { value: 0, offset: Math.max(0, offset - size), previous: true }, results: offset > 0 },
      { cursor: { value: 0, offset: offset + size, previous: false }, results: next }
    )
  }
}

function intervalsOf({ start, interval, length }: Window): readonly number[] {
  return Array.from({ length }, (_, index) => start + index * interval)
}

/** A group as Sentry sends it. By status there is one for each status, also for one without sessions. */
function groupObjects({ by, rows }: Group, asked: Asked, window: Window): readonly object[] {
  const numbers = (rows: readonly SessionRow[], statuses: readonly Status[]) =>
    asked.fields.map(field => [field, valueOf(field, rows, statuses)] as const)
  const parts = intervalsOf(window).map(start =>
    rows.filter(({ started }) => started >= start && started < start + window.interval)
  )
  const objectOf = (by: Group['by'], statuses: readonly Status[]) => ({
    by,
    totals: Object.fromEntries(numbers(rows, statuses)),
    series: Object.fromEntries(
      asked.fields.map(field => [field, parts.map(part => valueOf(field, part, statuses))])
    )
  })
  return asked.byStatus
    ? asked.statuses.map(status => objectOf({ ...by, [STATUS]: status }, [status]))
    : [objectOf(by, asked.statuses)]
}
