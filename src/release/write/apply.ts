import { endingFailure } from '../../run/tried.ts'
import { type Failure, isOneOf } from '../../run/failure.ts'
import type { Context } from '../../run/context.ts'
import type { Sentry } from '../../sentry/client.ts'
import type { Deploy, Release } from '../../sentry/answers.ts'
import { presentDeploys, recordDeploy } from './deploy.ts'
import { releaseAfter } from './release-after.ts'
import { explain, MAY_BE_RECORDED } from './explain.ts'
import { uploadMaps } from './maps.ts'
import type { Facts } from '../facts.ts'
import type { SentMaps } from '../maps/send.ts'
import type { ReleaseRequest } from '../request.ts'
import {
  finalizeOf,
  planRelease,
  updateOf,
  withPresent,
  type CreateDeploy,
  type CreateRelease,
  type Plan,
  type UpdateRelease,
  type Write
} from '../plan.ts'
import { keepOthers } from './shared-list.ts'

/** What a run has written, even if it ended early. */
export interface Written {
  /** The writes that Sentry confirmed, in their order. */
  readonly writes: readonly Write[]
  /** Whether Sentry answered the create request with 201. */
  readonly created: boolean
  /** The release as the last answer showed it. */
  readonly release: Release | undefined
  /** `undefined` if the plan has no upload, or if the run ended before it. */
  readonly maps: SentMaps | undefined
  /** The write that set the date after the source maps. */
  readonly finalize: UpdateRelease | undefined
  /** The deploys that this run recorded. */
  readonly deploys: readonly Deploy[]
  /** The deploys that were there already: another job of the run recorded them. */
  readonly present: readonly Deploy[]
  /** Environments whose deploy may have been recorded: the answer was lost, and the list does not show it either way. */
  readonly hiddenDeploys: readonly string[]
  /** What a failed write stored all the same, or may have stored, as a sentence. */
  readonly halfDone: string | undefined
  /** Why the rest was not written. */
  readonly failure: Failure | undefined
}

/** What the writes need. */
export interface ApplyRun {
  readonly sentry: Sentry
  readonly context: Context
  readonly request: ReleaseRequest
  readonly facts: Facts
  /** The time of the plan, in milliseconds since 1970. */
  readonly now: number
  /** Called for each write that Sentry confirmed. `created`: whether it answered the create request with 201. */
  readonly wrote: (write: Write, created: boolean) => void
}

/** What was written so far. */
type Progress = {
  -readonly [Key in keyof Written]: Written[Key] extends readonly (infer One)[] ? One[] : Written[Key]
}

function nothingWritten(): Progress {
  return {
    writes: [],
    created: false,
    release: undefined,
    maps: undefined,
    finalize: undefined,
    deploys: [],
    present: [],
    hiddenDeploys: [],
    halfDone: undefined,
    failure: undefined
  }
}

function note(write: Write, run: ApplyRun, progress: Progress): void {
  progress.writes.push(write)
  run.wrote(write, progress.created)
}

/**
 * Carries out a plan: the release, what an existing release still needs, the source maps, the date that waits for them, then the deploys
 * side by side. A failure ends the run and is returned with what was written before.
 */
export async function applyPlan(plan: Plan, run: ApplyRun): Promise<Written> {
  const progress = nothingWritten()
  if (!(await writeRelease(plan, run, progress))) return progress
  if (!(await writeMaps(plan, run, progress))) return progress
  if (!(await writeDate(run, progress))) return progress
  const dated = { ...plan, deploys: deploysOf(plan, run) }
  const { deploys } = await withoutDoubles(dated, run, progress)
  await writeDeploys(deploys, run, progress)
  return progress
}

/** If this machine's clock is off by less than this, its dates stay. */
const CLOCK_TOLERANCE_MS = 10_000

/**
 * Whether the plan's dates are wrong. If nothing was read before the first write, the plan was dated by this machine's clock. The first
 * answer then gives the servers' time.
 */
function isMisdated({ now, context }: ApplyRun): boolean {
  return Math.abs(context.serverTime.now() - now) > CLOCK_TOLERANCE_MS
}

function deploysOf(plan: Plan, run: ApplyRun): readonly CreateDeploy[] {
  if (!isMisdated(run)) return plan.deploys
  return planRelease(run.request, run.facts, run.context.serverTime.now()).deploys
}

/** The release, without its date if this run set a wrong one: Sentry lets it be set again. */
function datedRight(release: Release, plan: Plan, run: ApplyRun): Release {
  const sent = plan.release?.body.dateReleased
  const isOurs = sent !== undefined && Date.parse(release.dateReleased ?? '') === Date.parse(sent)
  return isOurs && isMisdated(run) ? { ...release, dateReleased: undefined } : release
}

/** @returns whether everything was written */
async function writeRelease(plan: Plan, run: ApplyRun, progress: Progress): Promise<boolean> {
  const { request, facts, context } = run
  if (plan.release !== undefined && !(await write(plan.release, run, progress))) return false
  // the answer is fresher than the facts: another job may have finalized the release in between
  const answered = plan.release === undefined ? undefined : progress.release
  const known = answered === undefined ? undefined : datedRight(answered, plan, run)
  const now = isMisdated(run) ? context.serverTime.now() : run.now
  const update = known === undefined ? plan.update : updateOf(request, facts, { known, commits: false, now })
  if (update !== undefined && !(await write(update, run, progress))) return false
  if (facts.association.kind !== 'commits' || facts.association.others.length === 0) return true
  try {
    for await (const { write, release } of keepOthers(facts.association, run)) {
      progress.release = release
      note(write, run, progress)
    }
    return true
  } catch (error) {
    progress.failure = endingFailure(error, run.context)
    return false
  }
}

/** @returns whether the run goes on. With `on_error: warn` it goes on without the source maps */
async function writeMaps({ maps }: Plan, run: ApplyRun, progress: Progress): Promise<boolean> {
  if (maps === undefined) return true
  const sent = await uploadMaps(maps, run, knownRelease(run, progress))
  progress.maps = sent
  if (sent.failure === undefined) {
    note(maps, run, progress)
    return true
  }
  const goesOn = run.request.access.onError === 'warn' && !run.context.signal.aborted
  if (goesOn) run.context.log.info(`${sent.failure.message}. The run goes on without the source maps.`)
  else progress.failure = sent.failure
  return goesOn
}

/** Sets the date that waited for the source maps. @returns whether all went well */
async function writeDate(run: ApplyRun, progress: Progress): Promise<boolean> {
  const now = isMisdated(run) ? run.context.serverTime.now() : run.now
  const finalize = finalizeOf(run.request, run.facts, { known: knownRelease(run, progress), now })
  if (finalize === undefined) return true
  const isDone = await write(finalize, run, progress)
  if (isDone) progress.finalize = finalize
  return isDone
}

function knownRelease({ facts }: ApplyRun, { release }: Progress): Release | undefined {
  return release ?? (facts.release.kind === 'there' ? facts.release.release : undefined)
}

async function write(
  write: CreateRelease | UpdateRelease,
  run: ApplyRun,
  progress: Progress
): Promise<boolean> {
  const { sentry, facts, request } = run
  const { organization } = facts
  try {
    const reply = await sentry.write(write)
    progress.created ||= write.operation === 'create-release' && reply.status === 201
    note(write, run, progress)
    progress.release = await releaseAfter(reply, sentry, { organization, version: request.version })
    return true
  } catch (error) {
    const explained = await explain(endingFailure(error, run.context), {
      ...run,
      write,
      known: progress.release
    })
    progress.failure = explained.failure
    progress.halfDone = explained.halfDone
    return false
  }
}

/**
 * The plan without the deploys that are there already. A release that this run created has none. In an older one another job may have
 * recorded some.
 */
async function withoutDoubles(plan: Plan, run: ApplyRun, progress: Progress): Promise<Plan> {
  if (progress.created || plan.deploys.length === 0) return plan
  try {
    progress.present.push(...(await presentDeploys(plan.deploys, deployTools(run, progress))))
    return withPresent(plan, progress.present)
  } catch (error) {
    progress.failure = endingFailure(error, run.context)
    return { ...plan, deploys: [] }
  }
}

function deployTools(run: ApplyRun, progress: Progress) {
  const { facts, request } = run
  const release = knownRelease(run, progress)
  return { ...run, organization: facts.organization, version: request.version, release }
}

async function writeDeploys(
  deploys: readonly CreateDeploy[],
  run: ApplyRun,
  progress: Progress
): Promise<void> {
  let recorded = 0
  const tools = { ...deployTools(run, progress), recorded: () => recorded }
  // each is a round trip of its own; they do not depend on each other
  const results = await Promise.allSettled(
    deploys.map(async write => {
      const deploy = await recordDeploy(write, tools)
      recorded += 1
      return deploy
    })
  )
  for (const [index, result] of results.entries()) {
    const write = deploys[index]
    if (write === undefined) continue
    if (result.status === 'rejected') {
      const failure = endingFailure(result.reason, run.context)
      if (isOneOf(failure, MAY_BE_RECORDED)) progress.hiddenDeploys.push(write.body.environment)
      const explained = await explain(failure, { ...run, write, known: progress.release })
      progress.failure ??= explained.failure
    } else {
      progress.deploys.push(result.value)
      note(write, run, progress)
    }
  }
}
