import { open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { crc32, deflateRaw } from 'node:zlib'

export interface ZipEntry {
  /** Of ASCII characters. */
  readonly name: string
  /** Its bytes, asked for when those of all entries before it have come. */
  readonly read: () => Promise<Uint8Array>
}

export interface ZipContent {
  /** What stands in the file before the archive. */
  readonly head: Uint8Array
  /** At most 65,535, and 4 GiB together: more would need ZIP64. */
  readonly entries: readonly ZipEntry[]
}

/** ZIP 2.0, the first version with deflate. */
const VERSION = 20
/** The number of deflate among ZIP's methods. */
const DEFLATE = 8
/** 1 January 1980: the same content gives the same bytes. */
const DATE = 0x21
/** A UNIX file, read by all: 0644. */
const ATTRIBUTES = 0x81a40000
/** Level 6 is what `sentry-cli` packs with. Each piece of the result costs a way to another thread and back: most need one. */
const PACKING = { level: 6, chunkSize: 64 * 1024 }
/** Entries that are packed at a time: Node has four threads for it. */
const SIDE_BY_SIDE = 4
/** Of the entries that are packed at a time; a larger one is packed alone. */
const MOST_BYTES = 8 * 1024 * 1024

const deflate = promisify<Uint8Array, typeof PACKING, Buffer>(deflateRaw)

/**
 * Writes a ZIP archive. A few small entries are in memory at a time, or one large one.
 *
 * This is a writer of our own for two reasons. The offsets count from the first byte of the file, which begins with the head: yazl and
 * fflate have no documented way to begin elsewhere. And yazl packs each entry by a stream of its own: thousands of small files took
 * twice as long with it.
 * @returns the bytes of the whole file
 * @throws what `read` throws, and what the file system says
 */
export async function writeZip(file: string, { head, entries }: ZipContent): Promise<number> {
  const handle = await open(file, 'w', 0o600)
  try {
    const directory: Buffer[] = []
    let position = 0
    const put = async (bytes: Uint8Array): Promise<void> => {
      await handle.appendFile(bytes)
      position += bytes.length
    }
    await put(head)
    for await (const { name, fields, packed } of packedInOrder(entries)) {
      directory.push(centralHeader(name, fields, position))
      await put(Buffer.concat([localHeader(fields), Buffer.from(name, 'latin1'), packed]))
    }
    const list = Buffer.concat(directory)
    const end = endRecord(directory.length, list.length, position)
    await put(list)
    await put(end)
    return position
  } finally {
    await handle.close()
  }
}

interface Packed {
  readonly name: string
  readonly fields: Buffer
  readonly packed: Uint8Array
}

/** Reads entries one after the other and packs them side by side. They come in their order. */
async function* packedInOrder(entries: readonly ZipEntry[]): AsyncGenerator<Packed, void, void> {
  const inWork: { readonly size: number; readonly packed: Promise<Packed> }[] = []
  let bytes = 0
  try {
    for (const { name, read } of entries) {
      const content = await read()
      while (inWork.length === SIDE_BY_SIDE || (inWork.length > 0 && bytes + content.length > MOST_BYTES)) {
        const [first] = inWork.splice(0, 1)
        if (first === undefined) break
        bytes -= first.size
        yield await first.packed
      }
      inWork.push({ size: content.length, packed: pack(name, content) })
      bytes += content.length
    }
    for (const { packed } of inWork) yield await packed
  } finally {
    await Promise.allSettled(inWork.map(({ packed }) => packed))
  }
}

async function pack(name: string, content: Uint8Array): Promise<Packed> {
  const packed = await deflate(content, PACKING)
  return { name, fields: fieldsOf(name, content, packed), packed }
}

/** What both headers of an entry say: version, flags, method, time, date, checksum, sizes, lengths. */
function fieldsOf(name: string, content: Uint8Array, packed: Uint8Array): Buffer {
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(VERSION, 0)
  fields.writeUInt16LE(DEFLATE, 4)
  fields.writeUInt16LE(DATE, 8)
  fields.writeUInt32LE(crc32(content), 10)
  fields.writeUInt32LE(packed.length, 14)
  fields.writeUInt32LE(content.length, 18)
  fields.writeUInt16LE(name.length, 22)
  return fields
}

function localHeader(fields: Buffer): Buffer {
  return Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), fields])
}

function centralHeader(name: string, fields: Buffer, offset: number): Buffer {
  const before = Buffer.from('PK\u0001\u0002\u0014\u0003', 'latin1')
  const after = Buffer.alloc(14)
  after.writeUInt32LE(ATTRIBUTES, 6)
  after.writeUInt32LE(offset, 10)
  return Buffer.concat([before, fields, after, Buffer.from(name, 'latin1')])
}

function endRecord(entries: number, bytes: number, offset: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries, 8)
  end.writeUInt16LE(entries, 10)
  end.writeUInt32LE(bytes, 12)
  end.writeUInt32LE(offset, 16)
  return end
}
