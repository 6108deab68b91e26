import { once } from '../../run/once.ts'
import { Failure } from '../../run/failure.ts'
import { findRange, partedWords, type Range } from '../../range/find.ts'
import type { Compare } from '../../range/graph.ts'
import type { Association, RangeFacts } from '../facts.ts'
import { RELEASE_FAILURES } from '../failures.ts'
import { type Kept, keptCommits, NOTHING_KEPT } from './held.ts'
import { short } from '../../text/sha.ts'
import type { CommitSource } from './sources/source.ts'
import { type AssociationTools, missingHead, type Target } from './target.ts'

/** A release's range, before its commits are read. */
export interface FoundRange {
  readonly range: Range
  /** Commits that the release holds and must not lose. */
  readonly kept: Kept
}

/** A range, and the source that found it. */
export interface SourcedRange extends FoundRange {
  readonly from: CommitSource['kind']
}

/**
 * Finds the range of a release in a source.
 * @param options.head a full sha that `headIn` gave
 * @param options.compare the source's `compare`, or its `relate` if the commits are not needed
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
  })
  if (range.kind === 'missing') throw await missingEnd(range.why, { source, target })
  if (range.kind === 'open') {
    // without a candidate nothing has checked yet that the head is there
    await graph()
    if (source.gap !== undefined) log.notice(source.gap)
  }
  if (range.kind === 'since' && range.diverged) log.notice(partedWords(range, head))
  const isGiven = range.kind === 'since' && range.previous.source === 'input'
  if (range.kind === 'empty' || isGiven || target.held.length === 0) return { range, kept: NOTHING_KEPT }
  const mayTakeAway = request.commits.isCommitGiven
  const kept = await keptCommits(target.held, { head, graph: await graph(), compare, mayTakeAway })
  if (kept.gone > 0)
    log.notice(
      `${kept.gone} of the ${target.held.length} commits that the release holds of ${target.repository} are not in the history of ${short(head)}, as far as it is known: they are taken away.`
    )
  return { range, kept }
}

/** GitHub gives the same answer when the previous commit is missing and when the head is. The message has to say which. */
async function missingEnd(
  why: string,
  { source, target }: { source: CommitSource; target: Target }
): Promise<Failure> {
  if ((await source.resolve(target.commit)) === undefined) return missingHead(source, target)
  const remedy = source.gap === undefined ? {} : { remedy: source.gap }
  return new Failure(RELEASE_FAILURES.previousMissing, `previous_commit: ${why}`, remedy)
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
 * The association without commits to send. That is an error only with `set_commits: manual`.
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
