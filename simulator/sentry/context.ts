import type { Now } from '../http.ts'
import type { IssueLinks } from './issue-links.ts'
import type { FetchedCommit, SentryState } from './state.ts'

/** What the routes of Sentry work with. */
export interface SentryContext {
  readonly state: SentryState
  readonly issues: IssueLinks
  readonly now: Now
  /**
   * The commits after `previousCommit` up to `commit`, newest first, from the provider of the repository (without
   * `previousCommit` the newest 20); `undefined` when it cannot tell.
   */
  readonly fetchCommits: (
    repository: string,
    previousCommit: string | undefined,
    commit: string
  ) => readonly FetchedCommit[] | undefined
  /** Runs `work` after so many milliseconds, unless the simulator was reset or closed by then. */
  readonly later: (ms: number, work: () => void) => void
}
