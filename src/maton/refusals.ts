import { at, parseJson, recordAt } from '../text/json.ts'
import type { FailureKind } from '../run/failure.ts'
import type { Answer } from '../http/transport.ts'
import { capitalized } from '../text/names.ts'
import { WAY_FAILURES } from '../way/failures.ts'
import { isBySentry, neededScopes, type AnswerReading } from '../way/refusals.ts'
import { isOfSentry } from '../way/way.ts'
import { MATON_FAILURES } from './failures.ts'

/** Who wrote an answer. A proxy between, or nobody known, is `unknown`. */
export type Origin = 'Maton' | 'Sentry' | 'unknown'

/** Tells whose error an answer is, by the first rule that fits: Maton's have a numeric `code`, at the top or under `error`. */
export function originOf(answer: Pick<Answer, 'headers' | 'text'>): Origin {
  const body = recordAt(parseJson(answer.text))
  if (typeof at(body, 'error', 'code') === 'number') return 'Maton'
  if (typeof body['code'] === 'number' && 'type' in body && !('detail' in body)) return 'Maton'
  return isBySentry(answer) ? 'Sentry' : 'unknown'
}

/** How answers that came through Maton are read. */
export const MATON_READING: AnswerReading = {
  author(answer) {
    const origin = originOf(answer)
    return origin === 'unknown' ? 'the server' : origin
  },
  kindOf,
  remedyOf(kind, answer, call) {
    if (kind !== WAY_FAILURES.scopeMissing) return REMEDIES.get(kind)
    const { scopes, isSaid } = neededScopes(answer, call)
    if (scopes === '') return undefined
    const authorize = `authorize the Sentry connection again at maton.ai with the scope ${scopes}, as a member whose role has it and sees the project. Or give a Sentry token with this scope as sentry_auth_token.`
    return isSaid
      ? capitalized(authorize)
      : `Check the project: Sentry refuses one that does not exist in the same words. If it is right, ${authorize}`
  },
  // what Maton says of connections may hold a session token
  isQuotable: isOfSentry
}

function kindOf(answer: Answer): FailureKind | undefined {
  const { status, text } = answer
  const origin = originOf(answer)
  if (status === 401)
    return origin === 'Sentry' ? MATON_FAILURES.authorizationRevoked : MATON_FAILURES.keyRefused
  if (status === 404 && origin === 'Maton') return MATON_FAILURES.unknownConnection
  if (status === 500 && origin !== 'Sentry') return MATON_FAILURES.authorizationExpired
  const isRejected = status >= 400 && status < 500 && ![403, 404, 408, 409, 429].includes(status)
  return isRejected && origin !== 'Sentry' && /connection/i.test(text)
    ? MATON_FAILURES.noConnection
    : undefined
}

const REMEDIES: ReadonlyMap<FailureKind, string> = new Map<FailureKind, string>([
  [
    WAY_FAILURES.notFound,
    'Check organization, projects and release, and that the connection sees all of them.'
  ],
  [WAY_FAILURES.empty404, 'Check organization (or SENTRY_ORG), and that the connection sees it.'],
  [
    WAY_FAILURES.foreign404,
    'Check maton_url and the proxy variables; if they are right, run the step again later.'
  ],
  [WAY_FAILURES.moved, 'Use the present slug of the project and the organization of this connection.'],
  [WAY_FAILURES.rateLimited, 'Run fewer jobs with this key at once, or run the step again later.']
])
