import type { FailureKind } from '../run/failure.ts'

/** The failures of the api step that are neither Maton's nor Sentry's. */
export const API_FAILURES = {
  notConfirmed: {
    name: 'not-confirmed',
    cause:
      'An operation that creates, updates or deletes does nothing unless confirm repeats its effect and its target.',
    remedy: 'Check the target before you confirm.'
  },
  resultFile: {
    name: 'result-file',
    cause: 'The result is too large for an output, and it could not be written to a file.',
    remedy: 'Check the space in RUNNER_TEMP, or ask for less (max_pages, a narrower query).'
  }
} as const satisfies Record<string, FailureKind>
