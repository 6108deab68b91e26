import { setImmediate as nextTurn } from 'node:timers/promises'
import { isNativeError } from 'node:util/types'
import type { buildConnector, Dispatcher, RequestInit, Response } from 'undici'
import { EnvHttpProxyAgent, fetch } from 'undici/index-fetch.js'
import connectorFor from 'undici/lib/core/connect.js'
import { BodyTimeoutError, HeadersTimeoutError } from 'undici/lib/core/errors.js'
import { withoutTrailing } from '../text/clean.ts'
import type { Deadlines } from '../run/context.ts'
import { createAhead } from './warm.ts'
import { decodedText } from './encoding.ts'
import { Failure } from '../run/failure.ts'
import { GATEWAY_FAILURES } from '../maton/failures.ts'
import { certaintyOf, type Certainty, type Place } from './network-error.ts'

export const DEADLINES: Deadlines = {
  connectMs: 10_000,
  headersMs: 30_000,
  bodyMs: 60_000,
  // a server that takes requests and never answers: two whole tries, the rest of a third, and one error
  callMs: 80_000,
  maxBytes: 20 * 1024 * 1024
}

/** More than six at once cost more in handshakes than they save. */
export const CONNECTIONS_PER_HOST = 6

/** Maton asks clients to say who they are; undici says nothing by itself. */
export const USER_AGENT = 'maton-sentry-release/1'

export interface Request {
  readonly method: string
  /** Starts with `/`; each segment is encoded, the query included. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON text. */
  readonly body?: string
}

export interface Answer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** What came of one request. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'no-answer'; readonly certainty: Certainty; readonly error: Error }

export interface Transport {
  /** Sends one request to the configured host. Never throws for what the network or the server does; rejects when `signal` aborts. */
  send(request: Request, signal: AbortSignal, withinMs?: number): Promise<Outcome>
  /** How long a whole call may take, in milliseconds. */
  readonly callMs: number
  close(): Promise<void>
  /** Where it sends to, for messages. */
  readonly place: Place
}

/** Whether a URL's host is this machine: such hosts may be spoken to without TLS and are never reached through a proxy. */
export function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(url.hostname) || url.hostname === '[::1]'
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The proxy settings for one host, from `https_proxy`, `http_proxy` and `no_proxy` in either case. A proxy without scheme is
 * `http://`. Every setting is given, because the agent reads the process's environment for each that is left out.
 */
function proxySettings(
  url: URL,
  env: Environment
): { httpProxy: string; httpsProxy: string; noProxy: string } {
  const none = { httpProxy: '', httpsProxy: '', noProxy: '*' }
  const name = proxyVariableFor(url, env)
  const given = name === undefined ? undefined : env[name]
  if (name === undefined || given === undefined) return none
  const isSecure = url.protocol === 'https:'
  const proxy = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`
  if (!URL.canParse(proxy)) {
    throw new Failure(GATEWAY_FAILURES.proxy, `the proxy in ${name} is not an address`)
  }
  return {
    httpProxy: isSecure ? '' : proxy,
    httpsProxy: isSecure ? proxy : '',
    noProxy: env['no_proxy'] || env['NO_PROXY'] || ''
  }
}

/** The name of the proxy variable that counts for a host, unless `no_proxy` names the host. */
export function proxyVariableFor(url: URL, env: Environment): string | undefined {
  if (isLoopback(url)) return undefined
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy'
  return [name, name.toUpperCase()].find(one => Boolean(env[one]))
}

function createDispatcher(
  url: URL,
  { env, deadlines, connect }: { env: Environment; deadlines: Deadlines; connect?: buildConnector.connector }
): Dispatcher {
  const settings = proxySettings(url, env)
  try {
    return new EnvHttpProxyAgent({
      ...settings,
      allowH2: false,
      connections: CONNECTIONS_PER_HOST,
      connectTimeout: deadlines.connectMs,
      ...(connect === undefined ? {} : { connect }),
      headersTimeout: deadlines.headersMs,
      bodyTimeout: deadlines.bodyMs,
      maxResponseSize: deadlines.maxBytes
    })
  } catch (error) {
    // the agent's own message may hold the proxy's user name and password
    throw new Failure(GATEWAY_FAILURES.proxy, 'the proxy given by the environment cannot be used', {
      cause: nameOnly(error)
    })
  }
}

/** An error without its text, for causes whose text may hold credentials. */
function nameOnly(error: unknown): Error {
  return new Error(isNativeError(error) ? error.name : 'unknown error')
}

export interface TransportOptions {
  /** Scheme, host and, if any, a path in front of every request's own. */
  readonly baseUrl: URL
  readonly env: Environment
  readonly deadlines?: Deadlines | undefined
}

/**
 * The only way to the gateway: one dispatcher for the run, which keeps connections alive, honours the proxy variables and follows
 * no redirect.
 * @throws Failure when a proxy variable is not an address
 */
export function createTransport({ baseUrl, env, deadlines = DEADLINES }: TransportOptions): Transport {
  const dispatcher = createDispatcher(baseUrl, { env, deadlines })
  const prefix = withoutTrailing(baseUrl.pathname, '/')

  async function exchange(request: Request, signal: AbortSignal, withinMs: number): Promise<Answer> {
    const start = performance.now()
    const body = request.body
    const headersIn = deadline(
      Math.min(deadlines.connectMs + deadlines.headersMs, withinMs),
      new HeadersTimeoutError()
    )
    const stopped = AbortSignal.any([signal, headersIn.signal])
    await untilConnectionsAreBack()
    const sending = dispatcher.request({
      origin: baseUrl.origin,
      path: prefix + request.path,
      method: request.method,
      headers: { 'user-agent': USER_AGENT, accept: 'application/json', ...request.headers },
      signal: stopped,
      ...(body === undefined ? {} : { body })
    })
    const sent = await unlessStopped(sending, stopped).finally(headersIn.cancel)
    const headers = plainHeaders(sent.headers)
    const left = Math.max(0, withinMs - (performance.now() - start))
    const bodyIn = deadline(Math.min(deadlines.bodyMs, left), new BodyTimeoutError())
    // undici's own deadline begins anew with every piece
    bodyIn.signal.addEventListener('abort', () => sent.body.destroy(bodyIn.error), { once: true })
    const bytes = Buffer.from(await sent.body.arrayBuffer().finally(bodyIn.cancel))
    return {
      status: sent.statusCode,
      headers,
      text: decodedText(bytes, headers['content-encoding'], deadlines.maxBytes)
    }
  }

  return {
    callMs: deadlines.callMs,
    async send(request, signal, withinMs = deadlines.callMs) {
      signal.throwIfAborted()
      try {
        return { kind: 'answer', answer: await exchange(request, signal, withinMs) }
      } catch (error) {
        signal.throwIfAborted()
        const known = isNativeError(error) ? error : new Error(String(error))
        return { kind: 'no-answer', certainty: certaintyOf(known), error: known }
      }
    },
    close: () => dispatcher.destroy(),
    place: { host: baseUrl.host, setBy: 'maton_url', proxy: proxyVariableFor(baseUrl, env) }
  }
}

/** Aborts `signal` with `error` after `ms` milliseconds, unless it is cancelled before. */
function deadline(ms: number, error: Error): { signal: AbortSignal; error: Error; cancel: () => void } {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(error), ms)
  return { signal: controller.signal, error, cancel: () => clearTimeout(timer) }
}

/** What `sending` brings, unless `signal` aborts first. undici by itself knows of a stop, and of its deadlines, only once it has a connection. */
function unlessStopped<T>(sending: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  return Promise.race([sending, promise])
}

/** What the GitHub client needs of `fetch`. */
export type Fetch = (input: string | URL, init?: RequestInit) => Promise<Response>

/** Another host of the run. */
export interface OtherHost {
  readonly fetch: Fetch
  /** Opens a connection for the first request ahead of it. Behind a proxy nothing is opened. */
  readonly open: () => void
  readonly close: () => Promise<void>
}

/**
 * A `fetch` for another host of the run, with the gateway's deadlines and proxies.
 * @throws Failure when a proxy variable is not an address
 */
export function createFetch({ baseUrl, env, deadlines = DEADLINES }: TransportOptions): OtherHost {
  const timeoutMs = deadlines.connectMs
  const connect = connectorFor({ allowH2: false, timeout: timeoutMs })
  const ahead = createAhead(baseUrl, { connect, timeoutMs })
  const dispatcher = createDispatcher(baseUrl, { env, deadlines, connect: ahead.connect })
  const { httpProxy, httpsProxy } = proxySettings(baseUrl, env)
  const wholeMs = deadlines.connectMs + deadlines.headersMs + deadlines.bodyMs
  return {
    async fetch(input, init) {
      const late = AbortSignal.timeout(wholeMs)
      const signal = init?.signal ? AbortSignal.any([init.signal, late]) : late
      await untilConnectionsAreBack()
      return fetch(input, { ...init, signal, dispatcher })
    },
    open() {
      if (httpProxy === '' && httpsProxy === '') ahead.open()
    },
    async close() {
      ahead.close()
      await dispatcher.destroy()
    }
  }
}

/**
 * undici takes a connection back one turn of the event loop after its answer. A request that comes sooner, as each does that
 * follows from the one before, would get a connection of its own, and wait two round trips for its handshake.
 */
function untilConnectionsAreBack(): Promise<void> {
  return nextTurn()
}

function plainHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>
): Record<string, string> {
  const plain: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
  }
  return plain
}
