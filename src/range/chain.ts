import type { Event } from '../event/event.ts'
import { GITHUB_FAILURES, GITHUB_OUTAGES } from '../github/failures.ts'
import { type EarlierTag, earlierTags, type TagReads } from './earlier-tags.ts'
import { type Failure, isOneOf } from '../run/failure.ts'
import type { Log } from '../run/log.ts'
import { once } from '../run/once.ts'
import type { Graph } from './graph.ts'
import type { Candidate, GroupReader } from './previous.ts'
import { candidatesOf, MOST_PAGES, type SearchedProjects, releasesWithCommits } from './releases.ts'

/** The release to find the previous commit of. */
export interface ChainRequest {
  readonly version: string
  /** Releases deployed here come first. */
  readonly environment: string | undefined
  /** The previous commit, if an input names it. */
  readonly given: string | undefined
  /** Gives the tag and the commit before a push; `undefined` if the release is of another commit. */
  readonly event: Pick<Event, 'commit' | 'ref' | 'before'> | undefined
}

/** What the chain of candidates reads from. */
export interface ChainSources {
  /** Where to look for earlier releases; `undefined` if their projects are not known. */
  readonly searched: () => Promise<SearchedProjects | undefined>
  /** `owner/name`, as the commits of releases name it. */
  readonly repositoryName: string
  /** Places that may list tags, the preferred one first. Each is opened on demand, and gives `undefined` if it cannot list them. */
  readonly tags: readonly (() => Promise<TagReads | undefined>)[]
  readonly log: Log
}

/** The commit to find the previous one of. */
export interface ChainHead {
  readonly head: string
  /** The tag that the release is named after; `undefined` if it is the event's ref, or if there is none. */
  readonly tag: string | undefined
  /** Reads the newest commits of the head; `undefined` if no history can be read. */
  readonly graph: (() => Promise<Graph>) | undefined
}

/** The candidates for the previous commit. */
export interface Chain {
  /** Starts to read the releases that come first, unless the previous commit is given. If that fails, `read` of their group throws. */
  prefetch(): void
  /** In order of preference. Each is read on demand. */
  groups(head: ChainHead): readonly GroupReader[]
}

/** The chain of candidates for the commit before a release. */
export function previousCommitChain(request: ChainRequest, sources: ChainSources): Chain {
  const { version, environment, given, event } = request
  const { repositoryName, tags, log } = sources
  const shared = {
    version,
    repository: repositoryName,
    pages: { left: MOST_PAGES },
    newestCommits: new Map(),
    log
  }
  const tagsRead = new Map<string, Promise<readonly EarlierTag[]>>()
  const releasesIn = (place: string | undefined) =>
    once(async () => {
      const searched = await sources.searched()
      if (searched === undefined) return undefined
      const own = { ...searched, ...shared }
      return { own, releases: await releasesWithCommits(own, place) }
    })
  const ofEnvironment = releasesIn(environment)
  const ofAny = releasesIn(undefined)

  function releaseGroup(place: string | undefined, { graph }: ChainHead): GroupReader {
    return {
      source: place === undefined ? 'release' : 'environment',
      async read() {
        const [listed, newest] = await Promise.all([
          place === undefined ? ofAny() : ofEnvironment(),
          graph?.()
        ])
        if (listed === undefined) return []
        return candidatesOf(listed.releases, listed.own, { environment: place, graph: newest })
      }
    }
  }

  return {
    prefetch() {
      if (given === undefined)
        void (environment === undefined ? ofAny : ofEnvironment)().catch(() => undefined)
    },
    groups(head) {
      // the event's ref and `before` belong to the event's commit, so they say nothing of another one
      const own = event?.commit.kind === 'commit' && head.tag === undefined ? event : undefined
      const tag = head.tag ?? (own?.ref?.isTag === true ? own.ref.name : undefined)
      const before = own?.before
      const why = 'the state of the branch before this push'
      return [
        ...(given === undefined
          ? []
          : [only({ commit: given, source: 'input', why: 'the given previous_commit' })]),
        ...(environment === undefined ? [] : [releaseGroup(environment, head)]),
        releaseGroup(undefined, head),
        ...(tag === undefined ? [] : [tagGroup(tag, head, { tags, log, tagsRead })]),
        ...(before === undefined ? [] : [only({ commit: before, source: 'push', why })])
      ]
    }
  }
}

function only(candidate: Candidate): GroupReader {
  return { source: candidate.source, read: async () => [candidate] }
}

interface TagSources extends Pick<ChainSources, 'tags' | 'log'> {
  /** By head and tag: two sources may look for the same range. */
  readonly tagsRead: Map<string, Promise<readonly EarlierTag[]>>
}

function tagGroup(tag: string, { head, graph }: ChainHead, sources: TagSources): GroupReader {
  return {
    source: 'tag',
    async read() {
      const newest = (await graph?.())?.commits
      const key = `${head} ${tag}`
      const { tagsRead } = sources
      const read =
        tagsRead.get(key) ?? tagsBefore({ tag, head, ...(newest === undefined ? {} : { newest }) }, sources)
      tagsRead.set(key, read)
      const tags = await read
      return tags.map(({ name, commit, why }) => ({ commit, source: 'tag', why: `the tag ${name}, ${why}` }))
    }
  }
}

/**
 * Reads the tags before a tag from the first place that can list them. If none can, there are no candidates from tags.
 * @throws Failure if GitHub is down and no place lists tags: the release would get the wrong commits, and a rerun would leave them
 */
async function tagsBefore(
  options: Parameters<typeof earlierTags>[1],
  { tags, log }: TagSources
): Promise<readonly EarlierTag[]> {
  const failures: Failure[] = []
  for (const open of tags) {
    try {
      const reads = await open()
      if (reads !== undefined) return await earlierTags(reads, options)
    } catch (error) {
      if (!isOneOf(error, Object.values(GITHUB_FAILURES))) throw error
      failures.push(error)
    }
  }
  const outage = failures.find(failure => isOneOf(failure, GITHUB_OUTAGES))
  if (outage !== undefined) throw outage
  const [refused] = failures
  const why =
    refused === undefined
      ? 'there is no github_token, and no checkout with tags. Leave github_token at its default, or use actions/checkout with fetch-depth: 0.'
      : `${refused.message}. ${refused.remedy}`
  log.notice(`The previous tag could not be looked up: ${why}`)
  return []
}
