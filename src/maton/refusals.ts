import { clean } from '../text/clean.ts'
import { isRecord, parseJson, recordOf, textOf } from '../text/json.ts'
import { Failure, type FailureKind } from '../run/failure.ts'
import { GATEWAY_FAILURES } from './failures.ts'
import { explainSilence, isTooLarge, type Place } from '../http/network-error.ts'
import type { Answer, Outcome } from '../http/transport.ts'

/** Who wrote an answer. A proxy between, or nobody known, is `unknown`. */
export type Origin = 'Maton' | 'Sentry' | 'unknown'

/**
 * Tells whose error an answer is, by the first rule that fits: Maton's have a numeric `code`, at the top or under `error`;
 * Sentry's have `detail`, `info`, a map of lists, or a header of its own.
 */
export function originOf({ headers, text }: Pick<Answer, 'headers' | 'text'>): Origin {
  const body = recordOf(parseJson(text))
  if (typeof recordOf(body['error'])['code'] === 'number') return 'Maton'
  if (typeof body['code'] === 'number' && 'type' in body && !('detail' in body)) return 'Maton'
  if ('detail' in body || 'info' in body || fieldErrors(body).length > 0) return 'Sentry'
  return Object.keys(headers).some(name => name.startsWith('x-sentry-')) ? 'Sentry' : 'unknown'
}

/**
 * Whether an answer is Sentry's own word that the thing asked for is not there. A page or an empty 404 is not: so answer a proxy, a
 * wrong address, and Sentry itself for an organization that it does not know.
 */
export function isAbsence({ status, text }: Pick<Answer, 'status' | 'text'>): boolean {
  return status === 404 && 'detail' in recordOf(parseJson(text))
}

/** The text of an error body in one short, clean line; empty when there is none. */
export function detailOf(text: string): string {
  const json = parseJson(text)
  if (!isRecord(json)) return shown(stripTags(text), 200)
  const detail = json['detail']
  const error = json['error']
  const said =
    textOf(detail) ??
    textOf(recordOf(detail)['message']) ??
    textOf(json['info']) ??
    textOf(recordOf(error)['message']) ??
    textOf(json['message']) ??
    fieldErrors(json).join('; ')
  return shown(said, 300)
}

function shown(text: string, max: number): string {
  return text.trim() === '' ? '' : clean(text, max)
}

function stripTags(text: string): string {
  return text.slice(0, 2_000).replace(/<[^<>]*>/g, ' ')
}

/** Sentry's field errors, such as `{"commits": {"id": ["This field is required."]}}`, as `commits.id: This field is required.` */
function fieldErrors(value: unknown, path = ''): readonly string[] {
  if (isRecord(value)) {
    return Object.entries(value).flatMap(([name, inner]) =>
      fieldErrors(inner, path === '' ? name : `${path}.${name}`)
    )
  }
  if (path === '' || !Array.isArray(value)) return []
  return value.filter(item => typeof item === 'string').map(item => `${path}: ${item}`)
}

/** What a message about a call needs to know of it. */
export interface Subject {
  /** What the call was to do, to what: `create the release shop@1.0.0 in acme`. */
  readonly purpose: string
  /** The Sentry scopes of which one is needed. */
  readonly scopes: readonly string[]
  /** Where it shows whether an unclear write happened: `the teams of acme`. */
  readonly look?: string | undefined
  /** Bodies that may hold a session token are never quoted. */
  readonly quotable: boolean
  readonly place: Place
}

/**
 * The error for a call that did not end well: who refused it, what was refused, and what to do.
 * @param outcome the last outcome of the call
 * @param why `unclear` when it may have been carried out and must not be repeated
 */
export function failureOf(
  outcome: Outcome,
  why: 'refused' | 'exhausted' | 'unclear',
  subject: Subject
): Failure {
  if (why === 'unclear') return unclear(outcome, subject)
  if (outcome.kind === 'answer') return answeredBadly(outcome.answer, subject)
  const { happened, remedy } = explainSilence(outcome.error, subject.place)
  const kind = isTooLarge(outcome.error) ? GATEWAY_FAILURES.tooLarge : GATEWAY_FAILURES.unreachable
  return new Failure(
    kind,
    `Could not ${subject.purpose}: ${happened}`,
    remedy === undefined ? {} : { remedy }
  )
}

function unclear(outcome: Outcome, { purpose, look, place }: Subject): Failure {
  const happened =
    outcome.kind === 'answer'
      ? `the answer was ${outcome.answer.status}`
      : explainSilence(outcome.error, place).happened
  const where = look === undefined ? '' : `; look at ${look}`
  return new Failure(
    GATEWAY_FAILURES.unclear,
    `The request to ${purpose} got no clear answer: ${happened}. It may or may not have happened${where}`
  )
}

function answeredBadly(answer: Answer, subject: Subject): Failure {
  const origin = originOf(answer)
  const kind = kindOf(answer, origin)
  const who = origin === 'unknown' ? 'the server' : origin
  // the remedy follows as a sentence of its own
  const detail = subject.quotable ? detailOf(answer.text).replace(/\.$/, '') : ''
  const said = detail === '' ? '' : `: ${detail}`
  const message = `Could not ${subject.purpose}: ${who} answered ${answer.status}${said}`
  const remedy = remedyOf(answer, kind, subject)
  return new Failure(kind, message, remedy === undefined ? {} : { remedy })
}

function kindOf(answer: Answer, origin: Origin): FailureKind {
  const { status } = answer
  const f = GATEWAY_FAILURES
  if (status < 300) return f.unavailable
  if (status < 400) return f.moved
  if (status === 401) return origin === 'Sentry' ? f.authorizationRevoked : f.keyRefused
  if (status === 403) return f.scopeMissing
  if (status === 404) return kindOf404(answer, origin)
  if (status === 409) return f.conflict
  if (status === 429) return f.rateLimited
  if (status === 500) return origin === 'Sentry' ? f.unavailable : f.authorizationExpired
  if (status === 408 || status > 500) return f.unavailable
  if (origin !== 'Sentry' && /connection/i.test(answer.text)) return f.noConnection
  return f.rejected
}

function kindOf404(answer: Answer, origin: Origin): FailureKind {
  if (origin === 'Maton') return GATEWAY_FAILURES.unknownConnection
  if (isAbsence(answer)) return GATEWAY_FAILURES.notFound
  return answer.text.trim() === '' ? GATEWAY_FAILURES.empty404 : GATEWAY_FAILURES.foreign404
}

/** A remedy that names what the answer tells: the scopes that are missing, the slug a project has now. */
function remedyOf({ headers, text }: Answer, kind: FailureKind, { scopes }: Subject): string | undefined {
  if (kind === GATEWAY_FAILURES.scopeMissing) {
    const named = /scope="([^"]*)"/.exec(headers['www-authenticate'] ?? '')?.[1]
    // Sentry names all that would do: one of them is enough
    const needed = (named === undefined ? scopes : clean(named, 120).split(/\s+/)).join(' or ')
    if (needed === '') return undefined
    const authorize = `Authorize the Sentry connection again at maton.ai with the scope ${needed}, as a member whose role has it and sees the project.`
    return named === undefined
      ? `Check the project: one that does not exist is refused alike. Else: ${authorize}`
      : authorize
  }
  if (kind === GATEWAY_FAILURES.moved) {
    const slug = textOf(recordOf(recordOf(recordOf(parseJson(text))['detail'])['extra'])['slug'])
    return slug === undefined ? undefined : `The project's slug is now ${clean(slug, 100)}: use it.`
  }
  return undefined
}
