import { endingFailure } from '../../run/tried.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Context } from '../../run/context.ts'
import { Failure } from '../../run/failure.ts'
import { clean } from '../../text/clean.ts'
import { counted, sizeOf } from '../../text/names.ts'
import {
  BUNDLE_LIMITS,
  rewriteBundle,
  writeBundles,
  type Bundle,
  type BundleOptions,
  type BundleOwner
} from './bundle/bundle.ts'
import { MAPS_FAILURES, onFiles } from './failures.ts'
import { replacePairs } from './inject/write.ts'
import type { PreparedMaps } from './prepare.ts'
import {
  uploadBundle,
  type BundleState,
  type UploadCalls,
  type UploadOptions,
  type UploadSettings
} from './upload/upload.ts'

/** A bundle that Sentry has. */
export interface SentBundle {
  /** SHA-1 of the whole file. */
  readonly checksum: string
  readonly bytes: number
  readonly state: BundleState
}

/** What came of the source maps of a run, also when it ended before all were uploaded. */
export interface SentMaps {
  /** Scripts whose debug id was written. */
  readonly injected: number
  readonly bundles: readonly SentBundle[]
  /** Why the rest was not uploaded. */
  readonly failure: Failure | undefined
}

export interface SendTools {
  readonly calls: UploadCalls
  readonly context: Pick<Context, 'clock' | 'signal' | 'log' | 'env'>
  readonly owner: BundleOwner
  /** What the way to Sentry bears. */
  readonly way: UploadSettings['way']
  /** Milliseconds to wait for the end of processing; 0 = not at all. */
  readonly waitMs: number
}

/**
 * Writes the debug ids, packs the files and uploads them. Each stage says what it did.
 * What goes wrong comes back with what was done before; only an error that is no failure is thrown.
 */
export async function sendMaps(maps: PreparedMaps, tools: SendTools): Promise<SentMaps> {
  const done: { injected: number; bundles: SentBundle[] } = { injected: 0, bundles: [] }
  try {
    const options = await supportedOptions(tools.calls)
    await onFiles('write the debug ids', async () => {
      for await (const _script of replacePairs(maps.toInject, tools.context.signal)) done.injected += 1
    })
    if (done.injected > 0)
      tools.context.log.info(`Wrote the debug ids of ${counted(done.injected, 'script')} and their maps.`)
    await inFolder(tools.context.env, async folder => {
      for await (const bundle of sendAll(maps, options, { ...tools, folder })) done.bundles.push(bundle)
    })
    return { ...done, failure: undefined }
  } catch (error) {
    return { ...done, failure: endingFailure(error, tools.context) }
  }
}

async function supportedOptions(calls: UploadCalls): Promise<UploadOptions> {
  const options = await calls.options()
  if (!options.takesBundles)
    throw new Failure(MAPS_FAILURES.unsupported, 'This Sentry does not take bundles of source maps')
  return options
}

/** Makes a folder that only this run can read, for the time of `body`. */
async function inFolder(env: Context['env'], body: (folder: string) => Promise<void>): Promise<void> {
  const parent = env['RUNNER_TEMP'] || tmpdir()
  const folder = await onFiles('write the bundle', () => mkdtemp(path.join(parent, 'source-maps-')))
  try {
    await body(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function* sendAll(
  maps: PreparedMaps,
  options: UploadOptions,
  { calls, context, owner, way, waitMs, folder }: SendTools & { readonly folder: string }
): AsyncGenerator<SentBundle, void, void> {
  const writing: BundleOptions = { owner, folder, signal: context.signal }
  const settings: UploadSettings = { calls, context, way, waitMs }
  const bytes = Math.min(BUNDLE_LIMITS.bytes, options.maxFileBytes)
  const bundles = writeBundles(maps.files, { ...writing, limits: { ...BUNDLE_LIMITS, bytes } })
  for (;;) {
    const next = await onFiles('write the bundle', () => bundles.next())
    if (next.done === true) return
    yield await send(next.value, options, { settings, writing })
    await rm(next.value.file, { force: true })
  }
}

/** Sentry's own error may pass: the bundle is sent once more, as other bytes. */
const MAY_PASS = 'internal server error'

async function send(
  bundle: Bundle,
  options: UploadOptions,
  { settings, writing }: { readonly settings: UploadSettings; readonly writing: BundleOptions }
): Promise<SentBundle> {
  const { log } = settings.context
  log.info(`Packed ${counted(bundle.files.length, 'file')} into a bundle of ${sizeOf(bundle.bytes)}.`)
  if (bundle.bytes > options.maxFileBytes) throw tooLarge(bundle, options)
  const first = await uploadBundle(bundle.file, options, settings)
  if (first.kind === 'taken') return sent(bundle, first, log)
  if (first.detail !== MAY_PASS) throw rejected(first.detail)
  log.info('Sentry could not process the bundle because of an error of its own: sending it once more.')
  const again = await onFiles('write the bundle', () => rewriteBundle(bundle, writing))
  const second = await uploadBundle(again.file, options, settings)
  if (second.kind === 'rejected') throw rejected(second.detail)
  return sent(again, second, log)
}

/** Bundles are closed before they are too large, as far as their files allow. */
function tooLarge({ bytes, files }: Bundle, { maxFileBytes }: UploadOptions): Failure {
  const held = files.length === 1 ? (files[0]?.url ?? '') : counted(files.length, 'file')
  return new Failure(
    MAPS_FAILURES.tooLarge,
    `The bundle of ${clean(held, 200)} has ${sizeOf(bytes)}, and Sentry takes ${sizeOf(maxFileBytes)} at most`
  )
}

function rejected(detail: string): Failure {
  return new Failure(MAPS_FAILURES.rejected, `Sentry rejected the source maps: ${clean(detail, 300)}`)
}

const WORDS: Readonly<Record<BundleState, string>> = {
  processed: 'and has processed it',
  'handed over': 'and processes it now',
  'in work': 'and is still processing it'
}

function sent(
  { bytes }: Bundle,
  { checksum, state, sentBytes }: { checksum: string; state: BundleState; sentBytes: number },
  log: Context['log']
): SentBundle {
  const what =
    sentBytes === 0
      ? 'Sentry had the bundle already'
      : `Sentry has the bundle (${sizeOf(sentBytes)} were sent)`
  log.info(`${what} ${WORDS[state]}.`)
  if (state === 'in work')
    log.warning(
      'Sentry was still processing the source maps when upload_wait was over: what comes of them is not known.'
    )
  return { checksum, bytes, state }
}
