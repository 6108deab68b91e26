import { edited, type Edit } from '../map/json-bytes.ts'
import { debugIdEdits, readSourceMap, shiftEdits, type SourceMap } from '../map/source-map.ts'
import { debugIdOf } from '../debug-id.ts'
import { readScript, type Script } from './script.ts'

/** A script and its map as they lie on disk. */
export interface Pair {
  readonly script: Uint8Array
  /** The bytes of its map file; `undefined` when it has none, or carries its map itself. */
  readonly map: Uint8Array | undefined
}

/** What injecting a debug id into a pair comes to. */
export type Injection =
  /** The edits of each; none for one that stays as it is. */
  | {
      readonly kind: 'changed'
      readonly debugId: string
      readonly script: readonly Edit[]
      readonly map: readonly Edit[]
      readonly warning?: string
    }
  | { readonly kind: 'unchanged'; readonly debugId: string; readonly warning?: string }
  /** It has no map, so that an id helps nothing. */
  | { readonly kind: 'no-map' }
  /** The script or its map cannot be read: both stay as they are. */
  | { readonly kind: 'bad'; readonly which: 'script' | 'map'; readonly why: string }

/**
 * Gives a script and its map one debug id, and changes no byte when they have it. The same input always gets the same id.
 * The script gets one new line at its top, which registers the id at run time, and the comment `//# debugId=` as its last line.
 * Its map is moved by that line. Rules: source-maps.md, sections 4.3 and 4.5.
 */
export function inject(pair: Pair): Injection {
  const text = decoded(pair.script)
  if (text === undefined) return { kind: 'bad', which: 'script', why: 'it is not UTF-8' }
  const script = readScript(text)
  if (script.body.trim() === '') return { kind: 'no-map' }
  const inline = inlineMap(script.reference)
  const bytes = inline?.bytes ?? pair.map
  if (bytes === undefined)
    return script.debugId === undefined ? { kind: 'no-map' } : { kind: 'unchanged', debugId: script.debugId }
  const read = readSourceMap(bytes)
  if (read.kind === 'none') return { kind: 'bad', which: 'map', why: read.why }

  const { map } = read
  const old = map.version === 2 ? { warning: 'its map is of version 2, not 3' } : {}
  if (script.debugId !== undefined)
    return { ...old, ...completed(script, { debugId: script.debugId, map, inline }) }
  // an id that the code registers already is the one that events will carry
  const debugId = script.registeredId ?? map.debugId ?? debugIdOf(pair.script, bytes)
  const said = { ...old, ...otherId(map, debugId) }
  const edits = [...shiftEdits(map, lineNumber(script)), ...debugIdEdits(map, debugId)]
  const added = idEdits(script, debugId)
  return inline === undefined
    ? { kind: 'changed', debugId, ...said, script: added, map: edits }
    : { kind: 'changed', debugId, ...said, script: [...added, inlineEdit(script, inline, edits)], map: [] }
}

/** A script that has an id keeps it. Its map gets the same one; it is moved only when a run before was interrupted before that. */
function completed(
  script: Script,
  { debugId, map, inline }: { debugId: string; map: SourceMap; inline: InlineMap | undefined }
): Injection {
  if (map.debugId === debugId && !map.hasTwoIds) return { kind: 'unchanged', debugId }
  const isOurs = map.debugId === undefined && hasOurLine(script, debugId)
  const edits = [...(isOurs ? shiftEdits(map, lineNumber(script)) : []), ...debugIdEdits(map, debugId)]
  return inline === undefined
    ? { kind: 'changed', debugId, script: [], map: edits, ...otherId(map, debugId) }
    : {
        kind: 'changed',
        debugId,
        script: [inlineEdit(script, inline, edits)],
        map: [],
        ...otherId(map, debugId)
      }
}

/** A warning for a map that has another id than its script. */
function otherId(map: SourceMap, debugId: string): { readonly warning?: string } {
  if (map.debugId === undefined || map.debugId === debugId) return {}
  return {
    warning: `its map has the debug id ${map.debugId}, the script ${debugId}: the map gets that of the script`
  }
}

/** Whether the first line is the one that this action puts there, byte by byte. */
export function hasOurLine(script: Script, debugId: string): boolean {
  return script.body.startsWith(firstLine(script, debugId) + script.lineBreak)
}

function lineNumber({ hasHashbang }: Script): 0 | 1 {
  return hasHashbang ? 1 : 0
}

/** The line behind the head, and the comment at the end. */
function idEdits(script: Script, debugId: string): readonly Edit[] {
  const { head, body, lineBreak } = script
  const start = Buffer.byteLength(head)
  const end = start + Buffer.byteLength(body)
  const beforeLine = script.hasHashbang && !/[\r\n]$/.test(head) ? lineBreak : ''
  const beforeComment = /[\r\n]$/.test(body) ? '' : lineBreak
  return [
    { start, end: start, text: `${beforeLine}${firstLine(script, debugId)}${lineBreak}` },
    { start: end, end, text: `${beforeComment}//# debugId=${debugId}${lineBreak}` }
  ]
}

/** The directives are repeated before the statement, because after it they would mean nothing. */
function firstLine({ directives }: Script, debugId: string): string {
  return directives + registration(debugId)
}

/**
 * The statement that tells Sentry's SDK at run time which id this file has: the SDK finds the file by the stack that is the key.
 * No `eval` in it, so that content security policies allow it.
 */
export function registration(debugId: string): string {
  const globals = ['window', 'global', 'globalThis', 'self']
  const found = globals.map(name => `typeof ${name}!="undefined"?${name}:`).join('')
  return `try{!function(){var g=${found}{},s=(new g.Error).stack;s&&((g._sentryDebugIds=g._sentryDebugIds||{})[s]="${debugId}")}()}catch(e){}`
}

interface InlineMap {
  /** The address up to the data, such as `data:application/json;base64,`. */
  readonly before: string
  readonly data: string
  readonly bytes: Uint8Array
}

/** The map that a script carries in a `data:` address of JSON in base64. */
function inlineMap(reference: string | undefined): InlineMap | undefined {
  const [, before = '', data = ''] =
    /^(data:(?:application|text)\/json(?:;[\w=.-]+)*;base64,)([\w+/-]+=*)$/i.exec(reference ?? '') ?? []
  return before === '' ? undefined : { before, data, bytes: Buffer.from(data, 'base64') }
}

/** Puts the changed map in the place of the one that the script carries. */
function inlineEdit(
  { head, body }: Script,
  { before, data, bytes }: InlineMap,
  edits: readonly Edit[]
): Edit {
  const at = body.lastIndexOf(before + data) + before.length
  const start = Buffer.byteLength(head) + Buffer.byteLength(body.slice(0, at))
  // base64 is ASCII: as many bytes as characters
  return {
    start,
    end: start + data.length,
    text: Buffer.concat(edited(bytes, edits)).toString('base64')
  }
}

/** The text of UTF-8 bytes with its byte order mark; `undefined` for bytes that are none. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
