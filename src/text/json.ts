/** Reads single fields of JSON that came from outside. Any field may be missing or of another type: then it is `undefined` or empty. */

export type JsonRecord = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object, or an empty one. */
export function recordOf(value: unknown): JsonRecord {
  return isRecord(value) ? value : {}
}

/** The list, or an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The text, or `undefined`; an empty text counts as a text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The number, or the number that a text spells; else `undefined`. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** An id that one answer sends as a number and another as a text. */
export function idOf(value: unknown): string | undefined {
  if (Number.isSafeInteger(value)) return String(value)
  return textOf(value)
}

export function booleanOf(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined
}

/**
 * Lists and objects may stand in each other so deeply. No answer, event or input is nested a tenth as deep, and what walks through
 * a value calls itself once for each level.
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
