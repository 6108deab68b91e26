import type { World } from '../../src/actions/frame.ts'
import type { Simulator } from '../server.ts'

/** The servers of a bench: Maton, Sentry and GitHub, and one that no run may ever contact. */
export interface Servers {
  readonly simulator: Simulator
  /** The address of the server that no run may contact. */
  readonly elsewhere: string
  /** Calls the control API when all that was sent has arrived. */
  readonly control: (method: Method, path: string, body?: unknown) => Promise<unknown>
}

export type Method = Parameters<Simulator['control']>[0]

/** The ways to Sentry. */
export const WAYS = ['through Maton', 'straight to Sentry'] as const
export type WayName = (typeof WAYS)[number]

/** A run of a step: the step, its inputs, and the state of the servers before it. */
export interface Scenario {
  /** Default: through Maton. */
  readonly way?: WayName
  /** The only way that works for it. Default: both. */
  readonly onlyWay?: WayName
  readonly name: string
  /** The folder of the manifest. */
  readonly action: string
  readonly step: (world: World) => Promise<0 | 1>
  readonly eventName: string
  readonly inputs: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly payload?: unknown
  /** Adds what the servers hold before the run. */
  readonly seed?: (servers: Servers) => Promise<unknown>
}

/** The scenario on one way. */
export function onWay<Given extends Scenario>(scenario: Given, way: WayName): Given {
  return { ...scenario, way, name: way === WAYS[0] ? scenario.name : `${scenario.name}, ${way}` }
}

/** The scenario on each way that works for it. */
export function onEachWay<Given extends Scenario>(scenario: Given): readonly Given[] {
  return WAYS.filter(way => scenario.onlyWay === undefined || scenario.onlyWay === way).map(way =>
    onWay(scenario, way)
  )
}

/**
 * The inputs that choose a way to the simulator. Straight to Sentry they name an organization, because a token with all scopes sees
 * several.
 */
function accessOf({ way, inputs: { maton_connection, ...inputs } }: Scenario, simulator: Simulator) {
  if (way === 'straight to Sentry')
    return {
      sentry_auth_token: simulator.sentryToken,
      sentry_url: simulator.sentry,
      ...inputs,
      organization: inputs['organization'] || 'acme'
    }
  const maton = { maton_api_key: simulator.key, maton_url: simulator.maton, ...inputs }
  return maton_connection === undefined ? maton : { ...maton, maton_connection }
}

/**
 * What a workflow gives the step of a scenario: inputs that reach the servers, and the runner's variables.
 * @param options `inputs` and `env` override those of the scenario
 */
export function givenTo(
  scenario: Scenario,
  { simulator, inputs, env }: Pick<Servers, 'simulator'> & Partial<Pick<Scenario, 'inputs' | 'env'>>
): { readonly inputs: Readonly<Record<string, string>>; readonly env: Readonly<Record<string, string>> } {
  return {
    inputs: {
      github_token: simulator.token,
      ...accessOf(scenario, simulator),
      ...inputs
    },
    env: {
      GITHUB_REPOSITORY: 'acme/web',
      GITHUB_API_URL: simulator.github,
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_RUN_ID: '77',
      GITHUB_RUN_NUMBER: '12',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_WORKFLOW: 'Deploy',
      GITHUB_EVENT_NAME: scenario.eventName,
      ...scenario.env,
      ...env
    }
  }
}
