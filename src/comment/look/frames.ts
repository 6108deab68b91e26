import { WAY_FAILURES } from '../../way/failures.ts'
import { CONNECTIONS_PER_HOST } from '../../http/transport.ts'
import type { Context } from '../../run/context.ts'
import { tried } from '../../run/tried.ts'
import type { Sentry } from '../../sentry/client.ts'
import type { Frame } from '../issue.ts'
import type { ReadFrames } from '../judge/assess.ts'
import { topInAppFrame } from './decode.ts'

/** What the look-ups need. */
export interface FrameSources {
  readonly organization: string
  readonly environment: string | undefined
  readonly context: Pick<Context, 'log' | 'signal'>
}

/**
 * Reads the latest events of issues, as many at once as there are connections.
 *
 * A connection may lack the right to read events. The first refusal ends the look-ups. The issues then keep the place that the list gives.
 */
export function frameReader(
  sentry: Sentry,
  { organization, environment, context }: FrameSources
): ReadFrames {
  const frames = new Map<string, Frame | undefined>()
  let isRefused = false

  async function read(id: string): Promise<void> {
    if (isRefused) return
    const query = { environment }
    const event = await tried(
      sentry.call('get-latest-event', { organization, issue: id }, { query }),
      context
    )
    frames.set(id, event.kind === 'done' ? topInAppFrame(event.value.json) : undefined)
    if (event.kind === 'done' || event.failure.kind === WAY_FAILURES.notFound || isRefused) return
    isRefused = true
    context.log.info(`Files are shown as Sentry's list names them: ${event.failure.message}`)
  }

  return async ids => {
    const queue = ids.filter(id => !frames.has(id)).values()
    const worker = async (): Promise<void> => {
      for (const id of queue) await read(id)
    }
    await Promise.all(Array.from({ length: CONNECTIONS_PER_HOST }, worker))
    return frames
  }
}
