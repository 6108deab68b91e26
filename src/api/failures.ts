import type { FailureKind } from '../run/failure.ts'

/** The failures of the api step that are neither Maton's nor Sentry's. */
export const API_FAILURES = {
  resultFile: {
    name: 'result-file',
    cause: 'The result is too large for an output and could not be written to a file.',
    remedy: 'Check the space in RUNNER_TEMP, or ask for less (max_pages, a narrower query).'
  }
} as const satisfies Record<string, FailureKind>
