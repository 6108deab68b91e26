import type { Sentry } from '../../sentry/client.ts'
import { isSameRepository, plainRepository } from '../../text/names.ts'
import { decodeRepository, type SentryRepository } from '../../sentry/answers.ts'

/** The repositories of an organization whose name holds that of ours. */
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
