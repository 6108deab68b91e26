import { listOf, recordOf, textOf } from '../text/json.ts'
import type { Deploy, Release } from '../sentry/answers.ts'
import type { OperationName } from '../sentry/operations.ts'
import type { Association, Facts } from './facts.ts'
import type { ReleaseRequest } from './inputs.ts'
import type { ReleaseField } from './request.ts'

type Body = Readonly<Record<string, unknown>>

/** One write to Sentry: what, to what, with which body, and why. */
export interface Write {
  readonly operation: Extract<OperationName, 'create-release' | 'update-release' | 'create-deploy'>
  readonly effect: 'create' | 'update'
  readonly target: string
  readonly body: Body
  readonly reason: string
}

/** The writes of a run in their order: the release first, then the deploys, which do not depend on each other. */
export interface Plan {
  readonly release: Write | undefined
  /** What an existing release still needs after `create-release`, which changes none of its fields: decided by its answer. */
  readonly update: Write | undefined
  readonly deploys: readonly Write[]
  /** Deploys that are there already, so that they are not recorded again. They are looked up when it is known that the release was there. */
  readonly present: readonly Deploy[]
}

/** Plans the writes of a run. Pure; `now` is in milliseconds since 1970, by `Context.serverTime`. */
export function planRelease(request: ReleaseRequest, facts: Facts, now: number): Plan {
  const { parts } = request
  const known = facts.release.kind === 'there' ? facts.release.release : undefined
  const creates = parts.has('release')
  const deploys = parts.has('deploy')
    ? request.deploy.environments.map(environment => deployOf(request, facts, { environment, now }))
    : []
  return {
    release: creates ? createOf(request, facts, now) : undefined,
    update: known === undefined ? undefined : updateOf(request, facts, { known, commits: !creates, now }),
    deploys,
    present: []
  }
}

/** A plan without the deploys that are there already: another job of the run recorded them. */
export function withPresent(plan: Plan, present: readonly Deploy[]): Plan {
  const environments = new Set<unknown>(present.map(({ environment }) => environment))
  return {
    ...plan,
    present,
    deploys: plan.deploys.filter(({ body }) => !environments.has(body['environment']))
  }
}

/** All writes of a plan, in their order. */
export function writesOf(plan: Plan): readonly Write[] {
  return [plan.release, plan.update, ...plan.deploys].filter(write => write !== undefined)
}

function createOf(request: ReleaseRequest, facts: Facts, now: number): Write {
  const { version, parts, ref, url } = request
  return {
    operation: 'create-release',
    effect: 'create',
    target: `${facts.organization}/${version}`,
    body: given({
      version,
      projects: facts.projects,
      ref: ref?.value,
      url: url?.value,
      dateReleased: parts.has('finalize') ? new Date(now).toISOString() : undefined,
      ...commitsOf(facts.association)
    }),
    reason: 'create the release, or complete its projects'
  }
}

/**
 * What a release that exists still needs. Sentry's POST ignores every field of an existing release but its projects and commits;
 * a default never replaces what stands there, and a release that is finalized keeps its date.
 * @param options.commits whether the commits go with this write, because no `create-release` carries them
 */
export function updateOf(
  request: ReleaseRequest,
  facts: Pick<Facts, 'organization' | 'association'>,
  options: { known: Release; commits: boolean; now: number }
): Write | undefined {
  const { version, parts, ref, url } = request
  const { known, commits, now } = options
  const finalizes = parts.has('finalize') && known.dateReleased === undefined
  const body = given({
    ref: parts.has('release') ? replacement(ref, known.ref) : undefined,
    url: parts.has('release') ? replacement(url, known.url) : undefined,
    dateReleased: finalizes ? new Date(now).toISOString() : undefined,
    ...(commits && parts.has('commits') ? commitsOf(facts.association) : {})
  })
  if (Object.keys(body).length === 0) return undefined
  return {
    operation: 'update-release',
    effect: 'update',
    target: `${facts.organization}/${version}`,
    body,
    reason: `set ${Object.keys(body).join(', ')} of the release that exists`
  }
}

/** The fields that have a value. */
function given(fields: Body): Body {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** What an input puts in the place of what stands there. */
function replacement(field: ReleaseField | undefined, present: string | undefined): string | undefined {
  return field?.given === true && field.value !== present ? field.value : undefined
}

/** Never an empty list: `refs: []` deletes the commits of a release. */
function commitsOf(association: Association): Body {
  if (association.kind === 'list' && association.list.commits.length > 0)
    return { commits: association.list.commits }
  if (association.kind !== 'refs') return {}
  const { repository, head, previous, begin } = association.range
  return { refs: [given({ repository, commit: head, previousCommit: begin ?? previous?.commit })] }
}

function deployOf(
  request: ReleaseRequest,
  facts: Facts,
  { environment, now }: { environment: string; now: number }
): Write {
  const { deploy, access, version } = request
  return {
    operation: 'create-deploy',
    effect: 'create',
    target: `${facts.organization}/${version}/${environment}`,
    body: given({
      environment,
      name: deploy.name,
      url: deploy.url,
      dateStarted: deploy.startedAt,
      dateFinished: deploy.finishedAt ?? new Date(now).toISOString(),
      projects: access.projects.length === 0 ? undefined : access.projects
    }),
    reason: `record the deploy to ${environment}`
  }
}

/** A write as the output `plan` shows it: a list of commits by its count, first and last. */
export function shownWrite({ operation, effect, target, body }: Write): Readonly<Record<string, unknown>> {
  const commits = body['commits']
  if (commits === undefined) return { operation, effect, target, body }
  const ids = listOf(commits).map(commit => textOf(recordOf(commit)['id']) ?? '')
  const shown = { count: ids.length, first: ids.at(0), last: ids.at(-1) }
  return { operation, effect, target, body: { ...body, commits: shown } }
}
