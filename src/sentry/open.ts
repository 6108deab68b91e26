import { resolveConnection } from '../maton/connections.ts'
import { openGateway, type Gateway } from '../maton/gateway.ts'
import type { Context } from '../run/context.ts'
import { createTransport } from '../http/transport.ts'
import { createSentry, type Sentry } from './client.ts'

export interface SentryAccess {
  readonly key: string
  readonly connection: string | undefined
  readonly matonUrl: URL
}

/** Sentry as a run reaches it; `close` when the run ends, else its connections keep the process alive. */
export interface OpenSentry {
  readonly sentry: Sentry
  readonly connection: string
}

/** The host that the key is meant for; another one is named in the log. */
const MATON_HOST = 'api.maton.ai'

/**
 * Opens the gateway for the time of `body`. Nothing is sent before the first call.
 * @throws Failure when a proxy variable is wrong
 */
export async function withGateway<T>(
  access: SentryAccess,
  context: Context,
  body: (gateway: Gateway) => Promise<T>
): Promise<T> {
  if (access.matonUrl.host !== MATON_HOST) context.log.info(`Maton is reached at ${access.matonUrl.host}.`)
  const { env, deadlines } = context
  const transport = createTransport({
    baseUrl: access.matonUrl,
    setBy: 'maton_url',
    env,
    deadlines,
    opened: context.opened?.(access.matonUrl)
  })
  const gateway = openGateway({ transport, key: access.key, context })
  try {
    return await body(gateway)
  } finally {
    await gateway.close()
  }
}

/**
 * Opens Sentry over the connection that was given, or over the only active one.
 * @throws Failure when the connection is not clear
 */
export async function openSentry(gateway: Gateway, given: string | undefined): Promise<OpenSentry> {
  const connection = await resolveConnection(gateway, given)
  return { connection, sentry: createSentry({ gateway, connection }) }
}
