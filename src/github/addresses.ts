import { repositoryPage } from '../text/address.ts'
import type { RepositoryName } from '../text/repository.ts'

/** Where the pages of a repository are. */
export interface RepositoryHome extends RepositoryName {
  /** This GitHub's own address: `GITHUB_SERVER_URL`. */
  readonly serverUrl: string
}

/** A commit's page on GitHub; empty if the repository has no page there. */
export function commitUrl(home: RepositoryHome, sha: string): string {
  return repositoryPage(home, ['commit', sha]) ?? ''
}

/** A file at a commit on GitHub, at a line if it is known; empty if it has no page there. */
export function fileUrl(
  home: RepositoryHome,
  at: { readonly sha: string; readonly path: string; readonly line: number | undefined }
): string {
  const page = repositoryPage(home, ['blob', at.sha, ...at.path.split('/')])
  return page === undefined ? '' : `${page}${at.line === undefined ? '' : `#L${at.line}`}`
}
