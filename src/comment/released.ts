import type { Repository } from '../github/repository.ts'
import type { Context } from '../run/context.ts'
import type { Event } from '../event/event.ts'
import type { RepositoryHome } from '../github/addresses.ts'
import { GITHUB_OUTAGES } from '../github/failures.ts'
import { type Tagged, taggedCommit } from '../range/tagged.ts'
import { isOneOf } from '../run/failure.ts'
import { tried } from '../run/tried.ts'
import type { Release } from '../sentry/answers.ts'
import { isFullSha, shaAtEnd } from '../text/sha.ts'
import { isSameRepository } from '../text/repository.ts'
import type { CommentRequest } from './request.ts'

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

/** The commit of a release and where its repository is. Files are linked at this commit. */
export interface ReleasedCommit {
  readonly home: RepositoryHome
  readonly sha: string
}

/**
 * The commit that was released: the last commit that Sentry has for the release, if it is of this repository. Else the sha at the end of
 * the release's name, else the event's commit.
 */
export function releasedCommit(
  { event, version }: Pick<CommentRequest, 'event' | 'version'>,
  release: Pick<Release, 'lastCommit'> | undefined
): ReleasedCommit | undefined {
  const home = homeOf(event)
  if (home === undefined) return undefined
  const last = release?.lastCommit
  const isHere = last !== undefined && isSameRepository(last.repository, `${home.owner}/${home.name}`)
  const stored = isHere && isFullSha(last.sha) ? last.sha : undefined
  const ofEvent = event.commit.kind === 'commit' && !event.commit.mayBeTag ? event.commit.sha : undefined
  const sha = stored ?? shaAtEnd(version) ?? ofEvent
  return sha === undefined ? undefined : { home, sha }
}

/** Where the run's repository is on this GitHub; `undefined` when the run has none. */
function homeOf({ repository, server }: Event): RepositoryHome | undefined {
  return repository === undefined
    ? undefined
    : { serverUrl: server.url, owner: repository.owner, name: repository.name }
}
