import type { Failure } from '../../run/failure.ts'
import type { Share } from './share.ts'

/** The sessions of one release in the window, the environment and the projects that were asked for. */
export interface Numbers {
  readonly sessions: number
  /** 0 also when sessions have no user id. */
  readonly users: number
  /** `undefined` without sessions, and when the server tells neither the rate nor the statuses. */
  readonly crashFreeSessions: Share | undefined
  /** `undefined` without users. */
  readonly crashFreeUsers: Share | undefined
  /** Whether the server knows the rate of users. */
  readonly tellsUsers: boolean
  /** Sessions that are not healthy; `undefined` when the statuses were not asked for. */
  readonly errorRate: Share | undefined
  /** `undefined` also when the server does not have the status. */
  readonly unhandledRate: Share | undefined
}

/** A release without sessions. */
export const NO_SESSIONS: Numbers = {
  sessions: 0,
  users: 0,
  crashFreeSessions: undefined,
  crashFreeUsers: undefined,
  tellsUsers: true,
  errorRate: undefined,
  unhandledRate: undefined
}

/** The release to compare with. */
export interface Previous {
  readonly release: string
  readonly numbers: Numbers
}

/** What was read of the health of a release. */
export interface HealthFacts {
  /** Whether Sentry knows the environment. */
  readonly isEnvironmentKnown: boolean
  readonly numbers: Numbers
  /** `none`: there is none; `undefined`: not looked for. */
  readonly previous: Previous | 'none' | undefined
  /** `none`: nobody has sessions; `undefined`: not asked for. */
  readonly adoption: Share | 'none' | undefined
  /** ISO 8601: the window. */
  readonly start: string | undefined
  readonly end: string | undefined
  /** Parts that could not be read. */
  readonly failures: {
    readonly statuses?: Failure
    readonly previous?: Failure
    readonly adoption?: Failure
  }
}

/** One look at the health of a release. */
export type HealthLook =
  | { readonly kind: 'read'; readonly facts: HealthFacts }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** The sessions that a look saw: none when it failed. */
export function sessionsSeen(look: HealthLook | undefined): number {
  return look?.kind === 'read' ? look.facts.numbers.sessions : 0
}
