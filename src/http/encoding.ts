import { codeOf } from './network-error.ts'

type Unpack = 'gunzipSync' | 'inflateSync' | 'brotliDecompressSync' | 'zstdDecompressSync'

/** What takes a layer off, by the layer's name. */
const UNPACK: ReadonlyMap<string, Unpack> = new Map<string, Unpack>([
  ['gzip', 'gunzipSync'],
  ['x-gzip', 'gunzipSync'],
  ['deflate', 'inflateSync'],
  ['br', 'brotliDecompressSync'],
  ['zstd', 'zstdDecompressSync']
])

/** Nobody packs an answer more often, except to keep the reader busy. */
const MAX_LAYERS = 5

/**
 * The text of a body. Requests ask for no encoding, but proxies add some, and several in a row. Some proxies unpack the body and leave
 * the header: then the bytes are the text.
 *
 * @param encoding the header `content-encoding`: the layers in the order in which they were put on
 * @param maxBytes how large each layer may be when it is unpacked
 * @throws an error of the code `ERR_BUFFER_TOO_LARGE` as soon as a layer is larger
 */
export async function decodedText(
  bytes: Buffer,
  encoding: string | undefined,
  maxBytes: number
): Promise<string> {
  const layers = (encoding ?? '').split(',').map(layer => layer.trim().toLowerCase())
  const packed = layers.filter(layer => layer !== 'identity')
  const unpacks = packed.flatMap(layer => UNPACK.get(layer) ?? [])
  const isKnown = unpacks.length === packed.length && layers.length <= MAX_LAYERS
  if (!isKnown || unpacks.length === 0) return bytes.toString('utf8')
  // few answers are packed, and Node needs some milliseconds to load it
  const zlib = await import('node:zlib')
  try {
    return unpacks
      .reduceRight((left, unpack) => zlib[unpack](left, { maxOutputLength: maxBytes }), bytes)
      .toString('utf8')
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw error
    return bytes.toString('utf8')
  }
}
