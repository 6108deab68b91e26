import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { createServer } from 'node:http'
import { expect, test } from '@jest/globals'
import { fetch, Response } from 'undici'
import { boundedText } from '../../src/http/encoding.ts'
import { open } from './server.ts'

const MEGABYTE = 1024 * 1024
const LIMIT = 20 * MEGABYTE

/** 100 MB of JSON that is about 100 kB packed. */
const LARGE = Buffer.from(`{"id": 5, "x": "${' '.repeat(100 * MEGABYTE)}"}`)

const PACKED = {
  gzip: gzipSync(LARGE),
  deflate: deflateSync(LARGE),
  br: brotliCompressSync(LARGE),
  zstd: zstdCompressSync(LARGE),
  'gzip, gzip': gzipSync(gzipSync(LARGE))
}

/** Asks a server for a repository; tells what came of it, and how many bytes were unpacked. */
async function asked(
  body: Buffer,
  { encoding, status = 200 }: { encoding: string; status?: number }
): Promise<{ readonly said: string; readonly unpacked: number; readonly requests: number }> {
  let requests = 0
  const server = createServer((_request, response) => {
    requests += 1
    response.writeHead(status, { 'content-type': 'application/json', 'content-encoding': encoding })
    response.end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  let unpacked = 0
  const counting: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        unpacked += piece.byteLength
        controller.enqueue(piece)
      }
    })
    const { status, headers } = response
    return new Response(response.body?.pipeThrough(counter) ?? null, { status, headers })
  }
  const { repository } = open(`http://127.0.0.1:${address.port}`, { fetch: counting })
  const said = await repository.facts().then(
    () => 'read',
    (error: unknown) => String(error)
  )
  server.closeAllConnections()
  server.close()
  return { said, unpacked, requests }
}

test.each(Object.entries(PACKED))(
  'an answer in %s is unpacked no further than to 20 MB, and asked for once',
  async (encoding, body) => {
    expect(body.length).toBeLessThan(MEGABYTE)
    for (const status of [200, 404, 500]) {
      const { said, unpacked, requests } = await asked(body, { encoding, status })
      expect(said).toMatch("GitHub's answer to reading the repository acme/web is larger than 20 MB")
      expect(unpacked).toBeLessThan(LIMIT + MEGABYTE)
      expect(requests).toBe(1)
    }
  }
)

test('a small answer is read in each of the encodings', async () => {
  const small = Buffer.from('{"id": 5}')
  for (const [encoding, pack] of Object.entries({
    gzip: gzipSync,
    deflate: deflateSync,
    br: brotliCompressSync
  }))
    expect((await asked(pack(small), { encoding })).said).toBe('read')
})

test('a body is left as soon as it is too large', async () => {
  let given = 0
  async function* body(): AsyncGenerator<Uint8Array, void, void> {
    for (;;) {
      given += 1
      yield new Uint8Array(10)
    }
  }
  await expect(boundedText(body(), 95)).rejects.toMatchObject({ code: 'ERR_BUFFER_TOO_LARGE' })
  expect(given).toBe(10)
  expect(await boundedText(null, 95)).toBe('')
})

test('JSON that is nested too deeply is no answer, and no fault of the action', async () => {
  const deep = Buffer.from(`${'['.repeat(60_000)}${']'.repeat(60_000)}`)
  for (const status of [200, 403, 404, 500]) {
    const { said } = await asked(deep, { encoding: 'identity', status })
    expect(said).toMatch(status === 404 ? /^read$/ : /^Failure: GitHub /)
  }
})
