import type { Failure } from '../gateway/errors.ts'
import { GITHUB_FAILURES } from '../github/errors.ts'
import type { Skipped } from './decision.ts'

/**
 * What GitHub refuses for good reasons, which is no fault of the run: no right to comment (forks, Dependabot, missing
 * permissions), a locked conversation, something that is gone, a limit that is used up.
 *
 * @returns `null` for every other failure
 */
export function refusalOf(failure: Failure): Skipped | null {
  const refusals: readonly (readonly [name: string, why: Skipped])[] = [
    [GITHUB_FAILURES.permission.name, 'permission'],
    [GITHUB_FAILURES.locked.name, 'locked'],
    [GITHUB_FAILURES.notFound.name, 'not-found'],
    [GITHUB_FAILURES.rateLimit.name, 'rate-limit']
  ]
  return refusals.find(([name]) => name === failure.kind.name)?.[1] ?? null
}
