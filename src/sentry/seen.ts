import { Failure, type FailureKind } from '../run/failure.ts'
import { listAt, textAt } from '../text/json.ts'
import { capitalized, countedNames, isSlug } from '../text/names.ts'
import { WAY_FAILURES } from '../way/failures.ts'
import { clean } from '../text/clean.ts'
import {
  decodeOrganization,
  decodeProject,
  decodeRelease,
  type Organization,
  type Project
} from './answers.ts'
import type { Sentry } from './client.ts'
import type { Query } from './operations/path.ts'

/** The failures of an organization that was not named. */
export const ORGANIZATION_FAILURES = {
  organizationUnclear: {
    name: 'organization-unclear',
    cause:
      'organization was not given, and the connection (or the token) sees several organizations or none. The step never guesses.',
    remedy: 'Set organization (or SENTRY_ORG) to one of the slugs that the message names.'
  }
} as const satisfies Record<string, FailureKind>

/**
 * The slug of the only organization that the connection sees.
 * @throws Failure when there is none or several, and as the way to Sentry does
 */
export async function onlyOrganization(sentry: Sentry): Promise<string> {
  const slugs = (await organizationsOf(sentry)).map(({ slug }) => slug)
  const [only] = slugs
  if (only !== undefined && slugs.length === 1) {
    if (isSlug(only)) return only
    throw new Failure(
      WAY_FAILURES.unavailable,
      `The only organization has a slug that cannot be used: ${clean(only, 100)}`
    )
  }
  const seen = countedNames(slugs, 'organization')
  throw new Failure(
    ORGANIZATION_FAILURES.organizationUnclear,
    `${capitalized(sentry.words.caller)} sees ${seen}`
  )
}

/** All organizations that the connection sees. @throws Failure as the way to Sentry does */
export async function organizationsOf(sentry: Sentry): Promise<readonly Organization[]> {
  return (await sentry.rows('list-organizations', {})).map(decodeOrganization)
}

/** All projects of an organization that the connection sees. @throws Failure as the way to Sentry does */
export async function projectsOf(sentry: Sentry, organization: string): Promise<readonly Project[]> {
  return (await sentry.rows('list-organization-projects', { organization })).map(decodeProject)
}

/** The names of all environments that an organization knows. @throws Failure as the way to Sentry does */
export async function environmentsOf(sentry: Sentry, organization: string): Promise<readonly string[]> {
  const rows = await sentry.rows('list-organization-environments', { organization })
  return listAt(rows, [], row => textAt(row, 'name'))
}

/** Builds without events may lie between those with some. */
const RELEASES_READ = 50

/**
 * The names of the releases that events came from, among the newest ones; newest first. One request.
 * @param query which projects they are of, and the like
 * @throws Failure as the way to Sentry does
 */
export async function releasesWithEvents(
  sentry: Sentry,
  organization: string,
  query: Query
): Promise<readonly string[]> {
  const list = sentry.pages('list-organization-releases', { organization }, { query, size: RELEASES_READ })
  for await (const { rows } of list)
    return rows
      .map(decodeRelease)
      .filter(({ lastEvent }) => lastEvent !== undefined)
      .map(({ version }) => version)
  return []
}
