import { isRecord, parseJson, type JsonRecord } from '../../../text/json.ts'
import { readDebugId } from './debug-id.ts'

/** A source map as it was read. Keys that are not known here survive every change. */
export interface SourceMap {
  /** The line `)]}'` that some servers put before JSON; empty mostly. */
  readonly prefix: string
  readonly json: JsonRecord
  /** The id that the map has: of `debugId`, else of `debug_id`. */
  readonly debugId: string | undefined
  /** Whether both keys are there and differ. */
  readonly hasTwoIds: boolean
}

export type ReadMap =
  { readonly kind: 'map'; readonly map: SourceMap } | { readonly kind: 'none'; readonly why: string }

/** Reads a map of version 3 (or 2), with `mappings` or with `sections`. Broken mappings are not noticed: Sentry ignores them. */
export function readSourceMap(text: string): ReadMap {
  const [prefix] = /^\)\]\}[^\r\n]*\r?\n/.exec(text) ?? ['']
  const json = parseJson(text.slice(prefix.length))
  if (json === undefined) return { kind: 'none', why: 'it is not JSON' }
  if (!isRecord(json)) return { kind: 'none', why: 'it is JSON, but not an object' }
  const { version, sections, sources, mappings } = json
  if (version !== 3 && version !== 2) return { kind: 'none', why: 'its version is not 3' }
  const isRegular = Array.isArray(sources) && (typeof mappings === 'string' || mappings === null)
  if (!Array.isArray(sections) && !isRegular) return { kind: 'none', why: 'it has no sources and mappings' }
  const [camel, snake] = [idAt(json, 'debugId'), idAt(json, 'debug_id')]
  const hasTwoIds = camel !== undefined && snake !== undefined && camel !== snake
  return { kind: 'map', map: { prefix, json, debugId: camel ?? snake, hasTwoIds } }
}

function idAt(json: JsonRecord, key: string): string | undefined {
  const value = json[key]
  return typeof value === 'string' ? readDebugId(value) : undefined
}

export function writeSourceMap({ prefix, json }: Pick<SourceMap, 'prefix' | 'json'>): string {
  return prefix + JSON.stringify(json)
}

/** Sets the id under both names: Sentry's reader takes `debug_id`, the proposal of TC39 `debugId`. */
export function withDebugId(map: SourceMap, debugId: string): SourceMap {
  return { ...map, json: { ...map.json, debugId, debug_id: debugId }, debugId, hasTwoIds: false }
}

/**
 * Moves a map for one line that is put into its script. Columns begin anew in each line, so that all other numbers stay right.
 * @param line the number of the new line: 0, or 1 behind a hashbang
 */
export function shifted(map: SourceMap, line: 0 | 1): SourceMap {
  return { ...map, json: shiftedJson(map.json, line) }
}

function shiftedJson(json: JsonRecord, line: number): JsonRecord {
  const { sections, mappings } = json
  if (Array.isArray(sections))
    return { ...json, sections: sections.map(section => shiftedSection(section, line)) }
  return { ...json, mappings: shiftedMappings(typeof mappings === 'string' ? mappings : '', line) }
}

/** A `;` is one line. A line behind the last one needs none. */
function shiftedMappings(mappings: string, line: number): string {
  if (line === 0) return `;${mappings}`
  const end = mappings.indexOf(';')
  return end === -1 ? mappings : `${mappings.slice(0, end + 1)};${mappings.slice(end + 1)}`
}

/** A section behind the new line moves down; one that begins before it is moved inside. */
function shiftedSection(section: unknown, line: number): unknown {
  if (!isRecord(section) || !isRecord(section['offset'])) return section
  const { offset, map } = section
  const start = typeof offset['line'] === 'number' ? offset['line'] : 0
  if (start >= line) return { ...section, offset: { ...offset, line: start + 1 } }
  return isRecord(map) ? { ...section, map: shiftedJson(map, line - start) } : section
}

/**
 * Leaves out what all absolute source paths of a map have in common, as `sentry-cli --strip-common-prefix` does: whole parts only,
 * and nothing of a single path. In a map of sections each section is a map of its own.
 */
export function withoutCommonPrefix(map: SourceMap): SourceMap {
  return { ...map, json: stripped(map.json) }
}

function stripped(json: JsonRecord): JsonRecord {
  const { sections, sources } = json
  if (Array.isArray(sections)) {
    const inner = sections.map(section =>
      isRecord(section) && isRecord(section['map']) ? { ...section, map: stripped(section['map']) } : section
    )
    return { ...json, sections: inner }
  }
  if (!Array.isArray(sources)) return json
  const texts = sources.filter(source => typeof source === 'string')
  const prefix = commonFolder([...new Set(texts.filter(source => /^(?:\/|[A-Za-z]:[\\/])/.test(source)))])
  if (prefix.length <= 1) return json
  const short = sources.map((source: unknown) =>
    typeof source === 'string' && source.startsWith(prefix) ? source.slice(prefix.length) : source
  )
  return { ...json, sources: short }
}

/** The longest folder that all paths are in, with its last slash; empty for fewer than two paths. */
function commonFolder([first, ...others]: readonly string[]): string {
  if (first === undefined || others.length === 0) return ''
  const parts = first.split('/').slice(0, -1)
  const shared = others.reduce((count, other) => {
    const theirs = other.split('/').slice(0, -1)
    const differs = parts.findIndex((part, index) => index >= count || theirs[index] !== part)
    return differs === -1 ? count : differs
  }, parts.length)
  return shared === 0 ? '' : `${parts.slice(0, shared).join('/')}/`
}
