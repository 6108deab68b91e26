import { Failure, type FailureKind } from '../../run/failure.ts'
import { explainSilence, isTooLarge, isUnsent, type Place } from '../../http/network-error.ts'
import { clean } from '../../text/clean.ts'
import { at, parseJson, textAt } from '../../text/json.ts'
import type { Answer, Outcome } from '../../http/transport.ts'
import { GITHUB_FAILURES } from '../failures.ts'
import { isBroken } from '../../http/retry-decision.ts'
import { isLocked, isMisread, isRateLimit, messageOf, resetTime } from './policy.ts'

/** What a message about a request needs to know of it. */
export interface RefusedRequest {
  /** What it was to do, such as `read pull request 5`. */
  readonly purpose: string
  /** Whether doing it twice is the same as doing it once. */
  readonly repeatable: boolean
  /** What a good answer holds, in words. */
  readonly words: string
  /** The permission that the request needs, such as `contents: read`. */
  readonly needs: string
  /** Where the request went. */
  readonly place: Place
  /** This GitHub's own address, such as `https://github.com`. */
  readonly serverUrl: string
}

/**
 * The failure that an answer (or its absence) means.
 *
 * @param outcome GitHub's answer with a status that was not expected or of another form, or none
 */
export function failureOf(outcome: Outcome, subject: RefusedRequest): Failure {
  if (outcome.kind === 'no-answer') return silenceOf(outcome.error, subject)
  const { answer } = outcome
  if (isMisread(answer)) return misread(answer, subject)
  const message = messageOf(answer)
  const words = message === '' ? `${answer.status}` : `${answer.status} ${clean(message, 300)}`
  const kind = kindOf(answer, subject.repeatable)
  const remedy = REMEDIES.get(kind)?.(answer, subject)
  const happened = `GitHub answered ${words}${detail(kind, answer)}`
  return new Failure(kind, messageFor(kind, subject, happened), remedy === undefined ? {} : { remedy })
}

/** A message of a failure. @param happened what came in the place of a good answer */
function messageFor(kind: FailureKind, subject: RefusedRequest, happened: string): string {
  const purpose = clean(subject.purpose, 200)
  return kind === GITHUB_FAILURES.unclear
    ? `The request to ${purpose} got no clear answer: ${happened}. It may or may not have happened`
    : `Could not ${purpose}: ${happened}`
}

function misread(answer: Answer, subject: RefusedRequest): Failure {
  if (isNoJson(answer))
    return silenceOf(new Error(`an answer of status ${answer.status} that is no whole JSON`), subject)
  const kind = subject.repeatable ? GITHUB_FAILURES.wrongShape : GITHUB_FAILURES.unclear
  return new Failure(kind, messageFor(kind, subject, `GitHub's answer is not ${subject.words}`))
}

/** Whether there is no JSON where some belongs, or only a piece of it. */
export function isNoJson({ text }: Answer): boolean {
  return parseJson(text) === undefined
}

/** The meanings of a 403, in the order in which they are looked for; one without a word of its own is a missing permission. */
const MEANINGS_OF_403: readonly {
  readonly kind: FailureKind
  readonly fits: (answer: Answer) => boolean
}[] = [
  { kind: GITHUB_FAILURES.locked, fits: isLocked },
  { kind: GITHUB_FAILURES.singleSignOn, fits: asksForSingleSignOn },
  { kind: GITHUB_FAILURES.ipAllowList, fits: says(/IP allow list/i) },
  { kind: GITHUB_FAILURES.rateLimit, fits: isRateLimit },
  { kind: GITHUB_FAILURES.personalToken, fits: says(/not accessible by personal access token/i) }
]

function kindOf(answer: Answer, repeatable: boolean): FailureKind {
  const { status } = answer
  if (isBroken(answer)) return repeatable ? GITHUB_FAILURES.unavailable : GITHUB_FAILURES.unclear
  if (status === 401) return GITHUB_FAILURES.badCredentials
  if (status === 403)
    return MEANINGS_OF_403.find(({ fits }) => fits(answer))?.kind ?? GITHUB_FAILURES.permission
  if (status === 429) return GITHUB_FAILURES.rateLimit
  if (status === 404 || status === 410) return GITHUB_FAILURES.notFound
  if (status >= 300 && status < 400) return GITHUB_FAILURES.moved
  // a good status is refused only when the list leaves out what single sign-on hides
  return status < 300 ? GITHUB_FAILURES.singleSignOn : GITHUB_FAILURES.refused
}

function asksForSingleSignOn(answer: Answer): boolean {
  return answer.headers['x-github-sso'] !== undefined || says(/\bSAML\b|single sign-on/i)(answer)
}

function says(words: RegExp): (answer: Answer) => boolean {
  return answer => words.test(messageOf(answer))
}

type Advise = (answer: Answer, subject: RefusedRequest) => string | undefined

/** Remedies that name what an answer or a request tells. */
const REMEDIES: ReadonlyMap<FailureKind, Advise> = new Map<FailureKind, Advise>([
  [
    GITHUB_FAILURES.permission,
    (answer, { needs }) => `Add to the permissions of the job:\n${yamlOf(accepted(answer, needs))}`
  ],
  [
    GITHUB_FAILURES.personalToken,
    (answer, { needs }) =>
      `In the settings of the personal access token give it access to this repository and the permission ${accepted(answer, needs).join(' and ')}, or leave github_token at its default.`
  ],
  [
    GITHUB_FAILURES.singleSignOn,
    (answer, { serverUrl }) => {
      const page = signOnPage(answer, serverUrl)
      return page === undefined
        ? undefined
        : `Authorize the token for the organization at ${page}, or leave github_token at its default.`
    }
  ],
  [
    GITHUB_FAILURES.notFound,
    (_answer, { needs }) =>
      `Check owner, name and number. If they are right, the token may not see it; add to the permissions of the job:\n${yamlOf([needs])}`
  ],
  [GITHUB_FAILURES.unavailable, (_answer, { place }) => laterAt(place)]
])

/** Where to see whether GitHub is down. */
function laterAt({ host, statusPage }: Place): string {
  return statusPage === undefined
    ? `Run again later. If it stays, ask those who run ${host}.`
    : `Run again later; see ${statusPage}.`
}

/**
 * What the token needs, as lines of a workflow. GitHub names it in a header: `;` separates alternatives, `,` what is needed together.
 * What it does not name is what the request needs.
 */
function accepted({ headers }: Answer, needs: string): readonly string[] {
  const alternatives = (headers['x-accepted-github-permissions'] ?? '')
    .split(';')
    .map(alternative => alternative.split(',').flatMap(permissionLine))
    .filter(lines => lines.length > 0)
  const [name = ''] = needs.split(':')
  return alternatives.find(lines => lines.some(line => line.startsWith(name))) ?? alternatives[0] ?? [needs]
}

/** `pull_requests=write` as `pull-requests: write`. Metadata may be read by every token: it is not to be asked for. */
function permissionLine(permission: string): readonly string[] {
  const [, name = '', access = ''] = /^\s{0,9}([a-z_]{1,40})=(read|write)\s{0,9}$/.exec(permission) ?? []
  return name === '' || name === 'metadata' ? [] : [`${name.replaceAll('_', '-')}: ${access}`]
}

function yamlOf(lines: readonly string[]): string {
  return ['permissions:', ...lines.map(line => `  ${line}`)].join('\n')
}

/** The page that authorizes the token. Only one of this GitHub is shown, because people will sign in there. */
function signOnPage({ headers }: Answer, serverUrl: string): string | undefined {
  const named = /\burl=([^\s;,]{1,2000})/.exec(headers['x-github-sso'] ?? '')?.[1]
  const page = named === undefined ? undefined : URL.parse(named)
  const isOurs = page?.protocol === 'https:' && page.host === URL.parse(serverUrl)?.host
  return isOurs && page.username === '' && page.password === '' ? page.href : undefined
}

function detail(kind: FailureKind, answer: Answer): string {
  if (kind === GITHUB_FAILURES.permission || kind === GITHUB_FAILURES.personalToken) {
    const accepts = answer.headers['x-accepted-github-permissions']
    return accepts ? ` (it accepts ${clean(accepts, 200)})` : ''
  }
  const reset = kind === GITHUB_FAILURES.rateLimit ? resetTime(answer) : undefined
  return reset === undefined ? '' : ` (the limit ends at ${new Date(reset).toISOString()})`
}

/** The failure for a request without an answer, or with one that cannot be read: that has words of its own, and no code of the network. */
function silenceOf(error: unknown, subject: RefusedRequest): Failure {
  const { repeatable, place } = subject
  const { happened, remedy } = explainSilence(error, place)
  const reason = remedy === undefined ? (reasonOf(error) ?? happened) : happened
  const noAnswer = `GitHub gave no answer (${clean(reason, 300)})`
  const failed = (kind: FailureKind, what: string, advice?: string): Failure =>
    new Failure(kind, messageFor(kind, subject, what), {
      cause: error,
      ...(advice === undefined ? {} : { remedy: advice })
    })
  if (!repeatable && !isUnsent(error)) return failed(GITHUB_FAILURES.unclear, noAnswer)
  return isTooLarge(error)
    ? failed(GITHUB_FAILURES.tooLarge, "GitHub's answer is larger than 20 MB")
    : failed(GITHUB_FAILURES.unavailable, noAnswer, remedy ?? laterAt(place))
}

/** The innermost cause, which may have only a code. */
function reasonOf(error: unknown, depth = 0): string | undefined {
  const cause = depth < 5 ? at(error, 'cause') : undefined
  return (
    (cause === undefined ? undefined : reasonOf(cause, depth + 1)) ??
    textAt(error, 'message') ??
    textAt(error, 'code')
  )
}
