import type { Event } from '../../event/event.ts'
import { openPullsFrom, type Pull } from '../../github/pulls.ts'
import type { Repository } from '../../github/repository.ts'
import type { Log } from '../../run/log.ts'
import { isOfSource } from '../failures.ts'

/**
 * The open pull request from the branch that a push went to: its commits are not merged yet. A branch into which a pull request was merged
 * is a long-lived one (`develop`), and its commits count as merged. The default branch is not looked up.
 * @returns `undefined` also if GitHub cannot say
 */
export async function openPullOfPush(
  event: Event,
  { repository, log }: { repository: Repository | undefined; log: Log }
): Promise<number | undefined> {
  const branch = pushedBranch(event)
  if (branch === undefined || repository === undefined) return undefined
  try {
    const [open] = await openPullsFrom(branch, repository)
    if (open === undefined) return undefined
    const merged = await firstMergedInto(branch, repository)
    if (merged === undefined) return open.number
    log.info(
      `The branch ${branch} has the open pull request ${open.number}, but ${merged.number} was merged into it: its commits are set.`
    )
    return undefined
  } catch (error) {
    if (!isOfSource(error)) throw error
    log.info(`Whether ${branch} has an open pull request is not known: ${error.message}.`)
    return undefined
  }
}

/** The newest merged pull request into a branch. Almost always the first page has one. */
async function firstMergedInto(branch: string, repository: Repository): Promise<Pull | undefined> {
  for await (const page of repository.pullPages({ base: branch, state: 'closed' })) {
    const merged = page.find(pull => pull.mergedAt !== undefined)
    if (merged !== undefined) return merged
  }
  return undefined
}

/** The branch of a push, or of the push that a workflow run follows; `undefined` for the default branch and for tags. */
function pushedBranch({ name, ref, repository, workflowRun }: Event): string | undefined {
  const isPush = name === 'push' || workflowRun?.event === 'push'
  const defaultBranch = repository?.defaultBranch
  if (!isPush || ref === undefined || ref.isTag || defaultBranch === undefined) return undefined
  return ref.name === defaultBranch ? undefined : ref.name
}
