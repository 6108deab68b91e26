import { Failure } from '../../../run/failure.ts'
import type { Context } from '../../../run/context.ts'
import { MAPS_FAILURES } from '../failures.ts'
import { counted, sizeOf } from '../../../text/names.ts'
import type { UploadLimits } from '../../../way/way.ts'
import { cutFile, readChunk, type Chunk, type Cut } from './chunks.ts'

/** What Sentry tells of its uploads. */
export interface UploadOptions {
  /** Bytes of a chunk at most. */
  readonly chunkSize: number
  /** Whether chunks may be sent packed with gzip. */
  readonly takesGzip: boolean
  /** Whether it knows artifact bundles: since 23.6.2. */
  readonly takesBundles: boolean
  /** Bytes of a whole bundle at most. */
  readonly maxFileBytes: number
  /** How many requests at a time it bears. */
  readonly concurrency: number
}

/** What Sentry says of a bundle. */
export type Assembly =
  | { readonly state: 'not_found'; readonly missing: readonly string[] }
  | { readonly state: 'created' | 'assembling' | 'ok' }
  | { readonly state: 'error'; readonly detail: string }

/** What became of a chunk. `refused`: something on the way does not take requests of this size or form. */
export type ChunkOutcome =
  { readonly kind: 'taken' } | { readonly kind: 'refused'; readonly failure: Failure }

/** The three calls of an upload. All may be repeated: chunks and bundles are known by their sums. */
export interface UploadCalls {
  options(): Promise<UploadOptions>
  assemble(cut: Cut): Promise<Assembly>
  sendChunk(chunk: Chunk, content: Uint8Array, options: UploadOptions): Promise<ChunkOutcome>
}

export interface UploadSettings {
  readonly calls: UploadCalls
  readonly context: Pick<Context, 'clock' | 'signal' | 'log'>
  /** What the way bears, if Sentry bears it, too. */
  readonly way: UploadLimits
  /** Milliseconds to wait for the end of processing; 0 = not at all. */
  readonly waitMs: number
}

/** How far a bundle has come: `processed`, or only taken over because nobody waits, or still in work at the end of the wait. */
export type BundleState = 'processed' | 'handed over' | 'in work'

/** What became of a bundle. `rejected`: Sentry has it and cannot process it; `detail` is what it says. */
export type Uploaded =
  | {
      readonly kind: 'taken'
      readonly checksum: string
      readonly state: BundleState
      /** Bytes that were sent; Sentry has the rest from an earlier run. */
      readonly sentBytes: number
    }
  | { readonly kind: 'rejected'; readonly detail: string }

/** Smaller requests than this do not help against a limit: something else is wrong. */
const LEAST_CHUNK_BYTES = 256 * 1024
/** How often the log says how far the upload is. */
const PROGRESS_MS = 10_000
/** Processing takes minutes, and nothing can be counted meanwhile. */
const WAITING_MS = 30_000

/**
 * Uploads one bundle: what is missing of it, then waits until Sentry has taken it over, and as long as `waitMs` until it is processed.
 * An interrupted upload continues where it was.
 * @throws Failure when Sentry refuses it, or when the way does not take it in any size
 */
export async function uploadBundle(
  file: string,
  options: UploadOptions,
  settings: UploadSettings
): Promise<Uploaded> {
  let chunkBytes = Math.min(options.chunkSize, settings.way.chunkBytes)
  for (;;) {
    const cut = await cutFile(file, chunkBytes)
    const sent = await sendMissing(file, cut, { options, settings })
    if (sent.kind === 'done') {
      const end = await untilProcessed(cut, sent.assembly, settings)
      if (end.kind === 'rejected') return end
      return { kind: 'taken', checksum: cut.checksum, state: end.state, sentBytes: sent.bytes }
    }
    const largest = Math.max(...cut.chunks.map(({ bytes }) => bytes))
    if (largest <= LEAST_CHUNK_BYTES) throw refused(sent.failure, largest)
    chunkBytes = Math.max(LEAST_CHUNK_BYTES, Math.ceil(largest / 2))
    settings.context.log.info(
      `The upload was refused in requests of this size: trying again with chunks of ${sizeOf(chunkBytes)}.`
    )
  }
}

type Sent =
  | { readonly kind: 'done'; readonly assembly: Assembly; readonly bytes: number }
  | { readonly kind: 'refused'; readonly failure: Failure }

interface Sending {
  readonly options: UploadOptions
  readonly settings: UploadSettings
}

/** Something between here and Sentry may answer in its place once, and lose what was sent. */
const MOST_ROUNDS = 2

/** Asks which chunks are missing, sends them, and asks again. */
async function sendMissing(file: string, cut: Cut, sending: Sending): Promise<Sent> {
  const { calls } = sending.settings
  let bytes = 0
  for (let round = 1; ; round += 1) {
    const assembly = await calls.assemble(cut)
    if (assembly.state !== 'not_found') return { kind: 'done', assembly, bytes }
    if (round > MOST_ROUNDS) throw lost(assembly.missing, cut)
    const missing = new Set(assembly.missing)
    const chunks = [...new Map(cut.chunks.map(chunk => [chunk.sha1, chunk])).values()].filter(({ sha1 }) =>
      missing.has(sha1)
    )
    const failure = await sendAll(file, chunks, sending)
    if (failure !== undefined) return { kind: 'refused', failure }
    bytes += chunks.reduce((sum, chunk) => sum + chunk.bytes, 0)
  }
}

/** Sends chunks side by side, as many as may be. @returns the first refusal that smaller chunks may help against */
async function sendAll(
  file: string,
  chunks: readonly Chunk[],
  { options, settings }: Sending
): Promise<Failure | undefined> {
  const { calls, context } = settings
  const progress = createProgress(chunks, context)
  const queue = chunks.values()
  let refusal: Failure | undefined
  let isOver = false
  const lane = async (): Promise<void> => {
    try {
      for (const chunk of queue) {
        if (isOver) return
        const outcome = await calls.sendChunk(chunk, await readChunk(file, chunk), options)
        if (outcome.kind === 'taken') progress(chunk)
        else {
          refusal ??= outcome.failure
          return
        }
      }
    } finally {
      // however a lane ends, no other one begins another chunk
      isOver = true
    }
  }
  await Promise.all(Array.from({ length: Math.min(settings.way.atOnce, options.concurrency) }, lane))
  return refusal
}

/** A line every ten seconds, so that a long upload does not look like a hang. */
function createProgress(
  chunks: readonly Chunk[],
  { clock, log }: Pick<Context, 'clock' | 'log'>
): (sent: Chunk) => void {
  const all = chunks.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  let count = 0
  let saidAt = clock.elapsed()
  return ({ bytes }) => {
    done += bytes
    count += 1
    if (clock.elapsed() - saidAt < PROGRESS_MS) return
    saidAt = clock.elapsed()
    log.info(`Uploaded ${sizeOf(done)} of ${sizeOf(all)}, ${count} of ${counted(chunks.length, 'chunk')}.`)
  }
}

function lost(missing: readonly string[], { chunks }: Cut): Failure {
  return new Failure(
    MAPS_FAILURES.changed,
    `Sentry does not have ${missing.length} of ${chunks.length} chunks that it answered 200 to`
  )
}

type End = { readonly kind: 'taken'; readonly state: BundleState } | Extract<Uploaded, { kind: 'rejected' }>

/** Asks every second at first, then every five. Says after ten seconds that it waits, then every 30 s. */
async function untilProcessed(
  cut: Cut,
  first: Assembly,
  { calls, context, waitMs }: UploadSettings
): Promise<End> {
  const { clock, signal, log } = context
  const began = clock.elapsed()
  let sayAt = began + PROGRESS_MS
  let assembly = first
  for (let asked = 1; ; asked += 1) {
    if (assembly.state === 'ok') return { kind: 'taken', state: 'processed' }
    if (assembly.state === 'error') return { kind: 'rejected', detail: assembly.detail }
    if (assembly.state === 'not_found') throw lost(assembly.missing, cut)
    const left = began + waitMs - clock.elapsed()
    if (left <= 0) return { kind: 'taken', state: waitMs === 0 ? 'handed over' : 'in work' }
    if (clock.elapsed() >= sayAt) {
      log.info(`Waiting for Sentry to process the bundle, for ${Math.ceil(left / 1_000)} s at most.`)
      sayAt = clock.elapsed() + WAITING_MS
    }
    await clock.sleep(Math.min(left, asked <= 10 ? 1_000 : 5_000), signal)
    assembly = await calls.assemble(cut)
  }
}

function refused(failure: Failure, chunkBytes: number): Failure {
  return new Failure(
    MAPS_FAILURES.refused,
    `The upload was refused even in chunks of ${sizeOf(chunkBytes)}: ${failure.message}`,
    { cause: failure }
  )
}
