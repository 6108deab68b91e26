import type { RangeCommit } from './commits.ts'
import type { Compare } from './range.ts'

/** A place where commits are read: GitHub's API or the local checkout. */
export interface CommitSource {
  readonly kind: 'github' | 'local'
  /** Why commits may be missing in it, as a sentence; `undefined` when it holds all. */
  readonly gap: string | undefined
  /** The full sha of a commit by sha, branch or tag; `undefined` when it is not there. */
  resolve(name: string): Promise<string | undefined>
  /** How two commits stand to each other, with the newest commits between them, newest first. */
  readonly compare: Compare
  /** As `compare`, but without the commits where they would cost something. */
  readonly relate: Compare
  /** The newest commits of a history, newest first; `undefined` when `head` is not there. */
  newest(head: string, count: number): Promise<readonly RangeCommit[] | undefined>
  /** Takes those that are sent out of a range. */
  select(range: ReadRange, head: string): Promise<ReadRange>
}

/** Commits, newest first, and how many there are when the older ones were not read or are not sent. */
export interface ReadRange {
  readonly commits: readonly RangeCommit[]
  readonly total: number
}

/** What is to be taken out of a range. */
export interface Selection {
  /** The newest so many. */
  readonly maxCommits: number
  /** Only commits that touch these; empty: all. */
  readonly paths: readonly string[]
  /** Whether the changed files of each commit are sent. */
  readonly files: boolean
}

/** A commit without the files that were read only to choose it. */
export function withoutFiles({ files: _files, ...commit }: RangeCommit): RangeCommit {
  return commit
}
