import type { Commit } from '../event/commit.ts'
import { shaAt } from '../text/names.ts'
import { listAt, textAt } from '../text/json.ts'

/** A file that a commit added, modified or deleted; a rename is a deletion and an addition. */
export interface FileChange {
  readonly path: string
  readonly type: 'A' | 'M' | 'D'
}

/** A commit as the REST API gives it; undefined when it has no sha. */
export function decodeCommit(value: unknown): Commit | undefined {
  const sha = shaAt(value, 'sha')
  if (sha === undefined) return undefined
  return {
    sha,
    message: textAt(value, 'commit', 'message'),
    authorName: textAt(value, 'commit', 'author', 'name'),
    authorEmail: textAt(value, 'commit', 'author', 'email'),
    date: textAt(value, 'commit', 'author', 'date'),
    parents: listAt(value, ['parents'], parent => shaAt(parent, 'sha'))
  }
}

/** An entry of the `files` of a commit. */
export interface ChangedFile {
  readonly path: string
  /** Two for a rename, none for a file that is unchanged. */
  readonly changes: readonly FileChange[]
}

/** An entry of the `files` of a commit or a comparison; undefined when it has no path. */
export function decodeFile(file: unknown): ChangedFile | undefined {
  const path = textAt(file, 'filename')
  return path === undefined ? undefined : { path, changes: changesOf(path, file) }
}

function changesOf(path: string, file: unknown): readonly FileChange[] {
  const previous = textAt(file, 'previous_filename')
  switch (textAt(file, 'status')) {
    case 'added':
    case 'copied':
      return [{ path, type: 'A' }]
    case 'removed':
      return [{ path, type: 'D' }]
    case 'renamed':
      return [
        ...(previous === undefined ? [] : [{ path: previous, type: 'D' as const }]),
        { path, type: 'A' }
      ]
    case 'unchanged':
      return []
    default:
      return [{ path, type: 'M' }]
  }
}
