import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { decodedText } from '../../src/gateway/encoding.ts'
import { codeOf } from '../../src/gateway/network-error.ts'

const TEXT = '{"text": "größe"}'
const ENCODED = {
  gzip: gzipSync(TEXT),
  'x-gzip': gzipSync(TEXT),
  br: brotliCompressSync(TEXT),
  deflate: deflateSync(TEXT)
}
const ENCODINGS = ['gzip', 'x-gzip', 'br', 'deflate'] as const

describe('a body', () => {
  test.each(ENCODINGS)('in %s is unpacked, however the name is written', encoding => {
    expect(decodedText(ENCODED[encoding], encoding, 1_000)).toBe(TEXT)
    expect(decodedText(ENCODED[encoding], ` ${encoding.toUpperCase()} `, 1_000)).toBe(TEXT)
  })

  test.each([...ENCODINGS, 'identity', 'zstd', '', undefined])(
    'that is plain is taken as it is, though it says %s',
    encoding => {
      expect(decodedText(Buffer.from(TEXT), encoding, 1_000)).toBe(TEXT)
    }
  )

  test.each(ENCODINGS)('in %s that is empty is empty', encoding => {
    expect(decodedText(Buffer.alloc(0), encoding, 1_000)).toBe('')
  })

  test.each(ENCODINGS)('in %s that grows beyond the limit is refused', encoding => {
    const size = Buffer.byteLength(TEXT)
    expect(decodedText(ENCODED[encoding], encoding, size)).toBe(TEXT)
    const thrown = thrownBy(() => decodedText(ENCODED[encoding], encoding, size - 1))
    expect(codeOf(thrown)).toBe('ERR_BUFFER_TOO_LARGE')
  })

  function thrownBy(act: () => unknown): unknown {
    try {
      return act()
    } catch (error) {
      return error
    }
  }
})
