import { repositoryPage } from '../../text/address.ts'

/** A repository on this GitHub; `serverUrl` is `GITHUB_SERVER_URL`. */
export interface Repository {
  readonly serverUrl: string
  readonly owner: string
  readonly name: string
}

/** A commit's page on GitHub; empty if the repository has no page there. */
export function commitUrl(repository: Repository, sha: string): string {
  return repositoryPage(repository, ['commit', sha]) ?? ''
}

/** A file at a commit on GitHub, at a line if it is known; empty if it has no page there. */
export function fileUrl(
  repository: Repository,
  at: { readonly sha: string; readonly path: string; readonly line: number | undefined }
): string {
  const page = repositoryPage(repository, ['blob', at.sha, ...at.path.split('/')])
  return page === undefined ? '' : `${page}${at.line === undefined ? '' : `#L${at.line}`}`
}
