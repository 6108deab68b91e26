/** Which of the simulated servers a request was sent to. */
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
  /** Parsed JSON; `{parts: [{name, filename, bytes}]}` of a multipart body; other text stays text; `null` without a body. */
  readonly body: unknown
  /** The bytes of a body that is not text. */
  readonly raw?: Buffer
  /** The body is text that is not JSON. */
  readonly malformed?: boolean
}

/** An answer: objects are sent as JSON, a text as it is, `undefined` as an empty body. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** Times come from outside, so that nothing in the simulator is random or hidden. */
export type Now = () => number
