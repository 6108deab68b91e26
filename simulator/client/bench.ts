import { createServer } from 'node:http'
import { once } from 'node:events'
import type { World } from '../../src/actions/frame.ts'
import { DEADLINES } from '../../src/http/transport.ts'
import { type JsonRecord, listAt, recordAt } from '../../src/text/json.ts'
import { startSimulator, type SimulatorOptions } from '../server.ts'
import { testWorld, type TestWorld, type Told } from './world.ts'
import { recorded, type Recorded } from './recorded.ts'
import { givenTo, type Method, type Scenario, type Servers } from './scenario.ts'

/** A fault as the simulator's control API takes it. */
export interface Fault {
  readonly match: Readonly<Record<string, unknown>>
  readonly action: Readonly<Record<string, unknown>>
}

/** What the servers know when a run is over. */
export interface Aftermath {
  readonly requests: readonly Recorded[]
  readonly state: JsonRecord
  /** How many connections the server got that no run may contact. */
  readonly strayed: number
}

/** How a run ended: all that it told the runner, and its exit code. */
export interface Ended extends Told {
  readonly code: number | null
  /** The log as one text, with the annotations. */
  readonly said: string
  /** Milliseconds. */
  readonly slept: number
}

export interface Ran extends Aftermath, Ended {}

/** A pause of a run whose clock is fast. */
export interface Pause {
  /** Its length in milliseconds. */
  readonly ms: number
  /** Milliseconds that the run has slept before it. */
  readonly slept: number
  /** Stops the run, as the runner does when a job is cancelled. */
  readonly stop: (reason: unknown) => void
}

export interface RunOptions {
  readonly faults?: readonly Fault[]
  /** Whether requests time out after 150 ms. */
  readonly isImpatient?: boolean
  readonly clock?: 'fast' | 'real' | World['clock']
  /** From 0 to 1; the jitter of repeats. */
  readonly random?: () => number
  readonly inputs?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** Stops the run before it begins, with this reason. */
  readonly stopped?: unknown
  /** Stops the run as the runner does, when the servers have got this many requests. `before` runs right before. */
  readonly stopAt?: {
    readonly requests: number
    readonly reason: unknown
    readonly before?: () => Promise<unknown>
  }
  /** Called in every pause of the run, so that other runs can act in it. */
  readonly duringPause?: (pause: Pause) => Promise<unknown>
}

/** Maton, Sentry and GitHub for one test file, and a server that no run may ever contact. */
export interface Bench extends Servers {
  /** Resets the servers, then adds the state of a scenario and the faults. */
  readonly prepare: (scenario: Scenario, faults?: readonly Fault[]) => Promise<void>
  /** The requests that the servers got. */
  readonly requests: () => Promise<readonly Recorded[]>
  /** The state of the servers, and the requests that they got. */
  readonly look: () => Promise<Aftermath>
  /** Prepares the servers, runs a scenario, and looks at the servers. */
  readonly run: (scenario: Scenario, options?: RunOptions) => Promise<Ran>
  /** Runs a scenario on the servers as they are. */
  readonly start: (scenario: Scenario, options?: RunOptions) => Promise<Ended>
  /** Runs a scenario on the servers as they are, and looks at them afterwards. */
  readonly runOn: (scenario: Scenario, options?: RunOptions) => Promise<Ran>
  readonly close: () => Promise<void>
}

/** Short, so that a test of a time-out is fast. A server on loopback answers sooner. */
const IMPATIENT = { ...DEADLINES, connectMs: 100, headersMs: 150, uploadMs: 150, bodyMs: 100 }

/** Starts the servers. */
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

/** Waits three turns of the event loop. In them a connection, a head and a body arrive that a run has sent on loopback. */
async function untilArrived(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(resolve => setImmediate(resolve))
}
