import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { codeOf } from './network-error.ts'

type Unpack = (bytes: Buffer, options: { maxOutputLength: number }) => Buffer

const UNPACK: ReadonlyMap<string, Unpack> = new Map<string, Unpack>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
  ['zstd', zstdDecompressSync],
  ['identity', bytes => bytes]
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
export function decodedText(bytes: Buffer, encoding: string | undefined, maxBytes: number): string {
  const layers = (encoding ?? '').split(',').map(layer => layer.trim().toLowerCase())
  const unpacks = layers.flatMap(layer => UNPACK.get(layer) ?? [])
  if (unpacks.length < layers.length || layers.length > MAX_LAYERS) return bytes.toString('utf8')
  try {
    return unpacks
      .reduceRight((packed, unpack) => unpack(packed, { maxOutputLength: maxBytes }), bytes)
      .toString('utf8')
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw error
    return bytes.toString('utf8')
  }
}
