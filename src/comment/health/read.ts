import type { Context } from '../../run/context.ts'
import type { Failure } from '../../run/failure.ts'
import { tried, type Tried } from '../../run/tried.ts'
import type { Release } from '../../sentry/answers.ts'
import type { Sentry } from '../../sentry/client.ts'
import { WAY_FAILURES } from '../../way/failures.ts'
import { decodeWindow, withStatuses } from './decode.ts'
import { type HealthFacts, type HealthLook, NO_SESSIONS, type Numbers, type Previous } from './facts.ts'
import type { HealthRequest } from './request.ts'
import { type Baseline, sessionReads, type ProjectFilter } from './sessions.ts'
import { needsPrevious, needsStatuses } from './terms.ts'

/** Reads the health of a release, look by look. */
export interface HealthReader {
  /**
   * Reads what the conditions need. Usually that is one request. More are made if a condition asks for statuses, the previous release or
   * adoption. A release without sessions costs one request, or two with a condition on adoption.
   *
   * @param release what Sentry knows of the release
   */
  look(filter: ProjectFilter, release: Promise<Pick<Release, 'dateCreated'> | undefined>): Promise<HealthLook>
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
  const reads = sessionReads({ sentry, organization, version, period })
  const asked: {
    filter: ProjectFilter
    release: Promise<Pick<Release, 'dateCreated'> | undefined>
    refusal: Failure | undefined
    previous: Baseline | undefined
  } = {
    filter: { project: [], environment: undefined },
    release: Promise.resolve(undefined),
    refusal: undefined,
    previous: baseline.kind === 'auto' ? undefined : baseline
  }

  /** Reads what the conditions need. Statuses are read last, when it is known of which releases. */
  async function read(): Promise<HealthFacts> {
    const first = await reads.numbersOf(asked.filter, [version, ...namesOf(asked.previous)])
    const { sessions: count } = first.numbers.get(version) ?? NO_SESSIONS
    const isByStatus = first.misses || (count > 0 && terms.some(needsStatuses))
    const isCompared = count > 0 && (terms.some(needsPrevious) || (isByStatus && health.show !== 'never'))
    const finding = isCompared ? await tried(findOnce(), context) : undefined
    const releases = [version, ...namesOf(asked.previous)]
    const isMissing = isCompared && releases.some(release => !first.numbers.has(release))
    const [theirs, byStatus, adoption] = await Promise.all([
      isMissing && !first.misses
        ? tried(reads.numbersOf(asked.filter, namesOf(asked.previous)), context)
        : undefined,
      isByStatus ? tried(reads.statuses(asked.filter, releases), context) : undefined,
      terms.some(({ metric }) => metric === 'adoption')
        ? tried(reads.adoptionOf(asked.filter, count), context)
        : undefined
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

  /** Adds what is only shown. It is left out if it cannot be read, and not asked for again if that failed before. */
  async function withExtras(facts: HealthFacts): Promise<HealthFacts> {
    const [previous, adoption] = await Promise.all([
      facts.previous === undefined && facts.failures.previous === undefined
        ? tried(previousOf(), context)
        : undefined,
      facts.adoption === undefined && facts.failures.adoption === undefined
        ? tried(reads.adoptionOf(asked.filter, facts.numbers.sessions), context)
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
    const { numbers } = await reads.numbersOf(asked.filter, [release])
    return { release, numbers: numbers.get(release) ?? NO_SESSIONS }
  }

  async function findOnce(): Promise<void> {
    asked.previous ??= await reads.findPrevious(asked.filter, asked.release)
  }

  return {
    async look(filter, release) {
      if (asked.refusal !== undefined) return { kind: 'failed', failure: asked.refusal }
      Object.assign(asked, { filter, release })
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

function namesOf(baseline: Baseline | undefined): readonly string[] {
  return baseline?.kind === 'version' ? [baseline.version] : []
}

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
