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
