import { Octokit } from '@octokit/core'
import type { Place } from '../http/network-error.ts'
import { boundedText } from '../http/encoding.ts'
import { Failure } from '../run/failure.ts'
import type { Clock } from '../run/context.ts'
import { DEADLINES, type Fetch } from '../http/transport.ts'
import { booleanAt, numberAt, parseJson, textAt } from '../text/json.ts'
import type { Log } from '../run/log.ts'
import { isDots } from '../text/names.ts'
import { createRedact, withoutSecrets, type Redact } from '../text/redact.ts'
import { makeCall, type Call, type CallKind, type Fields, type Send } from './call.ts'
import { COMMENT_CALLS, commentCalls, type CommentCalls } from './comments.ts'
import { COMMIT_CALLS, commitReads, type CommitReads } from './commits.ts'
import { COMPARISON_CALLS, comparisons, type Comparisons } from './compare.ts'
import { GITHUB_FAILURES } from './failures.ts'
import { GRAPHQL_CALLS, graphqlCalls, type GraphqlCalls } from './graphql.ts'
import { PULL_CALLS, pullReads, type PullReads } from './pulls.ts'
import type { Outcome } from './policy.ts'
import { VIEWER_CALLS, viewerCalls, type ViewerCalls } from './viewer.ts'

/** What a repository tells of itself. */
export interface RepositoryFacts {
  readonly isPrivate: boolean | undefined
  readonly defaultBranch: string | undefined
}

/** One repository at GitHub. Every call throws a `Failure` of `GITHUB_FAILURES`, or the signal's reason. */
export interface Repository
  extends CommitReads, Comparisons, PullReads, CommentCalls, GraphqlCalls, ViewerCalls {
  /** `owner/name`, as it was opened. */
  readonly fullName: string
  /** Undefined when there is none, or none that the token may see. */
  facts(): Promise<RepositoryFacts | undefined>
  /** Puts comments right that a run left half done: goes on for some seconds after the run was told to stop. */
  readonly afterStop: Pick<CommentCalls, 'comments' | 'updateComment'> & Pick<GraphqlCalls, 'minimizeComment'>
}

const FACTS: CallKind<RepositoryFacts> = {
  route: 'GET /repos/{owner}/{repo}',
  needs: 'metadata: read',
  expected: [404],
  reads: {
    words: 'a repository with its id',
    decode: data =>
      numberAt(data, 'id') === undefined
        ? undefined
        : { isPrivate: booleanAt(data, 'private'), defaultBranch: textAt(data, 'default_branch') }
  }
}

/** Every kind of request to GitHub. */
export const GITHUB_CALLS = {
  facts: FACTS,
  ...COMPARISON_CALLS,
  ...COMMIT_CALLS,
  ...PULL_CALLS,
  ...COMMENT_CALLS,
  ...GRAPHQL_CALLS,
  ...VIEWER_CALLS
} as const

/** How a repository is opened. */
export interface RepositoryOptions {
  readonly token: string
  /** Such as `https://api.github.com`; the token goes to this host only. */
  readonly apiUrl: string
  /** Such as `https://github.com`, for messages. */
  readonly serverUrl: string
  /** Default: beside `apiUrl`. */
  readonly graphqlUrl?: string | undefined
  readonly owner: string
  readonly name: string
  readonly clock: Clock
  readonly random: () => number
  readonly signal: AbortSignal
  /** Ends the calls of `afterStop`. Default: `signal`. */
  readonly closing?: AbortSignal
  readonly log: Log
  /** Default: takes out the token. */
  readonly redact?: Redact | undefined
  /** Opens the connections: its deadlines and proxies hold. */
  readonly fetch: Fetch
  /** The proxy variable that counts for GitHub, for messages. */
  readonly proxy?: string | undefined
  /** How large an answer may be when it is unpacked; the gateway's limit when it is left out. */
  readonly maxBytes?: number | undefined
  /** How long a whole call with its repeats may take; the gateway's when it is left out. */
  readonly callMs?: number | undefined
}

/** Opens a repository; sends nothing yet. The limits on rates and waiting are those of this value: open one per run. */
export function openRepository(options: RepositoryOptions): Repository {
  const { apiUrl, owner, name, proxy } = options
  const place = placeOf(new URL(apiUrl), proxy)
  const callUntil = (signal: AbortSignal): Call =>
    makeCall({ ...options, place, signal, send: makeSend({ ...options, signal }) })
  const call = callUntil(options.signal)
  const callAfterStop = callUntil(options.closing ?? options.signal)
  const graphqlUrl = options.graphqlUrl ?? `${apiUrl.replace(/\/v3$/, '')}/graphql`
  const graphql = graphqlCalls(call, graphqlUrl)
  return {
    fullName: `${owner}/${name}`,
    async facts() {
      const answer = await call(FACTS, { what: `reading the repository ${owner}/${name}` })
      return answer.kind === 'good' ? answer.value : undefined
    },
    ...comparisons(call),
    ...commitReads(call),
    ...pullReads(call),
    ...commentCalls(call),
    ...graphql,
    ...viewerCalls(call, () => graphql.viewerLogin()),
    afterStop: { ...commentCalls(callAfterStop), ...graphqlCalls(callAfterStop, graphqlUrl) }
  }
}

/** Enterprise Servers are not on GitHub's status page. */
function placeOf({ host, hostname }: URL, proxy: string | undefined): Place {
  const statusPage = /(^|\.)github\.com$/.test(hostname) ? 'https://www.githubstatus.com' : undefined
  return { host, setBy: 'GITHUB_API_URL', proxy, statusPage }
}

const MAX_REDIRECTS = 3

/** Sends through Octokit, which gets no say: it logs nothing, repeats nothing, reads no answer and follows no redirect. */
function makeSend(options: RepositoryOptions): Send {
  const { token, apiUrl, owner, name, signal } = options
  const redact = options.redact ?? createRedact([token])
  const octokit = new Octokit({
    auth: token,
    baseUrl: apiUrl,
    userAgent: 'maton-sentry-release',
    log: SILENT
  })

  async function sendOnce(
    route: string,
    parameters: Fields | undefined,
    late: AbortSignal
  ): Promise<Outcome> {
    const { promise: answer, resolve } = Promise.withResolvers<Outcome>()
    // Octokit would read an answer of any size, and a redirect is followed here
    const fetch = async (...sent: Parameters<Fetch>): Promise<Response> => {
      resolve(await exchange({ ...options, redact }, ...sent))
      return new Response(null, { status: 204 })
    }
    const stopped = AbortSignal.any([signal, late])
    const request = { fetch, signal: stopped, redirect: 'manual', log: SILENT } as const
    try {
      await octokit.request(route, { ...parameters, request })
      return await answer
    } catch (error) {
      return { kind: 'no-answer', error }
    }
  }

  /** A renamed repository is answered with a redirect: followed when reading, and only on the same host. */
  async function follow(outcome: Outcome, redirects: number, late: AbortSignal): Promise<Outcome> {
    if (outcome.kind !== 'answer' || !isRedirect(outcome.status) || redirects >= MAX_REDIRECTS) return outcome
    const target = sameHost(outcome.headers['location'], apiUrl)
    if (target === undefined) return outcome
    return follow(await sendOnce(`GET ${target}`, {}, late), redirects + 1, late)
  }

  return async (route, parameters, withinMs) => {
    const late = AbortSignal.timeout(Math.ceil(withinMs))
    const place = route.includes('{owner}') ? { owner, repo: name } : {}
    const outcome = await sendOnce(route, pathSafe(route, { ...place, ...parameters }), late)
    return route.startsWith('GET ') ? follow(outcome, 0, late) : outcome
  }
}

function silence(): void {}

const SILENT = { debug: silence, info: silence, warn: silence, error: silence }

/**
 * Octokit encodes a value for a path, but not `.` and `..`, which every URL takes for folders.
 * @throws Failure for a value that would lead to another resource
 */
function pathSafe(route: string, parameters: Fields): Fields {
  for (const [, name = ''] of route.matchAll(/\{(\w+)\}/g)) {
    const value = parameters[name]
    const text = typeof value === 'number' ? `${value}` : value
    if (typeof text !== 'string' || text === '' || isDots(text))
      throw new Failure(
        GITHUB_FAILURES.refused,
        `Nothing was sent to GitHub: "${typeof text === 'string' ? text : ''}" cannot be a ${name.replaceAll('_', ' ')}`,
        { remedy: 'Correct the input or the name in the event that it comes from.' }
      )
  }
  return parameters
}

async function exchange(
  { fetch, redact, maxBytes = DEADLINES.maxBytes }: RepositoryOptions & { readonly redact: Redact },
  ...[input, init]: Parameters<Fetch>
): Promise<Outcome> {
  const response = await fetch(input, init)
  const text = await boundedText(response.body, maxBytes)
  const { status } = response
  // a server may repeat what it was sent; taken out before anything is cut, since half a secret is still a leak
  const data = text === '' ? undefined : withoutSecrets(parseJson(text), text, redact)
  if (status >= 200 && status < 300 && data === undefined && !isDeleted(status, init?.method))
    throw new Error(`an answer of status ${status} that is no whole JSON`)
  return { kind: 'answer', status, headers: Object.fromEntries(response.headers), data }
}

/** Only a deletion is answered without a body: to a question that is no answer, out of which an empty list would be read. */
function isDeleted(status: number, method: string | undefined): boolean {
  return status === 204 && method === 'DELETE'
}

function isRedirect(status: number): boolean {
  return [301, 302, 307, 308].includes(status)
}

function sameHost(location: string | undefined, apiUrl: string): string | undefined {
  const target = location === undefined ? undefined : URL.parse(location, apiUrl)
  return target && target.origin === new URL(apiUrl).origin ? target.href : undefined
}
