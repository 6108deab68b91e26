import type { OutputValue, Result } from '../run/context.ts'
import type { Log } from '../run/log.ts'
import { isRecord, parseExact } from '../text/json.ts'
import { redactJson, type Redact } from '../text/secrets/redact.ts'
import type { Runner } from './runner.ts'

/** GitHub: a job summary over 1 MiB is dropped as a whole; outputs are limited to 1 MB for a job, estimated in UTF-16. */
const MAX_SUMMARY_BYTES = 1_000_000
const MAX_OUTPUT_UNITS = 500_000

/** Where the results of a run go, and how secrets are taken out of them. */
export interface Destination {
  readonly runner: Runner
  readonly redact: Redact
  readonly log: Log
}

/** Writes the job summary. If that fails, the run goes on: its work is done. */
export async function writeSummary(markdown: string, { runner, redact, log }: Destination): Promise<void> {
  const fits = Buffer.byteLength(markdown) <= MAX_SUMMARY_BYTES
  try {
    await runner.summarize(
      redact(
        fits ? markdown : 'The summary was too long to be shown; the outputs and the log have everything.'
      )
    )
  } catch (error) {
    log.notice(`The job summary could not be written: ${String(error)}`)
  }
}

/** Writes the outputs without secrets. An output beyond GitHub's limit is left empty, with a warning. The others are written. */
export function writeOutputs(outputs: Result['outputs'], { runner, redact, log }: Destination): void {
  let units = 0
  for (const [name, value] of Object.entries(outputs)) {
    const safe = redacted(value, redact)
    const size = String(safe).length
    if (units + size > MAX_OUTPUT_UNITS) {
      log.warning(`The output ${name} is left empty: GitHub allows 1 MB for all outputs of a job.`)
      runner.setOutput(name, '')
    } else {
      units += size
      runner.setOutput(name, safe)
    }
  }
}

/** Secrets are taken out of the texts in JSON, never out of its brackets and commas: it stays JSON. */
function redacted(value: OutputValue, redact: Redact): string | number | boolean {
  if (value === undefined) return ''
  if (typeof value === 'object') return JSON.stringify(redactJson(value, redact))
  if (typeof value !== 'string') return value
  const safe = redact(value)
  const json = safe === value ? undefined : parseExact(value)
  return isRecord(json) || Array.isArray(json) ? JSON.stringify(redactJson(json, redact)) : safe
}
