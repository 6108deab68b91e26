import { afterAll, beforeAll, beforeEach } from '@jest/globals'
import { runStep, type World } from '../../src/actions/frame.ts'
import { commentStep } from '../../src/comment/step.ts'
import { startSimulator, type Simulator } from '../../simulator/server.ts'
import { countAt, type JsonRecord, listAt, recordAt, textAt } from '../../src/text/json.ts'
import { testWorld, type Told } from '../../simulator/client/world.ts'

/** A comment as the simulator holds it. */
export interface StoredComment {
  readonly id: number
  readonly issue_number: number
  readonly user: string
  readonly body: string
  readonly minimized: string | undefined
}

/** A request as the simulator recorded it. */
export interface Recorded {
  readonly server: string
  readonly method: string
  readonly path: string
  readonly query: JsonRecord
  readonly body: unknown
  readonly status: number | undefined
}

export interface CommentRun extends Told {
  readonly code: 0 | 1
  /** Milliseconds that the run has slept. */
  readonly slept: number
}

export interface RunOptions {
  readonly inputs?: Readonly<Record<string, string>>
  readonly event?: string
  readonly payload?: unknown
  readonly env?: Readonly<Record<string, string>>
  readonly random?: () => number
  /** `swift`: seconds pass as hundredths, for all runs alike. */
  readonly clock?: 'fast' | 'swift' | 'real'
  /** Happens while the run sleeps, such as what another run does then. */
  readonly onSleep?: (ms: number) => Promise<void>
  /** Cancels the run when it has slept so long. */
  readonly stopAfterMs?: { readonly ms: number; readonly reason: unknown }
}

export const TOKEN_USER = 'github-actions[bot]'
export const RELEASE = 'web@1.1.0'

/** Maton, Sentry and GitHub for one test file, at their start before each test. */
export interface House {
  /** What a pull request's event says of number 2, of a private repository. `head`: its head, if that was moved. */
  pullEvent(changes?: Readonly<Record<string, unknown>>, head?: string): RunOptions
  run(options?: RunOptions): Promise<CommentRun>
  seed(path: 'state' | 'issues' | 'faults', body: unknown): Promise<unknown>
  requests(): Promise<readonly Recorded[]>
  forget(): Promise<void>
  /** All comments of a pull request that are the action's, oldest first. */
  comments(number?: number): Promise<readonly StoredComment[]>
  /** Those of others and of other pull requests too. */
  allComments(): Promise<readonly StoredComment[]>
  refs(): Promise<Readonly<Record<string, string>>>
  /** The head of pull request 2 at the start. */
  readonly head: string
  readonly simulator: Simulator
}

const SWIFTNESS = 100
const start = Date.now()
const swiftClock: World['clock'] = {
  now: () => start + (Date.now() - start) * SWIFTNESS,
  elapsed: () => (Date.now() - start) * SWIFTNESS,
  sleep: ms => new Promise(resolve => setTimeout(resolve, ms / SWIFTNESS))
}

/** Starts the servers for the tests of a file. */
export function useHouse(): House {
  let started: Simulator | undefined
  const simulator = (): Simulator => {
    if (started === undefined) throw new Error('not started')
    return started
  }

  async function control(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${simulator().maton}/_simulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    const json: unknown = await answer.json()
    if (!answer.ok) throw new Error(JSON.stringify(json))
    return json
  }

  beforeAll(async () => {
    started = await startSimulator()
  })
  afterAll(() => simulator().close())
  let topic = ''
  beforeEach(async () => {
    await control('POST', 'reset')
    topic = (await refs())['heads/topic'] ?? ''
  })

  async function refs(): Promise<Readonly<Record<string, string>>> {
    const entries = Object.entries(recordAt((await github())['refs']))
    return Object.fromEntries(entries.map(([name, sha]) => [name, textAt(sha) ?? '']))
  }

  async function github(): Promise<JsonRecord> {
    return recordAt(await control('GET', 'state'), 'github')
  }

  async function allComments(): Promise<readonly StoredComment[]> {
    return listAt((await github())['comments'], []).map(storedComment)
  }

  return {
    get head() {
      return topic
    },
    get simulator() {
      return simulator()
    },
    seed: (path, body) => control('POST', path, body),
    async requests() {
      return listAt(await control('GET', 'requests'), ['requests']).map(recorded)
    },
    async forget() {
      await control('DELETE', 'requests')
    },
    async comments(number = 2) {
      const stored = await allComments()
      return stored.filter(({ issue_number, user }) => issue_number === number && user === TOKEN_USER)
    },
    allComments,
    refs,
    pullEvent: (changes = {}, head = topic) => ({
      event: 'pull_request',
      payload: {
        action: 'opened',
        pull_request: {
          number: 2,
          head: { sha: head, ref: 'topic', repo: { full_name: 'acme/web' } },
          base: { ref: 'main', repo: { full_name: 'acme/web' } },
          merged: false
        },
        repository: { id: 1, full_name: 'acme/web', private: true, default_branch: 'main' },
        ...changes
      }
    }),
    async run({
      inputs = {},
      event = 'push',
      payload = {},
      env = {},
      random,
      clock,
      stopAfterMs,
      onSleep
    } = {}) {
      const { maton, key, connection, token, github: api } = simulator()
      const made = testWorld({
        inputs: {
          maton_api_key: key,
          maton_connection: connection,
          maton_url: maton,
          organization: 'acme',
          github_token: token,
          release: RELEASE,
          ...inputs
        },
        env: {
          GITHUB_API_URL: api,
          GITHUB_SERVER_URL: 'https://github.com',
          GITHUB_REPOSITORY: 'acme/web',
          GITHUB_EVENT_NAME: event,
          GITHUB_RUN_ID: '7000',
          GITHUB_RUN_ATTEMPT: '1',
          ...env
        },
        payload,
        ...(random === undefined ? {} : { random }),
        clock: clock === 'real' ? 'real' : 'fast'
      })
      const { world } = made
      const sleep: World['clock']['sleep'] = async (ms, signal) => {
        if (stopAfterMs !== undefined && made.slept() >= stopAfterMs.ms) made.stop(stopAfterMs.reason)
        await onSleep?.(ms)
        await world.clock.sleep(ms, signal)
      }
      const chosen = clock === 'swift' ? swiftClock : { ...world.clock, sleep }
      const code = await runStep(commentStep, { ...world, clock: chosen })
      return { ...made.told, code, slept: made.slept() }
    }
  }
}

function storedComment(json: unknown): StoredComment {
  const comment = recordAt(json)
  return {
    id: countAt(comment, 'id') ?? 0,
    issue_number: countAt(comment, 'issue_number') ?? 0,
    user: textAt(comment, 'user') ?? '',
    body: textAt(comment, 'body') ?? '',
    minimized: textAt(comment, 'minimized')
  }
}

function recorded(json: unknown): Recorded {
  const request = recordAt(json)
  return {
    server: textAt(request, 'server') ?? '',
    method: textAt(request, 'method') ?? '',
    path: textAt(request, 'path') ?? '',
    query: recordAt(request, 'query'),
    body: request['body'],
    status: countAt(request, 'status')
  }
}
