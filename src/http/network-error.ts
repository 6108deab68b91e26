import { isNativeError } from 'node:util/types'
import { NETWORK_CAUSES, type Certainty, type NetworkCause, type Place } from './network-causes.ts'
import { clean } from '../text/clean.ts'

export type { Certainty, Place } from './network-causes.ts'

/** What an error of the network or of the server says about its request. */
export function certaintyOf(error: unknown): Certainty {
  return causeOf(error)?.certainty ?? 'unclear'
}

/** Whether a request certainly did not reach the server: there was no connection, or none that is trusted. */
export function isUnsent(error: unknown): boolean {
  return certaintyOf(error) !== 'unclear' && !isTooLarge(error)
}

/** Whether there was an answer that is larger than what is read. */
export function isTooLarge(error: unknown): boolean {
  return causeOf(error)?.name === 'too-large'
}

/** The machine's name of an error, its own or that of the error behind it; empty when there is none. */
export function codeOf(error: unknown): string {
  if (!isNativeError(error)) return ''
  const code: unknown = 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : codeOf(error.cause)
}

/** Why there was no answer, and what to do. */
export interface Silence {
  /** A clause, such as `the host name example.com is not known`. */
  readonly happened: string
  /** `undefined` when no more is known than that there was no answer. */
  readonly remedy: string | undefined
}

/**
 * Explains an error of the network in words. The error's own text may hold an address with a password: only its code is used, the
 * host name that was looked up, and the status of a proxy.
 */
export function explainSilence(error: unknown, place: Place): Silence {
  const code = codeOf(error)
  const cause = causeOf(error)
  const inBrackets = code === '' ? '' : ` (${clean(code, 60)})`
  if (cause === undefined) return { happened: `no answer from ${place.host}${inBrackets}`, remedy: undefined }
  const { host, proxy } = place
  const scene = {
    ...place,
    code: inBrackets,
    name: textIn(error, ({ hostname }) => hostname) ?? host,
    proxyStatus: textIn(error, ({ message }) => /^Proxy response \((\d{3})\)/.exec(String(message))?.[1]),
    hostOrProxy: proxy === undefined ? host : `${host} (or the proxy in ${proxy})`,
    theProxy: proxy === undefined ? 'the proxy' : `the proxy in ${proxy}`
  }
  const remedy = cause.remedy(scene)
  const page = place.statusPage === undefined ? undefined : `See also ${place.statusPage}.`
  const more = cause.mayBeDown ? [place.note, page].filter(one => one !== undefined) : []
  return { happened: cause.happened(scene), remedy: [remedy, ...more].join(' ') }
}

function causeOf(error: unknown): NetworkCause | undefined {
  const code = codeOf(error)
  return (
    NETWORK_CAUSES.find(({ codes }) => codes.includes(code)) ??
    NETWORK_CAUSES.find(({ others }) => others?.test(code) === true)
  )
}

/** A text of an error or of one behind it. */
function textIn(
  error: unknown,
  read: (error: Readonly<Record<string, unknown>>) => unknown
): string | undefined {
  if (!isNativeError(error)) return undefined
  const found = read({ message: error.message, ...('hostname' in error ? { hostname: error.hostname } : {}) })
  return typeof found === 'string' ? clean(found, 100) : textIn(error.cause, read)
}
