import { textAt } from '../text/json.ts'
import { shaAt } from '../text/names.ts'

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

/** A commit as the payload of a push lists it; undefined when it has no id. */
export function decodePushedCommit(value: unknown): Commit | undefined {
  const sha = shaAt(value, 'id')
  if (sha === undefined) return undefined
  return {
    sha,
    message: textAt(value, 'message'),
    authorName: textAt(value, 'author', 'name'),
    authorEmail: textAt(value, 'author', 'email'),
    date: textAt(value, 'timestamp'),
    parents: []
  }
}
