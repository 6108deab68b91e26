import { apiStep } from '../../src/api/step.ts'
import { runStep } from '../../src/actions/frame.ts'
import { listAt, recordAt } from '../../src/text/json.ts'
import { startSimulator, type Simulator } from '../../simulator/server.ts'
import { testWorld, type Told } from '../../simulator/client/world.ts'

/** A request as the simulator recorded it. */
export interface Recorded {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: unknown
}

export interface Ran {
  readonly code: 0 | 1
  readonly told: Told
  /** Milliseconds that the run has slept. */
  readonly slept: number
  readonly requests: readonly Recorded[]
  /** What the error or warning annotation says; empty without one. */
  readonly said: string
}

export interface Session {
  readonly simulator: Simulator
  /** Runs the api step against the simulator; inputs that are not given are those that reach it. */
  run(inputs: Readonly<Record<string, unknown>>, more?: RunOptions): Promise<Ran>
  control(path: string, body?: unknown): Promise<unknown>
  state(): Promise<Readonly<Record<string, unknown>>>
  /** What the simulator was asked since its requests were forgotten, which a run begins with. */
  requests(): Promise<readonly Recorded[]>
}

export interface RunOptions {
  readonly payload?: unknown
  readonly env?: Readonly<Record<string, string>>
}

export const PUBLIC_REPOSITORY = { repository: { full_name: 'acme/web', private: false } }
export const PRIVATE_REPOSITORY = { repository: { full_name: 'acme/web', private: true } }

/** The api step, run inside the test's process against a simulator of its own. */
export async function openSession(): Promise<Session> {
  const simulator = await startSimulator()

  async function control(path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${simulator.maton}/_simulator/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    const json: unknown = await answer.json()
    if (!answer.ok) throw new Error(`The simulator refused ${path}: ${JSON.stringify(json)}`)
    return json
  }

  async function requests(): Promise<readonly Recorded[]> {
    return listAt(await control('requests'), ['requests']).map(decodeRequest)
  }

  return {
    simulator,
    control,
    requests,
    state: async () => recordAt(await control('state')),
    async run(inputs, { payload = PUBLIC_REPOSITORY, env = {} } = {}) {
      await fetch(`${simulator.maton}/_simulator/requests`, { method: 'DELETE' })
      const given = {
        maton_api_key: simulator.key,
        maton_connection: simulator.connection,
        maton_url: simulator.maton,
        ...inputs
      }
      const tested = testWorld({
        inputs: Object.fromEntries(
          Object.entries(given).map(([name, value]) => [
            name,
            typeof value === 'string' ? value : JSON.stringify(value)
          ])
        ),
        env: { GITHUB_REPOSITORY: 'acme/web', GITHUB_API_URL: simulator.github, ...env },
        payload
      })
      const code = await runStep(apiStep, tested.world)
      const { told } = tested
      return {
        code,
        told,
        slept: tested.slept(),
        requests: await requests(),
        said: told.annotations
          .filter(({ level }) => level !== 'notice')
          .map(({ message }) => message)
          .join('\n')
      }
    }
  }
}

function decodeRequest(json: unknown): Recorded {
  const { method, path, query, headers, body } = recordAt(json)
  return {
    method: String(method),
    path: String(path),
    query: recordAt(query),
    headers: recordAt(headers),
    body
  }
}

export function writesIn(requests: readonly Recorded[]): readonly Recorded[] {
  return requests.filter(({ method }) => method !== 'GET')
}
