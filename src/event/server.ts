import { withoutTrailing } from '../text/clean.ts'

/** Addresses of this GitHub, without a slash at the end. */
export interface EventServer {
  readonly url: string
  readonly apiUrl: string
  readonly graphqlUrl: string
}

/** GitHub's addresses from the runner's variables; those of github.com where they are missing. */
export function readServer(env: Readonly<Record<string, string | undefined>>): EventServer {
  const apiUrl = withoutTrailing(env['GITHUB_API_URL'] || 'https://api.github.com', '/')
  return {
    url: withoutTrailing(env['GITHUB_SERVER_URL'] || 'https://github.com', '/'),
    apiUrl,
    graphqlUrl: withoutTrailing(env['GITHUB_GRAPHQL_URL'] || `${apiUrl.replace(/\/v3$/, '')}/graphql`, '/')
  }
}
