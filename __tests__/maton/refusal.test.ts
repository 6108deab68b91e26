import { describe, expect, test } from '@jest/globals'
import { MATON_READING } from '../../src/maton/refusals.ts'
import { failureOf } from '../../src/way/refusals.ts'
import type { WayCall } from '../../src/way/way.ts'
import { READ } from './gateway.ts'
import type { Answer, Outcome } from '../../src/http/transport.ts'

const HTML =
  '<html><head><title>502 Bad Gateway</title></head><body><h1>Bad <b>Gateway</b></h1></body></html>'

const maton = (code: number, message: string) =>
  JSON.stringify({ error: { message, type: 'some_error', code } })
const sentry = (detail: unknown) => JSON.stringify({ detail })

interface Refused {
  readonly status: number
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
}

const CALL: WayCall = {
  ...READ,
  purpose: 'create the release 1.0 in acme',
  scopes: ['project:releases', 'org:ci'],
  look: 'the releases of acme'
}
const SUBJECT = {
  call: CALL,
  reading: MATON_READING,
  place: { host: 'maton.example', setBy: 'maton_url', proxy: undefined }
}

function answered({ status, text = '', headers = {} }: Refused): Extract<Outcome, { kind: 'answer' }> {
  const answer: Answer = { status, headers, text }
  return { kind: 'answer', answer }
}

function refusedBy(
  refused: Refused,
  call: Partial<WayCall> = {}
): { kind: string; message: string; remedy: string } {
  const failure = failureOf(answered(refused), 'refused', { ...SUBJECT, call: { ...CALL, ...call } })
  return { kind: failure.kind.name, message: failure.message, remedy: failure.remedy }
}

describe('a refusal says who, what and what to do', () => {
  test.each<[string, Refused, string, RegExp]>([
    [
      '400 of Maton without connection',
      { status: 400, text: maton(400, 'Missing Sentry connection') },
      'no-connection',
      /Create a Sentry connection at maton.ai/
    ],
    [
      '400 of someone about a connection',
      { status: 400, text: 'No connection found for sentry' },
      'no-connection',
      /maton.ai/
    ],
    [
      '400 of Sentry about a connection',
      { status: 400, text: sentry('No connection to the database') },
      'rejected',
      /Correct the input/
    ],
    [
      '400 of Sentry',
      { status: 400, text: JSON.stringify({ projects: ['Invalid'] }) },
      'rejected',
      /Correct the input/
    ],
    ['401 of Maton', { status: 401, text: maton(401, 'Invalid API key') }, 'key-refused', /maton_api_key/],
    ['401 of someone', { status: 401 }, 'key-refused', /maton_api_key/],
    [
      '401 of Sentry',
      { status: 401, text: sentry('Token expired') },
      'authorization-revoked',
      /Authorize the Sentry connection again/
    ],
    [
      '403 of Sentry',
      { status: 403, text: sentry('You do not have permission') },
      'scope-missing',
      /^Check the project: .* scope project:releases or org:ci,/
    ],
    [
      '403 of Sentry that names the scopes',
      {
        status: 403,
        text: sentry('No'),
        headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="project:admin"' }
      },
      'scope-missing',
      /^Authorize the Sentry connection again .* scope project:admin,/
    ],
    [
      '404 of Maton',
      { status: 404, text: maton(404, 'Connection x not found') },
      'unknown-connection',
      /maton_connection/
    ],
    [
      '404 of Sentry',
      { status: 404, text: sentry('The requested resource does not exist') },
      'not-found',
      /Check organization, projects and release/
    ],
    ['404 without body: an unknown organization', { status: 404 }, 'empty-404', /Check organization/],
    ['404 of another', { status: 404, text: '<h1>Not Found</h1>' }, 'foreign-404', /Check maton_url/],
    [
      '409',
      { status: 409, text: sentry('Release commits are currently being processed') },
      'conflict',
      /concurrency group/
    ],
    [
      '429 of Maton',
      { status: 429, text: maton(429, 'Rate limit exceeded') },
      'rate-limited',
      /Run fewer jobs/
    ],
    ['429 of Sentry', { status: 429, text: sentry('too frequently') }, 'rate-limited', /Run fewer jobs/],
    [
      '500 of Maton',
      { status: 500, text: maton(500, 'Internal') },
      'authorization-expired',
      /authorize the Sentry connection again/
    ],
    [
      '500 of someone',
      { status: 500, text: HTML },
      'authorization-expired',
      /authorize the Sentry connection again/
    ],
    [
      '500 of Sentry',
      { status: 500, text: sentry('Internal Error') },
      'unavailable',
      /Run the step again later/
    ],
    ['408', { status: 408 }, 'unavailable', /later/],
    ['502', { status: 502, text: HTML }, 'unavailable', /later/],
    [
      '503 of Sentry',
      { status: 503, text: JSON.stringify({ error: 'apigateway', detail: 'Downstream' }) },
      'unavailable',
      /later/
    ],
    [
      '400 of a store that was too slow',
      { status: 400, text: sentry('Query timeout. Please try again.') },
      'unavailable',
      /Run the step again later/
    ],
    ['200 that is no JSON', { status: 200, text: HTML }, 'unavailable', /later/],
    ['301', { status: 301 }, 'moved', /present slug/],
    [
      '302 that tells the new slug',
      {
        status: 302,
        text: sentry({ code: 'resource-moved', message: 'moved', extra: { url: '/x', slug: 'web' } })
      },
      'moved',
      /slug is now web/
    ],
    ['413', { status: 413 }, 'rejected', /Correct/]
  ])('%s', (_, refused, kind, remedy) => {
    const failure = refusedBy(refused)
    expect(failure.kind).toBe(kind)
    expect(failure.remedy).toMatch(remedy)
    expect(failure.message).toMatch(
      /^Could not create the release 1\.0 in acme: (Maton|Sentry|the server) answered \d{3}/
    )
  })

  test('in one line', () => {
    expect(refusedBy({ status: 401, text: sentry('Invalid\ntoken') }).message).toBe(
      'Could not create the release 1.0 in acme: Sentry answered 401: Invalid token'
    )
    expect(refusedBy({ status: 404 }).message).toBe(
      'Could not create the release 1.0 in acme: the server answered 404'
    )
  })

  test('an answer that may hold a session token is not quoted', () => {
    const text = maton(400, 'see https://connect.maton.ai/?session_token=secret')
    expect(refusedBy({ status: 400, text }, { path: '/connections' }).message).toBe(
      'Could not create the release 1.0 in acme: Maton answered 400'
    )
  })

  test('one of the scopes that Sentry names is enough', () => {
    const headers = { 'www-authenticate': 'Bearer scope="project:write project:releases"' }
    expect(refusedBy({ status: 403, headers }).remedy).toContain(
      'with the scope project:releases or project:write, as'
    )
  })

  test('without scopes to name, 403 has the general advice', () => {
    expect(refusedBy({ status: 403 }, { scopes: [] }).remedy).toMatch(
      /with the scopes that the operation needs/
    )
  })
})

describe('no answer', () => {
  function silence(code: string, why: 'refused' | 'exhausted' | 'unclear' = 'exhausted') {
    const error = Object.assign(new Error('http://user:password@proxy'), { code })
    return failureOf({ kind: 'no-answer', certainty: 'unclear', error }, why, SUBJECT)
  }

  test.each([
    ['ECONNREFUSED', 'maton.example refused the connection'],
    [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'the certificate of maton.example is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE)'
    ],
    ['ENEW', 'no answer from maton.example (ENEW)'],
    ['', 'no answer from maton.example']
  ])('%s: %s', (code, words) => {
    const failure = silence(code)
    expect(failure.kind.name).toBe('unreachable')
    expect(failure.message).toBe(`Could not create the release 1.0 in acme: ${words}`)
  })

  test('has the remedy of its cause, or that of the kind', () => {
    expect(silence('SELF_SIGNED_CERT_IN_CHAIN').remedy).toContain('NODE_EXTRA_CA_CERTS')
    expect(silence('ENEW').remedy).toBe(silence('ENEW').kind.remedy)
  })

  test.each(['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'ERR_BUFFER_TOO_LARGE'])(
    '%s: the answer is too large',
    code => {
      const failure = silence(code, 'refused')
      expect(failure.kind.name).toBe('answer-too-large')
      expect(failure.message).toContain('larger than 20 MB')
    }
  )
})

describe('an unclear outcome of a write', () => {
  test.each<[string, Outcome, string]>([
    ['an error of the server', answered({ status: 502, text: HTML }), 'the answer was 502'],
    [
      'no answer',
      { kind: 'no-answer', certainty: 'unclear', error: Object.assign(new Error(), { code: 'ECONNRESET' }) },
      'maton.example cut the connection'
    ]
  ])('says that it may or may not have happened, and where to look: %s', (_, outcome, words) => {
    const failure = failureOf(outcome, 'unclear', SUBJECT)
    expect(failure.kind.name).toBe('outcome-unclear')
    expect(failure.message).toBe(
      `The request to create the release 1.0 in acme got no clear answer: ${words}. It may or may not have happened; look at the releases of acme`
    )
  })

  test('without a place to look it only says so', () => {
    const call = { ...CALL, look: undefined }
    expect(failureOf(answered({ status: 502 }), 'unclear', { ...SUBJECT, call }).message).toMatch(
      /may or may not have happened$/
    )
  })
})
