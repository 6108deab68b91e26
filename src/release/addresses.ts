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
