import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { useSimulator, type Told } from '../simulator-bench.ts'

const { simulator, ask, get, add, control } = useSimulator()

const sha1 = (bytes: Uint8Array | string): string => createHash('sha1').update(bytes).digest('hex')

interface Chunk {
  readonly content: string
  readonly field?: 'file' | 'file_gzip'
  readonly filename?: string
}

/** Sends chunks as one multipart body. */
async function upload(chunks: readonly Chunk[], server: 'maton' | 'sentry' = 'maton'): Promise<Told> {
  const boundary = 'b0undary'
  const parts = chunks.flatMap(({ content, field = 'file_gzip', filename = sha1(content) }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${filename}"\r\nContent-Type: application/octet-stream\r\n\r\n`
    ),
    field === 'file_gzip' ? gzipSync(content) : Buffer.from(content),
    Buffer.from('\r\n')
  ])
  const path = `${server === 'maton' ? '/sentry' : ''}/api/0/organizations/acme/chunk-upload/`
  const response = await fetch(simulator()[server] + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${simulator().key}`,
      'content-type': `multipart/form-data; boundary=${boundary}`
    },
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)])
  })
  const text = await response.text()
  return { status: response.status, headers: {}, body: text.startsWith('{') ? JSON.parse(text) : text }
}

const assemble = (body: Readonly<Record<string, unknown>>): Promise<Told> =>
  ask('POST', 'artifactbundle/assemble/', { body })
const wanted = (
  content: string,
  rest: Readonly<Record<string, unknown>> = {}
): Readonly<Record<string, unknown>> => ({
  checksum: sha1(content),
  chunks: [sha1(content)],
  projects: ['web'],
  version: 'web@1.0.0',
  ...rest
})

test('the options name a region host, limits and what is taken', async () => {
  expect(await get('chunk-upload/')).toMatchObject({
    status: 200,
    body: {
      url: 'https://us.sentry.io/api/0/organizations/acme/chunk-upload/',
      chunkSize: 8_388_608,
      chunksPerRequest: 64,
      maxRequestSize: 33_554_432,
      concurrency: 8,
      hashAlgorithm: 'sha1',
      compression: ['gzip'],
      accept: expect.arrayContaining(['artifact_bundles_v2'])
    }
  })
})

describe('chunks', () => {
  test.each(['file', 'file_gzip'] as const)('in %s are taken, also twice, at both addresses', async field => {
    for (const server of ['maton', 'sentry', 'maton'] as const)
      expect(await upload([{ content: 'x', field }], server)).toMatchObject({ status: 200, body: '' })
  })

  test.each([
    ['a name that is not the sum', [{ content: 'x', filename: sha1('y') }], 'Checksum mismatch'],
    ['too much in one', [{ content: 'x'.repeat(11) }], 'Chunk size too large'],
    ['too many', [{ content: 'a' }, { content: 'b' }, { content: 'c' }], 'Too many chunks']
  ])('with %s are refused', async (_what, chunks, error) => {
    await add({ uploads: { chunkSize: 10, chunksPerRequest: 2 } })
    expect(await upload(chunks)).toMatchObject({ status: 400, body: { error } })
  })

  test('larger than the gateway takes are a 413 in HTML', async () => {
    await add({ uploads: { maxBodyBytes: 100 } })
    expect(await upload([{ content: 'x' }])).toMatchObject({
      status: 413,
      body: expect.stringContaining('<html>')
    })
    expect(await upload([{ content: 'x' }], 'sentry')).toMatchObject({ status: 200 })
  })
})

describe('assembling', () => {
  test.each([
    [{ checksum: 'x' }, /checksum/],
    [{ chunks: ['x'] }, /chunks/],
    [{ projects: [] }, /at least one project/],
    [{ projects: ['banana'] }, /One or more projects are invalid/],
    [{ project: 'web' }, /Additional properties/],
    [{ version: undefined, dist: '1' }, /release together with a dist/]
  ])('%j is refused', async (rest, error) => {
    expect(await assemble(wanted('x', rest))).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(error) }
    })
  })

  test('names the chunks that are missing', async () => {
    expect(await assemble(wanted('x'))).toMatchObject({
      status: 200,
      body: { state: 'not_found', missingChunks: [sha1('x')] }
    })
  })

  test('of what is no bundle ends in an error, which stays for ten minutes', async () => {
    await upload([{ content: 'x' }])
    expect((await assemble(wanted('x'))).body).toMatchObject({ state: 'created' })
    for (const projects of [['web'], ['api']])
      expect((await assemble(wanted('x', { projects }))).body).toMatchObject({
        state: 'error',
        detail: 'the bundle is invalid'
      })
  })

  test('of more than is taken ends in an error', async () => {
    await add({ uploads: { maxFileSize: 3 } })
    await upload([{ content: 'four' }])
    await assemble(wanted('four'))
    expect((await assemble(wanted('four'))).body).toMatchObject({
      state: 'error',
      detail: expect.stringMatching(/^File .* exceeds maximum size \(4 > 3\)$/)
    })
  })

  test('can take long, and can go wrong', async () => {
    await add({ uploads: { assembleMs: 60_000, error: 'internal server error' } })
    await upload([{ content: 'x' }])
    expect((await assemble(wanted('x'))).body).toMatchObject({ state: 'created' })
    expect((await assemble(wanted('x'))).body).toMatchObject({ state: 'assembling' })
    expect((await control('GET', 'state')).body).toMatchObject({ bundles: [] })
  })
})
