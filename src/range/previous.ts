import type { Relation } from '../github/compare.ts'
import { isFullSha, short } from '../text/sha.ts'

/** Where a previous commit came from. */
export type PreviousSource = 'input' | 'environment' | 'release' | 'tag' | 'push'

/** A commit that may be the previous one, and where it came from. */
export interface Candidate {
  /** A full or short sha, or the name of a branch or tag. */
  readonly commit: string
  readonly source: PreviousSource
  /** The release whose last commit it is. */
  readonly release?: string
  /** Whether `release` is the newest that counts. With an environment: the one deployed there last. */
  readonly isNewest?: boolean
  /** For the log: `last commit of web@1.0.0, the newest release deployed to production`. */
  readonly why: string
}

/** Where a range begins, for the log: `since 1234567, last commit of web@1.0.0 (release)`. */
export function sinceWords({ commit, why, source }: Candidate): string {
  return `since ${short(commit)}, ${why} (${source})`
}

/** The candidates of one source, the preferred one first. */
export interface Group {
  readonly source: PreviousSource
  readonly candidates: readonly Candidate[]
}

/** Reads the candidates of one source. It is asked only if the groups before it have no previous commit. */
export interface GroupReader {
  readonly source: PreviousSource
  /** @throws Failure as the source does */
  readonly read: () => Promise<Group['candidates']>
}

/**
 * How the head is related to a candidate, in the words of GitHub's comparison. `ahead`: the candidate is an ancestor of the head. `behind`:
 * the head is an ancestor of the candidate (a rollback). `diverged`: neither. `not-found`: the repository does not have the candidate.
 */
export type Standing = Relation['status'] | 'not-found' | 'no-common-ancestor'

/** All that the choice depends on. */
export interface ChoiceFacts {
  /** The groups read so far, in order of preference. */
  readonly groups: readonly Group[]
  /** Whether more groups can be read. */
  readonly hasMore: boolean
  /** `undefined` while it is not known. */
  readonly standing: (candidate: Candidate) => Standing | undefined
  /** How many more candidates may be compared with the head. */
  readonly comparisons: number
  readonly ignoreMissing: boolean
}

/** What to do next, or what was found. */
export type Choice =
  | { readonly kind: 'read' }
  | { readonly kind: 'compare'; readonly candidate: Candidate }
  | { readonly kind: 'taken'; readonly candidate: Candidate; readonly standing: Taken }
  /** The given commit is missing, or has no common ancestor with the head. */
  | { readonly kind: 'missing'; readonly candidate: Candidate }
  | { readonly kind: 'none' }

export type Taken = Relation['status']

/**
 * Chooses the previous commit. Pure. Asks the groups in their order. In each group:
 * 1. The first candidate that the repository has is taken if it is the head itself (a rerun) or newer (a rollback).
 * 2. Else the first ancestor of the head is taken, preferably one that needs no comparison.
 * 3. Else the first candidate on another branch is taken.
 * A tag on the head or on a newer commit is passed over.
 * A given commit is taken as it is.
 */
export function choosePrevious(facts: ChoiceFacts): Choice {
  for (const group of facts.groups) {
    const choice = group.source === 'input' ? given(group, facts) : chooseIn(group, facts)
    if (choice !== undefined) return choice
  }
  return facts.hasMore ? { kind: 'read' } : { kind: 'none' }
}

function given(
  { candidates }: Group,
  { standing: standingOf, ignoreMissing }: ChoiceFacts
): Choice | undefined {
  const [candidate] = candidates
  if (candidate === undefined) return undefined
  const standing = standingOf(candidate)
  if (standing === undefined) return { kind: 'compare', candidate }
  if (!isThere(standing)) return ignoreMissing ? undefined : { kind: 'missing', candidate }
  return { kind: 'taken', candidate, standing }
}

function chooseIn(group: Group, { standing: standingOf, comparisons }: ChoiceFacts): Choice | undefined {
  const candidates = group.candidates.map(candidate => ({ candidate, standing: standingOf(candidate) }))
  const left = candidates.filter(
    ({ standing }) => isThere(standing) && !(group.source === 'tag' && standing === 'identical')
  )
  const ancestor = left.find(({ standing }) => standing === 'ahead' || standing === 'identical')
  const unknown = left.find(({ standing }) => standing === undefined)
  const [leading] = left
  if (leading === undefined) return undefined
  // reading the range since a known ancestor may cost a comparison, too
  const mayCompare = comparisons > (ancestor === undefined ? 0 : 1)
  if (leading.standing === undefined && mayCompare) return { kind: 'compare', candidate: leading.candidate }
  // a tag of a lower version on a newer commit is no rollback
  if (leading.standing === 'behind' && group.source !== 'tag') return taken(leading)
  if (ancestor !== undefined) return taken(ancestor)
  if (unknown !== undefined && mayCompare) return { kind: 'compare', candidate: unknown.candidate }
  const parted = left.find(({ standing }) => standing === 'diverged')
  return parted === undefined ? undefined : taken(parted)
}

function taken({
  candidate,
  standing
}: {
  candidate: Candidate
  standing: Standing | undefined
}): Choice | undefined {
  return standing === undefined || !isThere(standing) ? undefined : { kind: 'taken', candidate, standing }
}

function isThere<T extends Standing | undefined>(
  standing: T
): standing is Exclude<T, 'not-found' | 'no-common-ancestor'> {
  return standing !== 'not-found' && standing !== 'no-common-ancestor'
}

/** A candidate, for messages. */
export function named({ commit, why }: Candidate): string {
  return `${short(commit)} (${why})`
}

/** Why a candidate cannot be the previous commit. */
export function missingWords(candidate: Candidate, standing: Standing | undefined, head: string): string {
  if (standing === 'no-common-ancestor')
    return `${named(candidate)} has no common ancestor with ${short(head)}`
  return isFullSha(candidate.commit)
    ? `${named(candidate)} is not in the history of ${short(head)}`
    : `${named(candidate)} is not in the repository`
}

/** A sentence for each candidate that was passed over, and one for those that were not compared. */
export function passedOver(facts: ChoiceFacts, choice: Choice, head: string): readonly string[] {
  const taken = choice.kind === 'taken' ? choice.candidate : undefined
  const said = new Set<string>()
  for (const group of facts.groups) {
    for (const sentence of passedOverIn(group, { facts, taken, head })) said.add(sentence)
    if (taken !== undefined && group.candidates.includes(taken)) break
  }
  return [...said]
}

function passedOverIn(
  { candidates }: Group,
  { facts, taken, head }: { facts: ChoiceFacts; taken: Candidate | undefined; head: string }
): readonly string[] {
  const at = taken === undefined ? -1 : candidates.indexOf(taken)
  const isAncestor = taken !== undefined && facts.standing(taken) !== 'diverged'
  // candidates after a taken ancestor were not examined
  const seen = at !== -1 && isAncestor ? candidates.slice(0, at) : candidates
  const sentences = seen
    .filter(candidate => candidate !== taken)
    .flatMap(candidate => wordsOf(candidate, facts.standing(candidate), head))
  const unknown = seen.filter(candidate => facts.standing(candidate) === undefined).length
  if (unknown === 0) return sentences
  const those = unknown === 1 ? '1 more candidate was' : `${unknown} more candidates were`
  return [...sentences, `${those} not compared with ${short(head)}.`]
}

function wordsOf(candidate: Candidate, standing: Standing | undefined, head: string): readonly string[] {
  switch (standing) {
    case 'not-found':
    case 'no-common-ancestor':
      return [`${missingWords(candidate, standing, head)}; going on to the next.`]
    case 'diverged':
      return [`${named(candidate)} is on another branch than ${short(head)}; going on to the next.`]
    case 'identical':
      return [`${named(candidate)} is the same commit; going on to the next.`]
    case 'behind':
      return [`${named(candidate)} is newer than ${short(head)}; going on to the next.`]
    default:
      return []
  }
}
