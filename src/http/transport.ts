import { isNativeError } from 'node:util/types'
import { buildConnector, EnvHttpProxyAgent, errors } from 'undici'
import { withoutTrailing } from '../text/clean.ts'
import type { Deadlines, Opened } from '../run/context.ts'
import { Failure } from '../run/failure.ts'
import { CONNECT_MS, nextTurn } from './ahead.ts'
import { decodedText } from './encoding.ts'
import { certaintyOf, type Certainty, type Place } from './network-error.ts'
import { PROXY_FAILURE, proxySettings, proxyVariableFor, type Environment } from './proxy.ts'
import { createAhead, type Ahead, type Wanted } from './warm.ts'

export const DEADLINES: Deadlines = {
  connectMs: CONNECT_MS,
  // Maton and Sentry document no time-outs of their own
  headersMs: 30_000,
  bodyMs: 60_000,
  // for a server that takes requests and never answers this is two whole tries and a part of a third
  callMs: 80_000,
  // Sentry's front waits so long for what is behind it; then two whole tries, and the rest of a third
  uploadMs: 90_000,
  uploadCallMs: 240_000,
  // a page of 100 rows has about 600 kB at Sentry
  maxBytes: 20 * 1024 * 1024
}

/** More than six at once cost more in handshakes than they save. */
export const CONNECTIONS_PER_HOST = 6

/** Servers ask clients to name themselves. Undici sends no name by default. */
export const USER_AGENT = 'maton-sentry-release/1'

export interface Request {
  readonly method: string
  /** Starts with `/`; each segment is encoded, the query included. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Text, or bytes; `content-type` is among the headers. */
  readonly body?: string | Uint8Array
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

/** Sends one request to the configured host. A failure of the network or the server is an outcome. Rejects when `signal` aborts. */
export type Send = (request: Request, signal: AbortSignal, withinMs?: number) => Promise<Outcome>

/** The only way to one host. */
export interface Transport {
  readonly send: Send
  /** How long a whole call with this request may take, in milliseconds. */
  readonly callMs: (request: Request) => number
  /** Opens the connection for the first request early. Behind a proxy nothing is opened. */
  open(): void
  /** Opens `count` more connections, for requests that will soon be sent side by side. Behind a proxy it opens none. */
  openMore(count: number): void
  close(): Promise<void>
  /** Where it sends to, for messages. */
  readonly place: Place
}

export interface TransportOptions extends Pick<Place, 'setBy' | 'statusPage' | 'note'> {
  /** Scheme and host, and the path that every request's path is appended to, if there is one. */
  readonly baseUrl: URL
  readonly env: Environment
  readonly deadlines?: Deadlines | undefined
  /** Connections to this host that were opened before; never behind a proxy. */
  readonly opened?: readonly Opened[] | undefined
}

/**
 * Opens the way to a host: one dispatcher for the run, which keeps connections alive, honours the proxy variables and follows no
 * redirect.
 * @throws Failure when a proxy variable is not an address
 */
export function createTransport(options: TransportOptions): Transport {
  const { baseUrl, env, deadlines = DEADLINES, setBy, statusPage, note } = options
  const { dispatcher, ahead } = createDispatcher(baseUrl, { env, deadlines, opened: options.opened })
  const prefix = withoutTrailing(baseUrl.pathname, '/')

  async function exchange(request: Request, signal: AbortSignal, withinMs: number): Promise<Answer> {
    const start = performance.now()
    const body = request.body
    const headersMs = isUpload(request) ? deadlines.uploadMs : deadlines.headersMs
    const headersIn = deadline(
      Math.min(deadlines.connectMs + headersMs, withinMs),
      new errors.HeadersTimeoutError()
    )
    const stopped = AbortSignal.any([signal, headersIn.signal])
    await untilConnectionsAreBack()
    const sending = dispatcher.request({
      origin: baseUrl.origin,
      path: prefix + request.path,
      method: request.method,
      headers: { 'user-agent': USER_AGENT, accept: 'application/json', ...request.headers },
      signal: stopped,
      headersTimeout: headersMs,
      ...(body === undefined ? {} : { body })
    })
    const sent = await unlessStopped(sending, stopped).finally(headersIn.cancel)
    const headers = plainHeaders(sent.headers)
    const left = Math.max(0, withinMs - (performance.now() - start))
    const bodyIn = deadline(Math.min(deadlines.bodyMs, left), new errors.BodyTimeoutError())
    // undici's own deadline starts again with every piece
    bodyIn.signal.addEventListener('abort', () => sent.body.destroy(bodyIn.error), { once: true })
    const bytes = await sent.body.arrayBuffer().finally(bodyIn.cancel)
    const text = await decodedText(Buffer.from(bytes), headers['content-encoding'], deadlines.maxBytes)
    // gives the memory back at once: the collector comes late to what lies outside of its heap
    bytes.transfer(0)
    return { status: sent.statusCode, headers, text }
  }

  return {
    callMs: request => (isUpload(request) ? deadlines.uploadCallMs : deadlines.callMs),
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
    open: () => ahead?.open(),
    openMore: count => ahead?.openMore(count),
    close() {
      ahead?.close()
      return dispatcher.destroy()
    },
    place: { host: baseUrl.host, setBy, statusPage, note, proxy: proxyVariableFor(baseUrl, env) }
  }
}

/** Bytes are uploads: the way up is slow, and what takes them works on them before it answers. */
function isUpload({ body }: Request): boolean {
  return body !== undefined && typeof body !== 'string'
}

interface Dispatching {
  readonly dispatcher: EnvHttpProxyAgent
  /** Opens connections early. Behind a proxy there is none. */
  readonly ahead: Pick<Ahead<Wanted>, 'open' | 'openMore' | 'close'> | undefined
}

function createDispatcher(
  url: URL,
  { env, deadlines, opened }: Pick<TransportOptions, 'env' | 'opened'> & { readonly deadlines: Deadlines }
): Dispatching {
  const settings = proxySettings(url, env)
  const timeoutMs = deadlines.connectMs
  const isDirect = settings.httpProxy === '' && settings.httpsProxy === ''
  const connect = buildConnector({ allowH2: false, timeout: timeoutMs })
  const ahead = isDirect ? createAhead(url, { connect, timeoutMs, opened }) : undefined
  try {
    const dispatcher = new EnvHttpProxyAgent({
      ...settings,
      allowH2: false,
      connections: CONNECTIONS_PER_HOST,
      connectTimeout: timeoutMs,
      ...(ahead === undefined ? {} : { connect: ahead.connect }),
      headersTimeout: deadlines.headersMs,
      bodyTimeout: deadlines.bodyMs,
      maxResponseSize: deadlines.maxBytes
    })
    return { dispatcher, ahead }
  } catch (error) {
    // the agent's own message may hold the proxy's user name and password
    throw new Failure(PROXY_FAILURE, 'the proxy given by the environment cannot be used', {
      cause: nameOnly(error)
    })
  }
}

/** An error without its text, for causes whose text may hold credentials. */
function nameOnly(error: unknown): Error {
  return new Error(isNativeError(error) ? error.name : 'unknown error')
}

/** Aborts `signal` with `error` after `ms` milliseconds, unless it is cancelled before. */
function deadline(ms: number, error: Error): { signal: AbortSignal; error: Error; cancel: () => void } {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(error), ms)
  return { signal: controller.signal, error, cancel: () => clearTimeout(timer) }
}

/** The result of `sending`, unless `signal` aborts first. Undici heeds signal and deadlines only once it has a connection. */
function unlessStopped<T>(sending: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  return Promise.race([sending, promise])
}

/**
 * Undici frees a connection one turn of the event loop after the answer. A request that is sent sooner would get a new connection,
 * and wait two round trips for its handshake. Every request that follows from the one before would be such a request.
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
