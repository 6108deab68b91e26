import { NotUnderstood, text } from '../decode.ts'
import { isSlug } from '../../sentry/requests/slugs.ts'
import type { Organization, SentryState } from '../../sentry/state/state.ts'
import type { World } from '../../world.ts'

/** A change of the world. It is made when the whole body is understood. */
export type Change = () => void

/** What exists after the changes planned so far: for each organization its projects (slug to id) and the slugs of its teams. */
export interface Draft {
  readonly organizations: Map<string, { projects: Map<string, string | undefined>; teams: Set<string> }>
}

/** An item of a list in `POST /_simulator/state`, with the place where it stands and what it is checked against. */
export interface Planning {
  readonly world: World
  readonly draft: Draft
  readonly item: unknown
  readonly where: string
}

/** The draft before any change. */
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

/** The organization that an item names. Default: `acme`. */
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
  if (slug.length > 100 || !isSlug(slug)) throw new NotUnderstood(where, 'must be a slug')
  return slug
}
