import { execFileSync } from 'node:child_process'
import { describe, expect, test } from '@jest/globals'
import { isCommitName } from '../../src/git/commit-name.ts'

describe('a commit is named by', () => {
  test.each([
    'abcdef1',
    'ABCDEF1234567890ABCDEF1234567890ABCDEF12',
    'f'.repeat(64),
    'main',
    'v1.0.0',
    'feature/shop-12',
    'releases/2026-01',
    'web@1.0.0',
    'müsli',
    'a-b',
    'HEAD'
  ])('%s', name => {
    expect(isCommitName(name)).toBe(true)
  })
})

const REFUSED = [
  '',
  '-n1',
  '--output=x',
  'a..b',
  'a...b',
  'main:secret',
  'main^',
  'main~3',
  'main^{/fix}',
  'main@{1}',
  '@',
  '@{upstream}',
  'a b',
  'a\nb',
  'a\u0000b',
  'a\u007fb',
  'a?b',
  'a*',
  '[a]',
  'a\\b',
  '/a',
  'a/',
  'a//b',
  '.a',
  'a/.b',
  'a.',
  'a.lock',
  'a.lock/b'
]

test.each(REFUSED.map(name => [JSON.stringify(name), name]))('%s is refused', (_shown, name) => {
  expect(isCommitName(name)).toBe(false)
})

test('what is accepted is what git accepts as the name of a branch', () => {
  const candidates = [
    ...REFUSED.filter(name => !name.includes('\u0000')),
    'main',
    'a/b',
    'web@1.0.0',
    'müsli',
    'a-b'
  ]
  for (const name of candidates) {
    expect([name, isCommitName(name)]).toEqual([name, gitAccepts(name)])
  }
})

function gitAccepts(name: string): boolean {
  try {
    // With --branch `@{…}` and `-` would be expanded; a leading dash is refused for being an option.
    execFileSync('git', ['check-ref-format', `refs/heads/${name}`], { stdio: 'ignore' })
    return !name.startsWith('-') && name !== '@'
  } catch {
    return false
  }
}
