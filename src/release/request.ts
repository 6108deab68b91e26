import type { Access } from '../actions/access/access.ts'
import type { Event } from '../event/event.ts'
import type { MapsRequest } from './maps/request.ts'

/** All that a release run was asked for, complete and checked. */
export interface ReleaseRequest {
  readonly access: Access
  readonly event: Event
  readonly version: string
  /** Tags that the release may be named as: with or without its prefix and a leading `v`; none when the commit names it. */
  readonly tagNames: readonly string[]
  readonly parts: ReadonlySet<Part>
  readonly ref: ReleaseField | undefined
  readonly url: ReleaseField | undefined
  readonly deploy: DeployRequest
  readonly commits: CommitsRequest
  /** `undefined` when no source maps are to be uploaded. */
  readonly maps: MapsRequest | undefined
  /** Why nothing is to be done, if so: what the event tells of did not happen, or it has no commit. */
  readonly nothing: string | undefined
}

/** What a release run can do; `only` names some of them. */
export const PARTS = ['release', 'commits', 'sourcemaps', 'finalize', 'deploy'] as const
export type Part = (typeof PARTS)[number]

export const COMMIT_MODES = ['auto', 'integration', 'github', 'local', 'manual', 'skip'] as const
export type CommitMode = (typeof COMMIT_MODES)[number]

/** A value for the release: a given one is written to an existing release too, a default only to a new one. */
export interface ReleaseField {
  readonly value: string
  readonly given: boolean
}

export interface DeployRequest {
  readonly environments: readonly string[]
  readonly name: string
  readonly url: string | undefined
  /** ISO 8601. */
  readonly startedAt: string | undefined
  /** ISO 8601; `undefined`: when it is recorded. */
  readonly finishedAt: string | undefined
}

export interface CommitsRequest {
  readonly mode: CommitMode
  /** `owner/name`; `undefined` outside of GitHub and without the input. */
  readonly repo: string | undefined
  /** A sha, or the name of a branch or tag; `undefined` when the event has none. */
  readonly commit: string | undefined
  /** Whether the input named the commit, and not the event. */
  readonly isCommitGiven: boolean
  /** A sha, or the name of a branch or tag. */
  readonly previousCommit: string | undefined
  readonly paths: readonly string[]
  readonly files: 'auto' | 'yes' | 'no'
  readonly maxCommits: number
  readonly ignoreMissing: boolean
  readonly ignoreEmpty: boolean
  /** Absolute. */
  readonly workingDirectory: string
}
