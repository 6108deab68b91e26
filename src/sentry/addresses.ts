import { addressOf } from '../text/address.ts'
import { isSlug } from '../text/names.ts'

/**
 * Sentry's pages of an organization. Each is empty when the organization is not known, or is no slug: `evil.example#` would be a
 * host of its own.
 */

/** The host of an organization's pages; empty for what is no slug. */
export function sentryHost(organization: string): string {
  return isSlug(organization) ? `${organization}.sentry.io` : ''
}

/** The release's page, of one environment if given. */
export function releaseUrl(organization: string, version: string, environment?: string): string {
  return page(organization, ['releases', version, ''], environment ? { environment } : {})
}

/** An issue's page. */
export function issueUrl(organization: string, id: string): string {
  return page(organization, ['issues', id, ''])
}

/** The list of the issues that a search finds, in one environment if given. */
export function searchUrl(organization: string, query: string, environment: string | undefined): string {
  return page(organization, ['issues', ''], environment === undefined ? { query } : { query, environment })
}

function page(
  organization: string,
  segments: readonly string[],
  query: Readonly<Record<string, string>> = {}
): string {
  const host = sentryHost(organization)
  return host === '' ? '' : (addressOf(`https://${host}`, segments, query) ?? '')
}
