import type { Commit } from '../run/commit.ts'
import type { Relation, Unrelated } from '../github/compare.ts'

/** Compares two commits of a history. */
export type Compare = (base: string, head: string) => Promise<Relation | Unrelated>

/** Commits in a graph: GitHub's largest page, so one request reads them. */
export const KNOWN_COMMITS = 100

/** The newest commits of a history, and what follows from them and their parents. */
export interface Graph {
  /** Newest first; the first is the head. */
  readonly commits: readonly Commit[]
  /** The full sha of the head or of an ancestor, by full or short sha; `undefined` if it is not known to be one. */
  find(sha: string): string | undefined
  /**
   * The commits that the head holds and `base` does not, newest first.
   * @returns `undefined` if `base` is not known, or if the range goes on behind the known commits
   */
  since(base: string): readonly Commit[] | undefined
  /**
   * The newest commit after which a range has all of `wanted`: it is on the first-parent line of the head, is none of them, and has none of
   * them as an ancestor.
   * @returns `undefined` if there is none, or if not all of `wanted` are known
   */
  before(wanted: ReadonlySet<string>): string | undefined
}

/** @param commits the newest of a history, head first, in the order of GitHub or git: commits that are missing are older */
export function graphOf(commits: readonly Commit[]): Graph {
  const byKey = new Map(commits.map(commit => [commit.sha, commit]))
  const known = new Set(commits.flatMap(({ sha, parents }) => [sha, ...parents]))

  /** A commit and all its known ancestors. */
  function reached(from: string): ReadonlySet<string> {
    const found = new Set([from])
    for (const sha of found) for (const parent of byKey.get(sha)?.parents ?? []) found.add(parent)
    return found
  }

  return {
    commits,
    find(sha) {
      const wanted = sha.toLowerCase()
      if (known.has(wanted)) return wanted
      const fitting = wanted.length >= 7 ? [...known].filter(one => one.startsWith(wanted)) : []
      return fitting.length === 1 ? fitting[0] : undefined
    },
    since(base) {
      if (!known.has(base)) return undefined
      const before = reached(base)
      const after = commits.filter(({ sha }) => !before.has(sha))
      // a commit without parents may be a root, or its parents may not be known
      const isWhole = after.every(
        ({ parents }) =>
          parents.length > 0 && parents.every(parent => byKey.has(parent) || before.has(parent))
      )
      return isWhole ? after : undefined
    },
    before(wanted) {
      if (![...wanted].every(sha => byKey.has(sha))) return undefined
      let at = commits.at(0)?.parents.at(0)
      while (at !== undefined) {
        const own = reached(at)
        if (![...wanted].some(sha => own.has(sha))) return at
        at = byKey.get(at)?.parents.at(0)
      }
      return undefined
    }
  }
}
