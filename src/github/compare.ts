import { statusOf } from '../run/commit.ts'
import { Failure, type FailureKind } from '../run/failure.ts'
import { clean } from '../text/clean.ts'
import type { CallGitHub, CallKind, Fields } from './calls/call.ts'
import { decodeCommit, decodeFile } from './commits.ts'
import type { FileChange } from '../run/commit.ts'
import type { Commit } from '../run/commit.ts'
import { shaAt } from '../text/sha.ts'
import { at, numberAt, rowsAt, textAt } from '../text/json.ts'
import { GITHUB_FAILURES } from './failures.ts'
import { PER_PAGE, range } from './calls/pages.ts'

/** How `head` stands to `base`: `ahead` holds it, `behind` is held by it, `diverged` neither. */
export interface Relation {
  readonly kind: 'related'
  readonly status: 'ahead' | 'behind' | 'diverged' | 'identical'
  readonly aheadBy: number
  readonly behindBy: number
  /** How many commits `base..head` has. */
  readonly totalCommits: number
  readonly mergeBase: string | undefined
}

/** Why two commits cannot be compared. */
export type Unrelated =
  | { readonly kind: 'not-found' }
  | { readonly kind: 'no-common-ancestor' }
  /** GitHub failed, as it does for huge differences; listing the commits still works then. */
  | { readonly kind: 'unavailable'; readonly failure: Failure }

/** One page of `base..head`. */
export interface ComparePage extends Relation {
  /** Oldest first. */
  readonly commits: readonly Commit[]
  /** All changes between the two, at most 300; only on page 1. */
  readonly files: readonly FileChange[]
}

/** The newest commits of `base..head`. */
export interface Comparison extends Relation {
  /** Newest first, at most as many as were asked for; `totalCommits` tells how many there are. */
  readonly commits: readonly Commit[]
}

/** What is compared: shas or ref names. */
export interface Ends {
  readonly base: string
  readonly head: string
}

/** The comparisons that a repository can make. */
export interface Comparisons {
  /** Reads one page of a comparison (`perPage` at most 100). */
  compare(options: Ends & { page: number; perPage: number }): Promise<ComparePage | Unrelated>
  /** Tells only how two commits stand to each other, in one small answer. */
  relation(options: Ends): Promise<Relation | Unrelated>
  /**
   * Reads the newest `max` commits of `base..head`: the first page, which tells the count, and the pages that hold them.
   * `first`: that page of 100, where it was read already.
   */
  comparison(options: Ends & { max: number; first?: ComparePage }): Promise<Comparison | Unrelated>
}

const COMPARE: CallKind<ComparePage> = {
  route: 'GET /repos/{owner}/{repo}/compare/{basehead}',
  needs: 'contents: read',
  expected: [404],
  reads: {
    words:
      'a comparison with status, ahead_by, behind_by, total_commits, merge_base_commit.sha and commits that agree',
    decode: decodeCompare
  }
}

/** The calls that compare. */
export const COMPARISON_CALLS = { compare: COMPARE } as const

/** Failures of a comparison after which the list of commits can still answer: huge differences, and answers that cannot be used. */
const UNAVAILABLE: readonly FailureKind[] = [
  GITHUB_FAILURES.unavailable,
  GITHUB_FAILURES.wrongShape,
  GITHUB_FAILURES.tooLarge,
  GITHUB_FAILURES.listIncomplete
]

/** The comparisons of a repository. */
export function comparisons(call: CallGitHub): Comparisons {
  async function compare(
    options: Ends & { page: number; perPage: number }
  ): Promise<ComparePage | Unrelated> {
    const { base, head, page, perPage } = options
    const purpose = `compare ${base} with ${head}`
    const parameters = { basehead: `${base}...${head}`, page, per_page: perPage }
    try {
      const answer = await call(COMPARE, { purpose, parameters })
      return answer.kind === 'good' ? answer.value : decodeUnrelated(answer.data)
    } catch (error) {
      if (error instanceof Failure && UNAVAILABLE.includes(error.kind))
        return { kind: 'unavailable', failure: error }
      throw error
    }
  }

  async function comparison({
    base,
    head,
    max,
    first: known
  }: Ends & { max: number; first?: ComparePage }): Promise<Comparison | Unrelated> {
    const first = known ?? (await compare({ base, head, page: 1, perPage: PER_PAGE }))
    if (first.kind !== 'related') return first
    const { commits: _commits, files: _files, ...relation } = first
    const numbers = wantedPages(first.totalCommits, max)
    const rest = numbers.map(page =>
      page === 1 ? Promise.resolve(first) : compare({ base, head, page, perPage: PER_PAGE })
    )
    const oldestFirst: Commit[] = []
    for (const page of await Promise.all(rest)) {
      if (page.kind !== 'related') return page
      oldestFirst.push(...page.commits)
    }
    const counted = numbers.reduce((sum, page) => sum + countOn(page, first.totalCommits), 0)
    const distinct = new Set(oldestFirst.map(({ sha }) => sha)).size
    if (counted !== oldestFirst.length || counted !== distinct) {
      const message = `GitHub's list is not complete when comparing ${base} with ${head}: of ${counted} commits it has ${distinct}`
      return {
        kind: 'unavailable',
        failure: new Failure(GITHUB_FAILURES.listIncomplete, clean(message, 300))
      }
    }
    return { ...relation, commits: oldestFirst.reverse().slice(0, max) }
  }

  return {
    compare,
    comparison,
    // The files come with page 1 only and may be megabytes.
    relation: ends => compare({ ...ends, page: 2, perPage: 1 })
  }
}

/** The pages, oldest commits first, that hold the newest `max` of `total`. */
function wantedPages(total: number, max: number): number[] {
  const older = Math.max(0, total - max)
  return range(Math.floor(older / PER_PAGE) + 1, Math.ceil(total / PER_PAGE))
}

/** How many commits a page has. */
function countOn(page: number, total: number): number {
  return Math.min(PER_PAGE, total - (page - 1) * PER_PAGE)
}

function decodeUnrelated(data: unknown): Unrelated {
  const isApart = /no common ancestor/i.test(textAt(data, 'message') ?? '')
  return { kind: isApart ? 'no-common-ancestor' : 'not-found' }
}

/** Nothing is assumed: a comparison without counts would say "the same commit". */
function decodeCompare(data: unknown, { page }: Fields): ComparePage | undefined {
  const aheadBy = numberAt(data, 'ahead_by')
  const behindBy = numberAt(data, 'behind_by')
  const totalCommits = numberAt(data, 'total_commits')
  const mergeBase = shaAt(data, 'merge_base_commit', 'sha')
  const commits = rowsAt(data, ['commits'], decodeCommit)
  const files = at(data, 'files') === undefined ? [] : rowsAt(data, ['files'], decodeFile)
  if (aheadBy === undefined || behindBy === undefined || totalCommits === undefined) return undefined
  if (mergeBase === undefined || commits === undefined || files === undefined) return undefined
  const status = statusOf(aheadBy, behindBy)
  const agrees = textAt(data, 'status') === status && totalCommits > 0 === aheadBy > 0
  if (!agrees || (page === 1 && totalCommits > 0 && commits.length === 0)) return undefined
  const changes = files.flatMap(file => file.changes)
  return { kind: 'related', status, aheadBy, behindBy, totalCommits, mergeBase, commits, files: changes }
}
