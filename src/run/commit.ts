/** A file that a commit added, modified or deleted against its first parent; a rename is a deletion and an addition. */
export interface FileChange {
  readonly path: string
  readonly type: 'A' | 'M' | 'D'
}

/** A commit; only its sha is certain. */
export interface Commit {
  readonly sha: string
  readonly message?: string | undefined
  readonly authorName?: string | undefined
  readonly authorEmail?: string | undefined
  /** The author's date, ISO 8601. */
  readonly date?: string | undefined
  /** Empty for a root commit, and where the source does not tell parents (a push's payload). */
  readonly parents: readonly string[]
}

/** How a commit is related to another, in the words of GitHub, by how many commits each has that the other lacks. */
export function statusOf(aheadBy: number, behindBy: number): 'ahead' | 'behind' | 'identical' | 'diverged' {
  if (aheadBy > 0) return behindBy > 0 ? 'diverged' : 'ahead'
  return behindBy > 0 ? 'behind' : 'identical'
}
