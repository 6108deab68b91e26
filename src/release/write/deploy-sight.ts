import type { Deploy, Release } from '../../sentry/answers.ts'
import type { CreateDeploy } from '../plan.ts'

/**
 * What Sentry's lists show of a deploy. `hidden`: each list shows only the last deploy of a project and an environment, and another
 * one stands where this one would be, if it was recorded before.
 */
export type Sight =
  | { readonly kind: 'there'; readonly deploy: Deploy }
  | { readonly kind: 'hidden' }
  | { readonly kind: 'absent' }

/**
 * The projects whose lists show a deploy, as ids where they are known; none when the release has no other project, so that the whole
 * list is theirs. A listed deploy does not tell its projects.
 */
export function projectsOf(
  { body }: { readonly body: Pick<CreateDeploy['body'], 'projects'> },
  release: Release | undefined
): readonly string[] {
  const known = release?.projects ?? []
  if (known.length === 1) return []
  const given = body.projects ?? []
  if (given.length === 0) return known.map(({ id }) => id)
  return given.map(name => known.find(({ id, slug }) => slug === name || id === name)?.id ?? name)
}

/**
 * Whether a deploy is there. It is the same whatever its dates are: jobs of one run share environment, name and url.
 * @param lists what the list of each of its projects shows, of all environments
 */
export function sightOf(write: Pick<CreateDeploy, 'body'>, lists: readonly (readonly Deploy[])[]): Sight {
  const shown = lists.map(list => list.filter(({ environment }) => environment === write.body.environment))
  const own = shown.map(list => list.find(deploy => isSame(deploy, write)))
  const [deploy] = own
  if (deploy !== undefined && !own.includes(undefined)) return { kind: 'there', deploy }
  const finished = Date.parse(write.body.dateFinished)
  const mayHold = (deploy: Deploy): boolean =>
    isSame(deploy, write) || !(Date.parse(deploy.dateFinished ?? '') < finished)
  return shown.every(list => list.some(mayHold)) ? { kind: 'hidden' } : { kind: 'absent' }
}

function isSame({ name, url }: Deploy, { body }: Pick<CreateDeploy, 'body'>): boolean {
  return name === body.name && url === body.url
}
