import { once } from '../../run/once.ts'
import { earlierTags } from '../../github/previous-tag.ts'
import type { Repository } from '../../github/repository.ts'
import type { Sentry } from '../../sentry/client.ts'
import type { Log } from '../../run/log.ts'
import { isOfSource } from '../failures.ts'
import type { ReleaseFact } from '../facts.ts'
import type { ReleaseRequest } from '../request.ts'
import type { Group, PreviousSource } from './previous.ts'
import type { Graph } from './sources/source.ts'
import {
  candidatesOf,
  type KnownRelease,
  MOST_PAGES,
  type ReleaseSources,
  releasesWithCommits
} from './releases.ts'

/** What the chain of candidates reads from. */
export interface ChainSources {
  readonly sentry: Sentry
  readonly organization: string
  /** Slugs or ids; empty when the run only adds to a release. */
  readonly projects: readonly string[]
  readonly readRelease: () => Promise<ReleaseFact>
  /** `undefined` without a token. */
  readonly repository: Repository | undefined
  readonly log: Log
}

/** The commit whose predecessor is looked for. */
export interface ChainHead {
  readonly head: string
  /** The tag that the release is, where it is not the event's ref that tells. */
  readonly tag: string | undefined
  /** The newest commits of the head; `undefined` where no history can be read. */
  readonly graph: (() => Promise<Graph>) | undefined
}

/** The candidates for the previous commit. */
export interface Chain {
  /** Starts to read the first candidates that cost a request. A failure is thrown later, by `groups`. */
  prefetch(): void
  /** In the order of preference; each is read when it is asked for. */
  groups(head: ChainHead): readonly (() => Promise<Group>)[]
}

/** The chain of candidates for the commit before a release. */
export function previousCommitChain(request: ReleaseRequest, sources: ChainSources): Chain {
  const { event, commits, deploy } = request
  const [environment] = deploy.environments
  const pages = { left: MOST_PAGES }
  const ofEnvironment = once(async () =>
    environment === undefined ? undefined : newestReleases(request, { ...sources, pages }, environment)
  )
  const ofAny = once(async () => newestReleases(request, { ...sources, pages }, undefined))

  async function given(): Promise<Group> {
    const { previousCommit } = commits
    return groupOf(
      'input',
      previousCommit === undefined ? [] : [{ commit: previousCommit, source: 'input', why: 'given' }]
    )
  }

  async function releaseGroup(environment: string | undefined, { graph }: ChainHead): Promise<Group> {
    const source = environment === undefined ? 'release' : 'environment'
    const [listed, newest] = await Promise.all([
      environment === undefined ? ofAny() : ofEnvironment(),
      graph?.()
    ])
    return listed === undefined
      ? groupOf(source, [])
      : groupOf(source, await candidatesOf(listed.releases, listed.sources, { environment, graph: newest }))
  }

  return {
    prefetch() {
      if (commits.previousCommit === undefined)
        void (environment === undefined ? ofAny : ofEnvironment)().catch(() => undefined)
    },
    groups(head) {
      // the event's ref and `before` belong to the event's commit, so they say nothing of another one
      const isOfEvent = event.commit.kind === 'commit' && !commits.isCommitGiven && head.tag === undefined
      const tag = head.tag ?? (isOfEvent && event.ref?.isTag === true ? event.ref.name : undefined)
      const before = isOfEvent ? event.before : undefined
      const why = 'the state of the branch before this push'
      return [
        given,
        ...(environment === undefined ? [] : [() => releaseGroup(environment, head)]),
        () => releaseGroup(undefined, head),
        ...(tag === undefined ? [] : [() => tagGroup(tag, head, sources)]),
        ...(before === undefined
          ? []
          : [async () => groupOf('push', [{ commit: before, source: 'push', why }])])
      ]
    }
  }
}

function groupOf(source: PreviousSource, candidates: Group['candidates']): Group {
  return { source, candidates }
}

interface ListedReleases {
  readonly releases: readonly KnownRelease[]
  readonly sources: ReleaseSources
}

async function newestReleases(
  { version, commits }: ReleaseRequest,
  { sentry, organization, projects, readRelease, pages }: ChainSources & Pick<ReleaseSources, 'pages'>,
  environment: string | undefined
): Promise<ListedReleases> {
  // without projects of its own a run that only adds to a release takes those of the release
  const fact = projects.length === 0 ? await readRelease() : undefined
  const those = fact?.kind === 'there' ? fact.release.projects.map(project => project.slug) : projects
  const repository = commits.repo ?? ''
  const sources = { sentry, organization, projects: those, version, repository, pages }
  return { releases: await releasesWithCommits(sources, environment), sources }
}

/** The tags before a tag. A GitHub that does not answer costs only these candidates. */
async function tagGroup(
  tag: string,
  { head, graph }: ChainHead,
  { repository, log }: ChainSources
): Promise<Group> {
  if (repository === undefined) return groupOf('tag', [])
  const newest = (await graph?.())?.commits
  try {
    const tags = await earlierTags(repository, { tag, head, ...(newest === undefined ? {} : { newest }) })
    return groupOf(
      'tag',
      tags.map(({ name, commit, why }) => ({ commit, source: 'tag', why: `the tag ${name}, ${why}` }))
    )
  } catch (error) {
    if (!isOfSource(error)) throw error
    log.notice(`The previous tag could not be looked up: ${error.message}. ${error.remedy}`)
    return groupOf('tag', [])
  }
}
