import { COMMENT_CALLS } from './comments.ts'
import { COMMIT_CALLS } from './commits.ts'
import { COMPARISON_CALLS } from './compare.ts'
import { PULL_CALLS } from './pulls.ts'
import { REPOSITORY_CALLS } from './repository.ts'
import { GRAPHQL_CALLS, VIEWER_CALLS } from './viewer.ts'

/**
 * Every kind of request that may be sent to GitHub: its route, what a good answer holds, the permission that it needs. Each file
 * has the rows of its own calls; tests go over all of them here.
 */
export const GITHUB_CALLS = {
  ...REPOSITORY_CALLS,
  ...COMPARISON_CALLS,
  ...COMMIT_CALLS,
  ...PULL_CALLS,
  ...COMMENT_CALLS,
  ...GRAPHQL_CALLS,
  ...VIEWER_CALLS
} as const
