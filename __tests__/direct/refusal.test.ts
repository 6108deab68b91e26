import { describe, expect, test } from '@jest/globals'
import { readingOf } from '../../src/direct/refusals.ts'
import type { ChosenDirect, TokenKind } from '../../src/way/chosen.ts'
import { failureOf } from '../../src/way/refusals.ts'
import { READ } from '../maton/gateway.ts'

const PAGE = '<!doctype html><title>Sign in</title>'
const detail = (said: unknown): string => JSON.stringify({ detail: said })

interface Answered {
  readonly status: number
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly url?: string
  readonly token?: TokenKind
}

function refused({ status, text = '', headers = {}, url = 'https://sentry.io', token = 'user' }: Answered) {
  const access: ChosenDirect = {
    kind: 'direct',
    token: 'x',
    tokenKind: token,
    tokenFrom: 'sentry_auth_token',
    url: new URL(url),
    urlFrom: 'sentry_url',
    isDefault: false,
    headers: {},
    remarks: []
  }
  const outcome = { kind: 'answer', answer: { status, headers, text } } as const
  const place = { host: access.url.host, setBy: 'sentry_url', proxy: undefined }
  const { kind, message, remedy } = failureOf(outcome, 'refused', {
    call: READ,
    place,
    reading: readingOf(access)
  })
  return { kind: kind.name, said: `${message}. ${remedy}` }
}

const OWN = 'https://sentry.example.com'

describe('an answer straight from Sentry, or from what stands before it', () => {
  test.each<[string, Answered, string, RegExp]>([
    [
      '401',
      { status: 401, text: detail('Invalid token') },
      'token-refused',
      /sentry_auth_token.*sentry\.io.*account\/api\/auth-tokens/
    ],
    [
      '401 of a gate in front of Sentry',
      { status: 401, text: 'Jwt is missing', url: OWN },
      'web-page',
      /sentry_headers/
    ],
    [
      '403 of a gate in front of Sentry',
      { status: 403, text: 'error code: 1020', url: OWN },
      'web-page',
      /sentry_headers/
    ],
    [
      'a redirect without a host',
      { status: 302, headers: { location: '/auth/login/' }, url: OWN },
      'moved',
      /If Sentry is at https:\/\/sentry\.example\.com now.*sentry_headers/
    ],
    [
      'a redirect without a scheme',
      { status: 302, headers: { location: '//sso.example.net/x' }, url: OWN },
      'moved',
      /https:\/\/sso\.example\.net/
    ],
    [
      '401 of an organization token',
      { status: 401, text: detail('Invalid org token'), token: 'organization' },
      'token-refused',
      /EU, set sentry_url: https:\/\/de\.sentry\.io/
    ],
    [
      '401 of an unknown form',
      { status: 401, text: detail('Invalid token'), token: 'unknown' },
      'token-refused',
      /if it is a Maton key, give it as maton_api_key/
    ],
    [
      '401 without the header',
      { status: 401, text: detail('Authentication credentials were not provided.') },
      'token-lost',
      /proxy/
    ],
    [
      '401 of single sign-on',
      { status: 401, text: detail({ code: 'sso-required', message: 'x' }) },
      'single-sign-on',
      /organization token/
    ],
    ['401 as a page', { status: 401, text: PAGE, url: OWN }, 'web-page', /sentry_headers/],
    ['403', { status: 403, text: detail('no') }, 'scope-missing', /user token needs the scope org:read/],
    [
      '403 that names scopes',
      { status: 403, text: detail('no'), headers: { 'www-authenticate': 'Bearer scope="project:admin"' } },
      'scope-missing',
      /the scope project:admin/
    ],
    [
      '403 of an organization token',
      { status: 403, text: detail('no'), token: 'organization' },
      'scope-missing',
      /org:ci, which is enough/
    ],
    ['403 as a page', { status: 403, text: PAGE, url: OWN }, 'web-page', /sentry_headers/],
    [
      '404 in the words of Sentry',
      { status: 404, text: detail('The requested resource does not exist') },
      'not-found',
      /the token sees/
    ],
    ['404 without a body, of sentry.io', { status: 404 }, 'empty-404', /SENTRY_ORG/],
    ['404 without a body, of an own one', { status: 404, url: OWN }, 'route-unknown', /address of Sentry/],
    [
      '404 about the slash',
      { status: 404, text: '{"info": "Route not found"}' },
      'route-unknown',
      /address of Sentry/
    ],
    ['404 as a page', { status: 404, text: PAGE }, 'route-unknown', /address of Sentry/],
    ['413', { status: 413, text: PAGE, url: OWN }, 'request-too-large', /client_max_body_size/],
    ['429', { status: 429, text: detail('too frequently') }, 'rate-limited', /this token/],
    ['500', { status: 500, text: detail('Internal Error') }, 'unavailable', /Run the step again/],
    ['502 as a page', { status: 502, text: PAGE, url: OWN }, 'unavailable', /Run the step again/],
    ['200 as a page', { status: 200, text: PAGE, url: OWN }, 'web-page', /sentry_headers/],
    [
      '301 to https',
      {
        status: 301,
        text: PAGE,
        url: 'http://127.0.0.1',
        headers: { location: 'https://127.0.0.1/api/0/?a=secret' }
      },
      'moved',
      /a redirect to https:\/\/127\.0\.0\.1[^/].*set sentry_url/
    ],
    [
      '302 of a renamed project',
      {
        status: 302,
        text: detail({ code: 'resource-moved', extra: { slug: 'shop' } }),
        headers: { location: '/api/0/x' }
      },
      'moved',
      /slug is now shop/
    ]
  ])('%s', (_, answer, kind, words) => {
    const failure = refused(answer)
    expect(failure).toEqual({ kind, said: expect.stringMatching(words) })
    expect(failure.said).not.toContain('a=secret')
  })
})
