import { Failure } from '../gateway/errors.ts'
import { GATEWAY_FAILURES } from '../gateway/errors.ts'
import type { Context } from '../gateway/run.ts'
import type { Sentry } from '../sentry/client.ts'
import { decodeRelease, type Deploy, type Release } from '../sentry/decode.ts'
import { commitKey, commitList } from './commits.ts'
import { recordDeploy, type DeployResult } from './deploys.ts'
import type { Association, Facts } from './facts.ts'
import type { ReleaseRequest } from './inputs.ts'
import { updateOf, type Plan, type Write } from './plan.ts'
import { commitsOfRelease } from './read.ts'
import { isSameRepository } from './repositories.ts'

/** What a run has written, also when it ended before all of the plan was carried out. */
export interface Written {
  /** The writes that Sentry confirmed, in their order. */
  readonly writes: readonly Write[]
  /** Whether Sentry answered the create request with 201. */
  readonly created: boolean
  /** The release as the last answer showed it. */
  readonly release: Release | undefined
  readonly deploys: readonly Deploy[]
  /** Environments whose deploy may have been recorded: the answer was lost, and the list hides it. */
  readonly hiddenDeploys: readonly string[]
  /** Why the rest was not written. */
  readonly failure: Failure | undefined
}

export interface ApplyTools {
  readonly sentry: Sentry
  readonly context: Context
}

/** A list that shares its release with other jobs is written and read back at most so often. */
const MAX_SHARED_WRITES = 4

/**
 * Carries out a plan: the release first, then what an existing release still needs, then the deploys side by side.
 * A failure ends the run and comes back with what was written before.
 */
export async function applyPlan(
  plan: Plan,
  run: ApplyTools & { request: ReleaseRequest; facts: Facts; now: number }
): Promise<Written> {
  const { request, facts } = run
  const writes: Write[] = []
  let written: Written = {
    writes,
    created: false,
    release: undefined,
    deploys: [],
    hiddenDeploys: [],
    failure: undefined
  }
  try {
    if (plan.release !== undefined) {
      const { status, release } = await send(plan.release, run)
      writes.push(plan.release)
      written = { ...written, created: status === 201, release }
    }
    const known = written.release
    const update =
      plan.update ??
      (known === undefined ? undefined : updateOf(request, facts, { known, commits: false, now: run.now }))
    if (update !== undefined) {
      written = { ...written, release: (await send(update, run)).release }
      writes.push(update)
    }
    if (facts.association.kind === 'list' && facts.association.others.length > 0)
      await keepOthers(facts.association, run)
    return await applyDeploys(plan.deploys, run, written)
  } catch (error) {
    return { ...written, failure: failureOf(error, run.context.signal) }
  }
}

async function send(
  write: Write,
  { sentry, facts, request }: ApplyTools & { facts: Facts; request: ReleaseRequest }
): Promise<{ status: number; release: Release }> {
  const { organization } = facts
  const { body } = write
  const { status, json } =
    write.operation === 'create-release'
      ? await sentry.call('create-release', { organization }, { body })
      : await sentry.call('update-release', { organization, version: request.version }, { body })
  return { status, release: decodeRelease(json) }
}

async function applyDeploys(
  deploys: readonly Write[],
  run: ApplyTools & { request: ReleaseRequest; facts: Facts },
  before: Written
): Promise<Written> {
  const tools = { ...run, organization: run.facts.organization, version: run.request.version }
  // each is a round trip of its own; they do not depend on each other
  const results = await Promise.allSettled(deploys.map(write => recordDeploy(write, tools)))
  const recorded: Deploy[] = []
  const hidden: string[] = []
  const writes = [...before.writes]
  let failure: Failure | undefined
  for (const [index, result] of results.entries()) {
    const write = deploys[index]
    if (result.status === 'rejected') failure ??= failureOf(result.reason, run.context.signal)
    else if (write !== undefined) note(result.value, write)
  }
  return { ...before, writes, deploys: recorded, hiddenDeploys: hidden, failure }

  function note(result: DeployResult, write: Write): void {
    if (result.kind === 'hidden') {
      hidden.push(result.environment)
      return
    }
    recorded.push(result.deploy)
    writes.push(write)
  }
}

function failureOf(error: unknown, signal: AbortSignal): Failure {
  if (error instanceof Failure) return error
  if (signal.reason instanceof Failure) return signal.reason
  throw error
}

/**
 * Sentry replaces the commits of a release by each list. Where other repositories write to the same release, the list is read
 * back, and written again as a union while commits of it are missing.
 * @throws Failure when they are still missing after all repeats
 */
async function keepOthers(
  association: Extract<Association, { kind: 'list' }>,
  run: ApplyTools & { request: ReleaseRequest; facts: Facts }
): Promise<void> {
  const { sentry, context, request, facts } = run
  const parameters = { organization: facts.organization, version: request.version }
  const { repository } = association.range
  let { commits } = association.list
  for (let writes = 1; ; writes += 1) {
    const held = await commitsOfRelease(sentry, parameters)
    const keys = new Set(held.map(commit => commitKey(commit.repository, commit.sha)))
    const missing = commits.filter(
      commit => !keys.has(commitKey(commit.repository, commit.id)) && !commit.message?.includes('#skipsentry')
    )
    if (missing.length === 0) return
    if (writes >= MAX_SHARED_WRITES) {
      throw new Failure(
        GATEWAY_FAILURES.conflict,
        `${missing.length} commits of ${request.version} are missing again after ${writes} writes: other jobs replace the list`
      )
    }
    context.log.info(`${missing.length} commits were replaced by another job; writing all of them again.`)
    const others = held.filter(commit => !isSameRepository(commit.repository, repository))
    commits = mergeCommits(commits, commitList({ own: [], repository, others }).commits)
    await sentry.call('update-release', parameters, { body: { commits } })
  }
}

function mergeCommits<C extends { id: string; repository: string }>(
  ours: readonly C[],
  others: readonly C[]
): readonly C[] {
  const keys = new Set(ours.map(commit => commitKey(commit.repository, commit.id)))
  return [...ours, ...others.filter(commit => !keys.has(commitKey(commit.repository, commit.id)))]
}
