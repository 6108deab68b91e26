import { constants } from 'node:fs'
import { access, realpath } from 'node:fs/promises'
import path from 'node:path'
import type { BundleFile } from './bundle/bundle.ts'
import { mapFiles, scriptFile, type UploadedMaps } from './contents.ts'
import { findFiles, type FollowedLink, type Skipped } from './find/find.ts'
import { tooLarge } from './place.ts'
import { slashed } from '../../text/names.ts'
import type { PairFiles } from './inject/write.ts'
import { judgeScripts, mapFileOf, type Member } from './judge.ts'
import type { MapsRequest } from './request.ts'

/** What the scripts of a run and their maps come to. A map that belongs to no script, such as one of a style sheet, does not count. */
export type Pairing =
  /** At least one script has a map that can be used. */
  | 'some'
  /** No map can be used, because it or its script is broken. */
  | 'broken'
  | 'no-map'
  | 'no-script'

/** The files of a run, read and judged; nothing is written yet. Files are named as seen from the workspace. */
export interface PreparedMaps {
  readonly scripts: number
  readonly maps: number
  /** Of the files that are uploaded, as they lie on disk now. */
  readonly bytes: number
  /** The pairs that get a debug id, in the script or in the map. */
  readonly toInject: readonly PairFiles[]
  readonly pairing: Pairing
  readonly skipped: readonly Skipped[]
  /** Scripts that carry a map which cannot be used; they are uploaded all the same. */
  readonly badCarriers: readonly Skipped[]
  readonly followed: readonly FollowedLink[]
  /** Scripts that have no map, or whose map is not there. */
  readonly withoutMap: readonly string[]
  /** Each about one file, or about one address that several files have. */
  readonly warnings: readonly string[]
  /** How many addresses several files have, all of which Sentry tells apart by their debug ids. */
  readonly sharedAddresses: number
  /** What must be mended before anything is written; empty mostly. */
  readonly problems: readonly string[]
  /** Given paths that hold no file. */
  readonly empty: readonly string[]
  /** Given paths that name a file which is neither script nor map. */
  readonly foreign: readonly string[]
  /** The files to upload, as they are when the debug ids are written. */
  readonly files: readonly BundleFile[]
}

/** Finds, pairs and reads the files: all that a dry run shows. One script and its map are in memory at a time. */
export async function prepareMaps(given: MapsRequest, signal: AbortSignal): Promise<PreparedMaps> {
  const inside = slashed(await realpath(given.inside).catch(() => given.inside))
  const request = { ...given, inside }
  const shown = (file: string): string => path.posix.relative(inside, file)
  const found = await findFiles(request)
  const { map: maps = [], script: named = [] } = Object.groupBy(found.files, ({ kind }) =>
    kind === 'map' ? 'map' : 'script'
  )
  const large = named.flatMap(({ file }) => {
    const why = tooLarge(file)
    return why === undefined ? [] : [broken(shown(file), why)]
  })
  const scripts = large.length === 0 ? named : named.filter(({ file }) => tooLarge(file) === undefined)
  const members = await judgeScripts(scripts, { ...request, maps, signal })
  const uploaded = members.filter(({ bad }) => bad?.which !== 'script')
  const uploadedMaps = mapFiles(members, maps, request)
  const files = [...uploaded.map(member => scriptFile(member, request)), ...uploadedMaps.files]
  const shared = sharedAddresses(files)
  return {
    scripts: uploaded.length,
    maps: uploadedMaps.files.length,
    bytes: files.reduce((sum, file) => sum + file.size, 0),
    toInject: members.flatMap(({ script, place, isChanged, debugId }) =>
      isChanged && debugId !== undefined ? [{ script: script.file, map: mapFileOf(place), debugId }] : []
    ),
    pairing: pairingOf(members, { uploadedMaps, isBroken: large.length > 0 || files.length === 0 }),
    skipped: [
      ...found.skipped,
      ...large,
      ...members.flatMap(member => brokenOf(member, shown)),
      ...uploadedMaps.skipped
    ],
    badCarriers: members.flatMap(member => badCarrierOf(member, shown)),
    followed: found.followed,
    withoutMap: members.filter(hasNoMap).map(({ script }) => shown(script.file)),
    warnings: [...warningsOf(members, shown), ...shared.warnings],
    sharedAddresses: shared.harmless,
    problems: await unwritable(members, shown),
    empty: found.empty,
    foreign: found.foreign,
    files
  }
}

function broken(file: string, reason: string): Skipped {
  return { file, reason, isBroken: true }
}

/** @param isBroken whether a file is broken that was not judged, or all are */
function pairingOf(
  members: readonly Member[],
  { uploadedMaps, isBroken }: { readonly uploadedMaps: UploadedMaps; readonly isBroken: boolean }
): Pairing {
  const pairs = members.filter(({ place }) => place.kind === 'file' || place.kind === 'inline')
  const isUsable = pairs.some(
    ({ place, bad }) => bad === undefined && (place.kind !== 'file' || uploadedMaps.places.has(place.file))
  )
  if (isUsable) return 'some'
  if (isBroken || pairs.length > 0) return 'broken'
  return members.length === 0 ? 'no-script' : 'no-map'
}

/** The file that is left out: a script, or a map. */
function brokenOf({ script, place, bad }: Member, shown: (file: string) => string): readonly Skipped[] {
  const file = bad?.which === 'map' ? mapFileOf(place) : script.file
  return bad === undefined || file === undefined ? [] : [broken(shown(file), bad.why)]
}

function badCarrierOf({ script, place, bad }: Member, shown: (file: string) => string): readonly Skipped[] {
  if (bad?.which !== 'map' || place.kind === 'file') return []
  return [broken(shown(script.file), bad.why.replace(/^it\b/, 'the map that it carries'))]
}

function hasNoMap({ place, debugId, warning, bad }: Member): boolean {
  if (bad !== undefined) return false
  return place.kind === 'missing' || (place.kind === 'none' && debugId === undefined && warning === undefined)
}

function warningsOf(members: readonly Member[], shown: (file: string) => string): readonly string[] {
  return members.flatMap(({ script, warning }) =>
    warning === undefined ? [] : [`${shown(script.file)}: ${warning}`]
  )
}

/** Files of one address are told apart by their debug ids only. */
function sharedAddresses(files: readonly BundleFile[]): {
  readonly harmless: number
  readonly warnings: readonly string[]
} {
  const shared = [...Map.groupBy(files, ({ url }) => url)].filter(([, same]) => same.length > 1)
  const unclear = shared.filter(([, same]) => same.some(({ headers }) => headers['debug-id'] === undefined))
  return {
    harmless: shared.length - unclear.length,
    warnings: unclear.map(
      ([url, same]) =>
        `${same.length} files have the address ${url}, not all of them a debug id: which of them Sentry takes is left to chance`
    )
  }
}

/** A new file takes the place of the old one, so its folder has to be writable. All problems are found before the first write. */
async function unwritable(
  members: readonly Member[],
  shown: (file: string) => string
): Promise<readonly string[]> {
  const folders = new Map(
    members
      .filter(({ isChanged }) => isChanged)
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
