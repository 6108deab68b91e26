import type { ChangedFile, Commit } from '../state/graph.ts'

/** The changes of several commits together. A merge commit is left out, because it only repeats the changes of the merged commits. */
export function netChanges(oldestFirst: readonly Commit[]): readonly ChangedFile[] {
  const changes = new Map<string, ChangedFile>()
  for (const commit of oldestFirst) {
    if (commit.parents.length > 1) continue
    for (const file of commit.files) {
      const from = nameBefore(file)
      const before = changes.get(from)
      changes.delete(from)
      const both = before ? joined(before, file) : file
      if (both) changes.set(file.filename, both)
    }
  }
  return [...changes.values()].sort((a, b) => (a.filename < b.filename ? -1 : 1))
}

function nameBefore(file: ChangedFile): string {
  return (file.status === 'renamed' && file.previous_filename) || file.filename
}

/** Two changes of one file as one; `undefined` if a new file was removed again. */
function joined(first: ChangedFile, second: ChangedFile): ChangedFile | undefined {
  const isNew = first.status === 'added'
  if (isNew && second.status === 'removed') return undefined
  const origin = nameBefore(first)
  const isRenamed = !isNew && second.status !== 'removed' && origin !== second.filename
  return {
    filename: second.filename,
    status: second.status === 'removed' ? 'removed' : isNew ? 'added' : isRenamed ? 'renamed' : 'modified',
    additions: first.additions + second.additions,
    deletions: first.deletions + second.deletions,
    ...(isRenamed && { previous_filename: origin }),
    ...(second.patch !== undefined && { patch: second.patch })
  }
}
