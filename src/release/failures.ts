import { isOneOf, type Failure, type FailureKind } from '../run/failure.ts'
import { GIT_FAILURES } from '../git/failures.ts'
import { GITHUB_FAILURES } from '../github/failures.ts'

/** The release step's own failures. Those of Maton, Sentry, GitHub and git have their own lists. */
export const RELEASE_FAILURES = {
  projectsUnclear: {
    name: 'projects-unclear',
    cause: 'projects was not given, and the organization has several projects or none.',
    remedy: 'Set projects (or SENTRY_PROJECT) to the slugs that the release belongs to.'
  },
  repositoryUnknown: {
    name: 'repository-unknown',
    cause: 'Sentry cannot fetch commits from a repository of this name.',
    remedy: 'Link the repository with an integration in Sentry, correct repo, or use set_commits: github.'
  },
  repositoryMissing: {
    name: 'repository-missing',
    cause: 'Commits need a repository and a newest commit. Neither the event nor the inputs name them.',
    remedy: 'Set repo (owner/name) and commit.'
  },
  commitsUnread: {
    name: 'commits-unread',
    cause:
      'set_commits: auto could not read the commits: GitHub or Sentry was down, or asked for too long a wait. Release and deploys are written without commits.',
    remedy:
      'Run the job again to add the commits. If the job has a checkout (fetch-depth: 0), the step reads them there when GitHub is down.'
  },
  repositoryName: {
    name: 'repository-name',
    cause: 'The name of the repository is too long. Sentry takes at most 64 characters.',
    remedy: 'Link the repository with an integration in Sentry, or use set_commits: skip.'
  },
  commitMissing: {
    name: 'commit-missing',
    cause:
      'The commit is not in the repository. It is not pushed, it is mistyped, or the token may not see it.',
    remedy:
      'Check commit and repo. If they are right, the token may not see the repository: add contents: read to the permissions of the job.'
  },
  previousMissing: {
    name: 'previous-missing',
    cause:
      'The given previous commit is not in the history of the commit, or the token may not see the repository. GitHub gives the same answer for both.',
    remedy:
      'Correct previous_commit, or leave it out: then the step finds one. Or set ignore_missing: true. If it is right, add contents: read to the permissions of the job.'
  },
  rangeEmpty: {
    name: 'range-empty',
    cause: 'The given range has no commits, and set_commits: manual needs at least one.',
    remedy: 'Check previous_commit and commit, or set ignore_empty: true.'
  },
  tooManyLookups: {
    name: 'too-many-lookups',
    cause:
      'Each commit costs a request to GitHub when its changed files are read. The range has too many commits for that.',
    remedy:
      'Use set_commits: local with a checkout (fetch-depth: 0). Without paths, max_commits: 100 or commit_files: false helps too.'
  },
  checkoutMissing: {
    name: 'checkout-missing',
    cause: 'set_commits: local needs a git checkout with its whole history.',
    remedy:
      'Add actions/checkout with fetch-depth: 0 before this step, or set working_directory, or use set_commits: github.'
  },
  tokenMissing: {
    name: 'token-missing',
    cause: 'Reading commits from GitHub needs a github_token, and there is none.',
    remedy: 'Leave github_token at its default, or give a token with contents: read.'
  },
  releaseMissing: {
    name: 'release-missing',
    cause:
      'only does not include release, so the step does not create it. Sentry does not have the release, or the connection (or the token) does not see all of its projects.',
    remedy: 'Check the release identifier: its prefix, and the whole sha. Or add release to only.'
  }
} as const satisfies Record<string, FailureKind>

/** Whether GitHub or the git program failed, so that another source of commits may be tried. */
export function isOfSource(error: unknown): error is Failure {
  return isOneOf(error, [...Object.values(GITHUB_FAILURES), ...Object.values(GIT_FAILURES)])
}
