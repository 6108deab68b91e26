import { isExact, parseJson } from '../text/json.ts'

/** A place in a JSON text where a parser reads something else than what is written. */
export interface Doubt {
  /** Such as `refs[0].id`; empty for the whole. */
  readonly path: string
  readonly why: 'twice' | 'number'
  /** For a number: what a parser makes of it. */
  readonly read?: number
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|-?\d[\d.eE+-]*/gs

interface Level {
  readonly kind: 'object' | 'list'
  readonly names: Set<string>
  /** Of the present field or item. */
  place: string
  count: number
}

/**
 * What a parser changes in silence. It keeps only the last of two fields with one name, and rounds numbers with more digits than a
 * double holds.
 * @param text valid JSON
 */
export function doubtsAbout(text: string): readonly Doubt[] {
  const doubts: Doubt[] = []
  const levels: Level[] = []
  const path = (): string =>
    levels
      .map(({ place }) => place)
      .join('')
      .replace(/^\./, '')
  const tokens = [...text.matchAll(TOKEN)].map(([token]) => token)
  for (const [at, token] of tokens.entries()) {
    const level = levels.at(-1)
    if (token === '{' || token === '[') {
      const kind = token === '{' ? 'object' : 'list'
      levels.push({ kind, names: new Set(), place: kind === 'list' ? '[0]' : '', count: 0 })
    } else if (token === '}' || token === ']') {
      levels.pop()
    } else if (token === ',' && level?.kind === 'list') {
      level.count += 1
      level.place = `[${level.count}]`
    } else if (token.startsWith('"')) {
      if (tokens[at + 1] !== ':' || level?.kind !== 'object') continue
      const name = String(parseJson(token))
      level.place = `.${name}`
      if (level.names.has(name)) doubts.push({ path: path(), why: 'twice' })
      level.names.add(name)
    } else if (/\d/.test(token) && !isExact(Number(token), token)) {
      doubts.push({ path: path(), why: 'number', read: Number(token) })
    }
  }
  return doubts
}
