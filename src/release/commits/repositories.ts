import { Failure, isOneOf } from '../../run/failure.ts'
import { decodeRepository, type SentryRepository } from '../../sentry/answers.ts'
import type { Sentry } from '../../sentry/client.ts'
import { clean } from '../../text/clean.ts'
import { isSameRepository, plainRepository } from '../../text/repository.ts'
import { WAY_FAILURES } from '../../way/failures.ts'
import { RELEASE_FAILURES } from '../failures.ts'
import type { AssociationReads, AssociationTools } from './target.ts'

/** Our repository at Sentry; `undefined` if Sentry has none, or may not list its repositories. */
export async function ourRepository(
  { request, reads, log }: AssociationTools,
  repo: string
): Promise<SentryRepository | undefined> {
  try {
    return matchRepository(await reads.repositories(), repo, request.event.server.url)
  } catch (error) {
    const isRefused = isOneOf(error, [WAY_FAILURES.scopeMissing])
    if (!isRefused || request.commits.mode === 'integration') throw error
    log.notice(
      `The repositories of Sentry may not be listed (org:read), so it is not known whether Sentry can fetch the commits of ${clean(repo, 100)}: they are read and sent.`
    )
    return undefined
  }
}

/** The failure that Sentry cannot fetch from a repository. It names the repositories that look like it. */
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

/** The repositories of an organization whose names contain that of ours. */
export async function listRepositories(
  sentry: Sentry,
  organization: string,
  name: string | undefined
): Promise<readonly SentryRepository[]> {
  const query = name === undefined ? {} : { query: plainRepository(name).split('/').at(-1) }
  return (await sentry.rows('list-repositories', { organization }, { query })).map(decodeRepository)
}

/**
 * The repository of Sentry that is `name`: by its name, else by its address on this GitHub. One with an integration is preferred.
 * @param serverUrl such as `https://github.com`
 */
export function matchRepository(
  repositories: readonly SentryRepository[],
  name: string,
  serverUrl: string
): SentryRepository | undefined {
  const address = plainRepository(`${serverUrl}/${name}`)
  const matching = repositories.filter(
    repository => isSameRepository(repository.name, name) || plainRepository(repository.url) === address
  )
  return matching.find(repository => repository.hasIntegration) ?? matching.at(0)
}

/** Names that look like `name`, for a message: the same last part or owner. */
export function similarNames(repositories: readonly SentryRepository[], name: string): readonly string[] {
  const parts = plainRepository(name).split('/')
  return repositories
    .map(repository => repository.name)
    .filter(other =>
      plainRepository(other)
        .split(/[/\s]+/)
        .some(part => parts.includes(part))
    )
    .slice(0, 5)
}
