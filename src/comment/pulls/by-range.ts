import { short } from '../../text/names.ts'
import { earlierTags } from '../../github/previous-tag.ts'
import { type Match, mergedPullsOf, numberInMessage, type SearchTools, unique } from './match.ts'

/** A commit of a release's range. */
export interface RangeCommit {
  readonly sha: string
  readonly message?: string | undefined
}

/** Each look-up is a request. */
const MAX_LOOKUPS = 50
/** This many commits since the previous tag are read, newest first. */
const MAX_RANGE = 500
/** At most this many earlier tags are compared. The first one in the history of the release's commit is taken. */
const MAX_COMPARED = 3

/**
 * The pull requests whose merges a release holds: of the commits that Sentry has for it, else of those after the
 * previous tag.
 *
 * @param head the release's commit
 * @param tag the release's tag
 * @param released the release's commits of this repository as Sentry has them, newest first
 */
export async function pullsOfRange(
  {
    head,
    tag,
    released
  }: {
    readonly head: string
    readonly tag: string | undefined
    readonly released: readonly RangeCommit[]
  },
  tools: SearchTools
): Promise<readonly Match[]> {
  const { repository, context } = tools
  const isReleased = released.some(({ sha }) => sha === head)
  const commits = isReleased ? released : await commitsSinceTag({ head, tag }, tools)
  const from = isReleased ? "the release's commits in Sentry" : 'the commits since the previous tag'
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

/** If there is no earlier tag in the history, this is the release's commit alone. */
async function commitsSinceTag(
  { head, tag }: { readonly head: string; readonly tag: string | undefined },
  { repository, context }: SearchTools
): Promise<readonly RangeCommit[]> {
  const tags = tag === undefined ? [] : await earlierTags(repository, { tag, head })
  let parted: readonly RangeCommit[] | undefined
  for (const earlier of tags.slice(0, MAX_COMPARED)) {
    const range = await repository.comparison({ base: earlier.commit, head, max: MAX_RANGE })
    if (range.kind !== 'related' || range.aheadBy === 0) continue
    if (range.status === 'ahead') {
      context.log.info(`The previous tag is ${earlier.name}, ${earlier.why}.`)
      return range.commits
    }
    parted ??= range.commits
  }
  return parted ?? [{ sha: head }]
}
