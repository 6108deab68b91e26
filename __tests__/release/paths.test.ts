import { describe, expect, test } from '@jest/globals'
import { createPathFilter, literalPrefixes, patternProblem } from '../../src/release/paths.ts'

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
    ['case counts', ['Src'], ['Src/a'], ['src/a']]
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

  test.each([['!'], ['!{a'], ['{a'], ['b}']])('%s is a problem', pattern =>
    expect(patternProblem(pattern)).toEqual(expect.any(String))
  )

  test.each([['src/**'], ['!docs'], ['{a}'], ['/'], ['[']])('%s is none', pattern => {
    expect(patternProblem(pattern)).toBeUndefined()
    expect(createPathFilter([pattern])('some/path')).toEqual(expect.any(Boolean))
  })
})
