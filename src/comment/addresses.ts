/** A repository on this GitHub; `serverUrl` is `GITHUB_SERVER_URL`. */
export interface Repository {
  readonly serverUrl: string
  readonly owner: string
  readonly name: string
}

/** The host of an organization's pages in Sentry. */
export function sentryHost(organization: string): string {
  return `${organization}.sentry.io`
}

/** The release's page in Sentry, of one environment if given. */
export function releaseUrl(organization: string, version: string, environment: string | null): string {
  const query = environment === null ? '' : `?${new URLSearchParams({ environment }).toString()}`
  return `https://${sentryHost(organization)}/releases/${segment(version)}/${query}`
}

/** An issue's page in Sentry. */
export function issueUrl(organization: string, id: string): string {
  return `https://${sentryHost(organization)}/issues/${segment(id)}/`
}

/** Sentry's list of the issues that a search finds, in one environment if given. */
export function searchUrl(organization: string, query: string, environment: string | null): string {
  const parameters = new URLSearchParams(environment === null ? { query } : { query, environment })
  return `https://${sentryHost(organization)}/issues/?${parameters.toString()}`
}

/** A commit's page on GitHub. */
export function commitUrl(repository: Repository, sha: string): string {
  return `${home(repository)}/commit/${segment(sha)}`
}

/** A file at a commit on GitHub, at a line if it is known. */
export function fileUrl(
  repository: Repository,
  at: { readonly sha: string; readonly path: string; readonly line: number | null }
): string {
  const path = at.path.split('/').map(segment).join('/')
  return `${home(repository)}/blob/${segment(at.sha)}/${path}${at.line === null ? '' : `#L${at.line}`}`
}

function home({ serverUrl, owner, name }: Repository): string {
  return `${serverUrl.replace(/\/+$/, '')}/${segment(owner)}/${segment(name)}`
}

/** Lone surrogates, which JSON can carry, cannot be encoded. */
function segment(value: string): string {
  return encodeURIComponent(value.toWellFormed())
}
