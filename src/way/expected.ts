import { at, idAt, isRecord, parseJson, recordAt } from '../text/json.ts'
import type { Answer } from '../http/transport.ts'

/** What a good answer holds, and whether an answer holds it. An answer of another shape never counts as "nothing there". */

/** What every thing of one kind has, even if Sentry sends few of its fields. */
export interface Thing {
  /** The fields that tell it apart. It has at least one of them: a text that is not empty, or a whole number. */
  readonly keys: readonly string[]
  /** Fields from which a run draws conclusions, and whether a value of one can be right; a missing one is `undefined`. */
  readonly fields?: Readonly<Record<string, (value: unknown) => boolean>>
}

/** What a good answer of a call holds. */
export type Expected =
  /**
   * One thing, at the top or under a name. `thing-if-any`: or no body, where the status says that there is none. `thing-or-empty`:
   * or `{}`.
   */
  | (Thing & { readonly kind: 'thing' | 'thing-if-any' | 'thing-or-empty'; readonly under?: string })
  /** A list of things, at the top, or under a name. */
  | (Thing & { readonly kind: 'list'; readonly under?: string })
  /** Anything but a web page: the operation has no answer of its own. */
  | { readonly kind: 'anything' }

/** Accepted, no content, reset content: good answers that have no body. */
const WITHOUT_BODY = new Set([202, 204, 205])

/**
 * What is wrong with an answer, in words that go on "200, …". `no-answer`: nothing, or a page, which is not theirs;
 * `shape`: JSON that is not what was asked for.
 */
export interface Mismatch {
  readonly kind: 'no-answer' | 'shape'
  readonly words: string
}

/**
 * What is wrong with an answer whose status is good; `undefined` when it holds what was expected. A read that is
 * answered without a body has no answer. A web page is never an answer: something between here and the server wrote it.
 */
export function problemOf({ status, text }: Answer, expected: Expected): Mismatch | undefined {
  if (expected.kind === 'anything')
    return /^\s*</.test(text) ? { kind: 'no-answer', words: 'but a page' } : undefined
  if (expected.kind === 'thing-if-any' && WITHOUT_BODY.has(status) && text.trim() === '') return undefined
  const json = parseJson(text)
  const words = json === undefined ? cutOrDeep(text) : problemOfJson(json, expected)
  if (words !== undefined) return { kind: 'shape', words }
  return json === undefined ? { kind: 'no-answer', words: 'but no JSON' } : undefined
}

function cutOrDeep(text: string): string | undefined {
  return /^\s*[[{]/.test(text) ? 'with JSON that is cut or nested too deeply' : undefined
}

function problemOfJson(json: unknown, expected: Exclude<Expected, { kind: 'anything' }>): string | undefined {
  if (expected.kind === 'list') return problemOfList(json, expected)
  const isEmpty = isRecord(json) && Object.keys(json).length === 0
  return expected.kind === 'thing-or-empty' && isEmpty
    ? undefined
    : withWords(problemOfThing(thingIn(json, expected), expected))
}

/** The rows of a list, at the top or under its name; `undefined` for what is no list. */
export function rowsIn(
  json: unknown,
  { under }: { readonly under?: string }
): readonly unknown[] | undefined {
  const rows = under === undefined ? json : at(json, under)
  return Array.isArray(rows) ? rows : undefined
}

/** The thing itself, where it may stand under a name. */
export function thingIn(json: unknown, { under }: { readonly under?: string }): unknown {
  return under !== undefined && isRecord(json) && isRecord(json[under]) ? json[under] : json
}

function problemOfList(json: unknown, expected: Extract<Expected, { kind: 'list' }>): string | undefined {
  const rows = rowsIn(json, expected)
  if (rows === undefined) {
    const { under } = expected
    return under !== undefined && isRecord(json)
      ? `without a list of ${under}`
      : `with ${wordFor(json)} where ${under === undefined ? 'a list' : 'an object'} belongs`
  }
  for (const [index, row] of rows.entries()) {
    const problem = problemOfThing(row, expected)
    if (problem !== undefined) return `with ${problem} in row ${index + 1}`
  }
  return undefined
}

function problemOfThing(thing: unknown, { keys, fields = {} }: Thing): string | undefined {
  if (!isRecord(thing)) return `${wordFor(thing)} where an object belongs`
  if (!keys.some(key => isId(thing[key]))) return `no ${keys.join(' or ')}`
  const wrong = Object.entries(fields).find(([name, isRight]) => !isRight(thing[name]))
  return wrong === undefined ? undefined : `no ${wrong[0]} that can be right`
}

function withWords(problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : `with ${problem}`
}

function wordFor(json: unknown): string {
  if (json === null) return 'null'
  if (Array.isArray(json)) return 'a list'
  return isRecord(json) ? 'an object' : `a ${typeof json}`
}

function isId(value: unknown): boolean {
  return idAt(value) !== undefined
}

/** For `fields`: how many there are of something. */
export function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** For `fields`: a number, or `null`, which says that there is none. */
export function isNumberOrNull(value: unknown): boolean {
  return value === null || Number.isFinite(value)
}

/** For `fields`: how many bytes something has, one at least. */
export function isSize(value: unknown): boolean {
  return isCount(value) && value !== 0
}

/** For `fields`: a list, unless there is none. */
export function isListIfAny(value: unknown): boolean {
  return value === undefined || value === null || Array.isArray(value)
}

/** For `fields`: a text that is not empty. */
export function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

/** For `fields`: the same, or `null`, which says that there is none. Where the field is missing, nothing is known. */
export function isTextOrNull(value: unknown): boolean {
  return value === null || isText(value)
}

/** For `fields`: an object, unless there is none. */
export function isObjectIfAny(value: unknown): boolean {
  return value === undefined || value === null || isRecord(value)
}

/** For `fields`: a list of one thing at least, each with all of these keys. */
export function areThingsWith(...keys: readonly string[]): (value: unknown) => boolean {
  return value =>
    Array.isArray(value) && value.length > 0 && value.every(item => keys.every(key => isId(at(item, key))))
}

/**
 * Whether an answer without a `Link` header says that it is only a part: something beside its list names a next page. How Maton pages
 * its lists is not documented, so any such name counts.
 */
export function mayGoOn(json: unknown): boolean {
  const isSaid = (value: unknown): boolean =>
    value !== undefined && value !== null && value !== false && value !== '' && value !== 0
  return Object.entries(recordAt(json)).some(
    ([name, value]) => /next|more|cursor|page_?token/i.test(name) && isSaid(value)
  )
}
