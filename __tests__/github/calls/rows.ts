import { COMMENT_CALLS } from '../../../src/github/comments.ts'
import { COMMIT_CALLS } from '../../../src/github/commits.ts'
import { COMPARISON_CALLS } from '../../../src/github/compare.ts'
import { PULL_CALLS } from '../../../src/github/pulls.ts'
import { REPOSITORY_CALLS } from '../../../src/github/repository.ts'
import { GRAPHQL_CALLS } from '../../../src/github/graphql.ts'
import { VIEWER_CALLS } from '../../../src/github/viewer.ts'

/**
 * Every kind of request that may be sent to GitHub: its route, what a good answer holds, the permission that it needs. In `src/github/`
 * each file has the rows of its own calls.
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
