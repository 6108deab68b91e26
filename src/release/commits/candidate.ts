/** Where a previous commit came from. */
export type PreviousSource = 'input' | 'environment' | 'release' | 'tag' | 'push'

/** A commit that may be the previous one, and where it came from. */
export interface Candidate {
  /** A full or short sha, or a name. */
  readonly commit: string
  readonly source: PreviousSource
  /** The release whose last commit it is. */
  readonly release?: string
  /** For the log: `last commit of web@1.0.0, the newest release deployed to production`. */
  readonly why: string
}

/** The candidates of one source, the preferred one first. */
export interface Group {
  readonly source: PreviousSource
  readonly candidates: readonly Candidate[]
}
