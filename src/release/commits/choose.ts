import type { Candidate, Group } from './candidate.ts'

/** How a candidate stands to the commit of the release. */
export type Standing =
  /** It is the commit itself. */
  | 'identical'
  | 'ancestor'
  /** It holds the commit: a rollback. */
  | 'ahead'
  /** Neither holds the other. */
  | 'diverged'
  /** The repository does not have it. */
  | 'missing'
  /** Both have no common ancestor. */
  | 'apart'

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

export type Taken = Exclude<Standing, 'missing' | 'apart'>

/**
 * Chooses the previous commit; pure. The groups are asked in their order, and of each
 * 1. the first candidate that the repository has tells whether this is a rollback or the same commit again;
 * 2. else the first ancestor is taken, of those that need no comparison if there is one;
 * 3. else the first candidate, although it is on another branch.
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
  const left = candidates.filter(({ stands }) => stands !== 'missing' && stands !== 'apart')
  const ancestor = left.find(({ stands }) => stands === 'ancestor' || stands === 'identical')
  const unknown = left.find(({ stands }) => stands === undefined)
  const [leading] = left
  if (leading === undefined) return undefined
  // the range of a known ancestor may cost a comparison, too
  const mayCompare = comparisons > (ancestor === undefined ? 0 : 1)
  if (leading.stands === undefined && mayCompare) return { kind: 'compare', candidate: leading.candidate }
  // a lower version further on is no rollback
  if (leading.stands === 'ahead' && group.source !== 'tag') return taken(leading)
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

function isThere(standing: Standing): standing is Taken {
  return standing !== 'missing' && standing !== 'apart'
}
