import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { maskSensitive } from '../../src/text/mask.ts'

describe('what must not be told is hidden', () => {
  test.each([
    ['an e-mail address', 'mail root@example.com bounced', 'mail [email] bounced'],
    ['one with a tag and a subdomain', '<a.b+c@mail.example.co.uk>', '<[email]>'],
    ['one in another script', 'für müller@exämple.de', 'für [email]'],
    ['an IPv4 address', 'connect 10.0.12.255:5432', 'connect [ip]:5432'],
    ['an IPv6 address', 'connect [2001:db8::8a2e:370:7334]:443', 'connect [[ip]]:443'],
    ['a full IPv6 address', 'from 2001:0db8:0000:0000:0000:ff00:0042:8329', 'from [ip]'],
    ['the loopback address', 'listen ::1', 'listen [ip]'],
    ['a bearer token', 'Authorization: Bearer abc.def-123', 'Authorization: Bearer [token]'],
    ['a bearer token without its header', 'got bearer abcdefgh12', 'got bearer [token]'],
    ['a password', 'login failed, password=hunter2&x=1', 'login failed, password=[token]&x=1'],
    ['a quoted API key', '{"api_key": "abc123", "a": 1}', '{"api_key": "[token]", "a": 1}'],
    ['user and password of an address', 'postgres://admin:s3cret@db/x', 'postgres://[token]@db/x'],
    ['a JSON web token', 'jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'jwt [token]'],
    ['a GitHub token', `ghp_${'a1B2'.repeat(9)} leaked`, '[token] leaked'],
    ['a Sentry token', `sntrys_${'a1B2'.repeat(9)}`, '[token]'],
    ['an AWS key', 'key AKIAIOSFODNN7EXAMPLE', 'key [token]'],
    ['a long hex run', `id ${'0f'.repeat(16)}`, 'id [token]'],
    ['a long random run', `id ${'xY3'.repeat(12)}==`, 'id [token]']
  ])('%s', (_what, raw, expected) => expect(maskSensitive(raw)).toBe(expected))
})

describe('what tells nothing is left alone', () => {
  test.each([
    ["TypeError: Cannot read properties of undefined (reading 'id')"],
    ['std::vector<int> and a::b and :: alone'],
    ['at 12:30:45 on 2026-01-15T10:00:00Z'],
    ['version 1.2.3, 300.1.1.1 is no address'],
    ['@octocat said so'],
    ['NoSuchMethodError: com.example.someVeryLongPackageName.AnotherLongClassName.method'],
    ['bad object 16c999e at deadbeef1'],
    ['src/components/checkout/payment-provider-selection-dialog.tsx'],
    ["Cannot find module '/app/src/components/V2/Checkout/payment-provider-selection'"],
    ['TokenExpiredError: jwt expired']
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
