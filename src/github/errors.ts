import { Failure, type FailureKind } from '../gateway/errors.ts'
import { explainSilence, type Place } from '../gateway/network-error.ts'
import { clean } from '../text/clean.ts'
import { at, textAt } from './decode.ts'
import { isLocked, isRateLimit, isUnclear, mayBeDone, resetTime, type Outcome } from './retry.ts'

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
    cause:
      'GitHub, or the network to it (name resolution, proxy, certificate), failed several times in a row. The message says which.',
    remedy: 'Run again later. If it stays, check the proxy variables and the network of the runner.'
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
 * @param options.place where the request went
 */
export function failureOf(options: {
  what: string
  repeatable: boolean
  outcome: Outcome
  place: Place
}): Failure {
  const { repeatable, outcome, place } = options
  const what = clean(options.what, 200)
  if (outcome.kind === 'no-answer') return silenceOf(what, outcome.error, { repeatable, place })
  const message = textAt(outcome.data, 'message')
  const words = message === undefined ? `${outcome.status}` : `${outcome.status} ${clean(message, 300)}`
  const kind = kindOf(outcome, repeatable)
  const remedy = kind === GITHUB_FAILURES.unavailable ? { remedy: laterAt(place) } : {}
  return new Failure(kind, `GitHub answered ${words} to ${what}${detail(kind, outcome)}`, remedy)
}

/** An answer that cannot be read has no code of the network, but words of its own. */
function silenceOf(
  what: string,
  error: unknown,
  { repeatable, place }: { repeatable: boolean; place: Place }
): Failure {
  const isUnclear = !repeatable && mayBeDone({ kind: 'no-answer', error })
  const kind = isUnclear ? GITHUB_FAILURES.unclear : GITHUB_FAILURES.unavailable
  const { happened, remedy } = explainSilence(error, place)
  const reason = remedy === undefined ? (reasonOf(error) ?? happened) : happened
  return new Failure(kind, `GitHub gave no answer to ${what}: ${clean(reason, 300)}`, {
    cause: error,
    ...(isUnclear ? {} : { remedy: remedy ?? laterAt(place) })
  })
}

/** Where to see whether GitHub is down. */
function laterAt({ host, statusPage }: Place): string {
  return statusPage === undefined
    ? `Run again later. If it stays, ask those who run ${host}.`
    : `Run again later; see ${statusPage}.`
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
