import { NotUnderstood, text } from './decode.ts'
import { isSlug } from './sentry/slugs.ts'
import type { Organization, SentryState } from './sentry/state.ts'
import type { World } from './world.ts'

/** Something to be done when everything that was asked for is understood. */
export type Change = () => void

/** What there will be when the changes planned so far are done: the slugs of each organization. */
export interface Draft {
  readonly organizations: Map<string, { projects: Map<string, string | undefined>; teams: Set<string> }>
}

/** An item of a list in `POST /_simulator/state`, and what it is checked against. */
export interface Planning {
  readonly world: World
  readonly draft: Draft
  readonly item: unknown
  readonly where: string
}

/** The draft before anything is planned. */
export function draftOf(state: SentryState): Draft {
  return {
    organizations: new Map(
      state.organizations.map(({ slug, projects, teams }) => [
        slug,
        {
          projects: new Map(projects.map(project => [project.slug, project.id])),
          teams: new Set(teams.map(team => team.slug))
        }
      ])
    )
  }
}

/** The organization that an item names, `acme` when it names none. */
export function organizationOf(draft: Draft, given: Readonly<Record<string, unknown>>, where: string) {
  const organization = text(given['organization'], `${where}.organization`, 'acme')
  const drafted = draft.organizations.get(organization)
  if (drafted === undefined) throw new NotUnderstood(`${where}.organization`, 'is unknown')
  return { organization, drafted }
}

export function existing(state: SentryState, slug: string): Organization {
  const organization = state.organizations.find(organization => organization.slug === slug)
  if (organization === undefined) throw new Error(`organization ${slug} was not made`)
  return organization
}

export function slugOf(value: unknown, where: string): string {
  const slug = text(value, where)
  if (slug.length > 100 || !isSlug(slug)) throw new NotUnderstood(where, 'is no slug')
  return slug
}
