import { isFullSha, short } from '../../text/names.ts'
import type { Candidate, Group } from './candidate.ts'
import type { Choice, ChoiceFacts, Standing } from './choose.ts'

/** A candidate as messages name it. */
export function named({ commit, why }: Candidate): string {
  return `${short(commit)} (${why})`
}

/** That a candidate cannot be the previous commit. */
export function missingWords(candidate: Candidate, standing: Standing | undefined, head: string): string {
  if (standing === 'apart') return `${named(candidate)} has no common ancestor with ${short(head)}`
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
  // with an ancestor those behind it were not looked at; without one all of them were, as far as they could be
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
    case 'missing':
    case 'apart':
      return [`${missingWords(candidate, standing, head)}; going on to the next.`]
    case 'diverged':
      return [`${named(candidate)} is on another branch than ${short(head)}; going on to the next.`]
    case 'ahead':
      return [`${named(candidate)} is newer than ${short(head)}; going on to the next.`]
    default:
      return []
  }
}
