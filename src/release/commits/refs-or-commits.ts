import { Failure } from '../../run/failure.ts'
import type { ReleaseCommit } from '../../sentry/answers.ts'
import { clean } from '../../text/clean.ts'
import type { Log } from '../../run/log.ts'
import { isFullSha, short } from '../../text/sha.ts'
import { isSameRepository } from '../../text/repository.ts'
import { ourRepository, unknownRepository } from './repositories.ts'
import { type AssociationReads, type AssociationTools, headCommit, type Target } from './target.ts'
import { fitsSentry } from './list.ts'
import { RELEASE_FAILURES } from '../failures.ts'
import type { Association } from '../facts.ts'
import type { ReleaseRequest } from '../request.ts'
import { associateByCommits } from './by-commits.ts'
import { associateByRefs } from './by-refs.ts'

/** Whether a run gives the release commits, by its request alone. `actions/early.ts` guesses the same from the inputs. */
export function willAssociate({ parts, commits, event }: ReleaseRequest): boolean {
  const isUnasked = commits.mode === 'auto' && event.isUnmerged
  return parts.has('commits') && commits.repo !== undefined && commits.commit !== undefined && !isUnasked
}

/**
 * Decides which commits the release gets, and reads them.
 * @throws Failure when a source that was named cannot be used, and when a given range is wrong
 */
export async function associate(
  request: ReleaseRequest,
  reads: AssociationReads,
  log: Log
): Promise<Association> {
  const { mode, repo, commit } = request.commits
  if (!request.parts.has('commits')) return none('not asked for')
  if (mode === 'auto' && request.event.isUnmerged) return unmerged('', log)
  const open = mode === 'auto' && !request.commits.isCommitGiven ? await reads.openPull() : undefined
  if (open !== undefined) return unmerged(` (pull request ${open} is open)`, log)
  if (repo !== undefined && commit !== undefined) return decide({ request, reads, log }, { repo, commit })
  const why = `neither the event nor the inputs name a ${repo === undefined ? 'repository' : 'commit'}`
  if (mode !== 'auto') throw new Failure(RELEASE_FAILURES.repositoryMissing, `set_commits: ${mode}: ${why}`)
  log.warning(`No commits are set: ${why}. Set repo and commit, or set_commits: skip.`)
  return none(why)
}

/** @param detail how that is known, to follow the statement */
function unmerged(detail: string, log: Log): Association {
  const why = `the commit is not merged yet${detail}, and messages of unmerged commits would resolve issues for good`
  log.notice(`No commits are set: ${why}. Name a source in set_commits to set them all the same.`)
  return none(why)
}

function none(why: string): Association {
  return { kind: 'none', why, range: undefined }
}

/**
 * Starts to read the newest commits of the head while Sentry is asked. Only a release that has its commits already does not need them. That
 * is usual in a rerun, so a rerun waits for Sentry. A failure is thrown when the commits are used.
 */
function beginHistory<T extends Pick<Target, 'commit'>>({ request, reads }: AssociationTools, head: T): T {
  const { commits, event } = request
  const isRerun = (event.run.attempt ?? 1) > 1
  const isWanted = commits.mode !== 'local' && commits.previousCommit === undefined && !isRerun
  const source = isWanted && isFullSha(head.commit) ? reads.github() : undefined
  if (source?.kind === 'github') void source.graph(head.commit).catch(() => undefined)
  return head
}

async function decide(
  tools: AssociationTools,
  { repo, commit }: { repo: string; commit: string }
): Promise<Association> {
  const { request, reads, log } = tools
  const { mode, paths } = request.commits
  const [held, ours, head] = await Promise.all([
    reads.heldCommits(),
    ourRepository(tools, repo),
    headCommit(tools, commit).then(head => beginHistory(tools, head))
  ])
  if (mode === 'integration' && ours?.hasIntegration !== true) throw await unknownRepository(reads, repo)
  const repository = ours?.name ?? repo
  const isOwn = (one: ReleaseCommit): boolean =>
    isSameRepository(one.repository, repository) || one.sha.toLowerCase() === head.commit
  const own = held.filter(isOwn)
  const known = alreadyThere(request, { own, head: head.commit, count: held.length })
  if (known !== undefined) return known
  const others = held.filter(one => !isOwn(one))
  const target = { repository, ...head, held: own, others }

  if (mode === 'local' || mode === 'github') return union(tools, target, { order: [mode], otherwise: 'fail' })
  if (ours?.hasIntegration === true && paths.length === 0) {
    if (others.length === 0) {
      if (mode === 'auto')
        log.info(`auto: Sentry has ${repository} with an integration and fetches the commits.`)
      return associateByRefs(tools, target)
    }
    log.notice(
      `The release holds commits of ${namesOf(others)}: refs would replace them, so the commits of ${repository} are read and sent beside them.`
    )
    return union(tools, target, { order: ['github', 'local'], otherwise: 'warn' })
  }
  if (mode === 'manual') return union(tools, target, { order: ['github'], otherwise: 'fail' })
  log.info(
    `auto: the commits are read and sent, because ${paths.length > 0 ? 'paths are given' : `Sentry has no ${repository} with an integration`}.`
  )
  return union(tools, target, { order: ['github', 'local'], otherwise: 'warn' })
}

/**
 * A rerun keeps the list if the head is the newest commit of the release, or if a later run has added newer commits. Only a head that an
 * input names takes newer commits away.
 */
function alreadyThere(
  { commits }: ReleaseRequest,
  { own, head, count }: { own: readonly ReleaseCommit[]; head: string; count: number }
): Association | undefined {
  const position = own.findIndex(commit => commit.sha.toLowerCase() === head)
  if (position === -1 || (position > 0 && commits.isCommitGiven)) return undefined
  const why =
    position === 0
      ? `the release has its commits up to ${short(head)} already`
      : `the release has ${short(head)} and ${position} newer commits already`
  return { kind: 'present', why, count, range: undefined }
}

/** Sends the commits with those of other repositories. If Sentry would refuse to take these again, no commits are set. */
async function union(
  tools: AssociationTools,
  target: Target,
  order: Parameters<typeof associateByCommits>[2]
): Promise<Association> {
  const tooLong = target.others.filter(commit => !fitsSentry(commit.repository))
  if (tooLong.length === 0) return associateByCommits(tools, target, order)
  const why = `the release holds commits of ${namesOf(tooLong)}, whose name is too long to send them again, and a new list would replace them`
  tools.log.warning(`No commits are set: ${why}.`)
  return none(why)
}

function namesOf(commits: readonly ReleaseCommit[]): string {
  const names = new Set(commits.map(commit => clean(commit.repository, 64)))
  return [...names].slice(0, 5).join(', ')
}
