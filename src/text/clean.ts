import { INVISIBLE } from './visible.ts'

const ESC = '\u001b'

/** Escape sequences of terminals: strings (OSC, DCS, …) up to their end, control sequences, two-character ones. */
const TERMINAL_SEQUENCE = new RegExp(
  [
    `${ESC}[\\]PX^_][^\\u0007\\u009c${ESC}]*(?:\\u0007|\\u009c|${ESC}\\\\)`,
    `(?:${ESC}\\[|\\u009b)[0-?]*[ -/]*[@-~]`,
    `${ESC}[ -/]*[0-Z\\\\^-~]`
  ].join('|'),
  'g'
)

const LINE_BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g

/** The zero-width joiner stays: emoji need it. */
const DROPPED = new RegExp(`(?!\\u200d)[${INVISIBLE}]`, 'gu')

const STACKED_MARKS = /(\p{M})\p{M}{3,}/gu
const NOTHING_VISIBLE = /^[\s\u200d]*$/
const ZERO_WIDTH_SPACE = '\u200b'

/**
 * Makes a foreign text one clean line. Every foreign text passes it before it is escaped: what is cut after
 * escaping may be cut inside an entity or a code span.
 *
 * @param text anything, such as the title of an error
 * @param max the most grapheme clusters that are kept; there are never more than 4 × `max` UTF-16 units
 * @returns a text without line breaks, terminal sequences and invisible characters, `…` where it was cut,
 *   `(no title)` when nothing is left; cleaning it again changes nothing
 */
export function clean(text: string, max = 120): string {
  const line = dropInvisible(
    cutForSearch(text).replace(LINE_BREAK, ' ').replace(TERMINAL_SEQUENCE, '').replace(/\t/g, ' ')
  )
    .normalize('NFC')
    .replace(STACKED_MARKS, '$1')
    .replace(/\s+/g, ' ')
    .trim()
  return NOTHING_VISIBLE.test(line) ? '(no title)' : cut(line, max)
}

/**
 * Makes a text safe for the runner's log. The runner executes a line that begins with `::command::` and, in the
 * old form, `##[command]` anywhere in a line, of stdout and stderr alike; a zero-width space breaks both.
 *
 * @param text anything, with line breaks too (an error body, a stack trace)
 * @param max the most grapheme clusters that are kept (the zero-width spaces put in are not counted)
 * @returns one line; line breaks are shown as `⏎`; doing it again changes nothing
 */
export function logText(text: string, max = 2_000): string {
  const searched = cutForSearch(text)
  const line = dropInvisible(
    searched.replace(LINE_BREAK, '⏎').replace(TERMINAL_SEQUENCE, '').replace(/\t/g, ' ')
  )
  return cut(line.trimEnd(), max)
    .replaceAll('##[', `##${ZERO_WIDTH_SPACE}[`)
    .replace(/^(\s*:)(?=:)/, `$1${ZERO_WIDTH_SPACE}`)
}

/** No line breaks within. Lines break at blanks and hyphens, and between any two signs of these scripts. */
const LONG_RUN =
  /[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}-]+/gu

/**
 * Shortens the words that no line can break, so that they fit a narrow column: `java.lang.refle…getException`.
 *
 * @param text anything; it is cleaned here
 * @param longest the most grapheme clusters of a word
 * @param max the most clusters of the whole text
 */
export function shortWords(text: string, longest: number, max?: number): string {
  return clean(text, max).replace(LONG_RUN, run => {
    if (run.length <= longest) return run
    const clusters = Array.from(clustersOf(run))
    if (clusters.length <= longest) return run
    const ending = Math.floor((longest - 1) / 2)
    return `${clusters.slice(0, longest - 1 - ending).join('')}…${clusters.slice(-ending).join('')}`
  })
}

function dropInvisible(text: string): string {
  return text.toWellFormed().replace(DROPPED, '')
}

function cut(text: string, max: number): string {
  // no more clusters than units
  if (text.length <= max) return text
  const cap = 4 * max
  let kept = ''
  let shortened = ''
  let count = 0
  for (const cluster of clustersOf(text)) {
    count += 1
    kept += cluster
    if (count > max || kept.length > cap) return `${shortened.trimEnd()}…`
    if (count < max && kept.length < cap) shortened = kept
  }
  return text
}

/** What a reader takes for one character each. Node needs 20 ms and more to load what tells them apart, so few texts get here. */
function* clustersOf(text: string): Generator<string> {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
  for (const { segment } of segmenter.segment(text)) yield segment
}

/** Longer foreign text is cut before it is searched. No place shows more than a small part of this. */
export const LONGEST_SEARCHED = 20_000

/** A word that the cut would split is left out: it may be half a secret. Longer texts without a blank are no words. */
const LONGEST_WORD = 4_000

/**
 * Cuts a text to what is searched and shown at most, in front of the word that the cut would split.
 * @returns a text of at most `LONGEST_SEARCHED` UTF-16 units
 */
export function cutForSearch(text: string): string {
  if (text.length <= LONGEST_SEARCHED) return text
  let end = LONGEST_SEARCHED
  while (end > LONGEST_SEARCHED - LONGEST_WORD && !isBlank(text.charAt(end))) end -= 1
  return cutUnits(text, end)
}

function isBlank(character: string): boolean {
  return character.trim() === ''
}

/** The first `max` UTF-16 units of a text at most, and never half a character at the end. Halves elsewhere are replaced. */
export function cutUnits(text: string, max: number): string {
  const kept = text.length <= max ? text : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '')
  return kept.toWellFormed()
}

/** A text without the given character at its end, however often it stands there. */
export function withoutTrailing(text: string, character: string): string {
  let end = text.length
  while (end > 0 && text.charAt(end - 1) === character) end -= 1
  return text.slice(0, end)
}
