import { MAX_DEPTH, parseJson } from '../../../text/json.ts'

// A JSON text of 100 MB takes several times that as a text, as values and as a text again. Here it stays the bytes that were read:
// its values are found by their places, and changed by edits.

/** A place in bytes: where it begins, and where what follows begins. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A text that takes the place of some bytes; of none when `end` is `start`. */
export interface Edit extends Span {
  readonly text: string
}

/** The values of an object, by their names. Of two with one name the last one counts, as for `JSON.parse`. */
export type Members = ReadonlyMap<string, Span>

/** Finds the value of a text. @returns `undefined` for a text that is not JSON, or nested deeper than `MAX_DEPTH` */
export function findJson(bytes: Uint8Array, from = 0): Span | undefined {
  const start = afterBlanks(bytes, from)
  const end = endOfValue(bytes, start, 0)
  return end !== NONE && afterBlanks(bytes, end) === bytes.length ? { start, end } : undefined
}

/** An object in a text, and its values: found in one pass. */
export interface FoundObject {
  readonly span: Span
  readonly members: Members
}

/** @returns `undefined` for a text that is not JSON, is nested deeper than `MAX_DEPTH`, or is no object */
export function findObject(bytes: Uint8Array, from = 0): FoundObject | undefined {
  const start = afterBlanks(bytes, from)
  if (bytes[start] !== BRACE) return undefined
  const { end, members } = objectAt(bytes, start)
  return end !== NONE && afterBlanks(bytes, end) === bytes.length
    ? { span: { start, end }, members }
    : undefined
}

/** @param value one that was found. @returns `undefined` without one, and when it is no object */
export function objectIn(bytes: Uint8Array, value: Span | undefined): FoundObject | undefined {
  if (value === undefined || bytes[value.start] !== BRACE) return undefined
  return { span: value, members: objectAt(bytes, value.start).members }
}

/** The object that begins at a place; its end is `NONE` when it is broken. */
function objectAt(bytes: Uint8Array, start: number): { readonly end: number; readonly members: Members } {
  const members = new Map<string, Span>()
  const end = walk(bytes, start, 0, (member, name) => {
    if (name !== undefined) members.set(String(readJson(bytes, name)), member)
  })
  return { end, members }
}

/** @returns none when the value is no list */
export function itemsOf(bytes: Uint8Array, value: Span): readonly Span[] {
  const items: Span[] = []
  if (isList(bytes, value)) walk(bytes, value.start, 0, item => items.push(item))
  return items
}

/** Reads a value that was found. */
export function readJson(bytes: Uint8Array, { start, end }: Span): unknown {
  return parseJson(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString())
}

export function isList(bytes: Uint8Array, value: Span | undefined): value is Span {
  return value !== undefined && bytes[value.start] === BRACKET
}

export function isString(bytes: Uint8Array, value: Span | undefined): value is Span {
  return value !== undefined && bytes[value.start] === QUOTE
}

/** Gives members of an object new values, in JSON. Those that it does not have come at its end. */
export function setMembers(
  { span, members }: FoundObject,
  values: Readonly<Record<string, string>>
): readonly Edit[] {
  const isNew = ([name]: readonly [string, string]): boolean => !members.has(name)
  const entries = Object.entries(values)
  const edits = entries.flatMap(([name, text]) => {
    const member = members.get(name)
    return member === undefined ? [] : [{ ...member, text }]
  })
  const added = entries.filter(isNew).map(([name, text]) => `${JSON.stringify(name)}:${text}`)
  return added.length === 0 ? edits : [...edits, appended(span, members.size, added)]
}

/** Puts texts, in JSON, behind the last of the entries of a list or an object. */
export function appended({ end }: Span, entries: number, texts: readonly string[]): Edit {
  const text = texts.join(',')
  return { start: end - 1, end: end - 1, text: entries === 0 ? text : `,${text}` }
}

/** The pieces of the changed bytes, in their order; what did not change is not copied. Edits do not overlap. */
export function edited(bytes: Uint8Array, edits: readonly Edit[]): readonly Uint8Array[] {
  const pieces: Uint8Array[] = []
  let at = 0
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start)) {
    pieces.push(bytes.subarray(at, start), Buffer.from(text))
    at = end
  }
  return [...pieces, bytes.subarray(at)]
}

/** In the place of a position: there is no such value. */
const NONE = -1

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BRACKET = 0x5b
const BACKSLASH = 0x5c
const BRACKET_END = 0x5d
const LETTER_U = 0x75
const BRACE = 0x7b
const BRACE_END = 0x7d

function endOfValue(bytes: Uint8Array, start: number, depth: number): number {
  const first = bytes[start]
  if (first === QUOTE) return endOfString(bytes, start)
  if (first !== BRACE && first !== BRACKET) return endOfWord(bytes, start)
  return depth === MAX_DEPTH ? NONE : walk(bytes, start, depth, () => undefined)
}

/** Calls `visit` for each entry of the list or object that begins at a place. @returns its end */
function walk(
  bytes: Uint8Array,
  start: number,
  depth: number,
  visit: (value: Span, name: Span | undefined) => void
): number {
  const hasNames = bytes[start] === BRACE
  const last = hasNames ? BRACE_END : BRACKET_END
  let at = afterBlanks(bytes, start + 1)
  if (bytes[at] === last) return at + 1
  for (;;) {
    let name: Span | undefined
    if (hasNames) {
      const end = bytes[at] === QUOTE ? endOfString(bytes, at) : NONE
      const colon = end === NONE ? NONE : afterBlanks(bytes, end)
      if (bytes[colon] !== COLON) return NONE
      name = { start: at, end }
      at = afterBlanks(bytes, colon + 1)
    }
    const end = endOfValue(bytes, at, depth + 1)
    if (end === NONE) return NONE
    visit({ start: at, end }, name)
    at = afterBlanks(bytes, end)
    if (bytes[at] === last) return at + 1
    if (bytes[at] !== COMMA) return NONE
    at = afterBlanks(bytes, at + 1)
  }
}

/** Behind the quote that ends the string; none for signs and escapes that JSON does not know. */
function endOfString(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at += 1) {
    const sign = bytes[at] ?? 0
    if (sign === QUOTE) return at + 1
    if (sign < 0x20) return NONE
    if (sign !== BACKSLASH) continue
    at += 1
    const escape = bytes[at] ?? 0
    if (escape !== LETTER_U) {
      if (!ESCAPES.has(escape)) return NONE
      continue
    }
    if (!/^[\da-f]{4}$/i.test(latin1(bytes, at + 1, at + 5))) return NONE
    at += 4
  }
  return NONE
}

const ESCAPES = new Set(Buffer.from('"\\/bfnrt'))

/** The end of `true`, `false`, `null` or a number. */
function endOfWord(bytes: Uint8Array, start: number): number {
  let end = start
  while (WORD_SIGNS.has(bytes[end] ?? 0)) end += 1
  return WORD.test(latin1(bytes, start, end)) ? end : NONE
}

const WORD = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/
const WORD_SIGNS = new Set(Buffer.from('+-.0123456789Eaeflnrstu'))

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(
    bytes.buffer,
    bytes.byteOffset + start,
    Math.max(0, Math.min(end, bytes.length) - start)
  ).toString('latin1')
}

const BLANKS = new Set(Buffer.from(' \t\n\r'))

function afterBlanks(bytes: Uint8Array, from: number): number {
  let at = from
  while (BLANKS.has(bytes[at] ?? 0)) at += 1
  return at
}
