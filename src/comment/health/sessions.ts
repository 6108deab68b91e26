import { isOneOf } from '../../run/failure.ts'
import { decodeRelease, type Release } from '../../sentry/answers.ts'
import type { Query } from '../../sentry/operations/path.ts'
import type { Sentry } from '../../sentry/client.ts'
import { WAY_FAILURES } from '../../way/failures.ts'
import { releaseQuery } from '../../sentry/search.ts'
import {
  CRASH_FREE_SESSIONS,
  CRASH_FREE_USERS,
  decodeNumbers,
  decodeTotal,
  SESSIONS,
  USERS,
  withStatuses
} from './decode.ts'
import { type HealthFacts, NO_SESSIONS, type Numbers } from './facts.ts'
import type { HealthRequest } from './request.ts'

/** Which sessions count, as Sentry takes it. */
export interface ProjectFilter extends Query {
  /** Ids or slugs. Always given: without it Sentry takes the projects that the token's user is a member of. */
  readonly project: readonly string[]
  /** `undefined` for all of them. */
  readonly environment: string | undefined
}

/** What the release is compared with, once that is known. */
export type Baseline = Exclude<HealthRequest['baseline'], { readonly kind: 'auto' }>

/** What one answer says of each release. */
export interface NumbersRead {
  /** By release. */
  readonly numbers: ReadonlyMap<string, Numbers>
  readonly json: unknown
  /** Whether a release has sessions but no rate. */
  readonly misses: boolean
}

/** The numbers from a server that does not know the rates. */
const UNTOLD: Numbers = { ...NO_SESSIONS, tellsUsers: false }

/** The requests about the health of a release, each with a filter of projects and environment. All throw a Failure as the way to Sentry does. */
export interface SessionReads {
  /** The numbers of each release: from the rates, or from the statuses if the server does not know the rates. */
  numbersOf(filter: ProjectFilter, releases: readonly string[]): Promise<NumbersRead>
  /** The sessions of each release by their status, as `withStatuses` takes them. */
  statuses(filter: ProjectFilter, releases: readonly string[]): Promise<unknown>
  /** The newest release that was created before this one and was seen in the environment. */
  findPrevious(
    filter: ProjectFilter,
    release: Promise<Pick<Release, 'dateCreated'> | undefined>
  ): Promise<Baseline>
  /** The share of this release in all sessions. `own` is its number of sessions. */
  adoptionOf(filter: ProjectFilter, own: number): Promise<HealthFacts['adoption']>
}

/** What the requests need. */
export interface SessionReading {
  readonly sentry: Sentry
  readonly organization: string
  readonly version: string
  readonly period: HealthRequest['period']
}

/** The reads of one run. If the server does not know the rates, they are not asked again. */
export function sessionReads({ sentry, organization, version, period }: SessionReading): SessionReads {
  const window = { statsPeriod: period.text, interval: period.interval }
  let areRatesRefused = false

  async function sessions(filter: ProjectFilter, query: Query): Promise<unknown> {
    const options = { query: { ...query, ...filter, ...window } }
    return (await sentry.call('get-sessions', { organization }, options)).json
  }

  /** The rates of each release; `undefined` if the server does not know them. */
  async function rates(filter: ProjectFilter, releases: readonly string[]): Promise<unknown> {
    if (areRatesRefused) return undefined
    const field = [SESSIONS, USERS, CRASH_FREE_SESSIONS, CRASH_FREE_USERS]
    try {
      return await sessions(filter, { field, groupBy: ['release'], query: releaseQuery(releases) })
    } catch (error) {
      if (!isUnknownField(error)) throw error
      areRatesRefused = true
      return undefined
    }
  }

  async function statuses(filter: ProjectFilter, releases: readonly string[]): Promise<unknown> {
    const groupBy = ['release', 'session.status']
    return sessions(filter, { field: [SESSIONS], groupBy, query: releaseQuery(releases) })
  }

  async function numbersOf(filter: ProjectFilter, releases: readonly string[]): Promise<NumbersRead> {
    const json = await rates(filter, releases)
    if (json === undefined) {
      const byStatus = await statuses(filter, releases)
      const numbers = releases.map(release => [release, withStatuses(UNTOLD, byStatus, release)] as const)
      return { numbers: new Map(numbers), json: byStatus, misses: false }
    }
    const read = releases.map(release => [release, decodeNumbers(json, release)] as const)
    return {
      numbers: new Map(read.map(([release, { numbers }]) => [release, numbers])),
      json,
      misses: read.some(([, { misses }]) => misses)
    }
  }

  async function findPrevious(
    filter: ProjectFilter,
    release: Promise<Pick<Release, 'dateCreated'> | undefined>
  ): Promise<Baseline> {
    const own = await release
    for await (const { rows } of sentry.pages(
      'list-organization-releases',
      { organization },
      { query: { ...filter } }
    )) {
      const releases = rows.map(decodeRelease)
      const at = releases.findIndex(release => release.version === version)
      const created = own?.dateCreated ?? releases[at]?.dateCreated
      // Of two that were created at the same time the list tells which came first.
      const found = releases.find(
        (release, index) =>
          release.version !== version && isBefore(release.dateCreated, created, at !== -1 && index > at)
      )
      return found === undefined ? { kind: 'none' } : { kind: 'version', version: found.version }
    }
    return { kind: 'none' }
  }

  async function adoptionOf(filter: ProjectFilter, own: number): Promise<HealthFacts['adoption']> {
    const all = decodeTotal(await sessions(filter, { field: [SESSIONS] }))
    // The two requests are not made at the same moment.
    const of = Math.max(all, own)
    return of === 0 ? 'none' : { part: own, of }
  }

  return { numbersOf, statuses, findPrevious, adoptionOf }
}

/** Servers before 22.5 do not know the rates. They answer 400 `Invalid field: …`. */
function isUnknownField(error: unknown): boolean {
  return isOneOf(error, [WAY_FAILURES.rejected]) && error.message.includes('Invalid field')
}

/** ISO 8601 times. A release without a known time is newer than all others. */
function isBefore(time: string | undefined, than: string | undefined, isListedBehind: boolean): boolean {
  const [a, b] = [Date.parse(time ?? ''), Date.parse(than ?? '')]
  if (Number.isNaN(b)) return true
  return a < b || (isListedBehind && a === b)
}
