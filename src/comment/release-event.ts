import type { Repository } from '../github/repository.ts'
import type { Context } from '../run/context.ts'
import type { Event } from '../event/event.ts'
import { GITHUB_OUTAGES } from '../github/failures.ts'
import { type Tagged, taggedCommit } from '../range/tagged.ts'
import { isOneOf } from '../run/failure.ts'
import { tried } from '../run/tried.ts'
import type { CommentRequest } from './inputs.ts'

/**
 * The event, with the release's commit. If the event has no commit of its own and the release is named after a tag, that is the tag's
 * commit.
 * @throws Failure if GitHub is down: the report would go to the pull requests of another commit
 */
export async function eventOfRelease(
  { event, tagNames }: CommentRequest,
  { repository, context }: { readonly repository: Repository | undefined; readonly context: Context }
): Promise<Event> {
  if (event.hasOwnCommit || repository === undefined) return event
  const commit = event.commit.kind === 'commit' ? event.commit.sha : undefined
  const lookUp = async (ref: string): Promise<string | undefined> => (await repository.commit(ref))?.sha
  const tagged = await tried(taggedCommit(tagNames, { commit, lookUp, log: context.log }), context)
  if (tagged.kind === 'failed') {
    const { failure } = tagged
    const { message } = failure
    if (isOneOf(failure, GITHUB_OUTAGES)) throw failure
    context.log.info(`It is not known whether the release is a tag: ${message}.`)
    return event
  }
  return tagged.value === undefined ? event : ofTag(event, tagged.value)
}

function ofTag(event: Event, { tag, commit }: Tagged): Event {
  return {
    ...event,
    commit: { kind: 'commit', sha: commit, mayBeTag: false },
    message: undefined,
    ref: { name: tag, isTag: true }
  }
}

/** The event, if the release's commit is not known. */
export function withoutCommit(event: Event): Event {
  return { ...event, commit: { kind: 'none', reason: 'it is not known whether the release is a tag' } }
}
