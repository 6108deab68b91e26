import { Failure } from '../run/failure.ts'
import type { Sentry } from '../sentry/client.ts'
import { projectsOf } from '../sentry/scope.ts'
import { clean } from '../text/clean.ts'
import { countedNames } from '../text/names.ts'
import { RELEASE_FAILURES } from './failures.ts'

/**
 * The only project of an organization.
 * @throws Failure when it has none or several
 */
export async function onlyProject(sentry: Sentry, organization: string): Promise<string> {
  const slugs = (await projectsOf(sentry, organization)).map(project => project.slug)
  const [only] = slugs
  if (only !== undefined && slugs.length === 1) return only
  throw new Failure(
    RELEASE_FAILURES.projectsUnclear,
    `The organization ${clean(organization, 100)} has ${countedNames(slugs, 'project')}`
  )
}
