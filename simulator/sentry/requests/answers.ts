import type { Answer } from '../../http.ts'

/** Ends the handling of a request with this answer. */
export class Refusal extends Error {
  readonly answer: Answer

  constructor(answer: Answer) {
    super(`refused with ${answer.status}`)
    this.name = 'Refusal'
    this.answer = answer
  }
}

/** Sentry's 404 for a thing that does not exist, or that the caller may not see. */
export function notFound(): Answer {
  return { status: 404, body: { detail: 'The requested resource does not exist' } }
}

/** A 400. A text is its `detail`; a map of fields is its body. */
export function badRequest(problem: string | Readonly<Record<string, unknown>>): Answer {
  return { status: 400, body: typeof problem === 'string' ? { detail: problem } : problem }
}

/** Sentry's 400 for a wrong parameter: its `detail` is an object. */
export function wrongParameter(message: string): Answer {
  return { status: 400, body: { detail: { code: 'parameter-validation-error', message, extra: {} } } }
}

/**
 * A 403. Since 2026 Sentry names the scopes in `WWW-Authenticate`.
 * @param scopes one of them would be enough; none for a 403 that is not about scopes
 */
export function forbidden(scopes: readonly string[] = []): Answer {
  const body = { detail: 'You do not have permission to perform this action.' }
  if (scopes.length === 0) return { status: 403, body }
  const challenge = `Bearer error="insufficient_scope", scope="${scopes.join(' ')}"`
  return { status: 403, headers: { 'www-authenticate': challenge }, body }
}

/** The 500 of an unhandled error in Sentry's code. */
export function internalError(): Answer {
  return { status: 500, body: { detail: 'Internal Error', errorId: '00000000000000000000000000000500' } }
}
