import { constants, statSync } from 'node:fs'
import { access, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { BundleFile } from './bundle/bundle.ts'
import { findFiles, isBelow, type FoundFile, type Skipped } from './find.ts'
import { inject, type Injection } from './inject/inject.ts'
import { pairMaps, type MapPlace } from './pair.ts'
import { readScript } from './inject/script.ts'
import { readSourceMap, withoutCommonPrefix, writeSourceMap } from './inject/source-map.ts'
import { withSourcesContent } from './sources.ts'
import { readPending, replacePair } from './inject/write.ts'

/** What the inputs ask for. */
export interface MapsRequest {
  /** Files, folders and patterns, relative to `root`. */
  readonly paths: readonly string[]
  /** Absolute: where the paths start. */
  readonly root: string
  /** Absolute: no file outside of it is touched. */
  readonly inside: string
  readonly inject: boolean
  /** Put before the files' paths: `~`, or the address of a site. */
  readonly urlPrefix: string
  readonly stripCommonPrefix: boolean
}

/** The files of a run, read and judged; nothing is written yet. */
export interface PreparedMaps {
  readonly scripts: number
  readonly maps: number
  /** Pairs that get a debug id, in the script or in the map. */
  readonly toInject: number
  readonly skipped: readonly Skipped[]
  /** Scripts whose map is not there, as seen from the workspace. */
  readonly withoutMap: readonly string[]
  readonly warnings: readonly string[]
  /** What must be mended before anything is written; empty mostly. */
  readonly problems: readonly string[]
  /** Given paths that hold no file. */
  readonly empty: readonly string[]
  /** The files to upload, as they are after `apply`. */
  readonly files: readonly BundleFile[]
  /** Writes the debug ids into the files. Repeating it after an interruption completes it. */
  apply(): Promise<void>
}

/** Node holds no longer text. */
const MAX_FILE_BYTES = 512 * 1024 * 1024 - 1

/** Finds, pairs and reads the files: all that a dry run shows. One script and its map are in memory at a time. */
export async function prepareMaps(request: MapsRequest): Promise<PreparedMaps> {
  const { inside } = request
  const shown = (file: string): string => path.posix.relative(inside, file)
  const found = await findFiles(request)
  const skipped: Skipped[] = [...found.skipped]
  const scripts = await readable(
    found.files.filter(({ name }) => !isMap(name)),
    { skipped, shown }
  )
  const maps = await readable(
    found.files.filter(({ name }) => isMap(name)),
    { skipped, shown }
  )
  const members = await injectAll(await paired(scripts, maps, inside), request)

  const warnings = members.flatMap(({ script, warning }) =>
    warning === undefined ? [] : [`${shown(script.file)}: ${warning}`]
  )
  for (const { script, place, bad } of members)
    if (bad !== undefined)
      skipped.push({
        file: shown(bad.which === 'map' && place.kind === 'file' ? place.file : script.file),
        reason: bad.why
      })
  const changed = members.filter(({ change }) => change !== 'none')
  const mapFiles = await uploadedMaps(members, { maps, skipped, request })
  const files = [
    ...members.filter(({ bad }) => bad?.which !== 'script').map(member => scriptFile(member, request)),
    ...mapFiles
  ]
  return {
    scripts: files.length - mapFiles.length,
    maps: mapFiles.length,
    toInject: changed.length,
    skipped,
    withoutMap: members
      .filter(({ place }) => place.kind === 'missing')
      .map(({ script }) => shown(script.file)),
    warnings,
    problems: await unwritable(changed, shown),
    empty: found.empty,
    files,
    async apply() {
      for (const member of changed) await replacePair(member.script.file, mapFileOf(member.place))
    }
  }
}

interface Paired {
  readonly script: FoundFile
  readonly place: MapPlace
}

interface Member extends Paired {
  readonly debugId: string | undefined
  /** `write`: the pair gets its id. `finish`: an interrupted run has prepared the map already. */
  readonly change: 'none' | 'write' | 'finish'
  readonly bad: Extract<Injection, { kind: 'bad' }> | undefined
  readonly warning: string | undefined
}

function isMap(name: string): boolean {
  return name.endsWith('.map')
}

export function mapFileOf(place: MapPlace): string | undefined {
  return place.kind === 'file' ? place.file : undefined
}

async function readable(
  files: readonly FoundFile[],
  { skipped, shown }: { skipped: Skipped[]; shown: (file: string) => string }
): Promise<readonly FoundFile[]> {
  const kept: FoundFile[] = []
  for (const file of files) {
    const { size } = await stat(file.file)
    if (size <= MAX_FILE_BYTES) kept.push(file)
    else skipped.push({ file: shown(file.file), reason: 'it is larger than 512 MB' })
  }
  return kept
}

/** Reads the comment of each script, and finds its map. */
async function paired(
  scripts: readonly FoundFile[],
  maps: readonly FoundFile[],
  inside: string
): Promise<readonly Paired[]> {
  const referring = []
  for (const { file } of scripts)
    referring.push({ file, reference: readScript(await readFile(file, 'utf8')).reference })
  const known = new Set(maps.map(({ file }) => file))
  const places = pairMaps(referring, {
    exists: file => known.has(file) || (isBelow(inside, file) && isFile(file)),
    found: [...known]
  })
  return scripts.map((script, index) => ({ script, place: places[index] ?? { kind: 'none' } }))
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true
}

/** Two scripts cannot share a map: its positions are those of the first. */
async function injectAll(pairs: readonly Paired[], request: MapsRequest): Promise<readonly Member[]> {
  const owners = new Map<string, FoundFile>()
  const members: Member[] = []
  for (const { script, place } of pairs) {
    const file = mapFileOf(place)
    const owner = file === undefined ? undefined : owners.get(file)
    if (file !== undefined && owner === undefined) owners.set(file, script)
    if (owner === undefined) members.push(await judged({ script, place }, request))
    else {
      const warning = `its map belongs to ${path.posix.relative(request.inside, owner.file)} already, so its positions cannot be resolved`
      members.push({
        script,
        place: { kind: 'none' },
        debugId: undefined,
        change: 'none',
        bad: undefined,
        warning
      })
    }
  }
  return members
}

/** Bundles of React Native go as they are. */
const NEVER_INJECTED = /\.(?:jsbundle|bundle)$/

async function judged({ script, place }: Paired, { inject: wanted }: MapsRequest): Promise<Member> {
  const file = mapFileOf(place)
  const pair = {
    script: await readFile(script.file),
    map: file === undefined ? undefined : await readFile(file)
  }
  const result: Injection = NEVER_INJECTED.test(script.name) ? { kind: 'no-map' } : inject(pair)
  const member = { script, place, bad: undefined, warning: undefined }
  if (result.kind === 'bad') return { ...member, debugId: undefined, change: 'none', bad: result }
  if (result.kind === 'no-map') return { ...member, debugId: undefined, change: 'none' }
  if (result.kind === 'unchanged')
    return {
      ...member,
      debugId: result.debugId,
      change: (await readPending(pair, file)) === undefined ? 'none' : 'finish'
    }
  if (wanted) return { ...member, debugId: result.debugId, change: 'write', warning: result.warning }
  // without injection only an id that stands in the script counts
  return { ...member, debugId: readScript(pair.script.toString()).debugId, change: 'none' }
}

function scriptFile({ script, place, debugId }: Member, { urlPrefix }: MapsRequest): BundleFile {
  const reference = place.kind === 'none' ? undefined : place.reference
  return {
    type: 'minified_source',
    url: urlOf(urlPrefix, script.name),
    headers: {
      ...(debugId === undefined ? {} : { 'debug-id': debugId }),
      ...(reference === undefined ? {} : { sourcemap: reference })
    },
    read: () => readFile(script.file)
  }
}

/** The maps that were found, and those that scripts brought along. What is no map is left out. */
async function uploadedMaps(
  members: readonly Member[],
  { maps, skipped, request }: { maps: readonly FoundFile[]; skipped: Skipped[]; request: MapsRequest }
): Promise<readonly BundleFile[]> {
  const owners = new Map(
    members.flatMap(member => (member.place.kind === 'file' ? [[member.place.file, member] as const] : []))
  )
  const known = new Set(maps.map(({ file }) => file))
  const brought = [...owners].flatMap(([file, { script }]) =>
    known.has(file) ? [] : [{ file, name: nameBeside(script, file) }]
  )
  const files: BundleFile[] = []
  for (const map of [...maps, ...brought]) {
    const owner = owners.get(map.file)
    if (owner?.bad?.which === 'map') continue
    const read = owner === undefined ? readSourceMap(await readFile(map.file, 'utf8')) : undefined
    if (read?.kind === 'none')
      skipped.push({ file: path.posix.relative(request.inside, map.file), reason: read.why })
    else
      files.push(
        mapFile(map, owner?.debugId ?? (read?.kind === 'map' ? read.map.debugId : undefined), request)
      )
  }
  return files
}

function mapFile({ file, name }: FoundFile, debugId: string | undefined, request: MapsRequest): BundleFile {
  return {
    type: 'source_map',
    url: urlOf(request.urlPrefix, name),
    headers: debugId === undefined ? {} : { 'debug-id': debugId },
    read: () => uploadedMap(file, request)
  }
}

/** A map goes as it is, unless sources are missing in it or their paths are to be shortened. */
async function uploadedMap(file: string, { inside, stripCommonPrefix }: MapsRequest): Promise<Uint8Array> {
  const bytes = await readFile(file)
  const read = readSourceMap(bytes.toString())
  if (read.kind === 'none') return bytes
  const whole = await withSourcesContent(read.map, { folder: path.posix.dirname(file), inside })
  const map = stripCommonPrefix ? withoutCommonPrefix(whole) : whole
  return map.json === read.map.json ? bytes : Buffer.from(writeSourceMap(map))
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

/** A new file takes the place of the old one, so its folder has to be writable. All problems are found before the first write. */
async function unwritable(
  members: readonly Member[],
  shown: (file: string) => string
): Promise<readonly string[]> {
  const folders = new Map(
    members
      .flatMap(({ script, place }) => [script.file, mapFileOf(place)])
      .filter(file => file !== undefined)
      .map(file => [path.posix.dirname(file), file])
  )
  const problems: string[] = []
  for (const [folder, file] of folders)
    await access(folder, constants.W_OK).catch(() =>
      problems.push(`${shown(file)} cannot be replaced: its folder is not writable`)
    )
  return problems
}
