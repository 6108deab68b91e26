import { text } from 'node:stream/consumers'
import { Octokit } from '@octokit/core'
import type { Place } from '../gateway/network-error.ts'
import type { Clock } from '../gateway/run.ts'
import type { Fetch } from '../gateway/transport.ts'
import { parseJson } from '../text/json.ts'
import type { Log } from '../text/log.ts'
import { makeCall, type Request, type Send } from './call.ts'
import { commentCalls, type CommentCalls } from './comments.ts'
import { commitReads, type CommitReads } from './commits.ts'
import { comparisons, type Comparisons } from './comparison.ts'
import { at, booleanAt, numberAt, textAt } from './decode.ts'
import { graphqlCalls, type GraphqlCalls } from './graphql.ts'
import { pullReads, type PullReads } from './pulls.ts'
import type { Outcome } from './retry.ts'

/** What a repository tells of itself. */
export interface RepositoryFacts {
  readonly isPrivate: boolean | undefined
  readonly defaultBranch: string | undefined
}

/** One repository at GitHub. Every call throws a `Failure` of `GITHUB_FAILURES`, or the signal's reason. */
export interface Repository extends CommitReads, Comparisons, PullReads, CommentCalls, GraphqlCalls {
  /** `owner/name`, as it was opened. */
  readonly fullName: string
  /** Undefined when there is none, or none that the token may see. */
  facts(): Promise<RepositoryFacts | undefined>
}

/** How a repository is opened. */
export interface RepositoryOptions {
  readonly token: string
  /** Such as `https://api.github.com`; the token goes to this host only. */
  readonly apiUrl: string
  /** Default: beside `apiUrl`. */
  readonly graphqlUrl?: string | undefined
  readonly owner: string
  readonly name: string
  readonly clock: Clock
  readonly random: () => number
  readonly signal: AbortSignal
  readonly log: Log
  /** Opens the connections: its deadlines and proxies hold. */
  readonly fetch: Fetch
  /** The proxy variable that counts for GitHub, for messages. */
  readonly proxy?: string | undefined
}

/** Opens a repository; sends nothing yet. The limits on rates and waiting are those of this value: open one per run. */
export function openRepository(options: RepositoryOptions): Repository {
  const { apiUrl, owner, name, proxy } = options
  const place = placeOf(new URL(apiUrl), proxy)
  const call = makeCall({ ...options, place, send: makeSend(options) })
  const graphqlUrl = options.graphqlUrl ?? `${apiUrl.replace(/\/v3$/, '')}/graphql`
  return {
    fullName: `${owner}/${name}`,
    async facts() {
      const answer = await call({
        what: `reading the repository ${owner}/${name}`,
        route: 'GET /repos/{owner}/{repo}',
        expected: [404]
      })
      if (answer.status === 404) return undefined
      return {
        isPrivate: booleanAt(answer.data, 'private'),
        defaultBranch: textAt(answer.data, 'default_branch')
      }
    },
    ...comparisons(call),
    ...commitReads(call),
    ...pullReads(call),
    ...commentCalls(call),
    ...graphqlCalls(call, graphqlUrl)
  }
}

/** Enterprise Servers are not on GitHub's status page. */
function placeOf({ host, hostname }: URL, proxy: string | undefined): Place {
  const statusPage = /(^|\.)github\.com$/.test(hostname) ? 'https://www.githubstatus.com' : undefined
  return { host, setBy: 'GITHUB_API_URL', proxy, statusPage }
}

const MAX_REDIRECTS = 3

/** Sends through Octokit, which gets no say: it logs nothing, repeats nothing and follows no redirect. */
function makeSend({ token, apiUrl, owner, name, signal, fetch }: RepositoryOptions): Send {
  const octokit = new Octokit({
    auth: token,
    baseUrl: apiUrl,
    userAgent: 'maton-sentry-release',
    log: SILENT,
    // Octokit's parser keeps the digits of numbers beyond 2^53, which no answer here has, and takes three times the time
    request: { fetch, signal, redirect: 'manual', log: SILENT, parseSuccessResponseBody: false }
  })

  async function sendOnce(route: string, parameters: Request['parameters']): Promise<Outcome> {
    try {
      const { status, headers, data: body } = await octokit.request(route, { ...parameters })
      const data = await bodyOf(body)
      return isCutShort(route, { status, data })
        ? { kind: 'no-answer', error: new Error(`an answer of status ${status} that is no whole JSON`) }
        : { kind: 'answer', status, headers: textHeaders(headers), data }
    } catch (error) {
      return withoutToken(outcomeOfError(error), token)
    }
  }

  /** A renamed repository is answered with a redirect: followed when reading, and only on the same host. */
  async function follow(outcome: Outcome, redirects: number): Promise<Outcome> {
    if (outcome.kind !== 'answer' || !isRedirect(outcome.status) || redirects >= MAX_REDIRECTS) return outcome
    const target = sameHost(outcome.headers['location'], apiUrl)
    if (target === undefined) return outcome
    return follow(await sendOnce(`GET ${target}`, {}), redirects + 1)
  }

  return async ({ route, parameters }) => {
    const place = route.includes('{owner}') ? { owner, repo: name } : {}
    const outcome = await sendOnce(route, { ...place, ...parameters })
    return route.startsWith('GET ') ? follow(outcome, 0) : outcome
  }
}

function silence(): void {}

const SILENT = { debug: silence, info: silence, warn: silence, error: silence }

/** Octokit reports every status from 400 on as an error, and a lost connection as an error without a response. */
function outcomeOfError(error: unknown): Outcome {
  const status = numberAt(error, 'response', 'status')
  if (status === undefined) return { kind: 'no-answer', error }
  return {
    kind: 'answer',
    status,
    headers: textHeaders(at(error, 'response', 'headers')),
    data: at(error, 'response', 'data')
  }
}

async function bodyOf(body: unknown): Promise<unknown> {
  return body instanceof ReadableStream ? parseJson(await text(body)) : body
}

/** A server may repeat what it was sent; taken out before anything is cut, since half a token is still a leak. */
function withoutToken(outcome: Outcome, token: string): Outcome {
  if (outcome.kind === 'no-answer' || outcome.data === undefined) return outcome
  const json = JSON.stringify(outcome.data).replaceAll(JSON.stringify(token).slice(1, -1), '***')
  return { ...outcome, data: parseJson(json) }
}

/**
 * A body that does not parse (a cut connection, a proxy's page) is no JSON. Only a deletion is answered without a body:
 * to a question that is no answer, out of which an empty list would be read.
 */
function isCutShort(route: string, { status, data }: { status: number; data: unknown }): boolean {
  const isJson = typeof data === 'object' && data !== null && !(data instanceof ArrayBuffer)
  const isDeleted = status === 204 && route.startsWith('DELETE ')
  return status >= 200 && status < 300 && !isDeleted && !isJson
}

function isRedirect(status: number): boolean {
  return [301, 302, 307, 308].includes(status)
}

function sameHost(location: string | undefined, apiUrl: string): string | undefined {
  const target = location === undefined ? undefined : URL.parse(location, apiUrl)
  return target && target.origin === new URL(apiUrl).origin ? target.href : undefined
}

function textHeaders(headers: unknown): Record<string, string> {
  const entries: (readonly [string, string])[] = []
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (typeof value === 'string' || typeof value === 'number')
      entries.push([name.toLowerCase(), String(value)])
  }
  return Object.fromEntries(entries)
}
