import type { Sentry } from '../sentry/client.ts'
import { decodeRepository, type SentryRepository } from '../sentry/decode.ts'

/** Whether two names mean the same repository: without regard to case and `.git`. */
export function isSameRepository(a: string, b: string): boolean {
  return plain(a) === plain(b)
}

function plain(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/\.git$/, '')
}

/** The repositories of an organization whose name holds that of ours. */
export async function listRepositories(
  sentry: Sentry,
  organization: string,
  name: string | undefined
): Promise<readonly SentryRepository[]> {
  const found: SentryRepository[] = []
  const query = name === undefined ? {} : { query: plain(name).split('/').at(-1) }
  for await (const page of sentry.pages('list-repositories', { organization }, { query })) {
    found.push(...page.rows.map(decodeRepository).filter(repository => repository.name !== ''))
  }
  return found
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
  const address = plain(`${serverUrl}/${name}`)
  const matching = repositories.filter(
    repository => isSameRepository(repository.name, name) || plain(repository.url) === address
  )
  return matching.find(repository => repository.hasIntegration) ?? matching.at(0)
}

/** Names that look like `name`, for a message: the same last part or owner. */
export function similarNames(repositories: readonly SentryRepository[], name: string): readonly string[] {
  const parts = plain(name).split('/')
  return repositories
    .map(repository => repository.name)
    .filter(other =>
      plain(other)
        .split(/[/\s]+/)
        .some(part => parts.includes(part))
    )
    .slice(0, 5)
}
