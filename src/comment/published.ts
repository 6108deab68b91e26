import type { Event } from '../event/event.ts'
import type { Comment } from '../github/comments.ts'
import { GITHUB_FAILURES, GITHUB_REFUSALS } from '../github/failures.ts'
import type { Failure, FailureKind } from '../run/failure.ts'
import type { Log } from '../run/log.ts'

/** What became of a comment. */
export interface Published {
  readonly action: 'created' | 'updated' | 'unchanged' | 'recreated' | `skipped:${SkipReason}`
  readonly comment: Comment | undefined
}

/** Why a comment is not written or not changed. */
export const SKIP_REASONS = [
  'clear',
  'no-data',
  'newer',
  'never',
  'dry-run',
  'error',
  'permission',
  'locked',
  'not-found',
  'rate-limit',
  'no-token',
  'no-pull-request',
  'not-happened',
  'unknown-author'
] as const
export type SkipReason = (typeof SKIP_REASONS)[number]

/**
 * Why GitHub refuses a comment, if the run is not at fault: no right to comment (forks, Dependabot, missing permissions), a locked
 * conversation, a pull request that is gone, a limit that is used up.
 *
 * @returns `undefined` for every other failure
 */
export function skippedFor(failure: Failure): SkipReason | undefined {
  const { kind } = failure
  if (GITHUB_REFUSALS.includes(kind)) return 'permission'
  return REFUSALS.find(([refused]) => refused === kind)?.[1]
}

const REFUSALS: readonly (readonly [kind: FailureKind, why: SkipReason])[] = [
  [GITHUB_FAILURES.locked, 'locked'],
  [GITHUB_FAILURES.notFound, 'not-found'],
  [GITHUB_FAILURES.rateLimit, 'rate-limit']
]

/**
 * Says that there is no comment, and why. If the workflow can be given the permission, it is a warning, because nobody looks for a notice.
 * A run of a fork or by Dependabot can never get it: then it is a notice.
 *
 * @param text without a full stop
 */
export function sayRefused(
  refusal: SkipReason,
  { text, remedy, log }: { readonly text: string; readonly remedy: string; readonly log: Log },
  event: Pick<Event, 'withoutSecrets'>
): void {
  const isToMend = refusal === 'permission' && event.withoutSecrets === undefined
  const said = `${text}. ${refusalRemedy(refusal, remedy, event)} The report is in the job summary.`
  if (isToMend) log.warning(said)
  else log.notice(said)
}

/** A run that cannot get the permission is not told to ask for it. */
function refusalRemedy(
  refusal: SkipReason,
  remedy: string,
  { withoutSecrets }: Pick<Event, 'withoutSecrets'>
): string {
  if (refusal !== 'permission' || withoutSecrets === undefined) return remedy
  const whose = withoutSecrets === 'fork' ? "for a fork's pull request" : 'by Dependabot'
  return `The token of a run ${whose} may only read; a workflow_run job of this repository may comment.`
}
