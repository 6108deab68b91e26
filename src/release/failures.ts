import { isOneOf, type Failure, type FailureKind } from '../run/failure.ts'
import { GIT_FAILURES } from '../git/failures.ts'
import { GITHUB_FAILURES } from '../github/failures.ts'

/** The release step's own failures. Those of Maton, Sentry, GitHub and git have their own lists. */
export const RELEASE_FAILURES = {
  projectsUnclear: {
    name: 'projects-unclear',
    cause: 'No projects were given and the organization has several, or none.',
    remedy: 'Set projects (or SENTRY_PROJECT) to the slugs that the release belongs to.'
  },
  repositoryUnknown: {
    name: 'repository-unknown',
    cause: 'Sentry has no repository of this name that it can fetch commits from.',
    remedy: 'Link the repository with an integration in Sentry, correct repo, or use set_commits: github.'
  },
  repositoryMissing: {
    name: 'repository-missing',
    cause: 'The commits need a repository and a commit, and neither the event nor the inputs name them.',
    remedy: 'Set repo (owner/name) and commit.'
  },
  commitsUnread: {
    name: 'commits-unread',
    cause:
      'set_commits: auto could not read the commits, because GitHub or Sentry was down or asked to wait too long. Release and deploys are written without them.',
    remedy:
      'Run the job again to add the commits. With a checkout (fetch-depth: 0) they are read from there when GitHub is down.'
  },
  repositoryName: {
    name: 'repository-name',
    cause: 'Sentry takes commits only for repositories whose name has at most 64 characters.',
    remedy: 'Link the repository with an integration in Sentry, or use set_commits: skip.'
  },
  commitMissing: {
    name: 'commit-missing',
    cause: 'The commit is not in the repository: not pushed, mistyped, or not visible to the token.',
    remedy:
      'Check commit and repo. If they are right, the token may not see the repository: add contents: read to the permissions of the job.'
  },
  previousMissing: {
    name: 'previous-missing',
    cause:
      'The given previous commit is not in the history of the commit, or the token may not see the repository: GitHub answers both alike.',
    remedy:
      'Correct previous_commit, leave it out to have it found, or set ignore_missing: true. If it is right, add contents: read to the permissions of the job.'
  },
  rangeEmpty: {
    name: 'range-empty',
    cause: 'The given range has no commits, and set_commits: manual needs at least one.',
    remedy: 'Check previous_commit and commit, or set ignore_empty: true.'
  },
  tooManyLookups: {
    name: 'too-many-lookups',
    cause:
      'Reading the changed files costs a request to GitHub for each commit, and the range has too many commits for that.',
    remedy:
      'Use set_commits: local with a checkout (fetch-depth: 0); without paths, max_commits: 100 or commit_files: false helps, too.'
  },
  checkoutMissing: {
    name: 'checkout-missing',
    cause: 'set_commits: local needs a git checkout with its history.',
    remedy:
      'Add actions/checkout with fetch-depth: 0 before this step, or set working_directory, or use set_commits: github.'
  },
  tokenMissing: {
    name: 'token-missing',
    cause: 'The commits are to be read from GitHub, but there is no github_token.',
    remedy: 'Leave github_token at its default, or give a token with contents: read.'
  },
  releaseMissing: {
    name: 'release-missing',
    cause:
      'only leaves out the release, so it is not created, and Sentry does not have it, or the connection (or the token) does not see all of its projects.',
    remedy: 'Check the release identifier (prefix, shortened sha), or let only include release.'
  }
} as const satisfies Record<string, FailureKind>

/** Whether GitHub or the git program failed, so that another source of commits may be tried. */
export function isOfSource(error: unknown): error is Failure {
  return isOneOf(error, [...Object.values(GITHUB_FAILURES), ...Object.values(GIT_FAILURES)])
}
