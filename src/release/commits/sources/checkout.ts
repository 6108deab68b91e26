import { type History, openHistory, SHALLOW_EXPLAINED } from '../../../git/checkout.ts'
import type { Relation, Unrelated } from '../../../github/compare.ts'
import type { TagReads } from '../../../range/earlier-tags.ts'
import { graphOf, KNOWN_COMMITS } from '../../../range/graph.ts'
import { once } from '../../../run/once.ts'
import type { Log } from '../../../run/log.ts'
import type { RangeCommit } from '../list.ts'
import { type CommitSource, type ReadRange, type Selection, withoutFiles } from './source.ts'
import { createPathFilter } from './paths.ts'

/** With paths every commit of a range has to be checked. At most this many are: git lists them within seconds. */
const MAX_LOOKED_AT = 20_000
/** Commits that are searched first for the newest that touch the paths. Usually they are enough. */
const FIRST_LOOKED_AT = 1_000

/** A source that cannot be used, and why. */
export interface NoSource {
  readonly kind: 'none'
  readonly reason: string
}

/** Reads commits from the checkout that contains a folder. */
export async function localSource(
  options: Selection & {
    /** Absolute. */
    readonly directory: string
    readonly env: Readonly<Record<string, string | undefined>>
    readonly signal: AbortSignal
    readonly log: Log
  }
): Promise<CommitSource | NoSource> {
  const history = await openHistory(options)
  if (history.kind === 'no-history') return { kind: 'none', reason: history.reason }
  return sourceOf(history, options)
}

function sourceOf(
  history: History,
  { maxCommits, paths, files, log }: Selection & { log: Log }
): CommitSource {
  const readsFiles = files || paths.length > 0
  const wanted = createPathFilter(paths)

  async function relate(base: string, head: string): Promise<Relation | Unrelated> {
    const from = await history.resolve(base)
    if (from === undefined) return { kind: 'not-found' }
    const relation = await history.relation({ base: from, head })
    if (relation.kind === 'related') return { ...relation, totalCommits: relation.aheadBy }
    return { kind: relation.kind === 'no-common-ancestor' ? 'no-common-ancestor' : 'not-found' }
  }

  const touching = (commits: readonly RangeCommit[]): readonly RangeCommit[] =>
    paths.length === 0 ? commits : commits.filter(commit => commit.files?.some(file => wanted(file.path)))

  const sent = (commits: readonly RangeCommit[]): readonly RangeCommit[] =>
    files ? commits : commits.map(withoutFiles)

  async function read(previous: string | undefined, commit: string, max: number): Promise<ReadRange> {
    return history.range({ previous, commit, max, files: readsFiles })
  }

  return {
    kind: 'local',
    gap: history.isShallow ? SHALLOW_EXPLAINED : undefined,
    checkedOut: history.head,
    resolve: name => history.resolve(name),
    tags: once(() => tagReads(history)),
    async graph(head) {
      if ((await history.resolve(head)) === undefined) return undefined
      const range = { previous: undefined, commit: head, max: KNOWN_COMMITS, files: false }
      return graphOf((await history.range(range)).commits)
    },
    compare: relate,
    relate,
    async since(base, head) {
      const { commits, total } = await read(base, head, paths.length > 0 ? MAX_LOOKED_AT : maxCommits)
      if (paths.length > 0 && total > commits.length)
        log.warning(
          `The range has ${total} commits; the paths were looked for in the newest ${commits.length} only.`
        )
      const all = touching(commits)
      return { commits: sent(all.slice(0, maxCommits)), total: paths.length === 0 ? total : all.length }
    },
    async newest(head, count) {
      const first = await read(undefined, head, paths.length === 0 ? count : FIRST_LOOKED_AT)
      const found = touching(first.commits)
      const isEnough = paths.length === 0 || found.length >= count || first.total <= FIRST_LOOKED_AT
      const all = isEnough ? found : touching((await read(undefined, head, MAX_LOOKED_AT)).commits)
      const commits = sent(all.slice(0, count))
      return { commits, total: commits.length }
    }
  }
}

async function tagReads(history: History): Promise<TagReads | undefined> {
  const tags = await history.tags()
  if (tags.length === 0) return undefined
  return {
    fewTags: async () => ({ tags, isWhole: true }),
    tagsStarting: async start => tags.filter(({ name }) => name.startsWith(start)),
    async commit(ref) {
      const sha = await history.resolve(ref)
      return sha === undefined ? undefined : { sha }
    },
    async commits({ sha, page }) {
      const range = { previous: undefined, commit: sha, max: page * KNOWN_COMMITS, files: false }
      return (await history.range(range)).commits.slice((page - 1) * KNOWN_COMMITS)
    }
  }
}
