/** Sentry: a word that resolves issues, an optional colon, and what may hold their short ids, line breaks included. */
const RESOLUTION = /\b(?:fix(?:es|ed)?|close[sd]?|resolve[sd]?)\b:?[\sA-Za-z0-9_,-]*/gi
/** Whole words, so that each is looked at once. */
const WORD = /[A-Z0-9_-]+/gi
const HAS_SHORT_ID = /.-[A-Z0-9]/i

/** Replaces lines that were left out. Sentry does not read a list of issues across it. */
const CUT = '…'

/**
 * Cuts a commit message to about `maxBytes` bytes, so that Sentry does the same as with the whole. The first line stays. It is cut if it is
 * too long and resolves no issue. Every line that resolves an issue or keeps the commit out of Sentry (`#skipsentry`) stays whole, even if
 * the result is longer than `maxBytes`.
 */
export function shortMessage(message: string, maxBytes: number): string {
  if (Buffer.byteLength(message) <= maxBytes) return message
  const lines = message.split('\n')
  const kept = linesThatAct(message)
  const [first = ''] = lines
  const shown = [kept.has(0) ? first : cutBytes(first, maxBytes - Buffer.byteLength(`\n${CUT}`))]
  let last = 0
  for (const index of [...kept].filter(index => index > 0)) {
    if (index > last + 1) shown.push(CUT)
    shown.push(lines[index] ?? '')
    last = index
  }
  if (last < lines.length - 1) shown.push(CUT)
  return shown.join('\n')
}

/** The indexes of the lines that Sentry acts on, in order: from a resolving word to its last short id, and lines with `#skipsentry`. */
function linesThatAct(message: string): ReadonlySet<number> {
  const lines = new Set<number>()
  const lineAt = lineCounter(message)
  for (const match of message.matchAll(RESOLUTION)) {
    const last = [...match[0].matchAll(WORD)].findLast(([word]) => HAS_SHORT_ID.test(word))
    if (last === undefined) continue
    const start = lineAt(match.index)
    const end = lineAt(match.index + last.index)
    for (let line = start; line <= end; line += 1) lines.add(line)
  }
  const skippedAt = lineCounter(message)
  for (const match of message.matchAll(/#skipsentry/g)) lines.add(skippedAt(match.index))
  return new Set([...lines].toSorted((a, b) => a - b))
}

/** Makes a function from a position to its line. The positions must ascend, because the text is read once. */
function lineCounter(message: string): (position: number) => number {
  let line = 0
  let next = message.indexOf('\n')
  return position => {
    while (next !== -1 && next < position) {
      line += 1
      next = message.indexOf('\n', next + 1)
    }
    return line
  }
}

/** A text of at most `max` bytes. A cut one ends with `…`, and never with half a character. */
export function cutBytes(text: string, max: number): string {
  if (Buffer.byteLength(text) <= max) return text
  const bytes = Buffer.from(text).subarray(0, max - Buffer.byteLength(CUT))
  return `${bytes.toString('utf8').replace(/\uFFFD{1,3}$/, '')}${CUT}`
}
