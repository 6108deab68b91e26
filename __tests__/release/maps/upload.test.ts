import { createHash } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { writeBundles } from '../../../src/release/maps/bundle/bundle.ts'
import { chunkBody } from '../../../src/release/maps/upload/multipart.ts'
import {
  uploadBundle,
  type Assembly,
  type UploadCalls,
  type UploadSettings
} from '../../../src/release/maps/upload/upload.ts'
import { Failure } from '../../../src/run/failure.ts'
import { at, listAt, recordAt } from '../../../src/text/json.ts'
import { startSimulator, type Simulator } from '../../../simulator/server.ts'
import { testWorld } from '../../../simulator/client/world.ts'

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator()
})
beforeEach(() => control('POST', 'reset'))
afterAll(() => simulator.close())

async function control(method: string, route: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${simulator.maton}/_simulator/${route}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
  return response.json()
}

const OPTIONS = { chunkSize: 1024 * 1024, takesGzip: true, takesBundles: true }
const REFUSAL = { name: 'refused', cause: 'too large', remedy: 'Send less.' }

/** The three calls, as plain requests through the gateway. */
function calls(): UploadCalls {
  const send = async (route: string, body: string | Buffer<ArrayBuffer>, type: string): Promise<Response> =>
    fetch(`${simulator.maton}/sentry/api/0/organizations/acme/${route}/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${simulator.key}`, 'content-type': type },
      body
    })
  return {
    options: async () => OPTIONS,
    async assemble({ checksum, chunks }) {
      const wanted = {
        checksum,
        chunks: chunks.map(({ sha1 }) => sha1),
        projects: ['web'],
        version: 'web@1.0.0'
      }
      const response = await send('artifactbundle/assemble', JSON.stringify(wanted), 'application/json')
      return assemblyOf(await response.json())
    },
    async sendChunk(chunk, content, options) {
      const { bytes, contentType } = chunkBody(chunk, content, options)
      const response = await send('chunk-upload', Buffer.from(bytes), contentType)
      if (response.ok) return { kind: 'taken' }
      return { kind: 'refused', failure: new Failure(REFUSAL, `the answer was ${response.status}`) }
    }
  }
}

function assemblyOf(json: unknown): Assembly {
  const { state, detail, missingChunks } = recordAt(json)
  if (state === 'not_found') return { state, missing: listAt(missingChunks, []).map(String) }
  if (state === 'created' || state === 'assembling' || state === 'ok') return { state }
  return { state: 'error', detail: String(detail) }
}

/** A bundle with one script that does not pack. */
async function bundle(bytes = 1_000): Promise<string> {
  const blocks = Array.from({ length: Math.ceil(bytes / 64) }, (_, index) =>
    createHash('sha512').update(String(index)).digest()
  )
  const content = Buffer.concat(blocks)
  const files = [
    {
      type: 'minified_source',
      url: '~/a.js',
      headers: { 'debug-id': '11111111-1111-4111-8111-111111111111' },
      read: async () => content
    }
  ] as const
  const owner = { organization: 'acme', release: 'web@1.0.0', dist: undefined, projects: ['web'] }
  const [made] = await writeBundles(files, { owner, folder: mkdtempSync(path.join(tmpdir(), 'upload-')) })
  return made?.file ?? ''
}

function settings(changes: Partial<UploadSettings> = {}): UploadSettings {
  const { world } = testWorld({ inputs: {} })
  const log = { info: () => undefined, notice: () => undefined, warning: () => undefined, group: run }
  const context = { clock: world.clock, signal: new AbortController().signal, log }
  return { calls: calls(), context, maxChunkBytes: 1024 * 1024, atOnce: 1, waitMs: 120_000, ...changes }
}

const run = <T>(_title: string, body: () => Promise<T>): Promise<T> => body()

/** Method and route of each request, shortened. */
async function requests(): Promise<readonly string[]> {
  return listAt(await control('GET', 'requests'), ['requests']).map(request => {
    const { path: place, status } = recordAt(request)
    return `${String(place).split('/').at(-2)} ${String(status)}`
  })
}

test('A bundle is asked for, sent and processed; sent again it is known', async () => {
  const file = await bundle()
  expect(await uploadBundle(file, OPTIONS, settings())).toMatchObject({ state: 'processed' })
  expect(await requests()).toEqual(['assemble 200', 'chunk-upload 200', 'assemble 200', 'assemble 200'])
  expect(await uploadBundle(file, OPTIONS, settings())).toMatchObject({ state: 'processed', sentBytes: 0 })
  expect(at(await control('GET', 'state'), 'bundles')).toMatchObject([{ files: [{ url: '~/a.js' }] }])
})

test('Only what is missing of an interrupted upload is sent', async () => {
  const file = await bundle(700_000)
  const small = settings({ maxChunkBytes: 256 * 1024 })
  let sent = 0
  const once: UploadCalls = {
    ...small.calls,
    async sendChunk(...given) {
      sent += 1
      if (sent > 1) throw new Error('interrupted')
      return small.calls.sendChunk(...given)
    }
  }
  await expect(uploadBundle(file, OPTIONS, { ...small, calls: once })).rejects.toThrow('interrupted')
  await control('DELETE', 'requests')
  await uploadBundle(file, OPTIONS, small)
  const chunks = (await requests()).filter(request => request.startsWith('chunk-upload'))
  expect(chunks.length).toBeGreaterThan(0)
  expect(chunks.length).toBeLessThan(4)
})

test('A refusal makes the chunks smaller, as long as that may help', async () => {
  const file = await bundle(900_000)
  await control('POST', 'state', { uploads: { maxBodyBytes: 400_000 } })
  expect(await uploadBundle(file, OPTIONS, settings())).toMatchObject({ state: 'processed' })
  expect((await requests()).filter(request => request === 'chunk-upload 413')).toHaveLength(2)
})

test('A way that takes no size at all is a failure with the way out', async () => {
  await control('POST', 'state', { uploads: { maxBodyBytes: 1 } })
  const failing = uploadBundle(await bundle(), OPTIONS, settings())
  await expect(failing).rejects.toMatchObject({
    remedy: expect.stringContaining('sentry-cli sourcemaps upload')
  })
})

test('A bundle that Sentry rejects is a failure with what Sentry says', async () => {
  await control('POST', 'state', { uploads: { error: 'the bundle is invalid' } })
  await expect(uploadBundle(await bundle(), OPTIONS, settings())).rejects.toThrow('the bundle is invalid')
})

test('A file that is no bundle is rejected', async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'upload-')), 'none.zip')
  writeFileSync(file, 'none')
  await expect(uploadBundle(file, OPTIONS, settings())).rejects.toThrow('the bundle is invalid')
})

test.each([
  [0, 'handed over'],
  [120_000, 'in work']
])('A bundle in work after %i ms of waiting is %s', async (waitMs, state) => {
  await control('POST', 'state', { uploads: { assembleMs: 3_600_000 } })
  expect(await uploadBundle(await bundle(), OPTIONS, settings({ waitMs }))).toMatchObject({ state })
})

test('Chunks that Sentry took and does not have are a failure', async () => {
  const given = settings()
  const forgetful: UploadCalls = { ...given.calls, sendChunk: async () => ({ kind: 'taken' }) }
  await expect(uploadBundle(await bundle(), OPTIONS, { ...given, calls: forgetful })).rejects.toThrow(
    /does not have 1 of 1 chunks/
  )
})
