import { Failure } from '../../run/failure.ts'
import { WAY_FAILURES } from '../../way/failures.ts'
import type { Sentry } from '../../sentry/client.ts'
import { decodeReleaseCommit, type ReleaseCommit } from '../../sentry/answers.ts'
import { clean } from '../../text/clean.ts'
import type { ReleaseFact } from '../facts.ts'
import { isFullSha } from '../../text/sha.ts'
import type { RangeCommit } from './list.ts'
import type { Relation } from '../../github/compare.ts'
import type { Compare, Graph } from '../../range/graph.ts'

/** The release of a run. */
export interface ReleaseName {
  readonly organization: string
  readonly version: string
}

/**
 * All commits that a release holds, newest first.
 * @throws Failure if not all of them can be read: a new list would replace the unread ones, too
 */
export async function commitsOfRelease(sentry: Sentry, name: ReleaseName): Promise<readonly ReleaseCommit[]> {
  return (await sentry.rows('list-release-commits', { ...name })).map(decodeReleaseCommit)
}

/**
 * The commits that a release holds. If the release says that it has none, its list is not read.
 * @throws Failure as `commitsOfRelease` does, and when the release says that it has commits and lists none
 */
export async function heldCommits(
  sentry: Sentry,
  name: ReleaseName,
  fact: ReleaseFact
): Promise<readonly ReleaseCommit[]> {
  if (fact.kind !== 'there') return []
  const { commitCount, lastCommit } = fact.release
  if (commitCount === 0 && lastCommit === undefined) return []
  const held = await commitsOfRelease(sentry, name)
  if (held.length > 0 || commitCount === 0) return held
  // a list shorter than the count is right: Sentry stores a repeated commit once, and counts it twice
  throw new Failure(
    WAY_FAILURES.notUnderstood,
    `Sentry says that the release ${clean(name.version, 200)} has ${commitCount} commits, and lists none of them`
  )
}

/** Commits that a release holds and must not lose. */
export interface Kept {
  readonly commits: readonly RangeCommit[]
  /** Whether they are newer than the head, because a later run came first. */
  readonly areNewer: boolean
  /** How many other commits the release holds. They are not in the known history of the head. */
  readonly gone: number
}

export const NOTHING_KEPT: Kept = { commits: [], areNewer: false, gone: 0 }

/**
 * The held commits of this repository that a new list has to repeat: the newest one in the history of the head, and all older ones. If a
 * later run came first, these are all held commits. Commits that a force push took out of the history are not kept.
 *
 * @param held newest first
 * @param options.mayTakeAway whether newer commits may go, because an input names the head
 */
export async function keptCommits(
  held: readonly ReleaseCommit[],
  {
    head,
    graph,
    compare,
    mayTakeAway
  }: { head: string; graph: Graph; compare: Compare; mayTakeAway: boolean }
): Promise<Kept> {
  const [newest] = held
  if (newest === undefined) return NOTHING_KEPT
  const isKnown = graph.find(newest.sha) !== undefined
  const relation = isKnown ? undefined : await relationOf(newest.sha, head, compare)
  const areNewer = relation?.status === 'behind' && !mayTakeAway
  const isWhole = isKnown || relation?.status === 'ahead' || areNewer
  // commits older than the merge base are in both histories
  const isIn = ({ sha }: ReleaseCommit): boolean =>
    graph.find(sha) !== undefined || sha.toLowerCase() === relation?.mergeBase
  const first = isWhole ? 0 : held.findIndex(isIn)
  const gone = first === -1 ? held.length : first
  return { commits: held.slice(gone).map(commit => rangeCommit(commit, graph)), areNewer, gone }
}

/** How the head is related to a held commit; `undefined` if they cannot be compared. */
async function relationOf(sha: string, head: string, compare: Compare): Promise<Relation | undefined> {
  if (!isFullSha(sha)) return undefined
  const relation = await compare(sha.toLowerCase(), head)
  if (relation.kind === 'unavailable') throw relation.failure
  return relation.kind === 'related' ? relation : undefined
}

/** The commit as the history has it, which knows more than Sentry. Else as Sentry has it. */
function rangeCommit({ sha, ...commit }: ReleaseCommit, graph: Graph): RangeCommit {
  const full = graph.find(sha) ?? sha
  const { message, authorName, authorEmail, date } = commit
  return (
    graph.commits.find(known => known.sha === full) ?? {
      sha: full,
      message,
      authorName,
      authorEmail,
      date,
      parents: []
    }
  )
}

/** A range with the kept commits that it lacks, newest first. */
export function withKept(commits: readonly RangeCommit[], kept: Kept): readonly RangeCommit[] {
  const own = new Set(commits.map(({ sha }) => sha))
  const lacking = kept.commits.filter(({ sha }) => !own.has(sha))
  return kept.areNewer ? [...lacking, ...commits] : [...commits, ...lacking]
}

/**
 * The previous commit for refs, so that Sentry fetches the range and the kept commits.
 * @param options.previous the full sha of the range's previous commit; `undefined` without one
 * @param options.newest how many commits the range has without a previous one
 * @returns `previous` if the range has all of them already; `undefined` if no single range has
 */
export function beginOfRefs(
  kept: Kept,
  { graph, previous, newest }: { graph: Graph; previous: string | undefined; newest: number }
): string | undefined {
  if (kept.areNewer) return undefined
  const range = previous === undefined ? graph.commits.slice(0, newest) : rangeSince(graph, previous)
  const inRange = new Set(range?.map(({ sha }) => sha))
  const isWhole = kept.commits.every(({ sha }) => inRange.has(sha))
  if (previous !== undefined && isWhole) return previous
  if (range === undefined) return undefined
  return graph.before(new Set([...inRange, ...kept.commits.map(({ sha }) => sha)]))
}

/** The known commits of a range. If `previous` is older than all known commits, that is all of them. */
function rangeSince(graph: Graph, previous: string): Graph['commits'] | undefined {
  return graph.since(previous) ?? (graph.find(previous) === undefined ? graph.commits : undefined)
}
