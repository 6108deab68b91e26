import { parseTime } from '../../../iso-time.ts'
import { isOneOf, PRIORITIES, type Issue } from '../issue.ts'
import { parseQuery, searchRefusal, type Term, type Value } from './query.ts'
import type { Project } from '../../state/state.ts'

/** What the result of a search depends on, besides the issue. */
export interface SearchContext {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Names; empty for all. */
  readonly environments: readonly string[]
  /** The version of a project that `latest` stands for. */
  readonly latestVersion: (project: Project) => string | undefined
}

/** A compiled query. */
export interface Search {
  readonly matches: (issue: Issue) => boolean
  /** Whether a condition is about events. Then Sentry counts the events that match it as `filtered`. */
  readonly hasEventTerms: boolean
  /** The versions that the query names with `release:`. */
  readonly releases: readonly string[]
}

type Test = (issue: Issue) => boolean

/** The query of a list of issues without `query`. */
export const DEFAULT_QUERY = 'is:unresolved issue.priority:[high, medium]'

const DAY = 24 * 60 * 60 * 1000
const UNITS = { w: 7 * DAY, d: DAY, h: DAY / 24, m: DAY / 24 / 60 } as const

/** Keys about the issue. All other keys are about its events. */
const ISSUE_KEYS = new Set([
  'is',
  'firstRelease',
  'regressed_in_release',
  'firstSeen',
  'lastSeen',
  'issue.priority',
  'issue.category',
  'issue.type',
  'project',
  'assigned'
])

/**
 * Compiles a query.
 * @throws Refusal (400 `Error parsing search query: …`)
 */
export function compileSearch(query: string, context: SearchContext): Search {
  const terms = parseQuery(query)
  const tests = terms.map(term => compileTerm(term, context))
  return {
    matches: issue => tests.every(test => test(issue)),
    hasEventTerms: terms.some(({ key }) => key === undefined || !ISSUE_KEYS.has(canonical(key))),
    releases: terms.flatMap(({ key, negated, values }) =>
      key === 'release' && !negated ? values.map(({ text }) => text) : []
    )
  }
}

/** The name of a key that has several. */
function canonical(key: string): string {
  return SAME_KEYS.get(key) ?? key
}

const SAME_KEYS = new Map([
  ['first-release', 'firstRelease'],
  ['first_release', 'firstRelease'],
  ['age', 'firstSeen']
])

function compileTerm(term: Term, context: SearchContext): Test {
  const tests = term.values.map(value => compileValue(term.key, value, context))
  return issue => tests.some(test => test(issue)) !== term.negated
}

function compileValue(key: string | undefined, value: Value, context: SearchContext): Test {
  if (key === undefined) return issue => fits(value, issue.title)
  switch (canonical(key)) {
    case 'is':
      return compileIs(value.text, context.now)
    case 'firstRelease':
      return anyRelease(value, context, issue => firstReleases(issue, context.environments))
    case 'release':
      return anyRelease(value, context, issue => [...issue.releases])
    case 'regressed_in_release':
      return issue => fits(value, issue.regressedIn ?? '')
    case 'firstSeen':
      return compileTime(value.text, context.now, issue => issue.firstSeen)
    case 'lastSeen':
      return compileTime(value.text, context.now, issue => issue.lastSeen)
    case 'level':
      return issue => fits(value, issue.level)
    case 'issue.priority':
      return compilePriority(value)
    case 'issue.category':
    case 'issue.type':
      return () => fits(value, 'error')
    case 'project':
      return ({ project }) => value.text === project.id || fits(value, project.slug)
    case 'assigned':
      return compileAssigned(value)
    default:
      // another key is a tag: no issue has one, so only `tag:""` matches
      return () => fits(value, '')
  }
}

/** Values are compared exactly, and with a `*` in any case. */
function fits(value: Value, text: string): boolean {
  return value.pattern?.test(text) ?? value.text === text
}

function compileIs(value: string, now: number): Test {
  const test = IS.get(value)
  if (test === undefined)
    throw searchRefusal(`Invalid value for "is" search, valid values are ${[...IS.keys()].sort().join(', ')}`)
  return issue => test(issue, now)
}

/** A new issue becomes an ongoing one after seven days. */
function isNew(issue: Issue, now: number): boolean {
  return issue.substatus === 'new' && issue.firstSeen > now - 7 * DAY
}

const IS = new Map<string, (issue: Issue, now: number) => boolean>([
  ['unresolved', issue => issue.status === 'unresolved'],
  ['resolved', issue => issue.status === 'resolved'],
  ['ignored', issue => issue.status === 'ignored'],
  ['archived', issue => issue.status === 'ignored'],
  ['assigned', issue => issue.assignedTo !== null],
  ['unassigned', issue => issue.assignedTo === null],
  ['new', isNew],
  [
    'ongoing',
    (issue, now) => issue.substatus === 'ongoing' || (issue.substatus === 'new' && !isNew(issue, now))
  ],
  ['regressed', issue => issue.substatus === 'regressed'],
  ['escalating', issue => issue.substatus === 'escalating'],
  ['for_review', isForReview]
])

/** Whether the issue is in Sentry's tab "for review": it is new, regressed or escalating, and nobody marked it as reviewed. */
export function isForReview(issue: Issue, now: number): boolean {
  if (issue.reviewed || issue.status !== 'unresolved') return false
  return isNew(issue, now) || issue.substatus === 'regressed' || issue.substatus === 'escalating'
}

function anyRelease(value: Value, context: SearchContext, versionsOf: (issue: Issue) => string[]): Test {
  if (value.text === 'latest')
    return issue => {
      const latest = context.latestVersion(issue.project)
      return latest !== undefined && versionsOf(issue).includes(latest)
    }
  if (value.text === '') return issue => versionsOf(issue).length === 0
  return issue => versionsOf(issue).some(version => fits(value, version))
}

/** The first release in each of the environments; without environments the first of all. */
function firstReleases(issue: Issue, environments: readonly string[]): string[] {
  const versions =
    environments.length === 0
      ? [issue.firstRelease]
      : environments.map(name => issue.environments.get(name) ?? null)
  return versions.filter(version => version !== null)
}

function compilePriority(value: Value): Test {
  if (value.text !== '' && !isOneOf(PRIORITIES, value.text))
    throw searchRefusal(`Invalid priority value of '${value.text}'`)
  return issue => (issue.priority ?? '') === value.text
}

/** `none` means not assigned. `me` finds nothing: no issue is assigned to the user of the token. */
function compileAssigned(value: Value): Test {
  if (value.text === 'none') return issue => issue.assignedTo === null
  return ({ assignedTo }) => {
    if (assignedTo === null) return value.text === ''
    if (assignedTo.type === 'team') return fits(value, `#${assignedTo.name}`)
    return fits(value, assignedTo.email ?? '') || fits(value, assignedTo.name)
  }
}

/**
 * `-24h`: in the last 24 hours. `+24h`: before them. `>`, `>=`, `<` and `<=` take an ISO 8601 time. Without a sign a date means that day,
 * and a time the minutes around it: from 5 before to 6 after, as at Sentry.
 */
function compileTime(text: string, now: number, timeOf: (issue: Issue) => number): Test {
  const [, sign, amount, unit = ''] = /^([+-])(\d+)([wdhm])$/.exec(text) ?? []
  if (sign !== undefined && isUnit(unit)) {
    const border = now - Number(amount) * UNITS[unit]
    return sign === '-' ? issue => timeOf(issue) >= border : issue => timeOf(issue) <= border
  }
  const [, operator = '', written = ''] = /^(>=|<=|>|<|=)?(.*)$/s.exec(text) ?? []
  const time = parseTime(written)
  if (time === undefined)
    throw searchRefusal(
      `Invalid date: '${written}'. Expected +/-duration (e.g. +1h) or ISO 8601-like (e.g. 2026-01-31T12:00:00)`
    )
  if (operator === '>') return issue => timeOf(issue) > time
  if (operator === '>=') return issue => timeOf(issue) >= time
  if (operator === '<') return issue => timeOf(issue) < time
  if (operator === '<=') return issue => timeOf(issue) <= time
  const [before, after] = written.includes('T') ? [5 * UNITS.m, 6 * UNITS.m] : [0, DAY]
  return issue => timeOf(issue) >= time - before && timeOf(issue) < time + after
}

function isUnit(unit: string): unit is keyof typeof UNITS {
  return Object.hasOwn(UNITS, unit)
}
