import type { Event } from '../../event/event.ts'
import type { Repository } from '../../github/repository.ts'
import { previousCommitChain } from '../../range/chain.ts'
import type { Context } from '../../run/context.ts'
import type { Failure } from '../../run/failure.ts'
import { tried } from '../../run/tried.ts'
import { skippedFor, sayRefused, type SkipReason } from '../published.ts'
import type { CommentRequest, WantedPulls } from '../request.ts'
import { earlierReleases, releasedCommits, type OpenedOrganization } from '../look/check.ts'
import { type MatchTools, pullsOfEvent } from './by-event.ts'
import { givenHead } from './head.ts'
import { byRank, type Match, unique } from './match.ts'

/** The pull requests of a run, or why there are none. */
export interface FoundPulls {
  /** The best first. */
  readonly matches: readonly Match[]
  readonly isRange: boolean
  /** Given numbers that are no pull request of this repository. */
  readonly unknown: readonly number[]
  readonly without: { readonly skipped: SkipReason; readonly why: string } | undefined
  readonly failure: Failure | undefined
}

/**
 * Finds the pull requests. If there is none, the run does not fail, and a notice says why.
 * @throws only what ends a run
 */
export async function findPulls(
  request: CommentRequest,
  tools: {
    readonly repository: Repository | undefined
    readonly context: Context
    readonly opening: Promise<OpenedOrganization>
    readonly viewer: MatchTools['viewer']
    /** The event, with the release's commit. */
    readonly about: Promise<Event>
  }
): Promise<FoundPulls> {
  const { repository, context } = tools
  const { event, pulls } = request
  const { log } = context
  if (pulls.kind === 'none') return none('no-pull-request', 'pull_request is none')
  if (repository === undefined) {
    const isHere = event.repository !== undefined
    const why = isHere ? 'there is no github_token' : 'the run has no repository at GitHub'
    log.notice(`No comment: ${why}. The report is in the job summary.`)
    return none(isHere ? 'no-token' : 'no-pull-request', why)
  }
  const matches = tools.about.then(about =>
    findMatches(pulls, matchTools({ ...request, event: about }, { ...tools, repository }))
  )
  const found = await tried(matches, context)
  if (found.kind === 'failed') return failed(found.failure, context, event)
  if (found.value.kind === 'none') {
    log.notice(`No comment: ${found.value.why}. The report is in the job summary.`)
    return none(found.value.skipped, found.value.why)
  }
  for (const number of found.value.unknown)
    log.warning(`There is no pull request ${number} in ${repository.fullName} that the token may see.`)
  return { ...found.value, without: undefined, failure: undefined }
}

function matchTools(
  request: CommentRequest,
  {
    repository,
    context,
    opening,
    viewer
  }: Pick<MatchTools, 'repository' | 'viewer'> & { context: Context; opening: Promise<OpenedOrganization> }
): MatchTools {
  const { event, version, environment } = request
  return {
    repository,
    context,
    event,
    viewer,
    releasedCommits: async () => releasedCommits(await opening, version),
    chain: previousCommitChain(
      { version, environment, given: undefined, event },
      {
        searched: async () => earlierReleases(request, await opening),
        repositoryName: repository.fullName,
        tags: [async () => repository],
        log: context.log
      }
    )
  }
}

function failed(failure: Failure, { log }: Context, event: CommentRequest['event']): FoundPulls {
  const refusal = skippedFor(failure)
  if (refusal === undefined) return { ...none('error', failure.message), failure }
  sayRefused(refusal, { text: `No comment: ${failure.message}`, remedy: failure.remedy, log }, event)
  return none(refusal, failure.message)
}

function none(skipped: SkipReason, why: string): FoundPulls {
  return { matches: [], isRange: false, unknown: [], without: { skipped, why }, failure: undefined }
}

/** The pull requests of a run. */
export type MatchSearch =
  | {
      readonly kind: 'found'
      /** The best first. */
      readonly matches: readonly Match[]
      /** Whether the matches are those of a release's range. `choosePulls` puts those first that an issue comes from. */
      readonly isRange: boolean
      /** Given numbers that are no pull request of this repository. */
      readonly unknown: readonly number[]
    }
  | {
      readonly kind: 'none'
      readonly skipped: Extract<SkipReason, 'no-pull-request' | 'newer'>
      readonly why: string
    }

/**
 * Finds the pull requests that a run is about: the given ones, or those of the event.
 * @returns never an unverified guess: each one names the event's commit, or the event names it
 * @throws Failure as GitHub does
 */
export async function findMatches(
  wanted: Exclude<WantedPulls, { kind: 'none' }>,
  tools: MatchTools
): Promise<MatchSearch> {
  if (wanted.kind === 'numbers') return givenPulls(wanted.numbers, tools)
  const found = await pullsOfEvent(tools)
  if ('why' in found) return { kind: 'none', skipped: 'no-pull-request', why: found.why }
  const { commit, repository } = tools.event
  const matches = byRank(unique(found.matches), {
    sha: commit.kind === 'commit' ? commit.sha : '',
    defaultBranch: repository?.defaultBranch
  })
  if (matches.length > 0) return { kind: 'found', matches, isRange: found.isRange ?? false, unknown: [] }
  const { moved } = found
  return moved === undefined
    ? {
        kind: 'none',
        skipped: 'no-pull-request',
        why: 'no pull request of this repository belongs to the commit'
      }
    : {
        kind: 'none',
        skipped: 'newer',
        why: `pull request ${moved.number} has a newer commit than this run is for`
      }
}

async function givenPulls(numbers: readonly number[], tools: MatchTools): Promise<MatchSearch> {
  const pulls = await Promise.all(numbers.map(number => tools.repository.pull(number)))
  const matches = await Promise.all(
    pulls
      .filter(pull => pull !== undefined)
      .map(async pull => {
        const head = await givenHead(pull, tools)
        return { number: pull.number, rule: 'input', why: 'it is given', pull, head } as const
      })
  )
  const known = new Set(matches.map(({ number }) => number))
  return { kind: 'found', matches, isRange: false, unknown: numbers.filter(number => !known.has(number)) }
}
