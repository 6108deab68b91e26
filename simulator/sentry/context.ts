import type { Now } from '../http.ts'
import type { IssueLinks } from './issues/links.ts'
import type { FetchedCommit, SentryState } from './state/state.ts'

/** What Sentry's routes work with. */
export interface SentryContext {
  readonly state: SentryState
  readonly issues: IssueLinks
  readonly now: Now
  /**
   * The commits after `previousCommit` up to `commit`, newest first, from the provider of the repository. Without `previousCommit` the
   * newest 20. `undefined` if the provider does not have them.
   */
  readonly fetchCommits: (
    repository: string,
    previousCommit: string | undefined,
    commit: string
  ) => readonly FetchedCommit[] | undefined
  /** Runs `work` after `ms` milliseconds, unless the simulator is reset or closed before. */
  readonly later: (ms: number, work: () => void) => void
}
