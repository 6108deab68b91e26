import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../gateway/errors.ts'
import { API_FAILURES } from './errors.ts'

/** GitHub takes 1 MB of outputs from a job and counts them as UTF-16, two bytes for a unit; some is left for other steps. */
export const MAX_RESULT_UNITS = 450_000

/** Where a result stands: in the output itself, or in a file when it is too large for one. */
export interface Placed {
  readonly result: string
  readonly resultFile: string
}

/**
 * Places a result.
 * @param json the JSON text, without secrets
 * @param env `RUNNER_TEMP` is the folder that the runner empties after the job
 * @throws Failure when the file cannot be written
 */
export function placeResult(json: string, env: Readonly<Record<string, string | undefined>>): Placed {
  if (json.length <= MAX_RESULT_UNITS) return { result: json, resultFile: '' }
  try {
    const folder = mkdtempSync(join(env['RUNNER_TEMP'] || tmpdir(), 'sentry-api-'))
    const resultFile = join(folder, 'result.json')
    writeFileSync(resultFile, json, { mode: 0o600 })
    return { result: '', resultFile }
  } catch (cause) {
    throw new Failure(API_FAILURES.resultFile, 'Could not write the result to a file', { cause })
  }
}
