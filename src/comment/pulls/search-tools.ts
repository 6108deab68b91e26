import type { Context } from '../../run/context.ts'
import type { Repository } from '../../github/repository.ts'

/** What pull requests are looked for with. */
export interface SearchTools {
  readonly repository: Repository
  readonly context: Pick<Context, 'clock' | 'signal' | 'log'>
}
