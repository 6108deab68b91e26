import { crc32, deflateRawSync } from 'node:zlib'

/** A ZIP archive that is written entry by entry; only the entry in work is in memory. */
export interface Zip {
  /** Bytes written so far, with those before the archive. */
  size(): number
  /** @param name of ASCII characters */
  add(name: string, content: Uint8Array): Promise<void>
  /** Writes the list of entries. Nothing may be added afterwards. */
  finish(): Promise<void>
}

const VERSION = 20
const DEFLATE = 8
/** 1 January 1980: the same content gives the same bytes. */
const DATE = 0x21
/** A UNIX file, read by all: 0644. */
const ATTRIBUTES = 0x81a40000
/** Level 6 is what `sentry-cli` packs with. */
const LEVEL = 6

/**
 * A writer of our own. Offsets have to count from the first byte of a file that begins with eight other bytes; yazl and fflate
 * count from the first byte of the archive, and have no documented way to begin elsewhere (a test shows what comes of that). And a
 * bundle is closed between two entries when it has become large. At most 65,535 entries and 4 GiB: more would need ZIP64.
 * @param start the bytes that are in the file already
 */
export function createZip(write: (bytes: Uint8Array) => Promise<void>, start: number): Zip {
  const directory: Buffer[] = []
  let position = start

  async function put(bytes: Uint8Array): Promise<void> {
    await write(bytes)
    position += bytes.length
  }

  return {
    size: () => position,
    async add(name, content) {
      // at once: handing each of thousands of small files to another thread and back costs more than packing it
      const packed = deflateRawSync(content, { level: LEVEL })
      const fields = fieldsOf(name, content, packed)
      directory.push(centralHeader(name, fields, position))
      await put(Buffer.concat([localHeader(fields), Buffer.from(name, 'latin1'), packed]))
    },
    async finish() {
      const list = Buffer.concat(directory)
      const end = Buffer.alloc(22)
      end.writeUInt32LE(0x06054b50, 0)
      end.writeUInt16LE(directory.length, 8)
      end.writeUInt16LE(directory.length, 10)
      end.writeUInt32LE(list.length, 12)
      end.writeUInt32LE(position, 16)
      await put(list)
      await put(end)
    }
  }
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
