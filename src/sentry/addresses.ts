import { addressOf, hostsOf } from '../text/address.ts'
import { isSlug } from '../text/names.ts'
import { isSaas, SAAS } from '../way/saas.ts'

/**
 * Sentry's pages of an organization. Each is empty when the organization is not known, or is no slug: `evil.example#` would be a
 * host of its own. They are built from the configured address: what answers name may be an internal name of the server.
 */
export interface Home {
  /** The address of Sentry; of sentry.io in any of its names. */
  readonly site: URL
  /** A slug or an id. */
  readonly organization: string
}

/** The hosts that the pages of an organization are on, for links. */
export function sentryHosts(home: Home): readonly string[] {
  return hostsOf(baseOf(home))
}

/** The release's page, of one environment if given. */
export function releaseUrl(home: Home, version: string, environment?: string): string {
  return page(home, ['releases', version, ''], environment ? { environment } : {})
}

/** An issue's page. */
export function issueUrl(home: Home, id: string): string {
  return page(home, ['issues', id, ''])
}

/** Sentry's page shows the issues of two weeks unless it is told; its API searches ninety days. */
const SEARCHED = '90d'

/**
 * The list of the issues that a search finds, as the API finds them.
 * @param projects ids (or slugs), none for all; `environment`: `undefined` for all
 */
export function searchUrl(
  home: Home,
  {
    query,
    environment,
    projects
  }: {
    readonly query: string
    readonly environment: string | undefined
    readonly projects: readonly string[]
  }
): string {
  return page(home, ['issues', ''], {
    query,
    ...(projects.length === 0 ? {} : { project: projects }),
    ...(environment === undefined ? {} : { environment }),
    statsPeriod: SEARCHED
  })
}

function page(
  home: Home,
  segments: readonly string[],
  query: Readonly<Record<string, string | readonly string[]>> = {}
): string {
  const base = baseOf(home)
  return base === undefined ? '' : (addressOf(base, segments, query) ?? '')
}

/** Sentry's own service has a host for each organization, which an id cannot name. */
function baseOf({ site, organization }: Home): string | undefined {
  if (!isSlug(organization)) return undefined
  if (!isSaas(site)) return addressOf(site.href, ['organizations', organization])
  return /^\d+$/.test(organization)
    ? `${SAAS}/organizations/${organization}`
    : `https://${organization}.sentry.io`
}
