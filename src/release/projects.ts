import { Failure } from '../gateway/errors.ts'
import type { Sentry } from '../sentry/client.ts'
import { decodeProject, type Project } from '../sentry/decode.ts'
import { clean } from '../text/clean.ts'
import { RELEASE_FAILURES } from './errors.ts'

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
    `The organization ${clean(organization, 100)} has ${countOf(slugs, 'project')}`
  )
}

/** Sentry does not say which of the given projects it does not know: adds it to a refusal. */
export async function explainProjects(
  failure: Failure,
  { sentry, organization, projects }: { sentry: Sentry; organization: string; projects: readonly string[] }
): Promise<Failure> {
  try {
    const known = await projectsOf(sentry, organization)
    const names = new Set(known.flatMap(({ id, slug }) => [id, slug]))
    const unknown = projects.filter(project => !names.has(project)).map(project => clean(project, 100))
    if (unknown.length === 0) return failure
    const slugs = known.map(({ slug }) => slug)
    return new Failure(
      RELEASE_FAILURES.projectUnknown,
      `The organization ${clean(organization, 100)} has no project ${unknown.join(', ')} that the connection sees; it has ${countOf(slugs, 'project')}`,
      { cause: failure }
    )
  } catch (error) {
    if (error instanceof Failure) return failure
    throw error
  }
}

async function projectsOf(sentry: Sentry, organization: string): Promise<readonly Project[]> {
  const projects: Project[] = []
  for await (const page of sentry.pages('list-organization-projects', { organization }))
    projects.push(...page.rows.map(decodeProject))
  return projects
}

function countOf(slugs: readonly string[], thing: string): string {
  if (slugs.length === 0) return `no ${thing}`
  const shown = slugs.slice(0, 30).map(slug => clean(slug, 100))
  const named = `${shown.join(', ')}${slugs.length > shown.length ? ', …' : ''}`
  return slugs.length === 1 ? `1 ${thing}: ${named}` : `${slugs.length} ${thing}s: ${named}`
}
