import { emptyWords, findRange, partedWords, WITHOUT_PREVIOUS } from '../../range/find.ts'
import { graphOf } from '../../range/graph.ts'
import { githubHistory } from '../../range/history.ts'
import type { Chain } from '../../range/chain.ts'
import { type GroupReader, sinceWords } from '../../range/previous.ts'
import { once } from '../../run/once.ts'
import { tried } from '../../run/tried.ts'
import type { ReleaseCommit } from '../../sentry/answers.ts'
import { isSameRepository } from '../../text/repository.ts'
import { short } from '../../text/sha.ts'
import { type Match, mergedPullsOf, numberInMessage, type SearchTools, unique } from './match.ts'

/** What the search for the pull requests of a range needs. */
export interface RangeTools extends SearchTools {
  /** The candidates for the commit before the release. */
  readonly chain: Chain
}

/** The release: its commit, its tag, and its commits in Sentry. */
interface TaggedRelease {
  readonly head: string
  readonly tag: string | undefined
  /** The release's commits as Sentry has them, newest first. */
  readonly released: readonly Pick<ReleaseCommit, 'sha' | 'message' | 'repository'>[]
}

/** The commits of a release, newest first, and where they are from, in words. */
interface Released {
  readonly commits: readonly RangeCommit[]
  readonly from: string
}

interface RangeCommit {
  readonly sha: string
  readonly message?: string | undefined
}

/** Commits whose pull requests are looked up. Each is a request. */
const MAX_LOOKUPS = 50
/** Commits of a range that are read, the newest first: five pages, each a request. */
const MAX_RANGE = 500

/**
 * The pull requests whose merges are in a release. Its commits are those that Sentry has for it, else those that the release step would
 * give it.
 */
export async function pullsOfRange(release: TaggedRelease, tools: RangeTools): Promise<readonly Match[]> {
  const { repository, context } = tools
  const { commits, from } = inSentry(release) ?? (await inHistory(release, tools))
  // Merges and squashed commits come first: each other commit belongs to one of their pull requests.
  const ordered = commits.toSorted((a, b) => Number(isMerge(b)) - Number(isMerge(a)))
  context.log.info(
    `Pull requests are looked for in ${Math.min(ordered.length, MAX_LOOKUPS)} of ${ordered.length} commits: ${from}.`
  )
  const pulls = (
    await Promise.all(
      ordered.slice(0, MAX_LOOKUPS).map(({ sha }) => mergedPullsOf(repository, { sha, base: undefined }))
    )
  ).flat()
  const shas = new Set(commits.map(({ sha }) => sha))
  return unique(
    pulls
      .filter(pull => shas.has(pull.mergeCommit ?? ''))
      .map(pull => ({
        number: pull.number,
        rule: 'range',
        why: `its merge left ${short(pull.mergeCommit ?? '')}, which is among ${from}`,
        pull
      }))
  )
}

function isMerge({ message }: RangeCommit): boolean {
  return numberInMessage(message) !== undefined
}

/** Repositories get renamed. The head shows under which name Sentry has this one. */
function inSentry({ head, released }: TaggedRelease): Released | undefined {
  const own = released.find(({ sha }) => sha === head)
  return own === undefined
    ? undefined
    : {
        commits: released.filter(({ repository }) => isSameRepository(repository, own.repository)),
        from: "the release's commits in Sentry"
      }
}

async function inHistory(
  { head, tag }: TaggedRelease,
  { repository, context, chain }: RangeTools
): Promise<Released> {
  const { log } = context
  const history = githubHistory(repository, { max: MAX_RANGE, log })
  const graph = once(async () => (await history.graph(head)) ?? graphOf([{ sha: head, parents: [] }]))
  const range = await findRange({
    head,
    groups: chain.groups({ head, tag, graph }).map(group => orNone(group, context)),
    graph,
    compare: history.compare,
    resolve: name => history.resolve(name),
    ignoreMissing: true,
    log
  })
  if (range.kind === 'empty') return { commits: [], from: `none, because ${emptyWords(range, head)}` }
  if (range.kind !== 'since') {
    const commits = (await graph()).commits.slice(0, WITHOUT_PREVIOUS)
    return { commits, from: 'the newest, because no previous commit was found' }
  }
  if (range.diverged) log.info(partedWords(range, head))
  const { commits, total } = await history.since(range.previous.commit, head)
  if (total > commits.length) log.info(`The newest ${commits.length} of ${total} commits are read.`)
  return { commits, from: `those ${sinceWords(range.previous)}` }
}

/** If candidates cannot be read, only they are missing. A failure of Sentry is reported by the look at the issues. */
function orNone({ source, read }: GroupReader, context: SearchTools['context']): GroupReader {
  return {
    source,
    async read() {
      const candidates = await tried(read(), context)
      if (candidates.kind === 'done') return candidates.value
      context.log.info(`Previous commit: ${candidates.failure.message}; going on to the next.`)
      return []
    }
  }
}
