/** Sentry's page of a release. */
export function releaseUrl(organization: string, version: string): string {
  return `https://${organization}.sentry.io/releases/${encodeURIComponent(version)}/`
}

/** GitHub's page of a range; `undefined` for a repository that is not named as GitHub names them. */
export function rangeUrl(
  { base, head }: { base: string | undefined; head: string },
  { repo, serverUrl }: { repo: string | undefined; serverUrl: string }
): string | undefined {
  if (repo === undefined || !/^[\w.-]+\/[\w.-]+$/.test(repo)) return undefined
  const page = `${serverUrl}/${repo}`
  return base === undefined
    ? `${page}/commits/${encodeURIComponent(head)}`
    : `${page}/compare/${encodeURIComponent(base)}...${encodeURIComponent(head)}`
}
