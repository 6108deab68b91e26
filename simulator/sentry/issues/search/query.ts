import { badRequest, Refusal } from '../../requests/answers.ts'

/** A value to compare with. */
export interface Value {
  /** Without quotes and escapes. */
  readonly text: string
  /** If the value has a `*`: the whole text must match it, in any case. */
  readonly pattern?: RegExp
}

/** One condition of a query. All must hold. */
export interface Term {
  /** As written, without quotes; `undefined` for free text. */
  readonly key: string | undefined
  readonly negated: boolean
  /** One of them must match. */
  readonly values: readonly Value[]
}

const BLANKS = /\s+/y
const KEY = /(!?)(?:([\w.-]+)|"([\w.:-]+)"|tags\[([\w.:-]+)\]):/y
const QUOTED = /"((?:\\"|[^"])*)"/y
const PLAIN = /[^\s()]*/y
const WORD = /[^\s]+/y
const LIST = /\[((?:"(?:\\"|[^"])*"|[^"\]()])*)\](?=\s|$)/y
const LIST_VALUE = /\s*(?:"((?:\\"|[^"])*)"|([^",]+?))\s*(?:,|$)/y

/** Reads a text from left to right with sticky patterns. */
export interface Reader {
  readonly next: (pattern: RegExp) => RegExpExecArray | undefined
  /** Whether `next` would find a match. */
  readonly sees: (pattern: RegExp) => boolean
  readonly atEnd: () => boolean
}

/** Sentry's 400 for a query that it does not understand. */
export function searchRefusal(reason: string): Refusal {
  return new Refusal(badRequest(`Error parsing search query: ${reason}`))
}

/**
 * Reads an issue search: `key:value` with `!`, quotes, `[a,b]` and `*`, and free text. Words of free text in a row are one condition.
 * @throws Refusal (400) for `OR`, `AND`, parentheses and an incomplete condition
 */
export function parseQuery(query: string): Term[] {
  const reader = createReader(query)
  const terms: Term[] = []
  let words: string[] = []
  const endText = () => {
    if (words.length > 0) terms.push({ key: undefined, negated: false, values: [freeText(words.join(' '))] })
    words = []
  }
  while (!reader.atEnd()) {
    if (reader.next(BLANKS) !== undefined) continue
    const key = reader.next(KEY)
    if (key === undefined) {
      words.push(readWord(reader))
      continue
    }
    endText()
    const name = key[2] ?? key[3] ?? key[4] ?? ''
    terms.push({ key: name, negated: key[1] === '!', values: readValues(reader, name) })
  }
  endText()
  return terms
}

export function createReader(text: string): Reader {
  let position = 0
  return {
    sees: pattern => {
      pattern.lastIndex = position
      return pattern.test(text)
    },
    next: pattern => {
      pattern.lastIndex = position
      const found = pattern.exec(text)
      if (found === null) return undefined
      position = pattern.lastIndex
      return found
    },
    atEnd: () => position >= text.length
  }
}

function readWord(reader: Reader): string {
  const quoted = reader.next(QUOTED)
  if (quoted !== undefined) return unquote(quoted[1] ?? '')
  const word = reader.next(WORD)?.[0] ?? ''
  if (/^(?:or|and)$/i.test(word))
    throw searchRefusal('Boolean statements containing "OR" or "AND" are not supported in this search')
  // a parenthesis inside a word, such as `total(x)`, is text
  if (/^[()]/.test(word)) throw searchRefusal('Parentheses are not supported in this search')
  return word
}

function readValues(reader: Reader, key: string): Value[] {
  const list = reader.next(LIST)
  if (list !== undefined) return readList(list[1] ?? '', key)
  const quoted = reader.next(QUOTED)
  if (quoted !== undefined) return [toValue(unquote(quoted[1] ?? ''))]
  const plain = reader.next(PLAIN)?.[0] ?? ''
  if (plain === '') throw searchRefusal(`Empty string after '${key}:'`)
  if (/(?<!\\)"/.test(plain))
    throw searchRefusal(`Invalid quote at '${plain}': quotes must enclose text or be escaped.`)
  return [toValue(unquote(plain))]
}

function readList(text: string, key: string): Value[] {
  const reader = createReader(text)
  const values: Value[] = []
  while (!reader.atEnd()) {
    const found = reader.next(LIST_VALUE)
    if (found === undefined) throw searchRefusal(`Invalid list after '${key}:'`)
    values.push(toValue(found[1] === undefined ? (found[2] ?? '') : unquote(found[1])))
  }
  if (values.length === 0) throw searchRefusal(`Empty list after '${key}:'`)
  return values
}

function unquote(text: string): string {
  return text.replaceAll('\\"', '"')
}

/** `*` stands for any text, `\*` for a star. */
function toValue(written: string): Value {
  const text = written.replaceAll('\\*', '*')
  return hasWildcard(written) ? { text, pattern: new RegExp(`^${wildcard(written)}$`, 'is') } : { text }
}

/** Free text matches anywhere in a title, in any case. */
function freeText(written: string): Value {
  return { text: written.replaceAll('\\*', '*'), pattern: new RegExp(wildcard(written), 'is') }
}

function hasWildcard(written: string): boolean {
  return /(?<!\\)\*/.test(written)
}

function wildcard(written: string): string {
  return written
    .split(/(?<!\\)\*/)
    .map(part => part.replaceAll('\\*', '*').replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
    .join('.*')
}
