import { isUtf8 } from 'node:buffer'
import { readDebugId } from '../debug-id.ts'
import {
  findJson,
  findObject,
  isList,
  isString,
  itemsOf,
  objectIn,
  readJson,
  setMembers,
  type Edit,
  type FoundObject,
  type Members,
  type Span
} from './json-bytes.ts'

/** A source map as it was read. It is changed by edits of its bytes, so that all that is not known here stays as it is. */
export interface SourceMap {
  readonly bytes: Uint8Array
  /** The object; some servers put a line `)]}'` before it. */
  readonly root: FoundObject
  readonly version: 2 | 3
  /** The id that the map has: of `debugId`, else of `debug_id`. */
  readonly debugId: string | undefined
  /** Whether both keys are there and differ. */
  readonly hasTwoIds: boolean
}

export type ReadMap =
  { readonly kind: 'map'; readonly map: SourceMap } | { readonly kind: 'none'; readonly why: string }

/** Reads a map of version 3 (or 2), with `mappings` or with `sections`. Broken mappings are not noticed: Sentry ignores them. */
export function readSourceMap(bytes: Uint8Array): ReadMap {
  if (bytes.length === 0) return { kind: 'none', why: 'it is empty' }
  if (!isUtf8(bytes)) return { kind: 'none', why: 'it is not UTF-8' }
  if (startsWith(bytes, '\uFEFF')) return { kind: 'none', why: 'it begins with a byte order mark' }
  const start = lengthOfGuard(bytes)
  const found = findObject(bytes, start)
  if (found === undefined)
    return {
      kind: 'none',
      why: findJson(bytes, start) === undefined ? 'it is not JSON' : 'it is JSON, but not an object'
    }
  const { members } = found
  const version = valueAt(bytes, members, 'version')
  if (version !== 3 && version !== 2) return { kind: 'none', why: 'it has another version than 3' }
  if (!isList(bytes, members.get('sections')) && !isRegular(bytes, members))
    return { kind: 'none', why: 'it has no sources and mappings' }
  const [camel, snake] = [idAt(bytes, members, 'debugId'), idAt(bytes, members, 'debug_id')]
  const hasTwoIds = camel !== undefined && snake !== undefined && camel !== snake
  return { kind: 'map', map: { bytes, root: found, version, debugId: camel ?? snake, hasTwoIds } }
}

/** The length of the line `)]}'` with its break; 0 without one. */
function lengthOfGuard(bytes: Uint8Array): number {
  return startsWith(bytes, ')]}') ? bytes.indexOf(0x0a) + 1 : 0
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  const start = Buffer.from(text)
  return start.equals(bytes.subarray(0, start.length))
}

function isRegular(bytes: Uint8Array, members: Members): boolean {
  const mappings = members.get('mappings')
  const isText = isString(bytes, mappings) || valueAt(bytes, members, 'mappings') === null
  return isList(bytes, members.get('sources')) && isText
}

/** The value of a member; `undefined` without one, and for a list, an object or a long text: nothing that is asked for is one. */
function valueAt(bytes: Uint8Array, members: Members, name: string): unknown {
  const value = members.get(name)
  return value === undefined || value.end - value.start > LONGEST_VALUE ? undefined : readJson(bytes, value)
}

/** The values that are asked for are numbers and names. A longer text is neither. */
const LONGEST_VALUE = 1_000

function idAt(bytes: Uint8Array, members: Members, name: string): string | undefined {
  const value = valueAt(bytes, members, name)
  return typeof value === 'string' ? readDebugId(value) : undefined
}

/** Sets the id under both names: Sentry's reader takes `debug_id`, the proposal of TC39 `debugId`. */
export function debugIdEdits({ root }: SourceMap, debugId: string): readonly Edit[] {
  const text = JSON.stringify(debugId)
  return setMembers(root, { debugId: text, debug_id: text })
}

/**
 * Moves a map for one line that is put into its script. Columns begin anew in each line, so that all other numbers stay right.
 * @param line the number of the new line: 0, or 1 behind a hashbang
 */
export function shiftEdits({ bytes, root }: SourceMap, line: 0 | 1): readonly Edit[] {
  return shifted(bytes, root, line)
}

function shifted(bytes: Uint8Array, map: FoundObject, line: number): readonly Edit[] {
  const { members } = map
  const sections = members.get('sections')
  if (isList(bytes, sections))
    return itemsOf(bytes, sections).flatMap(section => shiftedSection(bytes, section, line))
  const mappings = members.get('mappings')
  if (!isString(bytes, mappings)) return line === 0 ? setMembers(map, { mappings: '";"' }) : []
  const at = line === 0 ? mappings.start + 1 : behindFirstLine(bytes, mappings)
  return at === undefined ? [] : [{ start: at, end: at, text: ';' }]
}

/** A `;` ends a line. @returns `undefined` when there is one line only: a line behind the last one needs none */
function behindFirstLine(bytes: Uint8Array, { start, end }: Span): number | undefined {
  const at = bytes.subarray(start, end).indexOf(SEMICOLON)
  return at === -1 ? undefined : start + at + 1
}

const SEMICOLON = 0x3b

/** A section behind the new line moves down; one that begins before it is moved inside. */
function shiftedSection(bytes: Uint8Array, section: Span, line: number): readonly Edit[] {
  const members = objectIn(bytes, section)?.members
  const offset = objectIn(bytes, members?.get('offset'))
  if (offset === undefined) return []
  const given = valueAt(bytes, offset.members, 'line')
  const start = typeof given === 'number' ? given : 0
  if (start >= line) return setMembers(offset, { line: String(start + 1) })
  const map = objectIn(bytes, members?.get('map'))
  return map === undefined ? [] : shifted(bytes, map, line - start)
}
