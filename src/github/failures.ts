import type { FailureKind } from '../run/failure.ts'

/** What can go wrong with GitHub's API. */
export const GITHUB_FAILURES = {
  badCredentials: {
    name: 'github-bad-credentials',
    cause: 'GitHub does not accept the token. It is wrong, has expired, or belongs to another GitHub.',
    remedy: 'Leave github_token at its default, or give a valid token of this GitHub.'
  },
  permission: {
    name: 'github-permission',
    cause:
      "The token lacks a permission. In runs for a fork's pull request and by Dependabot it can only read.",
    remedy:
      'Add the permission that the message names to the permissions of the job. Commits need contents: read. The comment needs pull-requests: write.'
  },
  personalToken: {
    name: 'github-personal-token',
    cause: 'The personal access token in github_token lacks a permission, or may not see this repository.',
    remedy:
      'Give the token access to this repository and the permission that the message names. Both are in its settings. Or leave github_token at its default.'
  },
  singleSignOn: {
    name: 'github-single-sign-on',
    cause:
      'The organization requires single sign-on, and the token in github_token is not authorized for it.',
    remedy:
      'Authorize the token for the organization: Configure SSO, in the settings of the token. Or leave github_token at its default.'
  },
  ipAllowList: {
    name: 'github-ip-allow-list',
    cause: 'The organization has an IP allow list, and the address of this runner is not on it.',
    remedy:
      "Run the job on a runner whose address is on the IP allow list. Or let an owner of the organization add this runner's address."
  },
  locked: {
    name: 'github-locked',
    cause: 'The conversation of the pull request is locked. Nobody may comment.',
    remedy: 'Unlock the conversation, or read the report in the job summary.'
  },
  rateLimit: {
    name: 'github-rate-limit',
    cause:
      'The token has used up its requests, or sent too many at once. The workflow token has 1,000 requests an hour for each repository.',
    remedy:
      'Run the step again after the time that the message names. Or give a token with a limit of its own.'
  },
  notFound: {
    name: 'github-not-found',
    cause: 'It does not exist, or the token may not see it. GitHub gives the same answer for both.',
    remedy:
      'Check owner, name and number. If they are right, add contents: read to the permissions of the job.'
  },
  moved: {
    name: 'github-moved',
    cause: 'The repository was renamed or transferred, or a server between the runner and GitHub redirects.',
    remedy: "Use the repository's new name."
  },
  refused: {
    name: 'github-refused',
    cause: 'GitHub did not accept the request.',
    remedy: "See GitHub's words in the message."
  },
  unavailable: {
    name: 'github-unavailable',
    cause:
      'GitHub failed several times in a row, or the network to it did (name resolution, proxy, certificate). The message says which.',
    remedy:
      'Run the step again later. If it fails again, check the proxy variables and the network of the runner.'
  },
  wrongShape: {
    name: 'github-odd-answer',
    cause:
      'An answer was JSON, but not what GitHub documents. A list is missing, or an entry has no id. Such an answer never counts as an empty list.',
    remedy:
      'Run the step again later. If it fails again, look what answers instead of GitHub: a proxy, or another server.'
  },
  listIncomplete: {
    name: 'github-list-incomplete',
    cause:
      'The step could not read a list to its end. A page brought nothing new, or the list has too many pages. A part of a list never counts as the whole.',
    remedy:
      'Run the step again later. If it fails again, look whether a server between the runner and GitHub drops the page numbers.'
  },
  tooLarge: {
    name: 'github-answer-too-large',
    cause: 'An answer was larger than 20 MB when it was unpacked. GitHub sends no such answers.',
    remedy: 'Look what answers instead of GitHub: a proxy, or another server.'
  },
  unclear: {
    name: 'github-unclear',
    cause: 'The answer to a write was lost. The write may or may not have happened.',
    remedy: 'Look whether it happened before you run the step again.'
  }
} as const satisfies Record<string, FailureKind>

/** Failures that are no fault of the token or the inputs: GitHub could not be asked, or its answer could not be used. */
export const GITHUB_OUTAGES: readonly FailureKind[] = [
  GITHUB_FAILURES.unavailable,
  GITHUB_FAILURES.rateLimit,
  GITHUB_FAILURES.wrongShape,
  GITHUB_FAILURES.listIncomplete,
  GITHUB_FAILURES.tooLarge
]

/** Refusals of the token that hold for every request. */
export const GITHUB_REFUSALS: readonly FailureKind[] = [
  GITHUB_FAILURES.permission,
  GITHUB_FAILURES.personalToken,
  GITHUB_FAILURES.singleSignOn,
  GITHUB_FAILURES.ipAllowList
]
