import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { onFiles } from '../failures.ts'

/** A piece of a bundle. Sentry knows it by the SHA-1 of its bytes. */
export interface Chunk {
  /** 40 hex digits. */
  readonly sha1: string
  /** Where it begins in the file, and how many bytes it has. */
  readonly start: number
  readonly bytes: number
}

/** A bundle as it is cut for the upload. */
export interface Cut {
  /** The SHA-1 of the whole file. */
  readonly checksum: string
  /** In the order of the file; equal ones come several times. */
  readonly chunks: readonly Chunk[]
}

/** Cuts a file into chunks; one of them is in memory at a time. */
export function cutFile(file: string, chunkSize: number): Promise<Cut> {
  return onFiles('read the bundle', () => cut(file, chunkSize))
}

async function cut(file: string, chunkSize: number): Promise<Cut> {
  const handle = await open(file)
  try {
    const whole = createHash('sha1')
    const chunks: Chunk[] = []
    const buffer = Buffer.alloc(chunkSize)
    for (let start = 0; ;) {
      const bytes = await fill(handle, buffer, start)
      if (bytes === 0) return { checksum: whole.digest('hex'), chunks }
      const piece = buffer.subarray(0, bytes)
      whole.update(piece)
      chunks.push({ sha1: createHash('sha1').update(piece).digest('hex'), start, bytes })
      start += bytes
    }
  } finally {
    await handle.close()
  }
}

/** Reads the bytes of one chunk. */
export function readChunk(file: string, { start, bytes }: Chunk): Promise<Buffer> {
  return onFiles('read the bundle', async () => {
    const handle = await open(file)
    try {
      const buffer = Buffer.alloc(bytes)
      await fill(handle, buffer, start)
      return buffer
    } finally {
      await handle.close()
    }
  })
}

/** Fills the buffer from a place of the file on; a read may bring less than was asked for. @returns the bytes that came */
async function fill(
  handle: Awaited<ReturnType<typeof open>>,
  buffer: Buffer,
  start: number
): Promise<number> {
  let filled = 0
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, start + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return filled
}
