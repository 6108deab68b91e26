import { Failure, isOneOf } from '../../run/failure.ts'
import { WAY_FAILURES } from '../../way/failures.ts'
import type { Context } from '../../run/context.ts'
import type { Sentry } from '../../sentry/client.ts'
import { decodeDeploy, decodeRelease, idsOf, type Deploy, type Release } from '../../sentry/answers.ts'
import { clean } from '../../text/clean.ts'
import type { CreateDeploy } from '../plan.ts'

/** Tries to record a deploy. They end within seconds: 1, 2 and 4 of pause. */
const MAX_TRIES = 4
const FIRST_PAUSE_MS = 1_000

export interface DeployTools {
  readonly sentry: Sentry
  readonly context: Pick<Context, 'clock' | 'signal' | 'log'>
  readonly organization: string
  readonly version: string
  /** The release as Sentry showed it before the first deploy of this run. */
  readonly release: Release | undefined
  /** How many deploys this run has recorded so far. */
  readonly recorded: () => number
}

/**
 * Records one deploy exactly once. Sentry makes a new deploy of each request. So after a lost answer the list of deploys is read before
 * another try.
 * @throws Failure if Sentry refuses it, or if it is still not known after all tries
 */
export async function recordDeploy(write: CreateDeploy, tools: DeployTools): Promise<Deploy> {
  const { sentry, context } = tools
  const { environment } = write.body
  for (let number = 1; ; number += 1) {
    let isTaken = false
    try {
      const { json } = await sentry.write(write)
      if (json !== undefined) return decodeDeploy(json)
      // a good answer without a body: it is done, and only the list shows it
      isTaken = true
    } catch (error) {
      if (!isOneOf(error, [WAY_FAILURES.unclear]) || number >= MAX_TRIES) throw error
      context.log.info(`${error.message}. Looking whether the deploy to ${environment} was recorded.`)
    }
    // a request whose answer was lost may still be at work
    await context.clock.sleep(FIRST_PAUSE_MS * 2 ** (number - 1), context.signal)
    const sight = await look(write, tools)
    if (sight.kind === 'there') return sight.deploy
    if (sight.kind === 'hidden')
      throw unclear(environment, 'a deploy that is at least as new hides it in the list')
    if (isTaken) throw unclear(environment, 'Sentry took it, and does not list it yet')
  }
}

/**
 * The deploys of a plan that are there already: the same environment, name and url, for the same projects. Otherwise each job of a matrix
 * would record one.
 * @throws Failure as the client does
 */
export async function presentDeploys(
  writes: readonly CreateDeploy[],
  tools: Pick<DeployTools, 'sentry' | 'organization' | 'version' | 'release'>
): Promise<readonly Deploy[]> {
  const lists = new Map<string | undefined, Promise<readonly Deploy[]>>()
  const list = (project: string | undefined): Promise<readonly Deploy[]> => {
    const reading = lists.get(project) ?? listDeploys(tools, project)
    lists.set(project, reading)
    return reading
  }
  const sights = await Promise.all(writes.map(write => sightIn(write, tools.release, list)))
  return sights.flatMap(sight => (sight.kind === 'there' ? [sight.deploy] : []))
}

/** Looks for a deploy whose answer was lost. @throws Failure also if the look fails: then the deploy may be there */
async function look(write: CreateDeploy, tools: DeployTools): Promise<Sight> {
  try {
    const sight = await sightIn(write, tools.release, project => listDeploys(tools, project))
    return sight.kind === 'hidden' && (await isUncounted(tools)) ? { kind: 'absent' } : sight
  } catch (error) {
    const isEnd = isOneOf(error, ENDS)
    if (isEnd || !(error instanceof Failure)) throw error
    throw unclear(write.body.environment, error.message, error)
  }
}

const ENDS = [WAY_FAILURES.cancelled, WAY_FAILURES.deadline]

function unclear(environment: string, why: string, cause?: Failure): Failure {
  const name = clean(environment, 64)
  return new Failure(
    WAY_FAILURES.unclear,
    `The answer to the deploy to ${name} was lost, and whether it was recorded is not known: ${why}`,
    {
      cause,
      remedy: `Look at the deploys of the release in Sentry; if the one to ${name} is missing, run the job again with only: deploy.`
    }
  )
}

/** Whether Sentry counts only the deploys of before and those that this run recorded: then the lost one is not there. */
async function isUncounted({
  sentry,
  organization,
  version,
  release,
  recorded
}: DeployTools): Promise<boolean> {
  const before = release?.deployCount
  if (before === undefined) return false
  const expected = before + recorded()
  const { json } = await sentry.call('get-release', { organization, version })
  return decodeRelease(json).deployCount === expected
}

/** What the lists show of a deploy. The lists of its single projects are read only if the list of all projects does not settle it. */
async function sightIn(
  write: CreateDeploy,
  release: Release | undefined,
  list: (project: string | undefined) => Promise<readonly Deploy[]>
): Promise<Sight> {
  const projects = projectsShowing(write, release)
  const first = sightOf(write, [await list(projects.length === 1 ? projects[0] : undefined)])
  if (projects.length <= 1 || first.kind === 'absent') return first
  return sightOf(write, await Promise.all(projects.map(list)))
}

async function listDeploys(
  { sentry, organization, version }: Pick<DeployTools, 'sentry' | 'organization' | 'version'>,
  project: string | undefined
): Promise<readonly Deploy[]> {
  const query = { project }
  return (await sentry.rows('list-release-deploys', { organization, version }, { query })).map(decodeDeploy)
}

/**
 * What Sentry's lists show of a deploy. `hidden`: a list shows only the last deploy of a project and an environment, and a later deploy may
 * have taken the place of this one.
 */
export type Sight =
  | { readonly kind: 'there'; readonly deploy: Deploy }
  | { readonly kind: 'hidden' }
  | { readonly kind: 'absent' }

/**
 * The projects whose lists show a deploy, as ids if they are known. A listed deploy does not name its projects. Empty if the release has
 * one project, because the whole list is that project's.
 */
export function projectsShowing(
  { body }: { readonly body: Pick<CreateDeploy['body'], 'projects'> },
  release: Release | undefined
): readonly string[] {
  const known = release?.projects ?? []
  if (known.length === 1) return []
  return idsOf(body.projects ?? [], known)
}

/**
 * Whether a deploy is there. Its dates may differ: jobs of one run share only environment, name and url.
 * @param lists the list of each of its projects, with all environments
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
