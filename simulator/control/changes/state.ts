import { planConnection } from './connections.ts'
import { planFront, planToken } from './front.ts'
import { fields, items, NotUnderstood, wholeNumber } from '../decode.ts'
import type { Limit } from '../../limits.ts'
import { planMoved, planOrganization, planProject, planRepo, planTeam } from './organizations.ts'
import { planLock, planRelease } from './releases.ts'
import { environmentName } from '../seed-fields.ts'
import { ensureEnvironment } from '../../sentry/state/find-or-make.ts'
import { planSession } from './sessions.ts'
import { planUploads } from './uploads.ts'
import { draftOf } from './draft.ts'
import type { Change, Planning } from './draft.ts'
import type { World } from '../../world.ts'

/** The lists of `POST state`, in the order in which they are applied. A later one may name what an earlier one adds. */
const SECTIONS: ReadonlyMap<string, (planning: Planning) => Change> = new Map([
  ['organizations', planOrganization],
  ['teams', planTeam],
  ['projects', planProject],
  ['moved', planMoved],
  ['repos', planRepo],
  ['releases', planRelease],
  ['sessions', planSession],
  ['connections', planConnection],
  ['tokens', planToken],
  ['locks', planLock]
])

/**
 * Applies the body of `POST /_simulator/state` to the world, all of it or nothing.
 * @throws NotUnderstood
 */
export function changeState(world: World, body: unknown): void {
  const given = fields(body, 'state', [
    ...SECTIONS.keys(),
    'environments',
    'limits',
    'uploads',
    'sentry',
    'github'
  ])
  const draft = draftOf(world.context.state)
  const changes = [...SECTIONS].flatMap(([name, plan]) =>
    items(given[name], name, (item, where) => plan({ world, draft, item, where }))
  )
  changes.push(...planEnvironments(world, given['environments']))
  const limits = planLimits(world, given['limits'])
  const uploads = planUploads(world, given['uploads'])
  const front = planFront(world, given['sentry'])
  if (given['github'] !== undefined) world.github.add(given['github'])
  for (const change of [...changes, ...limits, ...uploads, ...front]) change()
}

function planEnvironments(world: World, given: unknown): Change[] {
  const names = items(given, 'environments', environmentName)
  const { state } = world.context
  return names.map(name => () => {
    const [first] = state.organizations
    if (first !== undefined) ensureEnvironment(state, first, name)
  })
}

function planLimits(world: World, given: unknown): Change[] {
  if (given === undefined) return []
  const { maton, sentry } = fields(given, 'limits', ['maton', 'sentry'])
  const matonLimit = limitOf(maton, 'limits.maton', ['limit', 'windowMs'])
  const sentryLimit = limitOf(sentry, 'limits.sentry', ['limit', 'windowMs', 'concurrent'])
  return [
    ...(matonLimit === undefined ? [] : [() => world.maton.setLimit(matonLimit)]),
    ...(sentryLimit === undefined ? [] : [() => world.sentry.setLimit(sentryLimit)])
  ]
}

function limitOf(value: unknown, where: string, allowed: readonly string[]): Limit | null | undefined {
  if (value === undefined || value === null) return value
  const given = fields(value, where, allowed)
  const positive = (name: 'limit' | 'concurrent') =>
    given[name] === undefined ? undefined : wholeNumber(given[name], `${where}.${name}`, { least: 1 })
  const [limit, concurrent] = [positive('limit'), positive('concurrent')]
  if (limit === undefined && concurrent === undefined) throw new NotUnderstood(where, 'must have a limit')
  const windowMs = wholeNumber(given['windowMs'], `${where}.windowMs`, { least: 1, fallback: 1000 })
  return { limit, concurrent, windowMs }
}
