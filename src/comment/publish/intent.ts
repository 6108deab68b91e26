import type { SkipReason } from '../published.ts'
import { compareSequences, gotWorse, type State } from './state.ts'

/** What to do with a pull request's comment. */
export type Intent =
  | { readonly kind: 'skip'; readonly why: Extract<SkipReason, 'clear' | 'no-data' | 'newer'> }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'create' }
  | { readonly kind: 'update' }
  /** The old one is hidden as outdated and a new one is written: GitHub notifies of new comments only. */
  | { readonly kind: 'recreate' }

/** The comment that a report would replace. */
export interface Before {
  readonly state: State
  /** Hidden by a person: it stays hidden. */
  readonly isHidden: boolean
  /** It shows what would be written now. */
  readonly isSame: boolean
}

/**
 * Decides what to do with a report.
 *
 * - With `on_issues` only a report with issues creates a comment.
 * - A report never replaces a newer one.
 * - A report that would look the same is not written.
 * - A report without data replaces no other report of the same release. It replaces one of another release, and its own text if people have
 *   edited it by hand.
 *
 * @param now the state of the new report
 * @param before `undefined` if there is no comment yet
 */
export function intentFor(
  now: State,
  before: Before | undefined,
  options: { readonly comment: 'on_issues' | 'always'; readonly notify: 'on_worse' | 'never' }
): Intent {
  if (before === undefined) {
    const isQuiet = options.comment === 'on_issues' && now.finding !== 'issues'
    return isQuiet ? { kind: 'skip', why: now.finding === 'clear' ? 'clear' : 'no-data' } : { kind: 'create' }
  }
  const { state, isHidden, isSame } = before
  if (compareSequences(state.sequence, now.sequence) > 0) return { kind: 'skip', why: 'newer' }
  if (isSame) return { kind: 'unchanged' }
  const isOfRelease = state.release === now.release && state.digest !== now.digest
  if (now.finding === 'no-data' && isOfRelease) return { kind: 'skip', why: 'no-data' }
  const isToBeHeard = options.notify === 'on_worse' && !isHidden && gotWorse(state, now)
  return { kind: isToBeHeard ? 'recreate' : 'update' }
}
