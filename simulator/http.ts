/** The simulated servers. */
export const SERVER_NAMES = ['maton', 'sentry', 'github'] as const
export type ServerName = (typeof SERVER_NAMES)[number]

/** A request as it arrived. */
export interface Request {
  readonly server: ServerName
  readonly method: string
  /** Percent-encoded, as received, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Parsed JSON; for a multipart body `{parts: [{name, filename, bytes}]}`; any other body as text; `null` without a body. */
  readonly body: unknown
  /** The bytes of a multipart body. */
  readonly raw?: Buffer
  /** Whether the body is text that is not JSON. */
  readonly malformed?: boolean
}

/** An answer. A text is sent as it is, any other body as JSON, `undefined` as an empty body. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** The time in milliseconds since the epoch. It is passed in, so that a test can set it. */
export type Now = () => number
