import { Failure } from '../gateway/errors.ts'
import { openHistory, SHALLOW_EXPLAINED, type History } from '../git/history.ts'
import type { Comparison, Unrelated } from '../github/comparison.ts'
import type { Repository } from '../github/repository.ts'
import type { Log } from '../text/log.ts'
import type { RangeCommit } from './commits.ts'
import { RELEASE_FAILURES } from './errors.ts'
import type { Compare } from './range.ts'
import { createPathFilter, literalPrefixes } from './paths.ts'

/** A place where commits are read: GitHub's API or the local checkout. */
export interface CommitSource {
  readonly kind: 'github' | 'local'
  /** The full sha of a commit by sha, branch or tag; `undefined` when it is not there. */
  resolve(name: string): Promise<string | undefined>
  /** How two commits stand to each other, with the newest commits between them, newest first. */
  readonly compare: Compare
  /** As `compare`, but without the commits where they would cost something. */
  readonly relate: Compare
  /** The newest commits of a history; `undefined` when `head` is not there. */
  newest(head: string, count: number): Promise<readonly RangeCommit[] | undefined>
  /** Keeps the commits that touch the paths, and adds the changed files where they are wanted. Newest first, as given. */
  select(commits: readonly RangeCommit[], head: string): Promise<readonly RangeCommit[]>
}

export interface SourceOptions {
  readonly maxCommits: number
  readonly paths: readonly string[]
  /** Whether the changed files of each commit are sent. */
  readonly files: boolean
}

/** Each commit's files cost a request at GitHub: for more commits that is not done. */
const MAX_LOOKUPS = 100

/** Reads commits with GitHub's API; no checkout is needed. */
export function githubSource(
  repository: Repository,
  { maxCommits, paths, files }: SourceOptions
): CommitSource {
  async function withFiles(commits: readonly RangeCommit[]): Promise<readonly RangeCommit[]> {
    if (commits.length > MAX_LOOKUPS) {
      throw new Failure(
        RELEASE_FAILURES.tooManyLookups,
        `The changed files of ${commits.length} commits would need as many requests to GitHub; at most ${MAX_LOOKUPS} are made`
      )
    }
    return Promise.all(
      commits.map(async commit => ({ ...commit, files: await repository.changedFiles(commit.sha) }))
    )
  }

  return {
    kind: 'github',
    resolve: async name => (await repository.commit(name))?.sha,
    compare: (base, head) => repository.comparison({ base, head, max: maxCommits }),
    async relate(base, head) {
      const relation = await repository.relation({ base, head })
      return relation.kind === 'related' ? { ...relation, commits: [] } : relation
    },
    newest: (head, count) => repository.commits({ sha: head, perPage: count }),
    async select(commits, head) {
      if (paths.length === 0) return files ? withFiles(commits) : commits
      const touching = await withFiles(await narrowed(repository, { commits, head, paths }))
      const wanted = createPathFilter(paths)
      const selected = touching.filter(commit => commit.files?.some(file => wanted(file.path)))
      return files ? selected : selected.map(({ files: _files, ...commit }) => commit)
    }
  }
}

/** The commits that GitHub lists for the folders that the patterns begin with; all, when a pattern begins with a wildcard. */
async function narrowed(
  repository: Repository,
  { commits, head, paths }: { commits: readonly RangeCommit[]; head: string; paths: readonly string[] }
): Promise<readonly RangeCommit[]> {
  const prefixes = literalPrefixes(paths)
  if (prefixes === undefined) return commits
  const inRange = new Set(commits.map(commit => commit.sha))
  const touching = new Set<string>()
  for (const path of prefixes) {
    for (let page = 1; ; page += 1) {
      const listed = (await repository.commits({ sha: head, path, page, perPage: 100 })) ?? []
      const found = listed.filter(commit => inRange.has(commit.sha))
      for (const commit of found) touching.add(commit.sha)
      // a page without a commit of the range lies before it
      if (listed.length < 100 || found.length === 0) break
    }
  }
  return commits.filter(commit => touching.has(commit.sha))
}

/** With paths all commits of a range have to be looked at; this many are. */
const MAX_FILTERED = 20_000

/** Reads commits from the checkout that holds a folder; a reason, when there is none. */
export async function localSource(
  options: SourceOptions & {
    directory: string
    env: Readonly<Record<string, string | undefined>>
    signal: AbortSignal
    log: Log
  }
): Promise<CommitSource | { readonly kind: 'none'; readonly reason: string }> {
  const history = await openHistory(options)
  if (history.kind === 'no-history') return { kind: 'none', reason: history.reason }
  return sourceOf(history, options)
}

function sourceOf(
  history: History,
  { maxCommits, paths, files, log }: SourceOptions & { log: Log }
): CommitSource {
  const readsFiles = files || paths.length > 0
  const max = paths.length > 0 ? MAX_FILTERED : maxCommits

  async function relate(base: string, head: string, withCommits: boolean): Promise<Comparison | Unrelated> {
    const from = await history.resolve(base)
    const relation =
      from === undefined ? { kind: 'not-found' as const } : await history.relation({ base: from, head })
    if (relation.kind !== 'related') {
      if (history.isShallow) log.notice(SHALLOW_EXPLAINED)
      return { kind: relation.kind === 'no-common-ancestor' ? 'no-common-ancestor' : 'not-found' }
    }
    const wanted = withCommits && (relation.status === 'ahead' || relation.status === 'diverged')
    const range = wanted
      ? await history.range({ previous: from, commit: head, max, files: readsFiles })
      : { commits: [], total: relation.aheadBy }
    return { ...relation, totalCommits: range.total, commits: range.commits }
  }

  return {
    kind: 'local',
    resolve: name => history.resolve(name),
    compare: (base, head) => relate(base, head, true),
    relate: (base, head) => relate(base, head, false),
    async newest(head, count) {
      if ((await history.resolve(head)) === undefined) return undefined
      return (await history.range({ previous: undefined, commit: head, max: count, files: readsFiles }))
        .commits
    },
    async select(commits) {
      const wanted = createPathFilter(paths)
      const selected: readonly RangeCommit[] =
        paths.length === 0 ? commits : commits.filter(commit => commit.files?.some(file => wanted(file.path)))
      const kept = selected.slice(0, maxCommits)
      return files ? kept : kept.map(({ files: _files, ...commit }) => commit)
    }
  }
}
