import type { Commit } from '../event/commit.ts'
import type { Relation, Unrelated } from '../github/compare.ts'

/** How two commits stand to each other, as some history tells it. */
export type Compare = (base: string, head: string) => Promise<Relation | Unrelated>

/** GitHub's largest page: so many commits of a history are known after one request. */
export const KNOWN_COMMITS = 100

/** The newest commits of a history, and what follows from them and their parents. */
export interface Graph {
  /** Newest first; the first is the head. */
  readonly commits: readonly Commit[]
  /** The full sha of a commit that is the head or certainly an ancestor of it, by full or short sha. */
  find(sha: string): string | undefined
  /**
   * The commits that the head holds and `base` does not, newest first.
   * @returns `undefined` when the known commits do not tell: the range goes on behind them
   */
  since(base: string): readonly Commit[] | undefined
  /**
   * The newest commit from which none of `wanted` can be reached, going from parent to first parent: everything after it holds
   * all of them.
   * @returns `undefined` when there is none, or the known commits do not hold all of `wanted`
   */
  before(wanted: ReadonlySet<string>): string | undefined
}

/**
 * @param commits the newest of a history, head first, in an order in which GitHub and git list them: what is missing is older
 */
export function graphOf(commits: readonly Commit[]): Graph {
  const byKey = new Map(commits.map(commit => [commit.sha, commit]))
  const known = new Set(commits.flatMap(({ sha, parents }) => [sha, ...parents]))

  /** A commit and all of its ancestors, as far as they are known. */
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
      // a commit without parents may begin a history of its own, or its parents were not told
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
        const held = reached(at)
        if (![...wanted].some(sha => held.has(sha))) return at
        at = byKey.get(at)?.parents.at(0)
      }
      return undefined
    }
  }
}
