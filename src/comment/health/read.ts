import type { Context } from '../../run/context.ts'
import { type Failure, isOneOf } from '../../run/failure.ts'
import { tried } from '../../run/tried.ts'
import { decodeRelease, type Release } from '../../sentry/answers.ts'
import type { Query } from '../../sentry/call.ts'
import type { Sentry } from '../../sentry/client.ts'
import { WAY_FAILURES } from '../../way/failures.ts'
import { releaseQuery } from '../look/query.ts'
import {
  CRASH_FREE_SESSIONS,
  CRASH_FREE_USERS,
  decodeNumbers,
  decodeTotal,
  decodeWindow,
  SESSIONS,
  USERS,
  withStatuses
} from './decode.ts'
import { type HealthFacts, type HealthLook, NO_SESSIONS, type Numbers, type Previous } from './facts.ts'
import type { HealthRequest } from './request.ts'
import { needsPrevious, needsStatuses } from './terms.ts'

/** Where sessions are looked for, as Sentry takes it. */
export interface SessionScope extends Query {
  /** Ids or slugs. Sentry wants it always: without it there are those that the token's user is a member of. */
  readonly project: readonly string[]
  /** `undefined` for all of them. */
  readonly environment: string | undefined
}

/** Reads the health of a release, look by look. */
export interface HealthReader {
  /**
   * What the conditions need: one request, where the sessions by status, the previous release and all sessions are not asked for.
   * Without a session it is one request in any case but for `adoption`.
   *
   * @param release what Sentry knows of the release
   */
  look(scope: SessionScope, release: Promise<Pick<Release, 'dateCreated'> | undefined>): Promise<HealthLook>
  /** What only the report shows: the previous release and the adoption. They are extras. */
  complete(found: HealthLook): Promise<HealthLook>
}

interface Reading {
  readonly sentry: Sentry
  readonly organization: string
  readonly version: string
  readonly health: HealthRequest
  readonly context: Context
}

/** A reader for one run. It does not ask again what was refused. */
export function createHealthReader({
  sentry,
  organization,
  version,
  health,
  context
}: Reading): HealthReader {
  const { terms, period, baseline } = health
  const window = { statsPeriod: period.text, interval: period.interval }
  const asked: {
    scope: SessionScope
    release: Promise<Pick<Release, 'dateCreated'> | undefined>
    refusal: Failure | undefined
    ratesRefused: boolean
    previous: Baseline | undefined
  } = {
    scope: { project: [], environment: undefined },
    release: Promise.resolve(undefined),
    refusal: undefined,
    ratesRefused: false,
    previous: baseline.kind === 'auto' ? undefined : baseline
  }

  async function sessions(query: Query): Promise<unknown> {
    const options = { query: { ...query, ...asked.scope, ...window } }
    return (await sentry.call('get-sessions', { organization }, options)).json
  }

  /** Request A: the rates of each release. `undefined` when the server does not know them, which is not asked again. */
  async function rates(releases: readonly string[]): Promise<unknown> {
    if (asked.ratesRefused) return undefined
    const field = [SESSIONS, USERS, CRASH_FREE_SESSIONS, CRASH_FREE_USERS]
    try {
      return await sessions({ field, groupBy: ['release'], query: releaseQuery(releases) })
    } catch (error) {
      if (!isUnknownField(error)) throw error
      asked.ratesRefused = true
      return undefined
    }
  }

  /** Request C: the sessions of each release by their status. */
  function statuses(releases: readonly string[]): Promise<unknown> {
    const groupBy = ['release', 'session.status']
    return sessions({ field: [SESSIONS], groupBy, query: releaseQuery(releases) })
  }

  /** The numbers of each release; by status where a condition asks for that, or where the rates are missing. */
  async function numbersOf(releases: readonly string[]): Promise<NumbersRead> {
    const json = await rates(releases)
    const read = releases.map(release => decodeNumbers(json, release))
    const tellsUsers = json !== undefined
    const numbers = read.map(one => ({ ...one.numbers, tellsUsers: tellsUsers && one.numbers.tellsUsers }))
    const hasSessions = numbers.some(one => one.sessions > 0)
    const isWanted = hasSessions && terms.some(needsStatuses)
    if (json !== undefined && !isWanted && !read.some(({ misses }) => misses))
      return { numbers, json, failure: undefined }
    const byStatus = await tried(statuses(releases), context)
    if (byStatus.kind === 'failed') {
      // Without the rates nothing at all is known.
      if (json === undefined) throw byStatus.failure
      return { numbers, json, failure: byStatus.failure }
    }
    return {
      numbers: numbers.map((one, index) => withStatuses(one, byStatus.value, releases[index] ?? '')),
      json: json ?? byStatus.value,
      failure: undefined
    }
  }

  /** Request P: the newest release that was created before this one and was seen in the environment. */
  async function findPrevious(): Promise<Baseline> {
    const query = { ...asked.scope }
    const own = await asked.release
    for await (const { rows } of sentry.pages('list-organization-releases', { organization }, { query })) {
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

  async function previousOf(): Promise<Previous | 'none'> {
    asked.previous ??= await findPrevious()
    if (asked.previous.kind === 'none') return 'none'
    const release = asked.previous.version
    const { numbers } = await numbersOf([release])
    return { release, numbers: numbers[0] ?? NO_SESSIONS }
  }

  /** Request B: the share of this release in all sessions. */
  async function adoptionOf(numbers: Numbers): Promise<HealthFacts['adoption']> {
    const all = decodeTotal(await sessions({ field: [SESSIONS] }))
    // The two requests are not made at the same moment.
    const of = Math.max(all, numbers.sessions)
    return of === 0 ? 'none' : { part: numbers.sessions, of }
  }

  /** Adds what is wanted and not there yet. */
  async function withMore(
    facts: HealthFacts,
    wanted: { readonly previous: boolean; readonly adoption: boolean }
  ): Promise<HealthFacts> {
    const [previous, adoption] = await Promise.all([
      wanted.previous && facts.previous === undefined ? tried(previousOf(), context) : undefined,
      wanted.adoption && facts.adoption === undefined ? tried(adoptionOf(facts.numbers), context) : undefined
    ])
    return {
      ...facts,
      previous: previous?.kind === 'done' ? previous.value : facts.previous,
      adoption: adoption?.kind === 'done' ? adoption.value : facts.adoption,
      failures: {
        ...facts.failures,
        ...(previous?.kind === 'failed' ? { previous: previous.failure } : {}),
        ...(adoption?.kind === 'failed' ? { adoption: adoption.failure } : {})
      }
    }
  }

  async function read(): Promise<HealthFacts> {
    const known = asked.previous?.kind === 'version' ? asked.previous.version : undefined
    const { numbers, json, failure } = await numbersOf([version, ...(known === undefined ? [] : [known])])
    const [own = NO_SESSIONS, other] = numbers
    const facts: HealthFacts = {
      isEnvironmentKnown: true,
      numbers: own,
      previous: asked.previous?.kind === 'none' ? 'none' : previousAmong(known, other),
      adoption: undefined,
      start: undefined,
      end: undefined,
      ...decodeWindow(json),
      failures: failure === undefined ? {} : { statuses: failure }
    }
    return withMore(facts, {
      previous: own.sessions > 0 && terms.some(needsPrevious),
      adoption: terms.some(({ metric }) => metric === 'adoption')
    })
  }

  return {
    async look(scope, release) {
      if (asked.refusal !== undefined) return { kind: 'failed', failure: asked.refusal }
      Object.assign(asked, { scope, release })
      const facts = await tried(read(), context)
      if (facts.kind === 'done') return { kind: 'read', facts: facts.value }
      const { failure } = facts
      if (failure.kind === WAY_FAILURES.notFound) return { kind: 'read', facts: UNKNOWN_ENVIRONMENT }
      if (failure.kind === WAY_FAILURES.scopeMissing) asked.refusal = failure
      return { kind: 'failed', failure }
    },
    async complete(found) {
      if (found.kind === 'failed' || found.facts.numbers.sessions === 0) return found
      return { kind: 'read', facts: await withMore(found.facts, { previous: true, adoption: true }) }
    }
  }
}

/** What the release is compared with, once that is known. */
type Baseline = Exclude<HealthRequest['baseline'], { readonly kind: 'auto' }>

interface NumbersRead {
  /** In the order of the releases that were asked for. */
  readonly numbers: readonly Numbers[]
  readonly json: unknown
  /** Why the statuses are missing. */
  readonly failure: Failure | undefined
}

function previousAmong(release: string | undefined, numbers: Numbers | undefined): Previous | undefined {
  return release === undefined || numbers === undefined ? undefined : { release, numbers }
}

/** Sentry answers 404 for an environment that nobody has seen. */
const UNKNOWN_ENVIRONMENT: HealthFacts = {
  isEnvironmentKnown: false,
  numbers: NO_SESSIONS,
  previous: undefined,
  adoption: 'none',
  start: undefined,
  end: undefined,
  failures: {}
}

/** Source: older servers refuse newer fields by name. */
function isUnknownField(error: unknown): boolean {
  return isOneOf(error, [WAY_FAILURES.rejected]) && error.message.includes('Invalid field')
}

/** ISO 8601 times. A release that no time is known of is newer than all others. */
function isBefore(time: string | undefined, than: string | undefined, isListedBehind: boolean): boolean {
  const [a, b] = [Date.parse(time ?? ''), Date.parse(than ?? '')]
  if (Number.isNaN(b)) return true
  return a < b || (isListedBehind && a === b)
}
