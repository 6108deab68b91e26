import { readFileSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import type { FoundFile } from './find/find.ts'
import { pairMaps, type MapPlace } from './find/pair.ts'
import { slashed } from '../../text/names.ts'
import { betweenFiles, isBelow, tooLarge } from './place.ts'
import { inject, type Injection } from './inject/inject.ts'
import { readScript } from './inject/script.ts'
import { readPending } from './inject/write.ts'

/** A script, its map, and what is to become of both. */
export interface Member {
  readonly script: FoundFile
  readonly place: MapPlace
  /** The id under which Sentry will know both; `undefined` for a script without one. */
  readonly debugId: string | undefined
  /** Whether the files are to be written: a new id, or what an interrupted run has left to do. */
  readonly isChanged: boolean
  /** Whether the map was read with the script: it can be no other script's, be it good or bad. */
  readonly isMapUsed: boolean
  /** What is wrong with the script or its map, if anything. */
  readonly bad: Extract<Injection, { kind: 'bad' }> | undefined
  readonly warning: string | undefined
}

/** What the judgement of a run's scripts needs to know. */
export interface JudgeOptions {
  /** The maps that were found. */
  readonly maps: readonly FoundFile[]
  /** Absolute: no file outside of it is read. */
  readonly inside: string
  /** Whether debug ids are to be written. */
  readonly inject: boolean
  readonly signal: AbortSignal
}

/**
 * Finds the map of each script, and what injecting a debug id comes to. Nothing is written. One script and its map are in memory at a
 * time. Two scripts cannot share a map: its positions are those of the first that can be used.
 */
export async function judgeScripts(
  scripts: readonly FoundFile[],
  options: JudgeOptions
): Promise<readonly Member[]> {
  const owners = new Map<string, FoundFile>()
  const members: Member[] = []
  for (const [index, place] of (await placesOf(scripts, options)).entries()) {
    await betweenFiles(options.signal)
    const script = scripts[index]
    if (script === undefined) continue
    const file = mapFileOf(place)
    const owner = file === undefined ? undefined : owners.get(file)
    const member =
      owner === undefined
        ? judged(script, place, options)
        : withoutMap(script, sharedWith(owner, options.inside))
    if (file !== undefined && member.isMapUsed) owners.set(file, script)
    members.push(member)
  }
  return members
}

/** The map's file, where it has one of its own. */
export function mapFileOf(place: MapPlace): string | undefined {
  return place.kind === 'file' ? place.file : undefined
}

/** Reads the comment of each script, and finds its map. */
async function placesOf(
  scripts: readonly FoundFile[],
  { maps, inside, signal }: JudgeOptions
): Promise<readonly MapPlace[]> {
  const referring = []
  for (const { file } of scripts) {
    await betweenFiles(signal)
    const { reference } = readScript(readFileSync(file, 'utf8'))
    // a map that a script carries stays there: only one is in memory at a time
    referring.push({ file, reference: reference?.startsWith('data:') === true ? 'data:' : reference })
  }
  const found = new Set(maps.map(({ file }) => file))
  return pairMaps(referring, {
    real: file => (found.has(file) ? file : realFile(file, inside)),
    found: [...found]
  })
}

/** Where a file really is; `undefined` when there is none, or when a link leads out of the bounds. */
function realFile(file: string, inside: string): string | undefined {
  if (!isBelow(inside, file) || statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return undefined
  const real = slashed(realpathSync.native(file))
  return isBelow(inside, real) ? real : undefined
}

function sharedWith(owner: FoundFile, inside: string): string {
  return `its map belongs to ${path.posix.relative(inside, owner.file)} already, so its positions cannot be resolved`
}

function withoutMap(script: FoundFile, warning: string): Member {
  return {
    script,
    place: { kind: 'none' },
    debugId: undefined,
    isChanged: false,
    isMapUsed: false,
    bad: undefined,
    warning
  }
}

function judged(script: FoundFile, place: MapPlace, { inject: isWanted }: JudgeOptions): Member {
  const file = mapFileOf(place)
  const member = {
    script,
    place,
    debugId: undefined,
    isChanged: false,
    isMapUsed: false,
    bad: undefined,
    warning: undefined
  }
  const tooLargeMap = file === undefined ? undefined : tooLarge(file)
  if (tooLargeMap !== undefined)
    return { ...member, isMapUsed: true, bad: { kind: 'bad', which: 'map', why: tooLargeMap } }
  const pair = {
    script: readFileSync(script.file),
    map: file === undefined ? undefined : readFileSync(file)
  }
  const result: Injection = script.kind === 'bundle' ? { kind: 'no-map' } : inject(pair)
  if (result.kind === 'bad') return { ...member, isMapUsed: result.which === 'map', bad: result }
  if (result.kind === 'no-map')
    return place.kind === 'inline' ? { ...member, place: { kind: 'missing', reference: undefined } } : member
  const { debugId, warning } = result
  const used = { ...member, isMapUsed: true, warning }
  if (result.kind === 'unchanged')
    return { ...used, debugId, isChanged: readPending(pair, file) !== undefined }
  if (isWanted) return { ...used, debugId, isChanged: true }
  // without injection only an id that stands in the script counts
  const read = readScript(pair.script.toString())
  return { ...used, debugId: read.debugId ?? read.registeredId }
}
