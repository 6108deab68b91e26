import { isNativeError } from 'node:util/types'

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

/**
 * What an error of the network or of the server says about the request: `not-sent` if it certainly did not reach the server, `unclear`
 * if it may have been carried out, `hopeless` if another try would end the same way.
 */
export type Certainty = 'not-sent' | 'unclear' | 'hopeless'

export function certaintyOf(error: Error): Certainty {
  const code = codeOf(error)
  if (HOPELESS.has(code) || CERTIFICATE.test(code)) return 'hopeless'
  return NOT_SENT.has(code) ? 'not-sent' : 'unclear'
}

/** The machine's name of an error, its own or that of the error behind it; empty when there is none. */
export function codeOf(error: unknown): string {
  if (!isNativeError(error)) return ''
  const code: unknown = 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : codeOf(error.cause)
}
