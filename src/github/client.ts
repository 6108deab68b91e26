import { createTransport, type Transport, type TransportOptions } from '../http/transport.ts'
import type { Context } from '../run/context.ts'
import { CANCELLED, Failure } from '../run/failure.ts'
import { repositoryName } from '../text/repository.ts'
import type { Event } from '../event/event.ts'
import { openRepository, type Repository } from './repository.ts'

/** GitHub as a run reaches it. */
export interface Github {
  /** A repository by `owner/name`; `undefined` without a token, or when the name is none of GitHub's. */
  repository(fullName: string): Repository | undefined
  /** Opens the connection for the first call early, while the run waits for something else. */
  connect(): void
}

/**
 * Opens GitHub for the time of `body`, with the same deadlines and proxies as the way to Sentry. Nothing is sent before the first call, and calls
 * that are still under way at the end are given up.
 * @throws Failure when a proxy variable is wrong
 */
export async function withGithub<T>(
  { token, server, context }: { token: string | undefined; server: Event['server']; context: Context },
  body: (github: Github) => Promise<T>
): Promise<T> {
  if (token === undefined || !URL.canParse(server.apiUrl))
    return body({ repository: () => undefined, connect: () => undefined })
  const opened = context.opened?.(new URL(server.apiUrl))
  const transport = githubTransport(server.apiUrl, { ...context, opened })
  const closed = new AbortController()
  const open = {
    ...context,
    signal: AbortSignal.any([context.signal, closed.signal]),
    closing: AbortSignal.any([context.closing, closed.signal])
  }
  try {
    return await body({
      connect: () => transport.open(),
      repository: repositories(token, { server, context: open, transport })
    })
  } finally {
    // a call that still waits would keep the process alive after another one has failed
    closed.abort(new Failure(CANCELLED, 'The run is over'))
    await transport.close()
  }
}

/** The way to GitHub's API. Enterprise Servers are not on GitHub's status page. */
export function githubTransport(
  apiUrl: string,
  { env, deadlines, opened }: Pick<TransportOptions, 'env' | 'deadlines' | 'opened'>
): Transport {
  const { origin, hostname } = new URL(apiUrl)
  const statusPage = /(^|\.)github\.com$/.test(hostname) ? 'https://www.githubstatus.com' : undefined
  return createTransport({
    baseUrl: new URL(origin),
    setBy: 'GITHUB_API_URL',
    statusPage,
    env,
    deadlines,
    opened
  })
}

function repositories(
  token: string,
  { server, context, transport }: { server: Event['server']; context: Context; transport: Transport }
): Github['repository'] {
  const opened = new Map<string, Repository>()
  const { url: serverUrl, apiUrl, graphqlUrl } = server
  return fullName => {
    const named = repositoryName(fullName)
    if (named === undefined) return undefined
    // one for the whole run: its calls share the limits of rate and waiting
    const known = opened.get(fullName)
    const repository =
      known ?? openRepository({ ...named, serverUrl, apiUrl, graphqlUrl, token, context, transport })
    opened.set(fullName, repository)
    return repository
  }
}
