import { Failure, type FailureKind } from '../run/failure.ts'
import { GATEWAY_FAILURES } from '../maton/failures.ts'
import { clean } from '../text/clean.ts'
import { countedNames, isSlug } from '../text/names.ts'
import type { Sentry } from './client.ts'
import { decodeOrganization } from './answers.ts'

export const ORGANIZATION_FAILURES = {
  organizationUnclear: {
    name: 'organization-unclear',
    cause:
      'No organization was given and the connection sees several, or none. Which one is meant is never guessed.',
    remedy: 'Set organization (or SENTRY_ORG) to one of the slugs named.'
  }
} as const satisfies Record<string, FailureKind>

/**
 * The slug of the only organization that the connection sees.
 * @throws Failure when there is none or several, and as the gateway does
 */
export async function onlyOrganization(sentry: Sentry): Promise<string> {
  const slugs = (await sentry.rows('list-organizations', {})).map(row => decodeOrganization(row).slug)
  const [only] = slugs
  if (only !== undefined && slugs.length === 1) {
    if (isSlug(only)) return only
    throw new Failure(GATEWAY_FAILURES.unavailable, `The organization's slug is none: ${clean(only, 100)}`)
  }
  const seen = countedNames(slugs, 'organization')
  throw new Failure(ORGANIZATION_FAILURES.organizationUnclear, `The connection sees ${seen}`)
}
