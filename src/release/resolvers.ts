import { earlierTags } from '../github/previous-tag.ts'
import type { Repository } from '../github/repository.ts'
import type { Sentry } from '../sentry/client.ts'
import type { Log } from '../text/log.ts'
import { isOfSource } from './errors.ts'
import type { ReleaseFact } from './facts.ts'
import type { ReleaseRequest } from './inputs.ts'
import { previousReleaseCommit } from './previous.ts'
import type { Candidate, Resolver } from './range.ts'

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

/** The candidates for the previous commit. */
export interface Chain {
  /** Starts to read the first candidate that costs a request; what comes of it is told to whoever asks. */
  prefetch(): void
  /** For one head, in the order of preference. */
  resolvers(head: string): readonly Resolver[]
}

/** The chain of candidates for the commit before a release; each reads when it is asked, and once. */
export function previousCommitChain(request: ReleaseRequest, sources: ChainSources): Chain {
  const { event, commits, deploy } = request
  const [environment] = deploy.environments
  const given: Resolver = async () =>
    commits.previousCommit === undefined
      ? undefined
      : { commit: commits.previousCommit, source: 'input', why: 'given' }
  const ofEnvironment = once(async () =>
    environment === undefined ? undefined : newestRelease(request, sources, environment)
  )
  const ofAny = once(() => newestRelease(request, sources, undefined))
  // what the event says of its ref holds for its own commit only
  const isOfEvent = event.commit.kind === 'commit' && !commits.isCommitGiven
  const push: Resolver = async () =>
    event.before === undefined || !isOfEvent
      ? undefined
      : { commit: event.before, source: 'push', why: 'the state of the branch before this push' }
  return {
    prefetch() {
      if (commits.previousCommit === undefined)
        void (environment === undefined ? ofAny : ofEnvironment)().catch(() => undefined)
    },
    resolvers: head => [
      given,
      ofEnvironment,
      ofAny,
      async () => (isOfEvent ? tagBefore(request, sources, head) : undefined),
      push
    ]
  }
}

async function newestRelease(
  { version, commits }: ReleaseRequest,
  { sentry, organization, projects, readRelease }: ChainSources,
  environment: string | undefined
): Promise<Candidate | undefined> {
  // without projects of its own a run that only adds to a release takes those of the release
  const fact = projects.length === 0 ? await readRelease() : undefined
  const those = fact?.kind === 'there' ? fact.release.projects.map(project => project.slug) : projects
  return previousReleaseCommit({
    sentry,
    organization,
    projects: those,
    environment,
    version,
    repository: commits.repo ?? ''
  })
}

/** The tag before the event's tag. A GitHub that does not answer costs only this candidate. */
async function tagBefore(
  { event }: ReleaseRequest,
  { repository, log }: ChainSources,
  head: string
): Promise<Candidate | undefined> {
  if (event.ref?.isTag !== true || repository === undefined) return undefined
  try {
    const [tag] = await earlierTags(repository, { tag: event.ref.name, head })
    return tag && { commit: tag.commit, source: 'tag', why: `the tag ${tag.name}, ${tag.why}` }
  } catch (error) {
    if (!isOfSource(error)) throw error
    log.notice(`The previous tag could not be looked up: ${error.message}. ${error.remedy}`)
    return undefined
  }
}

/** Reads a thing when it is first asked for, and not again. */
export function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined
  return () => (reading ??= read())
}
