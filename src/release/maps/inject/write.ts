import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { Failure } from '../../../run/failure.ts'
import { MAPS_FAILURES } from '../failures.ts'
import { edited, type Edit } from '../map/json-bytes.ts'
import { hasOurLine, inject, type Pair } from './inject.ts'
import { readScript } from './script.ts'

/** The name that a new file has until it takes the place of the old one. */
const PENDING = '.sentry-tmp'

/**
 * Replaces a script and its map by their injected forms. Both are written beside the old ones first; then the script takes its
 * place, then the map. After an interruption between the two the next run finds the prepared map.
 * @throws Failure when the files have changed since they were judged
 */
export function replacePair(script: string, map: string | undefined): void {
  const pair = { script: readFileSync(script), map: map === undefined ? undefined : readFileSync(map) }
  const result = inject(pair)
  if (result.kind === 'unchanged' && map !== undefined) {
    if (readPending(pair, map) !== undefined) renameSync(map + PENDING, map)
    return
  }
  if (result.kind !== 'changed')
    throw new Failure(
      MAPS_FAILURES.files,
      `${script} was changed by somebody else while debug ids were written`
    )
  const files = [changed(script, pair.script, result.script), changed(map, pair.map, result.map)].flat()
  try {
    for (const one of files) writeBeside(one)
    for (const { file } of files) renameSync(file + PENDING, file)
  } catch (error) {
    // the prepared map stays when the script has taken its place: the next run needs it
    rmSync(script + PENDING, { force: true })
    throw error
  }
}

/** The map that an interrupted run has prepared for a script which has its id already. */
export function readPending({ script }: Pair, map: string | undefined): Uint8Array | undefined {
  if (map === undefined || !existsSync(map + PENDING)) return undefined
  const pending = readFileSync(map + PENDING)
  const read = readScript(Buffer.from(script).toString())
  const isOurs = read.debugId !== undefined && hasOurLine(read, read.debugId)
  return isOurs && inject({ script, map: pending }).kind === 'unchanged' ? pending : undefined
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
function writeBeside({ file, bytes, edits }: Changed): void {
  const { mode } = statSync(file)
  const handle = openSync(file + PENDING, 'w')
  try {
    for (const piece of edited(bytes, edits)) writeFileSync(handle, piece)
  } finally {
    closeSync(handle)
  }
  chmodSync(file + PENDING, mode)
}
