import { INVISIBLE } from '../visible.ts'

/** Frees a text of what writers of addresses, JSON, HTML, Markdown and shells put round its characters. */

/** A place in a text: `end` is behind it. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A text without some of its escapes, byte for byte of its UTF-8, and where a place in it stands in the original. */
export interface Unwrapped {
  readonly text: string
  readonly original: (span: Span) => Span
}

/** Whether there is anything to take away from a text, besides blanks, quotes and the plus. */
export function isWrapped(text: string): boolean {
  return /[%&\\]|<!--|[^ -~]/.test(text)
}

/**
 * What hides the signs behind it: an empty comment, a percent-encoded byte, an entity, an escape of JSON and of JavaScript, what
 * nobody can see. Encodings of the same kind on top of each other (`%2541`, `&amp;lt;`) are one.
 */
const ESCAPE =
  /<!-- -->|%(?:25)*([\da-fA-F]{2})|&(?:amp;)*(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(amp|lt|gt|quot|apos|nbsp));|(?<!\\)\\+(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|([nrtbfv]))|\P{ASCII}+|(?:(?=\p{ASCII})\p{Cc})+/gu

/** What writers put before signs (backslashes), round them (quotes) or in the place of blanks (plus). */
const BACKSLASHES = /\\+/g
const NOISE = /[\\+ '"]+/g

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' '
}
const BETWEEN_SIGNS = new RegExp(`[${INVISIBLE}\\p{Cf}\\p{Z}⏎]`, 'gu')

/** Of ASCII only: 0x80 to 0x9f are bytes of other characters here. */
const CONTROL = /(?=\p{ASCII})\p{Cc}/u

/** The most layers of encoding that are taken off. No log or answer has more. */
const MAX_LAYERS = 5

/**
 * A text as it is when one encoding after the other is taken off it, and at last without backslashes. A secret and the same secret
 * in any of these forms end as the same.
 * @param options.quotes whether blanks, quotes and plus signs go at last, too: for secrets that have some
 */
export function unwrapped(text: string, { quotes }: { readonly quotes: boolean }): readonly Unwrapped[] {
  const layers = [replaced({ text, original: span => span }, ESCAPE, meaningOf)]
  for (let last = layers[0]; last !== undefined && layers.length < MAX_LAYERS; last = layers.at(-1)) {
    const next = replaced(last, ESCAPE, meaningOfBytes)
    if (next.text === last.text) break
    layers.push(next)
  }
  return [...layers, ...layers.slice(-1).map(last => replaced(last, quotes ? NOISE : BACKSLASHES, () => ''))]
}

/** Each match replaced by what it means. Where something was replaced, the places in both texts are noted. */
function replaced(
  before: Unwrapped,
  pattern: RegExp,
  meaning: (match: RegExpExecArray) => string
): Unwrapped {
  const pieces: string[] = []
  const copies: Copy[] = []
  let [from, length] = [0, 0]
  const copy = (to: number): void => {
    copies.push({ at: length, from, to })
    pieces.push(before.text.slice(from, to))
    length += to - from
  }
  for (const match of before.text.matchAll(pattern)) {
    copy(match.index)
    from = match.index + match[0].length
    const signs = meaning(match)
    pieces.push(signs)
    length += signs.length
  }
  copy(before.text.length)
  const start = (at: number): number => placeOf(at, copies)
  const end = (at: number): number => placeOf(at - 1, copies, true)
  return {
    text: pieces.join(''),
    original: span => before.original({ start: start(span.start), end: end(span.end) })
  }
}

/** A stretch that was taken over as it was: at which place, and from where to where. */
type Copy = Readonly<Record<'at' | 'from' | 'to', number>>

/**
 * Where a sign stood before the replacement, or with `ended` where it ended. If it stands for several signs: where the first of them began,
 * or the last ended.
 */
function placeOf(at: number, copies: readonly Copy[], ended = false): number {
  let [low, high] = [0, copies.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((copies[middle]?.at ?? 0) <= at) low = middle
    else high = middle - 1
  }
  const { at: copied = 0, from = 0, to = 0 } = copies[low] ?? {}
  const place = from + at - copied
  if (place < to) return ended ? place + 1 : place
  return ended ? (copies[low + 1]?.from ?? to) : to
}

function meaningOf(match: RegExpExecArray): string {
  return codeOf(match) ?? utf8(match[0].replace(BETWEEN_SIGNS, ''))
}

/** In a text that is bytes already, those that are not ASCII stay. */
function meaningOfBytes(match: RegExpExecArray): string {
  return codeOf(match) ?? (/^\P{ASCII}/u.test(match[0]) ? match[0] : '')
}

/** What an escape stands for; `undefined` for what is none. */
function codeOf([all, byte, decimal, hex, name, unit, short, blank]: RegExpExecArray): string | undefined {
  if (byte !== undefined) return String.fromCharCode(Number.parseInt(byte, 16)).replace(CONTROL, '')
  if (name !== undefined) return NAMED[name] ?? ''
  if (blank !== undefined || all === '<!-- -->') return ''
  const code = decimal === undefined ? Number.parseInt(hex ?? unit ?? short ?? '', 16) : Number(decimal)
  if (Number.isNaN(code)) return undefined
  return code > 0x10ffff ? '' : utf8(String.fromCodePoint(code).replace(BETWEEN_SIGNS, ''))
}

function utf8(text: string): string {
  return Buffer.from(text).toString('latin1')
}
