import { Failure, hasKind } from '../../run/failure.ts'
import { WAY_FAILURES } from '../../way/failures.ts'
import { unlessAbsent } from '../../way/way.ts'
import { SERVER_DOWN } from '../../sentry/open.ts'
import type { Sentry } from '../../sentry/client.ts'
import type { Release } from '../../sentry/answers.ts'
import { explainUnknownProjects, explainUnknown, UNKNOWN_REFUSALS } from '../../sentry/unknown.ts'
import { purposeOf } from '../../sentry/operations/words.ts'
import { clean } from '../../text/clean.ts'
import type { Facts } from '../facts.ts'
import type { ReleaseRequest } from '../request.ts'
import { carries, type Write } from '../plan.ts'

/** A write that failed, and what is known around it. */
export interface FailedWrite {
  readonly sentry: Sentry
  readonly request: ReleaseRequest
  readonly facts: Facts
  readonly write: Write
  /** The release as an answer to this run showed it. */
  readonly known: Release | undefined
}

/** A failure with what Sentry leaves unsaid, and what the write stored all the same, as a sentence. */
export interface Explained {
  readonly failure: Failure
  readonly halfDone: string | undefined
}

/** Failures after which it is not known whether the write was carried out. */
const UNKNOWN_OUTCOME = [
  ...SERVER_DOWN,
  WAY_FAILURES.notUnderstood,
  WAY_FAILURES.unreachable,
  WAY_FAILURES.cancelled,
  WAY_FAILURES.deadline
]

/**
 * As `UNKNOWN_OUTCOME`, for a deploy. After a lost answer a run looks for the deploy itself, and fails with `unclear` if it cannot tell. So
 * that kind is here, and those after which the run looks are not.
 */
export const MAY_BE_RECORDED = [WAY_FAILURES.unclear, WAY_FAILURES.cancelled, WAY_FAILURES.deadline]

/** Sentry's words for a release or a deploy, and for an upload. */
const UNKNOWN_PROJECT = /Invalid project ids or slugs|projects are invalid/

/**
 * Explains why a write failed. Sentry does not say which project it does not know, answers 404 when one project of a release cannot be
 * accessed, and stores a release before it refuses its refs or its commits.
 */
export async function explain(failure: Failure, failed: FailedWrite): Promise<Explained> {
  const { write, facts, sentry } = failed
  if (hasKind(failure, UNKNOWN_OUTCOME)) {
    const outcome = `The request to ${purposeOf(write)} may or may not have been carried out.`
    const isLost = write.operation === 'create-release' || write.operation === 'update-release'
    return { failure, halfDone: isLost ? outcome : undefined }
  }
  if (hasKind(failure, UNKNOWN_REFUSALS))
    return { failure: await refusedScope(failure, failed), halfDone: undefined }
  const isRefused = hasKind(failure, [WAY_FAILURES.rejected])
  if (isRefused && UNKNOWN_PROJECT.test(failure.message)) {
    const { organization } = facts
    const projects = write.operation === 'create-release' ? facts.projects : failed.request.access.projects
    return {
      failure: await explainUnknownProjects(failure, {
        sentry,
        organization,
        projects,
        projectsFrom: failed.request.access.projectsFrom
      }),
      halfDone: undefined
    }
  }
  const mayBeStored = isRefused || hasKind(failure, [WAY_FAILURES.conflict])
  return { failure, halfDone: mayBeStored ? await storedWithoutCommits(failed) : undefined }
}

/** If Sentry has shown the release, organization and projects are right. */
async function refusedScope(failure: Failure, failed: FailedWrite): Promise<Failure> {
  const { sentry, facts, request, known } = failed
  if (known !== undefined || facts.release.kind === 'there') return hidden(failure, failed)
  const { organization, projects } = facts
  const { organizationFrom, projectsFrom } = request.access
  const explained = await explainUnknown(failure, {
    sentry,
    organization,
    organizationFrom,
    projects,
    projectsFrom
  })
  return explained instanceof Failure ? explained : failure
}

/** Sentry checks refs and commits after it has stored the release. */
async function storedWithoutCommits({
  write,
  facts,
  sentry,
  request
}: FailedWrite): Promise<string | undefined> {
  const { organization } = facts
  const { version } = request
  if (write.operation !== 'create-release' || !(carries(write, 'refs') || carries(write, 'commits')))
    return undefined
  try {
    const there = await unlessAbsent(sentry.call('get-release', { organization, version }), undefined)
    return there === undefined
      ? undefined
      : `The release ${clean(version, 200)} is there all the same, without the commits of this run.`
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

/** Explains a 404 for a release that is there: the caller may not access all of its projects. */
function hidden(failure: Failure, { sentry, known, facts }: FailedWrite): Failure {
  const { caller, moreRights } = sentry.words
  const release = known ?? (facts.release.kind === 'there' ? facts.release.release : undefined)
  if (release === undefined || !hasKind(failure, [WAY_FAILURES.notFound])) return failure
  const projects = release.projects.map(project => clean(project.slug, 100)).join(', ')
  return new Failure(failure.kind, `${failure.message}; the release is there`, {
    cause: failure,
    remedy: `Sentry answers so when ${caller} may not access all projects of the release (${projects}): ${moreRights}.`
  })
}
