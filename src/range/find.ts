import type { Log } from '../run/log.ts'
import { isFullSha, short } from '../text/sha.ts'
import type { Compare, Graph } from './graph.ts'
import {
  type Candidate,
  type Choice,
  choosePrevious,
  type Group,
  type GroupReader,
  missingWords,
  named,
  passedOver,
  type Standing
} from './previous.ts'

/** Commits of a release without a previous commit. Sentry fetches 20 then, too. */
export const WITHOUT_PREVIOUS = 20

/** Which commits up to the head belong to a release. */
export type Range =
  /** The commits after `previous`. If that is on another branch (`diverged`), those after `parted`, the merge base. */
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

/** The given previous commit is not in the history. `why` is the message. */
export interface MissingPrevious {
  readonly kind: 'missing'
  readonly why: string
}

export interface RangeSources {
  /** A full sha. */
  readonly head: string
  /** In order of preference. */
  readonly groups: readonly GroupReader[]
  /** The newest commits of the head. */
  readonly graph: () => Promise<Graph>
  readonly compare: Compare
  /** The full sha of a commit by sha, branch or tag. */
  readonly resolve: (name: string) => Promise<string | undefined>
  /** Whether to pass over a given previous commit that is missing. */
  readonly ignoreMissing: boolean
  readonly log: Log
}

/** Candidates compared with the head, the taken one included. Each comparison is a request. */
const MOST_COMPARED = 3

/** What is known of the candidates so far. */
interface Known {
  readonly groups: Group[]
  /** By the commit as the candidate names it. */
  readonly standings: Map<string, Standing>
  readonly shas: Map<string, string>
  /** The merge base of the head and a diverged candidate. */
  readonly parted: Map<string, string | undefined>
  graph: Graph | undefined
  comparisons: number
}

/**
 * Finds the previous commit. Reads and compares what `choosePrevious` asks for until it has chosen. Logs why each candidate was passed over.
 * @returns a range whose `previous` is a full sha
 * @throws Failure when histories cannot be compared
 */
export async function findRange(sources: RangeSources): Promise<Range | MissingPrevious> {
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
    const choice = choosePrevious(facts)
    if (choice.kind === 'read') await readNext(sources, known)
    else if (choice.kind === 'compare') await judge(choice.candidate, sources, known)
    else {
      for (const sentence of passedOver(facts, choice, head)) log.info(`Previous commit: ${sentence}`)
      return rangeOf(choice, known, head)
    }
  }
}

async function readNext({ groups, graph }: RangeSources, known: Known): Promise<void> {
  const group = groups[known.groups.length]
  if (group === undefined) return
  const { source } = group
  const candidates = await group.read()
  if (source !== 'input' && candidates.length > 0) known.graph ??= await graph()
  known.groups.push({ source, candidates })
}

function standingOf({ commit }: Candidate, head: string, known: Known): Standing | undefined {
  const judged = known.standings.get(commit)
  if (judged !== undefined) return judged
  const sha = isFullSha(commit) ? commit.toLowerCase() : undefined
  if (sha === head) return 'identical'
  const found = known.graph?.find(commit)
  return found === undefined ? undefined : found === head ? 'identical' : 'ahead'
}

async function judge(candidate: Candidate, sources: RangeSources, known: Known): Promise<void> {
  const { commit, source } = candidate
  const { head, compare, resolve } = sources
  const settle = (standing: Standing): void => void known.standings.set(commit, standing)
  const sha = isFullSha(commit) ? commit.toLowerCase() : await resolve(commit)
  if (sha === undefined) return settle('not-found')
  known.shas.set(commit, sha)
  const already = standingOf({ ...candidate, commit: sha }, head, known)
  if (already !== undefined) return settle(already)
  if (source !== 'input') known.comparisons -= 1
  const relation = await compare(sha, head)
  if (relation.kind === 'unavailable') throw relation.failure
  if (relation.kind === 'related' && relation.status === 'diverged')
    known.parted.set(commit, relation.mergeBase)
  settle(relation.kind === 'related' ? relation.status : relation.kind)
}

function rangeOf(
  choice: Exclude<Choice, { kind: 'read' | 'compare' }>,
  known: Known,
  head: string
): Range | MissingPrevious {
  if (choice.kind === 'none') return { kind: 'open' }
  const { candidate } = choice
  if (choice.kind === 'missing')
    return { kind: 'missing', why: missingWords(candidate, known.standings.get(candidate.commit), head) }
  const { commit } = candidate
  const sha = known.shas.get(commit) ?? known.graph?.find(commit) ?? commit.toLowerCase()
  const previous = { ...candidate, commit: sha }
  const { standing } = choice
  if (standing === 'identical' || standing === 'behind') return { kind: 'empty', previous, because: standing }
  const diverged = standing === 'diverged'
  return { kind: 'since', previous, diverged, parted: diverged ? known.parted.get(commit) : undefined }
}

/** Why a range is empty. */
export function emptyWords({ previous, because }: Extract<Range, { kind: 'empty' }>, head: string): string {
  return because === 'identical'
    ? `${named(previous)} is the same commit`
    : `${named(previous)} is newer than ${short(head)}, so this is a rollback`
}

/** Says that a range begins at the merge base, because the previous commit is on another branch. */
export function partedWords({ previous, parted }: Extract<Range, { kind: 'since' }>, head: string): string {
  return `${named(previous)} is on another branch than ${short(head)}: the commits since both parted at ${short(parted ?? '')} are taken.`
}
