import { createHash } from 'node:crypto'

/**
 * The debug id of a script, as `sentry-cli` 3.8.0 makes it: from the lengths and the bytes of script and map, so that equal maps
 * do not give two scripts one id (getsentry/sentry-cli#3350).
 * @param script the bytes of the whole file, before anything is injected
 * @param map the bytes of its map; `undefined` for a script without one
 * @returns a UUID in lower case with hyphens
 */
export function debugIdOf(script: Uint8Array, map: Uint8Array | undefined): string {
  const hash = createHash('sha1')
  if (map === undefined) return uuidOf(hash.update(script).digest())
  hash.update('js').update(length(script)).update(script)
  hash.update('sourcemap').update(length(map)).update(map)
  return uuidOf(hash.digest())
}

/** Eight bytes, little-endian. */
function length(bytes: Uint8Array): Uint8Array {
  const buffer = Buffer.alloc(8)
  buffer.writeBigUInt64LE(BigInt(bytes.length))
  return buffer
}

/** The first 16 bytes of a SHA-1 in the form of a version 5 UUID. */
export function uuidOf(digest: Buffer): string {
  const bytes = Buffer.from(digest.subarray(0, 16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return hyphenated(bytes.toString('hex'))
}

/** Reads an id in upper or lower case, with or without hyphens. @returns lower case with hyphens; `undefined` for anything else */
export function readDebugId(text: string): string | undefined {
  const isId = /^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(text)
  return isId ? hyphenated(text.replaceAll('-', '').toLowerCase()) : undefined
}

function hyphenated(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
