import { inflateRawSync } from 'node:zlib'

/** A file of an artifact bundle, with what the manifest says of it. */
export interface BundledFile {
  readonly name: string
  readonly type: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: number
}

/**
 * Reads an artifact bundle: a head of eight bytes, then a ZIP whose offsets count from the first byte of the head.
 * @returns `undefined` if it is not a bundle
 */
export function readBundle(bytes: Buffer): readonly BundledFile[] | undefined {
  try {
    if (bytes.subarray(0, 4).toString('latin1') !== 'SYSB' || bytes.readUInt32LE(4) !== 2) return undefined
    const entries = entriesOf(bytes)
    const manifest: unknown = JSON.parse(entries.get('manifest.json')?.toString() ?? '')
    const { files } = Object.fromEntries(Object.entries(manifest ?? {}))
    return Object.entries(files ?? {}).map(([name, told]) => bundledFile(name, told, entries))
  } catch {
    return undefined
  }
}

function bundledFile(name: string, told: unknown, entries: ReadonlyMap<string, Buffer>): BundledFile {
  const content = entries.get(name)
  if (content === undefined) throw new Error(`${name} is not in the archive`)
  const { type, url, headers } = Object.fromEntries(Object.entries(told ?? {}))
  const texts = Object.entries(headers ?? {}).map(([key, value]) => [key, String(value)])
  return {
    name,
    type: String(type),
    url: String(url),
    headers: Object.fromEntries(texts),
    bytes: content.length
  }
}

/** The content of each file of the ZIP by name, read from the central directory. The numbers are offsets and sizes of its fields. */
function entriesOf(bytes: Buffer): ReadonlyMap<string, Buffer> {
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
  const entries = new Map<string, Buffer>()
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = bytes.readUInt16LE(at + 28)
    const name = bytes.subarray(at + 46, at + 46 + nameLength).toString()
    const local = bytes.readUInt32LE(at + 42)
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20))
    entries.set(name, bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed)
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}
