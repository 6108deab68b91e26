import type { Repository } from '../../github/repository.ts'
import type { Context } from '../../run/context.ts'
import { tried } from '../../run/tried.ts'
import { timeOf } from '../../text/names.ts'
import type { Frame } from '../issue.ts'
import { attribute } from '../judge/attribution.ts'
import { patchedFile, type PatchedFile } from '../judge/patch.ts'
import type { Match } from './match.ts'

/** A pull request that gets the report, and what it changes. */
export interface ChosenPull extends Match, Changes {}

interface Changes {
  readonly files: readonly PatchedFile[]
  /** Whether these are all files. If not, no issue can be said to come from elsewhere. */
  readonly isWhole: boolean
  /** The head whose files they are; `undefined` when none were read. */
  readonly seenHead: string | undefined
}

type ChoiceContext = Pick<Context, 'log' | 'signal'>

const NOTHING_TO_READ: Changes = { files: [], isWhole: true, seenHead: undefined }

/** Pull requests of a range whose files are read, to see which one an issue comes from. Each is a request. */
const MAX_READ = 20

/**
 * Chooses the pull requests that get the report, and logs why. In a release's range, those come first that change the file of an issue's
 * top in-app frame.
 *
 * @param options `frames`: where the issues were raised, if that is known; `undefined` if there are no issues, so that no file needs to be
 * read
 */
export async function choosePulls(
  { matches, isRange }: { readonly matches: readonly Match[]; readonly isRange: boolean },
  options: {
    readonly frames: readonly Frame[] | undefined
    readonly max: number
    readonly repository: Repository
    readonly context: ChoiceContext
  }
): Promise<readonly ChosenPull[]> {
  const { frames, max, repository, context } = options
  const read = async (match: Match): Promise<ChosenPull> => ({
    ...match,
    ...(frames === undefined ? NOTHING_TO_READ : await changesOf(match.number, repository, context))
  })
  const ordered = isRange
    ? matches.toSorted((a, b) => timeOf(b.pull?.mergedAt) - timeOf(a.pull?.mergedAt))
    : matches
  const isRanked = isRange && ordered.length > 1 && frames !== undefined
  const known = await Promise.all(ordered.slice(0, isRanked ? Math.max(MAX_READ, max) : max).map(read))
  const chosen = (isRanked ? known.toSorted((a, b) => hits(b, frames) - hits(a, frames)) : known).slice(
    0,
    max
  )
  for (const { number, rule, why } of chosen) context.log.info(`Pull request ${number} (${rule}): ${why}.`)
  const numbers = new Set(chosen.map(({ number }) => number))
  const others = ordered.filter(({ number }) => !numbers.has(number))
  if (others.length > 0) {
    const named = others.map(({ number, rule }) => `${number} (${rule})`).join(', ')
    context.log.info(`No report for the other pull requests, max_pull_requests is ${max}: ${named}.`)
  }
  return chosen
}

/** Whether an issue comes from the pull request's files: 1, else 0. */
function hits({ files }: ChosenPull, frames: readonly Frame[]): number {
  return Number(frames.some(frame => attribute(frame, files).inPullRequest !== 'no'))
}

/** Without the files no issue is marked as coming from the pull request, or from elsewhere. The report is still worth having. */
async function changesOf(number: number, repository: Repository, context: ChoiceContext): Promise<Changes> {
  const read = await tried(repository.pullFiles(number), context)
  if (read.kind === 'failed') {
    context.log.info(
      `It is not known which issues come from pull request ${number}: ${read.failure.message}.`
    )
    return { files: [], isWhole: false, seenHead: undefined }
  }
  const { files, isWhole } = read.value
  if (!isWhole)
    context.log.notice(
      `Which issues come from pull request ${number} is known of its first ${files.length} files only: GitHub lists no more.`
    )
  const changed = files
    .map(file => patchedFile({ filename: file.path, status: file.status, patch: file.patch }))
    .filter(file => file !== undefined)
  return { files: changed, isWhole, seenHead: files[0]?.headSha }
}
