import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fchmodSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import path from 'node:path'
import { types } from 'node:util'
import { Failure } from '../../../run/failure.ts'
import { clean } from '../../../text/clean.ts'
import { MAPS_FAILURES } from '../failures.ts'
import { betweenFiles } from '../place.ts'
import { edited, type Edit } from '../map/json-bytes.ts'
import { hasOurLine, inject, type Pair } from './inject.ts'
import { readScript } from './script.ts'

/** A script and its map that get a debug id: absolute paths. */
export interface PairFiles {
  readonly script: string
  /** `undefined` when the script carries its map itself. */
  readonly map: string | undefined
  /** The id that was found for both when they were read. */
  readonly debugId: string
}

/**
 * Replaces scripts and maps by their injected forms. All are written beside the old ones first, so that what cannot be written ends the
 * run before any file is replaced. Then each script takes its place, then its map. After an interruption between the two the next run
 * finds the prepared map.
 * @returns the scripts, each when it is done
 * @throws Failure when a file has changed since it was judged
 */
export async function* replacePairs(
  pairs: readonly PairFiles[],
  signal: AbortSignal
): AsyncGenerator<string, void, void> {
  const staged: Staged[] = []
  let begun = 0
  try {
    for (const pair of pairs) {
      await betweenFiles(signal)
      stage(pair, staged)
    }
    for (const [index, { script, files }] of staged.entries()) {
      await betweenFiles(signal)
      for (const file of files) {
        renameSync(pendingOf(file), file)
        begun = index + 1
      }
      yield script
    }
  } finally {
    // once its script has taken its place, a prepared map stays: the next run needs it
    for (const { files, isNew } of staged.slice(begun))
      if (isNew) for (const file of files) rmSync(pendingOf(file), { force: true })
  }
}

/** A pair whose new forms lie beside the old ones. */
interface Staged {
  readonly script: string
  /** In the order in which they take their places. */
  readonly files: string[]
  /** Whether this run has written them; a map that an interrupted run has left must stay. */
  readonly isNew: boolean
}

function stage({ script, map, debugId }: PairFiles, staged: Staged[]): void {
  const pair = { script: readFileSync(script), map: map === undefined ? undefined : readFileSync(map) }
  const result = inject(pair)
  if (!('debugId' in result) || result.debugId !== debugId) throw changedBySomebody(script)
  if (result.kind === 'unchanged') {
    const isLeft = map !== undefined && readPending(pair, map) !== undefined
    staged.push({ script, files: isLeft ? [map] : [], isNew: false })
    return
  }
  const files: string[] = []
  staged.push({ script, files, isNew: true })
  for (const one of [changed(script, pair.script, result.script), changed(map, pair.map, result.map)].flat())
    writeBeside(one, files)
}

/** A file that is not what it was when it was read: what is known of it no longer holds. */
export function changedBySomebody(file: string): Failure {
  return new Failure(
    MAPS_FAILURES.files,
    `${clean(file, 300)} was changed by something else during this run, so its debug id is not known`
  )
}

/** The map that an interrupted run has prepared for a script which has its id already. */
export function readPending({ script }: Pair, map: string | undefined): Uint8Array | undefined {
  if (map === undefined || !existsSync(pendingOf(map))) return undefined
  const pending = readFileSync(pendingOf(map))
  const read = readScript(Buffer.from(script).toString())
  const isOurs = read.debugId !== undefined && hasOurLine(read, read.debugId)
  return isOurs && inject({ script, map: pending }).kind === 'unchanged' ? pending : undefined
}

/** The name that the new form of a file has until it takes its place. Of a fixed length: a name beside a long one may be too long. */
export function pendingOf(file: string): string {
  const name = createHash('sha1').update(path.basename(file)).digest('hex').slice(0, 16)
  return path.join(path.dirname(file), `.${name}.sentry-tmp`)
}

interface Changed {
  readonly file: string
  readonly bytes: Uint8Array
  readonly edits: readonly Edit[]
}

function changed(
  file: string | undefined,
  bytes: Uint8Array | undefined,
  edits: readonly Edit[]
): readonly Changed[] {
  return file === undefined || bytes === undefined || edits.length === 0 ? [] : [{ file, bytes, edits }]
}

/** Keeps the mode of the file that it will replace. */
function writeBeside({ file, bytes, edits }: Changed, written: string[]): void {
  const { mode } = statSync(file)
  const handle = openNew(pendingOf(file), mode)
  written.push(file)
  try {
    for (const piece of edited(bytes, edits)) writeFileSync(handle, piece)
    // the mask of the process may have taken away what the old file has
    if (fstatSync(handle).mode !== mode) fchmodSync(handle, mode)
  } finally {
    closeSync(handle)
  }
}

/** What an earlier run has left there goes: it may be read-only, or a link. */
function openNew(file: string, mode: number): number {
  try {
    return openSync(file, 'wx', mode)
  } catch (error) {
    if (!types.isNativeError(error) || !('code' in error) || error.code !== 'EEXIST') throw error
    rmSync(file, { force: true })
    return openSync(file, 'wx', mode)
  }
}
