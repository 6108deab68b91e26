import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../run/failure.ts'
import { API_FAILURES } from './failures.ts'

/** GitHub takes 1 MB of outputs from a job and counts them as UTF-16, two bytes for a unit; some is left for other steps. */
export const MAX_RESULT_UNITS = 450_000

/** Linux takes 128 KiB in one environment variable, its name included: a longer output cannot be given to a script that way. */
export const MAX_VARIABLE_BYTES = 100_000

/** Where a result stands: in the output while it fits there, and in a file when it is large. */
export interface Placed {
  /** Empty when the result is too large for an output. */
  readonly result: string
  /** Path of the file; empty without one. */
  readonly resultFile: string
}

/**
 * Places a result.
 * @param json the JSON text, without secrets
 * @param env `RUNNER_TEMP` is the folder that the runner empties after the job
 * @throws Failure when it does not fit in an output and the file cannot be written
 */
export function placeResult(json: string, env: Readonly<Record<string, string | undefined>>): Placed {
  if (Buffer.byteLength(json) <= MAX_VARIABLE_BYTES) return { result: json, resultFile: '' }
  const fits = json.length <= MAX_RESULT_UNITS
  try {
    const folder = mkdtempSync(join(env['RUNNER_TEMP'] || tmpdir(), 'sentry-api-'))
    const resultFile = join(folder, 'result.json')
    writeFileSync(resultFile, json, { mode: 0o600 })
    return { result: fits ? json : '', resultFile }
  } catch (cause) {
    if (fits) return { result: json, resultFile: '' }
    throw new Failure(API_FAILURES.resultFile, 'Could not write the result to a file', { cause })
  }
}
