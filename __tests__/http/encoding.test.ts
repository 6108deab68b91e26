import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { decodedText } from '../../src/http/encoding.ts'
import { codeOf } from '../../src/http/network-error.ts'

const TEXT = '{"text": "größe"}'
const ENCODED = {
  gzip: gzipSync(TEXT),
  'x-gzip': gzipSync(TEXT),
  br: brotliCompressSync(TEXT),
  deflate: deflateSync(TEXT),
  zstd: zstdCompressSync(TEXT),
  'gzip, br': brotliCompressSync(gzipSync(TEXT)),
  'gzip,identity,gzip': gzipSync(gzipSync(TEXT))
}
const ENCODINGS = ['gzip', 'x-gzip', 'br', 'deflate', 'zstd', 'gzip, br', 'gzip,identity,gzip'] as const

describe('a body', () => {
  test.each(ENCODINGS)('in %s is unpacked, however the name is written', async encoding => {
    expect(await decodedText(ENCODED[encoding], encoding, 1_000)).toBe(TEXT)
    expect(await decodedText(ENCODED[encoding], ` ${encoding.toUpperCase()} `, 1_000)).toBe(TEXT)
  })

  test.each([...ENCODINGS, 'identity', 'compress', 'gzip, compress', '', undefined])(
    'that is plain is taken as it is, though it says %s',
    async encoding => {
      expect(await decodedText(Buffer.from(TEXT), encoding, 1_000)).toBe(TEXT)
    }
  )

  test.each(ENCODINGS)('in %s that is empty is empty', async encoding => {
    expect(await decodedText(Buffer.alloc(0), encoding, 1_000)).toBe('')
  })

  test.each(ENCODINGS)('in %s that grows beyond the limit is refused', async encoding => {
    const size = Buffer.byteLength(TEXT)
    // the layers between are larger than a text as short as this
    if (!encoding.includes(',')) expect(await decodedText(ENCODED[encoding], encoding, size)).toBe(TEXT)
    const thrown = await thrownBy(() => decodedText(ENCODED[encoding], encoding, size - 1))
    expect(codeOf(thrown)).toBe('ERR_BUFFER_TOO_LARGE')
  })

  test('in more layers than a server puts on is not unpacked', async () => {
    const layers = Array.from({ length: 6 }, () => 'gzip').join(',')
    const packed = Array.from({ length: 6 }).reduce<Buffer>(bytes => gzipSync(bytes), Buffer.from(TEXT))
    expect(await decodedText(packed, layers, 1_000)).not.toBe(TEXT)
  })

  test.each(['gzip, gzip', 'br, gzip', 'gzip, zstd'])(
    'that grows only in its last layer (%s) is refused',
    async encoding => {
      const large = Buffer.alloc(100_000, ' ')
      const pack = { gzip: gzipSync, br: brotliCompressSync, zstd: zstdCompressSync }
      const packed = encoding
        .split(', ')
        .reduce<Buffer>(
          (bytes, layer) => (layer === 'br' ? pack.br : layer === 'zstd' ? pack.zstd : pack.gzip)(bytes),
          large
        )
      expect(codeOf(await thrownBy(() => decodedText(packed, encoding, 50_000)))).toBe('ERR_BUFFER_TOO_LARGE')
    }
  )

  async function thrownBy(act: () => Promise<unknown>): Promise<unknown> {
    try {
      return await act()
    } catch (error) {
      return error
    }
  }
})
