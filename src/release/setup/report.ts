import type { Failure } from '../../run/failure.ts'

/**
 * How a checked thing stands. `good`: as it should be. `optional`: missing, or not checked, which may be intended. `doubtful`: probably not
 * as intended. `bad`: wrong, or not readable.
 */
export type SetupSign = 'good' | 'optional' | 'doubtful' | 'bad'

/** The sign at the start of a row, in log and summary. */
export const SETUP_SIGNS: Readonly<Record<SetupSign, string>> = {
  good: '✓',
  optional: '–',
  doubtful: '⚠️',
  bad: '✗'
}

/** One row of the setup check: a thing, and what was found about it, in sentences. */
export interface SetupRow {
  readonly sign: SetupSign
  readonly what: string
  readonly found: string
  /** Whether `found` is a name and not a sentence. */
  readonly isName?: true
}

/** The result of the setup check, which only a dry run makes. */
export interface Setup {
  readonly rows: readonly SetupRow[]
  /** Why the real run would fail, if it is known. */
  readonly failure: Failure | undefined
}
