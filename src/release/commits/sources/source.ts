import type { TagReads } from '../../../range/earlier-tags.ts'
import type { RangeCommit } from '../list.ts'
import type { Compare, Graph } from '../../../range/graph.ts'

/** A place to read commits from: GitHub's API or the local checkout. */
export interface CommitSource {
  readonly kind: 'github' | 'local'
  /** Why it may lack commits, as a sentence; `undefined` if it has all. */
  readonly gap: string | undefined
  /** The commit that is checked out; `undefined` at GitHub. */
  readonly checkedOut: string | undefined
  /** The full sha of a commit by sha, branch or tag; `undefined` when it is not there. */
  resolve(name: string): Promise<string | undefined>
  /** Reads tags; `undefined` for a checkout without tags: most checkouts fetch none. */
  tags(): Promise<TagReads | undefined>
  /** The newest commits of a history, read once; `undefined` when `head` is not there. */
  graph(head: string): Promise<Graph | undefined>
  /** Compares two commits. GitHub's answer lists commits, too, so that `since` need not ask again. */
  readonly compare: Compare
  /** As `compare`, with the smallest answer. */
  readonly relate: Compare
  /** The commits of `base..head` that are sent: the newest ones that touch the paths, at most `maxCommits`. */
  since(base: string, head: string): Promise<ReadRange>
  /** The newest `count` commits of a history that touch the paths. */
  newest(head: string, count: number): Promise<ReadRange>
}

/** Commits, newest first. `total` also counts older ones that were not read or are not sent. */
export interface ReadRange {
  readonly commits: readonly RangeCommit[]
  readonly total: number
}

/** Which commits to take from a range. */
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
