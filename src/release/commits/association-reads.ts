import type { ReleaseCommit, SentryRepository } from '../../sentry/answers.ts'
import type { Log } from '../../run/log.ts'
import type { Group } from './candidate.ts'
import type { ChainHead } from './chain.ts'
import type { ReleaseRequest } from '../inputs.ts'
import type { NoSource } from './from-checkout.ts'
import type { CommitSource } from './source.ts'

/** What the association of commits needs to read; each is read when it is asked for, and once. */
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
  groups(head: ChainHead): readonly (() => Promise<Group>)[]
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
  /** A full sha; a name only where it could not be looked up. */
  readonly commit: string
  /** Whether GitHub or the checkout named the sha. */
  readonly isResolved: boolean
  /** The tag that the release is, where the event does not tell it. */
  readonly tag: string | undefined
  /** Commits of this repository that the release holds, newest first. */
  readonly held: readonly ReleaseCommit[]
  /** Commits of other repositories that the release holds. */
  readonly others: readonly ReleaseCommit[]
}
