import { describe, expect, test } from '@jest/globals'
import type { FailureKind } from '../../../src/run/failure.ts'
import { GITHUB_FAILURES, GITHUB_REFUSALS } from '../../../src/github/failures.ts'
import { failureOf, type RefusedRequest } from '../../../src/github/calls/refusals.ts'
import { githubPolicy } from '../../../src/github/calls/policy.ts'
import type { Outcome } from '../../../src/http/transport.ts'
import { SAMPLED } from './samples.ts'

const SUBJECT: RefusedRequest = {
  purpose: 'read the tags',
  repeatable: true,
  words: 'a list of tags',
  needs: 'contents: read',
  place: { host: 'api.github.com', setBy: 'GITHUB_API_URL', proxy: undefined },
  serverUrl: 'https://github.com'
}

function answered(status: number, message: string, headers: Record<string, string> = {}): Outcome {
  return { kind: 'answer', answer: { status, headers, text: JSON.stringify({ message }) } }
}

const SSO =
  'https://github.com/orgs/acme/sso?authorization_request=AZSCKtL4U8yX1H3sCQIVnVgmjmon5fWxks5YrqhJgah0b2tlbl9pZM4EuMz4'
const SSO_MESSAGE =
  'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.'
const IP_MESSAGE =
  'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.'

describe('a 403', () => {
  test.each<[string, Outcome, FailureKind, RegExp]>([
    [
      'for a permission that GitHub names has its line for the workflow',
      answered(403, 'Resource not accessible by integration', {
        'x-accepted-github-permissions': 'contents=read'
      }),
      GITHUB_FAILURES.permission,
      /permissions:\n {2}contents: read$/
    ],
    [
      'for one of several has that which the request is about',
      answered(403, 'Resource not accessible by integration', {
        'x-accepted-github-permissions': 'issues=read; contents=read,metadata=read'
      }),
      GITHUB_FAILURES.permission,
      /permissions:\n {2}contents: read$/
    ],
    [
      'that names none has what the request needs',
      answered(403, 'Forbidden'),
      GITHUB_FAILURES.permission,
      /permissions:\n {2}contents: read$/
    ],
    [
      'that names something odd has what the request needs',
      answered(403, 'Forbidden', { 'x-accepted-github-permissions': '::error::=x; a b=read\n' }),
      GITHUB_FAILURES.permission,
      /permissions:\n {2}contents: read$/
    ],
    [
      'for a personal token speaks of that token',
      answered(403, 'Resource not accessible by personal access token', {
        'x-accepted-github-permissions': 'contents=read'
      }),
      GITHUB_FAILURES.personalToken,
      /personal access token .* contents: read/
    ],
    [
      'for an IP allow list names it',
      answered(403, IP_MESSAGE),
      GITHUB_FAILURES.ipAllowList,
      /IP allow list/
    ],
    [
      'for single sign-on has the page that authorizes',
      answered(403, SSO_MESSAGE, { 'x-github-sso': `required; url=${SSO}` }),
      GITHUB_FAILURES.singleSignOn,
      /https:\/\/github\.com\/orgs\/acme\/sso\?authorization_request=AZSC/
    ],
    [
      'for single sign-on without a page says where to look',
      answered(403, SSO_MESSAGE),
      GITHUB_FAILURES.singleSignOn,
      /Configure SSO/
    ]
  ])('%s', (_title, outcome, kind, remedy) => {
    const failure = failureOf(outcome, SUBJECT)
    expect(failure.kind).toBe(kind)
    expect(failure.remedy).toMatch(remedy)
    expect(GITHUB_REFUSALS).toContain(failure.kind)
  })

  test.each([
    ['another host', 'https://github.com.evil.example/orgs/acme/sso'],
    ['a user name before the host', 'https://github.com@evil.example/'],
    ['a user name', 'https://you@github.com/orgs/acme/sso'],
    ['no TLS', 'http://github.com/orgs/acme/sso'],
    ['another scheme', 'javascript:alert(1)'],
    ['no address', 'not an address']
  ])('for single sign-on never shows a page of %s', (_title, url) => {
    const failure = failureOf(answered(403, SSO_MESSAGE, { 'x-github-sso': `required; url=${url}` }), SUBJECT)
    expect(failure.kind).toBe(GITHUB_FAILURES.singleSignOn)
    expect(failure.remedy).toBe(GITHUB_FAILURES.singleSignOn.remedy)
  })

  test('that the token or the address is refused for is never waited for, though a limit is used up besides', () => {
    const limit = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1', 'retry-after': '1' }
    for (const message of ['Resource not accessible by personal access token', IP_MESSAGE, SSO_MESSAGE]) {
      const outcome = answered(403, message, limit)
      const policy = githubPolicy({ isRepeatable: true, isGood: () => false })
      expect(policy.judge(outcome, false)).toBe('refused')
      expect(GITHUB_REFUSALS).toContain(failureOf(outcome, SUBJECT).kind)
    }
  })
})

test('a 404 says that a token without the permission sees no private repository', () => {
  const failure = failureOf(answered(404, 'Not Found'), SUBJECT)
  expect(failure.kind).toBe(GITHUB_FAILURES.notFound)
  expect(failure.remedy).toMatch(/may not see it.*\npermissions:\n {2}contents: read$/s)
})

test('every kind of request says what it needs, as a line of a workflow', () => {
  for (const { name, kind } of SAMPLED) {
    const { remedy } = failureOf(answered(403, 'Forbidden'), { ...SUBJECT, needs: kind.needs })
    expect([name, remedy.split('\n').at(-1)]).toEqual([name, `  ${kind.needs}`])
  }
})
