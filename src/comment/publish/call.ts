import type { Comment } from '../../github/comments.ts'
import type { Context } from '../../run/context.ts'
import type { Skipped } from '../failures.ts'
import type { BodyAfter, Writing } from './comment-text.ts'
import type { Authorship, CommentTools } from './own.ts'

/** A report to publish in a pull request. */
export interface Publication extends Writing {
  readonly pullRequest: number
  /** The head that the run is for: a newer one has a report of its own. `undefined` when the run is not for a head. */
  readonly head: string | undefined
  /** The head at the time when the files were read. */
  readonly seenHead: string | undefined
  readonly comment: 'on_issues' | 'always'
  readonly notify: 'on_worse' | 'never'
  readonly dryRun: boolean
  readonly authorship: Authorship
}

/** What became of the comment. */
export interface Published {
  readonly action: 'created' | 'updated' | 'unchanged' | 'recreated' | `skipped:${Skipped}`
  readonly comment: Comment | undefined
}

export type PublishContext = Pick<Context, 'clock' | 'serverTime' | 'random' | 'signal' | 'closing' | 'log'>

/** All that publishing one report needs. */
export interface CommentCall extends CommentTools {
  readonly publication: Publication
  readonly bodyAfter: BodyAfter
  readonly context: PublishContext
}
