import type { Repository } from '../github/repository.ts'
import { mergedPullsOf, numberInMessage, short, unique } from './candidates.ts'
import type { Candidate } from './candidates.ts'
import type { SearchTools } from './commit-rule.ts'

/** A commit of a release's range. */
export interface RangeCommit {
  readonly sha: string
  readonly message?: string | undefined
}

/** Each look-up is a request. */
const MAX_LOOKUPS = 50
/** So many commits after the previous tag are taken, newest first. */
const MAX_RANGE = 500
/** So many pages of a hundred commits are searched for the previous tag. */
const MAX_HISTORY_PAGES = 5

/**
 * The pull requests whose merges a release holds: of the commits that Sentry has for it, else of those after the
 * previous tag.
 *
 * @param head the release's commit
 * @param released the release's commits of this repository as Sentry has them, newest first
 */
export async function pullsOfRange(
  { head, released }: { readonly head: string; readonly released: readonly RangeCommit[] },
  tools: SearchTools
): Promise<readonly Candidate[]> {
  const { repository, context } = tools
  const isReleased = released.some(({ sha }) => sha === head)
  const commits = isReleased ? released : await commitsSinceTag(head, tools)
  const from = isReleased ? "the release's commits in Sentry" : 'the commits since the previous tag'
  // merges and squashed commits first: of the others each belongs to one of theirs
  const ordered = commits.toSorted((a, b) => Number(isMerge(b)) - Number(isMerge(a)))
  context.log.info(
    `Pull requests are looked for in ${from}: ${Math.min(ordered.length, MAX_LOOKUPS)} of ${ordered.length}.`
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

/** Without an earlier tag in the newest history it is the release's commit alone. */
async function commitsSinceTag(
  head: string,
  { repository, context }: SearchTools
): Promise<readonly RangeCommit[]> {
  const base = await previousTag(repository, head)
  if (base === undefined) return [{ sha: head }]
  const range = await repository.comparison({ base: base.sha, head, max: MAX_RANGE })
  if (range.kind !== 'related') return [{ sha: head }]
  context.log.info(`The previous tag is ${base.name} (${short(base.sha)}).`)
  return range.commits
}

/** The nearest tagged commit before the release's, which may bear several tags itself. */
async function previousTag(
  repository: Repository,
  head: string
): Promise<{ readonly name: string; readonly sha: string } | undefined> {
  const bySha = new Map((await repository.tags()).filter(tag => tag.sha !== head).map(tag => [tag.sha, tag]))
  if (bySha.size === 0) return undefined
  for (let page = 1; page <= MAX_HISTORY_PAGES; page += 1) {
    const commits = (await repository.commits({ sha: head, page })) ?? []
    const tagged = commits.find(({ sha }) => bySha.has(sha))
    if (tagged !== undefined) return bySha.get(tagged.sha)
    if (commits.length === 0) return undefined
  }
  return undefined
}
