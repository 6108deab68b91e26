import type { Context } from '../run/context.ts'
import type { Place } from '../http/network-error.ts'
import { createTransport } from '../http/transport.ts'
import { DIRECT_FAILURES } from '../direct/failures.ts'
import { openDirect } from '../direct/way.ts'
import { MATON_FAILURES } from '../maton/failures.ts'
import { openMaton } from '../maton/way.ts'
import type { FailureKind } from '../run/failure.ts'
import { code } from '../text/markdown.ts'
import { capitalized } from '../text/names.ts'
import { isSaas } from '../way/saas.ts'
import type { ChosenWay } from '../way/chosen.ts'
import { WAY_FAILURES } from '../way/failures.ts'
import type { Way } from '../way/way.ts'
import { createSentry, type Sentry } from './client.ts'

/** How a run reaches Sentry, and which organization it means, if the inputs say so. */
export interface Reached {
  readonly way: ChosenWay
  readonly organization: string | undefined
}

/**
 * Opens the way to Sentry for the time of `body`, and says which one it is. Nothing is sent before the first call.
 * @throws Failure when a proxy variable is wrong
 */
export async function withSentry<T>(
  reached: Reached,
  context: Context,
  body: (sentry: Sentry) => Promise<T>
): Promise<T> {
  const { log } = context
  const way = open(reached.way, context)
  try {
    log.info(firstLine(way, reached))
    for (const { level, text } of reached.way.remarks) log[level](text)
    return await body(createSentry(way))
  } finally {
    await way.close()
  }
}

/** The only place that chooses between the ways. */
function open(chosen: ChosenWay, context: Context): Way {
  const { env, deadlines } = context
  const { url } = chosen
  const common = { baseUrl: url, env, deadlines, opened: context.opened?.(url) }
  return chosen.kind === 'maton'
    ? openMaton({ ...chosen, transport: createTransport({ ...common, setBy: 'maton_url' }), context })
    : openDirect(chosen, createTransport({ ...common, setBy: chosen.urlFrom, ...placeOf(url) }), context)
}

function placeOf(url: URL): Pick<Place, 'statusPage' | 'note'> {
  return isSaas(url)
    ? { statusPage: 'https://status.sentry.io' }
    : { note: 'A Sentry in a private network is reached only by a runner that is in it.' }
}

/** How it shows on any way that the server is down, or that what is behind it no longer works. */
export const SERVER_DOWN: readonly FailureKind[] = [
  WAY_FAILURES.unavailable,
  MATON_FAILURES.authorizationExpired
]

/** How it shows that this Sentry does not know a route. Through Maton such an answer may be Maton's own, and says nothing of Sentry. */
export const ROUTE_UNKNOWN: readonly FailureKind[] = [DIRECT_FAILURES.routeUnknown]

/** On which way Sentry was reached, as a line of a job summary. */
export function wayLine({ words }: Pick<Sentry, 'words'>): string {
  const by = words.token === undefined ? '' : `, ${words.token}`
  return `Way: ${code(`${words.way}${by}`, 300)}`
}

/** Such as `Directly to https://sentry.example.com, organization acme (organization token).` */
function firstLine({ words }: Way, { organization }: Reached): string {
  const whose = organization === undefined ? '' : `, organization ${organization}`
  const by = words.token === undefined ? '' : ` (${words.token})`
  return `${capitalized(words.way)}${whose}${by}.`
}
