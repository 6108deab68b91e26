import { unlessAbsent } from '../../way/way.ts'
import type { Context } from '../../run/context.ts'
import { tried } from '../../run/tried.ts'
import type { SearchedProjects } from '../../range/releases.ts'
import { decodeReleaseCommit, decodeRelease, type ReleaseCommit } from '../../sentry/answers.ts'
import type { Sentry } from '../../sentry/client.ts'
import { onlyOrganization } from '../../sentry/seen.ts'
import { environmentsOf, releasesWithEvents } from '../../sentry/seen.ts'
import { explainUnknown } from '../../sentry/unknown.ts'
import { nearestFirst } from '../../text/names.ts'
import type { KnownNames } from '../finding.ts'
import type { CommentRequest } from '../request.ts'
import type { Issue } from '../issue.ts'
import type { HealthLook } from '../health/facts.ts'
import { createHealthReader } from '../health/read.ts'
import { distinct } from '../judge/assess.ts'
import { kindsToQuery } from '../judge/gate.ts'
import { countsOfRelease, look, type Look, filterOf, type ReleaseSearch } from './look.ts'
import { lookRepeatedly } from './wait.ts'

/** Sentry, and the organization that the release is in. */
export interface OpenedOrganization {
  readonly sentry: Sentry
  readonly organization: string
}

/** What the check of a release found in Sentry. */
export interface Check extends OpenedOrganization {
  readonly look: Look
  /** All distinct issues of all kinds that were queried. */
  readonly issues: readonly Issue[]
  /** `undefined` if it was not asked for. */
  readonly health: HealthLook | undefined
  /** The names that Sentry knows instead of the one that is missing; `undefined` if they could not be read. */
  readonly known: KnownNames | undefined
}

/** More issues than a page has are shown with totals, because counting them would double the requests. */
const MOST_COUNTED = 100
/** Commits of a release that are read, the newest first: five pages, each a request. */
const MAX_COMMITS = 500

/** @throws Failure when it is not clear in whose name Sentry is asked, or which organization is meant */
export async function openOrganization(
  { access }: Pick<CommentRequest, 'access'>,
  sentry: Sentry
): Promise<OpenedOrganization> {
  await sentry.caller()
  return { sentry, organization: access.organization ?? (await onlyOrganization(sentry)) }
}

/**
 * Looks at the release until the wait is over.
 * @throws Failure as the way to Sentry does
 */
export async function checkRelease(
  request: CommentRequest,
  opening: Promise<OpenedOrganization>,
  context: Context
): Promise<Check> {
  const opened = await opening
  const { sentry, organization } = opened
  const { projects, projectsFrom, organizationFrom } = request.access
  const wanted: ReleaseSearch = {
    site: request.access.site,
    organization,
    version: request.version,
    environment: request.environment,
    projects,
    kinds: kindsToQuery(request.include, request.gate),
    minLevel: request.minLevel,
    further: request.further
  }
  const { show, terms } = request.health
  const isWanted = show !== 'never' || terms.length > 0
  const reader = isWanted
    ? createHealthReader({ ...opened, ...wanted, health: request.health, context })
    : undefined
  const looking = (): Promise<Look> => look(sentry, wanted, { ...context, health: reader })
  const found = await lookRepeatedly(looking, request, context).catch(async (error: unknown) => {
    throw await explainUnknown(error, { sentry, organization, organizationFrom, projects, projectsFrom })
  })
  const completing =
    found.health === undefined || show === 'never' ? found.health : reader?.complete(found.health)
  if (found.kind === 'no-data') {
    const known = await tried(knownNames(opened, wanted, found), context)
    return {
      ...opened,
      look: found,
      health: await completing,
      issues: [],
      // an extra: the report can do without it
      known: known.kind === 'done' ? known.value : undefined
    }
  }
  const issues = distinct(found.found)
  const isCounted = issues.length > 0 && issues.length <= MOST_COUNTED
  const [health, counts] = await Promise.all([
    completing,
    isCounted ? countsOrNone(countsOfRelease(sentry, wanted, found), context) : new Map()
  ])
  const counted = issues.map(issue => {
    const seen = counts.get(issue.id)
    return seen === undefined ? issue : { ...issue, ...seen, countsAre: 'release' as const }
  })
  return { ...opened, look: found, health, issues: counted, known: undefined }
}

/** Names that are shown: enough to see a typing mistake. */
const MOST_RELEASES = 3

/**
 * One request: the environments if the given one is missing, or if events of the release came from elsewhere; else the newest releases of
 * these projects that have events.
 */
async function knownNames(
  { sentry, organization }: OpenedOrganization,
  wanted: ReleaseSearch,
  { missing, release }: Extract<Look, { kind: 'no-data' }>
): Promise<KnownNames> {
  const { environment } = wanted
  const isElsewhere = missing === 'events' && release?.lastEvent !== undefined
  if (environment !== undefined && (missing === 'environment' || isElsewhere)) {
    const all = await environmentsOf(sentry, organization)
    const others = all.filter(name => name !== '' && name !== environment)
    return { what: 'environments', names: nearestFirst([environment], others) }
  }
  const seen = await releasesWithEvents(sentry, organization, filterOf(wanted, release))
  const names = seen.filter(name => name !== wanted.version)
  return { what: 'releases', names: names.slice(0, MOST_RELEASES) }
}

/** The numbers are an extra. Without them the report shows totals, and calls them totals. */
async function countsOrNone<T>(
  counting: Promise<ReadonlyMap<string, T>>,
  context: Context
): Promise<ReadonlyMap<string, T>> {
  const counted = await tried(counting, context)
  if (counted.kind === 'done') return counted.value
  context.log.info(`Events and users are shown as totals: ${counted.failure.message}`)
  return new Map()
}

/** The newest commits that Sentry has for the release, of all of its repositories. */
export async function releasedCommits(
  { sentry, organization }: OpenedOrganization,
  version: string
): Promise<readonly ReleaseCommit[]> {
  const commits: ReleaseCommit[] = []
  for await (const page of sentry.pages('list-release-commits', { organization, version })) {
    commits.push(...page.rows.map(decodeReleaseCommit))
    if (commits.length >= MAX_COMMITS) break
  }
  return commits
}

/**
 * Where to look for earlier releases: in the given projects, else in those of the release.
 * @returns `undefined` when Sentry does not have the release
 */
export async function earlierReleases(
  { access, version }: Pick<CommentRequest, 'access' | 'version'>,
  { sentry, organization }: OpenedOrganization
): Promise<SearchedProjects | undefined> {
  const { projects } = access
  if (projects.length > 0) return { sentry, organization, projects }
  const reply = await unlessAbsent(sentry.call('get-release', { organization, version }), undefined)
  if (reply === undefined) return undefined
  return { sentry, organization, projects: decodeRelease(reply.json).projects.map(({ slug }) => slug) }
}
