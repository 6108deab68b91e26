import { createCalls } from '../../http/calls.ts'
import type { Answer, Outcome, Send, Transport } from '../../http/transport.ts'
import type { Context } from '../../run/context.ts'
import { Failure } from '../../run/failure.ts'
import { once } from '../../run/once.ts'
import { parseJson } from '../../text/json.ts'
import { isDots } from '../../text/names.ts'
import { createRedact } from '../../text/secrets/redact.ts'
import { GITHUB_FAILURES } from '../failures.ts'
import { openOctokit, type Exchange } from './octokit.ts'
import { isSuccess } from '../../http/retry-decision.ts'
import { githubPolicy, hidesSome, isMisread } from './policy.ts'
import { failureOf, isNoJson } from './refusals.ts'

/** A permission of a token, as `permissions:` in a workflow has it. Every token may read metadata. */
export type Permission = 'metadata: read' | 'contents: read' | 'pull-requests: read' | 'pull-requests: write'

/** Values for the placeholders of a route; the others go into the query or the body. */
export type Fields = Readonly<Record<string, unknown>>

/** What a good answer is, so that an answer of another shape is noticed. */
export interface Reader<T> {
  /** In words, for the message of a failure: `a commit with its sha`. */
  readonly words: string
  /** `undefined` when the answer has another shape. Nothing that decides something may be left out silently. */
  decode(data: unknown, parameters: Fields): T | undefined
}

/** A kind of request to GitHub's API. Each is a row of a table (`…_CALLS`), so that tests reach all of them. */
export interface CallKind<T> {
  /** Method and path template of the API reference; `{owner}` and `{repo}` are filled in. */
  readonly route: string
  readonly reads: Reader<T>
  /** What the token needs for it. */
  readonly needs: Permission
  /** Statuses besides 2xx that are an answer to the question, such as 404. */
  readonly expected?: readonly number[]
  /** Whether doing it twice is the same as doing it once. Default: all but POST. */
  readonly repeatable?: boolean
}

/** One request of a kind. */
export interface Asked {
  /** What it is to do, for messages: `read pull request 5`. */
  readonly purpose: string
  readonly parameters?: Fields
}

/** An answer that was asked for. */
export type GitHubAnswer<T> =
  | { readonly kind: 'good'; readonly value: T; readonly headers: Answer['headers'] }
  /** One of the expected statuses. */
  | { readonly kind: 'expected'; readonly status: number; readonly data: unknown }

/**
 * Sends a request until it is answered, and reads the answer; throws a `Failure` of `GITHUB_FAILURES`, also for an answer of
 * another shape, or the signal's reason.
 */
export type CallGitHub = <T>(kind: CallKind<T>, asked: Asked) => Promise<GitHubAnswer<T>>

/** What calls of a repository need. */
export interface CallerOptions {
  readonly transport: Transport
  readonly token: string
  /** Such as `https://api.github.com`; the token goes to this host only. */
  readonly apiUrl: string
  /** This GitHub's own address, such as `https://github.com`. */
  readonly serverUrl: string
  readonly owner: string
  readonly name: string
  readonly context: Pick<Context, 'clock' | 'random' | 'signal' | 'log'> &
    Partial<Pick<Context, 'redact' | 'debug'>>
}

/**
 * Calls to GitHub: repeats as `githubPolicy` says, and while one request waits for a rate limit the others wait too. GitHub allows
 * 100 requests at once per account, shared by all its runs.
 */
export function makeCall(options: CallerOptions): CallGitHub {
  const { transport, token, apiUrl, serverUrl, owner, name } = options
  const { clock, random, signal, log, debug, redact = createRedact([token]) } = options.context
  const untilAnswered = createCalls({
    send: followingRedirects(transport.send, apiUrl),
    callMs: transport.callMs,
    redact,
    context: { clock, random, signal, log, debug },
    waitsTogether: true
  })
  const octokit = once(() => openOctokit({ token, apiUrl }))

  return async (kind, asked) => {
    const { purpose } = asked
    const repeatable = kind.repeatable ?? !kind.route.startsWith('POST ')
    const subject = {
      ...kind,
      purpose,
      repeatable,
      words: kind.reads.words,
      place: transport.place,
      serverUrl
    }
    const read = readOnce(answer => understood(answer, kind, asked))
    const exchange: Exchange = async request => {
      const { why, outcome } = await untilAnswered({
        request,
        policy: githubPolicy({
          isRepeatable: repeatable,
          isGood: answer => read(answer) !== undefined
        }),
        beforeRepeat: (failed, { ms }) =>
          `GitHub ${saidBy(failed)} when asked to ${purpose}; trying again in ${Math.ceil(ms / 1000)} s`,
        ifCut: isWrite(kind.route)
          ? `The request to ${purpose} may or may not have been carried out: the run ended before GitHub answered.`
          : undefined
      })
      if (why === 'answered' && outcome.kind === 'answer') return outcome.answer
      throw failureOf(outcome, subject)
    }
    const place = kind.route.includes('{owner}') ? { owner, repo: name } : {}
    const parameters = pathSafe(kind.route, { ...place, ...asked.parameters })
    const answer = await (await octokit())(kind.route, parameters, exchange)
    const found = read(answer)
    if (found === undefined) throw failureOf({ kind: 'answer', answer }, subject)
    return found
  }
}

/** Reads the same answer once: a page of commits or comments is large. */
function readOnce<T>(read: (answer: Answer) => T): (answer: Answer) => T {
  let latest: { readonly answer: Answer; readonly found: T } | undefined
  return answer => {
    if (latest?.answer !== answer) latest = { answer, found: read(answer) }
    return latest.found
  }
}

/** The answer to a request; `undefined` if what came is no answer to the question. */
function understood<T>(
  answer: Answer,
  kind: CallKind<T>,
  { parameters = {} }: Asked
): GitHubAnswer<T> | undefined {
  const { status, text, headers } = answer
  const data = parseJson(text)
  if (kind.expected?.includes(status)) return { kind: 'expected', status, data }
  if (!isSuccess(answer) || hidesSome(answer)) return undefined
  if (data === undefined && !isDeleted(answer, kind)) return undefined
  const value = kind.reads.decode(data, parameters)
  return value === undefined ? undefined : { kind: 'good', value, headers }
}

/** Only a deletion may be answered without a body. For a read it would look like an empty list. */
function isDeleted({ status }: Answer, { route }: CallKind<unknown>): boolean {
  return status === 204 && route.startsWith('DELETE ')
}

/** GraphQL is asked by POST too, at an address of its own. */
function isWrite(route: string): boolean {
  return /^(?:POST|PATCH|DELETE) \//.test(route)
}

function saidBy(outcome: Outcome): string {
  if (outcome.kind === 'no-answer') return 'gave no answer'
  const { answer } = outcome
  if (!isMisread(answer)) return `answered ${answer.status}`
  return isNoJson(answer) ? 'gave no answer' : 'gave an answer of another form'
}

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

/** One for each time that the repository was renamed. More are a circle. */
const MAX_REDIRECTS = 3

/** A renamed repository is answered with a redirect: followed when reading, and only on the same host. */
function followingRedirects(send: Send, apiUrl: string): Send {
  return async (request, signal, withinMs = Number.POSITIVE_INFINITY) => {
    const end = performance.now() + withinMs
    let outcome = await send(request, signal, withinMs)
    for (let redirects = 0; redirects < MAX_REDIRECTS; redirects += 1) {
      const path = request.method === 'GET' ? targetOf(outcome, apiUrl) : undefined
      if (path === undefined) break
      outcome = await send({ ...request, path }, signal, Math.max(0, end - performance.now()))
    }
    return outcome
  }
}

function targetOf(outcome: Outcome, apiUrl: string): string | undefined {
  if (outcome.kind !== 'answer' || ![301, 302, 307, 308].includes(outcome.answer.status)) return undefined
  const location = outcome.answer.headers['location']
  const target = location === undefined ? undefined : URL.parse(location, apiUrl)
  return target && target.origin === new URL(apiUrl).origin ? target.pathname + target.search : undefined
}
