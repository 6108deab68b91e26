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
  /** The account behind the author's address, where there is one. */
  readonly login: string | undefined
  readonly files: readonly ChangedFile[]
}

/** Two commits held against each other. */
export interface Comparison {
  /** What `git log base..head` lists, newest first. */
  readonly ahead: readonly Commit[]
  readonly behindBy: number
  /** None: the two histories are unrelated. */
  readonly mergeBase: Commit | undefined
}

const HEAD = 1
const BASE = 2
const BOTH = HEAD | BASE
/** The pages of a range are asked for one by one, so the last ranges are kept: at most so many. */
const KEPT_RANGES = 8

/**
 * Commits and their parents. Each commit is numbered after its parents, so one pass from the highest number down
 * to the merge base answers every question about ancestors: no walk visits a commit twice.
 */
export class CommitGraph {
  readonly #commits: Commit[] = []
  readonly #numbers = new Map<string, number>()
  readonly #parents: number[][] = []
  /** The commit's date, but never before that of a parent: lists are sorted by it, newest first. */
  readonly #times: number[] = []
  readonly #ranges = new Map<string, Comparison>()

  get size(): number {
    return this.#commits.length
  }

  get(sha: string): Commit | undefined {
    const number = this.#numbers.get(sha)
    return number === undefined ? undefined : this.#commits[number]
  }

  /** The only commit whose sha starts so; none or several: undefined. */
  find(prefix: string): Commit | undefined {
    let found: Commit | undefined
    for (const commit of this.#commits) {
      if (!commit.sha.startsWith(prefix)) continue
      if (found) return undefined
      found = commit
    }
    return found
  }

  /** Adds commits, each after its parents. A known sha is not changed: it stands for its contents. */
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

  /** All commits that can be reached from this one, newest first; an unknown one has none. */
  history(head: string): readonly Commit[] {
    return this.#range(undefined, head)?.ahead ?? []
  }

  /** `undefined` when one of the two is unknown. */
  compare(base: string, head: string): Comparison | undefined {
    return this.#range(base, head)
  }

  /** Whether the first commit is the second or can be reached from it. */
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

  /** This commit and its first parents, newest first, up to a number. */
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

  /** Marks what either side reaches, from the highest number down, until only common commits are left. */
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
