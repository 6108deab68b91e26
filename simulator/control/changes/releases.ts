import { count, fields, flag, items, NotUnderstood } from '../decode.ts'
import { releaseVersion } from '../seed-fields.ts'
import { ensureRelease } from '../../sentry/state/find-or-make.ts'
import { lockKey } from '../../sentry/state/state.ts'
import type { Project } from '../../sentry/state/state.ts'
import { existing, organizationOf, slugOf } from './draft.ts'
import type { Change, Planning } from './draft.ts'

/** Plans a release: adds it, by default to the first project of the organization, or changes the one with this version. */
export function planRelease({ world, draft, item, where }: Planning): Change {
  const given = fields(item, where, ['organization', 'version', 'projects', 'hasHealthData'])
  const { organization, drafted } = organizationOf(draft, given, where)
  const version = releaseVersion(given['version'], `${where}.version`)
  const slugs = items(given['projects'], `${where}.projects`, slugOf)
  const unknown = slugs.find(slug => !drafted.projects.has(slug))
  if (unknown !== undefined)
    throw new NotUnderstood(`${where}.projects`, `has the unknown project ${unknown}`)
  const health = given['hasHealthData']
  const hasHealthData = flag(health, `${where}.hasHealthData`, false)
  return () => {
    const { state, now } = world.context
    const target = existing(state, organization)
    const known = target.releases.has(version)
    const named = target.projects.filter(({ slug }) => slugs.includes(slug))
    const projects: Project[] = slugs.length > 0 || known ? named : target.projects.slice(0, 1)
    const { release } = ensureRelease(state, target, { version, projects, now: now() })
    const concerned = projects.length > 0 ? projects : [...release.projects.keys()]
    if (health !== undefined)
      for (const project of concerned) release.projects.set(project, { hasHealthData })
  }
}

/** Plans the commit lock of a release. It is held for `ms` milliseconds, or until the reset if `ms` is 0. */
export function planLock({ world, draft, item, where }: Planning): Change {
  const given = fields(item, where, ['organization', 'release', 'ms'])
  const { organization } = organizationOf(draft, given, where)
  const release = releaseVersion(given['release'], `${where}.release`)
  const ms = count(given['ms'], `${where}.ms`, 0)
  return () => {
    const { state, now } = world.context
    state.locks.set(lockKey(existing(state, organization), release), ms === 0 ? Infinity : now() + ms)
  }
}
