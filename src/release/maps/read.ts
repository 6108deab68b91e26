import type { Context } from '../../run/context.ts'
import { Failure } from '../../run/failure.ts'
import { clean } from '../../text/clean.ts'
import { counted, countedNames, sizeOf } from '../../text/names.ts'
import { MAPS_FAILURES, onFiles } from './failures.ts'
import { prepareMaps, type PreparedMaps } from './prepare.ts'
import type { MapsRequest } from './request.ts'

/**
 * Finds and judges the files of a run, and says what it found. Nothing is written.
 * @throws Failure when a path leads to nothing, when no map can be used, and when a file cannot be replaced
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
      `sourcemaps: there is no JavaScript file and no source map in ${countedNames(maps.empty, 'path')}${placeHint(request)}${slashHint(maps.empty)}`
    )
  if (maps.foreign.length > 0)
    throw new Failure(
      MAPS_FAILURES.missing,
      `sourcemaps: this is no JavaScript (.js, .cjs, .mjs) and no source map: ${countedNames(maps.foreign, 'file')}`
    )
  if (maps.pairing === 'broken') {
    const broken = [...maps.skipped.filter(({ isBroken }) => isBroken), ...maps.badCarriers]
    throw new Failure(
      MAPS_FAILURES.broken,
      `sourcemaps: no source map can be used: ${listOf(broken.map(skippedText))}`
    )
  }
  if (maps.problems.length > 0)
    throw new Failure(MAPS_FAILURES.files, `Debug ids cannot be written: ${listOf(maps.problems)}`)
  return maps
}

function placeHint({ workingDirectory }: MapsRequest): string {
  return workingDirectory === undefined
    ? ''
    : `, looked for in working_directory ${clean(workingDirectory, 200)}`
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
      `Some files have the same address, and their debug ids tell them apart; addresses that several files have: ${maps.sharedAddresses}.`
    )
  if (maps.followed.length > 0)
    log.info(
      `Links were followed to other places of the workspace: ${listOf(maps.followed.map(({ link, target }) => `${clean(link, 200)} (to ${clean(target, 200)})`))}.`
    )
  const { broken = [], passed = [] } = Object.groupBy(maps.skipped, ({ isBroken }) =>
    isBroken ? 'broken' : 'passed'
  )
  if (broken.length > 0)
    log.warning(
      `Left out of the source maps, because they cannot be used: ${listOf(broken.map(skippedText))}`
    )
  if (passed.length > 0)
    log.notice(`Not followed, because of where they lead: ${listOf(passed.map(skippedText))}`)
  sayUnpaired(maps, log)
  const carriers = maps.badCarriers.map(({ file, reason }) => `${file}: ${reason}`)
  for (const warning of firstOf([...carriers, ...maps.warnings]))
    log.warning(`Look at the source maps: ${clean(warning, 500)}`)
}

/** Nothing of this is a failure: some scripts of others have no map. But when none has, the source maps are lost. */
function sayUnpaired({ pairing, withoutMap }: PreparedMaps, log: Context['log']): void {
  const names = listOf(withoutMap.map(file => clean(file, 200)))
  if (pairing === 'no-script')
    log.warning(
      'Source maps were found, but no script, so Sentry may show minified code: name the scripts in sourcemaps, too'
    )
  else if (pairing === 'no-map')
    log.warning(
      `No script has a source map, so Sentry will show minified code: let the build write source maps${names === '' ? '' : ` (${names})`}`
    )
  else if (withoutMap.length > 0)
    log.notice(`No source map was found for ${counted(withoutMap.length, 'script')}: ${names}`)
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
