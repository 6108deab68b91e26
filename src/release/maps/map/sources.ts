import { readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { slashed } from '../../../text/names.ts'
import { isBelow } from '../place.ts'
import {
  appended,
  isList,
  isString,
  itemsOf,
  objectIn,
  readJson,
  setMembers,
  type Edit,
  type FoundObject
} from './json-bytes.ts'
import type { SourceMap } from './source-map.ts'

/** A source of more bytes is left out: nobody reads it in a stack trace. */
const MAX_SOURCE_BYTES = 4 * 1024 * 1024
/** What is filled in of a map at most, so that a list of names cannot fill the memory. */
const MAX_FILLED_BYTES = 64 * 1024 * 1024

/** The folder of a map, and the workspace: both absolute, with `/`. */
export interface MapFolder {
  readonly folder: string
  readonly inside: string
}

/**
 * Fills in the sources that a map names but does not hold, from the disk. Only files inside of the workspace are read, and none with
 * a part that begins with a dot: a hostile map could name `.git/config`, which may hold a token.
 */
export async function missingSourceEdits(
  { bytes, root }: SourceMap,
  place: MapFolder
): Promise<readonly Edit[]> {
  return filled(bytes, root, { ...place, left: MAX_FILLED_BYTES })
}

/** A place, and how many bytes may still be filled in. */
type Filling = MapFolder & { left: number }

async function filled(bytes: Uint8Array, map: FoundObject, place: Filling): Promise<readonly Edit[]> {
  const { members } = map
  const [sections, sources] = [members.get('sections'), members.get('sources')]
  if (isList(bytes, sections)) {
    const edits: Edit[] = []
    for (const section of itemsOf(bytes, sections)) {
      const inner = objectIn(bytes, objectIn(bytes, section)?.members.get('map'))
      if (inner !== undefined) edits.push(...(await filled(bytes, inner, place)))
    }
    return edits
  }
  if (!isList(bytes, sources)) return []
  const contents = members.get('sourcesContent')
  const known = contents === undefined ? [] : itemsOf(bytes, contents)
  const rootOf = members.get('sourceRoot')
  const sourceRoot = isString(bytes, rootOf) ? String(readJson(bytes, rootOf)) : ''
  const found: (string | undefined)[] = []
  for (const [index, source] of itemsOf(bytes, sources).entries()) {
    const isMissing = isString(bytes, source) && !isString(bytes, known[index])
    const name = isMissing ? path.posix.join(sourceRoot, String(readJson(bytes, source))) : undefined
    found.push(name === undefined ? undefined : await contentOf(name, place))
  }
  if (found.every(content => content === undefined)) return []
  const texts = found.map(content => JSON.stringify(content ?? null))
  if (!isList(bytes, contents)) return setMembers(map, { sourcesContent: `[${texts.join(',')}]` })
  const inPlace = known.flatMap((span, index) =>
    found[index] === undefined ? [] : [{ ...span, text: JSON.stringify(found[index]) }]
  )
  const behind = texts.slice(known.length)
  return behind.length === 0 ? inPlace : [...inPlace, appended(contents, known.length, behind)]
}

/** The text of a source; `undefined` when it is not there or must not be read. */
async function contentOf(source: string, place: Filling): Promise<string | undefined> {
  const { folder, inside } = place
  if (/^[a-z][a-z\d+.-]+:/i.test(source)) return undefined
  const given = path.posix.isAbsolute(source) ? source : path.posix.join(folder, source)
  try {
    const file = slashed(await realpath(given))
    const isHidden = path.posix
      .relative(inside, file)
      .split('/')
      .some(part => part.startsWith('.'))
    if (!isBelow(inside, file) || isHidden) return undefined
    const found = await stat(file)
    // a pipe is no source: reading it never ends
    if (!found.isFile() || found.size > Math.min(MAX_SOURCE_BYTES, place.left)) return undefined
    place.left -= found.size
    return await readFile(file, 'utf8')
  } catch {
    return undefined
  }
}
