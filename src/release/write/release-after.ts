import { Failure } from '../../run/failure.ts'
import { decodeRelease, type Release } from '../../sentry/answers.ts'
import type { Sentry } from '../../sentry/client.ts'
import { clean } from '../../text/clean.ts'
import { WAY_FAILURES } from '../../way/failures.ts'
import { type Reply, unlessAbsent } from '../../way/way.ts'
import type { ReleaseName } from '../commits/held.ts'

/**
 * The release after a write that Sentry accepted. If the answer has no body, the release is read: the next writes depend on it, and must
 * not overwrite its date.
 * @throws Failure if the release is not there: the write is not done yet
 */
export async function releaseAfter(reply: Reply, sentry: Sentry, name: ReleaseName): Promise<Release> {
  if (reply.json !== undefined) return decodeRelease(reply.json)
  const seen = await unlessAbsent(sentry.call('get-release', { ...name }), undefined)
  if (seen !== undefined) return decodeRelease(seen.json)
  throw new Failure(
    WAY_FAILURES.unclear,
    `Sentry took the release ${clean(name.version, 200)} (${reply.status}), and does not have it yet`,
    { remedy: 'Look with get-release whether it is there, and run the step again.' }
  )
}
