import { Failure, type FailureKind } from '../gateway/errors.ts'
import { clean } from '../text/clean.ts'
import { at, textAt } from './decode.ts'
import { isLocked, isRateLimit, isUnclear, resetTime, type Outcome } from './retry.ts'

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
      'Give the job the permissions that GitHub named: contents: read to read commits, pull-requests: write to comment.'
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
    remedy: 'Check owner, name and number, and that the job has the permission contents: read.'
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
    cause: 'GitHub, or the network to it, failed several times in a row.',
    remedy: 'Run again later; see https://www.githubstatus.com.'
  },
  unclear: {
    name: 'github-unclear',
    cause: 'The answer to a write was lost, so it may or may not have happened.',
    remedy: 'Look whether it happened before doing it again.'
  }
} as const satisfies Record<string, FailureKind>

/**
 * The failure that an answer (or its absence) means.
 *
 * @param options.what what was tried, such as `reading pull request 5 of acme/web`
 * @param options.repeatable whether doing it twice is the same as doing it once
 * @param options.outcome GitHub's answer with a status that was not expected, or none
 */
export function failureOf(options: { what: string; repeatable: boolean; outcome: Outcome }): Failure {
  const { repeatable, outcome } = options
  const what = clean(options.what, 200)
  if (outcome.kind === 'no-answer') {
    const kind = repeatable ? GITHUB_FAILURES.unavailable : GITHUB_FAILURES.unclear
    const reason = reasonOf(outcome.error)
    const words = reason === undefined ? '' : ` (${clean(reason, 200)})`
    return new Failure(kind, `GitHub gave no answer to ${what}${words}`, { cause: outcome.error })
  }
  const message = textAt(outcome.data, 'message')
  const words = message === undefined ? `${outcome.status}` : `${outcome.status} ${clean(message, 300)}`
  const kind = kindOf(outcome, repeatable)
  return new Failure(kind, `GitHub answered ${words} to ${what}${detail(kind, outcome)}`)
}

type Answered = Extract<Outcome, { kind: 'answer' }>

function kindOf(outcome: Answered, repeatable: boolean): FailureKind {
  const { status } = outcome
  if (isUnclear(outcome)) return repeatable ? GITHUB_FAILURES.unavailable : GITHUB_FAILURES.unclear
  if (status === 401) return GITHUB_FAILURES.badCredentials
  if (isLocked(outcome)) return GITHUB_FAILURES.locked
  if (isRateLimit(outcome)) return GITHUB_FAILURES.rateLimit
  if (status === 403) return GITHUB_FAILURES.permission
  if (status === 404 || status === 410) return GITHUB_FAILURES.notFound
  if (status >= 300 && status < 400) return GITHUB_FAILURES.moved
  return GITHUB_FAILURES.refused
}

function detail(kind: FailureKind, outcome: Answered): string {
  if (kind === GITHUB_FAILURES.permission) {
    const accepted = outcome.headers['x-accepted-github-permissions']
    return accepted ? ` (it accepts ${clean(accepted, 200)})` : ''
  }
  const reset = kind === GITHUB_FAILURES.rateLimit ? resetTime(outcome) : undefined
  return reset === undefined ? '' : ` (the limit ends at ${new Date(reset).toISOString()})`
}

/** `fetch` says no more than "fetch failed": the reason is the innermost cause, which may have only a code. */
function reasonOf(error: unknown, depth = 0): string | undefined {
  const cause = depth < 5 ? at(error, 'cause') : undefined
  return (
    (cause === undefined ? undefined : reasonOf(cause, depth + 1)) ??
    textAt(error, 'message') ??
    textAt(error, 'code')
  )
}
