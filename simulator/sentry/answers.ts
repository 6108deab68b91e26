import type { Answer } from '../http.ts'

/** An answer that ends the handling of a request early. */
export class Refusal extends Error {
  readonly answer: Answer

  constructor(answer: Answer) {
    super(`refused with ${answer.status}`)
    this.name = 'Refusal'
    this.answer = answer
  }
}

/** Sentry's 404 for what does not exist or may not be seen. */
export function notFound(): Answer {
  return { status: 404, body: { detail: 'The requested resource does not exist' } }
}

/** A 400: a text stands under `detail`, a map of fields is the body itself. */
export function badRequest(problem: string | Readonly<Record<string, unknown>>): Answer {
  return { status: 400, body: typeof problem === 'string' ? { detail: problem } : problem }
}

/** A 400 whose `detail` is an object, as Sentry words a wrong parameter. */
export function wrongParameter(message: string): Answer {
  return { status: 400, body: { detail: { code: 'parameter-validation-error', message, extra: {} } } }
}

/** A 403; with `scopes` (any of which would do) it names them in `WWW-Authenticate`, as Sentry does since 2026. */
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
