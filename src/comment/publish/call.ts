import type { Comment } from '../../github/comments.ts'
import type { Context } from '../../run/context.ts'
import type { Skipped } from '../failures.ts'
import type { Authorship, CommentTools } from './own.ts'
import type { Sequence } from './state.ts'
import type { Rendering } from '../report/render.ts'
import type { Report } from '../report/report.ts'

/** A report that is to stand in a pull request. */
export interface Publication {
  readonly pullRequest: number
  /** The head that the run is for: a newer one has a report of its own. `undefined` when the run is not for a head. */
  readonly head: string | undefined
  /** The head as it was when the files were read. */
  readonly seenHead: string | undefined
  /** Its changes are those since the comment that it replaces. */
  readonly report: Report
  readonly sequence: Sequence
  readonly key: string
  readonly style: Rendering['style']
  readonly comment: 'on_issues' | 'always'
  readonly notify: 'on_worse' | 'never'
  readonly dryRun: boolean
  readonly authorship: Authorship
  /** Takes the run's secrets out of a text. */
  readonly redact: (text: string) => string
}

/** What became of the comment. */
export interface Published {
  readonly action: 'created' | 'updated' | 'unchanged' | 'recreated' | `skipped:${Skipped}`
  readonly comment: Comment | undefined
}

export type PublishContext = Pick<Context, 'clock' | 'serverTime' | 'random' | 'signal' | 'closing' | 'log'>

export interface CommentCall extends CommentTools {
  readonly publication: Publication
  readonly context: PublishContext
}
