import { expect, test } from '@jest/globals'
import { isFullSha, shaAtEnd, short } from '../../src/text/sha.ts'

const sha = (digit: string): string => digit.repeat(40)

test.each([
  [sha('a'), true, 'aaaaaaa'],
  ['A'.repeat(64), true, 'AAAAAAA'],
  ['a'.repeat(41), false, 'a'.repeat(41)],
  ['abcdef1', false, 'abcdef1'],
  ['v1.0', false, 'v1.0'],
  [`x${sha('a')}`, false, `x${sha('a')}`]
])('%s: whole is %s, written as %s', (commit, isFull, written) => {
  expect(isFullSha(commit)).toBe(isFull)
  expect(short(commit)).toBe(written)
})

test.each([
  ['web@' + 'a1'.repeat(20), 'a1'.repeat(20)],
  ['A1'.repeat(20), 'A1'.repeat(20)],
  ['web-' + 'b2'.repeat(32), 'b2'.repeat(32)],
  ['web@1.0.0', undefined],
  ['web@' + 'a1'.repeat(21), undefined],
  ['web@' + '0'.repeat(40), undefined],
  ['a1'.repeat(20) + '-web', undefined]
])('the sha that %s ends with', (name, sha) => {
  expect(shaAtEnd(name)).toBe(sha)
})
