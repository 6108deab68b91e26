import type { Relation } from '../github/compare.ts'
import { isFullSha, short } from '../text/names.ts'

/** Where a previous commit came from. */
export type PreviousSource = 'input' | 'environment' | 'release' | 'tag' | 'push'

/** A commit that may be the previous one, and where it came from. */
export interface Candidate {
  /** A full or short sha, or a name. */
  readonly commit: string
  readonly source: PreviousSource
  /** The release whose last commit it is. */
  readonly release?: string
  /** Whether no newer release counts, so that nothing newer was deployed. */
  readonly isNewest?: boolean
  /** For the log: `last commit of web@1.0.0, the newest release deployed to production`. */
  readonly why: string
}

/** The candidates of one source, the preferred one first. */
export interface Group {
  readonly source: PreviousSource
  readonly candidates: readonly Candidate[]
}

/** The candidates of one source, to be read when those before them hold no previous commit. */
export interface GroupReader {
  readonly source: PreviousSource
  /** @throws Failure as the source does */
  readonly read: () => Promise<Group['candidates']>
}

/**
 * How the commit of the release stands to a candidate, in the words of a comparison: `ahead` holds the candidate, `behind` is held by
 * it (a rollback), `diverged` neither. `not-found`: the repository does not have the candidate.
 */
export type Standing = Relation['status'] | 'not-found' | 'no-common-ancestor'

/** All that the choice depends on. */
export interface ChoiceFacts {
  /** Those that were read so far, in the order of preference. */
  readonly groups: readonly Group[]
  /** Whether more groups can be read. */
  readonly hasMore: boolean
  /** `undefined` while it is not known. */
  readonly standing: (candidate: Candidate) => Standing | undefined
  /** How many more candidates may be compared with the commit. */
  readonly comparisons: number
  readonly ignoreMissing: boolean
}

/** What is to be done next, or what was found. */
export type Choice =
  | { readonly kind: 'read' }
  | { readonly kind: 'compare'; readonly candidate: Candidate }
  | { readonly kind: 'taken'; readonly candidate: Candidate; readonly standing: Taken }
  /** A given commit is not there. */
  | { readonly kind: 'missing'; readonly candidate: Candidate }
  | { readonly kind: 'none' }

export type Taken = Relation['status']

/**
 * Chooses the previous commit; pure. The groups are asked in their order, and of each
 * 1. the first candidate that the repository has tells whether this is a rollback or the same commit again;
 * 2. else the first ancestor is taken, of those that need no comparison if there is one;
 * 3. else the first candidate, although it is on another branch.
 * A tag tells neither: one on the same commit or a newer one is passed over.
 * A given commit is taken as it is.
 */
export function choose(facts: ChoiceFacts): Choice {
  for (const group of facts.groups) {
    const choice = group.source === 'input' ? given(group, facts) : chooseIn(group, facts)
    if (choice !== undefined) return choice
  }
  return facts.hasMore ? { kind: 'read' } : { kind: 'none' }
}

function given({ candidates }: Group, { standing, ignoreMissing }: ChoiceFacts): Choice | undefined {
  const [candidate] = candidates
  if (candidate === undefined) return undefined
  const stands = standing(candidate)
  if (stands === undefined) return { kind: 'compare', candidate }
  if (!isThere(stands)) return ignoreMissing ? undefined : { kind: 'missing', candidate }
  return { kind: 'taken', candidate, standing: stands }
}

function chooseIn(group: Group, { standing, comparisons }: ChoiceFacts): Choice | undefined {
  const candidates = group.candidates.map(candidate => ({ candidate, stands: standing(candidate) }))
  const left = candidates.filter(
    ({ stands }) => isThere(stands) && !(group.source === 'tag' && stands === 'identical')
  )
  const ancestor = left.find(({ stands }) => stands === 'ahead' || stands === 'identical')
  const unknown = left.find(({ stands }) => stands === undefined)
  const [leading] = left
  if (leading === undefined) return undefined
  // the range of a known ancestor may cost a comparison, too
  const mayCompare = comparisons > (ancestor === undefined ? 0 : 1)
  if (leading.stands === undefined && mayCompare) return { kind: 'compare', candidate: leading.candidate }
  // a lower version further on is no rollback
  if (leading.stands === 'behind' && group.source !== 'tag') return taken(leading)
  if (ancestor !== undefined) return taken(ancestor)
  if (unknown !== undefined && mayCompare) return { kind: 'compare', candidate: unknown.candidate }
  const parted = left.find(({ stands }) => stands === 'diverged')
  return parted === undefined ? undefined : taken(parted)
}

function taken({
  candidate,
  stands
}: {
  candidate: Candidate
  stands: Standing | undefined
}): Choice | undefined {
  return stands === undefined || !isThere(stands) ? undefined : { kind: 'taken', candidate, standing: stands }
}

function isThere<T extends Standing | undefined>(
  standing: T
): standing is Exclude<T, 'not-found' | 'no-common-ancestor'> {
  return standing !== 'not-found' && standing !== 'no-common-ancestor'
}

/** A candidate as messages name it. */
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
