import type { Event } from '../event/event.ts'
import { repositoryPage } from '../text/address.ts'

/** GitHub's page of a range; `undefined` if the repository is not named `owner/name`. */
export function rangeUrl(
  { base, head }: { base: string | undefined; head: string },
  { repo, serverUrl }: { repo: string | undefined; serverUrl: string }
): string | undefined {
  const [owner = '', name = '', ...rest] = (repo ?? '').split('/')
  if (rest.length > 0) return undefined
  const repository = { serverUrl, owner, name }
  if (base === undefined) return repositoryPage(repository, ['commits', head])
  const compare = repositoryPage(repository, ['compare'])
  return compare === undefined
    ? undefined
    : `${compare}/${[base, head].map(end => encodeURIComponent(end.toWellFormed())).join('...')}`
}

/** GitHub's page of a tag's release, else of the commit. */
export function pageOf({ repository, server, ref, commit }: Event): string | undefined {
  if (repository === undefined) return undefined
  const place = { serverUrl: server.url, ...repository }
  if (ref?.isTag === true) return repositoryPage(place, ['releases', 'tag', ref.name])
  return commit.kind === 'commit' ? repositoryPage(place, ['commit', commit.sha]) : undefined
}
