import { debugIdOf } from './debug-id.ts'
import { readScript, type Script } from './script.ts'
import { readSourceMap, shifted, withDebugId, writeSourceMap, type SourceMap } from './source-map.ts'

/** A script and its map as they lie on disk. */
export interface Pair {
  readonly script: Uint8Array
  /** The bytes of its map file; `undefined` when it has none, or carries its map itself. */
  readonly map: Uint8Array | undefined
}

/** What injecting a debug id into a pair comes to. */
export type Injection =
  /** `script` and `map` are the new texts; one that stays as it is is left out. */
  | {
      readonly kind: 'changed'
      readonly debugId: string
      readonly script?: string
      readonly map?: string
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
  const mapText = decoded(bytes)
  const read = mapText === undefined ? undefined : readSourceMap(mapText)
  if (read?.kind !== 'map') return { kind: 'bad', which: 'map', why: read?.why ?? 'it is not UTF-8' }

  const old = read.map.json['version'] === 2 ? { warning: 'its map is of version 2, not 3' } : {}
  if (script.debugId !== undefined)
    return { ...old, ...completed(script, { debugId: script.debugId, map: read.map, inline }) }
  const debugId = read.map.debugId ?? debugIdOf(pair.script, bytes)
  const map = writeSourceMap(withDebugId(shifted(read.map, lineNumber(script)), debugId))
  return inline === undefined
    ? { kind: 'changed', debugId, ...old, script: withId(script, debugId), map }
    : { kind: 'changed', debugId, ...old, script: withId(withInlineMap(script, inline, map), debugId) }
}

/** A script that has an id keeps it. Its map gets the same one; it is moved only when a run before was interrupted before that. */
function completed(
  script: Script,
  { debugId, map, inline }: { debugId: string; map: SourceMap; inline: InlineMap | undefined }
): Injection {
  if (map.debugId === debugId && !map.hasTwoIds) return { kind: 'unchanged', debugId }
  const isOurs = map.debugId === undefined && hasOurLine(script, debugId)
  const written = writeSourceMap(withDebugId(isOurs ? shifted(map, lineNumber(script)) : map, debugId))
  const warning =
    map.debugId === undefined || map.debugId === debugId
      ? {}
      : {
          warning: `its map has the debug id ${map.debugId}, the script ${debugId}: the map gets that of the script`
        }
  return inline === undefined
    ? { kind: 'changed', debugId, map: written, ...warning }
    : { kind: 'changed', debugId, script: textOf(withInlineMap(script, inline, written)), ...warning }
}

/** Whether the first line is the one that this action puts there, byte by byte. */
export function hasOurLine(script: Script, debugId: string): boolean {
  return script.body.startsWith(firstLine(script, debugId) + script.lineBreak)
}

function lineNumber({ hasHashbang }: Script): 0 | 1 {
  return hasHashbang ? 1 : 0
}

function withId(script: Script, debugId: string): string {
  const { body, lineBreak } = script
  const head = script.hasHashbang && !/[\r\n]$/.test(script.head) ? script.head + lineBreak : script.head
  const end = /[\r\n]$/.test(body) ? '' : lineBreak
  return `${head}${firstLine(script, debugId)}${lineBreak}${body}${end}//# debugId=${debugId}${lineBreak}`
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

function textOf({ head, body }: Script): string {
  return head + body
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

function withInlineMap(script: Script, { before, data }: InlineMap, map: string): Script {
  const { body } = script
  const at = body.lastIndexOf(before + data)
  const end = at + before.length + data.length
  return {
    ...script,
    body: body.slice(0, at) + before + Buffer.from(map).toString('base64') + body.slice(end)
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
