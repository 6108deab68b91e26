import { isFullSha, short } from '../text/names.ts'
import type { AssociationTools, Target } from './association-reads.ts'
import { isOfSource, isOneOf, RELEASE_FAILURES } from './errors.ts'
import type { Association } from './facts.ts'
import { headIn, missingHead } from './head.ts'
import { emptyWords, nothingNew, rangeFacts, rangeIn } from './range-facts.ts'
import type { Candidate } from './range.ts'
import type { CommitSource } from './source.ts'

/**
 * Commits that Sentry fetches itself: it is told the head and, if one is found, the previous commit. Candidates are checked with
 * GitHub, else with the checkout; where neither can tell, the first one is taken as it is.
 */
export async function requestedCommits(tools: AssociationTools, target: Target): Promise<Association> {
  const { request, reads, log } = tools
  const github = reads.github()
  if (github.kind !== 'none') {
    try {
      return await checked(tools, target, github)
    } catch (error) {
      // a token without permission sees no commit at all, where Sentry's own integration may
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
  const range = await rangeIn(tools, target, { source, head, compare: source.relate })
  if (range.kind === 'open' && !target.isResolved && (await source.resolve(head)) === undefined)
    throw missingHead(source, target)
  const facts = rangeFacts(range, target, head)
  return range.kind === 'empty'
    ? nothingNew(tools, emptyWords(range, head), facts)
    : { kind: 'refs', range: facts }
}

async function unchecked(tools: AssociationTools, { repository, commit }: Target): Promise<Association> {
  const previous = await firstOf(tools, commit)
  const range = { repository, head: commit, previous, mergeBase: undefined }
  if (previous === undefined) return { kind: 'refs', range }
  if (previous.commit.toLowerCase() === commit)
    return nothingNew(tools, emptyWords({ kind: 'empty', previous, because: 'identical' }, commit), range)
  tools.log.notice(
    `The previous commit ${short(previous.commit)} (${previous.why}) is taken without a look at the history.`
  )
  return { kind: 'refs', range }
}

/** Sentry takes a previous commit of at most 64 characters, which a name may pass. */
async function firstOf({ reads }: AssociationTools, commit: string): Promise<Candidate | undefined> {
  for (const resolve of reads.resolvers(commit)) {
    const candidate = await resolve()
    if (candidate !== undefined && (isFullSha(candidate.commit) || candidate.commit.length <= 64))
      return candidate
  }
  return undefined
}
