import type { Event } from '../../event/event.ts'
import type { Repository } from '../../github/repository.ts'
import type { Log } from '../../run/log.ts'
import { isSameRepository } from '../../text/names.ts'
import { isOfSource } from '../failures.ts'

/**
 * The open pull request from the branch that a push went to, so that its commits are not merged yet. A branch into which a pull
 * request was merged is a long-lived one (`develop`): its commits are. The default branch is not looked up, nor what GitHub cannot
 * tell.
 */
export async function openPullOfPush(
  event: Event,
  { repository, log }: { repository: Repository | undefined; log: Log }
): Promise<number | undefined> {
  const branch = pushedBranch(event)
  if (branch === undefined || repository === undefined) return undefined
  try {
    const [owner] = repository.fullName.split('/')
    const open = (await repository.pulls({ head: `${owner}:${branch}`, state: 'open' })).find(
      pull => pull.headRef === branch && isSameRepository(pull.headRepository ?? '', repository.fullName)
    )
    if (open === undefined) return undefined
    const merged = (await repository.pulls({ base: branch, state: 'closed' })).find(
      pull => pull.mergedAt !== undefined
    )
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

/** The branch of a push, or of the push that a workflow run follows; `undefined` for the default branch and for tags. */
function pushedBranch({ name, ref, repository, workflowRun }: Event): string | undefined {
  const isPush = name === 'push' || workflowRun?.event === 'push'
  const defaultBranch = repository?.defaultBranch
  if (!isPush || ref === undefined || ref.isTag || defaultBranch === undefined) return undefined
  return ref.name === defaultBranch ? undefined : ref.name
}
