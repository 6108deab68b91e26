import { describe, expect, test } from '@jest/globals'
import {
  createPathFilter,
  literalPrefixes,
  patternProblem
} from '../../../../src/release/commits/sources/paths.ts'

describe('paths', () => {
  test.each([
    [
      'a folder stands for all in it',
      ['packages/web'],
      ['packages/web/a.ts', 'packages/web/b/.env'],
      ['packages/web2/a']
    ],
    ['a slash at the end or in front changes nothing', ['/packages/web/'], ['packages/web/a'], ['web/a']],
    ['./ in front changes nothing', ['./src'], ['src/a'], ['a']],
    ['a file stands for itself', ['README.md'], ['README.md'], ['docs/README.md', 'readme.md']],
    ['* stops at a slash', ['src/*.ts'], ['src/a.ts'], ['src/b/a.ts', 'src/a.tsx']],
    ['** does not', ['src/**/*.ts'], ['src/a.ts', 'src/b/c/a.ts'], ['a.ts']],
    ['dots are as other characters', ['*'], ['.env', 'a/b'], []],
    ['? is one character', ['a?c'], ['abc'], ['abbc', 'a/c']],
    ['brackets are a choice', ['[ab].ts'], ['a.ts'], ['c.ts']],
    ['! excludes', ['src', '!src/docs'], ['src/a'], ['src/docs/a', 'b']],
    [
      'the last pattern that fits decides',
      ['src', '!src/docs', 'src/docs/api'],
      ['src/docs/api/x'],
      ['src/docs/x']
    ],
    ['only exclusions include all else', ['!docs/**', '!*.md'], ['src/a', 'a/b.md'], ['docs/x', 'README.md']],
    ['. is the whole repository', ['.', '!docs'], ['a', 'b/.c'], ['docs/a']],
    ['case counts', ['Src'], ['Src/a'], ['src/a']],
    ['parentheses stand for themselves', ['app/(shop)'], ['app/(shop)/a'], ['app/shop/a']],
    ['[!a] is any other', ['[!a].ts'], ['b.ts'], ['a.ts']],
    ['[a-c] is a range', ['[a-c-].ts'], ['b.ts', '-.ts'], ['d.ts']],
    ['a bracket that is not closed stands for itself', ['a[b'], ['a[b'], ['ab']],
    ['\\ takes the next character as it is', ['\\[id\\].ts'], ['[id].ts'], ['i.ts']],
    ['several wildcards', ['**/a*b*/**/c?.ts'], ['x/y/a1b2/c1.ts', 'ab/z/z/cc.ts'], ['ab/c.ts', 'a/b/c1.ts']]
  ])('%s', (_title, patterns, inside, outside) => {
    const fits = createPathFilter(patterns)
    expect(inside.filter(path => !fits(path))).toEqual([])
    expect(outside.filter(path => fits(path))).toEqual([])
  })

  test.each([
    [
      ['packages/web/**', 'packages/web/a', 'lib'],
      ['packages/web', 'packages/web/a', 'lib']
    ],
    [['src/*.ts'], ['src']],
    [['README.md', '!src'], ['README.md']],
    [
      ['packages/@acme/web', 'a/b\\*c'],
      ['packages', 'a']
    ],
    [['packages/{a}/**'], ['packages']],
    [['src', '**/x'], undefined],
    [['*.md'], undefined],
    [['!docs'], undefined],
    [['.'], undefined],
    [[], undefined]
  ])('%j narrow a history to %j', (patterns, prefixes) => {
    expect(literalPrefixes(patterns)).toEqual(prefixes)
  })

  test.each([['!'], ['!{a'], ['{a'], ['b}'], ['@(a|b)'], ['{1..3}'], ['a'.repeat(1_001)]])(
    '%s is a problem',
    pattern => expect(patternProblem(pattern)).toEqual(expect.any(String))
  )

  test.each([['src/**'], ['!docs'], ['{a}'], ['/'], ['[']])('%s is none', pattern => {
    expect(patternProblem(pattern)).toBeUndefined()
    expect(createPathFilter([pattern])('some/path')).toEqual(expect.any(Boolean))
  })

  test('the most wildcards and the longest paths end: the work is bounded by both lengths', () => {
    const patterns = [`${'*a'.repeat(400)}b`, `${'**/*a*/'.repeat(100)}b`, `${'*?'.repeat(400)}b`]
    const paths = ['a'.repeat(4_096), 'a/'.repeat(2_000), 'aa/'.repeat(1_000)]
    for (const pattern of patterns) {
      expect(patternProblem(pattern)).toBeUndefined()
      expect(paths.filter(createPathFilter([pattern]))).toEqual([])
    }
  })
})
