import type { Comparison, Unrelated } from '../github/comparison.ts'
import { Failure } from '../gateway/errors.ts'
import type { Log } from '../text/log.ts'
import { isFullSha, short } from '../text/names.ts'
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
  /** A full sha. */
  readonly head: string
  /** In the order of preference. */
  readonly resolvers: readonly Resolver[]
  readonly compare: Compare
  /** The full sha of a commit by sha, branch or tag. */
  readonly resolve: (name: string) => Promise<string | undefined>
  readonly ignoreMissing: boolean
  readonly log: Log
}

/** A candidate that the history of the head does not hold, and why. */
interface Missing {
  readonly kind: 'missing'
  readonly why: string
}

/**
 * Takes the first candidate that the history of `head` holds. An ancestor is preferred to a commit on a diverged branch, except
 * that a given previous commit is taken as it is.
 * @returns a range whose `previous` is a full sha
 * @throws Failure when a given previous commit is not in the history, or when histories cannot be compared
 */
export async function findRange(sources: RangeSources): Promise<Range> {
  const { resolvers, ignoreMissing, log } = sources
  const tried = new Set<string>()
  let diverged: Range | undefined
  for (const find of resolvers) {
    const candidate = await find()
    if (candidate === undefined || tried.has(candidate.commit)) continue
    tried.add(candidate.commit)
    const found = await judge(candidate, sources)
    if (found.kind === 'missing') {
      if (candidate.source === 'input' && !ignoreMissing)
        throw new Failure(RELEASE_FAILURES.previousMissing, `previous_commit: ${found.why}`)
      log.info(`Previous commit: ${found.why}; going on to the next.`)
    } else if (found.kind === 'since' && found.diverged && candidate.source !== 'input') diverged ??= found
    else return found
  }
  return diverged ?? { kind: 'open' }
}

async function judge(
  candidate: Candidate,
  { head, compare, resolve }: RangeSources
): Promise<Exclude<Range, { kind: 'open' }> | Missing> {
  const named = `${short(candidate.commit)} (${candidate.why})`
  const commit = isFullSha(candidate.commit)
    ? candidate.commit.toLowerCase()
    : await resolve(candidate.commit)
  if (commit === undefined) return { kind: 'missing', why: `${named} is not in the repository` }
  const previous = { ...candidate, commit }
  if (commit === head.toLowerCase()) return { kind: 'empty', previous, because: 'identical' }
  const comparison = await compare(commit, head)
  if (comparison.kind === 'unavailable') throw comparison.failure
  if (comparison.kind === 'not-found')
    return { kind: 'missing', why: `${named} is not in the history of ${short(head)}` }
  if (comparison.kind === 'no-common-ancestor')
    return { kind: 'missing', why: `${named} has no common ancestor with ${short(head)}` }
  const { status } = comparison
  return status === 'identical' || status === 'behind'
    ? { kind: 'empty', previous, because: status }
    : { kind: 'since', previous, comparison, diverged: status === 'diverged' }
}
