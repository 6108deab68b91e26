import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { BundleFile } from './bundle/bundle.ts'
import type { FoundFile, Skipped } from './find/find.ts'
import { tooLarge } from './place.ts'
import { readScript } from './inject/script.ts'
import { changedBySomebody } from './inject/write.ts'
import type { Member } from './judge.ts'
import { commonPrefixEdits } from './map/common-prefix.ts'
import { edited } from './map/json-bytes.ts'
import { readSourceMap, type ReadMap } from './map/source-map.ts'
import { missingSourceEdits } from './map/sources.ts'
import type { MapsRequest } from './request.ts'

/** A script as it is uploaded. */
export function scriptFile(
  { script, place, debugId }: Member,
  { urlPrefix, inside }: Pick<MapsRequest, 'urlPrefix' | 'inside'>
): BundleFile {
  // where a map is carried, the script says so itself, as it is after the injection
  const reference = 'reference' in place ? place.reference : undefined
  return {
    type: 'minified_source',
    url: urlOf(urlPrefix, script.name),
    headers: {
      ...(debugId === undefined ? {} : { 'debug-id': debugId }),
      ...(reference === undefined ? {} : { sourcemap: reference })
    },
    size: statSync(script.file).size,
    read: async () => {
      const bytes = readFileSync(script.file)
      const isIts =
        debugId === undefined || bytes.includes(debugId) || readScript(bytes.toString()).debugId === debugId
      if (!isIts) throw changedBySomebody(path.posix.relative(inside, script.file))
      return bytes
    }
  }
}

export interface UploadedMaps {
  readonly files: readonly BundleFile[]
  /** Where these maps are on disk. */
  readonly places: ReadonlySet<string>
  /** Files called `.map` that are none. */
  readonly skipped: readonly Skipped[]
}

/** The maps that were found, and those that scripts brought along. What is no map is left out. */
export function mapFiles(
  members: readonly Member[],
  maps: readonly FoundFile[],
  request: MapsRequest
): UploadedMaps {
  const owners = new Map(
    members.flatMap(member => (member.place.kind === 'file' ? [[member.place.file, member] as const] : []))
  )
  const known = new Set(maps.map(({ file }) => file))
  const brought = [...owners].flatMap(([file, { script }]) =>
    known.has(file) ? [] : [{ kind: 'map' as const, file, name: nameBeside(script, file) }]
  )
  const files: BundleFile[] = []
  const places = new Set<string>()
  const skipped: Skipped[] = []
  for (const map of [...maps, ...brought]) {
    const owner = owners.get(map.file)
    if (owner?.bad?.which === 'map') continue
    const read = owner?.debugId === undefined ? ownId(map.file) : ({ kind: 'id', id: owner.debugId } as const)
    if (read.kind === 'none')
      skipped.push({
        file: path.posix.relative(request.inside, map.file),
        reason: read.why,
        isBroken: true
      })
    else {
      files.push(mapFile(map, read.id, request))
      places.add(map.file)
    }
  }
  return { files, places, skipped }
}

/** What a map says by itself, where no script says it. */
function ownId(
  file: string
): { readonly kind: 'id'; readonly id: string | undefined } | Extract<ReadMap, { kind: 'none' }> {
  const why = tooLarge(file)
  if (why !== undefined) return { kind: 'none', why }
  const read = readSourceMap(readFileSync(file))
  return read.kind === 'none' ? read : { kind: 'id', id: read.map.debugId }
}

function mapFile({ file, name }: FoundFile, debugId: string | undefined, request: MapsRequest): BundleFile {
  return {
    type: 'source_map',
    url: urlOf(request.urlPrefix, name),
    headers: debugId === undefined ? {} : { 'debug-id': debugId },
    size: statSync(file).size,
    read: () => uploadedMap(file, debugId, request)
  }
}

/** A map goes as it is, unless sources are missing in it or their paths are to be shortened. */
async function uploadedMap(
  file: string,
  debugId: string | undefined,
  { inside, inject, stripCommonPrefix }: MapsRequest
): Promise<Uint8Array> {
  const bytes = readFileSync(file)
  const read = readSourceMap(bytes)
  const isIts = debugId === undefined || !inject || (read.kind === 'map' && read.map.debugId === debugId)
  if (read.kind === 'none' || !isIts) throw changedBySomebody(path.posix.relative(inside, file))
  const edits = [
    ...(await missingSourceEdits(read.map, { folder: path.posix.dirname(file), inside })),
    ...(stripCommonPrefix ? commonPrefixEdits(read.map) : [])
  ]
  return edits.length === 0 ? bytes : Buffer.concat(edited(bytes, edits))
}

/** The name of a map that no path holds, as seen from its script's. */
function nameBeside(script: FoundFile, map: string): string {
  const way = path.posix.relative(path.posix.dirname(script.file), map)
  const name = path.posix.join(path.posix.dirname(script.name), way)
  return name.startsWith('../') ? path.posix.basename(map) : name
}

function urlOf(prefix: string, name: string): string {
  return `${prefix.replace(/\/$/, '')}/${name}`
}
