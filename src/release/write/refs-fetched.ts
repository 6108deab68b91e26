import { endingFailure } from '../../run/tried.ts'
import type { Context } from '../../run/context.ts'
import type { Sentry } from '../../sentry/client.ts'
import { decodeRelease } from '../../sentry/answers.ts'
import { isShaLike, short } from '../../text/sha.ts'

/** Sentry fetches the commits of `refs` a moment later. The run looks at once, and again after this pause. */
const SECOND_LOOK_MS = 2_000

/**
 * Looks whether Sentry has fetched the requested commits. Sentry reports a failed fetch only by e-mail to the owner of its integration.
 * Without this look a run would claim commits that never come. All writes are done by then, so a failed look does not fail the run.
 * @param release.head the requested sha; the name of a branch or tag if it could not be looked up
 * @param release.before the last commit that the release had before
 * @returns how many commits the release holds, or `undefined` if the requested head is not there yet
 */
export async function fetchedCommits(
  { sentry, context }: { sentry: Sentry; context: Context },
  release: { organization: string; version: string; head: string; before: string | undefined }
): Promise<number | undefined> {
  const { organization, version, head, before } = release
  const requested = `The commits up to ${short(head)} were requested from Sentry`
  try {
    for (const pauseMs of [0, SECOND_LOOK_MS]) {
      if (pauseMs > 0) await context.clock.sleep(pauseMs, context.signal)
      const { json } = await sentry.call('get-release', { organization, version })
      const { lastCommit, commitCount } = decodeRelease(json)
      if (lastCommit !== undefined && commitCount > 0 && isHead(lastCommit.sha, { head, before }))
        return commitCount
    }
  } catch (error) {
    const { message } = endingFailure(error, context)
    context.log.notice(`${requested}; whether they came is not known: ${message}.`)
    return undefined
  }
  // usually nothing is wrong: Sentry only needs longer
  context.log.info(
    `${requested}, but are not there yet. They may come later; if not, the usual causes are: the commit is not pushed, Sentry's integration may not read the repository, the previous commit is not in its history, or the commit's message says #skipsentry.`
  )
  return undefined
}

/** Compares a sha, full or short, with the last commit. For a name any change of the last commit counts. */
function isHead(sha: string, { head, before }: { head: string; before: string | undefined }): boolean {
  const wanted = head.toLowerCase()
  return isShaLike(wanted) ? sha.toLowerCase().startsWith(wanted) : sha !== before
}
