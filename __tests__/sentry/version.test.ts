import { describe, expect, test } from '@jest/globals'
import { identifierOf, versionProblem } from '../../src/sentry/version.ts'

const SHA = 'a'.repeat(40)
const COMMIT = { commit: { kind: 'commit', sha: SHA, mayBeTag: false } } as const

describe('the identifier is', () => {
  test.each([
    ['the input, before everything', '1.2.0', 'env', '', '1.2.0', 'release'],
    ['a tag’s name, when the input is its ref', 'refs/tags/v1.2.0', undefined, '', 'v1.2.0', 'release'],
    ['only freed of a leading refs/tags/', 'a-refs/tags/v1', undefined, '', 'a-refs/tags/v1', 'release'],
    [
      'SENTRY_RELEASE without the input, as it is',
      undefined,
      'refs/tags/v1',
      '',
      'refs/tags/v1',
      'SENTRY_RELEASE'
    ],
    ['the commit of the event, without both', undefined, undefined, '', SHA, 'release_prefix'],
    ['prefixed, when given', '1.2.0', undefined, 'web@', 'web@1.2.0', 'release'],
    ['prefixed, when from the environment', undefined, '7', 'web@', 'web@7', 'SENTRY_RELEASE'],
    ['prefixed, when derived', undefined, undefined, 'web@', `web@${SHA}`, 'release_prefix']
  ])('%s', (_title, given, fromEnvironment, prefix, version, decidedBy) => {
    expect(identifierOf({ given, fromEnvironment, commit: COMMIT.commit, prefix })).toEqual({
      version,
      decidedBy
    })
  })

  test('missing with its reason, when the event has no commit either', () => {
    const event = { commit: { kind: 'none', reason: 'the push deleted the branch x' } } as const
    expect(
      identifierOf({ given: undefined, fromEnvironment: undefined, commit: event.commit, prefix: 'p' })
    ).toEqual({
      missing: 'the push deleted the branch x'
    })
  })
})

describe('a version', () => {
  test.each([
    ['1.2.3'],
    ['web@1.2.3+build.7'],
    [' 1'],
    ['a b'],
    ['...'],
    ['latest-1'],
    ['x'.repeat(200)],
    ['日本語'],
    ['%2F']
  ])('%j is allowed', version => expect(versionProblem(version)).toBeUndefined())

  test.each([
    ['', 'not empty'],
    ['   ', 'not empty'],
    ['.', 'another name'],
    ['..', 'another name'],
    [' .. ', 'another name'],
    ['latest', 'another name'],
    ['LaTest', 'another name'],
    ['x'.repeat(201), 'at most 200 characters (it has 201)'],
    ['feature/x', 'without / and \\'],
    ['a\\b', 'without / and \\'],
    ['a\rb', 'without line breaks'],
    ['a\nb', 'without line breaks'],
    ['a\tb', 'without line breaks'],
    ['a\fb', 'without line breaks']
  ])('%j is refused: %s', (version, words) => expect(versionProblem(version)).toContain(words))
})
