/** The parts of undici that a run needs. The package's whole index, with mocks, caches and more, takes twice the time to load. */

declare module 'undici/index-fetch.js' {
  export { EnvHttpProxyAgent, fetch } from 'undici'
}

declare module 'undici/lib/core/connect.js' {
  import type { buildConnector } from 'undici'
  const connectorFor: typeof buildConnector
  export default connectorFor
}

declare module 'undici/lib/core/errors.js' {
  import type { errors } from 'undici'
  export const { BodyTimeoutError, HeadersTimeoutError }: typeof errors
}
