import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { clean, cutUnits, logText } from '../../src/text/clean.ts'
import { hostileTexts } from './hostile.ts'

const anything = fc.string({ unit: 'binary', maxLength: 400 })
/** Texts made of what the rules are about. */
const COMMANDS = [
  '##[',
  '#',
  '[',
  ':',
  '::',
  '::error::',
  '##[error]',
  '\n',
  '\r\n',
  '\u0085',
  '\u2028',
  ' ',
  '…'
]
const UNSEEN = [
  '\u001b[31m',
  '\u001b]0;t\u0007',
  '\u001b',
  '\u009b1m',
  '\u200b',
  '\ufeff',
  '\u00ad',
  '\u202e',
  '\t'
]
const JOINED = ['\u0301', '\u0351', 'e', 'x', '\u200d', '👨‍👩‍👧', '\u{e0041}', '🇩', '🇪', '한', '\u0600', '\ud83d']
const pieces = fc
  .array(fc.constantFrom(...COMMANDS, ...UNSEEN, ...JOINED), { maxLength: 40 })
  .map(parts => parts.join(''))
const hostile = fc.oneof(anything, pieces, fc.constantFrom(...hostileTexts.map(entry => entry.text)))

const FORBIDDEN = new RegExp(
  '[\\p{Cc}\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u200b\\u200c\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f' +
    '\\u{1d173}-\\u{1d17a}\\u2800\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff9-\\ufffb\\u{e0000}-\\u{e0fff}]',
  'u'
)

function clusters(text: string): number {
  return [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].length
}

describe('clean', () => {
  test.each([
    ['line breaks become one space', 'a\r\n\r\nb\nc\u0085d\u2028e\u2029f\vg\fh\ti', 'a b c d e f g h i'],
    ['colours go', '\u001b[1;31mred\u001b[0m', 'red'],
    ['a window title goes', '\u001b]0;title\u0007red\u001b]8;;x\u001b\\', 'red'],
    ['a device string goes', '\u001bPabc\u001b\\red', 'red'],
    ['8-bit sequences go', '\u009b31mred', 'red'],
    ['two-character sequences go', '\u001bcred\u001b(B', 'red'],
    ['an unfinished sequence loses its escape', 'red\u001b]0;never ends', 'red]0;never ends'],
    ['sequences inside sequences do not survive', '\u001b[\u001b[0m31mred', '[31mred'],
    ['control characters go', 'a\u0000b\u0007c\u007fd\u0080e', 'abcde'],
    ['bidi controls go', 'user\u202egnp.exe\u2066hidden\u2069\u200e\u200f\u061c', 'usergnp.exehidden'],
    [
      'invisible signs of mathematics, of old formatting and of music go',
      'a\u2061b\u2064c\u206ad\u206fe\u{1d173}f',
      'abcdef'
    ],
    ['zero-width characters go', 'a\u200bb\u200cc\u2060d\ufeffe\u00adf\u034fg', 'abcdefg'],
    ['fillers go', 'a\u115fb\u1160c\u3164d\uffa0e\u17b4f\u17b5g\u2800h', 'abcdefgh'],
    ['variation selectors go', 'a\ufe0fb\u{e0100}c\u180bd', 'abcd'],
    ['interlinear marks and tags go', 'a\ufff9b\ufffbc\u{e0041}\u{e007f}d', 'abcd'],
    ['the zero-width joiner stays', '👨‍👩‍👧', '👨‍👩‍👧'],
    ['lone surrogates are replaced', 'a\ud83d b', 'a\ufffd b'],
    ['letters are composed', 'e\u0301', 'é'],
    ['letters are composed although something stood between', 'e\u200b\u0301', 'é'],
    ['three marks stay', 'a\u0351\u0352\u0357', 'a\u0351\u0352\u0357'],
    ['four marks become one', 'a\u0351\u0352\u0357\u0358z', 'a\u0351z'],
    ['spaces collapse and the ends are trimmed', '  a \u00a0 b  ', 'a b'],
    ['nothing is named', '', '(no title)'],
    ['spaces are nothing', ' \n\t ', '(no title)'],
    ['what cannot be seen is nothing', '\u200b\u200d\u202e', '(no title)'],
    ['an ordinary title is left alone', "TypeError: (reading 'a')", "TypeError: (reading 'a')"]
  ])('%s', (_promise, raw, expected) => expect(clean(raw)).toBe(expected))

  test.each([
    ['at the limit nothing is cut', 'abcde', 5, 'abcde'],
    ['beyond it the last cluster is the sign', 'abcdef', 5, 'abcd…'],
    ['no space before the sign', 'abc def', 5, 'abc…'],
    ['nor where clusters fill the hard cap', '🇩🇪🇫🇷🇮🇹', 3, '🇩🇪🇫🇷🇮🇹'],
    ['joined emoji are not torn', '👨‍👩‍👧‍👦'.repeat(4), 3, '👨‍👩‍👧‍👦…'],
    ['flags are not torn', '🇩🇪🇫🇷🇮🇹', 2, '🇩🇪…'],
    ['the sign counts for the hard cap', `${'👨‍👩‍👧'.repeat(5)}x`, 10, `${'👨‍👩‍👧'.repeat(4)}…`],
    ['a cluster beyond the hard cap is left out', `a${'\u0301\u200d'.repeat(60)}`, 10, '…']
  ])('%s', (_promise, raw, max, expected) => expect(clean(raw, max)).toBe(expected))

  test('of 5,000 characters 120 are kept', () => expect(clean('x'.repeat(5_000))).toBe(`${'x'.repeat(119)}…`))

  test('for any text: one clean, well-formed line within the limits, and cleaning again changes nothing', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 130 }), (raw, max) => {
        const line = clean(raw, max)
        expect(line).not.toMatch(FORBIDDEN)
        expect(line).not.toMatch(/\s{2}|^\s|\s$|\p{M}{4}/u)
        expect(line.isWellFormed()).toBe(true)
        expect(line).not.toBe('')
        if (line !== '(no title)') {
          expect(clusters(line)).toBeLessThanOrEqual(max)
          expect(line.length).toBeLessThanOrEqual(4 * max)
          expect(clean(line, max)).toBe(line)
        }
      }),
      { numRuns: 1_000 }
    )
  })
})

describe('logText', () => {
  test.each([
    ['a command at the beginning is broken', '::error::x', ':\u200b:error::x'],
    ['behind spaces too', ' \t::error::x', '  :\u200b:error::x'],
    ['and behind what is dropped', '\u200b:\u200b:error::x', ':\u200b:error::x'],
    ['the old form is broken anywhere', 'a ##[error]b ###[group]', 'a ##\u200b[error]b ###\u200b[group]'],
    ['even when put together by what is dropped', '#\u0000#\u001b[0m[error]', '##\u200b[error]'],
    ['colons elsewhere are left alone', 'std::vector', 'std::vector'],
    ['line breaks are shown', 'a\r\nb\n\n::error::c\u2028d', 'a⏎b⏎⏎::error::c⏎d'],
    ['colours go', '\u001b[31mred\u001b[0m', 'red'],
    ['indentation stays', '  at f (a.ts:1)', '  at f (a.ts:1)'],
    ['nothing stays nothing', '', '']
  ])('%s', (_promise, raw, expected) => expect(logText(raw)).toBe(expected))

  test('is cut to its limit', () => {
    expect(logText('x'.repeat(5_000))).toBe(`${'x'.repeat(1_999)}…`)
    expect(logText('abcdef', 4)).toBe('abc…')
  })

  test('for any text: one line that the runner never executes, and doing it again changes nothing', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 200 }), (raw, max) => {
        const line = logText(raw, max)
        expect(line.trimStart().startsWith('::')).toBe(false)
        expect(line).not.toContain('##[')
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
        expect(line.isWellFormed()).toBe(true)
        expect(clusters(line.replaceAll('\u200b', ''))).toBeLessThanOrEqual(max)
        expect(logText(line, max)).toBe(line)
      }),
      { numRuns: 1_000 }
    )
  })
})

describe('a cut to a number of UTF-16 units', () => {
  test.each([
    ['leaves what fits', 'abc', 3, 'abc'],
    ['takes the rest away', 'abcd', 3, 'abc'],
    ['never leaves half a character', 'ab😀', 3, 'ab'],
    ['leaves a whole character at the end', 'a😀b', 3, 'a😀'],
    ['replaces halves that were there', 'a\ud83d', 3, 'a\ufffd']
  ])('%s', (_promise, text, max, cut) => expect(cutUnits(text, max)).toBe(cut))
})
