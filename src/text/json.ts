/** Reads JSON that came from outside, each field by its path. Any field may be missing or of another type: then it is `undefined` or empty. */

export type JsonRecord = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value at a path of field names; `undefined` as soon as a step is missing or is no object. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value
  for (const name of path) {
    if (!isRecord(found)) return undefined
    found = found[name]
  }
  return found
}

/** The object at a path; an empty one when there is none. */
export function recordAt(value: unknown, ...path: readonly string[]): JsonRecord {
  const found = at(value, ...path)
  return isRecord(found) ? found : {}
}

/** The text at a path; `undefined` when there is none, when it is empty or when it is no text. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path)
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** The id at a path, which one answer sends as a whole number and another as a text. */
export function idAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path)
  return Number.isSafeInteger(found) ? String(found) : textAt(found)
}

/** The whole number, not negative, at a path: what GitHub's numbers, ids and counts are. */
export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path)
  return typeof found === 'number' && Number.isSafeInteger(found) && found >= 0 ? found : undefined
}

/** How many there are of something, at a path. Sentry sends some counts as a text, and some are larger than a number holds. */
export function countAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path)
  const sent = isRecord(found) && JSON.isRawJSON(found) ? found['rawJSON'] : found
  const count = typeof sent === 'string' && sent.trim() !== '' ? Number(sent) : sent
  return typeof count === 'number' && Number.isFinite(count) && count >= 0 ? count : undefined
}

/** `true` or `false` at a path; `undefined` for anything else. */
export function booleanAt(value: unknown, ...path: readonly string[]): boolean | undefined {
  const found = at(value, ...path)
  return typeof found === 'boolean' ? found : undefined
}

/** One of the given texts, else `undefined`. */
export function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find(candidate => candidate === value)
}

/** The entries of the list at a path; none when it is no list. */
export function listAt(value: unknown, path: readonly string[]): readonly unknown[]
/** The same, each entry decoded, for extras and events: an entry that `decode` does not accept is left out. */
export function listAt<T>(
  value: unknown,
  path: readonly string[],
  decode: (entry: unknown) => T | undefined
): T[]
export function listAt(
  value: unknown,
  path: readonly string[],
  decode: (entry: unknown) => unknown = entry => entry
): readonly unknown[] {
  const found = at(value, ...path)
  if (!Array.isArray(found)) return []
  return found.map(entry => decode(entry)).filter(entry => entry !== undefined)
}

/**
 * The list at a path, each entry decoded, for answers that decide something.
 * @returns `undefined` when it is no list, or when `decode` does not accept an entry: a list with a gap is none
 */
export function rowsAt<T>(
  value: unknown,
  path: readonly string[],
  decode: (entry: unknown) => T | undefined
): readonly T[] | undefined {
  const found = at(value, ...path)
  if (!Array.isArray(found)) return undefined
  const rows = listAt(found, [], decode)
  return rows.length === found.length ? rows : undefined
}

/**
 * The deepest nesting of lists and objects that is read. No answer, event or input is nested a tenth as deep. Functions that walk
 * through a value call themselves once for each level.
 */
export const MAX_DEPTH = 100

/**
 * The JSON value of a text; `undefined` for a text that is not JSON, or that is nested deeper than `MAX_DEPTH` levels. Everything
 * that comes from outside is parsed here, so nothing else has to ask how deep a value is.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

/** Whether a text opens more than `MAX_DEPTH` lists and objects in each other. Brackets within strings do not count. */
function isTooDeep(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at)
    if (sign === QUOTE) at = endOfString(text, at)
    else if (sign === BRACE || sign === BRACKET) depth += 1
    else if (sign === BRACE_END || sign === BRACKET_END) depth -= 1
    if (depth > MAX_DEPTH) return true
  }
  return false
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const BRACE = 0x7b
const BRACE_END = 0x7d
const BRACKET = 0x5b
const BRACKET_END = 0x5d

/** Where the string that begins at a quote ends: at the next quote that no backslash stands for. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1
    if (backslashes % 2 === 0) return end
  }
  return text.length
}

/** Digits that a double may not hold, or an exponent. */
const LONG_NUMBER = /\d{16}|\d[eE]/

/** As `parseJson`, but a number that a double cannot hold is kept as its text: `JSON.stringify` writes it as it was. */
export function parseExact(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return parseJson(text)
  if (isTooDeep(text)) return undefined
  try {
    return JSON.parse(text, (_key, value, { source }) =>
      typeof value === 'number' && source !== undefined && !isExact(value, source)
        ? JSON.rawJSON(source)
        : value
    )
  } catch {
    return undefined
  }
}

/** Whether a number is the one that was written. */
export function isExact(value: number, source: string): boolean {
  return Number.isFinite(value) && digitsOf(String(value)) === digitsOf(source)
}

/** A decimal number without what may be written in several ways: its digits, and where the point is. */
function digitsOf(decimal: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(decimal) ?? []
  const digits = whole + fraction
  let [first, end] = [0, digits.length]
  while (digits[first] === '0') first += 1
  while (end > first && digits[end - 1] === '0') end -= 1
  const places = Number(exponent) - fraction.length + digits.length - end
  return first === end ? '0' : `${sign}${digits.slice(first, end)}e${places}`
}

/** The same JSON with each text in it, and each name of a field, as the functions give them. */
export function mapTexts(
  json: unknown,
  text: (value: string) => string,
  name: (value: string) => string
): unknown {
  if (typeof json === 'string') return text(json)
  if (Array.isArray(json)) return json.map(item => mapTexts(item, text, name))
  if (!isRecord(json) || JSON.isRawJSON(json)) return json
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [name(key), mapTexts(value, text, name)])
  )
}

declare global {
  /** What Node 22 and later know of JSON's source text; TypeScript's library does not have it yet. */
  interface JSON {
    parse(
      text: string,
      reviver: (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown
    ): unknown
    /** A value that is written as this text, such as a number of more digits than a double holds. */
    rawJSON(text: string): Readonly<Record<string, unknown>>
    isRawJSON(value: unknown): boolean
  }
}
