import { readReleaseRequest } from './inputs.ts'
import { RELEASE_OUTPUTS } from './report/outputs.ts'
import type { ReleaseRequest } from './request.ts'
import { runRelease } from './run.ts'

/** The longest run without an upload. */
const USUAL_MS = 10 * 60_000
/** A bundle packs to about 256 MiB, in pieces of 2 MiB that may take many seconds each. */
const UPLOAD_MS = 50 * 60_000

/** The release step, as the frame runs it. */
export const releaseStep = {
  title: 'Sentry release',
  outputs: RELEASE_OUTPUTS,
  read: readReleaseRequest,
  deadlineMs: ({ maps }: ReleaseRequest): number =>
    maps === undefined ? USUAL_MS : USUAL_MS + UPLOAD_MS + maps.waitMs,
  onError: (request: ReleaseRequest): 'fail' | 'warn' => request.access.onError,
  run: runRelease
}
