import type { Comparison, Unrelated } from '../github/comparison.ts'
import { Failure } from '../gateway/errors.ts'
import { clean } from '../text/clean.ts'
import type { Log } from '../text/log.ts'
import { RELEASE_FAILURES } from './errors.ts'

/** Where a previous commit came from. */
export type PreviousSource = 'input' | 'environment' | 'release' | 'tag' | 'push'

/** A commit that may be the previous one, and where it came from. */
export interface Candidate {
  readonly commit: string
  readonly source: PreviousSource
  /** The release whose last commit it is. */
  readonly release?: string
  /** For the log: `last commit of web@1.0.0, the newest release deployed to production`. */
  readonly why: string
}

/** Finds one candidate, or nothing. */
export type Resolver = () => Promise<Candidate | undefined>

/** How two commits stand to each other, as some history tells it. */
export type Compare = (base: string, head: string) => Promise<Comparison | Unrelated>

/** The commits of a release, seen from its head. */
export type Range =
  /** Everything after `previous`. `diverged`: counted from the commit where both parted. */
  | {
      readonly kind: 'since'
      readonly previous: Candidate
      readonly comparison: Comparison
      readonly diverged: boolean
    }
  /** A rollback, or the same commit again: no commits. */
  | { readonly kind: 'empty'; readonly previous: Candidate; readonly because: 'identical' | 'behind' }
  /** No previous commit was found. */
  | { readonly kind: 'open' }

export interface RangeSources {
  readonly head: string
  /** In the order of preference. */
  readonly resolvers: readonly Resolver[]
  readonly compare: Compare
  readonly ignoreMissing: boolean
  readonly log: Log
}

/**
 * Takes the first candidate that the history of `head` holds. An ancestor is preferred to a commit on a diverged branch, except
 * that a given previous commit is taken as it is.
 * @throws Failure when a given previous commit is not in the history, or when histories cannot be compared
 */
export async function findRange({
  head,
  resolvers,
  compare,
  ignoreMissing,
  log
}: RangeSources): Promise<Range> {
  const tried = new Set<string>()
  let diverged: Range | undefined
  for (const resolve of resolvers) {
    const candidate = await resolve()
    if (candidate === undefined || tried.has(candidate.commit)) continue
    tried.add(candidate.commit)
    const found = await judge(candidate)
    if (found.kind === 'since' && found.diverged && candidate.source !== 'input') diverged ??= found
    else if (found.kind !== 'open') return found
  }
  return diverged ?? { kind: 'open' }

  async function judge(candidate: Candidate): Promise<Range> {
    if (candidate.commit === head) return { kind: 'empty', previous: candidate, because: 'identical' }
    const comparison = await compare(candidate.commit, head)
    if (comparison.kind === 'unavailable') throw comparison.failure
    if (comparison.kind !== 'related') {
      const missing = `${short(candidate.commit)} (${candidate.why}) ${comparison.kind === 'not-found' ? 'is not in the repository' : 'has no common ancestor'} with ${short(head)}`
      if (candidate.source === 'input' && !ignoreMissing)
        throw new Failure(RELEASE_FAILURES.previousMissing, `previous_commit: ${missing}`)
      log.info(`Previous commit: ${missing}; going on to the next.`)
      return { kind: 'open' }
    }
    const { status } = comparison
    if (status === 'identical' || status === 'behind')
      return { kind: 'empty', previous: candidate, because: status }
    return { kind: 'since', previous: candidate, comparison, diverged: status === 'diverged' }
  }
}

/** A sha as people write it; a name as it is. */
export function short(commit: string): string {
  return /^[0-9a-f]{40,64}$/i.test(commit) ? commit.slice(0, 7) : clean(commit, 60)
}
