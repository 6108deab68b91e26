import { Failure, isOneOf } from '../../run/failure.ts'
import type { Relation, Unrelated } from '../../github/compare.ts'
import type { Log } from '../../run/log.ts'
import { isFullSha, short } from '../../text/names.ts'
import { RELEASE_FAILURES } from '../failures.ts'
import {
  type Candidate,
  type Choice,
  choose,
  type Group,
  missingWords,
  passedOver,
  type Standing,
  type Taken
} from './previous.ts'
import type { CommitSource, Compare, Graph } from './sources/source.ts'
import { type AssociationTools, missingHead, type Target } from './target.ts'
import { once } from '../../run/once.ts'
import { type Kept, keptCommits, NOTHING_KEPT } from './held.ts'
import type { Association, RangeFacts } from '../facts.ts'

/** Where the commits of a release begin, seen from its head. */
export type Range =
  /** After `previous`. `parted`: it is on another branch, and both parted at this commit. */
  | {
      readonly kind: 'since'
      readonly previous: Candidate
      readonly diverged: boolean
      readonly parted: string | undefined
    }
  /** A rollback, or the same commit again: no commits. */
  | { readonly kind: 'empty'; readonly previous: Candidate; readonly because: 'identical' | 'behind' }
  /** No previous commit was found. */
  | { readonly kind: 'open' }

export interface RangeSources {
  /** A full sha. */
  readonly head: string
  /** In the order of preference; each is read when those before it hold no previous commit. */
  readonly groups: readonly (() => Promise<Group>)[]
  /** The newest commits of the head. */
  readonly graph: () => Promise<Graph>
  readonly compare: Compare
  /** The full sha of a commit by sha, branch or tag. */
  readonly resolve: (name: string) => Promise<string | undefined>
  readonly ignoreMissing: boolean
  readonly log: Log
}

/** At most this many candidates are compared with the head. The one that is taken counts, too. */
const MOST_COMPARED = 3

/** What is known of the candidates so far. */
interface Known {
  readonly groups: Group[]
  /** By the commit as the candidate names it. */
  readonly standings: Map<string, Standing>
  readonly shas: Map<string, string>
  /** Where a diverged candidate and the head parted. */
  readonly parted: Map<string, string | undefined>
  graph: Graph | undefined
  comparisons: number
}

/**
 * Finds the previous commit: reads and compares what the choice asks for, until it is made.
 * @returns a range whose `previous` is a full sha
 * @throws Failure when a given previous commit is not in the history, or when histories cannot be compared
 */
export async function findRange(sources: RangeSources): Promise<Range> {
  const { head, groups, ignoreMissing, log } = sources
  const known: Known = {
    groups: [],
    standings: new Map(),
    shas: new Map(),
    parted: new Map(),
    graph: undefined,
    comparisons: MOST_COMPARED
  }
  const standing = (candidate: Candidate): Standing | undefined => standingOf(candidate, head, known)
  for (;;) {
    const facts = {
      groups: known.groups,
      hasMore: known.groups.length < groups.length,
      standing,
      comparisons: known.comparisons,
      ignoreMissing
    }
    const choice = choose(facts)
    if (choice.kind === 'read') await readNext(sources, known)
    else if (choice.kind === 'compare') await judge(choice.candidate, sources, known)
    else {
      for (const sentence of passedOver(facts, choice, head)) log.info(`Previous commit: ${sentence}`)
      return rangeOf(choice, known, head)
    }
  }
}

async function readNext({ groups, graph }: RangeSources, known: Known): Promise<void> {
  const group = await groups[known.groups.length]?.()
  if (group === undefined) return
  if (group.source !== 'input' && group.candidates.length > 0) known.graph ??= await graph()
  known.groups.push(group)
}

function standingOf({ commit }: Candidate, head: string, known: Known): Standing | undefined {
  const judged = known.standings.get(commit)
  if (judged !== undefined) return judged
  const sha = isFullSha(commit) ? commit.toLowerCase() : undefined
  if (sha === head) return 'identical'
  const found = known.graph?.find(commit)
  return found === undefined ? undefined : found === head ? 'identical' : 'ancestor'
}

async function judge(candidate: Candidate, sources: RangeSources, known: Known): Promise<void> {
  const { commit, source } = candidate
  const { head, compare, resolve } = sources
  const settle = (standing: Standing): void => void known.standings.set(commit, standing)
  const sha = isFullSha(commit) ? commit.toLowerCase() : await resolve(commit)
  if (sha === undefined) return settle('missing')
  known.shas.set(commit, sha)
  const already = standingOf({ ...candidate, commit: sha }, head, known)
  if (already !== undefined) return settle(already)
  if (source !== 'input') known.comparisons -= 1
  const relation = await compare(sha, head)
  if (relation.kind === 'unavailable') throw relation.failure
  if (relation.kind === 'related' && relation.status === 'diverged')
    known.parted.set(commit, relation.mergeBase)
  settle(standingIn(relation))
}

function standingIn(relation: Exclude<Relation | Unrelated, { kind: 'unavailable' }>): Standing {
  if (relation.kind === 'not-found') return 'missing'
  if (relation.kind === 'no-common-ancestor') return 'apart'
  const { status } = relation
  if (status === 'ahead') return 'ancestor'
  return status === 'behind' ? 'ahead' : status
}

function rangeOf(choice: Exclude<Choice, { kind: 'read' | 'compare' }>, known: Known, head: string): Range {
  if (choice.kind === 'none') return { kind: 'open' }
  const { candidate } = choice
  if (choice.kind === 'missing')
    throw new Failure(
      RELEASE_FAILURES.previousMissing,
      `previous_commit: ${missingWords(candidate, known.standings.get(candidate.commit), head)}`
    )
  const { commit } = candidate
  const sha = known.shas.get(commit) ?? known.graph?.find(commit) ?? commit.toLowerCase()
  const previous = { ...candidate, commit: sha }
  const because = emptyBecause(choice.standing)
  if (because !== undefined) return { kind: 'empty', previous, because }
  const diverged = choice.standing === 'diverged'
  return { kind: 'since', previous, diverged, parted: diverged ? known.parted.get(commit) : undefined }
}

function emptyBecause(standing: Taken): 'identical' | 'behind' | undefined {
  if (standing === 'identical') return 'identical'
  return standing === 'ahead' ? 'behind' : undefined
}

/** Why a range is empty. */
export function emptyWords({ previous, because }: Extract<Range, { kind: 'empty' }>, head: string): string {
  const before = `${short(previous.commit)} (${previous.why})`
  return because === 'identical'
    ? `${before} is the same commit`
    : `${before} is newer than ${short(head)}, so this is a rollback`
}

/** What is known of a release's range before its commits are read. */
export interface FoundRange {
  readonly range: Range
  /** Commits that the release holds and must not lose. */
  readonly kept: Kept
}

/**
 * The range of a release as a source tells it.
 * @param options.head a full sha that `headIn` gave
 * @param options.compare the source's `compare`, or its `relate` where the commits are not wanted
 * @throws Failure when the given previous commit or the head is not there, or histories cannot be compared
 */
export async function rangeIn(
  { request, reads, log }: AssociationTools,
  target: Target,
  { source, head, compare }: { source: CommitSource; head: string; compare: Compare }
): Promise<FoundRange> {
  const graph = once(async () => {
    const found = await source.graph(head)
    if (found === undefined) throw missingHead(source, target)
    return found
  })
  const range = await findRange({
    head,
    groups: reads.groups({ head, tag: target.tag, graph }),
    graph,
    compare,
    resolve: name => source.resolve(name),
    ignoreMissing: request.commits.ignoreMissing,
    log
  }).catch(async (error: unknown) => {
    throw isOneOf(error, [RELEASE_FAILURES.previousMissing])
      ? await missingEnd(error, { source, target })
      : error
  })
  if (range.kind === 'open') {
    // without a candidate nobody has looked yet whether the head is there
    await graph()
    if (source.gap !== undefined) log.notice(source.gap)
  }
  if (range.kind === 'since' && range.diverged) {
    log.notice(
      `${short(range.previous.commit)} (${range.previous.why}) is on another branch than ${short(head)}: the commits since both parted at ${short(range.parted ?? '')} are taken.`
    )
  }
  const isGiven = range.kind === 'since' && range.previous.source === 'input'
  if (range.kind === 'empty' || isGiven || target.held.length === 0) return { range, kept: NOTHING_KEPT }
  const mayTakeAway = request.commits.isCommitGiven
  return { range, kept: await keptCommits(target.held, { head, graph: await graph(), compare, mayTakeAway }) }
}

/** GitHub answers alike when the previous commit is missing and when the head is: which one has to be said. */
async function missingEnd(
  failure: Failure,
  { source, target }: { source: CommitSource; target: Target }
): Promise<Failure> {
  if ((await source.resolve(target.commit)) === undefined) return missingHead(source, target)
  return source.gap === undefined
    ? failure
    : new Failure(failure.kind, failure.message, { remedy: source.gap, cause: failure })
}

/** What the plan and the report keep of a range. */
export function rangeFacts(range: Range, { repository, tag }: Target, head: string): RangeFacts {
  return {
    repository,
    head,
    previous: range.kind === 'open' ? undefined : range.previous,
    mergeBase: range.kind === 'since' ? range.parted : undefined,
    ...(tag === undefined ? {} : { notes: [`the release is the tag ${tag}`] })
  }
}

/**
 * The association when there are no commits to send. That is no error, except that `manual` asks for some.
 * @param why in words
 * @throws Failure with `set_commits: manual`, unless `ignore_empty` is set
 */
export function nothingNew(
  { request, log }: AssociationTools,
  why: string,
  range: RangeFacts | undefined
): Association {
  const { mode, ignoreEmpty } = request.commits
  if (mode === 'manual' && !ignoreEmpty)
    throw new Failure(RELEASE_FAILURES.rangeEmpty, `set_commits: manual found no commits: ${why}`)
  if (ignoreEmpty) log.info(`No commits are set: ${why}.`)
  else log.notice(`No commits are set: ${why}.`)
  return { kind: 'none', why, range }
}
