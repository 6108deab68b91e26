import { WAY_FAILURES } from '../../../way/failures.ts'
import { refusalBehind } from '../../../way/refusals.ts'
import { Failure, isOneOf } from '../../../run/failure.ts'
import type { Sentry } from '../../../sentry/client.ts'
import { ROUTE_UNKNOWN } from '../../../sentry/open.ts'
import { at, listAt, numberAt, textAt } from '../../../text/json.ts'
import type { BundleOwner } from '../bundle/bundle.ts'
import { MAPS_FAILURES } from '../failures.ts'
import { chunkBody } from './multipart.ts'
import type { Assembly, UploadCalls, UploadOptions } from './upload.ts'

/** Makes the calls of an upload for a release. Chunks go to the address of all other calls, never to the one that an answer names. */
export function uploadCalls(
  sentry: Sentry,
  { organization, release, projects, dist }: BundleOwner
): UploadCalls {
  return {
    async options() {
      try {
        return decodeOptions((await sentry.call('get-upload-options', { organization })).json)
      } catch (error) {
        throw isUnsupported(error)
          ? new Failure(MAPS_FAILURES.unsupported, error.message, { cause: error })
          : unlessClosed(error, [...CLOSED, FORBIDDEN])
      }
    },
    async assemble({ checksum, chunks }) {
      const body = {
        checksum,
        chunks: chunks.map(({ sha1 }) => sha1),
        projects,
        version: release,
        ...(dist === undefined ? {} : { dist })
      }
      try {
        return decodeAssembly((await sentry.call('upload-source-maps', { organization }, { body })).json)
      } catch (error) {
        throw unlessClosed(error, [...CLOSED, FORBIDDEN])
      }
    },
    async sendChunk(chunk, content, options) {
      try {
        await sentry.call('upload-chunk', { organization }, { body: chunkBody(chunk, content, options) })
        return { kind: 'taken' }
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        if (error.message.includes('Checksum mismatch'))
          throw new Failure(MAPS_FAILURES.changed, error.message, { cause: error })
        if (mayFitSmaller(error)) return { kind: 'refused', failure: error }
        throw unlessClosed(error, CLOSED)
      }
    }
  }
}

/** The release is there, so its organization is known: what is missing is the route. */
function isUnsupported(error: unknown): error is Failure {
  const { notFound, empty404 } = WAY_FAILURES
  return isOneOf(error, [notFound, empty404, ...ROUTE_UNKNOWN])
}

/** What something before Sentry answers to a route that it does not pass on. */
const CLOSED = [404, 405, 501]
/** For a piece of a file it may mean the size, too. */
const FORBIDDEN = 403

/** @param statuses those that mean, in another form than Sentry's, that the route is closed in every size */
function unlessClosed(error: unknown, statuses: readonly number[]): unknown {
  if (!(error instanceof Failure)) return error
  const refusal = refusalBehind(error)
  const isClosed = refusal !== undefined && !refusal.isBySentry && statuses.includes(refusal.status)
  return isClosed ? new Failure(MAPS_FAILURES.refused, error.message, { cause: error }) : error
}

/** What something on the way says to a body that it does not take. What Sentry itself refuses, it refuses in every size. */
const OF_THE_WAY = new Set([400, 403, 415])

function mayFitSmaller(failure: Failure): boolean {
  const refusal = refusalBehind(failure)
  if (refusal === undefined) return false
  const { status, isBySentry } = refusal
  return status === 413 || (!isBySentry && (OF_THE_WAY.has(status) || status >= 500))
}

function decodeOptions(json: unknown): UploadOptions {
  const accept = listAt(json, ['accept'])
  return {
    chunkSize: numberAt(json, 'chunkSize') ?? 0,
    takesGzip: listAt(json, ['compression']).includes('gzip'),
    takesBundles: accept.includes('artifact_bundles') || accept.includes('artifact_bundles_v2'),
    maxFileBytes: numberAt(json, 'maxFileSize') || Number.POSITIVE_INFINITY,
    concurrency: numberAt(json, 'concurrency') || 1
  }
}

const STATES = ['created', 'assembling', 'ok'] as const

/** A state that is not known counts as in work: it is asked again. */
function decodeAssembly(json: unknown): Assembly {
  const state = at(json, 'state')
  if (state === 'not_found') return { state, missing: listAt(json, ['missingChunks']).map(String) }
  if (state === 'error') return { state, detail: textAt(json, 'detail') ?? 'it does not say why' }
  return { state: STATES.find(one => one === state) ?? 'assembling' }
}
