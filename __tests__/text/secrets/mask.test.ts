import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { maskSensitive } from '../../../src/text/secrets/mask.ts'

describe('what must not be told is hidden', () => {
  test.each([
    ['an e-mail address', 'mail root@example.com bounced', 'mail [email] bounced'],
    ['one with a tag and a subdomain', '<a.b+c@mail.example.co.uk>', '<[email]>'],
    ['one in another script', 'für müller@exämple.de', 'für [email]'],
    ['one with digits', 'root2@mx1.example.com', '[email]'],
    ['an IPv4 address', 'connect 10.0.12.255:5432', 'connect [ip]:5432'],
    ['the highest', '255.255.255.255', '[ip]'],
    ['the lowest, at the end of a sentence', 'bound to 0.0.0.0. Why?', 'bound to [ip]. Why?'],
    ['an IPv6 address', 'connect [2001:db8::8a2e:370:7334]:443', 'connect [[ip]]:443'],
    ['a full IPv6 address', 'from 2001:0db8:0000:0000:0000:ff00:0042:8329', 'from [ip]'],
    ['the loopback address', 'listen ::1', 'listen [ip]'],
    ['a bearer token', 'Authorization: Bearer abc.def-123', 'Authorization: Bearer [token]'],
    ['one behind two spaces', 'Authorization:  Bearer  abc.def-123', 'Authorization:  Bearer [token]'],
    ['a bearer token without its header', 'got bearer  abcdefgh12', 'got bearer [token]'],
    ['a password', 'login failed, password=hunter2&x=1', 'login failed, password=[token]&x=1'],
    ['a password with spaces around the sign', 'password = hunter2', 'password = [token]'],
    ['a password of a word, assigned', 'login failed: password=hunter', 'login failed: password=[token]'],
    ['one in JSON', '{"password": "hunter"}', '{"password": "[token]"}'],
    ['a token of digits', 'token: 20260131', 'token: [token]'],
    ['a token with a digit in prose', 'bad token: k3yring', 'bad token: [token]'],
    ['a pair in base64', 'Authorization: Basic dXNlcjpwYXNz', 'Authorization: Basic [token]'],
    ['a quoted API key', '{"api_key": "abc123", "a": 1}', '{"api_key": "[token]", "a": 1}'],
    ['a variable of the environment', 'DB_PASSWORD=hunter2', 'DB_PASSWORD=[token]'],
    ['user and password of an address', 'postgres://admin:s3cret@db/x', 'postgres://[token]@db/x'],
    ['a JSON web token', 'jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'jwt [token]'],
    ['one whose signature was cut off', 'jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx', 'jwt [token]'],
    ['an AWS key', 'key AKIAIOSFODNN7EXAMPLE', 'key [token]'],
    ['a long hex run', `id ${'0f'.repeat(16)} is taken`, 'id [token] is taken'],
    ['a long random run', `id ${'xY3'.repeat(12)}==`, 'id [token]'],
    ['one that begins with a digit', '7fK2mQ9xLpV4nTzR8wYc3HsJ6bGdA5eU', '[token]'],
    ['one that begins with capitals and digits', 'ZX81KQ5mTn2vRb7LpWc9HsJ4yGdAfEuo', '[token]']
  ])('%s', (_what, raw, expected) => expect(maskSensitive(raw)).toBe(expected))

  test.each([
    'apikey',
    'api_key',
    'api-key',
    'accesskey',
    'access_key',
    'Access-Key',
    'PASSWD',
    'pwd',
    'secret'
  ])('what is called %s', name => expect(maskSensitive(`${name}: hunter2`)).toBe(`${name}: [token]`))

  test.each(['token', 'session', 'sessionid', 'session_id', 'session-id'])('what is called %s', name =>
    expect(maskSensitive(`?${name}=hunter2`)).toBe(`?${name}=[token]`)
  )

  test.each(
    [
      'ghp_',
      'gho_',
      'ghu_',
      'ghs_',
      'ghr_',
      'github_pat_',
      'glpat-',
      'sntrys_',
      'sntryu_',
      'sk_',
      'sk-',
      'pk_'
    ]
      .concat(['rk_', 'whsec_', 'xoxb-', 'xoxp-', 'npm_', 'pypi-', 'hf_', 'AIza', 'AKIA', 'ASIA'])
      .map(prefix => [prefix])
  )('a token that begins with %s', prefix => {
    expect(maskSensitive(`used ${prefix}exampleexample twice`)).toBe('used [token] twice')
  })
})

describe('what tells nothing is left alone', () => {
  test.each([
    ["TypeError: Cannot read properties of undefined (reading 'id')"],
    ['std::vector<int> and a::b and :: alone'],
    ['at 12:30:45 on 2026-01-15T10:00:00Z'],
    ['version 1.2.3, 300.1.1.1 is no address'],
    ['neither is 1.1.1.256, nor 1.2.3.4.5, nor 120.0.6099.109'],
    ['acme/web@1.1.0 and web@2.0.0-beta are releases'],
    ['release checkout-2026-01-15-build-1234-of-the-nightly-train'],
    ['MAX_RETRIES_EXCEEDED_1234_FOR_ALL_OF_THE_QUEUES'],
    ['expected V2OfTheCheckoutPaymentProviderSelectionDialog'],
    [`chunk ${'0f'.repeat(16)}-vendors is missing`],
    ['@octocat said so'],
    ['NoSuchMethodError: com.example.someVeryLongPackageName.AnotherLongClassName.method'],
    ['bad object 16c999e at deadbeef1'],
    ['src/components/checkout/payment-provider-selection-dialog.tsx'],
    ["Cannot find module '/app/src/components/V2/Checkout/payment-provider-selection'"],
    ['TokenExpiredError: jwt expired'],
    ['Unexpected token: string'],
    ["SyntaxError: Unexpected token: 'string'"],
    ['Unexpected token: </script>'],
    ['Unexpected token: 12'],
    ['JSON.parse: unexpected token: foo.bar()'],
    ['Authorization: required'],
    ['Authorization: Bearer authentication failed'],
    ['Basic authentication is needed'],
    ['session: expired'],
    ['session: not-found.'],
    ['secret: true'],
    ['token = undefined'],
    ['token=null'],
    ['password: Ungültig!'],
    ['if (token === undefined) throw']
  ])('%s', raw => expect(maskSensitive(raw)).toBe(raw))
})

test('for any text around it an address is hidden', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 50 }), fc.string({ maxLength: 50 }), (before, after) => {
      expect(maskSensitive(`${before} jane.doe@example.com ${after}`)).not.toContain('jane.doe@example.com')
    })
  )
})

test('long texts of one kind are done in passing', () => {
  for (const piece of ['a', 'a:', ':', '0', 'a.', '@', 'aA1', 'token ', '://a:']) {
    expect(maskSensitive(piece.repeat(20_000)).length).toBeGreaterThan(0)
  }
})
