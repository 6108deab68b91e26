import type { Context } from '../../run/context.ts'
import { Failure } from '../../run/failure.ts'
import { clean } from '../../text/clean.ts'
import { counted, countedNames, sizeOf } from '../../text/names.ts'
import { MAPS_FAILURES, onFiles } from './failures.ts'
import { prepareMaps, type PreparedMaps } from './prepare.ts'
import type { MapsRequest } from './request.ts'

/**
 * Finds and judges the files of a run, and says what it found. Nothing is written.
 * @throws Failure when a path leads to nothing, when no map can be read, and when a file cannot be replaced
 */
export async function readMaps(
  request: MapsRequest,
  { log, signal }: Pick<Context, 'log' | 'signal'>
): Promise<PreparedMaps> {
  const maps = await onFiles('read the source maps', () => prepareMaps(request, signal))
  sayFound(maps, log)
  if (maps.empty.length > 0)
    throw new Failure(
      MAPS_FAILURES.missing,
      `sourcemaps: there is no JavaScript file and no source map in ${countedNames(maps.empty, 'path')}${slashHint(maps.empty)}`
    )
  const broken = maps.skipped.filter(({ isBroken }) => isBroken)
  if (maps.maps === 0 && broken.length > 0)
    throw new Failure(
      MAPS_FAILURES.files,
      `sourcemaps: no source map can be used: ${listOf(broken.map(skippedText))}`
    )
  if (maps.problems.length > 0)
    throw new Failure(MAPS_FAILURES.files, `Debug ids cannot be written: ${listOf(maps.problems)}`)
  return maps
}

/** On Windows both signs separate folders. Elsewhere a `\\` is part of a name, which nobody means. */
function slashHint(paths: readonly string[]): string {
  return paths.some(one => one.includes('\\')) ? ' (write / between folders)' : ''
}

/** A skipped file with its reason. */
export function skippedText({ file, reason }: PreparedMaps['skipped'][number]): string {
  return `${clean(file, 200)} (${clean(reason, 200)})`
}

function sayFound(maps: PreparedMaps, log: Context['log']): void {
  log.info(
    `Found ${counted(maps.scripts, 'script')} and ${counted(maps.maps, 'source map')} (${sizeOf(maps.bytes)}); debug ids to write: ${maps.toInject.length}.`
  )
  if (maps.sharedAddresses > 0)
    log.info(
      `Several files share an address, ${counted(maps.sharedAddresses, 'time')} in all; their debug ids tell them apart.`
    )
  const { broken = [], passed = [] } = Object.groupBy(maps.skipped, ({ isBroken }) =>
    isBroken ? 'broken' : 'passed'
  )
  if (broken.length > 0)
    log.warning(
      `Left out of the source maps, because they cannot be used: ${listOf(broken.map(skippedText))}`
    )
  if (passed.length > 0)
    log.notice(
      `Not followed, because they lead nowhere or out of the workspace: ${listOf(passed.map(skippedText))}`
    )
  if (maps.withoutMap.length > 0)
    log.notice(
      `No source map was found for ${counted(maps.withoutMap.length, 'script')}: ${listOf(maps.withoutMap.map(file => clean(file, 200)))}`
    )
  for (const warning of firstOf(maps.warnings)) log.warning(`Look at the source maps: ${clean(warning, 500)}`)
}

/** GitHub shows ten annotations of a step. */
const SHOWN = 5

function firstOf(texts: readonly string[]): readonly string[] {
  const [first, ...rest] = texts
  if (texts.length <= SHOWN || first === undefined) return texts
  return [`${first} (and ${rest.length} more like this)`]
}

/** The first texts, and how many follow. */
export function listOf(texts: readonly string[]): string {
  const shown = texts.slice(0, SHOWN).join(', ')
  return texts.length <= SHOWN ? shown : `${shown} and ${texts.length - SHOWN} more`
}
