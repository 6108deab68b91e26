import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { listAt, recordAt } from '../../../../src/text/json.ts'
import { at } from '../../../../simulator/client/json-path.ts'
import { listen } from '../../../harness/listener.ts'
import { useRelease } from '../../../harness/release.ts'
import type { StepRun } from '../../../harness/step.ts'
import { INPUTS, layOut } from '../cases.ts'

const servers = useRelease()

/** More than 512 kB that do not pack. */
const NOISE = Array.from({ length: 12_000 }, (_, index) =>
  createHash('sha512').update(`${index}`).digest('base64')
).join('')
const SMALL = 'f()\n//# sourceMappingURL=app.js.map\n'
const FILES = {
  'dist/app.js': SMALL,
  'dist/app.js.map': '{"version":3,"sources":["a.ts"],"sourcesContent":["x"],"names":[],"mappings":"AAAA"}'
}

/** Runs the step on one script and its map. */
function run(inputs: Readonly<Record<string, string>> = {}, files: object = FILES): Promise<StepRun> {
  const given = { ...INPUTS, ...inputs }
  const env = { GITHUB_WORKSPACE: layOut({ input: recordAt(files) }) }
  return servers.run(given, { env })
}

const OPTIONS = { method: 'GET', path: '/chunk-upload/$' }
const CHUNK = { method: 'POST', path: '/chunk-upload/$' }
const ASSEMBLE = { method: 'POST', path: '/assemble/$' }

function fault(match: object, action: object): Promise<unknown> {
  return servers.seed('faults', { match: { server: 'maton', ...match }, action })
}

const uploads = (changes: object): Promise<unknown> => servers.seed('state', { uploads: changes })
const answers = (status: number, body: unknown, headers: object = {}): object => ({ status, body, headers })
const state = (changes: object): object => answers(200, { missingChunks: [], ...changes })
/** For ever. */
const ALWAYS = { times: 0 }

/** The routes that were asked, in their order. */
async function routes(): Promise<readonly string[]> {
  const { gateway } = await servers.calls()
  return gateway
    .filter(call => /chunk-upload|assemble/.test(call))
    .map(call => call.replace(/\/$/, '').replace(/ .*\//, ' '))
}

async function checksums(): Promise<ReadonlySet<unknown>> {
  const seen = await servers.requests()
  return new Set(
    seen.filter(({ path }) => path.endsWith('/assemble/')).map(({ body }) => at(body, 'checksum'))
  )
}

interface Row {
  readonly what: string
  readonly arrange: () => Promise<unknown>
  readonly says: RegExp
  readonly remedy?: RegExp
}

const FAILURES: readonly Row[] = [
  {
    what: 'the assembly ends with an error',
    arrange: () => uploads({ error: 'the bundle is invalid' }),
    says: /Sentry rejected the source maps: the bundle is invalid/
  },
  {
    what: 'the assembly ends with an error while it is waited for',
    arrange: async () => {
      await fault({ ...ASSEMBLE, nth: 3 }, state({ state: 'assembling' }))
      await fault({ ...ASSEMBLE, nth: 4 }, state({ state: 'error', detail: 'the bundle is invalid' }))
    },
    says: /the bundle is invalid/
  },
  {
    what: "the assembly ends with Sentry's own error twice",
    arrange: () => uploads({ error: 'internal server error' }),
    says: /internal server error/
  },
  {
    what: 'chunks that were taken are missing afterwards',
    arrange: () => fault({ ...CHUNK, ...ALWAYS }, answers(200, '')),
    says: /does not have \d+ of \d+ chunks that it answered 200 to/
  },
  {
    what: 'chunks are missing while it is waited for',
    arrange: () =>
      fault({ ...ASSEMBLE, nth: 3 }, state({ state: 'not_found', missingChunks: ['a'.repeat(40)] })),
    says: /does not have 1 of \d+ chunks/
  },
  {
    what: 'the project is unknown',
    arrange: () => fault(ASSEMBLE, answers(400, { error: 'One or more projects are invalid' })),
    says: /One or more projects are invalid|no project/
  },
  {
    what: 'the project may not be seen',
    arrange: () => fault(ASSEMBLE, answers(404, { detail: 'The requested resource does not exist' })),
    says: /answered 404.*the release is there/,
    remedy: /may not access all projects/
  },
  {
    what: 'a scope is missing for the assembly',
    arrange: () =>
      fault(ASSEMBLE, answers(403, { detail: 'You do not have permission to perform this action.' })),
    says: /answered 403/,
    remedy: /project:releases.*sentry_auth_token/
  },
  {
    what: 'a scope is missing for the options',
    arrange: () =>
      fault(OPTIONS, answers(403, { detail: 'You do not have permission to perform this action.' })),
    says: /answered 403/,
    remedy: /project:read/
  },
  {
    what: 'a scope is missing for the chunks',
    arrange: () =>
      fault(CHUNK, answers(403, { detail: 'You do not have permission to perform this action.' })),
    says: /answered 403/,
    remedy: /project:releases/
  },
  {
    what: 'the authorization is gone',
    arrange: () => fault(OPTIONS, answers(401, { detail: 'Invalid org token' })),
    says: /answered 401/
  },
  {
    what: 'the route is not there',
    arrange: () => fault(OPTIONS, answers(404, { detail: 'The requested resource does not exist' })),
    says: /answered 404/,
    remedy: /23\.6\.2/
  },
  {
    what: 'bundles are not taken',
    arrange: () => uploads({ accept: ['debug_files', 'release_files'] }),
    says: /does not take bundles/,
    remedy: /23\.6\.2/
  },
  {
    what: 'the options are of another shape',
    arrange: () => fault({ ...OPTIONS, ...ALWAYS }, answers(200, { url: 'x', chunkSize: 0 })),
    says: /the answer has the wrong form/
  },
  {
    what: 'Sentry refuses a chunk',
    arrange: () => fault(CHUNK, answers(400, { error: 'Chunk size too large' })),
    says: /Chunk size too large/
  },
  {
    what: 'a chunk arrives changed',
    arrange: () => fault(CHUNK, answers(400, { error: 'Checksum mismatch' })),
    says: /Checksum mismatch/,
    remedy: /Run the job again/
  },
  {
    what: 'every size is too large',
    arrange: () => fault({ ...CHUNK, ...ALWAYS }, answers(413, '<html>413 Request Entity Too Large</html>')),
    says: /refused even in chunks of 1 kB.*413/,
    remedy: /sentry-cli sourcemaps upload/
  },
  {
    what: 'the gateway refuses forms',
    arrange: () =>
      fault({ ...CHUNK, ...ALWAYS }, answers(415, { error: { message: 'no', type: 'x', code: 415 } })),
    says: /refused even in chunks of 1 kB.*415/,
    remedy: /sentry-cli sourcemaps upload/
  },
  ...[400, 403, 502].map(status => ({
    what: `a proxy answers ${status} in HTML in every size`,
    arrange: () => fault({ ...CHUNK, ...ALWAYS }, answers(status, `<html>${status}</html>`)),
    says: new RegExp(`refused even in chunks of 1 kB.*${status}`),
    remedy: /sentry_auth_token.*sentry-cli sourcemaps upload/
  })),
  ...[403, 404, 405, 501].flatMap(status =>
    [
      { route: OPTIONS, name: 'the options' },
      { route: ASSEMBLE, name: 'the assembly' },
      { route: CHUNK, name: 'a chunk' }
    ].map(({ route, name }) => ({
      what: `something before Sentry answers ${status} for ${name}`,
      arrange: () => fault({ ...route, ...ALWAYS }, answers(status, { message: 'Not here' })),
      says: new RegExp(`answered ${status}`),
      remedy: /Give sentry_auth_token instead of maton_api_key/
    }))
  ),
  {
    what: 'Sentry is broken for ever',
    arrange: () => fault({ ...CHUNK, ...ALWAYS }, answers(500, { detail: 'Internal Error' })),
    says: /answered 500/
  },
  {
    what: 'the rate is limited for ever',
    arrange: () => fault({ ...CHUNK, ...ALWAYS }, answers(429, { detail: 'x' })),
    says: /answered 429/
  },
  {
    what: 'the connection is cut for ever',
    arrange: () => fault({ ...CHUNK, ...ALWAYS }, { reset: true }),
    says: /Could not upload a piece of the source maps/
  },
  {
    what: 'a chunk is answered with another address',
    arrange: () => fault(CHUNK, answers(302, '', { location: 'http://127.0.0.1:1/' })),
    says: /answered 302/
  }
]

describe('an answer that is a failure fails the step, and nothing is finalized or deployed:', () => {
  test.each(FAILURES)('$what', async ({ arrange, says, remedy }) => {
    await arrange()
    const ran = await run()
    expect([ran.code, ran.annotations.at(-1)]).toEqual([
      1,
      { level: 'error', message: expect.stringMatching(says) }
    ])
    if (remedy !== undefined) expect(ran.annotations.at(-1)?.message).toMatch(remedy)
    expect(await servers.release('web@2.0.0')).toMatchObject({ dateReleased: null, deploys: [] })
    expect(ran.summary).toContain('**not uploaded**')
    expect(ran.said).toContain('Still to be done, as far as Sentry told: upload the source maps of web@2.0.0')
  })

  test.each(FAILURES)(
    '$what; with on_error: warn it is a warning, and the rest is done',
    async ({ arrange, says }) => {
      await arrange()
      const ran = await run({ on_error: 'warn' })
      expect([ran.code, ran.annotations.at(-1)]).toEqual([
        0,
        { level: 'warning', message: expect.stringMatching(says) }
      ])
      expect(await servers.release('web@2.0.0')).toMatchObject({
        dateReleased: expect.any(String),
        deploys: [{}]
      })
      expect(ran.summary).toContain('**not uploaded**')
    }
  )
})

const GOOD: readonly (Omit<Row, 'says'> & { readonly routes?: readonly string[] })[] = [
  { what: 'a 503 once', arrange: () => fault(CHUNK, answers(503, '')) },
  { what: 'a 500 once', arrange: () => fault(CHUNK, answers(500, { detail: 'Internal Error' })) },
  { what: 'a 429 once', arrange: () => fault(CHUNK, answers(429, { detail: 'x' })) },
  { what: 'a connection that is cut once', arrange: () => fault(CHUNK, { reset: true }) },
  {
    what: 'a connection that is cut after the chunk was taken',
    arrange: () => fault(CHUNK, { reset: 'after' })
  },
  { what: 'options that are lost once', arrange: () => fault(OPTIONS, answers(502, '')) },
  {
    what: 'an assembly whose answer is lost',
    arrange: () => fault({ ...ASSEMBLE, nth: 2 }, { reset: 'after' })
  },
  { what: 'no packing', arrange: () => uploads({ compression: [] }) },
  { what: 'another packing beside gzip', arrange: () => uploads({ compression: ['gzip', 'zstd'] }) },
  { what: 'small chunks', arrange: () => uploads({ chunkSize: 200, chunksPerRequest: 1 }) }
]

describe('what passes is repeated, and the upload is whole:', () => {
  test.each(GOOD)('$what', async ({ arrange }) => {
    await arrange()
    const ran = await run()
    expect([ran.code, ran.said]).toEqual([0, expect.stringContaining('and has processed it')])
    expect(listAt(await servers.state(), ['bundles'])).toHaveLength(1)
    expect(await servers.release('web@2.0.0')).toMatchObject({
      dateReleased: expect.any(String),
      deploys: [{}]
    })
  })

  test("Sentry's own error: the bundle is sent once more, as other bytes of which most are there", async () => {
    await fault({ ...ASSEMBLE, nth: 3 }, state({ state: 'error', detail: 'internal server error' }))
    const ran = await run()
    expect([ran.code, (await checksums()).size]).toEqual([0, 2])
    expect(ran.said).toContain('because of an error of its own')
  })

  test('a size that the way does not take: smaller pieces are tried', async () => {
    await uploads({ maxBodyBytes: 400_000 })
    const ran = await run({}, { ...FILES, 'dist/app.js': `/*${NOISE}*/${SMALL}` })
    expect(ran.code).toBe(0)
    expect(ran.said).toContain('trying again with chunks of')
  })
})

describe('processing', () => {
  test('is waited for as long as upload_wait says; then it is a warning, and the rest is done', async () => {
    await uploads({ assembleMs: 3_600_000 })
    const ran = await run()
    expect(ran.code).toBe(0)
    expect(ran.said).toContain('warning: Sentry was still processing the source maps')
    expect(recordAt(JSON.parse(ran.outputs['source_maps'] ?? ''))).toMatchObject({
      bundles: [{ state: 'in work' }]
    })
    expect(await servers.release('web@2.0.0')).toMatchObject({
      dateReleased: expect.any(String),
      deploys: [{}]
    })
  })

  test('says after ten seconds that it is waited for, then every 30 s', async () => {
    await uploads({ assembleMs: 3_600_000 })
    const ran = await run()
    const said = ran.said.match(/Waiting for Sentry to process the bundle, for (\d+) s at most/g) ?? []
    expect(said).toHaveLength(4)
    expect(said[0]).toMatch(/1[01]\d s/)
  })

  test('is not waited for with 0: the summary says that the bundle is handed over', async () => {
    await uploads({ assembleMs: 3_600_000 })
    const ran = await run({ upload_wait: '0' })
    expect([ran.code, ran.summary]).toEqual([0, expect.stringContaining('handed over')])
    expect(ran.annotations).toEqual([])
    expect((await routes()).filter(route => route.includes('assemble'))).toHaveLength(2)
  })
})

test('No request goes to the address that the options name', async () => {
  const elsewhere = await listen()
  await uploads({ url: `${elsewhere.url}/api/0/organizations/acme/chunk-upload/` })
  const ran = await run()
  expect([ran.code, elsewhere.opened()]).toEqual([0, 0])
})
