import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'

export interface ZipEntry {
  readonly name: string
  /** Its bytes, asked for when all entries before it are written. */
  readonly read: () => Promise<Uint8Array>
}

export interface ZipContent {
  /** What stands in the file before the archive. */
  readonly head: Uint8Array
  readonly entries: readonly ZipEntry[]
}

/** The same content gives the same bytes: a plain file that all may read, of the first day that a ZIP can tell. */
const PLAIN = { mode: 0o100644, mtime: new Date(1980, 0, 1), forceDosTimestamp: true, compressionLevel: 6 }

/**
 * Writes a ZIP archive, one entry at a time: the next one is read when the last one is on its way to the disk.
 * @returns the bytes of the whole file
 * @throws what `read` throws, and what the file system says
 */
export async function writeZip(file: string, { head, entries }: ZipContent): Promise<number> {
  const zip = new ZipFile()
  // offsets count from the first byte of the file. yazl has no documented way to say so: a test holds this one
  Object.assign(zip, { outputStreamCursor: head.length })
  const stop = new AbortController()
  zip.on('error', error => stop.abort(error))
  for (const { name, read } of entries)
    zip.addReadStreamLazy(name, PLAIN, give => {
      read().then(
        content => give(undefined, Readable.from([content])),
        error => stop.abort(error)
      )
    })
  zip.end()
  const output = createWriteStream(file, { mode: 0o600 })
  output.write(head)
  try {
    await pipeline(zip.outputStream, output, { signal: stop.signal })
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error
  }
  return output.bytesWritten
}
