import { listAt, type JsonRecord } from '../../src/text/json.ts'
import { at, rowsOf } from '../../simulator/client/json-path.ts'
import { useStep, type RunOptions, type Servers } from './step.ts'

export interface HistoryOptions {
  /** One hex digit that all shas of the history begin with. */
  readonly digit?: string
  readonly parent?: string
  readonly message?: (number: number) => string
  readonly files?: (number: number) => readonly string[]
}

/** The release step at its servers, and what a release is made of there. */
export interface ReleaseServers extends Servers {
  /** The requests through the gateway and to GitHub, as `METHOD last parts of the path`. */
  calls(): Promise<{ readonly gateway: readonly string[]; readonly github: readonly string[] }>
  /** What another client of Sentry does, below its organization; it does not count among the gateway's requests. */
  sentry(method: 'POST' | 'PUT', path: string, body: unknown): Promise<void>
  /** The release of acme, as it stands in Sentry; an empty object when there is none. */
  release(version: string): Promise<JsonRecord>
  /** A linear history on a branch of its own, oldest first; gives its shas. */
  history(branch: string, count: number, options?: HistoryOptions): Promise<readonly string[]>
}

/** Starts the servers for the tests of a file; each test finds them at their start. */
export function useRelease(): ReleaseServers {
  const servers = useStep('release')
  return Object.assign(servers, {
    async sentry(method: 'POST' | 'PUT', path: string, body: unknown) {
      const { key, sentry } = servers.simulator
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      const request = { method, headers, body: JSON.stringify(body) }
      const answer = await fetch(`${sentry}/api/0/organizations/acme/${path}`, request)
      if (!answer.ok) throw new Error(await answer.text())
    },
    async calls() {
      const seen = await servers.requests()
      const of = (server: string): readonly string[] =>
        seen
          .filter(request => request.server === server)
          .map(request => `${request.method} ${shortPath(request.path)}`)
      return { gateway: of('maton'), github: of('github') }
    },
    async release(version: string) {
      const releases = rowsOf(await servers.state(), 'releases')
      return releases.find(one => one['version'] === version && one['organization'] === 'acme') ?? {}
    },
    async history(branch: string, count: number, options: HistoryOptions = {}) {
      const commits = makeHistory(count, options)
      const shas = commits.map(commit => commit.sha)
      const refs = { [`heads/${branch}`]: shas.at(-1) ?? '' }
      await servers.seed('state', { github: { commits, refs } })
      return shas
    }
  })
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
  servers: ReleaseServers
): Promise<{ push: RunOptions; head: string; shas: readonly string[] }> {
  const parent = String(at(await servers.state(), 'github', 'refs', 'tags/v1.0.0'))
  await servers.sentry('POST', 'releases/', {
    version: 'r0',
    projects: ['web'],
    commits: [{ id: parent, repository: 'acme/web' }]
  })
  await servers.sentry('POST', 'releases/r0/deploys/', { environment: 'production' })
  const shas = await servers.history('next', 5, { parent })
  await servers.forget()
  const head = shas.at(-1) ?? ''
  const payload = pushPayload(shas.at(1) ?? '', head)
  return { push: { sha: head, ref: 'refs/heads/next', payload }, head, shas }
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
