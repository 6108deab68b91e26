import { readDebugId } from '../debug-id.ts'

/** What is read of a script before anything is injected. */
export interface Script {
  /** The line break that the file uses. */
  readonly lineBreak: '\n' | '\r\n'
  /** A byte order mark and the hashbang line with its break; empty when there are none. */
  readonly head: string
  /** Whether the head holds a hashbang: then the first line of the file stays the first. */
  readonly hasHashbang: boolean
  /** All that follows the head. */
  readonly body: string
  /** The directives of the prologue, such as `"use strict";`, each with its semicolon. */
  readonly directives: string
  /** What the last `sourceMappingURL` comment says, as written. */
  readonly reference: string | undefined
  /** The id of the last `debugId` comment, in lower case with hyphens. */
  readonly debugId: string | undefined
  /** The id that the code registers at run time, as Sentry's bundler plugins write it; `undefined` when there are several. */
  readonly registeredId: string | undefined
}

/** @param text the whole file, decoded as UTF-8 with its byte order mark */
export function readScript(text: string): Script {
  const [head] = /^\uFEFF?(?:#![^\r\n]*(?:\r\n?|\n)?)?/.exec(text) ?? ['']
  const body = text.slice(head.length)
  return {
    lineBreak: /\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n',
    head,
    hasHashbang: head.includes('#!'),
    body,
    directives: directivesOf(body),
    reference: lastComment(text, 'sourceMappingURL', copied),
    debugId: lastComment(text, 'debugId', readDebugId),
    registeredId: registeredIdOf(body)
  }
}

/** Sentry's bundler plugins put this text into each file. */
const REGISTERED = /sentry-dbid-([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})/gi

function registeredIdOf(body: string): string | undefined {
  const ids = new Set(Array.from(body.matchAll(REGISTERED), ([, id = '']) => readDebugId(id)))
  const [first] = ids
  return ids.size === 1 ? first : undefined
}

/** A text of its own: a piece of another one keeps the whole of it in memory, here each script of a run. */
function copied(piece: string): string {
  return Buffer.from(piece).toString()
}

/**
 * The value of the last comment `//# name=value` (or `//@`) that `read` takes. It has to begin its line or to end one that holds
 * code: in a string its value would hold a quote or be followed by one. Builds with hidden maps have such texts in strings.
 */
function lastComment(
  text: string,
  name: 'sourceMappingURL' | 'debugId',
  read: (value: string) => string | undefined
): string | undefined {
  const marker = `${name}=`
  for (let at = text.lastIndexOf(marker); at !== -1; at = at === 0 ? -1 : text.lastIndexOf(marker, at - 1)) {
    const start = at - 4
    if (start < 0 || !/^\/\/[#@][ \t]$/.test(text.slice(start, at))) continue
    const line = restOfLine(text, at + marker.length)
    const [value = ''] = /^\S*/.exec(line) ?? []
    const found = isValue(value) ? read(value) : undefined
    if (found === undefined) continue
    if (line.slice(value.length).trim() === '' || beginsLine(text, start)) return found
  }
  return undefined
}

function restOfLine(text: string, from: number): string {
  return text.slice(from, indexOfEnd(text, from))
}

/** Quotes and the signs of code mean that the comment stands in a string. A `data:` address may hold `+` and `;`. */
function isValue(value: string): boolean {
  if (value.includes('${')) return false
  return value.startsWith('data:') ? /^[^"'`()\\]+$/.test(value) : /^[^"'`()\\+;]+$/.test(value)
}

function beginsLine(text: string, at: number): boolean {
  let before = at - 1
  while (before >= 0 && (text[before] === ' ' || text[before] === '\t')) before -= 1
  return before < 0 || text[before] === '\n' || text[before] === '\r' || text[before] === '\uFEFF'
}

const BLANKS = /\s+/y
const LINE_END = /[\r\n]/g
const BREAK = /[\r\n\u2028\u2029]/
const STRING = /"(?:[^"\\\r\n]|\\(?:\r\n|[^]))*"|'(?:[^'\\\r\n]|\\(?:\r\n|[^]))*'/y
/** After a line break these begin a statement, so that the string before them is one: a name, a value, a block, a step up or down. */
const NEXT_STATEMENT = /(?!(?:in|instanceof)\b)[\p{ID_Start}$_\\#@]|["'{\d~]|!(?!=)|\+\+|--/uy

/**
 * The directives at the beginning of a script. ECMAScript: string literals that are statements of their own, before anything else.
 * One that spans two lines is left out: repeated on the injected line it would make it two, and none that means anything does.
 */
function directivesOf(body: string): string {
  const directives: string[] = []
  let at = afterBlanks(body, 0)
  for (;;) {
    const end = skip(STRING, body, at)
    if (end === at) return directives.join('')
    const after = afterBlanks(body, end)
    const isEnded = after === body.length || body[after] === ';' || body[after] === '}'
    const isFollowed = BREAK.test(body.slice(end, after)) && skip(NEXT_STATEMENT, body, after) > after
    if (!isEnded && !isFollowed) return directives.join('')
    const literal = body.slice(at, end)
    if (!BREAK.test(literal)) directives.push(`${literal};`)
    at = afterBlanks(body, body[after] === ';' ? after + 1 : after)
  }
}

/**
 * The place behind all blanks and comments; a comment that nothing ends is none. Classic scripts know two more: `<!--`, and `-->` at the
 * beginning of a line. Modules, which do not, are strict anyway.
 */
function afterBlanks(text: string, start: number): number {
  for (let at = start; ;) {
    const from = skip(BLANKS, text, at)
    const isFirst = start === 0 || BREAK.test(text.slice(start, from))
    const isLine = ['//', '<!--', ...(isFirst ? ['-->'] : [])].some(sign => text.startsWith(sign, from))
    const next = isLine
      ? indexOfEnd(text, from)
      : text.startsWith('/*', from)
        ? text.indexOf('*/', from + 2) + 2
        : from
    if (next <= from) return from
    at = next
  }
}

function indexOfEnd(text: string, from: number): number {
  LINE_END.lastIndex = from
  return LINE_END.exec(text)?.index ?? text.length
}

/** The end of what a sticky pattern matches at a place; the place itself when it matches nothing there. */
function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}
