import type { TagReads } from '../../../range/earlier-tags.ts'
import type { RangeCommit } from '../list.ts'
import type { Compare, Graph } from '../../../range/graph.ts'

/** A place where commits are read: GitHub's API or the local checkout. */
export interface CommitSource {
  readonly kind: 'github' | 'local'
  /** Why commits may be missing in it, as a sentence; `undefined` when it holds all. */
  readonly gap: string | undefined
  /** The commit that is checked out; `undefined` where nothing is. */
  readonly checkedOut: string | undefined
  /** The full sha of a commit by sha, branch or tag; `undefined` when it is not there. */
  resolve(name: string): Promise<string | undefined>
  /** What tells the tags; `undefined` in a checkout that has none: most checkouts fetch none. */
  tags(): Promise<TagReads | undefined>
  /** The newest commits of a history, read once; `undefined` when `head` is not there. */
  graph(head: string): Promise<Graph | undefined>
  /** How two commits stand to each other. Commits that the answer lists anyway are kept, so that `since` need not ask again. */
  readonly compare: Compare
  /** As `compare`, but in the smallest answer. */
  readonly relate: Compare
  /** The commits of `base..head` that are sent: the newest ones that touch the paths, at most `maxCommits`. */
  since(base: string, head: string): Promise<ReadRange>
  /** The newest `count` commits of a history that touch the paths. */
  newest(head: string, count: number): Promise<ReadRange>
}

/** Commits, newest first, and how many there are when the older ones were not read or are not sent. */
export interface ReadRange {
  readonly commits: readonly RangeCommit[]
  readonly total: number
}

/** What is to be taken out of a range. */
export interface Selection {
  /** At most this many commits are taken, the newest ones. */
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
