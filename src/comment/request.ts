import type { Access } from '../actions/access/access.ts'
import type { Event } from '../event/event.ts'
import type { HealthRequest } from './health/request.ts'
import type { Kind, IssueLevel } from './issue.ts'
import type { Gate } from './judge/gate.ts'
import type { SkipReason } from './published.ts'
import type { Details } from './report/report.ts'

/** Which pull requests get the report. */
export type WantedPulls =
  | { readonly kind: 'auto' }
  | { readonly kind: 'none' }
  | { readonly kind: 'numbers'; readonly numbers: readonly number[] }

/** Why a run has nothing to report on. */
export interface Nothing {
  readonly why: string
  readonly skipped: Extract<SkipReason, 'not-happened' | 'no-pull-request'>
}

/** All that a run of the comment step was asked for, complete and checked. */
export interface CommentRequest {
  readonly access: Access
  readonly event: Event
  readonly version: string
  /** Tags that the release may be named after. Empty if it is named after the commit. */
  readonly tagNames: readonly string[]
  /** Why there is nothing to report on, if so: what the event is about did not happen, or it has no commit. */
  readonly nothing: Nothing | undefined
  /** `undefined` for all of them. */
  readonly environment: string | undefined
  readonly pulls: WantedPulls
  readonly maxPulls: number
  readonly include: readonly Kind[]
  readonly minLevel: IssueLevel | undefined
  /** Further search terms, as given. */
  readonly further: string | undefined
  readonly maxIssues: number
  readonly waitMs: number
  readonly intervalMs: number
  readonly comment: 'on_issues' | 'always' | 'never'
  readonly notify: 'on_worse' | 'never'
  readonly key: string
  readonly details: Details | 'auto'
  /** `auto`: in private repositories. */
  readonly annotate: boolean | 'auto'
  readonly gate: Gate | undefined
  readonly health: HealthRequest
}
