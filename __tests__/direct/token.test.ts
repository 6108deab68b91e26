import { describe, expect, test } from '@jest/globals'
import { factsOfToken, isDsn, isSentryToken, partsOfToken } from '../../src/direct/token.ts'
import { organizationToken, USER_TOKEN } from './sentry-token.ts'

const HEX = '0123456789abcdef'.repeat(4)

describe('a token is known by its form', () => {
  test.each([
    ['organization', organizationToken()],
    ['organization', 'sntrys_not-readable'],
    ['user', USER_TOKEN],
    ['integration', `sntryi_${HEX}`],
    ['application', `sntrya_${HEX}`],
    ['application', `sntryag_${HEX}`],
    ['other', `sntryz_${HEX}`],
    ['old', HEX],
    ['unknown', 'some-key-of-maton'],
    ['unknown', HEX.slice(1)]
  ])('%s: %s', (kind, token) => {
    expect(factsOfToken(token).kind).toBe(kind)
    expect(isSentryToken(token)).toBe(token.startsWith('sntry'))
  })
})

describe('an organization token names its organization and its Sentry', () => {
  const payload = (json: unknown): string => Buffer.from(JSON.stringify(json)).toString('base64')
  const secret = 'x'.repeat(43)

  test.each<[string, string, string | undefined, string | undefined]>([
    ['as usual', organizationToken(), 'acme', 'https://sentry.io'],
    ['of a server without an address', organizationToken({ url: null }), 'acme', undefined],
    [
      'with more claims',
      organizationToken({ region_url: 'https://de.sentry.io', x: 1 }),
      'acme',
      'https://sentry.io'
    ],
    ['with empty ones', organizationToken({ org: '', url: '' }), undefined, undefined],
    ['of another type', organizationToken({ org: 7, url: ['x'] }), undefined, undefined],
    ['without a time', organizationToken({ iat: 0 }), undefined, undefined],
    ['with a time that is text', organizationToken({ iat: '1' }), undefined, undefined],
    ['not JSON', `sntrys_${Buffer.from('{').toString('base64')}_${secret}`, undefined, undefined],
    ['a list', `sntrys_${payload([1])}_${secret}`, undefined, undefined],
    ['too deep', `sntrys_${Buffer.from('['.repeat(500)).toString('base64')}_${secret}`, undefined, undefined],
    ['three underscores', `${organizationToken()}_x`, undefined, undefined],
    ['one underscore', `sntrys_${payload({ iat: 1, org: 'acme' })}`, undefined, undefined],
    ['longer than tokens are', organizationToken({ x: 'y'.repeat(3_000) }), undefined, undefined]
  ])('%s', (_, token, organization, url) => {
    expect(factsOfToken(token)).toEqual({ kind: 'organization', organization, url })
  })

  test('and its parts are secrets by themselves', () => {
    const token = organizationToken()
    expect(partsOfToken(token)).toEqual([token, ...token.split('_').slice(1)])
    expect(partsOfToken(USER_TOKEN)).toEqual([USER_TOKEN])
  })
})

test.each([
  ['https://0123456789abcdef@o1.ingest.sentry.io/42', true],
  ['https://key:secret@sentry.example.com/below/5/', true],
  ['https://sentry.example.com/5', false],
  ['https://user@sentry.example.com/', false],
  ['nothing', false]
])('%s is a DSN: %s', (text, is) => {
  expect(isDsn(text)).toBe(is)
})
