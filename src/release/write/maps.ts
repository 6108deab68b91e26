import { slugsOf } from '../../sentry/answers.ts'
import type { Context } from '../../run/context.ts'
import type { Failure } from '../../run/failure.ts'
import type { Release } from '../../sentry/answers.ts'
import type { Sentry } from '../../sentry/client.ts'
import type { Facts } from '../facts.ts'
import type { SentMaps } from '../maps/send.ts'
import type { UploadSourceMaps } from '../plan.ts'
import type { ReleaseRequest } from '../request.ts'
import { explain } from './explain.ts'

/** What the upload needs of a run. */
export interface MapsRun {
  readonly sentry: Sentry
  readonly context: Context
  readonly request: ReleaseRequest
  readonly facts: Facts
}

/**
 * Uploads the source maps of a run. A failure is returned, explained, with what was done before.
 * @param known the release as the last answer showed it
 */
export async function uploadMaps(
  write: UploadSourceMaps,
  run: MapsRun,
  known: Release | undefined
): Promise<SentMaps> {
  const { facts, request, sentry, context } = run
  if (facts.maps === undefined || request.maps === undefined) return NOTHING
  const owner = {
    organization: facts.organization,
    release: request.version,
    dist: request.maps.dist,
    projects: slugsOf(write.body.projects, known?.projects ?? [])
  }
  const [{ sendMaps }, { uploadCalls }] = await Promise.all([
    import(/* webpackChunkName: "maps" */ '../maps/send.ts'),
    import(/* webpackChunkName: "maps" */ '../maps/upload/calls.ts')
  ])
  const sent = await sendMaps(facts.maps, {
    calls: uploadCalls(sentry, owner),
    context,
    owner,
    way: sentry.uploads,
    waitMs: request.maps.waitMs
  })
  return sent.failure === undefined
    ? sent
    : { ...sent, failure: await explained(sent.failure, write, run, known) }
}

const NOTHING: SentMaps = { injected: 0, bundles: [], failure: undefined }

async function explained(
  failure: Failure,
  write: UploadSourceMaps,
  run: MapsRun,
  known: Release | undefined
): Promise<Failure> {
  return (await explain(failure, { ...run, write, known })).failure
}
