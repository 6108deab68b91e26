import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { clean, logText } from '../../../src/text/clean.ts'
import { code, htmlCode, proseCode, text } from '../../../src/text/markdown.ts'
import { createRedact, redactJson, withoutSecrets } from '../../../src/text/secrets/redact.ts'
import { AWKWARD_SECRETS } from '../../secrets.ts'

/** The ways in which a text may be written by somebody else. */
const FORMS: readonly (readonly [string, (secret: string) => string])[] = [
  ['as it is', secret => secret],
  ['in JSON', secret => JSON.stringify(secret)],
  ['in JSON in JSON', secret => JSON.stringify(JSON.stringify({ a: secret }))],
  ['in an address', secret => `https://x/?a=${encodeURIComponent(secret)}&b=1`],
  ['in a form', secret => new URLSearchParams({ a: secret, b: '1' }).toString()],
  ['in an address in an address', secret => encodeURIComponent(encodeURIComponent(secret))],
  ['in HTML', secret => secret.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)],
  [
    'in HTML with names',
    secret => secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
  ],
  [
    'in hexadecimal entities',
    secret => secret.replace(/./gu, sign => `&#x${sign.codePointAt(0)?.toString(16)};`)
  ],
  ['in a table', secret => code(secret, 500)],
  ['in a code span', secret => proseCode(secret, 500)],
  ['in prose', secret => text(secret, 500)],
  ['in prose, beside other hexadecimal digits', secret => text(`abc${secret}abc`, 500)],
  ['in a code element', secret => htmlCode(secret, 500)],
  ['in a shell', secret => `'${secret.replaceAll("'", `'\\''`)}'`],
  ['in double quotes of a shell', secret => `"${secret.replace(/[$`"\\]/g, '\\$&')}"`],
  ['in base64', secret => Buffer.from(secret).toString('base64')],
  ['in base64 behind a user name', secret => Buffer.from(`me:${secret}`).toString('base64')],
  ['in base64 behind a longer one', secret => Buffer.from(`user:${secret}!`).toString('base64')],
  ['in base64 for addresses', secret => Buffer.from(`{"k":"${secret}"}`).toString('base64url')],
  ['with invisible characters', secret => secret.split('').join('\u200b')],
  ['cleaned', secret => clean(secret, 500)],
  ['in a line of the log', secret => logText(secret)]
]

describe.each(AWKWARD_SECRETS)('the secret %s', (_what, secret) => {
  const redact = createRedact([secret])

  test.each(FORMS)('%s is found', (_form, write) => {
    const written = write(secret)
    const safe = redact(`before ${written} after`)
    expect(safe).toContain('***')
    expect(safe).toMatch(/^before .*after$/s)
    // nothing of it is left, however it is written
    for (const piece of piecesOf(written)) expect(safe).not.toContain(piece)
  })

  test('is found where it is cut, however it is written then', () => {
    for (const write of [code, text]) {
      for (let kept = 8; kept < Math.min(secret.length, 40); kept += 5) {
        const safe = redact(write(`${'x'.repeat(20)} ${secret}`, 20 + kept))
        expect(safe).toContain('***')
        for (const piece of piecesOf(secret)) expect(safe).not.toContain(piece)
      }
    }
  })

  test('leaves JSON as it is but for its texts', () => {
    const json = { title: `a ${secret} b`, count: 5, list: [secret, { ok: true, none: null }] }
    const safe = redactJson(json, redact)
    expect(safe).toEqual({ title: 'a *** b', count: 5, list: ['***', { ok: true, none: null }] })
  })

  test('is no longer found a second time', () => {
    for (const [, write] of FORMS) {
      const once = redact(write(secret))
      expect(redact(once)).toBe(once)
    }
  })
})

/** All pieces of a text that are long enough to be a leak. */
function piecesOf(written: string): readonly string[] {
  const longest = 14
  return Array.from({ length: Math.max(0, written.length - longest + 1) }, (_, at) =>
    written.slice(at, at + longest)
  ).filter(piece => /[^x*.\s-]{4}/.test(piece) && !/before|after|https:|<code>|abc$|^abc/.test(piece))
}

describe('what is no secret stays', () => {
  test('a short one inside of words, and in names of fields', () => {
    const redact = createRedact(['user'])
    expect(redact('users of userCount')).toBe('users of userCount')
    expect(redact('the user said')).toBe('the *** said')
    expect(redactJson({ user: 1, userCount: 'user' }, redact)).toEqual({ user: 1, userCount: '***' })
  })

  test('one of less than four letters', () => expect(createRedact(['abc'])('abc')).toBe('abc'))

  test('the name of a field, even if it is a secret', () => {
    expect(redactJson({ permalink: 'permalink' }, createRedact(['permalink']))).toEqual({ permalink: '***' })
  })

  test('a name that no field has by chance is none', () => {
    const key = 'mk_0123456789abcdef'
    expect(redactJson({ [`x ${key}`]: 1 }, createRedact([key]))).toEqual({ 'x ***': 1 })
  })

  test('everything without one, unchanged and the same value', () => {
    const json = { a: ['b'] }
    expect(withoutSecrets(json, JSON.stringify(json), createRedact(['secret-secret']))).toBe(json)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), any => {
        expect(createRedact(['a secret that no text holds by chance'])(any)).toBe(any)
      })
    )
  })
})

test('each line of a secret of several lines is one', () => {
  const redact = createRedact(['first-line-1\r\nsecond-line-2\nx'])
  expect(redact('a first-line-1 b second-line-2 x')).toBe('a *** b *** x')
})

test('whatever stands around a secret, it is gone', () => {
  const secret = 'k3y\\with|odd"signs<&%+/'
  const redact = createRedact([secret])
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (before, after) => {
      expect(redact(before + secret + after)).not.toContain(secret)
      expect(redact(JSON.stringify(before + secret + after))).not.toContain('odd')
    })
  )
})

test('long texts of one kind are done in passing', () => {
  const redact = createRedact(AWKWARD_SECRETS.map(([, secret]) => secret))
  for (const piece of ['\\', '%25', '&amp;', '<!-- -->', '\u200b', 'mk_abc…', '+ ', '\\u0041'])
    expect(redact(piece.repeat(20_000)).length).toBeGreaterThan(0)
})
