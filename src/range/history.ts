import type { Commit } from '../run/commit.ts'
import { PER_PAGE } from '../github/calls/pages.ts'
import type { ComparePage, Comparison, Ends, Unrelated } from '../github/compare.ts'
import type { Repository } from '../github/repository.ts'
import type { Log } from '../run/log.ts'
import { short } from '../text/sha.ts'
import { type Compare, type Graph, graphOf, KNOWN_COMMITS } from './graph.ts'

/** Commits, newest first. `total` also counts older ones that were not read. */
export interface Listed {
  readonly commits: readonly Commit[]
  readonly total: number
}

/** Reads the history of a repository from GitHub. Each graph and each comparison is read once. */
export interface GithubHistory {
  /** The full sha of a commit by sha, branch or tag; `undefined` when it is not there. */
  resolve(name: string): Promise<string | undefined>
  /** The newest commits of a history; `undefined` when `head` is not there. */
  graph(head: string): Promise<Graph | undefined>
  /** Compares two commits. The answer lists commits, too, so that `since` need not ask again. */
  readonly compare: Compare
  /** As `compare`, with the smallest answer: it lists no commits for `since`. */
  readonly relate: Compare
  /** The commits of `base..head`; none where the two are not related. */
  since(base: string, head: string): Promise<Listed>
}

/**
 * Connections opened while the first page of a long range is read. With the open one they read three of the other pages at once, without
 * waiting for a handshake.
 */
const MORE_CONNECTIONS = 2

/** The first page of a comparison. If GitHub cannot compare, what follows from the list of commits. */
type Compared = ComparePage | Walked

/** A comparison made from the list of commits. */
type Walked = Comparison | Exclude<Unrelated, { kind: 'unavailable' }>

/** @param options.max how many commits of a range are read, the newest first */
export function githubHistory(
  repository: Repository,
  { max, log }: { max: number; log: Log }
): GithubHistory {
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

  async function compareOnce(base: string, head: string): Promise<Compared> {
    return readOnce(comparisons, `${base}...${head}`, async () => {
      if (await goesBehind(base, head)) repository.connectMore(MORE_CONNECTIONS)
      return orWalked({ base, head }, await repository.compare({ base, head, page: 1, perPage: PER_PAGE }))
    })
  }

  /** Whether the range has several pages: the newest commits of the head were read and fill a page without the base. */
  async function goesBehind(base: string, head: string): Promise<boolean> {
    const graph = await graphs.get(head)
    return graph !== undefined && graph.commits.length >= KNOWN_COMMITS && graph.find(base) === undefined
  }

  return {
    resolve: async name => (await repository.commit(name))?.sha,
    graph: head => readOnce(graphs, head, () => readGraph(head)),
    compare: compareOnce,
    relate: (base, head) => repository.relation({ base, head }),
    async since(base, head) {
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
  }
}

/** Reads once for each key. */
function readOnce<T>(map: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const known = map.get(key) ?? read()
  map.set(key, known)
  return known
}

/**
 * Compares by the list of commits, if the difference is too large for GitHub to compare. Reads the history until it finds the base or has
 * `max` commits.
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
    `${short(base)} is not among the newest ${commits.length} commits of ${short(head)}; the newest ${max} are taken.`
  )
  return since(base, commits.slice(0, max), max)
}

function since(base: string, commits: readonly Commit[], max: number): Comparison {
  const counts = { aheadBy: commits.length, behindBy: 0, totalCommits: commits.length }
  return { kind: 'related', status: 'ahead', ...counts, mergeBase: base, commits: commits.slice(0, max) }
}
