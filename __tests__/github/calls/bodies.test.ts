import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { startServer } from '../../harness/server.ts'
import { open } from '../opened.ts'

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
  const headers = { 'content-encoding': encoding }
  const { url, received } = await startServer([{ status, headers, body }])
  const { repository } = open(url)
  const said = await repository.facts().then(
    () => 'read',
    (error: unknown) => String(error)
  )
  return { said, requests: received.length }
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
