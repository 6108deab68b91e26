import { Failure, isOneOf } from '../../run/failure.ts'
import { GATEWAY_FAILURES } from '../../maton/failures.ts'
import { GITHUB_FAILURES } from '../../github/failures.ts'
import { clean } from '../../text/clean.ts'
import { RELEASE_FAILURES } from '../failures.ts'
import type { Association } from '../facts.ts'
import type { ReleaseRequest } from '../inputs.ts'

/** Failures that pass by themselves: the server is down, or asked to wait longer than a run does. */
const DOWN = [
  GITHUB_FAILURES.unavailable,
  GITHUB_FAILURES.rateLimit,
  GATEWAY_FAILURES.unavailable,
  GATEWAY_FAILURES.rateLimited,
  GATEWAY_FAILURES.authorizationExpired
]

/**
 * The commits as they were read; with `set_commits: auto` a source that is down does not take release and deploys along. A source
 * that was named is needed: its failure goes on.
 * @throws Failure as the reading does
 */
export async function unlessDown(
  reading: Promise<Association>,
  { commits }: Pick<ReleaseRequest, 'commits'>
): Promise<Association> {
  try {
    return await reading
  } catch (error) {
    if (commits.mode !== 'auto' || !isOneOf(error, DOWN)) throw error
    return {
      kind: 'unread',
      why: error.message,
      failure: unread(commits.repo ?? '', error),
      range: undefined
    }
  }
}

/** What was read, or something else where the server is down. */
export async function orWhenDown<T, Otherwise>(
  reading: Promise<T>,
  otherwise: Otherwise
): Promise<T | Otherwise> {
  try {
    return await reading
  } catch (error) {
    if (!isOneOf(error, DOWN)) throw error
    return otherwise
  }
}

function unread(repo: string, failure: Failure): Failure {
  return new Failure(
    RELEASE_FAILURES.commitsUnread,
    `The commits of ${clean(repo, 100)} could not be read: run this job again to add them (${failure.message})`,
    { remedy: failure.remedy, cause: failure }
  )
}
