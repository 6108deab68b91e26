import { mapTexts } from '../json.ts'
import { isWrapped, unwrapped, type Span } from './unwrap.ts'

/** Takes the run's secrets out of a text. Even an answer may hold one: a server may repeat what it was sent. */
export type Redact = (text: string) => string

/** The runner masks a secret inside of words too. A shorter secret would tear holes into every text. */
export const SHORTEST_MASK = 8
/** Shorter texts occur by chance in everything; from here to `SHORTEST_MASK` only whole words are taken out. */
const SHORTEST_SECRET = 4
/** The fewest characters of a secret that count as a cut secret when `…` follows. Fewer occur by chance. */
const SHORTEST_PIECE = 6
const CUT = '…'
const CUT_UNWRAPPED = Buffer.from(CUT).toString('latin1')
/** Names of fields are short words: what is longer is no name that a server would use by chance. */
const LONGEST_NAME = 15

interface Needles {
  /** Found as they stand. */
  readonly plain: readonly string[]
  /** Found where a text is freed of escapes: the secrets as they are after each of them. */
  readonly unwrapped: readonly string[]
  /** Whether one of them has blanks, quotes or a plus, which are often written otherwise. */
  readonly quotes: boolean
  /** Found between signs that are neither letter nor digit. */
  readonly words: readonly string[]
}

/**
 * One redaction for a run. It finds a secret as it is and as it stands in addresses, JSON, HTML, Markdown, shells and base64, also
 * with invisible characters in it, and a piece of one before a cut (`…`).
 * @param secrets as given; of several lines each line is one
 */
export function createRedact(secrets: readonly string[]): Redact {
  const needles = needlesOf(secrets)
  return text => {
    const spans = [
      ...plainSpans(text, needles),
      ...unwrappedSpans(text, needles),
      ...cutSpans(text, needles.plain, CUT)
    ]
    return spans.length === 0 ? text : without(text, spans)
  }
}

/**
 * A JSON value without secrets: its texts and, if a secret cannot be a name by chance, the names in it. Its structure stays.
 */
export function redactJson(json: unknown, redact: Redact): unknown {
  return mapTexts(json, redact, name => (name.length > LONGEST_NAME ? redact(name) : name))
}

/** The value of a JSON text without secrets. A text without secrets, as most are, is parsed and returned as it is. */
export function withoutSecrets(json: unknown, text: string, redact: Redact): unknown {
  return redact(text) === text ? json : redactJson(json, redact)
}

function needlesOf(secrets: readonly string[]): Needles {
  const lines = secrets
    .flatMap(secret => secret.split(/[\r\n]+/))
    .map(line => line.trim())
    .filter(line => line.length >= SHORTEST_SECRET)
  const long = lines.filter(line => line.length >= SHORTEST_MASK)
  const plain = unique(
    long.flatMap(line => [
      line,
      line.toWellFormed(),
      line.normalize('NFC'),
      line.normalize('NFD'),
      ...inBase64(line)
    ])
  )
  const quotes = plain.some(needle => /[\s+'"]/.test(needle))
  const bare = plain.flatMap(needle => [
    Buffer.from(needle).toString('latin1'),
    ...unwrapped(needle, { quotes }).map(layer => layer.text)
  ])
  return {
    plain,
    unwrapped: unique(bare).filter(needle => needle.length >= SHORTEST_SECRET),
    quotes,
    words: unique(lines.filter(line => line.length < SHORTEST_MASK))
  }
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)]
}

/** The part of a secret's base64 that does not depend on the bytes around it, such as a user name in `user:password`. */
function inBase64(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  return [0, 1, 2].flatMap(offset => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    const piece = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
    return [piece, piece.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

function plainSpans(text: string, { plain, words }: Needles): readonly Span[] {
  const isAlone = ({ start, end }: Span): boolean =>
    !/[\p{L}\p{N}_]$/u.test(text.slice(Math.max(0, start - 2), start)) &&
    !/^[\p{L}\p{N}_]/u.test(text.slice(end, end + 2))
  return [
    ...plain.flatMap(needle => occurrences(text, needle)),
    ...words.flatMap(needle => occurrences(text, needle).filter(isAlone))
  ]
}

function unwrappedSpans(text: string, needles: Needles): readonly Span[] {
  if (!needles.quotes && !isWrapped(text)) return []
  return unwrapped(text, needles).flatMap(layer =>
    [
      ...needles.unwrapped.flatMap(needle => occurrences(layer.text, needle)),
      ...cutSpans(layer.text, needles.unwrapped, CUT_UNWRAPPED)
    ].map(span => withBackslashes(layer.original(span), text))
  )
}

/** Backslashes before a secret escape its first sign. */
function withBackslashes({ start, end }: Span, text: string): Span {
  let from = start
  while (text[from - 1] === '\\') from -= 1
  return { start: from, end }
}

/** Where a text has the beginning of a needle, and then `end`: pieces of secrets before a cut. */
function cutSpans(text: string, needles: readonly string[], end: string): readonly Span[] {
  if (!text.includes(end)) return []
  return needles.flatMap(needle =>
    occurrences(text, needle.slice(0, SHORTEST_PIECE))
      .map(({ start }) => ({ start, end: start + sameLength(text, start, needle) }))
      .filter(piece => text.startsWith(end, piece.end))
  )
}

/** How many signs of the text from `start` on are those of the needle. */
function sameLength(text: string, start: number, needle: string): number {
  let length = 0
  while (length < needle.length && text[start + length] === needle[length]) length += 1
  return length
}

function occurrences(text: string, needle: string): Span[] {
  const found: Span[] = []
  for (let start = text.indexOf(needle); start >= 0; start = text.indexOf(needle, start + needle.length))
    found.push({ start, end: start + needle.length })
  return found
}

function without(text: string, spans: readonly Span[]): string {
  const kept: string[] = []
  let from = 0
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (start >= from) kept.push(text.slice(from, start), '***')
    from = Math.max(from, end)
  }
  return [...kept, text.slice(from)].join('')
}
