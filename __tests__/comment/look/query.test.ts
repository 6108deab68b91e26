import { describe, expect, test } from '@jest/globals'
import { issueQuery } from '../../../src/comment/look/query.ts'
import { releaseQuery } from '../../../src/sentry/search.ts'

const none = { minLevel: undefined, further: undefined }

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
})
