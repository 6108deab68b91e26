import type { Failure } from '../run/failure.ts'
import type { Release, ReleaseCommit } from '../sentry/answers.ts'
import type { CommitList, RangeCommit } from './commits/list.ts'
import type { Candidate } from '../range/choose.ts'
import type { PreparedMaps } from './maps/prepare.ts'

/** The commit range of a run, as far as it was looked up. */
export interface RangeFacts {
  readonly repository: string
  /** Sha, or the name as given. */
  readonly head: string
  readonly previous: Candidate | undefined
  /** Where the range begins, if not at the previous commit: both sides parted there. */
  readonly mergeBase: string | undefined
  /** What refs name as the previous commit, where the release holds commits that are older than the one found. */
  readonly begin?: string | undefined
  /** What else decided which commits these are, each as a clause: `the release is the tag v1.2.0`. */
  readonly notes?: readonly string[]
}

/** What is to happen with the commits of the release. */
export type Association =
  /** Nothing is sent. */
  | { readonly kind: 'none'; readonly why: string; readonly range: RangeFacts | undefined }
  /** Nothing is sent, because a source is down: `failure` says so at the end of the run. */
  | { readonly kind: 'unread'; readonly why: string; readonly failure: Failure; readonly range: undefined }
  /** The release has these commits already: a rerun. */
  | {
      readonly kind: 'kept'
      readonly why: string
      readonly count: number
      readonly range: RangeFacts | undefined
    }
  /** Sentry fetches the commits itself. */
  | { readonly kind: 'refs'; readonly range: RangeFacts }
  /** The commits are sent. `others`: those of other repositories, which the list has to repeat. */
  | {
      readonly kind: 'commits'
      readonly source: 'github' | 'local'
      readonly list: CommitList
      /** Newest first; `list` is made of these and of `others`. */
      readonly own: readonly RangeCommit[]
      readonly others: readonly ReleaseCommit[]
      readonly range: RangeFacts
    }

/** What was read of the release. It is read only where the plan depends on it. */
export type ReleaseFact =
  | { readonly kind: 'not-read' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'there'; readonly release: Release }

/** All that the plan is made from, besides the request. */
export interface Facts {
  /** On which way Sentry was reached: `through Maton`. */
  readonly way: string
  /** In whose name Sentry was asked: `connection conn-a (the only active one)`. */
  readonly caller: string
  readonly organization: string
  /** Slugs or ids; empty when nothing that is asked for needs them. */
  readonly projects: readonly string[]
  readonly release: ReleaseFact
  readonly association: Association
  /** The files with source maps, found and judged; `undefined` when none are to be uploaded. */
  readonly maps: PreparedMaps | undefined
}
