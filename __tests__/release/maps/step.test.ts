import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { listAt, recordAt, type JsonRecord } from '../../../src/text/json.ts'
import { at } from '../../../simulator/client/json-path.ts'
import { useRelease } from '../../harness/release.ts'
import { type RunOptions, type StepRun } from '../../harness/step.ts'
import { INPUTS, layOut } from './cases.ts'

const servers = useRelease()

const SCRIPT = 'function greet(who){return"hi "+who}\n//# sourceMappingURL=app.js.map\n'
const MAP = '{"version":3,"sources":["app.ts"],"sourcesContent":["x"],"names":[],"mappings":"AAAA"}'
/** One script with its map. */
const PLAIN = { 'dist/app.js': SCRIPT, 'dist/app.js.map': MAP }

/** A workspace with files. */
function workspace(files: JsonRecord = PLAIN): string {
  return layOut({ input: files })
}

/** So many characters that do not pack. */
function noise(length: number): string {
  const parts = Array.from({ length: Math.ceil(length / 44) }, (_, index) =>
    createHash('sha256').update(`${index}`).digest('base64')
  )
  return parts.join('').slice(0, length).replaceAll('*/', '**')
}

/** Runs the step on a workspace: a new release web@2.0.0, finalized and deployed, with the files in dist. */
async function run(
  root: string,
  inputs: Readonly<Record<string, string>> = {},
  options: RunOptions = {}
): Promise<StepRun & { readonly sourceMaps: JsonRecord }> {
  const given = { ...INPUTS, ...inputs }
  const result = await servers.run(given, { ...options, env: { GITHUB_WORKSPACE: root, ...options.env } })
  return { ...result, sourceMaps: recordAt(JSON.parse(result.outputs['source_maps'] || '{}')) }
}

async function bundles(): Promise<readonly JsonRecord[]> {
  return listAt((await servers.state())['bundles'], []).map(one => recordAt(one))
}

async function release(): Promise<JsonRecord> {
  return servers.release('web@2.0.0')
}

function textOf(root: string, file: string): string {
  return readFileSync(path.join(root, file), 'utf8')
}

describe('a release with source maps', () => {
  test('has them before it is finalized and deployed', async () => {
    const root = workspace()
    const result = await run(root)
    expect([result.code, result.said]).toEqual([0, expect.stringContaining('Uploaded the source maps of')])
    expect((await servers.calls()).gateway).toEqual([
      'POST releases/',
      'GET chunk-upload/',
      'POST artifactbundle/assemble/',
      'POST chunk-upload/',
      'POST artifactbundle/assemble/',
      'POST artifactbundle/assemble/',
      'PUT releases/web@2.0.0/',
      'POST releases/web@2.0.0/deploys/'
    ])
    expect(await release()).toMatchObject({ dateReleased: expect.any(String), deploys: [{}] })
    expect(await bundles()).toMatchObject([
      {
        projects: ['web'],
        version: 'web@2.0.0',
        dist: null,
        files: [{ url: '~/app.js' }, { url: '~/app.js.map' }]
      }
    ])
    expect(textOf(root, 'dist/app.js')).toContain('_sentryDebugIds')
    expect(result.sourceMaps).toEqual({
      files: 1,
      maps: 1,
      injected: 1,
      skipped: [],
      skippedCount: 0,
      bundles: [
        { checksum: at((await bundles())[0], 'checksum'), bytes: expect.any(Number), state: 'processed' }
      ]
    })
    expect(result.summary).toContain('1 script and 1 source map')
  })

  test('says at each stage what was done, with counts and bytes', async () => {
    const { said } = await run(workspace())
    const lines = said.split('\n').map(line => line.replace(/\d+(\.\d+)? kB/g, 'N kB'))
    expect(lines).toEqual(
      expect.arrayContaining([
        'Found 1 script and 1 source map (N kB); debug ids to write: 1.',
        'Wrote the debug ids of 1 script and their maps.',
        'Packed 2 files into a bundle of N kB.',
        'Sentry has the bundle (N kB were sent) and has processed it.'
      ])
    )
  })

  test('shows its writes in their order', async () => {
    const { outputs } = await run(workspace(), { dist: '7' })
    const plan = listAt(JSON.parse(outputs['plan'] ?? ''), []).map(one => recordAt(one))
    expect(plan.map(({ operation }) => operation)).toEqual([
      'create-release',
      'upload-source-maps',
      'update-release',
      'create-deploy'
    ])
    expect(plan[0]).not.toHaveProperty(['body', 'dateReleased'])
    expect(plan[1]).toEqual({
      operation: 'upload-source-maps',
      effect: 'create',
      target: 'acme/web@2.0.0',
      body: { files: 1, maps: 1, bytes: SCRIPT.length + MAP.length, projects: ['web'], dist: '7' }
    })
    expect(plan[2]).toMatchObject({ body: { dateReleased: expect.any(String) } })
  })

  test('of a dry run is found and hashed, and neither written nor sent', async () => {
    const root = workspace()
    const result = await run(root, { dry_run: 'true' })
    expect(result.code).toBe(0)
    expect(new Set((await servers.requests()).map(({ method }) => method))).toEqual(new Set(['GET']))
    expect([textOf(root, 'dist/app.js'), textOf(root, 'dist/app.js.map')]).toEqual([SCRIPT, MAP])
    expect(readdirSync(path.join(root, 'dist'))).toEqual(['app.js', 'app.js.map'])
    expect(result.sourceMaps).toMatchObject({ files: 1, maps: 1, injected: 1, bundles: [] })
    expect(result.said).toContain('Would upload the source maps of web@2.0.0')
    expect(result.said).toMatch(/~\/app\.js \([\da-f-]{36}\)\n[^]*~\/app\.js\.map \([\da-f-]{36}\)/)
    expect(result.summary).toContain('Upload the source maps of')
  })

  test('is said step by step, each when it is done', async () => {
    const { said } = await run(workspace())
    const lines = [
      'Created release',
      'Packed',
      'Sentry has the bundle',
      'Uploaded the source maps',
      'Updated'
    ]
    const places = lines.map(line => said.indexOf(line))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places).not.toContain(-1)
  })

  test.each(['static', '/static'])('whose url_prefix is %s warns that no address begins so', async prefix => {
    const { code, said } = await run(workspace(), { url_prefix: prefix })
    expect([code, said]).toEqual([0, expect.stringContaining(`begins with the url_prefix ${prefix}.`)])
  })

  test('is finalized once: a release that has a date keeps it', async () => {
    await run(workspace())
    const before = (await release())['dateReleased']
    await servers.forget()
    const { outputs } = await run(workspace())
    expect((await release())['dateReleased']).toBe(before)
    expect((await servers.calls()).gateway.filter(call => call.startsWith('PUT'))).toEqual([])
    const plan = listAt(JSON.parse(outputs['plan'] ?? ''), []).map(one => recordAt(one))
    expect(plan.map(({ operation }) => operation)).toEqual(['create-release', 'upload-source-maps'])
  })

  test('may get them alone, for all of its projects', async () => {
    await servers.sentry('POST', 'releases/', { version: 'web@2.0.0', projects: ['web', 'api'] })
    await servers.forget()
    const result = await run(workspace(), { only: 'sourcemaps', projects: '' })
    expect(result.code).toBe(0)
    expect(await bundles()).toMatchObject([{ projects: ['web', 'api'] }])
    expect((await servers.calls()).gateway).not.toContain('PUT releases/web@2.0.0/')
    expect(await release()).toMatchObject({ dateReleased: null, deploys: [] })
  })

  test('cannot get them alone before it is there', async () => {
    const result = await run(workspace(), { only: 'sourcemaps' })
    expect([result.code, await bundles()]).toEqual([1, []])
    expect(result.annotations.at(-1)?.message).toMatch(/web@2\.0\.0/)
  })

  test('gets files of elsewhere from an absolute working directory', async () => {
    const elsewhere = workspace()
    const result = await run(workspace({ keep: '' }), { working_directory: elsewhere })
    expect([result.code, (await bundles()).length]).toEqual([0, 1])
  })

  test('gets the files that another one has got a moment before', async () => {
    const root = workspace()
    await run(root)
    await run(root, { release: 'web@2.0.1' })
    await run(root, { projects: 'api' })
    expect(await bundles()).toMatchObject([
      { version: 'web@2.0.0', projects: ['web'] },
      { version: 'web@2.0.1', projects: ['web'] },
      { version: 'web@2.0.0', projects: ['api'] }
    ])
  })

  test('gets several bundles where one would be too large, and tells what became of each', async () => {
    const files = { ...PLAIN, 'dist/a.js': `/*${noise(40_000)}*/`, 'dist/b.js': `/*${noise(40_000)}*/` }
    await servers.seed('state', { uploads: { maxFileSize: 60_000 } })
    const result = await run(workspace(files))
    expect([result.code, result.sourceMaps]).toMatchObject([
      0,
      { bundles: [{ state: 'processed' }, { state: 'processed' }] }
    ])
    const urls = (await bundles()).flatMap(bundle => listAt(bundle, ['files'])).map(file => at(file, 'url'))
    expect(urls).toEqual(['~/a.js', '~/app.js', '~/app.js.map', '~/b.js'])

    await servers.reset()
    await servers.seed('state', { uploads: { maxFileSize: 60_000 } })
    await servers.seed('faults', {
      match: { method: 'POST', path: '/chunk-upload/$', nth: 2, times: 0 },
      action: { status: 400, body: { error: 'no' } }
    })
    const failed = await run(workspace(files))
    expect([failed.code, failed.sourceMaps]).toMatchObject([1, { bundles: [{ state: 'processed' }] }])
    expect(failed.summary).toMatch(/kB processed, \*\*not uploaded\*\*/)
    expect(await release()).toMatchObject({ dateReleased: null, deploys: [] })
  })

  test('names its projects by slugs, however they were given', async () => {
    await run(workspace(), { projects: '11 12' })
    expect(await bundles()).toMatchObject([{ projects: ['web', 'api'] }])
  })

  test('has one bundle for all of its projects', async () => {
    await run(workspace(), { projects: 'web, api' })
    expect(await bundles()).toMatchObject([{ projects: ['web', 'api'] }])
    const [assembly] = (await servers.requests()).filter(({ path: place }) => place.endsWith('/assemble/'))
    expect(assembly?.body).toMatchObject({ projects: ['web', 'api'], version: 'web@2.0.0' })
  })

  test('of a project that does not exist is an error that names it', async () => {
    await servers.sentry('POST', 'releases/', { version: 'web@2.0.0', projects: ['web'] })
    const result = await run(workspace(), { only: 'sourcemaps', projects: 'web banana' })
    expect([result.code, result.annotations.at(-1)?.message]).toEqual([
      1,
      expect.stringMatching(/has no project banana .*it has 2 projects: api, web.*Correct projects/)
    ])
    expect(await bundles()).toEqual([])
  })

  test('has nothing to send a second time', async () => {
    const root = workspace()
    await run(root)
    const [script, map] = [textOf(root, 'dist/app.js'), textOf(root, 'dist/app.js.map')]
    await servers.forget()
    const again = await run(root)
    expect(again.said).toContain('Sentry had the bundle already')
    expect((await servers.calls()).gateway).not.toContain('POST chunk-upload/')
    expect(again.sourceMaps).toMatchObject({ injected: 0, bundles: [{ state: 'processed' }] })
    expect([textOf(root, 'dist/app.js'), textOf(root, 'dist/app.js.map')]).toEqual([script, map])
  })

  test('goes straight to Sentry with a token of Sentry, in the pieces that Sentry bears', async () => {
    const { simulator } = servers
    const result = await run(workspace(), {
      maton_api_key: '',
      maton_url: '',
      maton_connection: '',
      sentry_auth_token: simulator.key,
      sentry_url: simulator.sentry
    })
    expect([result.code, result.said]).toEqual([0, expect.stringContaining('and has processed it')])
    const seen = await servers.requests()
    expect(new Set(seen.map(({ server }) => server))).toEqual(new Set(['sentry']))
    expect(await bundles()).toMatchObject([{ projects: ['web'], version: 'web@2.0.0' }])
  })

  test('leaves no file behind', async () => {
    const temp = workspace({ keep: '' })
    await run(workspace(), {}, { env: { RUNNER_TEMP: temp } })
    expect(readdirSync(temp)).toEqual(['keep'])
  })

  test('goes in pieces of at most 2 MiB, one after the other, whatever Sentry allows', async () => {
    const noise = Array.from({ length: 400_000 }, (_, index) =>
      (index * 7_919 + index ** 2).toString(36)
    ).join('')
    const { code } = await run(
      workspace({ ...PLAIN, 'dist/app.js': `/*${noise}${noise.split('').reverse().join('')}*/\n${SCRIPT}` })
    )
    expect(code).toBe(0)
    const sent = (await servers.requests()).filter(
      ({ path: place, method }) => place.endsWith('/chunk-upload/') && method === 'POST'
    )
    expect(sent.length).toBeGreaterThan(1)
    for (const { headers } of sent) expect(Number(headers['content-length'])).toBeLessThan(2.1 * 1024 * 1024)
  })
})
