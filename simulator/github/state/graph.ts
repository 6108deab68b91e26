/** A file that a commit changed, as GitHub names the fields. */
export interface ChangedFile {
  readonly filename: string
  readonly status: FileStatus
  readonly additions: number
  readonly deletions: number
  readonly previous_filename?: string
  readonly patch?: string
}

export const FILE_STATUSES = [
  'added',
  'removed',
  'modified',
  'renamed',
  'copied',
  'changed',
  'unchanged'
] as const
export type FileStatus = (typeof FILE_STATUSES)[number]

export interface Commit {
  readonly sha: string
  readonly parents: readonly string[]
  readonly message: string
  /** `date` in milliseconds. */
  readonly author: { readonly name: string; readonly email: string; readonly date: number }
  /** The account of the author's address; `undefined` without one. */
  readonly login: string | undefined
  readonly files: readonly ChangedFile[]
}

/** How two commits are related. */
export interface Comparison {
  /** What `git log base..head` lists, newest first. */
  readonly ahead: readonly Commit[]
  readonly behindBy: number
  /** `undefined`: the two have no common ancestor. */
  readonly mergeBase: Commit | undefined
}

const HEAD = 1
const BASE = 2
const BOTH = HEAD | BASE
/**
 * A client reads the pages of a range one by one, so the last ranges are kept. Only eight, because a range may have thousands of commits.
 */
const KEPT_RANGES = 8

/**
 * Commits and their parents. A commit has a higher number than its parents. So one pass from the highest number down answers every question
 * about ancestors, and visits no commit twice.
 */
export class CommitGraph {
  readonly #commits: Commit[] = []
  readonly #numbers = new Map<string, number>()
  readonly #parents: number[][] = []
  /** The date by which lists are sorted: that of the commit, or that of a parent if it is later. */
  readonly #times: number[] = []
  readonly #ranges = new Map<string, Comparison>()

  get size(): number {
    return this.#commits.length
  }

  get(sha: string): Commit | undefined {
    const number = this.#numbers.get(sha)
    return number === undefined ? undefined : this.#commits[number]
  }

  /** The commit whose sha starts with `prefix`; `undefined` if there is none or if there are several. */
  find(prefix: string): Commit | undefined {
    let found: Commit | undefined
    for (const commit of this.#commits) {
      if (!commit.sha.startsWith(prefix)) continue
      if (found) return undefined
      found = commit
    }
    return found
  }

  /** Adds commits, each after its parents. A known sha is skipped: the same sha is the same commit. */
  add(commits: readonly Commit[]): void {
    this.#ranges.clear()
    for (const commit of commits) {
      if (this.#numbers.has(commit.sha)) continue
      const parents = commit.parents.flatMap(sha => this.#numbers.get(sha) ?? [])
      this.#numbers.set(commit.sha, this.#commits.length)
      this.#commits.push(commit)
      this.#parents.push(parents)
      this.#times.push(
        parents.reduce((time, parent) => Math.max(time, this.#times[parent] ?? 0), commit.author.date)
      )
    }
  }

  /** A commit and all its ancestors, newest first; empty for an unknown commit. */
  history(head: string): readonly Commit[] {
    return this.#range(undefined, head)?.ahead ?? []
  }

  /** `undefined` if one of the two is unknown. */
  compare(base: string, head: string): Comparison | undefined {
    return this.#range(base, head)
  }

  /** Whether the first commit is the second one or an ancestor of it. */
  isAncestor(ancestor: string, descendant: string): boolean {
    const target = this.#numbers.get(ancestor)
    const start = this.#numbers.get(descendant)
    if (target === undefined || start === undefined || target > start) return false
    const marks = new Uint8Array(start - target + 1)
    marks[start - target] = HEAD
    for (let number = start; number > target && marks[0] === 0; number--) {
      if (marks[number - target] === 0) continue
      for (const parent of this.#parents[number] ?? []) if (parent >= target) marks[parent - target] = HEAD
    }
    return marks[0] === HEAD
  }

  /** This commit, its first parent, the first parent of that one, and so on: at most `count` commits, newest first. */
  firstParents(sha: string, count: number): readonly Commit[] {
    const line: Commit[] = []
    let commit = this.get(sha)
    while (commit && line.length < count) {
      line.push(commit)
      commit = this.get(commit.parents[0] ?? '')
    }
    return line
  }

  #range(baseSha: string | undefined, headSha: string): Comparison | undefined {
    const base = baseSha === undefined ? undefined : this.#numbers.get(baseSha)
    const head = this.#numbers.get(headSha)
    if (head === undefined || (baseSha !== undefined && base === undefined)) return undefined
    const key = `${baseSha ?? ''}..${headSha}`
    const kept = this.#ranges.get(key)
    if (kept) return kept
    const range = this.#sweep(base, head)
    this.#ranges.set(key, range)
    for (const oldest of this.#ranges.keys()) {
      if (this.#ranges.size <= KEPT_RANGES) break
      this.#ranges.delete(oldest)
    }
    return range
  }

  /** Marks the ancestors of either side, from the highest number down, until only common ones are left. */
  #sweep(base: number | undefined, head: number): Comparison {
    const marks = new Uint8Array(Math.max(head, base ?? 0) + 1)
    let oneSided = 0
    const mark = (number: number, sides: number): void => {
      const before = marks[number] ?? 0
      const after = before | sides
      marks[number] = after
      if (before === 0 && after !== BOTH) oneSided++
      if (before !== 0 && before !== BOTH && after === BOTH) oneSided--
    }
    mark(head, HEAD)
    if (base !== undefined) mark(base, BASE)
    const ahead: number[] = []
    let behindBy = 0
    let mergeBase: number | undefined
    for (let number = marks.length - 1; number >= 0 && (oneSided > 0 || mergeBase === undefined); number--) {
      const sides = marks[number] ?? 0
      if (sides === 0) continue
      if (sides === BOTH) mergeBase ??= number
      else oneSided--
      if (sides === HEAD) ahead.push(number)
      if (sides === BASE) behindBy++
      for (const parent of this.#parents[number] ?? []) mark(parent, sides)
    }
    return {
      ahead: this.#newestFirst(ahead),
      behindBy,
      mergeBase: mergeBase === undefined ? undefined : this.#commits[mergeBase]
    }
  }

  #newestFirst(numbers: number[]): readonly Commit[] {
    const time = (number: number): number => this.#times[number] ?? 0
    numbers.sort((a, b) => time(b) - time(a) || b - a)
    return numbers.flatMap(number => this.#commits[number] ?? [])
  }
}
