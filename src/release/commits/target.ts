import type { ReleaseCommit, SentryRepository } from '../../sentry/answers.ts'
import type { Log } from '../../run/log.ts'
import type { ChainHead } from '../../range/chain.ts'
import type { GroupReader } from '../../range/previous.ts'
import { tagOfFollowedRun, taggedCommit } from '../../range/tagged.ts'
import type { ReleaseRequest } from '../request.ts'
import type { NoSource } from './sources/checkout.ts'
import type { CommitSource } from './sources/source.ts'
import { Failure, isOneOf } from '../../run/failure.ts'
import { GITHUB_OUTAGES } from '../../github/failures.ts'
import { clean } from '../../text/clean.ts'
import { isFullSha, short } from '../../text/sha.ts'
import { isOfSource, RELEASE_FAILURES } from '../failures.ts'

/** The reads that choosing the commits may need. Each is done on demand. */
export interface AssociationReads {
  /** All commits that the release holds, newest first; none when there is no release. */
  heldCommits(): Promise<readonly ReleaseCommit[]>
  /** The repositories of Sentry that may be ours. */
  repositories(): Promise<readonly SentryRepository[]>
  /** Every repository of the organization, for a message. */
  allRepositories(): Promise<readonly SentryRepository[]>
  github(): CommitSource | NoSource
  local(): Promise<CommitSource | NoSource>
  /** The open pull request from the branch of a push, unless the branch is a long-lived one. */
  openPull(): Promise<number | undefined>
  /** The chain of candidates for the commit before a head. */
  groups(head: ChainHead): readonly GroupReader[]
}

/** What each part of the association works with. */
export interface AssociationTools {
  readonly request: ReleaseRequest
  readonly reads: AssociationReads
  readonly log: Log
}

/** The repository and commit that the release is about, and what the release holds already. */
export interface Target {
  /** The exact name in Sentry, else `owner/name`. */
  readonly repository: string
  /** A full sha; a name only if it could not be looked up. */
  readonly commit: string
  /** Whether GitHub or the checkout looked the sha up. */
  readonly isResolved: boolean
  /** The tag that the release is named after, if it is not the event's ref. */
  readonly tag: string | undefined
  /** Commits of this repository that the release holds, newest first. */
  readonly held: readonly ReleaseCommit[]
  /** Commits of other repositories that the release holds. */
  readonly others: readonly ReleaseCommit[]
}

/** The places to look for tags, the preferred one first. */
export function tagPlaces(
  { commits }: Pick<ReleaseRequest, 'commits'>,
  { github, local }: Pick<AssociationReads, 'github' | 'local'>
): readonly (() => Promise<CommitSource | NoSource>)[] {
  const places = [async () => github(), local]
  return commits.mode === 'local' ? places.toReversed() : places
}

/**
 * The full sha of the release's commit. Looks up a name, a short sha, and a sha that may be the object of an annotated tag: at GitHub, else
 * in the checkout.
 */
export async function headCommit(
  tools: AssociationTools,
  commit: string
): Promise<Pick<Target, 'commit' | 'isResolved' | 'tag'>> {
  const { request, reads, log } = tools
  const { event, commits } = request
  const isTipOfBranch = !commits.isCommitGiven && !event.hasOwnCommit
  const lookUp = tagLookUp(tools)
  const tagged = isTipOfBranch
    ? await taggedCommit(request.tagNames, { commit, lookUp, log })
    : commits.isCommitGiven
      ? undefined
      : await tagOfFollowedRun(event, lookUp)
  if (tagged !== undefined) return { ...tagged, isResolved: true }
  const isOfEvent = event.commit.kind === 'commit' && event.commit.sha === commit
  const mayBeTag = isOfEvent && event.commit.kind === 'commit' && event.commit.mayBeTag
  if (isFullSha(commit) && !mayBeTag)
    return { commit: commit.toLowerCase(), isResolved: false, tag: undefined }
  const sha = await lookedUp(commit)
  return { commit: sha ?? commit, isResolved: sha !== undefined, tag: undefined }

  async function lookedUp(name: string): Promise<string | undefined> {
    const atGithub = commits.mode === 'local' ? undefined : await resolved(reads.github(), name)
    return atGithub ?? (await resolved(await reads.local(), name))
  }

  async function resolved(source: CommitSource | NoSource, name: string): Promise<string | undefined> {
    try {
      return source.kind === 'none' ? undefined : await source.resolve(name)
    } catch (error) {
      if (!isOfSource(error)) throw error
      log.info(`${error.message}.`)
      return undefined
    }
  }
}

/**
 * Makes a function that looks tags up in the first place that has them. It logs once if none has.
 * @returns the function for `taggedCommit`. It throws if GitHub is down and the checkout has no tags: a release of a tag would get the
 * wrong commits
 */
function tagLookUp({ request, reads, log }: AssociationTools): (ref: string) => Promise<string | undefined> {
  let isSaid = false
  return async ref => {
    let failure: Failure | undefined
    let isTold = false
    for (const open of tagPlaces(request, reads)) {
      try {
        const source = await open()
        if (source.kind === 'none' || (await source.tags()) === undefined) continue
        const sha = await source.resolve(ref)
        if (sha !== undefined || source.kind === 'local') return sha
        isTold = true
      } catch (error) {
        if (!isOfSource(error)) throw error
        failure = error
      }
    }
    if (isTold) return undefined
    const isOutage = isOneOf(failure, GITHUB_OUTAGES)
    if (isOutage) throw failure
    const why = failure?.message ?? 'there is no github_token, and no checkout with tags'
    if (!isSaid) log.info(`Whether the release is a tag is not known: ${why}.`)
    isSaid = true
    return undefined
  }
}

/**
 * The full sha of the release's commit in this source.
 * @throws Failure when it is not there
 */
export async function headIn(source: CommitSource, target: Target): Promise<string> {
  const { commit, isResolved } = target
  // a comparison at GitHub says that a commit is missing; one in a checkout does not
  if (source.kind === 'github' && (isResolved || isFullSha(commit))) return commit
  const sha = await source.resolve(commit)
  if (sha === undefined) throw missingHead(source, target)
  return sha
}

/** The failure that a source does not have the release's commit. */
export function missingHead({ kind, gap }: CommitSource, { commit, repository }: Target): Failure {
  const place = kind === 'local' ? 'the checkout' : `${clean(repository, 100)} at GitHub`
  const remedy =
    gap ??
    (kind === 'local'
      ? 'Check commit, and that the checkout (working_directory) is of this repository and fetched it.'
      : undefined)
  return new Failure(
    RELEASE_FAILURES.commitMissing,
    `The commit ${short(commit)} is not in ${place}`,
    remedy === undefined ? {} : { remedy }
  )
}
