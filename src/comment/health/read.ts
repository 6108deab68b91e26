import type { Context } from '../../run/context.ts'
import { type Failure, isOneOf } from '../../run/failure.ts'
import { tried, type Tried } from '../../run/tried.ts'
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
   * Reads what the conditions need. Mostly that is one request. More are made when a condition asks for statuses, the previous
   * release or adoption. A release without sessions costs one request, or two with a condition on adoption.
   *
   * @param release what Sentry knows of the release
   */
  look(scope: SessionScope, release: Promise<Pick<Release, 'dateCreated'> | undefined>): Promise<HealthLook>
  /** What only the report shows: the previous release and the adoption. They are extras. */
  complete(found: HealthLook): Promise<HealthLook>
}

interface HealthReading {
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
}: HealthReading): HealthReader {
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

  /** The numbers of each release, from the rates or, where the server does not know them, from the statuses. */
  async function numbersOf(releases: readonly string[]): Promise<NumbersRead> {
    const json = await rates(releases)
    if (json === undefined) {
      const byStatus = await statuses(releases)
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

  /** Request B: the share of this release in all sessions. */
  async function adoptionOf(own: number): Promise<HealthFacts['adoption']> {
    const all = decodeTotal(await sessions({ field: [SESSIONS] }))
    // The two requests are not made at the same moment.
    const of = Math.max(all, own)
    return of === 0 ? 'none' : { part: own, of }
  }

  /** What the conditions need. The statuses are asked for when all releases that they are wanted of are known. */
  async function read(): Promise<HealthFacts> {
    const first = await numbersOf([version, ...namesOf(asked.previous)])
    const { sessions: count } = first.numbers.get(version) ?? NO_SESSIONS
    const needsC = first.misses || (count > 0 && terms.some(needsStatuses))
    const isCompared = count > 0 && (terms.some(needsPrevious) || (needsC && health.show !== 'never'))
    const finding = isCompared ? await tried(findOnce(), context) : undefined
    const releases = [version, ...namesOf(asked.previous)]
    const isMissing = isCompared && releases.some(release => !first.numbers.has(release))
    const [theirs, byStatus, adoption] = await Promise.all([
      isMissing && !first.misses ? tried(numbersOf(namesOf(asked.previous)), context) : undefined,
      needsC ? tried(statuses(releases), context) : undefined,
      terms.some(({ metric }) => metric === 'adoption') ? tried(adoptionOf(count), context) : undefined
    ])
    const found = (release: string): Numbers => {
      const known =
        first.numbers.get(release) ??
        (theirs?.kind === 'done' ? theirs.value.numbers.get(release) : undefined)
      const numbers = known ?? NO_SESSIONS
      return byStatus?.kind === 'done' ? withStatuses(numbers, byStatus.value, release) : numbers
    }
    const [other] = namesOf(asked.previous)
    // numbers that could not be read are not those of a release without sessions
    const isUnread = theirs?.kind === 'failed'
    return {
      isEnvironmentKnown: true,
      numbers: found(version),
      previous:
        asked.previous?.kind === 'none'
          ? 'none'
          : other === undefined || isUnread
            ? undefined
            : { release: other, numbers: found(other) },
      adoption: adoption?.kind === 'done' ? adoption.value : undefined,
      start: undefined,
      end: undefined,
      ...decodeWindow(first.json),
      failures: {
        ...failureOf('previous', finding),
        ...failureOf('previous', theirs),
        ...failureOf('statuses', byStatus),
        ...failureOf('adoption', adoption)
      }
    }
  }

  /** What is shown only: it is left out where it cannot be read, and not asked for again where that failed already. */
  async function withExtras(facts: HealthFacts): Promise<HealthFacts> {
    const [previous, adoption] = await Promise.all([
      facts.previous === undefined && facts.failures.previous === undefined
        ? tried(previousOf(), context)
        : undefined,
      facts.adoption === undefined && facts.failures.adoption === undefined
        ? tried(adoptionOf(facts.numbers.sessions), context)
        : undefined
    ])
    const failed = [previous, adoption].flatMap(extra => (extra?.kind === 'failed' ? [extra.failure] : []))
    for (const failure of [facts.failures.previous, facts.failures.adoption, ...failed])
      if (failure !== undefined) context.log.info(`Release health is shown in part: ${failure.message}`)
    return {
      ...facts,
      previous: previous?.kind === 'done' ? previous.value : facts.previous,
      adoption: adoption?.kind === 'done' ? adoption.value : facts.adoption
    }
  }

  async function previousOf(): Promise<Previous | 'none'> {
    await findOnce()
    const [release] = namesOf(asked.previous)
    if (release === undefined) return 'none'
    const { numbers } = await numbersOf([release])
    return { release, numbers: numbers.get(release) ?? NO_SESSIONS }
  }

  async function findOnce(): Promise<void> {
    asked.previous ??= await findPrevious()
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
      return { kind: 'read', facts: await withExtras(found.facts) }
    }
  }
}

/** What the release is compared with, once that is known. */
type Baseline = Exclude<HealthRequest['baseline'], { readonly kind: 'auto' }>

function namesOf(baseline: Baseline | undefined): readonly string[] {
  return baseline?.kind === 'version' ? [baseline.version] : []
}

interface NumbersRead {
  /** By release. */
  readonly numbers: ReadonlyMap<string, Numbers>
  readonly json: unknown
  /** Whether a release has sessions and no rate of them. */
  readonly misses: boolean
}

/** Of a server that does not know the rates. */
const UNTOLD: Numbers = { ...NO_SESSIONS, tellsUsers: false }

function failureOf(
  part: keyof HealthFacts['failures'],
  result: Tried<unknown> | undefined
): HealthFacts['failures'] {
  return result?.kind === 'failed' ? { [part]: result.failure } : {}
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
