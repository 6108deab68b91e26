import { Failure, isOneOf, type FailureKind } from '../run/failure.ts'
import { WAY_FAILURES } from '../way/failures.ts'
import { clean } from '../text/clean.ts'
import { capitalized, countedNames, didYouMean, nearestFirst } from '../text/names.ts'
import type { Project } from './answers.ts'
import type { Sentry } from './client.ts'
import { organizationsOf, projectsOf } from './seen.ts'

/** The failures of an organization and projects that a run named and Sentry does not know. */
export const UNKNOWN_FAILURES = {
  organizationUnknown: {
    name: 'organization-unknown',
    cause:
      'The connection (or the token) sees no organization of this slug or id. The slug is mistyped, or the organization belongs to another connection.',
    remedy: 'Correct organization (or SENTRY_ORG), or use the connection or the token that sees it.'
  },
  projectUnknown: {
    name: 'project-unknown',
    cause:
      'The organization has no project of this slug or id, or the connection (or the token) may not see it.',
    remedy: 'Correct projects (or SENTRY_PROJECT). Check that the connection (or the token) sees all of them.'
  }
} as const satisfies Record<string, FailureKind>

/** How Sentry refuses a request when it does not know what the request names, or the connection may not see it. */
export const UNKNOWN_REFUSALS: readonly FailureKind[] = [
  WAY_FAILURES.notFound,
  WAY_FAILURES.empty404,
  WAY_FAILURES.scopeMissing
]

/** The organization and the projects that a run named. Sentry may not know them. */
export interface Named {
  readonly sentry: Sentry
  readonly organization: string
  /** The input or variable that named the organization; `undefined` when it was the only one that the connection sees. */
  readonly organizationFrom: string | undefined
  /** Slugs or ids as given. */
  readonly projects: readonly string[]
  /** The input or variable that named them. */
  readonly projectsFrom: string
}

/** The projects that a run named, and whom Sentry was asked in the name of. */
type NamedProjects = Pick<Named, 'organization' | 'projects' | 'projectsFrom'> & {
  readonly sentry: Pick<Sentry, 'words'>
}

/**
 * Sentry gives one answer for a thing that does not exist and for a thing that may not be seen, and does not say which thing it means.
 * After such a refusal this looks which of the named things the connection does not see. After any other error it asks nothing.
 * @returns the error, or one that says what is wrong and what there is
 */
export async function explainUnknown(error: unknown, named: Named): Promise<unknown> {
  if (!isOneOf(error, UNKNOWN_REFUSALS)) return error
  try {
    return (
      (await unknownOrganization(error, named)) ??
      (await unknownProjects(error, named)) ??
      otherThing(error, named)
    )
  } catch (another) {
    if (another instanceof Failure) return error
    throw another
  }
}

/** As `explainUnknown`, for a refusal that is known to be about the projects. */
export async function explainUnknownProjects(
  failure: Failure,
  named: Omit<Named, 'organizationFrom'>
): Promise<Failure> {
  try {
    return (await unknownProjects(failure, named)) ?? failure
  } catch (another) {
    if (another instanceof Failure) return withProjects(failure, named)
    throw another
  }
}

/** The projects as given, for a refusal that does not say which of them it means. */
function withProjects(
  failure: Failure,
  { projects, projectsFrom }: Omit<Named, 'organizationFrom'>
): Failure {
  const given = countedNames(projects, 'project')
  return new Failure(failure.kind, `${failure.message}; ${projectsFrom} has ${given}`, {
    cause: failure,
    remedy: `Correct ${projectsFrom}: Sentry does not say which of them it does not know.`
  })
}

/** Organization and projects are right: the remedy must not send people to check them again. */
function otherThing(failure: Failure, { sentry, organization, organizationFrom, projects }: Named): Failure {
  const { caller } = sentry.words
  if (failure.kind !== WAY_FAILURES.notFound || organizationFrom === undefined) return failure
  const andProjects = projects.length === 0 ? '' : ', with the projects'
  return new Failure(
    failure.kind,
    `${failure.message}; ${caller} sees the organization ${clean(organization, 100)}${andProjects}`,
    {
      cause: failure,
      remedy: `Check what else the request names (release, issue, team), and that ${caller} sees all projects of the release.`
    }
  )
}

async function unknownOrganization(
  cause: Failure,
  { sentry, organization, organizationFrom }: Named
): Promise<Failure | undefined> {
  if (organizationFrom === undefined || !sentry.listsOrganizations) return undefined
  const { caller, otherCaller } = sentry.words
  const seen = await organizationsOf(sentry)
  if (seen.some(({ id, slug }) => id === organization || slug === organization)) return undefined
  const slugs = seen.map(({ slug }) => slug)
  return new Failure(
    UNKNOWN_FAILURES.organizationUnknown,
    `${capitalized(caller)} sees no organization ${clean(organization, 100)}; it sees ${countedNames(nearestFirst([organization], slugs), 'organization')}`,
    {
      cause,
      remedy: `${didYouMean([organization], slugs)}Correct ${organizationFrom}, or ${otherCaller}.`
    }
  )
}

async function unknownProjects(
  cause: Failure,
  named: Omit<Named, 'organizationFrom'>
): Promise<Failure | undefined> {
  if (named.projects.length === 0) return undefined
  return projectsNotIn(await projectsOf(named.sentry, named.organization), named, cause)
}

/**
 * What is wrong with projects that were named, by all that the connection sees; `undefined` when it sees them all.
 * @param cause Sentry's refusal, if it was asked for them
 */
export function projectsNotIn(
  known: readonly Project[],
  { sentry, organization, projects, projectsFrom }: NamedProjects,
  cause?: Failure
): Failure | undefined {
  const { caller } = sentry.words
  const names = new Set(known.flatMap(({ id, slug }) => [id, slug]))
  const unknown = projects.filter(project => !names.has(project))
  if (unknown.length === 0) return undefined
  const slugs = known.map(({ slug }) => slug)
  const named = unknown.map(project => clean(project, 100)).join(', ')
  return new Failure(
    UNKNOWN_FAILURES.projectUnknown,
    `The organization ${clean(organization, 100)} has no project ${named} that ${caller} sees; it has ${countedNames(nearestFirst(unknown, slugs), 'project')}`,
    {
      cause,
      remedy: `${didYouMean(unknown, slugs)}Correct ${projectsFrom}, and check that ${caller} sees all of them.`
    }
  )
}

/**
 * The message about an environment that Sentry does not know.
 * @param known those that it knows; `undefined` when that could not be read
 */
export function unknownEnvironment(name: string, known: readonly string[] | undefined): string {
  const unknown = `Sentry does not know the environment ${clean(name, 64)}`
  return known === undefined ? `${unknown}.` : `${unknown}; it knows ${environmentsFor(name, known)}`
}

/** The environments that may be meant instead of this one, to continue a sentence. */
export function environmentsFor(name: string, known: readonly string[], thing = 'environment'): string {
  const meant = didYouMean([name], known).trim()
  return `${countedNames(nearestFirst([name], known), thing)}. Names are case-sensitive.${meant === '' ? '' : ` ${meant}`}`
}
