import { planConnection } from './connection-changes.ts'
import { fields, items, Refusal } from './decode.ts'
import type { Limit } from './limits.ts'
import { planMoved, planOrganization, planProject, planRepo, planTeam } from './organization-changes.ts'
import { planLock, planRelease } from './release-changes.ts'
import { ensureEnvironment } from './sentry/state.ts'
import { draftOf, numberOf, textOf } from './state-draft.ts'
import type { Change, Planning } from './state-draft.ts'
import type { World } from './world.ts'

/** The lists, in the order in which they are taken in: what comes later may name what came before. */
const SECTIONS: ReadonlyMap<string, (planning: Planning) => Change> = new Map([
  ['organizations', planOrganization],
  ['teams', planTeam],
  ['projects', planProject],
  ['moved', planMoved],
  ['repos', planRepo],
  ['releases', planRelease],
  ['connections', planConnection],
  ['locks', planLock]
])

/**
 * Adds what `POST /_simulator/state` tells to the world, all of it or nothing. Throws a `Refusal` that says what is
 * not understood.
 */
export function changeState(world: World, body: unknown): void {
  const given = fields(body, 'state', [...SECTIONS.keys(), 'environments', 'limits', 'github'])
  const draft = draftOf(world.context.state)
  const changes = [...SECTIONS].flatMap(([name, plan]) =>
    items(given[name], name, (item, where) => plan({ world, draft, item, where }))
  )
  changes.push(...planEnvironments(world, given['environments']))
  const limits = planLimits(world, given['limits'])
  const problem = given['github'] === undefined ? undefined : world.github.add(given['github'])
  if (problem !== undefined) throw new Refusal('github', `is refused: ${problem}`)
  for (const change of [...changes, ...limits]) change()
}

function planEnvironments(world: World, given: unknown): Change[] {
  const names = items(given, 'environments', (item, where) => {
    const name = textOf(item, where)
    if (name.length > 64 || /[\n\r\f/]/.test(name)) throw new Refusal(where, 'is no name of an environment')
    return name
  })
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
  const limit = given['limit'] === undefined ? undefined : numberOf(given['limit'], `${where}.limit`, 1)
  const concurrent =
    given['concurrent'] === undefined ? undefined : numberOf(given['concurrent'], `${where}.concurrent`, 1)
  if (limit === undefined && concurrent === undefined) throw new Refusal(where, 'must have a limit')
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(concurrent === undefined ? {} : { concurrent }),
    windowMs: numberOf(given['windowMs'] ?? 1000, `${where}.windowMs`, 1)
  }
}
