import { withoutTrailing } from '../text/clean.ts'
import { parseJson, textAt } from '../text/json.ts'
import type { FailureKind } from '../run/failure.ts'
import type { Answer } from '../http/transport.ts'
import { isBroken } from '../http/retry-decision.ts'
import { isSaas, SAAS } from '../way/saas.ts'
import type { ChosenDirect } from '../way/chosen.ts'
import { WAY_FAILURES } from '../way/failures.ts'
import { isAbsence, isBySentry, neededScopes, redirectTarget, type AnswerReading } from '../way/refusals.ts'
import type { WayCall } from '../way/way.ts'
import { DIRECT_FAILURES } from './failures.ts'
import { TOKEN_WORDS } from './token.ts'

/** How answers that come straight from Sentry, or from what stands in front of it, are read. */
export function readingOf(chosen: ChosenDirect): AnswerReading {
  return {
    author: answer => (isPage(answer) || !isBySentry(answer) ? chosen.url.host : 'Sentry'),
    kindOf: answer => (isPage(answer) ? kindOfPage(answer) : kindOf(answer, chosen)),
    remedyOf: (kind, answer, call) => remedyOf({ kind, answer, call, chosen }),
    isQuotable: () => true
  }
}

/** A page is never Sentry's answer. Its 429 is JSON that calls itself HTML, so the text decides. */
function isPage({ text }: Answer): boolean {
  return /^\s*</.test(text)
}

function kindOfPage(answer: Answer): FailureKind | undefined {
  const { status } = answer
  if (status === 404) return DIRECT_FAILURES.routeUnknown
  if (status === 413) return DIRECT_FAILURES.requestTooLarge
  const isSaid = (status >= 300 && status < 400) || status === 429 || isBroken(answer)
  return isSaid ? undefined : DIRECT_FAILURES.webPage
}

function kindOf(answer: Answer, { url }: ChosenDirect): FailureKind | undefined {
  const { status, text } = answer
  // a gate in front of Sentry refuses in words of its own
  if ((status === 401 || status === 403) && !isBySentry(answer)) return DIRECT_FAILURES.webPage
  if (status === 401) return kindOf401(text)
  if (status === 413) return DIRECT_FAILURES.requestTooLarge
  if (status !== 404 || isAbsence(answer)) return undefined
  // sentry.io answers so for an organization that it does not know
  return isSaas(url) && text.trim() === '' ? undefined : DIRECT_FAILURES.routeUnknown
}

function kindOf401(text: string): FailureKind {
  const body = parseJson(text)
  const code = textAt(body, 'detail', 'code') ?? ''
  if (/^(?:sso|2fa)-required$/.test(code)) return DIRECT_FAILURES.signOnRequired
  return /credentials were not provided/.test(textAt(body, 'detail') ?? '')
    ? DIRECT_FAILURES.headerLost
    : DIRECT_FAILURES.tokenRefused
}

interface Refused {
  readonly kind: FailureKind
  readonly answer: Answer
  readonly call: WayCall
  readonly chosen: ChosenDirect
}

function remedyOf(refused: Refused): string | undefined {
  const { kind, answer, chosen } = refused
  if (kind === DIRECT_FAILURES.tokenRefused) return newToken(chosen)
  if (kind === WAY_FAILURES.scopeMissing) return moreScopes(refused)
  if (kind === WAY_FAILURES.moved) return moved(answer, chosen)
  return REMEDIES.get(kind)
}

/** Where a token of a kind is made. */
function settingsOf({ url, tokenKind }: ChosenDirect): string {
  const home = isSaas(url) ? SAAS : withoutTrailing(url.href, '/')
  if (tokenKind === 'user') return `${home}/settings/account/api/auth-tokens/`
  return tokenKind === 'organization'
    ? `${home}/settings/auth-tokens/ (of the organization)`
    : `${home}/settings/ (Custom Integrations, or Personal Tokens)`
}

function newToken(chosen: ChosenDirect): string {
  const { tokenFrom, tokenKind, url, urlFrom } = chosen
  const known =
    tokenKind === 'unknown'
      ? 'It has not the form of a Sentry token: if it is a Maton key, give it as maton_api_key. '
      : ''
  const elsewhere =
    tokenKind === 'organization' && isSaas(url)
      ? ' If your data is in the EU, set sentry_url: https://de.sentry.io.'
      : ''
  return `${known}Check ${tokenFrom}, the secret behind it, and that it is a token for ${url.host} (${urlFrom}). Make a new one at ${settingsOf(chosen)}.${elsewhere}`
}

/** What does not exist, or belongs to another organization, is refused in the same words. */
function moreScopes({ answer, call, chosen }: Refused): string | undefined {
  const { scopes } = neededScopes(answer, call)
  if (scopes === '') return undefined
  const check =
    'Check organization and projects: Sentry refuses those that do not exist, or belong to others, in the same words.'
  if (chosen.tokenKind === 'organization')
    return `${check} An organization token has the scope org:ci, which is enough for this.`
  return `${check} If they are right, the ${TOKEN_WORDS[chosen.tokenKind]} needs the scope ${scopes}: add it at ${settingsOf(chosen)}, or create a token that has it.`
}

function moved(answer: Answer, { url, urlFrom }: ChosenDirect): string {
  const target = redirectTarget(answer, url) ?? 'another address'
  return `No redirect is followed, so that the token goes nowhere else. If Sentry is at ${target} now, set sentry_url to it (it comes from ${urlFrom}); if that is a page to sign in, give the headers of the gate as sentry_headers.`
}

const REMEDIES: ReadonlyMap<FailureKind, string> = new Map<FailureKind, string>([
  [WAY_FAILURES.notFound, 'Check organization, projects and release, and that the token sees all of them.'],
  [
    WAY_FAILURES.empty404,
    'Check organization (or SENTRY_ORG): sentry.io answers so for one that it does not know.'
  ],
  [WAY_FAILURES.rateLimited, 'Run fewer jobs with this token at once, or run the step again later.']
])
