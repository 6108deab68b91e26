import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { listAt, recordAt, type JsonRecord } from '../../../src/text/json.ts'
import { at } from '../../../simulator/client/json-path.ts'
import { useRelease } from '../../harness/release.ts'
import type { RunOptions, StepRun } from '../../harness/step.ts'
import { layOut } from './cases.ts'

const servers = useRelease()

const ID = '11111111-1111-4111-8111-111111111111'
const MAP = '{"version":3,"sources":["app.ts"],"sourcesContent":["x"],"names":[],"mappings":"AAAA"}'
const MAP_WITH_ID = MAP.replace('{', `{"debugId":"${ID}",`)
const script = (name: string): string => `greet()\n//# sourceMappingURL=${name}\n`
const GOOD = { 'dist/app.js': script('app.js.map'), 'dist/app.js.map': MAP }

interface Ran extends StepRun {
  readonly root: string
  readonly sourceMaps: JsonRecord
  /** The headers of the files that Sentry got, by their addresses. */
  readonly uploaded: Readonly<Record<string, JsonRecord>>
}

async function runIn(
  root: string,
  inputs: Readonly<Record<string, string>> = {},
  options: RunOptions = {}
): Promise<Ran> {
  const given = { release: 'web@2.0.0', set_commits: 'skip', sourcemaps: 'dist', ...inputs }
  const result = await servers.run(given, { ...options, env: { GITHUB_WORKSPACE: root } })
  const files = listAt(await servers.state(), ['bundles']).flatMap(bundle => listAt(bundle, ['files']))
  const uploaded = Object.fromEntries(
    files.map(file => [String(at(file, 'url')), recordAt(at(file, 'headers'))])
  )
  const sourceMaps = recordAt(JSON.parse(result.outputs['source_maps'] || '{}'))
  return { ...result, root, sourceMaps, uploaded }
}

function run(files: JsonRecord, inputs: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return runIn(layOut({ input: files }), inputs)
}

/** Whether a script and its map came with one debug id. */
function arePaired({ uploaded }: Ran, name: string, map = `${name}.map`): boolean {
  const id = uploaded[`~/${name}`]?.['debug-id']
  return typeof id === 'string' && uploaded[`~/${map}`]?.['debug-id'] === id
}

describe('a map is found and gets the id of its script:', () => {
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  test.each<readonly [what: string, code: string, map: string]>([
    ['named with a query', script('b.js.map?v=3#x'), MAP],
    [
      'named by an address of the web: the one beside the script',
      script('https://cdn.example.com/b.js.map'),
      MAP
    ],
    ['named in a template only: the one beside the script', 'f(`\n//# sourceMappingURL=${u}\n`)', MAP],
    ['the last of two that are named', `${script('other.map')}${script('b.js.map')}`, MAP],
    ['behind the line that guards JSON', script('b.js.map'), `)]}'\n${MAP}`],
    ['without sources', script('b.js.map'), '{"version":3,"sources":[],"names":[],"mappings":""}'],
    [
      'of sections',
      script('b.js.map'),
      `{"version":3,"sections":[{"offset":{"line":0,"column":0},"map":${MAP}}]}`
    ],
    ['with Windows line ends', script('b.js.map').replaceAll('\n', '\r\n'), MAP]
  ])('%s', async (_what, code, map) => {
    const ran = await run({ 'dist/b.js': code, 'dist/b.js.map': map })
    expect([ran.code, ran.annotations]).toEqual([0, []])
    expect(arePaired(ran, 'b.js')).toBe(true)
  })

  test('carried by the script, which alone says so: the map as it was before is sent to nobody', async () => {
    const ran = await run({ 'dist/b.js': script(`data:application/json;base64,${base64(MAP)}`) })
    expect(ran.uploaded).toEqual({ '~/b.js': { 'debug-id': expect.any(String) } })
    expect(readFileSync(path.join(ran.root, 'dist/b.js'), 'utf8')).not.toContain(base64(MAP))
  })

  test('named by two scripts, the first of which cannot be used', async () => {
    const bad = Buffer.concat([Buffer.from([0xe4]), Buffer.from(script('b.js.map'))])
    const ran = await run({
      'dist/a.js': { base64: bad.toString('base64') },
      'dist/b.js': script('b.js.map'),
      'dist/b.js.map': MAP
    })
    expect([arePaired(ran, 'b.js'), ran.sourceMaps['skippedCount']]).toEqual([true, 1])
  })

  test('brought along by its script, when no path holds it', async () => {
    const ran = await run(GOOD, { sourcemaps: 'dist/*.js' })
    expect(arePaired(ran, 'app.js')).toBe(true)
    const { bytes } = recordAt(at(JSON.parse(ran.outputs['plan'] ?? ''), 1, 'body'))
    expect(bytes).toBe(GOOD['dist/app.js'].length + MAP.length)
  })

  test('for the script of React Native, which is not injected: the id that the map has', async () => {
    const ran = await run({
      'dist/main.jsbundle': script('main.jsbundle.map'),
      'dist/main.jsbundle.map': MAP_WITH_ID
    })
    expect(ran.uploaded['~/main.jsbundle.map']).toEqual({ 'debug-id': ID })
    expect(readFileSync(path.join(ran.root, 'dist/main.jsbundle'), 'utf8')).toBe(script('main.jsbundle.map'))
  })

  test('for an empty script: the id that the map has', async () => {
    const ran = await run({ ...GOOD, 'dist/b.js': '', 'dist/b.js.map': MAP_WITH_ID })
    expect([ran.code, ran.uploaded['~/b.js'], ran.uploaded['~/b.js.map']]).toEqual([
      0,
      { sourcemap: 'b.js.map' },
      { 'debug-id': ID }
    ])
  })
})

test('A map that is carried in a form that nobody reads counts as missing', async () => {
  const ran = await run({ ...GOOD, 'dist/b.js': script(`data:application/json,${encodeURIComponent(MAP)}`) })
  expect(ran.said).toMatch(/notice: No source map was found for 1 script: dist\/b\.js/)
})

describe('a file of more than 512 MB is left out with a warning, and not read:', () => {
  const SIZE = 3 * 1024 ** 3
  test.each([
    ['a script', 'b.js', 'dist'],
    ['a map', 'b.js.map', 'dist'],
    ['a map that only its script names', 'b.js.map', 'dist/*.js']
  ])('%s', async (_what, name, sourcemaps) => {
    const root = layOut({ input: { ...GOOD, 'dist/b.js': script('b.js.map'), 'dist/b.js.map': MAP } })
    truncateSync(path.join(root, 'dist', name), SIZE)
    const ran = await runIn(root, { sourcemaps })
    expect([ran.code, ran.sourceMaps['skipped']]).toEqual([
      0,
      [{ file: `dist/${name}`, reason: 'it is larger than 512 MB' }]
    ])
    expect(ran.said).toMatch(/warning: Left out of the source maps.*it is larger than 512 MB/)
    expect([arePaired(ran, 'app.js'), ran.uploaded[`~/${name}`]]).toEqual([true, undefined])
    rmSync(path.join(root, 'dist', name))
  })
})

test('A file that alone is more than Sentry takes is told before it is sent', async () => {
  await servers.seed('state', { uploads: { maxFileSize: 50_000 } })
  const noise = Array.from({ length: 2_000 }, (_, index) =>
    createHash('sha256').update(`${index}`).digest('base64')
  ).join('')
  const ran = await run({ ...GOOD, 'dist/a.js': `/*${noise}*/` })
  expect(ran.code).toBe(1)
  expect(ran.said).toMatch(
    /The bundle of ~\/a\.js has \d+ kB, and Sentry takes 49 kB at most\. .*leave it out of sourcemaps/
  )
  expect(ran.requests.filter(({ path: place }) => /assemble/.test(place))).toEqual([])
})

describe('what changes while the step runs is a failure, and nothing is replaced:', () => {
  test.each<readonly [what: string, change: (root: string) => void, says: RegExp]>([
    [
      'a script that gets another content',
      root => writeFileSync(path.join(root, 'dist/app.js'), `other();${script('app.js.map')}`),
      /dist\/app\.js was changed by something else during this run/
    ],
    [
      'a map that gets another content',
      root => writeFileSync(path.join(root, 'dist/app.js.map'), MAP.replace('app.ts', 'other.ts')),
      /dist\/app\.js was changed by something else during this run/
    ],
    [
      'a map that is none any more',
      root => writeFileSync(path.join(root, 'dist/app.js.map'), ''),
      /dist\/app\.js was changed by something else during this run/
    ],
    [
      'a script that disappears',
      root => rmSync(path.join(root, 'dist/app.js')),
      /Could not write the debug ids: ENOENT: .*dist\/app\.js/
    ],
    [
      'a folder that disappears',
      root => rmSync(path.join(root, 'dist'), { recursive: true }),
      /Could not write the debug ids: ENOENT: .*dist\/a\.js/
    ]
  ])('%s', async (_what, change, says) => {
    const other = { 'dist/a.js': script('a.js.map'), 'dist/a.js.map': MAP }
    const root = layOut({ input: { ...GOOD, ...other } })
    // the files are read before the first request
    await servers.seed('faults', {
      match: { server: 'maton', path: '/chunk-upload/$' },
      action: { status: 503 }
    })
    const ran = await runIn(root, {}, { duringPause: async () => change(root) })
    expect([ran.code, ran.annotations.at(-1)?.message]).toEqual([1, expect.stringMatching(says)])
    expect(ran.uploaded).toEqual({})
    expect(await servers.release('web@2.0.0')).toMatchObject({ dateReleased: null })
  })
})

describe('sources that a map names and does not hold', () => {
  const without = (sources: readonly string[]): string =>
    JSON.stringify({ version: 3, sources, names: [], mappings: 'AAAA' })

  /** The texts that come with the map, as Sentry got it. */
  async function filled(files: JsonRecord, prepare: (root: string) => void = () => undefined): Promise<Ran> {
    const root = layOut({ input: files })
    prepare(root)
    return runIn(root)
  }

  test('are read from the disk, as far as they may be', async () => {
    const sources = [
      '../src/a.ts',
      '../.env',
      '../pipe',
      '../src',
      '/etc/hostname',
      '../out',
      '../nothing.ts'
    ]
    const before = { ...GOOD, 'dist/app.js.map': without(sources), 'src/a.ts': 'mine', '.env': 'TOKEN=1' }
    const ran = await filled({ ...before, out: { symlink: '/etc/hostname' } }, root =>
      execFileSync('mkfifo', [path.join(root, 'pipe')])
    )
    expect(ran.code).toBe(0)
    const [bundle] = listAt(await servers.state(), ['bundles'])
    const sent = listAt(bundle, ['files']).find(file => at(file, 'url') === '~/app.js.map')
    const added = ',"sourcesContent":["mine",null,null,null,null,null,null]'
    const onDisk = readFileSync(path.join(ran.root, 'dist/app.js.map'), 'utf8')
    expect(at(sent, 'bytes')).toBe(onDisk.length + added.length)
  })
})
