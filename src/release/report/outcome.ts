import type { Written } from '../write/apply.ts'
import type { Failure } from '../../run/failure.ts'
import type { Facts } from '../facts.ts'
import type { ReleaseRequest } from '../inputs.ts'
import type { Plan } from '../plan.ts'

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

/** Why a run is not complete, or in a dry run would not be. */
export function failureOf({ facts, written }: Pick<Outcome, 'facts' | 'written'>): Failure | undefined {
  const { association } = facts
  return written?.failure ?? (association.kind === 'unread' ? association.failure : undefined)
}
