import type { Written } from './apply.ts'
import type { Facts } from './facts.ts'
import type { ReleaseRequest } from './inputs.ts'
import type { Plan } from './plan.ts'

/** All that a run knows at its end. */
export interface Outcome {
  readonly request: ReleaseRequest
  readonly facts: Facts
  readonly plan: Plan
  /** `undefined` in a dry run. */
  readonly written: Written | undefined
  /** How many commits Sentry holds or was sent; `undefined` when that is not known (yet). */
  readonly commitCount: number | undefined
}
