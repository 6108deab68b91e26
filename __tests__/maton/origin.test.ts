import { describe, expect, test } from '@jest/globals'
import { originOf } from '../../src/maton/refusals.ts'
import { detailOf } from '../../src/way/refusals.ts'

const HTML =
  '<html><head><title>502 Bad Gateway</title></head><body><h1>Bad <b>Gateway</b></h1></body></html>'

const maton = (code: number, message: string) =>
  JSON.stringify({ error: { message, type: 'some_error', code } })
const flatMaton = (code: number, message: string) => JSON.stringify({ message, type: 'some_error', code })
const sentry = (detail: unknown) => JSON.stringify({ detail })

describe('whose error it is', () => {
  test.each([
    ['Maton', maton(401, 'Invalid key'), {}],
    ['Maton', flatMaton(404, 'not found'), {}],
    ['Maton', maton(429, 'Rate limit exceeded'), { 'x-sentry-rate-limit-reset': '1' }],
    ['Sentry', sentry('Invalid token'), {}],
    ['Sentry', sentry({ code: 'sso-required', message: 'Must login via SSO', extra: {} }), {}],
    ['Sentry', JSON.stringify({ info: 'Route not found, did you forget a trailing slash?' }), {}],
    ['Sentry', JSON.stringify({ version: ['This field is required.'] }), {}],
    ['Sentry', JSON.stringify({ commits: { id: ['This field is required.'] } }), {}],
    [
      'Sentry',
      JSON.stringify({ error: 'apigateway', detail: 'Downstream service temporarily unavailable' }),
      {}
    ],
    ['Sentry', JSON.stringify({ code: 5, type: 'x', detail: 'Sentry has codes too' }), {}],
    ['Sentry', '', { 'x-sentry-rate-limit-limit': '40' }],
    ['Sentry', HTML, { 'x-sentry-error': '1' }],
    ['unknown', '', {}],
    ['unknown', HTML, { server: 'nginx' }],
    ['unknown', JSON.stringify({ message: 'Not Found' }), {}],
    ['unknown', JSON.stringify({ error: { message: 'no code' } }), {}],
    ['unknown', JSON.stringify({ error: { message: 'code in words', code: '401' } }), {}],
    ['unknown', JSON.stringify({ message: 'no type', code: 401 }), {}],
    ['unknown', '[]', {}],
    ['unknown', '"detail"', {}]
  ])('%s: %s %j', (origin, text, headers) => {
    expect(originOf({ headers, text })).toBe(origin)
  })
})

describe('what an error says', () => {
  test.each([
    [sentry('Invalid token'), 'Invalid token'],
    [sentry({ code: 'x', message: 'Must login', extra: {} }), 'Must login'],
    [JSON.stringify({ info: 'Route not found' }), 'Route not found'],
    [maton(404, 'Connection a not found'), 'Connection a not found'],
    [flatMaton(400, 'Missing Sentry connection'), 'Missing Sentry connection'],
    [JSON.stringify({ message: 'Not Found' }), 'Not Found'],
    [
      JSON.stringify({ version: ['is required.', 'is blank.'], projects: ['Invalid'] }),
      'version: is required.; version: is blank.; projects: Invalid'
    ],
    [JSON.stringify({ commits: { id: ['This field is required.'] } }), 'commits.id: This field is required.'],
    [
      JSON.stringify({ statusDetails: { inRelease: ['Unable to find it'] } }),
      'statusDetails.inRelease: Unable to find it'
    ],
    [HTML, '502 Bad Gateway Bad Gateway'],
    ['', ''],
    ['  \n ', ''],
    ['{}', ''],
    ['plain\ntext\u001b[31m', 'plain text'],
    [sentry('a\r\n::add-mask::b'), 'a ::add-mask::b']
  ])('%s', (text, said) => {
    expect(detailOf(text)).toBe(said)
  })

  test('is cut', () => {
    expect(detailOf('x'.repeat(1_000))).toHaveLength(200)
    expect(detailOf(sentry('x'.repeat(1_000)))).toHaveLength(300)
  })
})
