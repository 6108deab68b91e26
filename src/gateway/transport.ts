import { isNativeError } from 'node:util/types'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { EnvHttpProxyAgent, errors, fetch, type Dispatcher, type RequestInit, type Response } from 'undici'
import { Failure, GATEWAY_FAILURES } from './errors.ts'

/** How long each part of a request may take, in milliseconds, and how large an answer may be, in bytes. */
export interface Deadlines {
  readonly connectMs: number
  readonly headersMs: number
  readonly bodyMs: number
  readonly maxBytes: number
}

export const DEADLINES: Deadlines = {
  connectMs: 10_000,
  headersMs: 30_000,
  bodyMs: 60_000,
  maxBytes: 20 * 1024 * 1024
}

/** More than six at once cost more in handshakes than they save. */
const CONNECTIONS_PER_HOST = 6

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

/**
 * What came of one request. Without an answer: `not-sent` if it certainly did not reach the server, `unclear` if it may have been
 * carried out, `hopeless` if another try would end the same way.
 */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | {
      readonly kind: 'no-answer'
      readonly certainty: 'not-sent' | 'unclear' | 'hopeless'
      readonly error: Error
    }

export interface Transport {
  /** Sends one request to the configured host. Never throws for what the network or the server does; rejects when `signal` aborts. */
  send(request: Request, signal: AbortSignal): Promise<Outcome>
  close(): Promise<void>
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
  if (isLoopback(url)) return none
  const scheme = url.protocol === 'https:' ? 'https' : 'http'
  const name = `${scheme}_proxy`
  const given = env[name] || env[name.toUpperCase()] || ''
  if (given === '') return none
  const proxy = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`
  if (!URL.canParse(proxy)) {
    throw new Failure(GATEWAY_FAILURES.proxy, `the proxy in ${name} is not an address`)
  }
  return {
    httpProxy: scheme === 'http' ? proxy : '',
    httpsProxy: scheme === 'https' ? proxy : '',
    noProxy: env['no_proxy'] || env['NO_PROXY'] || ''
  }
}

function createDispatcher(url: URL, env: Environment, deadlines: Deadlines): Dispatcher {
  const settings = proxySettings(url, env)
  try {
    return new EnvHttpProxyAgent({
      ...settings,
      allowH2: false,
      connections: CONNECTIONS_PER_HOST,
      connect: { timeout: deadlines.connectMs },
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
  readonly deadlines?: Deadlines
}

/**
 * The only way to the gateway: one dispatcher for the run, which keeps connections alive, honours the proxy variables and follows
 * no redirect.
 * @throws Failure when a proxy variable is not an address
 */
export function createTransport({ baseUrl, env, deadlines = DEADLINES }: TransportOptions): Transport {
  const dispatcher = createDispatcher(baseUrl, env, deadlines)
  const prefix = baseUrl.pathname.replace(/\/+$/, '')

  async function exchange(request: Request, signal: AbortSignal): Promise<Answer> {
    const body = request.body
    const sent = await dispatcher.request({
      origin: baseUrl.origin,
      path: prefix + request.path,
      method: request.method,
      headers: { 'user-agent': USER_AGENT, accept: 'application/json', ...request.headers },
      signal,
      ...(body === undefined ? {} : { body })
    })
    const headers = plainHeaders(sent.headers)
    const late = AbortSignal.timeout(deadlines.bodyMs)
    const stop = (): void => void sent.body.destroy(new errors.BodyTimeoutError())
    late.addEventListener('abort', stop, { once: true })
    try {
      const bytes = Buffer.from(await sent.body.arrayBuffer())
      return {
        status: sent.statusCode,
        headers,
        text: decoded(bytes, headers['content-encoding'], deadlines.maxBytes)
      }
    } finally {
      late.removeEventListener('abort', stop)
    }
  }

  return {
    async send(request, signal) {
      signal.throwIfAborted()
      try {
        return { kind: 'answer', answer: await exchange(request, signal) }
      } catch (error) {
        signal.throwIfAborted()
        return noAnswer(error)
      }
    },
    close: () => dispatcher.destroy()
  }
}

/** What the GitHub client needs of `fetch`. */
export type Fetch = (input: string | URL, init?: RequestInit) => Promise<Response>

/**
 * A `fetch` for another host of the run, with the gateway's deadlines and proxies.
 * @throws Failure when a proxy variable is not an address
 */
export function createFetch({ baseUrl, env, deadlines = DEADLINES }: TransportOptions): {
  readonly fetch: Fetch
  readonly close: () => Promise<void>
} {
  const dispatcher = createDispatcher(baseUrl, env, deadlines)
  return { fetch: (input, init) => fetch(input, { ...init, dispatcher }), close: () => dispatcher.destroy() }
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

const UNPACK = new Map([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync]
])

/** No encoding is asked for, but proxies add some, and some unpack the body and keep the header: then the bytes are the text. */
function decoded(bytes: Buffer, encoding: string | undefined, maxBytes: number): string {
  const unpack = UNPACK.get((encoding ?? '').trim().toLowerCase())
  if (unpack === undefined) return bytes.toString('utf8')
  try {
    return unpack(bytes, { maxOutputLength: maxBytes }).toString('utf8')
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw error
    return bytes.toString('utf8')
  }
}

/** Errors before the request was on its way, and errors that repeat themselves. The names are undici's and Node's. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_ABORTED'
])
const HOPELESS = new Set([
  'UND_ERR_RES_EXCEEDED_MAX_SIZE',
  'ERR_BUFFER_TOO_LARGE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED'
])
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/

function noAnswer(thrown: unknown): Outcome {
  const error = isNativeError(thrown) ? thrown : new Error(String(thrown))
  const code = codeOf(error)
  if (HOPELESS.has(code) || CERTIFICATE.test(code)) return { kind: 'no-answer', certainty: 'hopeless', error }
  return { kind: 'no-answer', certainty: NOT_SENT.has(code) ? 'not-sent' : 'unclear', error }
}

/** The machine's name of an error, its own or that of the error behind it; empty when there is none. */
export function codeOf(error: unknown): string {
  if (!isNativeError(error)) return ''
  const code: unknown = 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : codeOf(error.cause)
}
