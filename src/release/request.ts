import type { Access } from '../actions/access/access.ts'
import type { Event } from '../event/event.ts'
import type { MapsRequest } from './maps/request.ts'

/** All that a release run was asked for, complete and checked. */
export interface ReleaseRequest {
  readonly access: Access
  readonly event: Event
  readonly version: string
  /** Tags that the release may be named after: with or without its prefix and a leading `v`. Empty if it is named after the commit. */
  readonly tagNames: readonly string[]
  readonly parts: ReadonlySet<Part>
  readonly ref: ReleaseField | undefined
  readonly url: ReleaseField | undefined
  readonly deploy: DeployRequest
  readonly commits: CommitsRequest
  /** `undefined` when no source maps are to be uploaded. */
  readonly maps: MapsRequest | undefined
  /** Why there is nothing to do, if so: what the event is about did not happen, or it has no commit. */
  readonly nothing: string | undefined
}

/** What a release run can do; `only` names some of them. */
export const PARTS = ['release', 'commits', 'sourcemaps', 'finalize', 'deploy'] as const
export type Part = (typeof PARTS)[number]

export const COMMIT_MODES = ['auto', 'integration', 'github', 'local', 'manual', 'skip'] as const
export type CommitMode = (typeof COMMIT_MODES)[number]

/** A value for the release. A given one also changes an existing release, a default does not. */
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
  /** ISO 8601; `undefined`: the time of recording. */
  readonly finishedAt: string | undefined
}

export interface CommitsRequest {
  readonly mode: CommitMode
  /** `owner/name`; `undefined` outside of GitHub and without the input. */
  readonly repo: string | undefined
  /** A sha, or the name of a branch or tag; `undefined` when the event has none. */
  readonly commit: string | undefined
  /** Whether the input names the commit. Otherwise the event does. */
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
