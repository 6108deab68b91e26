import { slugsOf, type Deploy, type Release } from '../sentry/answers.ts'
import type { Bodies, ReleaseCommits, UpdateReleaseBody } from '../sentry/bodies.ts'
import { operation, type ParametersOf } from '../sentry/operations/table.ts'
import { targetOf } from '../sentry/operations/words.ts'
import type { Association, Facts } from './facts.ts'
import type { ReleaseField, ReleaseRequest } from './request.ts'

/** One write to Sentry: what, to what, with which body, and why. Its effect and target follow from the operation. */
export interface WriteOf<Name extends keyof Bodies> {
  readonly operation: Name
  readonly parameters: ParametersOf<Name>
  readonly body: Bodies[Name]
  readonly reason: string
}

export type CreateRelease = WriteOf<'create-release'>
export type UpdateRelease = WriteOf<'update-release'>
export type CreateDeploy = WriteOf<'create-deploy'>

/** The upload of the source maps, in bundles. */
export interface UploadSourceMaps {
  readonly operation: 'upload-source-maps'
  readonly parameters: ParametersOf<'upload-source-maps'>
  readonly body: {
    readonly version: string
    /** Slugs; an id if the slug is not known. */
    readonly projects: readonly string[]
    readonly dist?: string
  }
  /** Scripts. */
  readonly files: number
  readonly maps: number
  /** Of scripts and maps. */
  readonly bytes: number
  readonly reason: string
}
export type Write = CreateRelease | UpdateRelease | UploadSourceMaps | CreateDeploy

/**
 * The writes of a run in their order: the release with its commits, the source maps, the date, the deploys. Date and deploys wait for the
 * source maps. The deploys do not depend on each other.
 */
export interface Plan {
  readonly release: CreateRelease | undefined
  /**
   * What an existing release still needs, because `create-release` changes none of its fields. The answer to `create-release` decides it
   * again.
   */
  readonly update: UpdateRelease | undefined
  readonly maps: UploadSourceMaps | undefined
  /** Sets the date after the source maps. Without source maps the date goes with the release. */
  readonly finalize: UpdateRelease | undefined
  readonly deploys: readonly CreateDeploy[]
  /** Deploys that are there already and are not recorded again. They are looked up only if the release was there before. */
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
    maps: mapsOf(request, facts),
    finalize: finalizeOf(request, facts, { known, now }),
    deploys,
    present: []
  }
}

/** A plan without the deploys that are there already: another job of the run recorded them. */
export function withPresent(plan: Plan, present: readonly Deploy[]): Plan {
  const environments = new Set(present.map(({ environment }) => environment))
  return { ...plan, present, deploys: plan.deploys.filter(({ body }) => !environments.has(body.environment)) }
}

/** All writes of a plan, in their order. */
export function writesOf(plan: Plan): readonly Write[] {
  const { release, update, maps, finalize, deploys } = plan
  return [release, update, maps, finalize, ...deploys].filter(write => write !== undefined)
}

/** Whether a write gives the release its commits by `refs`, or by `commits`. */
export function carries(write: Write, by: keyof ReleaseCommits): boolean {
  const isOfRelease = write.operation === 'create-release' || write.operation === 'update-release'
  return isOfRelease && write.body[by] !== undefined
}

function createOf(request: ReleaseRequest, facts: Facts, now: number): CreateRelease {
  const { version, ref, url } = request
  return {
    operation: 'create-release',
    parameters: { organization: facts.organization },
    body: {
      version,
      projects: facts.projects,
      ...releaseFields({
        ref: ref?.value,
        url: url?.value,
        dateReleased: datesWithRelease(request) ? now : undefined
      }),
      ...commitsOf(facts.association)
    },
    reason: 'create the release, or complete its projects'
  }
}

/**
 * What an existing release still needs. Sentry's POST changes only its projects and commits. A default never replaces a value that is
 * there, and a finalized release keeps its date.
 * @param options.commits whether this write carries the commits, because the run has no `create-release`
 */
export function updateOf(
  request: ReleaseRequest,
  facts: Pick<Facts, 'organization' | 'association'>,
  options: { known: Release; commits: boolean; now: number }
): UpdateRelease | undefined {
  const { version, parts, ref, url } = request
  const { known, commits, now } = options
  const isOurs = parts.has('release')
  const finalizes = datesWithRelease(request) && known.dateReleased === undefined
  const body: UpdateReleaseBody = {
    ...releaseFields({
      ref: isOurs ? replacement(ref, known.ref) : undefined,
      url: isOurs ? replacement(url, known.url) : undefined,
      dateReleased: finalizes ? now : undefined
    }),
    ...(commits && parts.has('commits') ? commitsOf(facts.association) : {})
  }
  const fields = Object.keys(body)
  if (fields.length === 0) return undefined
  return {
    operation: 'update-release',
    parameters: { organization: facts.organization, version },
    body,
    reason: `set ${fields.join(', ')} of the release that exists`
  }
}

/** Whether the date is set together with the release. A release is not dated before its source maps are there. */
function datesWithRelease({ parts, maps }: ReleaseRequest): boolean {
  return parts.has('finalize') && maps === undefined
}

/** Sets the date after the source maps; `undefined` if the date goes with the release, or is set already. */
export function finalizeOf(
  { parts, maps, version }: ReleaseRequest,
  { organization }: Pick<Facts, 'organization'>,
  { known, now }: { known: Release | undefined; now: number }
): UpdateRelease | undefined {
  if (!parts.has('finalize') || maps === undefined || known?.dateReleased !== undefined) return undefined
  return {
    operation: 'update-release',
    parameters: { organization, version },
    body: { dateReleased: new Date(now).toISOString() },
    reason: 'finalize the release, whose source maps are there'
  }
}

function mapsOf(request: ReleaseRequest, facts: Facts): UploadSourceMaps | undefined {
  const { maps, organization, release } = facts
  if (request.maps === undefined || maps === undefined) return undefined
  const { dist } = request.maps
  const known = release.kind === 'there' ? release.release : undefined
  return {
    operation: 'upload-source-maps',
    parameters: { organization },
    body: {
      version: request.version,
      // older servers take no ids
      projects: slugsOf(facts.projects, known?.projects ?? []),
      ...(dist === undefined ? {} : { dist })
    },
    files: maps.scripts,
    maps: maps.maps,
    bytes: maps.bytes,
    reason: 'upload the source maps'
  }
}

/** The fields that have a value. `dateReleased` is in milliseconds since 1970. */
function releaseFields(fields: {
  readonly ref: string | undefined
  readonly url: string | undefined
  readonly dateReleased: number | undefined
}): Pick<UpdateReleaseBody, 'ref' | 'url' | 'dateReleased'> {
  const { ref, url, dateReleased } = fields
  return {
    ...(ref === undefined ? {} : { ref }),
    ...(url === undefined ? {} : { url }),
    ...(dateReleased === undefined ? {} : { dateReleased: new Date(dateReleased).toISOString() })
  }
}

/** A given value, if it differs from the present one. */
function replacement(field: ReleaseField | undefined, present: string | undefined): string | undefined {
  return field?.given === true && field.value !== present ? field.value : undefined
}

/** Never an empty list: `refs: []` deletes the commits of a release. */
function commitsOf(association: Association): ReleaseCommits {
  if (association.kind === 'commits' && association.list.commits.length > 0)
    return { commits: association.list.commits }
  if (association.kind !== 'refs') return {}
  const { repository, head, previous, begin } = association.range
  const previousCommit = begin ?? previous?.commit
  return {
    refs: [{ repository, commit: head, ...(previousCommit === undefined ? {} : { previousCommit }) }]
  }
}

function deployOf(
  { deploy, access, version }: ReleaseRequest,
  { organization }: Facts,
  { environment, now }: { environment: string; now: number }
): CreateDeploy {
  const { name, url, startedAt, finishedAt } = deploy
  return {
    operation: 'create-deploy',
    parameters: { organization, version },
    body: {
      environment,
      name,
      ...(url === undefined ? {} : { url }),
      ...(startedAt === undefined ? {} : { dateStarted: startedAt }),
      dateFinished: finishedAt ?? new Date(now).toISOString(),
      ...(access.projects.length === 0 ? {} : { projects: access.projects })
    },
    reason: `record the deploy to ${environment}`
  }
}

/** A write as people and the output `plan` see it. Commits become their count, the first and the last; an upload becomes its counts. */
export function shownWrite(write: Write): Readonly<Record<string, unknown>> {
  const { operation: name, body } = write
  const shown = { operation: name, effect: operation(name).effect, target: targetOf(write) }
  if (name === 'upload-source-maps') {
    const { files, maps, bytes } = write
    return { ...shown, body: { files, maps, bytes, projects: body.projects, dist: body.dist } }
  }
  if (name === 'create-deploy' || body.commits === undefined) return { ...shown, body }
  const { commits, ...others } = body
  const ids = commits.map(({ id }) => id)
  return { ...shown, body: { ...others, commits: { count: ids.length, first: ids.at(0), last: ids.at(-1) } } }
}
