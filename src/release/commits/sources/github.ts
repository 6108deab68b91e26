import { Failure } from '../../../run/failure.ts'
import { MAX_FILES } from '../../../github/commits.ts'
import { firstPage, PER_PAGE } from '../../../github/calls/pages.ts'
import type { Repository } from '../../../github/repository.ts'
import { githubHistory } from '../../../range/history.ts'
import type { Log } from '../../../run/log.ts'
import { counted, timeOf } from '../../../text/names.ts'
import { short } from '../../../text/sha.ts'
import type { RangeCommit } from '../list.ts'
import { type CommitSource, type ReadRange, type Selection, withoutFiles } from './source.ts'
import { RELEASE_FAILURES } from '../../failures.ts'
import { createPathFilter, literalPrefixes } from './paths.ts'

/** Commits whose files are read. Each costs a request, of the 1,000 an hour that a workflow's token has. */
const MAX_LOOKUPS = 100

/** With paths every commit of a range has to be checked. At most this many are: 50 pages, each a request. */
const MAX_LOOKED_AT = 5_000

/** Reads commits with GitHub's API; no checkout is needed. */
export function githubSource(repository: Repository, options: Selection & { log: Log }): CommitSource {
  const { maxCommits, paths, files, log } = options
  const history = githubHistory(repository, { max: paths.length > 0 ? MAX_LOOKED_AT : maxCommits, log })

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

  /** The newest commits that touch the paths. Reads the files of `count` commits at a time until it has enough. */
  async function newestTouching(head: string, count: number): Promise<ReadRange> {
    const listed = (await newestListed(head)).slice(0, MAX_LOOKUPS)
    const found: RangeCommit[] = []
    for (let at = 0; at < listed.length && found.length < count; at += count)
      found.push(...(await touching(listed.slice(at, at + count))))
    const commits = sent(found.slice(0, count))
    // a full hundred: there may be older ones
    if (commits.length < count && listed.length === MAX_LOOKUPS) {
      if (commits.length === 0)
        throw new Failure(
          RELEASE_FAILURES.tooManyLookups,
          `None of the newest ${MAX_LOOKUPS} commits touches the paths; older ones would need a request to GitHub each`
        )
      log.warning(
        `The newest ${MAX_LOOKUPS} commits were looked at, and the paths are touched by ${counted(commits.length, 'commit')} of them; older ones would need a request to GitHub each. ${RELEASE_FAILURES.tooManyLookups.remedy}`
      )
    }
    return { commits, total: commits.length }
  }

  /** The newest commits of the folders that the patterns begin with; of all, if a pattern begins with a wildcard. */
  async function newestListed(head: string): Promise<readonly RangeCommit[]> {
    const prefixes = literalPrefixes(paths)
    if (prefixes === undefined) return (await repository.commits({ sha: head, perPage: PER_PAGE })) ?? []
    const lists = await Promise.all(prefixes.map(path => firstPage(repository.history({ sha: head, path }))))
    const bySha = new Map(lists.flat().map(commit => [commit.sha, commit]))
    const all = [...bySha.values()]
    return lists.length === 1 ? all : all.toSorted((a, b) => timeOf(b.date) - timeOf(a.date))
  }

  return {
    kind: 'github',
    gap: undefined,
    checkedOut: undefined,
    resolve: name => history.resolve(name),
    tags: async () => repository,
    graph: head => history.graph(head),
    compare: history.compare,
    relate: history.relate,
    async since(base, head) {
      const { commits, total } = await history.since(base, head)
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
      const graph = await history.graph(head)
      const commits = graph?.commits.slice(0, count) ?? []
      return { commits: files ? await withFiles(commits) : commits, total: commits.length }
    }
  }
}

/** The commits that GitHub lists for the folders that the patterns begin with; all, if a pattern begins with a wildcard. */
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
    // a page without a commit of the range is older than the range
    if (found.length === 0) break
  }
  return touching
}
