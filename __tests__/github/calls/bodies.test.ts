import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { createServer } from 'node:http'
import { expect, test } from '@jest/globals'
import { open } from '../server.ts'

const MEGABYTE = 1024 * 1024

/** 100 MB of JSON that is about 100 kB packed. */
const LARGE = Buffer.from(`{"id": 5, "x": "${' '.repeat(100 * MEGABYTE)}"}`)

const PACKED = {
  gzip: gzipSync(LARGE),
  deflate: deflateSync(LARGE),
  br: brotliCompressSync(LARGE),
  zstd: zstdCompressSync(LARGE),
  'gzip, gzip': gzipSync(gzipSync(LARGE))
}

/** Asks a server for a repository; tells what came of it. */
async function asked(
  body: Buffer,
  { encoding, status = 200 }: { encoding: string; status?: number }
): Promise<{ readonly said: string; readonly requests: number }> {
  let requests = 0
  const server = createServer((_request, response) => {
    requests += 1
    response.writeHead(status, { 'content-type': 'application/json', 'content-encoding': encoding })
    response.end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const { repository } = open(`http://127.0.0.1:${address.port}`)
  const said = await repository.facts().then(
    () => 'read',
    (error: unknown) => String(error)
  )
  server.closeAllConnections()
  server.close()
  return { said, requests }
}

test.each(Object.entries(PACKED))(
  'an answer in %s that is larger than 20 MB is not read, and asked for once',
  async (encoding, body) => {
    expect(body.length).toBeLessThan(MEGABYTE)
    for (const status of [200, 404, 500]) {
      const { said, requests } = await asked(body, { encoding, status })
      expect(said).toMatch("Could not read the repository acme/web: GitHub's answer is larger than 20 MB")
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

test('JSON that is nested too deeply is no answer, and no fault of the action', async () => {
  const deep = Buffer.from(`${'['.repeat(60_000)}${']'.repeat(60_000)}`)
  for (const status of [200, 403, 404, 500]) {
    const { said } = await asked(deep, { encoding: 'identity', status })
    expect(said).toMatch(
      status === 404 ? /^read$/ : /^Failure: Could not read the repository acme.web: GitHub /
    )
  }
})
