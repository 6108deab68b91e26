import { Failure, isOneOf, type FailureKind } from '../run/failure.ts'
import { WAY_FAILURES } from '../way/failures.ts'
import { clean } from '../text/clean.ts'
import { listAt, textAt } from '../text/json.ts'
import { capitalized, countedNames, didYouMean, isSlug, nearestFirst } from '../text/names.ts'
import type { Sentry } from './client.ts'
import type { Query } from './call.ts'
import {
  decodeOrganization,
  decodeProject,
  decodeRelease,
  type Organization,
  type Project
} from './answers.ts'

/** The failures of an organization that was not named. */
export const ORGANIZATION_FAILURES = {
  organizationUnclear: {
    name: 'organization-unclear',
    cause:
      'organization was not given, and the connection (or the token) sees several organizations or none. The step never guesses.',
    remedy: 'Set organization (or SENTRY_ORG) to one of the slugs that the message names.'
  }
} as const satisfies Record<string, FailureKind>

/** The failures of an organization and projects that were named. */
export const SCOPE_FAILURES = {
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
export const SCOPE_REFUSALS: readonly FailureKind[] = [
  WAY_FAILURES.notFound,
  WAY_FAILURES.empty404,
  WAY_FAILURES.scopeMissing
]

/** The organization and the projects that a run named. Sentry may not know them. */
export interface NamedScope {
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
type NamedProjects = Pick<NamedScope, 'organization' | 'projects' | 'projectsFrom'> & {
  readonly sentry: Pick<Sentry, 'words'>
}

/**
 * Sentry gives one answer for a thing that does not exist and for a thing that may not be seen, and does not say which thing it means.
 * After such a refusal this looks which of the named things the connection does not see. After any other error it asks nothing.
 * @returns the error, or one that says what is wrong and what there is
 */
export async function explainScope(error: unknown, scope: NamedScope): Promise<unknown> {
  if (!isOneOf(error, SCOPE_REFUSALS)) return error
  try {
    return (
      (await unknownOrganization(error, scope)) ??
      (await unknownProjects(error, scope)) ??
      otherThing(error, scope)
    )
  } catch (another) {
    if (another instanceof Failure) return error
    throw another
  }
}

/** As `explainScope`, for a refusal that is known to be about the projects. */
export async function explainProjects(
  failure: Failure,
  scope: Omit<NamedScope, 'organizationFrom'>
): Promise<Failure> {
  try {
    return (await unknownProjects(failure, scope)) ?? failure
  } catch (another) {
    if (another instanceof Failure) return withProjects(failure, scope)
    throw another
  }
}

/** The projects as given, for a refusal that does not say which of them it means. */
function withProjects(
  failure: Failure,
  { projects, projectsFrom }: Omit<NamedScope, 'organizationFrom'>
): Failure {
  const given = countedNames(projects, 'project')
  return new Failure(failure.kind, `${failure.message}; ${projectsFrom} has ${given}`, {
    cause: failure,
    remedy: `Correct ${projectsFrom}: Sentry does not say which of them it does not know.`
  })
}

/** Organization and projects are right: the remedy must not send people to check them again. */
function otherThing(
  failure: Failure,
  { sentry, organization, organizationFrom, projects }: NamedScope
): Failure {
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
  { sentry, organization, organizationFrom }: NamedScope
): Promise<Failure | undefined> {
  if (organizationFrom === undefined || !sentry.listsOrganizations) return undefined
  const { caller, otherCaller } = sentry.words
  const seen = await organizationsOf(sentry)
  if (seen.some(({ id, slug }) => id === organization || slug === organization)) return undefined
  const slugs = seen.map(({ slug }) => slug)
  return new Failure(
    SCOPE_FAILURES.organizationUnknown,
    `${capitalized(caller)} sees no organization ${clean(organization, 100)}; it sees ${countedNames(nearestFirst([organization], slugs), 'organization')}`,
    {
      cause,
      remedy: `${didYouMean([organization], slugs)}Correct ${organizationFrom}, or ${otherCaller}.`
    }
  )
}

async function unknownProjects(
  cause: Failure,
  scope: Omit<NamedScope, 'organizationFrom'>
): Promise<Failure | undefined> {
  if (scope.projects.length === 0) return undefined
  return projectsNotIn(await projectsOf(scope.sentry, scope.organization), scope, cause)
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
    SCOPE_FAILURES.projectUnknown,
    `The organization ${clean(organization, 100)} has no project ${named} that ${caller} sees; it has ${countedNames(nearestFirst(unknown, slugs), 'project')}`,
    {
      cause,
      remedy: `${didYouMean(unknown, slugs)}Correct ${projectsFrom}, and check that ${caller} sees all of them.`
    }
  )
}

async function organizationsOf(sentry: Sentry): Promise<readonly Organization[]> {
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
 * @throws Failure as the gateway does
 */
export async function releasesWithEvents(
  sentry: Sentry,
  organization: string,
  query: Query
): Promise<readonly string[]> {
  const list = sentry.pages('list-organization-releases', { organization }, { query, size: RELEASES_READ })
  for await (const { rows } of list)
    return rows.filter(row => textAt(row, 'lastEvent') !== undefined).map(row => decodeRelease(row).version)
  return []
}

/**
 * The message about an environment that Sentry does not know.
 * @param known those that it knows; `undefined` when that could not be read
 */
export function unknownEnvironment(name: string, known: readonly string[] | undefined): string {
  const unknown = `Sentry does not know the environment ${clean(name, 64)}`
  if (known === undefined) return `${unknown}.`
  const seen = `it knows ${countedNames(nearestFirst([name], known), 'environment')}`
  const meant = didYouMean([name], known).trim()
  return `${unknown}; ${seen}. Names are case-sensitive.${meant === '' ? '' : ` ${meant}`}`
}

/**
 * The slug of the only organization that the connection sees.
 * @throws Failure when there is none or several, and as the way to Sentry does
 */
export async function onlyOrganization(sentry: Sentry): Promise<string> {
  const slugs = (await sentry.rows('list-organizations', {})).map(row => decodeOrganization(row).slug)
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
