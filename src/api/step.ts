import { readApiRequest } from './inputs.ts'
import type { ApiRequest } from './request.ts'
import { API_OUTPUTS } from './report.ts'
import { runApi } from './run.ts'

/** The api step, as the frame runs it. */
export const apiStep = {
  title: 'Sentry API',
  outputs: API_OUTPUTS,
  read: readApiRequest,
  deadlineMs: (): number => 10 * 60_000,
  onError: (request: ApiRequest): 'fail' | 'warn' => request.access.onError,
  run: runApi
}
