import { timeOf } from '../../text/names.ts'
import { short } from '../../text/sha.ts'
import { isInto, type Pull } from '../../github/pulls.ts'
import type { Repository } from '../../github/repository.ts'
import type { Context } from '../../run/context.ts'

/** What a search for pull requests needs. */
export interface SearchTools {
  readonly repository: Repository
  readonly context: Pick<Context, 'clock' | 'signal' | 'log'>
}

/** A pull request that may get the report, and the rule that found it. */
export interface Match {
  readonly number: number
  /** A word for the output `pull_requests`. */
  readonly rule: Rule
  /** For the log: `its merge commit is 1111111`. */
  readonly why: string
  /** `undefined` if only the number was needed. */
  readonly pull: Pull | undefined
  /** The head that the run is for. `undefined` after the merge, and for a commit of another branch. */
  readonly head?: string | undefined
}

/** How a pull request was found. */
export type Rule =
  | 'input'
  | 'event'
  | 'workflow-run'
  | 'deployment-ref'
  | 'head-commit'
  | 'merge-commit'
  | 'commit'
  | 'branch'
  | 'message'
  | 'range'

/** The merged pull requests of this repository that GitHub names for a commit; with `base` only those into that branch. */
export async function mergedPullsOf(
  repository: Repository,
  { sha, base }: { readonly sha: string; readonly base: string | undefined }
): Promise<readonly Pull[]> {
  const pulls = await repository.pullsOfCommit(sha)
  return pulls.filter(
    pull =>
      isInto(pull, repository) && pull.mergedAt !== undefined && (base === undefined || pull.baseRef === base)
  )
}

/** A pull request found by a commit that it left on the base branch (`merge-commit`) or brought to it (`commit`). */
export function foundByCommit(pull: Pull, sha: string): Match {
  const isExact = pull.mergeCommit === sha
  return {
    number: pull.number,
    rule: isExact ? 'merge-commit' : 'commit',
    why: isExact
      ? `its merge left ${short(sha)}`
      : `it brought ${short(sha)} to ${pull.baseRef ?? 'its base'}`,
    pull
  }
}

/** Each pull request once, as it was found first. */
export function unique(matches: readonly Match[]): readonly Match[] {
  const byNumber = new Map<number, Match>()
  for (const match of matches) if (!byNumber.has(match.number)) byNumber.set(match.number, match)
  return [...byNumber.values()]
}

/** Orders by: the merge made the commit, the commit is the head, the base is the default branch, newest merge. */
export function byRank(
  matches: readonly Match[],
  { sha, defaultBranch }: { readonly sha: string; readonly defaultBranch: string | undefined }
): readonly Match[] {
  const rank = ({ pull }: Match): readonly number[] => [
    Number(pull?.mergedAt !== undefined && pull.mergeCommit === sha),
    Number(pull?.state === 'open' && pull.headSha === sha),
    Number(pull?.baseRef !== undefined && pull.baseRef === defaultBranch),
    timeOf(pull?.mergedAt)
  ]
  return matches.toSorted((a, b) => {
    const [first, second] = [rank(a), rank(b)]
    const differs = first.findIndex((value, index) => value !== second[index])
    return differs < 0 ? 0 : (second[differs] ?? 0) - (first[differs] ?? 0)
  })
}

/** The pull request that the message of a merge or of a squashed commit names, in the forms that GitHub writes. */
export function numberInMessage(message: string | undefined): number | undefined {
  const [line = ''] = (message ?? '').split(/\r?\n/)
  const digits = /^Merge pull request #(\d{1,10})\b/.exec(line)?.[1] ?? /\(#(\d{1,10})\)\s*$/.exec(line)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
