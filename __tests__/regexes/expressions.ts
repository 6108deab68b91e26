/** Before a `/` that begins an expression stands one of these; behind a value it is a division. */
const BEFORE = new Set('(,=:[!&|?{};>')

/** All regular expressions that are written in a source of TypeScript, those inside of templates too. */
export function expressionsIn(source: string): readonly RegExp[] {
  const found: RegExp[] = []
  let last = '('
  for (let at = 0; at < source.length;) {
    const sign = source.charAt(at)
    const next = source.charAt(at + 1)
    if (sign.trim() === '') at += 1
    else if (sign === '/' && next === '/') at = endOf(source, '\n', at)
    else if (sign === '/' && next === '*') at = endOf(source, '*/', at)
    else if (sign === "'" || sign === '"') {
      at = endOfQuoted(source, at)
      last = 'x'
    } else if (sign === '`') {
      const { end, inner } = template(source, at)
      found.push(...inner.flatMap(expressionsIn))
      at = end
      last = 'x'
    } else if (sign === '/' && BEFORE.has(last)) {
      const end = endOfExpression(source, at)
      const flags = /^[a-z]*/.exec(source.slice(end))?.[0] ?? ''
      found.push(new RegExp(source.slice(at + 1, end - 1), flags))
      at = end + flags.length
      last = 'x'
    } else if (/^return\b/.test(source.slice(at, at + 7))) {
      at += 6
      last = '('
    } else {
      last = sign
      at += 1
    }
  }
  return found
}

function endOf(source: string, end: string, from: number): number {
  const at = source.indexOf(end, from + 1)
  return at === -1 ? source.length : at + end.length
}

function endOfQuoted(source: string, from: number): number {
  let at = from + 1
  while (source.charAt(at) !== source.charAt(from)) at += source.charAt(at) === '\\' ? 2 : 1
  return at + 1
}

function endOfExpression(source: string, from: number): number {
  let isClass = false
  let at = from + 1
  for (; isClass || source.charAt(at) !== '/'; at += 1) {
    if (source.charAt(at) === '\\') at += 1
    else if (source.charAt(at) === '[') isClass = true
    else if (source.charAt(at) === ']') isClass = false
  }
  return at + 1
}

function template(source: string, from: number): { readonly end: number; readonly inner: readonly string[] } {
  const inner: string[] = []
  let at = from + 1
  while (source.charAt(at) !== '`') {
    if (source.charAt(at) === '\\') at += 2
    else if (source.startsWith('${', at)) {
      const start = at + 2
      let depth = 1
      for (at = start; depth > 0; at += 1) {
        if (source.charAt(at) === '{') depth += 1
        if (source.charAt(at) === '}') depth -= 1
      }
      inner.push(source.slice(start, at - 1))
    } else at += 1
  }
  return { end: at + 1, inner }
}
