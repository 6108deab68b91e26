import { Failure } from '../../run/failure.ts'
import { GATEWAY_FAILURES } from '../../maton/failures.ts'
import { unlessAbsent, type Reply } from '../../maton/gateway.ts'
import type { Sentry } from '../../sentry/client.ts'
import { decodeCommit, decodeRelease, type Release, type ReleaseCommit } from '../../sentry/answers.ts'
import { clean } from '../../text/clean.ts'
import type { ReleaseFact } from '../facts.ts'

/** The release of a run. */
export interface ReleaseName {
  readonly organization: string
  readonly version: string
}

/**
 * All commits that a release holds, newest first.
 * @throws Failure when not all of them can be read: a list that is sent replaces also those that were not seen
 */
export async function commitsOfRelease(sentry: Sentry, name: ReleaseName): Promise<readonly ReleaseCommit[]> {
  return (await sentry.rows('list-release-commits', { ...name })).map(decodeCommit)
}

/**
 * The commits that a release holds, by its list; none without a look when the release itself says so.
 * @throws Failure as `commitsOfRelease` does, and when the release says that it has commits and lists none
 */
export async function heldCommits(
  sentry: Sentry,
  name: ReleaseName,
  fact: ReleaseFact
): Promise<readonly ReleaseCommit[]> {
  if (fact.kind !== 'there') return []
  const { commitCount, lastCommit } = fact.release
  if (commitCount === 0 && lastCommit === undefined) return []
  const held = await commitsOfRelease(sentry, name)
  if (held.length > 0 || commitCount === 0) return held
  // fewer than counted is right: a commit that was sent twice is stored once and counted twice
  throw new Failure(
    GATEWAY_FAILURES.notUnderstood,
    `Sentry says that the release ${clean(name.version, 200)} has ${commitCount} commits, and lists none of them`
  )
}

/**
 * The release after a write that Sentry took. An answer without a body does not show it: then it is looked at, because what follows
 * depends on it, and a date that is not known must not be written over.
 * @throws Failure when it is not there, so that the write is not done yet
 */
export async function releaseAfter(reply: Reply, sentry: Sentry, name: ReleaseName): Promise<Release> {
  if (reply.json !== undefined) return decodeRelease(reply.json)
  const seen = await unlessAbsent(sentry.call('get-release', { ...name }), undefined)
  if (seen !== undefined) return decodeRelease(seen.json)
  throw new Failure(
    GATEWAY_FAILURES.unclear,
    `Sentry took the release ${clean(name.version, 200)} (${reply.status}), and does not have it yet`,
    { remedy: 'Look with get-release whether it is there, and run the step again.' }
  )
}
