import { readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { isRecord, type JsonRecord } from '../../../text/json.ts'
import { isBelow, slashed } from '../find/place.ts'
import type { SourceMap } from '../inject/source-map.ts'

/** A source of more bytes is left out: nobody reads it in a stack trace. */
const MAX_SOURCE_BYTES = 4 * 1024 * 1024

/**
 * Fills in the sources that a map names but does not hold, from the disk. Only files inside of the workspace are read, and none with
 * a part that begins with a dot: a hostile map could name `.git/config`, which may hold a token.
 * @param place `folder`: that of the map; `inside`: the workspace; both absolute, with `/`
 * @returns the same map when nothing was missing or found
 */
export async function withSourcesContent(
  map: SourceMap,
  place: { readonly folder: string; readonly inside: string }
): Promise<SourceMap> {
  const json = await filled(map.json, place)
  return json === map.json ? map : { ...map, json }
}

async function filled(json: JsonRecord, place: { folder: string; inside: string }): Promise<JsonRecord> {
  const { sections, sources } = json
  if (Array.isArray(sections)) {
    const inner = await Promise.all(
      sections.map(async (section: unknown) => {
        if (!isRecord(section) || !isRecord(section['map'])) return section
        const map = await filled(section['map'], place)
        return map === section['map'] ? section : { ...section, map }
      })
    )
    return inner.every((section, index) => section === sections[index]) ? json : { ...json, sections: inner }
  }
  if (!Array.isArray(sources)) return json
  const known: readonly unknown[] = Array.isArray(json['sourcesContent']) ? json['sourcesContent'] : []
  const root = typeof json['sourceRoot'] === 'string' ? json['sourceRoot'] : ''
  const contents: unknown[] = []
  for (const [index, source] of sources.entries()) {
    const missing = typeof known[index] !== 'string' && typeof source === 'string'
    contents.push(missing ? await contentOf(path.posix.join(root, source), place) : (known[index] ?? null))
  }
  return contents.some((content, index) => content !== null && content !== known[index])
    ? { ...json, sourcesContent: contents }
    : json
}

/** The text of a source; `null`, as a map says it, when it is not there or must not be read. */
async function contentOf(
  source: string,
  { folder, inside }: { folder: string; inside: string }
): Promise<string | null> {
  if (/^[a-z][a-z\d+.-]+:/i.test(source)) return null
  const given = path.posix.isAbsolute(source) ? source : path.posix.join(folder, source)
  try {
    const file = slashed(await realpath(given))
    const isHidden = path.posix
      .relative(inside, file)
      .split('/')
      .some(part => part.startsWith('.'))
    if (!isBelow(inside, file) || isHidden) return null
    const { size } = await stat(file)
    return size > MAX_SOURCE_BYTES ? null : await readFile(file, 'utf8')
  } catch {
    return null
  }
}
