import { Failure, isOneOf } from '../../run/failure.ts'
import { GITHUB_OUTAGES } from '../../github/failures.ts'
import { clean } from '../../text/clean.ts'
import { isFullSha, short } from '../../text/names.ts'
import type { AssociationTools, Target } from './association-reads.ts'
import { isOfSource, RELEASE_FAILURES } from '../failures.ts'
import type { NoSource } from './from-checkout.ts'
import type { CommitSource } from './source.ts'

/**
 * The full sha of the release's commit. Only a name, a short sha and what may be the object of an annotated tag have to be looked
 * up: at GitHub, else in the checkout.
 */
export async function headCommit(
  { request, reads, log }: AssociationTools,
  commit: string
): Promise<Pick<Target, 'commit' | 'isResolved' | 'tag'>> {
  const { event, commits } = request
  const tagged = commits.isCommitGiven || event.hasOwnCommit ? undefined : await taggedCommit()
  if (tagged !== undefined) return tagged
  const isOfEvent = event.commit.kind === 'commit' && event.commit.sha === commit
  const mayBeTag = isOfEvent && event.commit.kind === 'commit' && event.commit.mayBeTag
  if (isFullSha(commit) && !mayBeTag)
    return { commit: commit.toLowerCase(), isResolved: false, tag: undefined }
  const sha = await lookedUp(commit)
  return { commit: sha ?? commit, isResolved: sha !== undefined, tag: undefined }

  /** An event without a commit of its own runs at the tip of a branch: a release that is named as a tag is that tag's. */
  async function taggedCommit(): Promise<Pick<Target, 'commit' | 'isResolved' | 'tag'> | undefined> {
    const [first, ...others] = request.tagNames
    if (first === undefined) return undefined
    const found =
      (await ofTag(first)) ?? (await Promise.all(others.map(ofTag))).find(one => one !== undefined)
    if (found !== undefined && found.commit !== commit.toLowerCase())
      log.info(
        `The release is the tag ${found.tag}: its commit ${short(found.commit)} is taken, not the event's ${short(commit)}.`
      )
    return found
  }

  async function ofTag(tag: string) {
    const sha = await lookedUp(`tags/${tag}`)
    return sha === undefined ? undefined : { commit: sha, isResolved: true, tag }
  }

  async function lookedUp(name: string): Promise<string | undefined> {
    const atGithub = commits.mode === 'local' ? undefined : await resolved(reads.github(), name)
    return atGithub ?? (await resolved(await reads.local(), name))
  }

  async function resolved(source: CommitSource | NoSource, name: string): Promise<string | undefined> {
    try {
      return source.kind === 'none' ? undefined : await source.resolve(name)
    } catch (error) {
      // a release that is a tag would get the commits of another one while GitHub is down
      const isNeeded = name !== commit && isOneOf(error, GITHUB_OUTAGES)
      if (isNeeded || !isOfSource(error)) throw error
      log.info(`${error.message}.`)
      return undefined
    }
  }
}

/**
 * The full sha of the commit as this source has it.
 * @throws Failure when it is not there
 */
export async function headIn(source: CommitSource, target: Target): Promise<string> {
  const { commit, isResolved } = target
  // GitHub says when it compares that it lacks a commit; a checkout does not
  if (source.kind === 'github' && (isResolved || isFullSha(commit))) return commit
  const sha = await source.resolve(commit)
  if (sha === undefined) throw missingHead(source, target)
  return sha
}

/** That the release's commit is not in a source. */
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
