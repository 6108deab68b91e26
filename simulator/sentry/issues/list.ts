import type { Answer } from '../../http.ts'
import { badRequest, Refusal } from '../requests/answers.ts'
import { listedIssueBody, type ListView, type StatsPeriod } from './body.ts'
import { findEvent } from './events/event.ts'
import { compileSearch, DEFAULT_QUERY, type Search } from './search/search.ts'
import type { IssueStore } from './store.ts'
import { isOneOf, type Counts, type Issue } from './issue.ts'
import { linkHeader, requestedCursor, type Cursor } from '../requests/pages.ts'
import { seesProject, type OrganizationCall } from '../requests/router.ts'
import type { Organization, Project } from '../state/state.ts'
import { requestedPeriod } from '../requests/period.ts'

/** The projects and environments of a request; no environment for all. */
export interface Selection {
  readonly projects: readonly Project[]
  readonly environments: readonly string[]
}

const SORTS: ReadonlyMap<string, (issue: Issue) => number> = new Map([
  ['date', (issue: Issue) => issue.lastSeen],
  ['new', (issue: Issue) => issue.firstSeen],
  ['inbox', (issue: Issue) => issue.firstSeen],
  ['freq', (issue: Issue) => issue.count],
  ['user', (issue: Issue) => issue.userCount],
  ['trends', (issue: Issue) => issue.count],
  ['recommended', (issue: Issue) => issue.lastSeen]
])
/** Sentry's largest and usual page of issues. */
const MAX_LIMIT = 100

/** Lists the issues of an organization. `statsPeriod`, `start` and `end` filter them; `groupStatsPeriod` is the period of `stats`. */
export function listIssues(store: IssueStore, call: OrganizationCall, selection: Selection): Answer {
  const statsPeriod = readStatsPeriod(
    call.query.get('groupStatsPeriod') ?? '24h',
    ['24h', '14d', 'auto'],
    "'', '24h', '14d' and 'auto'"
  )
  const period = requestedPeriod(call)
  const inPeriod = (issue: Issue) => issue.lastSeen >= period.start && issue.firstSeen <= period.end
  return answerList(store, call, { selection, statsPeriod, accepts: inPeriod })
}

/** Lists the issues of a project, by the deprecated route. Here `statsPeriod` is the period of `stats`, and filters nothing. */
export function listProjectIssues(store: IssueStore, call: OrganizationCall, selection: Selection): Answer {
  const statsPeriod = readStatsPeriod(
    call.query.get('statsPeriod') ?? '24h',
    ['24h', '14d'],
    "'', '24h', and '14d'"
  )
  return answerList(store, call, { selection, statsPeriod, accepts: () => true })
}

function readStatsPeriod<T extends StatsPeriod>(
  given: string,
  choices: readonly T[],
  named: string
): T | undefined {
  if (given === '') return undefined
  if (!isOneOf(choices, given))
    throw new Refusal(badRequest(`Invalid stats_period. Valid choices are ${named}`))
  return given
}

interface ListParts {
  readonly selection: Selection
  readonly statsPeriod: StatsPeriod | undefined
  readonly accepts: (issue: Issue) => boolean
}

function answerList(store: IssueStore, call: OrganizationCall, parts: ListParts): Answer {
  const view = {
    now: call.now,
    statsPeriod: parts.statsPeriod,
    expand: call.query.getAll('expand'),
    collapse: call.query.getAll('collapse')
  }
  const direct = directHits(store, call, { ...view, filteredCounts: () => null })
  if (direct !== undefined) return direct
  const search = requestedSearch(call, parts.selection)
  const score = requestedSort(call)
  const limit = requestedLimit(call)
  const cursor = requestedCursor(call)
  const rows = selectIssues(store, parts.selection, issue => parts.accepts(issue) && search.matches(issue))
    .map(issue => ({ issue, score: score(issue) }))
    // of two with the same score, the one that was created later is newer
    .sort((a, b) => b.score - a.score || Number(b.issue.id) - Number(a.issue.id))
  const page = cutPage(rows, limit, cursor)
  const shown = { ...view, filteredCounts: filteredCountsBy(search) }
  return {
    status: 200,
    headers: {
      ...linkHeader(call, page.previous, page.next),
      'x-hits': String(rows.length),
      'x-max-hits': '1000'
    },
    body: page.rows.filter(({ issue }) => !issue.dropped).map(({ issue }) => listedIssueBody(issue, shown))
  }
}

/** The issues of the selection that `accepts` accepts, in no certain order. */
export function selectIssues(
  store: IssueStore,
  { projects, environments }: Selection,
  accepts: (issue: Issue) => boolean
): Issue[] {
  const inEnvironments = (issue: Issue) =>
    environments.length === 0 || environments.some(name => issue.environments.has(name))
  return projects.flatMap(project =>
    [...store.ofProject(project)].filter(issue => inEnvironments(issue) && accepts(issue))
  )
}

/** The search of `query`. A missing one is `DEFAULT_QUERY`; an empty one finds every issue. */
export function requestedSearch(call: OrganizationCall, { environments }: Selection): Search {
  return compileSearch(call.query.get('query') ?? DEFAULT_QUERY, {
    now: call.now,
    environments,
    latestVersion: latestVersions(call.organization)
  })
}

/** Finds the version of a project's newest release. All projects are read at the first question. */
function latestVersions(organization: Organization): (project: Project) => string | undefined {
  const found = new Map<Project, string>()
  let looked = false
  return project => {
    if (!looked) {
      looked = true
      for (const { version, projects } of organization.releases.values())
        for (const known of projects.keys()) found.set(known, version)
    }
    return found.get(project)
  }
}

/**
 * The counts for `filtered`. Sentry counts the events that fit the query. Here they are known only by release: with a `release:` in the
 * query those of its releases, else all.
 */
function filteredCountsBy({ hasEventTerms, releases }: Search): (issue: Issue) => Counts | null {
  if (!hasEventTerms) return () => null
  return issue => {
    const counts = releases.flatMap(version => issue.releaseCounts.get(version) ?? [])
    if (counts.length === 0) return issue
    return counts.reduce((sum, { count, userCount }) => ({
      count: sum.count + count,
      userCount: sum.userCount + userCount
    }))
  }
}

/** Answers without a search: a short id with `shortIdLookup=1`, the id of an event, and `group=ID`. */
function directHits(store: IssueStore, call: OrganizationCall, view: ListView): Answer | undefined {
  const query = (call.query.get('query') ?? '').trim()
  const answer = (issues: readonly Issue[]) => issues.map(issue => listedIssueBody(issue, view))
  const event = findEvent(store, call.organization, query)
  const shortIdLookup = ['1', 'true'].includes(call.query.get('shortIdLookup') ?? '')
  const hit = event?.issue ?? (shortIdLookup ? store.findByShortId(call.organization, query) : undefined)
  if (hit !== undefined && seesProject(call.connection, hit.project)) {
    const matching =
      event === undefined ? {} : { matchingEventId: event.id, matchingEventEnvironment: event.environment }
    return {
      status: 200,
      headers: { 'x-sentry-direct-hit': '1' },
      body: answer([hit]).map(body => ({ ...body, ...matching }))
    }
  }
  const groups = call.query.getAll('group').filter(id => id !== '')
  if (groups.length === 0) return undefined
  if (groups.some(id => !/^\d+$/.test(id))) throw new Refusal(badRequest('Group ids must be integers'))
  const found = groups.flatMap(id => store.find(id) ?? [])
  const inScope = found.filter(
    ({ organization, project }) => organization === call.organization && seesProject(call.connection, project)
  )
  return { status: 200, body: answer(inScope) }
}

function requestedSort(call: OrganizationCall): (issue: Issue) => number {
  const given = call.query.get('sort') ?? 'date'
  const score = SORTS.get(given)
  if (score === undefined) throw new Refusal(badRequest(`Sort key '${given}' not supported.`))
  return score
}

function requestedLimit(call: OrganizationCall): number {
  const given = call.query.get('limit') ?? ''
  if (given === '') return MAX_LIMIT
  if (!/^[1-9]\d*$/.test(given)) throw new Refusal(badRequest('invalid limit'))
  return Math.min(Number(given), MAX_LIMIT)
}

interface Row {
  readonly issue: Issue
  readonly score: number
}

/**
 * Cuts a page of rows that are sorted by score, highest first. A cursor is `<score>:<offset>:0`: the page begins `offset` rows after the
 * first row with at most this score. So new rows with a higher score do not move the page.
 */
function cutPage(rows: readonly Row[], limit: number, cursor: Cursor | undefined) {
  const from = cursor === undefined ? 0 : firstAtMost(rows, cursor.value) + cursor.offset
  const start = Math.max(cursor?.previous === true ? from - limit : from, 0)
  const end = Math.min(cursor?.previous === true ? from : start + limit, rows.length)
  const at = (position: number, previous: boolean): Cursor => {
    const value = rows[Math.min(position, rows.length - 1)]?.score ?? cursor?.value ?? 0
    return { value, offset: Math.max(position - firstAtMost(rows, value), 0), previous }
  }
  return {
    rows: rows.slice(start, end),
    previous: { cursor: at(start, true), results: start > 0 && rows.length > 0 },
    next: { cursor: at(end, false), results: end < rows.length }
  }
}

/** The index of the first row with at most this score. */
function firstAtMost(rows: readonly Row[], score: number): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((rows[middle]?.score ?? score) > score) low = middle + 1
    else high = middle
  }
  return low
}
