import type { Failure } from '../run/failure.ts'
import type { Release, ReleaseCommit } from '../sentry/answers.ts'
import type { CommitList, RangeCommit } from './commits/list.ts'
import type { Candidate } from '../range/previous.ts'
import type { PreparedMaps } from './maps/prepare.ts'

/** The commit range of a run. */
export interface RangeFacts {
  readonly repository: string
  /** Sha, or the name as given. */
  readonly head: string
  readonly previous: Candidate | undefined
  /** The merge base at which the range begins, if the previous commit is on another branch. */
  readonly mergeBase: string | undefined
  /** The commit that refs name as the previous one instead: an older one, if the release holds older commits that must stay. */
  readonly begin?: string | undefined
  /** More about how the commits were chosen, each as a clause: `the release is the tag v1.2.0`. */
  readonly notes?: readonly string[]
}

/** What the run does about the commits of the release. */
export type Association =
  /** Nothing is sent. */
  | { readonly kind: 'none'; readonly why: string; readonly range: RangeFacts | undefined }
  /** Nothing is sent, because a source is down. The run ends with `failure`. */
  | { readonly kind: 'unread'; readonly why: string; readonly failure: Failure; readonly range: undefined }
  /** The release has these commits already: a rerun. */
  | {
      readonly kind: 'present'
      readonly why: string
      readonly count: number
      readonly range: RangeFacts | undefined
    }
  /** Sentry fetches the commits itself. */
  | { readonly kind: 'refs'; readonly range: RangeFacts }
  /** The commits are sent as a list. */
  | {
      readonly kind: 'commits'
      readonly source: 'github' | 'local'
      readonly list: CommitList
      /** Commits of this repository, newest first. */
      readonly own: readonly RangeCommit[]
      /** Commits of other repositories that the release holds. The list repeats them. */
      readonly others: readonly ReleaseCommit[]
      readonly range: RangeFacts
    }

/** The release as it was read. It is read only if the plan depends on it. */
export type ReleaseFact =
  | { readonly kind: 'not-read' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'there'; readonly release: Release }

/** All that the plan is made from, besides the request. */
export interface Facts {
  /** How Sentry was reached: `through Maton`. */
  readonly way: string
  /** In whose name Sentry was asked: `connection conn-a (the only active one)`. */
  readonly caller: string
  readonly organization: string
  /** Slugs or ids; empty if the run needs none. */
  readonly projects: readonly string[]
  readonly release: ReleaseFact
  readonly association: Association
  /** The files to upload, found and checked; `undefined` if the run uploads none. */
  readonly maps: PreparedMaps | undefined
}
