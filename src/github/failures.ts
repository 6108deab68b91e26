import type { FailureKind } from '../run/failure.ts'

/** What can go wrong with GitHub's API. */
export const GITHUB_FAILURES = {
  badCredentials: {
    name: 'github-bad-credentials',
    cause: 'GitHub does not accept the token: it is wrong, has expired, or belongs to another GitHub.',
    remedy: 'Leave github_token at its default, or give a valid token of this GitHub.'
  },
  permission: {
    name: 'github-permission',
    cause: "The token lacks a permission. Runs for a fork's pull request and by Dependabot always read only.",
    remedy:
      'Add the permission that the message names to the permissions of the job: contents: read to read commits, pull-requests: write to comment.'
  },
  personalToken: {
    name: 'github-personal-token',
    cause: 'The personal access token in github_token lacks a permission, or access to this repository.',
    remedy:
      'Give the token, in its settings, access to this repository and the permission that the message names, or leave github_token at its default.'
  },
  singleSignOn: {
    name: 'github-single-sign-on',
    cause:
      'The organization asks for single sign-on, and the token in github_token is not authorized for it.',
    remedy:
      'Authorize the token for the organization (in the settings of the token: Configure SSO), or leave github_token at its default.'
  },
  ipAllowList: {
    name: 'github-ip-allow-list',
    cause: 'The organization admits only some IP addresses (IP allow list), and not that of this runner.',
    remedy:
      "Run the job on a runner whose address is on the organization's IP allow list, or let an owner add it there."
  },
  locked: {
    name: 'github-locked',
    cause: 'The conversation of the pull request is locked, so nobody may comment.',
    remedy: 'Unlock the conversation, or read the report in the job summary.'
  },
  rateLimit: {
    name: 'github-rate-limit',
    cause:
      'The token has used up its requests (1,000 per hour and repository for the workflow token) or sent too many at once.',
    remedy: 'Run again after the time named, or give a token with a limit of its own.'
  },
  notFound: {
    name: 'github-not-found',
    cause: 'It does not exist, or the token may not see it: GitHub answers both alike.',
    remedy:
      'Check owner, name and number. If they are right, add contents: read to the permissions of the job.'
  },
  moved: {
    name: 'github-moved',
    cause: 'The repository was renamed or transferred, or something between here and GitHub redirects.',
    remedy: "Use the repository's present name."
  },
  refused: {
    name: 'github-refused',
    cause: 'GitHub did not accept the request.',
    remedy: "See GitHub's words in the message."
  },
  unavailable: {
    name: 'github-unavailable',
    cause:
      'GitHub, or the network to it (name resolution, proxy, certificate), failed several times in a row. The message says which.',
    remedy: 'Run again later. If it stays, check the proxy variables and the network of the runner.'
  },
  wrongShape: {
    name: 'github-odd-answer',
    cause:
      'An answer was JSON, but not what GitHub documents: no list where one belongs, or an entry without its id. It is never taken for an empty list.',
    remedy:
      'Run again later. If it stays, look what answers in the place of GitHub: a proxy, or a server that is not GitHub.'
  },
  listIncomplete: {
    name: 'github-list-incomplete',
    cause:
      'The end of a list could not be reached: a page brought nothing new, or there are more pages than are read. A part of a list is never taken for the whole.',
    remedy:
      'Run again later. If it stays, look whether something between here and GitHub drops the page numbers.'
  },
  tooLarge: {
    name: 'github-answer-too-large',
    cause: 'An answer in the place of GitHub was larger than 20 MB when it was unpacked.',
    remedy: 'Look what answers in the place of GitHub; its own answers are smaller.'
  },
  unclear: {
    name: 'github-unclear',
    cause: 'The answer to a write was lost, so it may or may not have happened.',
    remedy: 'Look whether it happened before doing it again.'
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
