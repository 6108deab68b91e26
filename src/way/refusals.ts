import { clean } from '../text/clean.ts'
import { booleanAt, isRecord, numberAt, parseJson, recordAt, textAt } from '../text/json.ts'
import { Failure, type FailureKind } from '../run/failure.ts'
import { WAY_FAILURES } from './failures.ts'
import { explainSilence, isTooLarge, type Place } from '../http/network-error.ts'
import type { Answer, Outcome } from '../http/transport.ts'
import { isBroken } from '../http/retry-decision.ts'
import { isQueryTimeout } from './policy.ts'
import type { WayCall } from './way.ts'

/** How a way reads answers: what it knows beside Sentry's own. */
export interface AnswerReading {
  /** Who wrote an answer: `Sentry`, `the server`. */
  author(answer: Answer): string
  /** The failures that only this way has; `undefined` leaves an answer to the rule for all ways. */
  kindOf(answer: Answer): FailureKind | undefined
  /** What to do after such a failure on this way, where that is more than its kind says. */
  remedyOf(kind: FailureKind, answer: Answer, call: WayCall): string | undefined
  /** Whether the text of an answer may be quoted; one that may hold a session token is not. */
  isQuotable(call: WayCall): boolean
}

/** Whether Sentry wrote an answer: it has `detail`, `info`, a map of lists, `error` as a text alone (of uploads), or a header of its own. */
export function isBySentry({ headers, text }: Pick<Answer, 'headers' | 'text'>): boolean {
  const body = recordAt(parseJson(text))
  return (
    'detail' in body ||
    'info' in body ||
    fieldErrors(body).length > 0 ||
    (textAt(body, 'error') !== undefined && Object.keys(body).length === 1) ||
    Object.keys(headers).some(name => name.startsWith('x-sentry-'))
  )
}

/**
 * Whether an answer is Sentry's own word that the thing asked for is not there. A web page and an empty 404 are not: a proxy and a
 * wrong address answer so, and Sentry itself for an organization that it does not know.
 */
export function isAbsence({ status, text }: Pick<Answer, 'status' | 'text'>): boolean {
  return status === 404 && 'detail' in recordAt(parseJson(text))
}

/** The text of an error body in one short, clean line; empty when there is none. */
export function detailOf(text: string): string {
  const json = parseJson(text)
  if (!isRecord(json)) return shown(stripTags(text), 200)
  const said =
    textAt(json, 'detail') ??
    textAt(json, 'detail', 'message') ??
    textAt(json, 'info') ??
    textAt(json, 'error', 'message') ??
    textAt(json, 'error') ??
    textAt(json, 'message') ??
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
export interface RefusedCall {
  readonly call: WayCall
  readonly place: Place
  readonly reading: AnswerReading
}

/**
 * The error for a call that did not end well: who refused it, what was refused, and what to do.
 * @param outcome the last outcome of the call
 * @param why `unclear` when it may have been carried out and must not be repeated
 */
export function failureOf(
  outcome: Outcome,
  why: 'refused' | 'exhausted' | 'unclear',
  subject: RefusedCall
): Failure {
  if (why === 'unclear') return unclear(outcome, subject)
  if (outcome.kind === 'answer') return answeredBadly(outcome.answer, subject)
  const { happened, remedy } = explainSilence(outcome.error, subject.place)
  const kind = isTooLarge(outcome.error) ? WAY_FAILURES.tooLarge : WAY_FAILURES.unreachable
  return new Failure(
    kind,
    `Could not ${subject.call.purpose}: ${happened}`,
    remedy === undefined ? {} : { remedy }
  )
}

function unclear(outcome: Outcome, { call: { purpose, look }, place }: RefusedCall): Failure {
  const happened =
    outcome.kind === 'answer'
      ? `the answer was ${outcome.answer.status}`
      : explainSilence(outcome.error, place).happened
  const where = look === undefined ? '' : `; look at ${look}`
  return new Failure(
    WAY_FAILURES.unclear,
    `The request to ${purpose} got no clear answer: ${happened}. It may or may not have happened${where}`
  )
}

function answeredBadly(answer: Answer, { call, reading }: RefusedCall): Failure {
  const kind = reading.kindOf(answer) ?? kindOf(answer)
  // the remedy follows as a sentence of its own
  const detail = reading.isQuotable(call) ? detailOf(answer.text).replace(/\.$/, '') : ''
  const said = detail === '' ? '' : `: ${detail}`
  const target = kind === WAY_FAILURES.moved ? redirectTarget(answer) : undefined
  const where = target === undefined ? '' : `, a redirect to ${target}`
  const message = `Could not ${call.purpose}: ${reading.author(answer)} answered ${answer.status}${where}${said}`
  const remedy = renamed(kind, answer) ?? reading.remedyOf(kind, answer, call)
  const cause: Refusal = { status: answer.status, isBySentry: isBySentry(answer) }
  return new Failure(kind, message, { cause, ...(remedy === undefined ? {} : { remedy }) })
}

/** The answer behind a failure: its status, and whether it is Sentry's own. */
export interface Refusal {
  readonly status: number
  readonly isBySentry: boolean
}

/** The answer that a failure tells of; `undefined` when no answer is behind it. */
export function refusalBehind({ cause }: Failure): Refusal | undefined {
  const status = numberAt(cause, 'status')
  const isBySentry = booleanAt(cause, 'isBySentry')
  return status === undefined || isBySentry === undefined ? undefined : { status, isBySentry }
}

/** What an answer means, unless the way reads it in its own manner. */
function kindOf(answer: Answer): FailureKind {
  const { status } = answer
  const f = WAY_FAILURES
  if (status < 300) return f.unavailable
  if (status < 400) return f.moved
  if (status === 403) return f.scopeMissing
  if (status === 404) return kindOf404(answer)
  if (status === 409) return f.conflict
  if (status === 429) return f.rateLimited
  return isBroken(answer) || isQueryTimeout(answer) ? f.unavailable : f.rejected
}

function kindOf404(answer: Answer): FailureKind {
  if (isAbsence(answer)) return WAY_FAILURES.notFound
  return answer.text.trim() === '' ? WAY_FAILURES.empty404 : WAY_FAILURES.foreign404
}

/**
 * Scheme and host that a redirect points to, if it names any. The rest of it may hold anything.
 * @param from the address that was asked, from which a redirect without a host goes on
 */
export function redirectTarget({ headers }: Pick<Answer, 'headers'>, from?: URL): string | undefined {
  const location = headers['location'] ?? ''
  if (location === '' || !URL.canParse(location, from?.href)) return undefined
  const target = new URL(location, from?.href)
  return /^https?:$/.test(target.protocol) ? clean(target.origin, 200) : undefined
}

/** The slug that a project has now, where the answer tells. */
function renamed(kind: FailureKind, { text }: Answer): string | undefined {
  if (kind !== WAY_FAILURES.moved) return undefined
  const slug = textAt(parseJson(text), 'detail', 'extra', 'slug')
  return slug === undefined ? undefined : `The project's slug is now ${clean(slug, 100)}: use it.`
}

/**
 * The scopes of which one is needed, such as `project:releases or org:ci`; empty when none is known.
 * @returns `isSaid`: Sentry named them, so the scope it is, and not a project that does not exist
 */
export function neededScopes(
  { headers }: Answer,
  { scopes }: Pick<WayCall, 'scopes'>
): { readonly scopes: string; readonly isSaid: boolean } {
  const named = /scope="([^"]*)"/.exec(headers['www-authenticate'] ?? '')?.[1]
  // Sentry names all that would do: one of them is enough
  const all = named === undefined ? scopes : clean(named, 120).split(/\s+/)
  return { scopes: all.toSorted((a, b) => mightOf(a) - mightOf(b)).join(' or '), isSaid: named !== undefined }
}

/** How much a scope allows: of those that do, the least is named first. */
function mightOf(scope: string): number {
  const level = scope.split(':')[1] ?? ''
  return ['read', 'releases', 'ci', 'write', 'admin'].indexOf(level)
}
