import { Failure, isOneOf } from '../../run/failure.ts'
import { GATEWAY_FAILURES } from '../../maton/failures.ts'
import type { SentryRepository } from '../../sentry/answers.ts'
import { clean } from '../../text/clean.ts'
import type { AssociationReads, AssociationTools } from './association-reads.ts'
import { RELEASE_FAILURES } from '../failures.ts'
import { matchRepository, similarNames } from './repositories.ts'

/** Our repository as Sentry knows it. A connection that may not list repositories counts as knowing none. */
export async function ourRepository(
  { request, reads, log }: AssociationTools,
  repo: string
): Promise<SentryRepository | undefined> {
  try {
    return matchRepository(await reads.repositories(), repo, request.event.server.url)
  } catch (error) {
    const isRefused = isOneOf(error, [GATEWAY_FAILURES.scopeMissing])
    if (!isRefused || request.commits.mode === 'integration') throw error
    log.notice(
      `The connection may not list the repositories of Sentry (org:read), so it is not known whether Sentry can fetch the commits of ${clean(repo, 100)}: they are read and sent.`
    )
    return undefined
  }
}

/** That Sentry cannot fetch from a repository, with the names that look like it. */
export async function unknownRepository(
  reads: Pick<AssociationReads, 'allRepositories'>,
  repo: string
): Promise<Failure> {
  const similar = similarNames(await reads.allRepositories(), repo).map(name => clean(name, 64))
  const named = similar.length === 0 ? '' : `; similar: ${similar.join(', ')}`
  return new Failure(
    RELEASE_FAILURES.repositoryUnknown,
    `Sentry has no repository ${clean(repo, 100)} with an integration${named}`
  )
}
