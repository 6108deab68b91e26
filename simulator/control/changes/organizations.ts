import { choice, fields, filledText, NotUnderstood, text } from '../decode.ts'
import { addOrganization } from '../../sentry/state/find-or-make.ts'
import { REPO_PROVIDERS } from '../../sentry/state/state.ts'
import { existing, organizationOf, slugOf } from './draft.ts'
import type { Change, Draft, Planning } from './draft.ts'

/** Plans an organization: adds it, or changes the given fields of the one with this slug. */
export function planOrganization({ world, draft, item, where }: Planning): Change {
  const given = fields(item, where, ['slug', 'name', 'region'])
  const slug = slugOf(given['slug'], `${where}.slug`)
  const { state, now } = world.context
  const before = state.organizations.find(organization => organization.slug === slug)
  const name = text(given['name'], `${where}.name`, before?.name ?? slug)
  const region = choice(given['region'], `${where}.region`, ['us', 'de'], before?.region ?? 'us')
  if (!draft.organizations.has(slug)) draft.organizations.set(slug, { projects: new Map(), teams: new Set() })
  return () => {
    const known = state.organizations.find(organization => organization.slug === slug)
    if (known === undefined) addOrganization(state, { slug, name, region, dateCreated: now() })
    else Object.assign(known, { name, region })
  }
}

/** Plans a team: adds it, or changes the given fields of the one with this slug. */
export function planTeam({ world, draft, item, where }: Planning): Change {
  const given = fields(item, where, ['organization', 'slug', 'name'])
  const { organization, drafted } = organizationOf(draft, given, where)
  const slug = slugOf(given['slug'], `${where}.slug`)
  const name = optionalText(given['name'], `${where}.name`)
  drafted.teams.add(slug)
  const { state, now } = world.context
  return () => {
    const { teams } = existing(state, organization)
    const known = teams.find(team => team.slug === slug)
    if (known !== undefined) known.name = name ?? known.name
    else teams.push({ id: String(state.ids.take()), slug, name: name ?? slug, dateCreated: now() })
  }
}

/** Plans a project: adds it, by default to the first team of the organization, or changes the given fields of the one with this slug. */
export function planProject({ world, draft, item, where }: Planning): Change {
  const given = fields(item, where, ['organization', 'slug', 'name', 'id', 'platform', 'team'])
  const { organization, drafted } = organizationOf(draft, given, where)
  const slug = slugOf(given['slug'], `${where}.slug`)
  const name = optionalText(given['name'], `${where}.name`)
  const platform = given['platform'] === null ? null : optionalText(given['platform'], `${where}.platform`)
  const team = optionalText(given['team'], `${where}.team`)
  if (team !== undefined && !drafted.teams.has(team))
    throw new NotUnderstood(`${where}.team`, 'is an unknown team')
  const id = projectId(draft, {
    value: given['id'],
    where: `${where}.id`,
    before: drafted.projects.get(slug)
  })
  drafted.projects.set(slug, id)
  const { state, now } = world.context
  return () => {
    const { projects, teams, moved } = existing(state, organization)
    const named = teams.filter(({ slug }) => slug === team)
    const known = projects.find(project => project.slug === slug)
    if (known !== undefined) {
      known.name = name ?? known.name
      if (platform !== undefined) known.platform = platform
      if (team !== undefined) known.teams.splice(0, known.teams.length, ...named)
      return
    }
    moved.delete(slug)
    projects.push({
      id: id ?? String(state.ids.take()),
      slug,
      name: name ?? slug,
      platform: platform ?? null,
      dateCreated: now(),
      teams: team === undefined ? teams.slice(0, 1) : named
    })
  }
}

function optionalText(value: unknown, where: string): string | undefined {
  return value === undefined ? undefined : text(value, where)
}

function projectId(
  draft: Draft,
  { value, where, before }: { value: unknown; where: string; before: string | undefined }
): string | undefined {
  if (value === undefined) return before
  const id = String(typeof value === 'number' ? value : text(value, where))
  if (!/^[1-9]\d{0,14}$/.test(id)) throw new NotUnderstood(where, 'must be a number')
  const taken = [...draft.organizations.values()].some(({ projects }) => [...projects.values()].includes(id))
  if (id !== before && (taken || before !== undefined))
    throw new NotUnderstood(where, 'is taken, or the project has another one')
  return id
}

/** Plans an old slug of a project. Sentry answers it with 302. */
export function planMoved({ world, draft, item, where }: Planning): Change {
  const given = fields(item, where, ['organization', 'from', 'to'])
  const { organization, drafted } = organizationOf(draft, given, where)
  const from = slugOf(given['from'], `${where}.from`)
  const to = slugOf(given['to'], `${where}.to`)
  if (drafted.projects.has(from)) throw new NotUnderstood(`${where}.from`, 'is the slug of a project')
  if (!drafted.projects.has(to)) throw new NotUnderstood(`${where}.to`, 'is an unknown project')
  return () => {
    const { projects, moved } = existing(world.context.state, organization)
    const project = projects.find(({ slug }) => slug === to)
    if (project !== undefined) moved.set(from, project)
  }
}

/** Plans a repository: adds it, by default with an integration, or changes the given fields of the one with this name. */
export function planRepo({ world, draft, item, where }: Planning): Change {
  const given = fields(item, where, ['organization', 'name', 'provider', 'url'])
  const { organization } = organizationOf(draft, given, where)
  const name = filledText(given['name'], `${where}.name`)
  const told = given['provider']
  const provider = told === undefined ? undefined : choice(told, `${where}.provider`, REPO_PROVIDERS)
  const url = given['url'] === null ? null : optionalText(given['url'], `${where}.url`)
  const { state, now } = world.context
  return () => {
    const { repos } = existing(state, organization)
    const known = repos.find(repo => repo.name === name)
    if (known !== undefined) {
      known.provider = provider ?? known.provider
      if (url !== undefined) known.url = url
      return
    }
    const usual = provider === 'unknown' ? null : `https://github.com/${name}`
    repos.push({
      id: String(state.ids.take()),
      name,
      provider: provider ?? 'integrations:github',
      url: url === undefined ? usual : url,
      dateCreated: now()
    })
  }
}
