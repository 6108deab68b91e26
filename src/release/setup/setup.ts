import type { Failure } from '../../run/failure.ts'

/**
 * How a thing that was checked stands: as it should be; missing, which may be meant; probably not as it was meant; or not to be read,
 * or wrong.
 */
export type SetupSign = 'good' | 'optional' | 'doubtful' | 'bad'

/** How a row begins, in log and summary. */
export const SETUP_SIGNS: Readonly<Record<SetupSign, string>> = {
  good: '✓',
  optional: '–',
  doubtful: '⚠️',
  bad: '✗'
}

/** One row of the check: a thing, and what was found, in sentences. */
export interface SetupRow {
  readonly sign: SetupSign
  readonly what: string
  readonly found: string
  /** Whether `found` is a name, and no sentence. */
  readonly isName?: true
}

/** What a dry run found about the setup. */
export interface Setup {
  readonly rows: readonly SetupRow[]
  /** Why the real run could not succeed, if so. */
  readonly failure: Failure | undefined
}
