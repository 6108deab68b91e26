import { Failure } from '../../../run/failure.ts'
import type { Commit } from '../../../event/commit.ts'
import type { ComparePage, Comparison, Ends, Unrelated } from '../../../github/compare.ts'
import { MAX_FILES } from '../../../github/commits.ts'
import { PER_PAGE } from '../../../github/calls/pages.ts'
import type { Repository } from '../../../github/repository.ts'
import type { Log } from '../../../run/log.ts'
import { short } from '../../../text/names.ts'
import type { RangeCommit } from '../list.ts'
import {
  type CommitSource,
  type Graph,
  graphOf,
  KNOWN_COMMITS,
  type ReadRange,
  type Selection,
  withoutFiles
} from './source.ts'
import { RELEASE_FAILURES } from '../../failures.ts'
import { createPathFilter, literalPrefixes } from './paths.ts'

/** The files of each commit cost a request. The files of at most this many commits are read. */
const MAX_LOOKUPS = 100

/** With paths every commit of a range has to be looked at. At most this many are read. */
const MAX_LOOKED_AT = 5_000

/** The first page of a comparison; where GitHub cannot compare, what the list of commits tells. */
type Compared = ComparePage | Walked

/** What the list of commits tells. */
type Walked = Comparison | Exclude<Unrelated, { kind: 'unavailable' }>

/** Reads commits with GitHub's API; no checkout is needed. */
export function githubSource(repository: Repository, options: Selection & { log: Log }): CommitSource {
  const { maxCommits, paths, files, log } = options
  const max = paths.length > 0 ? MAX_LOOKED_AT : maxCommits
  const graphs = new Map<string, Promise<Graph | undefined>>()
  const comparisons = new Map<string, Promise<Compared>>()

  async function readGraph(head: string): Promise<Graph | undefined> {
    const commits = (await repository.commits({ sha: head, perPage: KNOWN_COMMITS })) ?? []
    return commits.length === 0 ? undefined : graphOf(commits)
  }

  async function orWalked<T extends Compared>(
    { base, head }: Ends,
    compared: T | Extract<Unrelated, { kind: 'unavailable' }>
  ): Promise<T | Walked> {
    if (compared.kind !== 'unavailable') return compared
    log.info(`${compared.failure.message}; reading the history up to ${short(base)} instead.`)
    return walk(repository, { base, head, max, log })
  }

  const compareOnce = (base: string, head: string): Promise<Compared> =>
    kept(comparisons, `${base}...${head}`, async () =>
      orWalked({ base, head }, await repository.compare({ base, head, page: 1, perPage: PER_PAGE }))
    )

  /** The commits of a range, at most as many as are looked at. */
  async function rangeOf(base: string, head: string): Promise<ReadRange> {
    const known = (await graphs.get(head))?.since(base)
    if (known !== undefined) return { commits: known, total: known.length }
    const first = await compareOnce(base, head)
    if (first.kind !== 'related') return { commits: [], total: 0 }
    const whole =
      'files' in first
        ? await orWalked({ base, head }, await repository.comparison({ base, head, max, first }))
        : first
    return whole.kind === 'related'
      ? { commits: whole.commits, total: whole.totalCommits }
      : { commits: [], total: 0 }
  }

  async function withFiles(commits: readonly RangeCommit[]): Promise<readonly RangeCommit[]> {
    if (commits.length > MAX_LOOKUPS)
      throw new Failure(
        RELEASE_FAILURES.tooManyLookups,
        `The changed files of ${commits.length} commits would need as many requests to GitHub; at most ${MAX_LOOKUPS} are made`
      )
    return Promise.all(
      commits.map(async commit => {
        const changed = await repository.changedFiles(commit.sha)
        if (!changed.isWhole)
          log.warning(
            `GitHub lists only the first ${MAX_FILES} files of ${short(commit.sha)}. set_commits: local reads them all.`
          )
        return { ...commit, files: changed.files }
      })
    )
  }

  const sent = (commits: readonly RangeCommit[]): readonly RangeCommit[] =>
    files ? commits : commits.map(withoutFiles)

  async function touching(commits: readonly RangeCommit[]): Promise<readonly RangeCommit[]> {
    const wanted = createPathFilter(paths)
    return (await withFiles(commits)).filter(commit => commit.files?.some(file => wanted(file.path)))
  }

  /** The newest that touch the paths: looked at a few at a time, until there are enough. */
  async function newestTouching(head: string, count: number): Promise<ReadRange> {
    const listed = (await newestListed(head)).slice(0, MAX_LOOKUPS)
    const found: RangeCommit[] = []
    for (let at = 0; at < listed.length && found.length < count; at += count)
      found.push(...(await touching(listed.slice(at, at + count))))
    const commits = sent(found.slice(0, count))
    return { commits, total: commits.length }
  }

  /** The newest commits of the folders that the patterns begin with; of all, when a pattern begins with a wildcard. */
  async function newestListed(head: string): Promise<readonly RangeCommit[]> {
    const prefixes = literalPrefixes(paths)
    if (prefixes === undefined) return (await repository.commits({ sha: head, perPage: PER_PAGE })) ?? []
    const lists = await Promise.all(prefixes.map(path => firstOf(repository.history({ sha: head, path }))))
    const bySha = new Map(lists.flat().map(commit => [commit.sha, commit]))
    const all = [...bySha.values()]
    return lists.length === 1 ? all : all.toSorted((a, b) => timeOf(b) - timeOf(a))
  }

  return {
    kind: 'github',
    gap: undefined,
    checkedOut: undefined,
    resolve: async name => (await repository.commit(name))?.sha,
    graph: head => kept(graphs, head, () => readGraph(head)),
    async compare(base, head) {
      const compared = await compareOnce(base, head)
      return compared
    },
    relate: (base, head) => repository.relation({ base, head }),
    async since(base, head) {
      const { commits, total } = await rangeOf(base, head)
      if (paths.length === 0) {
        const newest = commits.slice(0, maxCommits)
        return { commits: files ? await withFiles(newest) : newest, total }
      }
      if (total > commits.length)
        log.warning(
          `The range has ${total} commits; the paths were looked for in the newest ${commits.length} only.`
        )
      const all = await touching(await narrowed(repository, { commits, head, paths }))
      return { commits: sent(all.slice(0, maxCommits)), total: all.length }
    },
    async newest(head, count) {
      if (paths.length > 0) return newestTouching(head, count)
      const graph = await kept(graphs, head, () => readGraph(head))
      const commits = graph?.commits.slice(0, count) ?? []
      return { commits: files ? await withFiles(commits) : commits, total: commits.length }
    }
  }
}

/** The first page; empty when there is none. */
async function firstOf<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  for await (const page of pages) return page
  return []
}

/** Reads a thing once by its key; what was read stays. */
function kept<T>(map: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const known = map.get(key) ?? read()
  map.set(key, known)
  return known
}

/** Milliseconds since 1970; 0 for a commit without a date. */
function timeOf({ date }: RangeCommit): number {
  const time = Date.parse(date ?? '')
  return Number.isNaN(time) ? 0 : time
}

/**
 * What a comparison would say, from the list of commits: for differences that are too large for GitHub to compare. The history is
 * read until the base is found or so many commits are read that no more are wanted.
 */
async function walk(
  repository: Repository,
  { base, head, max, log }: { base: string; head: string; max: number; log: Log }
): Promise<Walked> {
  const commits: Commit[] = []
  let isCut = false
  for await (const page of repository.history({ sha: head })) {
    const position = page.findIndex(commit => commit.sha === base)
    commits.push(...(position === -1 ? page : page.slice(0, position)))
    if (position !== -1) return since(base, commits, max)
    // a short page is the last one: the base is in no other
    if (commits.length >= max && page.length >= PER_PAGE) {
      isCut = true
      break
    }
  }
  if (!isCut) return { kind: 'not-found' }
  log.warning(
    `${short(base)} is not among the newest ${commits.length} commits of ${short(head)}; the newest ${max} are taken (max_commits).`
  )
  return since(base, commits.slice(0, max), max)
}

function since(base: string, commits: readonly Commit[], max: number): Comparison {
  const counts = { aheadBy: commits.length, behindBy: 0, totalCommits: commits.length }
  return { kind: 'related', status: 'ahead', ...counts, mergeBase: base, commits: commits.slice(0, max) }
}

/** The commits that GitHub lists for the folders that the patterns begin with; all, when a pattern begins with a wildcard. */
async function narrowed(
  repository: Repository,
  { commits, head, paths }: Pick<ReadRange, 'commits'> & { head: string; paths: readonly string[] }
): Promise<readonly RangeCommit[]> {
  const prefixes = literalPrefixes(paths)
  if (prefixes === undefined) return commits
  const inRange = new Set(commits.map(commit => commit.sha))
  const touching = await Promise.all(
    prefixes.map(path => touchingCommits(repository, { head, path, inRange }))
  )
  const all = new Set(touching.flat())
  return commits.filter(commit => all.has(commit.sha))
}

async function touchingCommits(
  repository: Repository,
  { head, path, inRange }: { head: string; path: string; inRange: ReadonlySet<string> }
): Promise<readonly string[]> {
  const touching: string[] = []
  for await (const page of repository.history({ sha: head, path })) {
    const found = page.map(commit => commit.sha).filter(sha => inRange.has(sha))
    touching.push(...found)
    // a page without a commit of the range lies before it
    if (found.length === 0) break
  }
  return touching
}
