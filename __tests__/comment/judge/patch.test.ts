import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { addedLines } from '../../../src/comment/judge/patch.ts'

describe('the lines that a patch adds', () => {
  test.each([
    ['are those with a plus', '@@ -8,4 +10,4 @@ function x() {\n a\n-b\n+c\n d\n+e', [11, 13]],
    ['of several hunks', '@@ -1 +1 @@\n-a\n+b\n@@ -9,2 +9,3 @@\n c\n+d\n e', [1, 10]],
    ['of a new file', '@@ -0,0 +1,3 @@\n+a\n+b\n+c', [1, 2, 3]],
    ['of which one looks like a header', '@@ -1 +1,2 @@\n+@@ -5,5 +50,5 @@\n+b', [1, 2]],
    ['of which some look like the head of a diff', '@@ -1 +1,2 @@\n--- a\n+++ b\n+c', [1, 2]],
    [
      'of a file that had no line break at its end',
      '@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b',
      [1, 2]
    ],
    [
      'of a file that has none now',
      '@@ -1,2 +1,2 @@\n a\n-b\n+c\n\\ No newline at end of file\n@@ -9 +9 @@\n+d',
      [2, 9]
    ],
    ['of a file with CRLF', '@@ -1,3 +1,3 @@\r\n a\r\n-b\r\n+c\r\n d\r', [2]],
    ['of a file with lone returns, which end no line', '@@ -1 +1,2 @@\n+a\r+b\r c\n+d', [1, 2]],
    ['round an empty line that lost its blank', '@@ -1,3 +1,4 @@\n a\n\n+b\n c', [3]],
    ['are none where lines are removed', '@@ -1,3 +1,2 @@\n a\n-b\n c', []],
    ['are none where all is removed', '@@ -1,3 +0,0 @@\n-a', []],
    ['are none without a patch', '', []],
    ['are none behind a header that is none', '@@ +1 @@\n+a', []],
    ['end where the patch is cut', '@@ -1,9 +1,9 @@\n a\n+b', [2]]
  ])('%s', (_what, patch, expected) => expect(numbers(patch)).toEqual(expected))

  test('are ranges that do not touch', () => {
    expect(addedLines('@@ -0,0 +1,3 @@\n+a\n+b\n c\n+d')).toEqual([
      { first: 1, last: 2 },
      { first: 4, last: 4 }
    ])
  })
})

interface Line {
  readonly kind: '+' | '-' | ' '
  readonly text: string
}

const line: fc.Arbitrary<Line> = fc.record({
  kind: fc.constantFrom('+', '-', ' '),
  text: fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('@@ -1 +1 @@', '+', '-', '\\', '++ b', '\r'))
})
const hunks = fc.array(
  fc.record({ gap: fc.nat(50), lines: fc.array(line.filter(({ text }) => !text.includes('\n'))) }),
  { maxLength: 6 }
)

test('whatever a patch holds, its added lines are counted and its context is not', () => {
  fc.assert(
    fc.property(hunks, given => {
      const added: number[] = []
      let next = 1
      const texts = given.map(({ gap, lines }) => {
        next += gap
        const start = next
        for (const { kind } of lines) {
          if (kind === '+') added.push(next)
          if (kind !== '-') next += 1
        }
        return [
          `@@ -1,${lines.length} +${start},${next - start} @@`,
          ...lines.map(({ kind, text }) => kind + text)
        ]
      })
      expect(numbers(texts.flat().join('\n'))).toEqual(added)
    })
  )
})

function numbers(patch: string): readonly number[] {
  return addedLines(patch).flatMap(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index)
  )
}
