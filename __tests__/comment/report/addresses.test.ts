import { describe, expect, test } from '@jest/globals'
import { commitUrl, fileUrl } from '../../../src/github/addresses.ts'
import { issueUrl, releaseUrl, searchUrl } from '../../../src/sentry/addresses.ts'
import { issueQuery } from '../../../src/comment/look/query.ts'
import { releaseQuery } from '../../../src/sentry/search.ts'

const none = { minLevel: undefined, further: undefined }

const ACME = { site: new URL('https://sentry.io'), organization: 'acme' }

describe('a search in Sentry', () => {
  test.each([
    ['new', 'is:unresolved firstRelease:"shop@2.0.0"'],
    ['regressed', 'is:unresolved regressed_in_release:"shop@2.0.0"'],
    ['escalating', 'is:escalating release:"shop@2.0.0"']
  ] as const)('for %s issues', (kind, query) => expect(issueQuery(kind, 'shop@2.0.0', none)).toBe(query))

  test('asks for a level and all worse ones, and appends further terms', () => {
    expect(issueQuery('new', 'v', { minLevel: 'warning', further: 'error.handled:0' })).toBe(
      'is:unresolved firstRelease:"v" level:[warning,error,fatal] error.handled:0'
    )
  })

  test.each([
    ['quotes', 'a"b', '"a\\"b"'],
    ['wildcards', 'a*', '"a\\*"'],
    ['backslashes', 'a\\', '"a\\\\"'],
    ['spaces', 'a b', '"a b"'],
    ['what looks like an event id', 'a'.repeat(32), `"${'a'.repeat(32)}"`]
  ])('keeps a version with %s in one value', (_what, version, quoted) => {
    expect(releaseQuery([version])).toBe(`release:${quoted}`)
    expect(issueQuery('new', version, none)).toBe(`is:unresolved firstRelease:${quoted}`)
  })

  test('can be opened', () => {
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

describe('an address', () => {
  const github = { serverUrl: 'https://github.com', owner: 'acme', name: 'shop' }
  const enterprise = { ...github, serverUrl: 'https://git.acme.example/' }

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
    ],
    ['a commit', commitUrl(github, 'abc'), 'https://github.com/acme/shop/commit/abc'],
    [
      'a line',
      fileUrl(github, { sha: 'abc', path: 'a b/#c.ts', line: 3 }),
      'https://github.com/acme/shop/blob/abc/a%20b/%23c.ts#L3'
    ],
    [
      'a file',
      fileUrl(enterprise, { sha: 'abc', path: 'c.ts', line: undefined }),
      'https://git.acme.example/acme/shop/blob/abc/c.ts'
    ]
  ])('of %s', (_what, url, expected) => expect(url).toBe(expected))
})
