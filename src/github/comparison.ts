import { Failure } from '../gateway/errors.ts'
import type { Call } from './call.ts'
import { decodeCommit, decodeFiles, type Commit, type FileChange } from './commit.ts'
import { listAt, numberAt, shaAt, textAt } from './decode.ts'
import { GITHUB_FAILURES } from './errors.ts'
import { PER_PAGE, range } from './pages.ts'

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
  /** Reads the newest `max` commits of `base..head`: the first page, which tells the count, and the pages that hold them. */
  comparison(options: Ends & { max: number }): Promise<Comparison | Unrelated>
}

/** The comparisons of a repository. */
export function comparisons(call: Call): Comparisons {
  async function compare(
    options: Ends & { page: number; perPage: number }
  ): Promise<ComparePage | Unrelated> {
    const { base, head, page, perPage } = options
    try {
      const answer = await call({
        what: `comparing ${base} with ${head}`,
        route: 'GET /repos/{owner}/{repo}/compare/{basehead}',
        parameters: { basehead: `${base}...${head}`, page, per_page: perPage },
        expected: [404]
      })
      return answer.status === 404 ? decodeUnrelated(answer.data) : decodeCompare(answer.data)
    } catch (error) {
      if (error instanceof Failure && error.kind === GITHUB_FAILURES.unavailable) {
        return { kind: 'unavailable', failure: error }
      }
      throw error
    }
  }

  async function comparison({ base, head, max }: Ends & { max: number }): Promise<Comparison | Unrelated> {
    const first = await compare({ base, head, page: 1, perPage: PER_PAGE })
    if (first.kind !== 'related') return first
    const { commits: _commits, files: _files, ...relation } = first
    const oldestFirst: Commit[] = []
    const rest = wantedPages(first.totalCommits, max).map(page =>
      page === 1 ? Promise.resolve(first) : compare({ base, head, page, perPage: PER_PAGE })
    )
    for (const page of await Promise.all(rest)) {
      if (page.kind !== 'related') return page
      oldestFirst.push(...page.commits)
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

function decodeUnrelated(data: unknown): Unrelated {
  const isApart = /no common ancestor/i.test(textAt(data, 'message') ?? '')
  return { kind: isApart ? 'no-common-ancestor' : 'not-found' }
}

function decodeCompare(data: unknown): ComparePage {
  const aheadBy = numberAt(data, 'ahead_by') ?? 0
  const behindBy = numberAt(data, 'behind_by') ?? 0
  return {
    kind: 'related',
    status: statusOf(aheadBy, behindBy),
    aheadBy,
    behindBy,
    totalCommits: numberAt(data, 'total_commits') ?? aheadBy,
    mergeBase: shaAt(data, 'merge_base_commit', 'sha'),
    commits: listAt(data, ['commits'], decodeCommit),
    files: decodeFiles(data)
  }
}

/** The counts say the same as GitHub's `status`, and cannot contradict themselves. */
function statusOf(aheadBy: number, behindBy: number): Relation['status'] {
  if (aheadBy > 0) return behindBy > 0 ? 'diverged' : 'ahead'
  return behindBy > 0 ? 'behind' : 'identical'
}
