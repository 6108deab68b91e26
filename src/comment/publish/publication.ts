import type { Context } from '../../run/context.ts'
import type { ReportedHead } from '../pulls/head.ts'
import type { BodyAfter, Writing } from './comment-text.ts'
import type { Authorship, CommentTools } from './own.ts'

/** A report to publish in a pull request. */
export interface Publication extends Writing, ReportedHead {
  readonly comment: 'on_issues' | 'always'
  readonly notify: 'on_worse' | 'never'
  readonly dryRun: boolean
  readonly authorship: Authorship
}

export type PublishContext = Pick<Context, 'clock' | 'serverTime' | 'random' | 'signal' | 'closing' | 'log'>

/** All that publishing one report needs. */
export interface CommentCall extends CommentTools {
  readonly publication: Publication
  readonly bodyAfter: BodyAfter
  readonly context: PublishContext
}
