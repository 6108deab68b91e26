import { describe, expect, test } from '@jest/globals'
import { issueUrl, releaseUrl, searchUrl } from '../../src/sentry/addresses.ts'

const ACME = { site: new URL('https://sentry.io'), organization: 'acme' }

describe('the page', () => {
  test.each([
    [
      'a release',
      releaseUrl(ACME, 'shop@2.0.0', 'production'),
      'https://acme.sentry.io/releases/shop%402.0.0/?environment=production'
    ],
    [
      'a release in all environments',
      releaseUrl(ACME, 'v1?#', undefined),
      'https://acme.sentry.io/releases/v1%3F%23/'
    ],
    ['an issue', issueUrl(ACME, '1001'), 'https://acme.sentry.io/issues/1001/'],
    [
      'an issue with a broken id',
      issueUrl(ACME, '\ud83d/..'),
      'https://acme.sentry.io/issues/%EF%BF%BD%2F../'
    ]
  ])('of %s', (_what, url, expected) => expect(url).toBe(expected))

  test('of a search', () => {
    expect(
      searchUrl(ACME, { query: 'firstRelease:"a&b=c"', environment: 'pre prod', projects: ['11', 'web'] })
    ).toBe(
      'https://acme.sentry.io/issues/?query=firstRelease%3A%22a%26b%3Dc%22&project=11&project=web&environment=pre+prod&statsPeriod=90d'
    )
    expect(searchUrl(ACME, { query: 'is:unresolved', environment: undefined, projects: [] })).toBe(
      'https://acme.sentry.io/issues/?query=is%3Aunresolved&statsPeriod=90d'
    )
  })
})
