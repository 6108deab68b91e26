import type { FailureKind } from '../run/failure.ts'

/** The failures of the gate, and of the release health that it asks for. */
export const GATE_FAILURES = {
  failed: {
    name: 'gate-failed',
    cause:
      'A condition of fail_on holds. The release has more issues, or worse health, than the gate allows.',
    remedy: 'Look at the issues in the report. Then fix them or roll back.'
  },
  notTold: {
    name: 'health-not-told',
    cause:
      'A condition of fail_on needs a number that this Sentry does not have. Old self-hosted servers have no crash-free rate of users.',
    remedy: 'Use crash_free_sessions or error_rate, or update Sentry to 24.4 or later.'
  }
} as const satisfies Record<string, FailureKind>
