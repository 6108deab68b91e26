import { Failure } from '../gateway/errors.ts'
import { clean } from '../text/clean.ts'
import { isFullSha, short } from '../text/names.ts'
import type { AssociationTools, Target } from './association-reads.ts'
import { isOfSource, RELEASE_FAILURES } from './errors.ts'
import type { NoSource } from './local-source.ts'
import type { CommitSource } from './source.ts'

/**
 * The full sha of the release's commit. Only a name, a short sha and what may be the object of an annotated tag have to be looked
 * up: at GitHub, else in the checkout.
 */
export async function headCommit(
  { request, reads, log }: AssociationTools,
  commit: string
): Promise<Pick<Target, 'commit' | 'isResolved'>> {
  const { event, commits } = request
  const isOfEvent = event.commit.kind === 'commit' && event.commit.sha === commit
  const mayBeTag = isOfEvent && event.commit.kind === 'commit' && event.commit.mayBeTag
  if (isFullSha(commit) && !mayBeTag) return { commit: commit.toLowerCase(), isResolved: false }
  const atGithub = commits.mode === 'local' ? undefined : await resolved(reads.github())
  const sha = atGithub ?? (await resolved(await reads.local()))
  return sha === undefined ? { commit, isResolved: false } : { commit: sha, isResolved: true }

  async function resolved(source: CommitSource | NoSource): Promise<string | undefined> {
    try {
      return source.kind === 'none' ? undefined : await source.resolve(commit)
    } catch (error) {
      if (!isOfSource(error)) throw error
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
