import { createHash } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { writeBundles } from '../../../../src/release/maps/bundle/bundle.ts'
import { uploadCalls } from '../../../../src/release/maps/upload/calls.ts'
import {
  uploadBundle,
  type ChunkOutcome,
  type UploadCalls,
  type UploadSettings
} from '../../../../src/release/maps/upload/upload.ts'
import { createSentry } from '../../../../src/sentry/client.ts'
import { at, listAt, recordAt } from '../../../../src/text/json.ts'
import { startSimulator, type Simulator } from '../../../../simulator/server.ts'
import { makeFolder } from '../../../harness/cleanup.ts'
import { makeContext, never, recordingLog } from '../../../harness/context.ts'
import { openGateway } from '../../../maton/gateway.ts'
import { allOf } from '../cases.ts'

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator()
})
beforeEach(() => void simulator.control('POST', 'reset'))
afterAll(() => simulator.close())

const OPTIONS = {
  chunkSize: 1024 * 1024,
  takesGzip: true,
  takesBundles: true,
  maxFileBytes: 2 ** 32,
  concurrency: 8
}
const OWNER = { organization: 'acme', release: 'web@1.0.0', dist: undefined, projects: ['web'] }

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
      size: content.length,
      read: async () => content
    }
  ] as const
  const [made] = await allOf(writeBundles(files, { owner: OWNER, folder: makeFolder(), signal: never }))
  return made?.file ?? ''
}

/** Calls through the gateway, with a clock that does not wait. */
function settings(changes: Partial<UploadSettings> = {}): UploadSettings {
  const { maton, key, connection } = simulator
  const context = makeContext()
  const { gateway } = openGateway(maton, { key, connection, context })
  const calls = uploadCalls(createSentry(gateway), OWNER)
  return { calls, context, way: { chunkBytes: 1024 * 1024, atOnce: 1 }, waitMs: 120_000, ...changes }
}

/** Method and route of each request, shortened. */
async function requests(): Promise<readonly string[]> {
  return listAt(simulator.control('GET', 'requests'), ['requests']).map(request => {
    const { path: place, status } = recordAt(request)
    return `${String(place).split('/').at(-2)} ${String(status)}`
  })
}

test('A bundle is asked for, sent and processed; sent again it is known', async () => {
  const file = await bundle()
  expect(await uploadBundle(file, OPTIONS, settings())).toMatchObject({ state: 'processed' })
  expect(await requests()).toEqual(['assemble 200', 'chunk-upload 200', 'assemble 200', 'assemble 200'])
  expect(await uploadBundle(file, OPTIONS, settings())).toMatchObject({ state: 'processed', sentBytes: 0 })
  expect(at(simulator.control('GET', 'state'), 'bundles')).toMatchObject([{ files: [{ url: '~/a.js' }] }])
})

test('Only what is missing of an interrupted upload is sent', async () => {
  const file = await bundle(700_000)
  const small = settings({ way: { chunkBytes: 256 * 1024, atOnce: 1 } })
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
  simulator.control('DELETE', 'requests')
  await uploadBundle(file, OPTIONS, small)
  const chunks = (await requests()).filter(request => request.startsWith('chunk-upload'))
  expect(chunks.length).toBeGreaterThan(0)
  expect(chunks.length).toBeLessThan(4)
})

test('A long upload says every ten seconds how far it is', async () => {
  const file = await bundle(2_500_000)
  const given = settings({ way: { chunkBytes: 256 * 1024, atOnce: 1 } })
  const said: string[] = []
  const slow: UploadCalls = {
    ...given.calls,
    async sendChunk(...sent) {
      await given.context.clock.sleep(4_000, never)
      return given.calls.sendChunk(...sent)
    }
  }
  const context = {
    ...given.context,
    log: recordingLog(said)
  }
  await uploadBundle(file, OPTIONS, { ...given, calls: slow, context })
  expect(said).toEqual([
    'Uploaded 768 kB of 2.4 MB, 3 of 10 chunks.',
    'Uploaded 1.5 MB of 2.4 MB, 6 of 10 chunks.',
    'Uploaded 2.3 MB of 2.4 MB, 9 of 10 chunks.'
  ])
})

test('A quick upload says nothing on its way', async () => {
  const said: string[] = []
  const given = settings({ way: { chunkBytes: 256 * 1024, atOnce: 1 } })
  const context = {
    ...given.context,
    log: recordingLog(said)
  }
  await uploadBundle(await bundle(2_500_000), OPTIONS, { ...given, context })
  expect(said).toEqual([])
})

test('A chunk that fails ends the upload: none is begun after it', async () => {
  const file = await bundle(2_500_000)
  const given = settings({ way: { chunkBytes: 256 * 1024, atOnce: 2 } })
  const [first, second] = [Promise.withResolvers<ChunkOutcome>(), Promise.withResolvers<ChunkOutcome>()]
  let begun = 0
  const failing: UploadCalls = {
    ...given.calls,
    sendChunk() {
      begun += 1
      if (begun === 1) return first.promise
      first.reject(new Error('interrupted'))
      return second.promise
    }
  }
  await expect(uploadBundle(file, OPTIONS, { ...given, calls: failing })).rejects.toThrow('interrupted')
  second.resolve({ kind: 'taken' })
  // longer than it takes to read the next chunk
  for (let look = 0; look < 20; look += 1) await stat(file)
  expect(begun).toBe(2)
})

test('A bundle that disappears is a failure', async () => {
  const file = await bundle()
  const given = settings()
  const calls: UploadCalls = {
    ...given.calls,
    async assemble(cut) {
      rmSync(file, { force: true })
      return given.calls.assemble(cut)
    }
  }
  await expect(uploadBundle(file, OPTIONS, { ...given, calls })).rejects.toThrow(
    /^Could not read the bundle: ENOENT/
  )
})

test('A refusal makes the chunks smaller, as long as that may help', async () => {
  const file = await bundle(900_000)
  simulator.control('POST', 'state', { uploads: { maxBodyBytes: 400_000 } })
  expect(await uploadBundle(file, OPTIONS, settings())).toMatchObject({ state: 'processed' })
  expect((await requests()).filter(request => request === 'chunk-upload 413')).toHaveLength(2)
})

test('A way that takes no size at all is a failure with the way out', async () => {
  simulator.control('POST', 'state', { uploads: { maxBodyBytes: 1 } })
  const failing = uploadBundle(await bundle(), OPTIONS, settings())
  await expect(failing).rejects.toMatchObject({
    remedy: expect.stringContaining('sentry-cli sourcemaps upload')
  })
})

test('A bundle that Sentry rejects is told with what Sentry says', async () => {
  simulator.control('POST', 'state', { uploads: { error: 'the bundle is invalid' } })
  expect(await uploadBundle(await bundle(), OPTIONS, settings())).toEqual({
    kind: 'rejected',
    detail: 'the bundle is invalid'
  })
})

test('A file that is no bundle is rejected', async () => {
  const file = path.join(makeFolder(), 'none.zip')
  writeFileSync(file, 'none')
  expect(await uploadBundle(file, OPTIONS, settings())).toMatchObject({ detail: 'the bundle is invalid' })
})

test.each([
  [0, 'handed over'],
  [120_000, 'in work']
])('A bundle in work after %i ms of waiting is %s', async (waitMs, state) => {
  simulator.control('POST', 'state', { uploads: { assembleMs: 3_600_000 } })
  expect(await uploadBundle(await bundle(), OPTIONS, settings({ waitMs }))).toMatchObject({ state })
})

test('Chunks that Sentry took and does not have are a failure', async () => {
  const given = settings()
  const forgetful: UploadCalls = { ...given.calls, sendChunk: async () => ({ kind: 'taken' }) }
  await expect(uploadBundle(await bundle(), OPTIONS, { ...given, calls: forgetful })).rejects.toThrow(
    /does not have 1 of 1 chunks/
  )
})
