import type { Context } from '../run/context.ts'
import { createTransport } from '../http/transport.ts'
import { openMaton } from '../maton/way.ts'
import type { WayAccess } from '../way/access.ts'
import { createSentry, type Sentry } from './client.ts'

/** The host that the key is meant for; another one is named in the log. */
const MATON_HOST = 'api.maton.ai'

/**
 * Opens the way to Sentry for the time of `body`. Nothing is sent before the first call.
 * @throws Failure when a proxy variable is wrong
 */
export async function withSentry<T>(
  access: WayAccess,
  context: Context,
  body: (sentry: Sentry) => Promise<T>
): Promise<T> {
  const { url, key, connection } = access
  if (url.host !== MATON_HOST) context.log.info(`Maton is reached at ${url.host}.`)
  const { env, deadlines } = context
  const transport = createTransport({
    baseUrl: url,
    setBy: 'maton_url',
    env,
    deadlines,
    opened: context.opened?.(url)
  })
  const way = openMaton({ transport, key, connection, context })
  try {
    return await body(createSentry(way))
  } finally {
    await way.close()
  }
}
