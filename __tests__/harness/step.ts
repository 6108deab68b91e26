import { afterAll, beforeAll, beforeEach } from '@jest/globals'
import { runStep, type World } from '../../src/actions/frame.ts'
import { apiStep } from '../../src/api/step.ts'
import { commentStep } from '../../src/comment/step.ts'
import { releaseStep } from '../../src/release/step.ts'
import { recordAt, type JsonRecord } from '../../src/text/json.ts'
import type { Simulator, SimulatorOptions } from '../../simulator/server.ts'
import { openBench, type Bench, type Ended, type Pause } from '../../simulator/client/bench.ts'
import type { Recorded } from '../../simulator/client/recorded.ts'

/** How a run of a step ended, all that it told, and what the servers were asked meanwhile. */
export interface StepRun extends Ended {
  readonly requests: readonly Recorded[]
  /** What errors and warnings say, a line each; empty without them. */
  readonly complaints: string
}

/** What a step is given besides its inputs. */
export interface RunOptions {
  /** Another step than the one that the servers were started for. */
  readonly step?: StepName
  /** The name of the event; `push` unless said otherwise. */
  readonly event?: string
  readonly payload?: unknown
  readonly env?: Readonly<Record<string, string>>
  readonly sha?: string
  /** A full name. */
  readonly ref?: string
  readonly repository?: string
  /** From 0 to 1; the jitter of repeats. */
  readonly random?: () => number
  readonly clock?: 'fast' | 'real' | World['clock']
  /** Happens in every pause of the run, such as what another run does then. */
  readonly duringPause?: (pause: Pause) => Promise<unknown>
  /** The reason why the run was stopped before it began. */
  readonly stopped?: unknown
}

/** Values that are no texts are given as JSON. */
export type Inputs = Readonly<Record<string, unknown>>

/** Maton, Sentry and GitHub on loopback, and a step that is run against them inside the test's process. */
export interface Servers {
  readonly simulator: Simulator
  /** Runs the step. Inputs that are not given are those that reach the servers. */
  run(inputs?: Inputs, options?: RunOptions): Promise<StepRun>
  readonly control: Bench['control']
  /** Adds to what stands in the servers, or scripts a fault. */
  seed(what: 'state' | 'issues' | 'faults', value: unknown): Promise<unknown>
  /** What stands in the servers. */
  state(): Promise<JsonRecord>
  /** What they were asked since their start, or since that was forgotten. */
  requests(): Promise<readonly Recorded[]>
  forget(): Promise<void>
  /** Sentry fetches now what it was asked for, and not in a moment. */
  readonly hurry: () => Promise<void>
  /** Back to the start, with no request recorded. */
  reset(): Promise<void>
  close(): Promise<void>
}

export type StepName = 'release' | 'comment' | 'api'

interface Usual {
  readonly action: string
  readonly step: (world: World) => Promise<0 | 1>
  readonly inputs: Inputs
  readonly payload: unknown
}

/** What each step is given unless a test says otherwise. */
const STEPS: Readonly<Record<StepName, Usual>> = {
  release: {
    action: '.',
    step: world => runStep(releaseStep, world),
    inputs: { organization: 'acme', projects: 'web' },
    payload: {}
  },
  comment: {
    action: 'comment',
    step: world => runStep(commentStep, world),
    inputs: { organization: 'acme', release: 'web@1.1.0' },
    payload: {}
  },
  api: {
    action: 'api',
    step: world => runStep(apiStep, world),
    // the event says that the repository is public, so GitHub need not be asked
    inputs: { github_token: '' },
    payload: { repository: { full_name: 'acme/web', private: false } }
  }
}

/** Starts the servers for the tests of a file; each test finds them at their start. */
export function useStep(name: StepName): Servers {
  let opened: Servers | undefined
  const servers = (): Servers => {
    if (opened === undefined) throw new Error('The servers are not started yet')
    return opened
  }
  beforeAll(async () => {
    opened = await openStep(name)
  })
  afterAll(() => opened?.close())
  beforeEach(() => servers().reset())
  return {
    get simulator() {
      return servers().simulator
    },
    run: (...given) => servers().run(...given),
    control: (...given) => servers().control(...given),
    seed: (...given) => servers().seed(...given),
    state: () => servers().state(),
    requests: () => servers().requests(),
    forget: () => servers().forget(),
    hurry: () => servers().hurry(),
    reset: () => servers().reset(),
    close: () => servers().close()
  }
}

/** Starts the servers for whoever closes them again. */
export async function openStep(name: StepName, options?: SimulatorOptions): Promise<Servers> {
  const bench = await openBench(options)
  const { simulator, control, requests } = bench
  return {
    simulator,
    control,
    requests,
    seed: (what, value) => control('POST', what, value),
    state: async () => recordAt(await control('GET', 'state')),
    async forget() {
      await control('DELETE', 'requests')
    },
    hurry: async () => simulator.hurry(),
    async reset() {
      await control('POST', 'reset')
    },
    close: () => bench.close(),
    async run(inputs = {}, options = {}) {
      const before = (await requests()).length
      const ended = await startStep(bench, options.step ?? name, inputs, options)
      const complaints = ended.annotations
        .filter(({ level }) => level !== 'notice')
        .map(({ message }) => message)
        .join('\n')
      return { ...ended, complaints, requests: (await requests()).slice(before) }
    }
  }
}

function startStep(bench: Bench, name: StepName, inputs: Inputs, options: RunOptions): Promise<Ended> {
  const usual = STEPS[name]
  const {
    event = 'push',
    payload = usual.payload,
    env = {},
    sha,
    ref,
    repository = 'acme/web',
    ...more
  } = options
  const scenario = {
    name,
    action: usual.action,
    step: usual.step,
    eventName: event,
    payload,
    inputs: textsOf({ maton_connection: bench.simulator.connection, ...usual.inputs, ...inputs }),
    env: {
      GITHUB_REPOSITORY: repository,
      GITHUB_WORKSPACE: '/nowhere',
      PATH: process.env['PATH'] ?? '',
      ...(sha === undefined ? {} : { GITHUB_SHA: sha }),
      ...(ref === undefined ? {} : { GITHUB_REF: ref }),
      ...env
    }
  }
  return bench.start(scenario, more)
}

/** Inputs as a workflow gives them. */
export function textsOf(inputs: Inputs): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value)
    ])
  )
}

/** What was asked to write. */
export function writesIn(requests: readonly Recorded[]): readonly Recorded[] {
  return requests.filter(({ method }) => method !== 'GET')
}
