import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { shortMessage } from '../../../src/release/commits/message.ts'

const LONG = 'x'.repeat(300)

describe('a message', () => {
  test.each([
    ['that fits stays as it is', 'Subject\n\nBody', 'Subject\n\nBody'],
    ['of exactly so many bytes stays as it is', `S\n${'x'.repeat(198)}`, `S\n${'x'.repeat(198)}`],
    ['keeps a second line that resolves', `S\nFixes WEB-1\n${LONG}`, 'S\nFixes WEB-1\n…'],
    ['keeps its first line', `Subject\n\n${LONG}`, 'Subject\n…'],
    ['keeps a line that resolves', `Subject\n\n${LONG}\nFixes WEB-1`, 'Subject\n…\nFixes WEB-1'],
    ['keeps what follows nothing', `S\n${LONG}\nFixes WEB-1\n${LONG}`, 'S\n…\nFixes WEB-1\n…'],
    [
      'keeps a list over several lines',
      `S\n${LONG}\nCloses:\nWEB-1,\n  API-22\n${LONG}.`,
      'S\n…\nCloses:\nWEB-1,\n  API-22\n…'
    ],
    ['keeps a first line that resolves, whole', `fixed WEB-1 ${LONG}`, `fixed WEB-1 ${LONG}`],
    ['keeps what Sentry is told to skip', `S\n${LONG}\n#skipsentry`, 'S\n…\n#skipsentry'],
    ['drops a line that resolves nothing', `S\nfixes the bug\n${LONG}`, 'S\n…'],
    ['drops a word that only holds one that resolves', `S\nprefix WEB-1\n${LONG}`, 'S\n…']
  ])('%s', (_title, message, expected) => expect(shortMessage(message, 200)).toBe(expected))

  test.each([
    ['fix'],
    ['fixes'],
    ['fixed'],
    ['close'],
    ['closes'],
    ['closed'],
    ['resolve'],
    ['resolves'],
    ['resolved'],
    ['FIXES']
  ])('keeps its line with %s', word => {
    expect(shortMessage(`S\n${LONG}\n${word} WEB-1`, 200)).toBe(`S\n…\n${word} WEB-1`)
    expect(shortMessage(`S\n${LONG}\n${word}: WEB-1`, 200)).toBe(`S\n…\n${word}: WEB-1`)
  })

  test('is cut in bytes, and never inside a character', () => {
    const cut = shortMessage('😀'.repeat(100), 101)
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(101)
    expect(cut).toMatch(/^(😀)+…$/u)
    expect(cut.length).toBeGreaterThan(40)
  })

  test('without anything that resolves is never longer than its limit', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.integer({ min: 20, max: 200 }),
        (text, max) => {
          const message = text.replace(/fix|close|resolve|#skip/gi, '')
          expect(Buffer.byteLength(shortMessage(message, max))).toBeLessThanOrEqual(max)
        }
      )
    )
  })
})
