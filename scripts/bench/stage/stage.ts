import { startSimulator, type Simulator } from '../../../simulator/server.ts'
import { listAt, parseJson, recordAt, textAt } from '../../../src/text/json.ts'
import { createIdentity } from './certificate.ts'
import { openDistance, type DistantServer } from './distance.ts'
import { AUTHOR, type MadeCommit } from '../cases/history.ts'

/** The fields of a recorded request that the benchmark needs. */
export interface RecordedRequest {
  /** `maton`, `sentry` or `github`. */
  readonly server: string
  readonly method: string
  readonly path: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** The servers at one distance. */
export interface Place {
  readonly rttMs: number
  readonly maton: DistantServer
  readonly github: DistantServer
}

/** The simulator of a benchmark, and its servers at each distance. */
export interface Stage {
  readonly simulator: Simulator
  /** The certificate that clients must trust, as PEM. */
  readonly certificate: string
  /** The servers at this distance, opened at the first call. */
  place(rttMs: number): Promise<Place>
  /** Adds to the simulator's state. */
  seed(state: Readonly<Record<string, unknown>>): Promise<void>
  seedIssues(issues: readonly Readonly<Record<string, unknown>>[]): Promise<void>
  /**
   * Calls Sentry at its own address.
   * @param path below `/api/0`
   * @throws Error for an answer that is not 2xx
   */
  sentry(method: string, path: string, body?: unknown): Promise<unknown>
  github(method: string, path: string, body?: unknown): Promise<unknown>
  /** The whole state of the simulator. */
  state(): Promise<unknown>
  /** The requests since the last call. */
  takeRequests(): Promise<readonly RecordedRequest[]>
  close(): Promise<void>
}

/** Starts the simulator. One identity serves all TLS in front of it. */
export async function openStage(): Promise<Stage> {
  const simulator = await startSimulator()
  const identity = createIdentity()
  const places = new Map<number, Place>()

  async function call(
    url: string,
    options: { method: string; key: string; body?: unknown }
  ): Promise<unknown> {
    const { method, key, body } = options
    const answer = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${url} was answered ${answer.status}: ${text.slice(0, 500)}`)
    return parseJson(text)
  }

  const { control } = simulator

  return {
    simulator,
    certificate: identity.certificate,
    async place(rttMs) {
      const known = places.get(rttMs)
      if (known !== undefined) return known
      const [maton, github] = await Promise.all([
        openDistance({ server: simulator.maton, identity, rttMs }),
        openDistance({ server: simulator.github, identity, rttMs })
      ])
      const place = { rttMs, maton, github }
      places.set(rttMs, place)
      return place
    },
    seed: async state => void control('POST', 'state', state),
    seedIssues: async issues => void control('POST', 'issues', issues),
    sentry: (method, path, body) =>
      call(`${simulator.sentry}/api/0${path}`, { method, key: simulator.key, body }),
    github: (method, path, body) =>
      call(`${simulator.github}${path}`, { method, key: simulator.token, body }),
    state: async () => control('GET', 'state'),
    async takeRequests() {
      const { requests } = recordAt(control('GET', 'requests'))
      control('DELETE', 'requests')
      return listAt(requests, []).map(decodeRequest)
    },
    async close() {
      const distant = [...places.values()].flatMap(({ maton, github }) => [maton, github])
      await Promise.all(distant.map(server => server.close()))
      await simulator.close()
    }
  }
}

function decodeRequest(value: unknown): RecordedRequest {
  const { server, method, path, at } = recordAt(value)
  return {
    server: textAt(server) ?? '',
    method: textAt(method) ?? '',
    path: textAt(path) ?? '',
    at: Date.parse(textAt(at) ?? '')
  }
}

/** Commits as the simulator's GitHub takes them. */
export function asGithubCommits(
  commits: readonly MadeCommit[]
): readonly Readonly<Record<string, unknown>>[] {
  return commits.map(({ sha, parent, message, time, file }) => ({
    sha,
    parents: parent === undefined ? [] : [parent],
    message,
    author: { ...AUTHOR, date: isoTime(time) },
    files: [{ filename: file, status: 'modified', additions: 1, deletions: 1 }]
  }))
}

/** @param seconds since 1970 */
export function isoTime(seconds: number): string {
  return new Date(seconds * 1_000).toISOString()
}
