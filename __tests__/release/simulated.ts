import { runStep } from '../../src/actions/frame.ts'
import { releaseStep } from '../../src/release/step.ts'
import { countAt, isRecord, type JsonRecord, listAt, recordAt, textAt } from '../../src/text/json.ts'
import { startSimulator, type Simulator } from '../../simulator/server.ts'
import { testWorld, type TestWorld, type TestWorldOptions, type Told } from '../../simulator/client/world.ts'

/** One request that the simulator got. */
export interface SeenRequest {
  readonly server: string
  readonly method: string
  readonly path: string
  readonly query: JsonRecord
  readonly headers: JsonRecord
  readonly body: unknown
  readonly status: number | undefined
}

export interface RunOptions extends Partial<Omit<TestWorldOptions, 'inputs' | 'env'>> {
  readonly env?: Readonly<Record<string, string>>
  readonly eventName?: string
  readonly sha?: string
  /** A full name. */
  readonly ref?: string
  readonly repository?: string
  /** Called with the world before the run starts. */
  readonly before?: (world: TestWorld) => void
  /** Called in every pause of the run, whose clock is fast: what others do meanwhile. */
  readonly duringPause?: () => Promise<unknown>
}

export interface RunResult extends Told {
  readonly exitCode: 0 | 1
  /** All that was said: log and annotations. */
  readonly said: string
}

export interface HistoryOptions {
  /** One hex digit that all shas of the history begin with. */
  readonly digit?: string
  readonly parent?: string
  readonly message?: (number: number) => string
  readonly files?: (number: number) => readonly string[]
}

/** Sentry, Maton and GitHub for one test file, and the release step run against them inside the test's process. */
export interface Simulated {
  readonly simulator: Simulator
  /** Back to the start state, with no requests recorded. */
  reset(): Promise<void>
  close(): Promise<void>
  control(method: string, path: string, body?: unknown): Promise<unknown>
  run(inputs: Readonly<Record<string, string>>, options?: RunOptions): Promise<RunResult>
  requests(): Promise<readonly SeenRequest[]>
  /** The requests through the gateway and to GitHub, as `METHOD last parts of the path`. */
  calls(): Promise<{ readonly gateway: readonly string[]; readonly github: readonly string[] }>
  state(): Promise<JsonRecord>
  /** What another client of Sentry does, below its organization; it does not count among the gateway's requests. */
  sentry(method: 'POST' | 'PUT', path: string, body: unknown): Promise<void>
  /** The release of acme, as it stands in Sentry; an empty object when there is none. */
  release(version: string): Promise<JsonRecord>
  /** A linear history on a branch of its own, oldest first; gives its shas. */
  history(branch: string, count: number, options?: HistoryOptions): Promise<readonly string[]>
}

export async function startSimulated(): Promise<Simulated> {
  const simulator = await startSimulator()

  async function control(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${simulator.maton}/_simulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    const answer: unknown = await response.json()
    if (!response.ok) throw new Error(JSON.stringify(answer))
    return answer
  }

  async function requests(): Promise<readonly SeenRequest[]> {
    return listAt(await control('GET', 'requests'), ['requests'], entry => recordAt(entry)).map(request => ({
      server: textAt(request, 'server') ?? '',
      method: textAt(request, 'method') ?? '',
      path: textAt(request, 'path') ?? '',
      query: recordAt(request, 'query'),
      headers: recordAt(request, 'headers'),
      body: request['body'],
      status: countAt(request, 'status')
    }))
  }

  async function state(): Promise<JsonRecord> {
    return recordAt(await control('GET', 'state'))
  }

  return {
    simulator,
    control,
    requests,
    state,
    close: () => simulator.close(),
    async sentry(method, path, body) {
      const headers = { authorization: `Bearer ${simulator.key}`, 'content-type': 'application/json' }
      const request = { method, headers, body: JSON.stringify(body) }
      const answer = await fetch(`${simulator.sentry}/api/0/organizations/acme/${path}`, request)
      if (!answer.ok) throw new Error(await answer.text())
    },
    async reset() {
      await control('POST', 'reset')
    },
    async run(inputs, options = {}) {
      const {
        env = {},
        eventName = 'push',
        sha,
        ref,
        repository = 'acme/web',
        before,
        duringPause,
        ...rest
      } = options
      const world = testWorld({
        payload: {},
        ...rest,
        inputs: {
          maton_api_key: simulator.key,
          maton_url: simulator.maton,
          maton_connection: simulator.connection,
          organization: 'acme',
          projects: 'web',
          github_token: simulator.token,
          ...inputs
        },
        env: {
          GITHUB_EVENT_NAME: eventName,
          GITHUB_REPOSITORY: repository,
          GITHUB_API_URL: simulator.github,
          GITHUB_SERVER_URL: 'https://github.com',
          GITHUB_RUN_ID: '77',
          GITHUB_RUN_NUMBER: '12',
          GITHUB_RUN_ATTEMPT: '1',
          GITHUB_WORKFLOW: 'Deploy',
          GITHUB_WORKSPACE: '/nowhere',
          PATH: process.env['PATH'] ?? '',
          ...(sha === undefined ? {} : { GITHUB_SHA: sha }),
          ...(ref === undefined ? {} : { GITHUB_REF: ref }),
          ...env
        }
      })
      before?.(world)
      const { clock } = world.world
      const sleep: typeof clock.sleep = async (ms, signal) => {
        await duringPause?.()
        await clock.sleep(ms, signal)
      }
      const exitCode = await runStep(releaseStep, { ...world.world, clock: { ...clock, sleep } })
      return { ...world.told, exitCode, said: world.told.log.join('\n') }
    },
    async calls() {
      const seen = await requests()
      const of = (server: string): readonly string[] =>
        seen
          .filter(request => request.server === server)
          .map(request => `${request.method} ${shortPath(request.path)}`)
      return { gateway: of('maton'), github: of('github') }
    },
    async release(version) {
      const releases = listAt((await state())['releases'], [], entry => recordAt(entry))
      return releases.find(one => one['version'] === version && one['organization'] === 'acme') ?? {}
    },
    async history(branch, count, options = {}) {
      const commits = makeHistory(count, options)
      const shas = commits.map(commit => commit.sha)
      const refs = { [`heads/${branch}`]: shas.at(-1) ?? '' }
      await control('POST', 'state', { github: { commits, refs } })
      return shas
    }
  }
}

function makeHistory(count: number, options: HistoryOptions) {
  const {
    digit = 'c',
    parent,
    message = number => `Change ${number}`,
    files = () => ['src/app.ts']
  } = options
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1
    const before = index === 0 ? parent : shaOf(digit, index)
    return {
      sha: shaOf(digit, number),
      parents: before === undefined ? [] : [before],
      message: message(number),
      author: { name: 'Ada', email: 'ada@example.com', date: dateOf(number) },
      files: files(number).map(filename => ({ filename, status: 'modified' }))
    }
  })
}

/** The sha of the n-th commit (from 1) of a made history. */
export function shaOf(digit: string, number: number): string {
  return `${digit}${number.toString(16).padStart(6, '0')}`.padEnd(40, '0')
}

/** The date of the n-th commit of a made history: minute n. */
export function dateOf(number: number): string {
  return new Date(Date.parse('2026-03-01T00:00:00Z') + number * 60_000).toISOString()
}

/** The payload of a push. */
export function pushPayload(before: string, after: string, ref = 'refs/heads/main'): unknown {
  return { ref, before, after, deleted: false, commits: [], repository: { full_name: 'acme/web' } }
}

/**
 * A push of the newest three of five commits that follow the release r0 in production, which is at the commit of the start state's
 * web@1.0.0: releases of a package are not compared with those without one.
 */
export async function pushAfterRelease(
  simulated: Simulated
): Promise<{ push: RunOptions; head: string; shas: readonly string[] }> {
  const parent = String(at(await simulated.state(), 'github', 'refs', 'tags/v1.0.0'))
  await simulated.sentry('POST', 'releases/', {
    version: 'r0',
    projects: ['web'],
    commits: [{ id: parent, repository: 'acme/web' }]
  })
  await simulated.sentry('POST', 'releases/r0/deploys/', { environment: 'production' })
  const shas = await simulated.history('next', 5, { parent })
  await simulated.control('DELETE', 'requests')
  const head = shas.at(-1) ?? ''
  const payload = pushPayload(shas.at(1) ?? '', head)
  return { push: { sha: head, ref: 'refs/heads/next', payload }, head, shas }
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

/** The shas of a release's commits, newest first. */
export function commitsOf(release: JsonRecord): readonly string[] {
  return listAt(release, ['commits']).map(commit => String(at(commit, 'id')))
}

/** The deploys of a release, as the names of their environments in the order of creation. */
export function deploysOf(release: JsonRecord): readonly string[] {
  return listAt(release, ['deploys']).map(deploy => String(at(deploy, 'environment')))
}

function shortPath(path: string): string {
  return decodeURIComponent(path)
    .replace('/sentry/api/0/organizations/acme/', '')
    .replace(/^\/repos\/[^/]+\/[^/]+\//, '')
}
