import { WAY_FAILURES } from '../../way/failures.ts'
import { unlessAbsent } from '../../way/way.ts'
import type { Context } from '../../run/context.ts'
import { Failure } from '../../run/failure.ts'
import { decodeDeploy, decodeRelease, type Deploy, type Release } from '../../sentry/answers.ts'
import type { Query } from '../../sentry/operations/path.ts'
import type { Home } from '../../sentry/addresses.ts'
import type { Sentry } from '../../sentry/client.ts'
import { releaseQuery } from '../../sentry/search.ts'
import { clean } from '../../text/clean.ts'
import { at, idAt } from '../../text/json.ts'
import type { NoData } from '../finding.ts'
import { type HealthLook, sessionsSeen } from '../health/facts.ts'
import type { HealthReader } from '../health/read.ts'
import type { ProjectFilter } from '../health/sessions.ts'
import type { Issue, Kind, IssueLevel } from '../issue.ts'
import { decodeIssue, filteredCounts, type SeenCounts } from './decode.ts'
import { countingQuery, countsRelease, issueQuery } from './query.ts'

/** What is looked for. */
export interface ReleaseSearch extends Home {
  readonly version: string
  /** `undefined` for all of them. */
  readonly environment: string | undefined
  /** Slugs or ids as given; empty for all projects of the release. */
  readonly projects: readonly string[]
  readonly kinds: readonly Kind[]
  readonly minLevel: IssueLevel | undefined
  readonly further: string | undefined
}

/** A release as Sentry knows it, with its deploy to the environment (to any, without one). */
export interface ReleaseWithDeploy extends Release {
  readonly deploy: Deploy | undefined
}

/** What one look found. */
export type Look = {
  /** When Sentry was asked for the issues, by `Context.serverTime`. Later events are not in the answer, however late it came. */
  readonly askedAt: number
  /** `undefined` if it was not asked for. */
  readonly health: HealthLook | undefined
} & Findings

type Findings =
  | {
      readonly kind: 'no-data'
      readonly missing: NoData['missing']
      /** `undefined` when Sentry does not know it. */
      readonly release: ReleaseWithDeploy | undefined
    }
  | {
      readonly kind: 'data'
      readonly release: ReleaseWithDeploy
      /** The issues by the kind that was asked for. */
      readonly found: ReadonlyMap<Kind, readonly Issue[]>
    }

/** At most 10,000 issues of one kind are read. A longer list is a failure, so that no gate passes on a part of it. */
const MAX_PAGES = 100
/** Pages that are searched for one event of the release: some may be empty. If all are, there is no data. */
const MAX_EVENT_PAGES = 10

/**
 * Looks once: the release, its health, and the issues of each kind with all their pages, each kind by a query of its own.
 *
 * - An environment that Sentry does not know is a 404: no data.
 * - Without issues a release is clear only if Sentry has seen data of it: a session or an event.
 *
 * @param health `undefined` if it was not asked for
 * @throws Failure as the way to Sentry does, when a list may be incomplete, and when Sentry does not know the organization
 */
export async function look(
  sentry: Sentry,
  wanted: ReleaseSearch,
  { health, serverTime }: Pick<Context, 'serverTime'> & { readonly health: HealthReader | undefined }
): Promise<Look> {
  const reading = readRelease(sentry, wanted)
  const { organization, projects } = wanted
  // If projects are given, nothing waits for the release. That saves a round trip.
  const release = projects.length > 0 ? undefined : await reading
  const askedAt = serverTime.now()
  const filter = filterOf(wanted, release)
  const isUnknown = projects.length === 0 && release === undefined
  const [known, healthLook, ...lists] = await Promise.all([
    reading,
    health?.look(filter, reading),
    ...(isUnknown ? [] : wanted.kinds.map(kind => issuesOfKind(sentry, { wanted, filter, kind })))
  ])
  const seen = { askedAt, health: healthLook }
  if (known === undefined) return { ...seen, ...(await unknownRelease(sentry, organization)) }
  const found = new Map<Kind, readonly Issue[]>()
  for (const [index, kind] of wanted.kinds.entries()) {
    const issues = lists[index]
    if (issues === undefined) return { ...seen, kind: 'no-data', missing: 'environment', release: known }
    found.set(kind, issues)
  }
  const isEmpty = [...found.values()].every(issues => issues.length === 0)
  if (isEmpty && sessionsSeen(healthLook) === 0 && !(await hasEvents(sentry, { wanted, filter })))
    return { ...seen, kind: 'no-data', missing: 'events', release: known }
  return { ...seen, kind: 'data', release: known, found }
}

/** The numbers of this release by issue id, for the kinds that were found and not counted yet: one page of each. */
export async function countsOfRelease(
  sentry: Sentry,
  wanted: ReleaseSearch,
  { release, found }: Extract<Look, { kind: 'data' }>
): Promise<ReadonlyMap<string, SeenCounts>> {
  const counts = new Map<string, SeenCounts>()
  const filter = filterOf(wanted, release)
  await Promise.all(
    wanted.kinds
      .filter(kind => !countsRelease(kind) && (found.get(kind) ?? []).length > 0)
      .map(async kind => {
        const query = { ...filter, query: countingQuery(kind, wanted.version, wanted) }
        for await (const page of sentry.pages(
          'list-organization-issues',
          { organization: wanted.organization },
          { query }
        )) {
          for (const row of page.rows) {
            const id = idAt(row, 'id')
            const seen = filteredCounts(row)
            if (id !== undefined && seen !== undefined) counts.set(id, seen)
          }
          break
        }
      })
  )
  return counts
}

/**
 * Sentry: `project` takes ids and slugs, and -1 for all that may be seen; without it Sentry takes the projects that the token's user is a
 * member of.
 */
export function filterOf(
  { projects, environment }: ReleaseSearch,
  release: ReleaseWithDeploy | undefined
): ProjectFilter {
  if (projects.length > 0) return { project: projects, environment }
  return { project: release === undefined ? ['-1'] : release.projects.map(({ id }) => id), environment }
}

async function readRelease(
  sentry: Sentry,
  { organization, version, environment }: ReleaseSearch
): Promise<ReleaseWithDeploy | undefined> {
  const reply = await unlessAbsent(sentry.call('get-release', { organization, version }), undefined)
  if (reply === undefined) return undefined
  const release = decodeRelease(reply.json)
  const latest = decodeDeploy(at(reply.json, 'lastDeploy'))
  const isWanted = environment === undefined || latest.environment === environment
  if (latest.id === '' || isWanted) return { ...release, deploy: latest.id === '' ? undefined : latest }
  for await (const { rows } of sentry.pages('list-release-deploys', { organization, version })) {
    const deploy = rows.map(decodeDeploy).find(deploy => deploy.environment === environment)
    if (deploy !== undefined) return { ...release, deploy }
  }
  return { ...release, deploy: undefined }
}

/** Sentry answers 404 for an unknown organization too. That is a failure and not "no data yet". */
async function unknownRelease(sentry: Sentry, organization: string): Promise<Findings> {
  const known = await unlessAbsent(sentry.call('get-organization', { organization }), undefined)
  if (known === undefined) {
    throw new Failure(
      WAY_FAILURES.notFound,
      `Sentry has no organization ${clean(organization, 100)}, or ${sentry.words.caller} does not see it`
    )
  }
  return { kind: 'no-data', missing: 'release', release: undefined }
}

interface KindSearch {
  readonly wanted: ReleaseSearch
  readonly filter: Query
  readonly kind: Kind
}

/** `undefined` when Sentry does not know the environment. */
async function issuesOfKind(
  sentry: Sentry,
  { wanted, filter, kind }: KindSearch
): Promise<readonly Issue[] | undefined> {
  const { organization, version } = wanted
  const query = {
    ...filter,
    query: issueQuery(kind, version, wanted),
    expand: 'owners',
    collapse: 'lifetime'
  }
  const options = { home: wanted, countsRelease: countsRelease(kind) }
  const issues: Issue[] = []
  const reading = sentry.pages('list-organization-issues', { organization }, { query, most: MAX_PAGES })
  const first = await unlessAbsent(reading.next(), undefined)
  if (first === undefined) return undefined
  for (let step = first; step.done !== true; step = await reading.next())
    for (const row of step.value.rows) issues.push(decodeIssue(row, options))
  return issues
}

async function hasEvents(
  sentry: Sentry,
  { wanted, filter }: { readonly wanted: ReleaseSearch; readonly filter: Query }
): Promise<boolean> {
  const { organization, version } = wanted
  const options = { query: { ...filter, query: releaseQuery([version]) }, size: 1, most: MAX_EVENT_PAGES }
  for await (const page of sentry.pages('list-organization-issues', { organization }, options))
    if (page.rows.length > 0) return true
  return false
}
