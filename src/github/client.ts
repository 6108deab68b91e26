import { Failure } from '../run/failure.ts'
import { GATEWAY_FAILURES } from '../maton/failures.ts'
import type { Context } from '../run/context.ts'
import { createFetch, DEADLINES, proxyVariableFor, type Fetch } from '../http/transport.ts'
import { repositoryName } from '../text/names.ts'
import type { Event } from '../event/event.ts'
import { openRepository, type Repository } from './repository.ts'

/** GitHub as a run reaches it. */
export interface Github {
  /** A repository by `owner/name`; `undefined` without a token, or when the name is none of GitHub's. */
  repository(fullName: string): Repository | undefined
  /** Opens a connection ahead of the first call: for runs that have something else to wait for before. */
  connect(): void
}

/**
 * Opens GitHub for the time of `body`, with the gateway's deadlines and proxies. Nothing is sent before the first call, and calls
 * that are still under way at the end are given up.
 * @throws Failure when a proxy variable is wrong
 */
export async function withGithub<T>(
  { token, server, context }: { token: string | undefined; server: Event['server']; context: Context },
  body: (github: Github) => Promise<T>
): Promise<T> {
  if (token === undefined || !URL.canParse(server.apiUrl))
    return body({ repository: () => undefined, connect: () => undefined })
  const { env, deadlines } = context
  const baseUrl = new URL(server.apiUrl)
  const connection = createFetch({ baseUrl, env, deadlines })
  const proxy = proxyVariableFor(baseUrl, env)
  const closed = new AbortController()
  const open = {
    ...context,
    signal: AbortSignal.any([context.signal, closed.signal]),
    closing: AbortSignal.any([context.closing, closed.signal])
  }
  try {
    return await body({
      connect: () => connection.open(),
      repository: repositories(token, { server, context: open, fetch: connection.fetch, proxy })
    })
  } finally {
    // what still waits would keep the process alive when a request beside it has failed
    closed.abort(new Failure(GATEWAY_FAILURES.cancelled, 'The run is over'))
    await connection.close()
  }
}

function repositories(
  token: string,
  {
    server,
    context,
    fetch,
    proxy
  }: { server: Event['server']; context: Context; fetch: Fetch; proxy: string | undefined }
): Github['repository'] {
  const opened = new Map<string, Repository>()
  return fullName => {
    const named = repositoryName(fullName)
    if (named === undefined) return undefined
    const { url: serverUrl, apiUrl, graphqlUrl } = server
    const addresses = { serverUrl, apiUrl, graphqlUrl }
    const { maxBytes, callMs } = context.deadlines ?? DEADLINES
    // one for the run: the limits on rate and waiting are those of the value
    const known = opened.get(fullName)
    const repository =
      known ?? openRepository({ ...context, ...addresses, ...named, token, fetch, proxy, maxBytes, callMs })
    opened.set(fullName, repository)
    return repository
  }
}
