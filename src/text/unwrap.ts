/** Frees a text of everything that writers of addresses, JSON, HTML, Markdown and shells put round its characters. */

/** A text without escapes, byte for byte of its UTF-8, and where each of its signs stands in the original. */
export interface Unwrapped {
  readonly text: string
  readonly starts: ArrayLike<number>
  readonly ends: ArrayLike<number>
}

/** Whether there is anything to take away from a text, besides blanks and the plus. */
export function isWrapped(text: string): boolean {
  return /[%&\\]|<!--|[^ -~]/.test(text)
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' '
}

/**
 * One escape: an empty comment, a percent-encoded byte, an entity, an escape of JSON and of JavaScript; or what says nothing of
 * its own: a backslash, a blank, a plus (a blank in queries), what nobody can see, and everything that is not ASCII.
 * Encodings of the same kind on top of each other (`%2541`, `&amp;lt;`) are one.
 */
const ESCAPE =
  /<!-- -->|%(?:25)*([\da-fA-F]{2})|&(?:amp;)*(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(amp|lt|gt|quot|apos|nbsp));|\\+(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|[nrtbfv])|[\\+ \t\n\r\f\v]+|\P{ASCII}+|\p{Cc}+/gu

const NOTHING = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Z}\u2800⏎]/gu

/** So many encodings on top of each other are taken off. */
const LAYERS = 4

/**
 * What is left of a text when its escapes are undone and its blanks, backslashes and invisible characters are gone. A secret and
 * the same secret in any of these forms are left with the same.
 */
export function unwrapped(text: string): Unwrapped {
  let known = layerOff(text)
  for (let layer = 1; layer < LAYERS && ESCAPED_ASCII.test(known.text); layer += 1) {
    const next = layerOff(known.text, true)
    if (next.text === known.text) break
    known = composed(next, known)
  }
  return known
}

const ESCAPED_ASCII = /[%&\\<+]/

function composed(outer: Unwrapped, inner: Unwrapped): Unwrapped {
  return {
    text: outer.text,
    starts: Uint32Array.from(
      { length: outer.text.length },
      (_, at) => inner.starts[outer.starts[at] ?? 0] ?? 0
    ),
    ends: Uint32Array.from(
      { length: outer.text.length },
      (_, at) => inner.ends[(outer.ends[at] ?? 1) - 1] ?? 0
    )
  }
}

/** @param ofBytes whether what is not ASCII is a byte already */
function layerOff(text: string, ofBytes = false): Unwrapped {
  const pieces: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  const keep = (from: number, to: number): void => {
    pieces.push(text.slice(from, to))
    for (let at = from; at < to; at += 1) {
      starts.push(at)
      ends.push(at + 1)
    }
  }
  let from = 0
  for (const match of text.matchAll(ESCAPE)) {
    const end = match.index + match[0].length
    if (ofBytes && /^\P{ASCII}/u.test(match[0])) continue
    keep(from, match.index)
    from = end
    const meaning = meaningOf(match)
    pieces.push(meaning)
    for (let count = 0; count < meaning.length; count += 1) {
      starts.push(match.index)
      ends.push(end)
    }
  }
  keep(from, text.length)
  return { text: pieces.join(''), starts, ends }
}

function meaningOf([all, byte, decimal, hex, name, unit, short]: RegExpExecArray): string {
  if (byte !== undefined) return asciiOrByte(Number.parseInt(byte, 16))
  if (decimal !== undefined) return bytesOf(Number(decimal))
  const code = hex ?? unit ?? short
  if (code !== undefined) return bytesOf(Number.parseInt(code, 16))
  if (name !== undefined) return (NAMED[name.toLowerCase()] ?? '').trim()
  return /^\P{ASCII}/u.test(all) ? utf8(all.replace(NOTHING, '')) : ''
}

/** A byte of a text in UTF-8: of a blank, a sign of control or a backslash nothing is left. */
function asciiOrByte(byte: number): string {
  return byte > 0x20 && byte !== 0x7f && byte !== 0x5c && byte !== 0x2b ? String.fromCharCode(byte) : ''
}

function bytesOf(code: number): string {
  if (code < 0x80) return asciiOrByte(code)
  return code > 0x10ffff ? '' : utf8(String.fromCodePoint(code).replace(NOTHING, ''))
}

function utf8(text: string): string {
  return Buffer.from(text).toString('latin1')
}
