import { chmodSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { Failure } from '../../../run/failure.ts'
import { MAPS_FAILURES } from '../failures.ts'
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
  const files = [
    [script, result.script],
    [map, result.map]
  ] as const
  const written = files.filter(
    (file): file is readonly [string, string] => file[0] !== undefined && file[1] !== undefined
  )
  try {
    for (const [file, text] of written) writeBeside(file, text)
    for (const [file] of written) renameSync(file + PENDING, file)
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

/** Keeps the mode of the file that it will replace. */
function writeBeside(file: string, text: string): void {
  const { mode } = statSync(file)
  writeFileSync(file + PENDING, text)
  chmodSync(file + PENDING, mode)
}
