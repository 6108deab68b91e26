import { Failure, isOneOf } from '../../run/failure.ts'
import { GITHUB_OUTAGES } from '../../github/failures.ts'
import { emptyWords, WITHOUT_PREVIOUS } from '../../range/find.ts'
import { short } from '../../text/sha.ts'
import { type AssociationTools, headIn, type Target } from './target.ts'
import { commitList, fitsSentry } from './list.ts'
import { withKept } from './held.ts'
import { type FoundRange, nothingNew, rangeFacts, rangeIn, type SourcedRange } from './sourced-range.ts'
import { isOfSource, RELEASE_FAILURES } from '../failures.ts'
import type { Association } from '../facts.ts'
import type { CommitSource } from './sources/source.ts'

const PLACES = { github: 'GitHub', local: 'the checkout' }

/** The sources that may be used, the preferred one first. */
export interface Order {
  readonly order: readonly ('github' | 'local')[]
  /** `warn`: if no source works, the release gets no commits. */
  readonly otherwise: 'fail' | 'warn'
}

/**
 * Reads the commits to send from the first source that works.
 * @param found the range, if a source found it before: that source does not look for it again
 * @throws Failure when a source that was named cannot be used, when GitHub is down and there is no other, and when an input is wrong
 */
export async function associateByCommits(
  tools: AssociationTools,
  target: Target,
  { order, otherwise }: Order,
  found?: SourcedRange
): Promise<Association> {
  const failures: Failure[] = []
  for (const [index, kind] of order.entries()) {
    try {
      return await listFrom(kind, tools, target, found)
    } catch (error) {
      if (otherwise === 'fail' || !isAboutSource(error)) throw error
      failures.push(error)
      const next = order[index + 1]
      if (next !== undefined) tools.log.info(`${error.message}; going on to ${PLACES[next]}.`)
    }
  }
  // both fail the run: after an outage a rerun sets the commits, and a wrong commit has to be corrected
  const final = failures.find(failure => isFinal(failure, tools))
  if (final !== undefined) throw final
  const reasons = failures.map(failure => failure.message).join('; ')
  // usually one line in the workflow mends the preferred source
  const [cure = ''] = failures.map(failure => failure.remedy)
  tools.log.warning(
    `No commits are set: ${reasons}. ${cure} Or link the repository in Sentry, or use set_commits: skip.`
  )
  return { kind: 'none', why: 'no source of commits could be used', range: undefined }
}

function isFinal(failure: Failure, { request }: AssociationTools): boolean {
  const isOutage = isOneOf(failure, GITHUB_OUTAGES)
  return isOutage || (request.commits.isCommitGiven && isOneOf(failure, [RELEASE_FAILURES.commitMissing]))
}

/** Whether an error says that a source cannot be used, so that the next may be tried. */
function isAboutSource(error: unknown): error is Failure {
  const { tokenMissing, checkoutMissing, commitMissing, repositoryName } = RELEASE_FAILURES
  return isOfSource(error) || isOneOf(error, [tokenMissing, checkoutMissing, commitMissing, repositoryName])
}

async function listFrom(
  kind: 'github' | 'local',
  tools: AssociationTools,
  target: Target,
  found: SourcedRange | undefined
): Promise<Association> {
  const { reads } = tools
  const source = kind === 'github' ? reads.github() : await reads.local()
  if (source.kind === 'none') {
    const missing = kind === 'github' ? RELEASE_FAILURES.tokenMissing : RELEASE_FAILURES.checkoutMissing
    throw new Failure(missing, `The commits could not be read from ${PLACES[kind]}: ${source.reason}`)
  }
  if (!fitsSentry(target.repository))
    throw new Failure(
      RELEASE_FAILURES.repositoryName,
      `Sentry takes commits of repositories with at most 64 characters, not of ${target.repository}`
    )
  return listOf(tools, target, source, found?.from === kind ? found : undefined)
}

async function listOf(
  tools: AssociationTools,
  target: Target,
  source: CommitSource,
  found: FoundRange | undefined
): Promise<Association> {
  const { request, log } = tools
  const { paths, maxCommits } = request.commits
  const { repository, others } = target
  const head = await headIn(source, target)
  sayCheckedOut(tools, source, { head, tag: target.tag })
  const { range, kept } = found ?? (await rangeIn(tools, target, { source, head, compare: source.compare }))
  const facts = rangeFacts(range, target, head)
  if (range.kind === 'empty') return nothingNew(tools, emptyWords(range, head), facts)
  const { commits, total } =
    range.kind === 'since'
      ? await source.since(range.previous.commit, head)
      : await source.newest(head, Math.min(WITHOUT_PREVIOUS, maxCommits))
  if (commits.length === 0) {
    const why = paths.length > 0 ? 'no commit of the range touches the paths' : 'there are no commits'
    return nothingNew(tools, why, facts)
  }
  if (total > commits.length)
    log.warning(
      `The range has ${total} commits${paths.length > 0 ? ' that touch the paths' : ''}; the newest ${commits.length} are sent (max_commits).`
    )
  const own = withKept(commits, kept)
  const repeated = own.length - commits.length
  if (repeated > 0)
    log.info(
      `The release holds ${repeated} more commits of ${repository}: they are sent again, because a new list replaces the old one.`
    )
  const list = commitList({ own, repository, others })
  for (const leftOut of list.leftOut) log.warning(`Left out: ${leftOut}.`)
  const notes = repeated === 0 ? [] : [`with ${repeated} more that the release had`]
  return {
    kind: 'commits',
    source: source.kind,
    list,
    own,
    others,
    range: { ...facts, notes: [...(facts.notes ?? []), ...notes] }
  }
}

/** Says that the event decides, if an earlier step checked out another commit. */
function sayCheckedOut(
  { request, log }: AssociationTools,
  { checkedOut }: CommitSource,
  { head, tag }: { head: string; tag: string | undefined }
): void {
  const what = tag === undefined ? 'the event' : 'the release'
  if (checkedOut === undefined || checkedOut === head || request.commits.isCommitGiven) return
  log.notice(
    `The checkout stands at ${short(checkedOut)}, and ${what} is about ${short(head)}: the commits up to ${short(head)} are taken. Give commit to take others.`
  )
}
