import { isOneOf } from '../../run/failure.ts'
import { isFullSha, short } from '../../text/sha.ts'
import { type AssociationTools, headIn, type Target } from './target.ts'
import type { ChainHead } from '../../range/chain.ts'
import { emptyWords, WITHOUT_PREVIOUS } from '../../range/find.ts'
import type { Candidate } from '../../range/previous.ts'
import { beginOfRefs } from './held.ts'
import { nothingNew, rangeFacts, rangeIn, type SourcedRange } from './sourced-range.ts'
import { isOfSource, RELEASE_FAILURES } from '../failures.ts'
import type { Association } from '../facts.ts'
import { associateByCommits } from './by-commits.ts'
import type { CommitSource } from './sources/source.ts'

/**
 * Finds the range for Sentry, which fetches its commits. Candidates are checked with GitHub, else with the checkout. If neither can, the
 * first candidate is taken unchecked.
 */
export async function associateByRefs(tools: AssociationTools, target: Target): Promise<Association> {
  const { request, reads, log } = tools
  const github = reads.github()
  if (github.kind !== 'none') {
    try {
      return await checked(tools, target, github)
    } catch (error) {
      // a token without permission sees no commit at all. Sentry's own integration may see it
      const isUnseen = isOneOf(error, [RELEASE_FAILURES.commitMissing]) && !request.commits.isCommitGiven
      if (!isUnseen && !isOfSource(error)) throw error
      log.notice(`The range could not be checked with GitHub: ${error.message}. ${error.remedy}`)
    }
  }
  const local = await reads.local()
  if (local.kind !== 'none' && (await local.resolve(target.commit)) !== undefined)
    return checked(tools, target, local)
  return unchecked(tools, target)
}

async function checked(tools: AssociationTools, target: Target, source: CommitSource): Promise<Association> {
  const head = await headIn(source, target)
  const { range, kept } = await rangeIn(tools, target, { source, head, compare: source.relate })
  const facts = rangeFacts(range, target, head)
  if (range.kind === 'empty') return nothingNew(tools, emptyWords(range, head), facts)
  if (kept.commits.length === 0) return { kind: 'refs', range: facts }
  const graph = await source.graph(head)
  // what a commit on another branch holds is not known, so the merge base counts as the previous commit
  const previous = facts.mergeBase ?? facts.previous?.commit
  const begin = graph && beginOfRefs(kept, { graph, previous, newest: WITHOUT_PREVIOUS })
  if (begin === undefined) return together(tools, target, { range, kept, from: source.kind })
  if (begin === facts.previous?.commit) return { kind: 'refs', range: facts }
  tools.log.info(
    `The release holds commits that it would lose. Sentry is asked to fetch all since ${short(begin)}, so that they stay.`
  )
  const notes = [...(facts.notes ?? []), 'begun earlier so that the release keeps what it had']
  return { kind: 'refs', range: { ...facts, begin, notes } }
}

/** Refs replace the commits of a release. So the commits that it holds are sent again with the new ones. */
async function together(tools: AssociationTools, target: Target, found?: SourcedRange): Promise<Association> {
  tools.log.notice(
    `The release holds commits of ${target.repository} that Sentry would not fetch again: refs would replace them, so all commits are read and sent together.`
  )
  return associateByCommits(tools, target, { order: ['github', 'local'], otherwise: 'warn' }, found)
}

async function unchecked(tools: AssociationTools, target: Target): Promise<Association> {
  const { repository, commit, tag, held } = target
  // without a history it is not known which commits the release would lose
  if (held.length > 0 && tools.request.commits.previousCommit === undefined) return together(tools, target)
  const previous = await firstOf(tools, { head: commit, tag, graph: undefined })
  const range = { repository, head: commit, previous, mergeBase: undefined }
  if (previous === undefined) return { kind: 'refs', range }
  if (previous.commit.toLowerCase() === commit)
    return nothingNew(tools, emptyWords({ kind: 'empty', previous, because: 'identical' }, commit), range)
  tools.log.notice(
    `The previous commit ${short(previous.commit)} (${previous.why}) is taken without a look at the history.`
  )
  return { kind: 'refs', range }
}

/** Sentry takes a previous commit of at most this many characters. The name of a branch may be longer. */
const MAX_PREVIOUS = 64

async function firstOf({ reads }: AssociationTools, head: ChainHead): Promise<Candidate | undefined> {
  for (const group of reads.groups(head)) {
    const found = (await group.read()).find(
      ({ commit }) => isFullSha(commit) || commit.length <= MAX_PREVIOUS
    )
    if (found !== undefined) return found
  }
  return undefined
}
