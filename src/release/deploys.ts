import { Failure, GATEWAY_FAILURES } from '../gateway/errors.ts'
import type { Context } from '../gateway/run.ts'
import type { Sentry } from '../sentry/client.ts'
import { decodeDeploy, type Deploy } from '../sentry/decode.ts'
import { textOf } from '../text/json.ts'
import type { Write } from './plan.ts'

/** What became of one deploy. `hidden`: the answer was lost, and the list does not tell whether it was recorded. */
export type DeployResult =
  | { readonly kind: 'recorded'; readonly deploy: Deploy }
  | { readonly kind: 'hidden'; readonly environment: string }

/** After a lost answer it is looked, and at most so often tried again. */
const MAX_TRIES = 4
const FIRST_PAUSE_MS = 1_000

export interface DeployTools {
  readonly sentry: Sentry
  readonly context: Pick<Context, 'clock' | 'signal' | 'log'>
  readonly organization: string
  readonly version: string
}

/**
 * Records one deploy, exactly once. Sentry makes another deploy of each request, so after a lost answer the list of deploys is
 * read before another try.
 * @throws Failure when Sentry refuses it, or when after all tries it is not known
 */
export async function recordDeploy(write: Write, tools: DeployTools): Promise<DeployResult> {
  const { sentry, context, organization, version } = tools
  const environment = textOf(write.body['environment']) ?? ''
  for (let number = 1; ; number += 1) {
    try {
      const { json } = await sentry.call('create-deploy', { organization, version }, { body: write.body })
      return { kind: 'recorded', deploy: decodeDeploy(json) }
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== GATEWAY_FAILURES.unclear || number >= MAX_TRIES)
        throw error
      context.log.info(`${error.message}. Looking whether the deploy to ${environment} was recorded.`)
    }
    // a request whose answer was lost may still be at work
    await context.clock.sleep(FIRST_PAUSE_MS * 2 ** (number - 1), context.signal)
    const found = await find(write, tools)
    if (found !== undefined) return found
  }
}

/**
 * Looks for the deploy in the list, which shows only the last one of each project and environment: a later one of someone else
 * may hide ours.
 */
async function find(
  write: Write,
  { sentry, organization, version }: DeployTools
): Promise<DeployResult | undefined> {
  const environment = textOf(write.body['environment']) ?? ''
  const finished = Date.parse(textOf(write.body['dateFinished']) ?? '')
  let hidden = false
  for await (const page of sentry.pages('list-release-deploys', { organization, version })) {
    for (const deploy of page.rows.map(decodeDeploy)) {
      if (deploy.environment !== environment) continue
      const listed = Date.parse(deploy.dateFinished ?? '')
      const isOurs =
        listed === finished && deploy.name === write.body['name'] && deploy.url === write.body['url']
      if (isOurs) return { kind: 'recorded', deploy }
      if (listed >= finished) hidden = true
    }
  }
  return hidden ? { kind: 'hidden', environment } : undefined
}
