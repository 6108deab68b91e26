import { createServer } from 'node:http'
import { once } from 'node:events'
import type { World } from '../../src/actions/frame.ts'
import { DEADLINES } from '../../src/http/transport.ts'
import { countAt, isRecord, type JsonRecord, listAt, recordAt, textAt } from '../../src/text/json.ts'
import { startSimulator, type Simulator, type SimulatorOptions } from '../server.ts'
import { testWorld, type TestWorld, type Told } from './world.ts'

/** The ways to Sentry. */
export const WAYS = ['through Maton', 'straight to Sentry'] as const
export type WayName = (typeof WAYS)[number]

/** One run of a step: its inputs, and what is true after it. */
export interface Scenario {
  /** Default: through Maton. */
  readonly way?: WayName
  /** The only way that it can take. */
  readonly onlyWay?: WayName
  readonly name: string
  /** The folder of its manifest. */
  readonly action: string
  readonly step: (world: World) => Promise<0 | 1>
  readonly eventName: string
  readonly inputs: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly payload?: unknown
  /** What stands in the servers before. */
  readonly seed?: (bench: Bench) => Promise<unknown>
}

/** A fault as the simulator's control API takes it. */
export interface Fault {
  readonly match: Readonly<Record<string, unknown>>
  readonly action: Readonly<Record<string, unknown>>
}

export interface Recorded {
  readonly server: string
  readonly method: string
  readonly path: string
  /** A name that is there twice has a list. */
  readonly query: JsonRecord
  readonly headers: JsonRecord
  readonly body: unknown
  readonly status: number | undefined
  /** Milliseconds since 1970. */
  readonly at: number
}

/** What the servers tell when a run is over. */
export interface Aftermath {
  readonly requests: readonly Recorded[]
  readonly state: JsonRecord
  /** Requests that came to the server that must never be contacted. */
  readonly strayed: number
}

/** How a run ended: all that it told, and its exit code. */
export interface Ended extends Told {
  readonly code: number | null
  /** All that was said: log and annotations. */
  readonly said: string
  /** Milliseconds. */
  readonly slept: number
}

export interface Ran extends Aftermath, Ended {}

/** A pause of a run whose clock is fast. */
export interface Pause {
  /** How long it is, in milliseconds. */
  readonly ms: number
  /** Milliseconds that the run has slept before. */
  readonly slept: number
  /** Stops the run, as the runner does when a job is cancelled. */
  readonly stop: (reason: unknown) => void
}

export interface RunOptions {
  readonly faults?: readonly Fault[]
  /** Whether requests time out after a quarter of a second. */
  readonly isImpatient?: boolean
  readonly clock?: 'fast' | 'real' | World['clock']
  /** From 0 to 1; the jitter of repeats. */
  readonly random?: () => number
  readonly inputs?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** The reason why the run was stopped before it began. */
  readonly stopped?: unknown
  /** Stops the run, as the runner does, after so many requests to the servers. */
  readonly stopAt?: {
    readonly requests: number
    readonly reason: unknown
    readonly before?: () => Promise<unknown>
  }
  /** Called in every pause of a run with a fast clock: here other runs act. */
  readonly duringPause?: (pause: Pause) => Promise<unknown>
}

/** Maton, Sentry and GitHub for one test file, and a server that no run may ever contact. */
export interface Bench {
  readonly simulator: Simulator
  readonly elsewhere: string
  readonly control: (method: Method, path: string, body?: unknown) => Promise<unknown>
  /** Resets the servers, and seeds them with a scenario's state and with faults. */
  readonly prepare: (scenario: Scenario, faults?: readonly Fault[]) => Promise<void>
  /** What the servers were asked. */
  readonly requests: () => Promise<readonly Recorded[]>
  /** What stands in the servers, and what they were asked. */
  readonly look: () => Promise<Aftermath>
  /** Prepares the servers, runs a scenario, and tells all that came of it. */
  readonly run: (scenario: Scenario, options?: RunOptions) => Promise<Ran>
  /** Runs a scenario as the servers are, and looks at nothing afterwards. */
  readonly start: (scenario: Scenario, options?: RunOptions) => Promise<Ended>
  /** The same, and tells all that came of it. */
  readonly runOn: (scenario: Scenario, options?: RunOptions) => Promise<Ran>
  readonly close: () => Promise<void>
}

type Method = Parameters<Simulator['control']>[0]

const IMPATIENT = { ...DEADLINES, connectMs: 100, headersMs: 150, uploadMs: 150, bodyMs: 100 }

export async function openBench(options: SimulatorOptions = {}): Promise<Bench> {
  const simulator = await startSimulator(options)
  const stray = { count: 0 }
  const trap = createServer((_request, response) => response.end('{}'))
  trap.on('connection', () => (stray.count += 1))
  trap.listen(0, '127.0.0.1')
  await once(trap, 'listening')
  const address = trap.address()
  const elsewhere = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`

  async function control(method: Method, path: string, body?: unknown): Promise<unknown> {
    await untilArrived()
    return simulator.control(method, path, body)
  }

  async function requests(): Promise<readonly Recorded[]> {
    return listAt(recordAt(await control('GET', 'requests'))['requests'], []).map(recorded)
  }

  async function look(): Promise<Aftermath> {
    return {
      requests: await requests(),
      state: recordAt(await control('GET', 'state')),
      strayed: stray.count
    }
  }

  async function prepare(scenario: Scenario, faults: readonly Fault[] = []): Promise<void> {
    await control('POST', 'reset')
    if (scenario.seed !== undefined) {
      await scenario.seed(bench)
      await control('DELETE', 'requests')
    }
    if (faults.length > 0) await control('POST', 'faults', faults)
  }

  async function start(scenario: Scenario, options: RunOptions = {}): Promise<Ended> {
    const { isImpatient = false, clock = 'fast', random, duringPause, stopped, stopAt } = options
    const made = testWorld({
      ...givenTo(scenario, { simulator, ...options }),
      payload: scenario.payload ?? {},
      clock: clock === 'real' ? 'real' : 'fast',
      ...(random === undefined ? {} : { random })
    })
    const { world, told, slept, stop } = made
    if (stopped !== undefined) stop(stopped)
    const used = typeof clock === 'string' ? world.clock : clock
    const sleep: World['clock']['sleep'] = async (ms, signal) => {
      await duringPause?.({ ms, slept: slept(), stop })
      await used.sleep(ms, signal)
    }
    const running = scenario.step({
      ...world,
      clock: { ...used, sleep },
      ...(isImpatient ? { deadlines: IMPATIENT } : {})
    })
    if (stopAt !== undefined) await stopWhenAsked(made, stopAt, running)
    const code = await running
    return { ...told, code, said: told.log.join('\n'), slept: slept() }
  }

  async function stopWhenAsked(
    made: TestWorld,
    { requests: count, reason, before }: NonNullable<RunOptions['stopAt']>,
    running: Promise<unknown>
  ): Promise<void> {
    const isOver = running.then(() => true)
    const isGoingOn = async (): Promise<boolean> => {
      const { length } = await requests()
      return length < count && !(await Promise.race([isOver, Promise.resolve(false)]))
    }
    while (await isGoingOn());
    await before?.()
    made.stop(reason)
  }

  async function runOn(scenario: Scenario, options?: RunOptions): Promise<Ran> {
    const before = stray.count
    const ended = await start(scenario, options)
    const after = await look()
    return { ...ended, ...after, strayed: after.strayed - before }
  }

  const bench: Bench = {
    simulator,
    elsewhere,
    control,
    runOn,
    requests,
    look,
    prepare,
    start,
    async run(scenario, options) {
      await prepare(scenario, options?.faults)
      return runOn(scenario, options)
    },
    async close() {
      trap.closeAllConnections()
      trap.close()
      await simulator.close()
    }
  }
  return bench
}

/** What a run has sent arrives on loopback in the next turns: its connection, its head, its body. */
async function untilArrived(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(resolve => setImmediate(resolve))
}

/** The scenario on one way. */
export function onWay<Given extends Scenario>(scenario: Given, way: WayName): Given {
  return { ...scenario, way, name: way === WAYS[0] ? scenario.name : `${scenario.name}, ${way}` }
}

/** The scenario on each way that it can take. */
export function onEachWay<Given extends Scenario>(scenario: Given): readonly Given[] {
  return WAYS.filter(way => scenario.onlyWay === undefined || scenario.onlyWay === way).map(way =>
    onWay(scenario, way)
  )
}

/** What decides on the way, and where it leads; straight to Sentry no organization can be looked up. */
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

/** What a workflow gives a step: the inputs that reach the servers, and the runner's variables. */
export function givenTo(
  scenario: Scenario,
  { simulator, inputs, env }: Pick<Bench, 'simulator'> & Pick<RunOptions, 'inputs' | 'env'>
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

function recorded(json: unknown): Recorded {
  const request = recordAt(json)
  return {
    server: textAt(request, 'server') ?? '',
    method: textAt(request, 'method') ?? '',
    path: textAt(request, 'path') ?? '',
    query: recordAt(request, 'query'),
    headers: recordAt(request, 'headers'),
    body: request['body'],
    status: countAt(request, 'status'),
    at: Date.parse(textAt(request, 'at') ?? '')
  }
}

/** The values of a request's query in their order, one space between. */
export function queryText({ query }: Pick<Recorded, 'query'>): string {
  return Object.values(query).flat().join(' ')
}

/** A field deep inside JSON. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let inner = value
  for (const key of path) {
    if (typeof key === 'number') inner = listAt(inner, []).at(key)
    else inner = isRecord(inner) ? inner[key] : undefined
  }
  return inner
}

/** The items of a list of the state. */
export function rowsOf(state: JsonRecord, ...path: readonly string[]): readonly JsonRecord[] {
  return listAt(at(state, ...path), [], entry => recordAt(entry))
}
