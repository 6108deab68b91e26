import type { Context } from '../../run/context.ts'
import type { Repository } from '../../github/repository.ts'
import { short } from './candidates.ts'
import { refusalOf } from '../failures.ts'
import type { Publication } from '../publish/publish.ts'
import { tried } from '../look/tried.ts'

/**
 * Whether an open pull request has another head than the one that the run is for: a run that was late, or was run again, would put
 * the report of an older commit over that of a newer one.
 * The files, read after all waiting, tell the head; where they do not, or it is another one, the pull request is read.
 *
 * @throws Failure as GitHub does, but not where the token may write comments and not read pull requests
 */
export async function hasNewerHead(
  { pullRequest, head, seenHead }: Pick<Publication, 'pullRequest' | 'head' | 'seenHead'>,
  repository: Pick<Repository, 'pull'>,
  context: Pick<Context, 'log' | 'signal'>
): Promise<boolean> {
  if (head === undefined || head === seenHead) return false
  const read = await tried(repository.pull(pullRequest), context)
  if (read.kind === 'failed') {
    if (refusalOf(read.failure) !== 'permission') throw read.failure
    if (seenHead !== undefined) return true
    context.log.info(
      `Whether pull request ${pullRequest} has a newer commit is not known: ${read.failure.message}`
    )
    return false
  }
  const { state, headSha } = read.value ?? {}
  const isNewer = state === 'open' && headSha !== undefined && headSha !== head
  if (isNewer)
    context.log.info(
      `Pull request ${pullRequest} has a newer commit, ${short(headSha)}, than this run is for, ${short(head)}: nothing is written.`
    )
  return isNewer
}
