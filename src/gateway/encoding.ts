import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { codeOf } from './network-error.ts'

const UNPACK = new Map([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync]
])

/** No encoding is asked for, but proxies add some, and some unpack the body and keep the header: then the bytes are the text. */
export function decodedText(bytes: Buffer, encoding: string | undefined, maxBytes: number): string {
  const unpack = UNPACK.get((encoding ?? '').trim().toLowerCase())
  if (unpack === undefined) return bytes.toString('utf8')
  try {
    return unpack(bytes, { maxOutputLength: maxBytes }).toString('utf8')
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw error
    return bytes.toString('utf8')
  }
}
