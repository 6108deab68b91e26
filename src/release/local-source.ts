import { openHistory, SHALLOW_EXPLAINED, type History } from '../git/history.ts'
import type { Comparison, Unrelated } from '../github/comparison.ts'
import type { Log } from '../text/log.ts'
import { createPathFilter } from './paths.ts'
import { withoutFiles, type CommitSource, type Selection } from './source.ts'

/** With paths all commits of a range have to be looked at; this many are. */
const MAX_LOOKED_AT = 20_000

/** Where there is no checkout, why. */
export interface NoSource {
  readonly kind: 'none'
  readonly reason: string
}

/** Reads commits from the checkout that holds a folder; a reason, when there is none. */
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
  const max = paths.length > 0 ? MAX_LOOKED_AT : maxCommits

  async function relate(base: string, head: string, withCommits: boolean): Promise<Comparison | Unrelated> {
    const from = await history.resolve(base)
    const relation =
      from === undefined ? { kind: 'not-found' as const } : await history.relation({ base: from, head })
    if (relation.kind !== 'related')
      return { kind: relation.kind === 'no-common-ancestor' ? 'no-common-ancestor' : 'not-found' }
    const wanted = withCommits && (relation.status === 'ahead' || relation.status === 'diverged')
    const range = wanted
      ? await history.range({ previous: from, commit: head, max, files: readsFiles })
      : { commits: [], total: relation.aheadBy }
    return { ...relation, totalCommits: range.total, commits: range.commits }
  }

  return {
    kind: 'local',
    gap: history.isShallow ? SHALLOW_EXPLAINED : undefined,
    resolve: name => history.resolve(name),
    compare: (base, head) => relate(base, head, true),
    relate: (base, head) => relate(base, head, false),
    async newest(head, count) {
      if ((await history.resolve(head)) === undefined) return undefined
      return (await history.range({ previous: undefined, commit: head, max: count, files: readsFiles }))
        .commits
    },
    async select({ commits, total }) {
      if (paths.length > 0 && total > commits.length)
        log.warning(
          `The range has ${total} commits; the paths were looked for in the newest ${commits.length} only.`
        )
      const wanted = createPathFilter(paths)
      const all =
        paths.length === 0 ? commits : commits.filter(commit => commit.files?.some(file => wanted(file.path)))
      const sent = all.slice(0, maxCommits)
      return {
        commits: files ? sent : sent.map(withoutFiles),
        total: paths.length === 0 ? total : all.length
      }
    }
  }
}
