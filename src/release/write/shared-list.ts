import { Failure } from '../../run/failure.ts'
import { WAY_FAILURES } from '../../way/failures.ts'
import type { Context } from '../../run/context.ts'
import type { Sentry } from '../../sentry/client.ts'
import type { Release, ReleaseCommit } from '../../sentry/answers.ts'
import { isSameRepository } from '../../text/repository.ts'
import { commitKey, commitList, type CommitList } from '../commits/list.ts'
import { commitsOfRelease } from '../commits/held.ts'
import { releaseAfter } from './release-after.ts'
import type { Association, Facts } from '../facts.ts'
import type { ReleaseRequest } from '../request.ts'
import type { UpdateRelease } from '../plan.ts'

/** How often a list that another job replaced is written again. Each time one of the jobs gets through. */
const MAX_REPEATS = 3

export interface SharedListTools {
  readonly sentry: Sentry
  readonly context: Pick<Context, 'log'>
  readonly request: ReleaseRequest
  readonly facts: Pick<Facts, 'organization'>
}

/**
 * Each list replaces the commits of a release. If other repositories write to the same release, the list is read back. While commits of it
 * are missing, it is written again, together with the commits that replaced it.
 * @returns each further write, with the release as its answer showed it
 * @throws Failure when commits are still missing after all repeats
 */
export async function* keepOthers(
  association: Extract<Association, { kind: 'commits' }>,
  { sentry, context, request, facts }: SharedListTools
): AsyncGenerator<{ write: UpdateRelease; release: Release }, void, void> {
  const name = { organization: facts.organization, version: request.version }
  const { own } = association
  const { repository } = association.range
  let { list, others } = association
  for (let repeats = 0; ; repeats += 1) {
    const held = await commitsOfRelease(sentry, name)
    const missing = missingCommits(list, held)
    if (missing === 0) return
    if (repeats >= MAX_REPEATS)
      throw new Failure(
        WAY_FAILURES.conflict,
        `${missing} commits of ${request.version} are missing again after ${repeats + 1} writes: other jobs replace the list`
      )
    context.log.info(`${missing} commits were replaced by another job; writing all of them again.`)
    others = withMore(
      others,
      held.filter(commit => !isSameRepository(commit.repository, repository))
    )
    list = commitList({ own, repository, others })
    const body = { commits: list.commits }
    const reply = await sentry.call('update-release', name, { body })
    yield {
      write: {
        operation: 'update-release',
        parameters: name,
        body,
        reason: 'write the commits again that another job replaced'
      },
      release: await releaseAfter(reply, sentry, name)
    }
  }
}

/** Counts the commits that Sentry does not have. It leaves out commits with `#skipsentry`. */
function missingCommits({ commits }: CommitList, held: readonly ReleaseCommit[]): number {
  const keys = new Set(
    held.flatMap(({ repository, sha }) => [commitKey(repository, sha), commitKey('', sha)])
  )
  return commits.filter(
    ({ repository = '', id, message }) =>
      !keys.has(commitKey(repository, id)) && message?.includes('#skipsentry') !== true
  ).length
}

function withMore(
  others: readonly ReleaseCommit[],
  more: readonly ReleaseCommit[]
): readonly ReleaseCommit[] {
  const keys = new Set(others.map(({ repository, sha }) => commitKey(repository, sha)))
  return [...others, ...more.filter(({ repository, sha }) => !keys.has(commitKey(repository, sha)))]
}
