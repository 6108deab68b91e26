import { Failure } from '../gateway/errors.ts'
import type { Commit } from '../github/commit.ts'
import type { Comparison, Unrelated } from '../github/comparison.ts'
import { MAX_FILES } from '../github/commits.ts'
import { PER_PAGE } from '../github/pages.ts'
import type { Repository } from '../github/repository.ts'
import type { Log } from '../text/log.ts'
import { short } from '../text/names.ts'
import type { RangeCommit } from './commits.ts'
import { RELEASE_FAILURES } from './errors.ts'
import { createPathFilter, literalPrefixes } from './paths.ts'
import { withoutFiles, type CommitSource, type ReadRange, type Selection } from './source.ts'

/** Each commit's files cost a request: for more commits that is not done. */
const MAX_LOOKUPS = 100

/** With paths a whole range has to be looked at, and not only its newest commits: at most so many are read. */
const MAX_LOOKED_AT = 5_000

/** Reads commits with GitHub's API; no checkout is needed. */
export function githubSource(repository: Repository, options: Selection & { log: Log }): CommitSource {
  const { maxCommits, paths, files, log } = options
  const max = paths.length > 0 ? MAX_LOOKED_AT : maxCommits

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

  return {
    kind: 'github',
    gap: undefined,
    resolve: async name => (await repository.commit(name))?.sha,
    async compare(base, head) {
      const comparison = await repository.comparison({ base, head, max })
      if (comparison.kind !== 'unavailable') return comparison
      log.info(`${comparison.failure.message}; reading the history up to ${short(base)} instead.`)
      return walk(repository, { base, head, max, log })
    },
    async relate(base, head) {
      const relation = await repository.relation({ base, head })
      return relation.kind === 'related' ? { ...relation, commits: [] } : relation
    },
    newest: (head, count) => repository.commits({ sha: head, perPage: count }),
    async select({ commits, total }, head) {
      if (paths.length === 0) {
        const newest = commits.slice(0, maxCommits)
        return { commits: files ? await withFiles(newest) : newest, total }
      }
      if (total > commits.length)
        log.warning(
          `The range has ${total} commits; the paths were looked for in the newest ${commits.length} only.`
        )
      const touching = await withFiles(await narrowed(repository, { commits, head, paths }))
      const wanted = createPathFilter(paths)
      const all = touching.filter(commit => commit.files?.some(file => wanted(file.path)))
      const sent = all.slice(0, maxCommits)
      return { commits: files ? sent : sent.map(withoutFiles), total: all.length }
    }
  }
}

/**
 * What a comparison would say, from the list of commits: for differences that are too large for GitHub to compare. The history is
 * read until the base is found or so many commits are read that no more are wanted.
 */
async function walk(
  repository: Repository,
  { base, head, max, log }: { base: string; head: string; max: number; log: Log }
): Promise<Comparison | Unrelated> {
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
