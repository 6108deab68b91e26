import type { FailureKind } from '../run/failure.ts'

/** What can go wrong with the git program. */
export const GIT_FAILURES = {
  missing: {
    name: 'git-missing',
    cause: 'The git program is not on the PATH of the job.',
    remedy: 'Install git, or use set_commits: github.'
  },
  failed: {
    name: 'git-failed',
    cause:
      'The git program could not read the checkout. It is damaged, or it is a partial clone that lacks what is needed.',
    remedy:
      'Fetch the whole history (actions/checkout with fetch-depth: 0 and no filter), or use set_commits: github.'
  },
  tooMuch: {
    name: 'git-too-much',
    cause: 'The range of commits is too large: git printed more than 128 MiB about it.',
    remedy: 'Give previous_commit, lower max_commits, or set commit_files: false.'
  }
} as const satisfies Record<string, FailureKind>
