import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { listAt, recordAt, type JsonRecord } from '../../../src/text/json.ts'
import { at } from '../../../simulator/client/json-path.ts'
import { useRelease } from '../../harness/release.ts'
import type { StepRun } from '../../harness/step.ts'
import { caseNamed, layOut } from './cases.ts'

const servers = useRelease()

const script = (name: string): string =>
  `function greet(who){return"hi "+who}\n//# sourceMappingURL=${name}\n`
const MAP = '{"version":3,"sources":["app.ts"],"sourcesContent":["x"],"names":[],"mappings":"AAAA"}'
const GOOD = { 'dist/app.js': script('app.js.map'), 'dist/app.js.map': MAP }

interface Ran extends StepRun {
  readonly root: string
  readonly sourceMaps: JsonRecord
  /** The addresses of the files that Sentry got, with their debug ids. */
  readonly uploaded: Readonly<Record<string, unknown>>
}

/** Runs the step on files below dist. */
async function run(files: JsonRecord, inputs: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const root = layOut({ input: files })
  const given = {
    release: 'web@2.0.0',
    set_commits: 'skip',
    environment: 'production',
    sourcemaps: 'dist',
    ...inputs
  }
  const result = await servers.run(given, { env: { GITHUB_WORKSPACE: root } })
  const bundles = listAt((await servers.state())['bundles'], [])
  const uploaded = Object.fromEntries(
    bundles
      .flatMap(bundle => listAt(at(bundle, 'files'), []))
      .map(file => [String(at(file, 'url')), at(file, 'headers', 'debug-id')])
  )
  const sourceMaps = recordAt(JSON.parse(result.outputs['source_maps'] || '{}'))
  return { ...result, root, sourceMaps, uploaded }
}

const levels = ({ annotations }: StepRun): readonly string[] => annotations.map(({ level }) => level)

describe('what is wrong with one file costs that file only, and is said', () => {
  const WARNED: readonly (readonly [what: string, files: JsonRecord, file: string, reason: RegExp])[] = [
    [
      'a map that is not JSON',
      { 'dist/b.js': script('b.js.map'), 'dist/b.js.map': 'x' },
      'dist/b.js.map',
      /not JSON/
    ],
    ['an empty map', { 'dist/b.js': script('b.js.map'), 'dist/b.js.map': '' }, 'dist/b.js.map', /not JSON/],
    [
      'a map that is a list',
      { 'dist/b.js': script('b.js.map'), 'dist/b.js.map': '[]' },
      'dist/b.js.map',
      /not an object/
    ],
    [
      'a map with a byte order mark',
      { 'dist/b.js': script('b.js.map'), 'dist/b.js.map': `\uFEFF${MAP}` },
      'dist/b.js.map',
      /not JSON/
    ],
    ['a map that no script names and that is none', { 'dist/c.map': '{}' }, 'dist/c.map', /version/],
    [
      'an inline map that is none',
      { 'dist/b.js': script(`data:application/json;base64,${Buffer.from('x').toString('base64')}`) },
      'dist/b.js',
      /not JSON/
    ],
    [
      'a script that is not UTF-8',
      { 'dist/b.js': { base64: Buffer.from([0xe4, 0x0a]).toString('base64') } },
      'dist/b.js',
      /not UTF-8/
    ]
  ]

  test.each(WARNED)('%s', async (_what, files, file, reason) => {
    const ran = await run({ ...GOOD, ...files })
    expect(ran.code).toBe(0)
    expect(levels(ran)).toContain('warning')
    expect(ran.said).toMatch(
      new RegExp(`warning: Left out of the source maps.*${file.replaceAll('.', '\\.')}.*${reason.source}`)
    )
    expect(ran.sourceMaps).toMatchObject({
      skippedCount: 1,
      skipped: [{ file, reason: expect.stringMatching(reason) }]
    })
    expect(ran.summary.replaceAll('&#45;', '-')).toMatch(
      new RegExp(`- .*${file.replaceAll('.', '\\.')}.*: .*${reason.source}`)
    )
    expect(Object.keys(ran.uploaded)).toEqual(expect.arrayContaining(['~/app.js', '~/app.js.map']))
    expect(ran.uploaded['~/app.js']).toEqual(expect.any(String))
  })

  test('a map that is missing is a notice, and the script is uploaded as it is', async () => {
    const ran = await run({ ...GOOD, 'dist/b.js': script('b.js.map') })
    expect(ran.code).toBe(0)
    expect(ran.said).toMatch(/notice: No source map was found for 1 script: dist\/b\.js/)
    expect(readFileSync(path.join(ran.root, 'dist/b.js'), 'utf8')).toBe(script('b.js.map'))
    expect(ran.uploaded).toHaveProperty(['~/b.js'], undefined)
  })

  test('a map of version 2 is taken, with a warning', async () => {
    const ran = await run({
      ...GOOD,
      'dist/b.js': script('b.js.map'),
      'dist/b.js.map': MAP.replace('3', '2')
    })
    expect(ran.said).toMatch(/warning: Look at the source maps: dist\/b\.js: its map is of version 2/)
    expect(ran.uploaded['~/b.js.map']).toEqual(ran.uploaded['~/b.js'])
    expect(ran.uploaded['~/b.js.map']).toEqual(expect.any(String))
  })

  test('a map that two scripts name belongs to the first, with a warning that names both', async () => {
    const ran = await run({ ...GOOD, 'dist/b.js': `${script('app.js.map')}// other` })
    expect(ran.said).toMatch(
      /warning: Look at the source maps: dist\/b\.js: its map belongs to dist\/app\.js/
    )
    expect(ran.uploaded['~/app.js.map']).toBe(ran.uploaded['~/app.js'])
    expect(ran.uploaded).toHaveProperty(['~/b.js'], undefined)
  })

  test('mappings that are broken are passed on', async () => {
    const ran = await run(caseNamed('broken-mappings').input)
    expect([ran.code, ran.sourceMaps['skippedCount']]).toEqual([0, 0])
  })

  test('links out of the workspace, in a circle and to nothing are not followed, which is a notice', async () => {
    const ran = await run({
      ...GOOD,
      'dist/out': { symlink: '/etc' },
      'dist/passwd.js': { symlink: '/etc/passwd' },
      'dist/circle': { symlink: '.' },
      'dist/gone.js': { symlink: 'nothing.js' }
    })
    expect(ran.code).toBe(0)
    expect(ran.said).toMatch(/notice: Not followed, because they lead nowhere or out of the workspace: /)
    expect(Object.keys(ran.uploaded)).toEqual(['~/app.js', '~/app.js.map'])
    const left = listAt(ran.sourceMaps, ['skipped']).map(skipped => at(skipped, 'file'))
    expect(new Set(left)).toEqual(new Set(['dist/gone.js', 'dist/out', 'dist/passwd.js']))
  })

  test('a map behind a link out of the workspace counts as missing', async () => {
    const ran = await run({ 'dist/app.js': script('../x.map'), 'x.map': { symlink: '/etc/passwd' } })
    expect(Object.keys(ran.uploaded)).toEqual(['~/app.js'])
    expect(ran.said).toContain('No source map was found for')
  })

  test('files of one address are a warning where debug ids do not tell them apart', async () => {
    const files = { 'a/dist/x.js': 'a()', 'b/dist/x.js': 'b()' }
    const ran = await run(files, { sourcemaps: 'a/dist b/dist' })
    expect(ran.said).toMatch(/warning: Look at the source maps: 2 files have the address ~\/x\.js/)
    const pairs = { ...prefixed('a/', GOOD), ...prefixed('b/', GOOD) }
    const told = await run(pairs, { sourcemaps: 'a/dist b/dist' })
    expect(levels(told)).not.toContain('warning')
    expect(told.said).toContain('Several files share an address, 2 times in all')
  })
})

function prefixed(prefix: string, files: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [prefix + name, content]))
}

describe('what is fine is done', () => {
  test('identical maps of two scripts give them two ids, identical pairs one', async () => {
    const other = { 'dist/b.js': `other();${script('b.js.map')}`, 'dist/b.js.map': MAP }
    const { uploaded } = await run({ ...GOOD, ...other })
    expect([uploaded['~/app.js.map'], uploaded['~/b.js.map']]).toEqual([
      uploaded['~/app.js'],
      uploaded['~/b.js']
    ])
    expect(uploaded['~/b.js']).not.toBe(uploaded['~/app.js'])
    await servers.reset()
    const same = await run({ ...prefixed('dist/a/', GOOD), ...prefixed('dist/b/', GOOD) })
    expect(new Set(Object.values(same.uploaded)).size).toBe(1)
  })

  test('a map is guessed by its name where no comment names one', async () => {
    const { uploaded } = await run({ 'dist/a.js': 'a()', 'dist/a.js.map': MAP })
    expect(uploaded['~/a.js']).toBe(uploaded['~/a.js.map'])
  })

  test('blanks and umlauts in names, also percent-encoded in the comment', async () => {
    const { uploaded } = await run({ 'dist/ä b.js': script('%C3%A4%20b.js.map'), 'dist/ä b.js.map': MAP })
    expect(uploaded['~/ä b.js']).toBe(uploaded['~/ä b.js.map'])
    expect(uploaded['~/ä b.js']).toEqual(expect.any(String))
  })

  test('without injection files stay as they are, and ids that are there count', async () => {
    const id = '11111111-1111-4111-8111-111111111111'
    const files = {
      'dist/a.js': `${script('a.js.map')}//# debugId=${id}\n`,
      'dist/a.js.map': MAP.replace('{', `{"debugId":"${id}",`),
      ...GOOD
    }
    const { uploaded, root, sourceMaps } = await run(files, { inject: 'false' })
    expect(uploaded).toEqual({
      '~/a.js': id,
      '~/a.js.map': id,
      '~/app.js': undefined,
      '~/app.js.map': undefined
    })
    expect(readFileSync(path.join(root, 'dist/app.js'), 'utf8')).toBe(script('app.js.map'))
    expect(sourceMaps).toMatchObject({ injected: 0 })
  })
})

describe('what cannot be right fails the step before anything is sent', () => {
  test.each([
    ['a folder that is not there', { sourcemaps: 'build' }],
    ['one folder of two that is not there', { sourcemaps: 'dist build' }],
    ['a pattern that fits nothing', { sourcemaps: 'dist/*.mjs' }],
    ['a folder without JavaScript', { sourcemaps: 'other' }],
    ['a working directory that is not there', { working_directory: 'nowhere' }]
  ])('%s, whatever on_error says and in a dry run, too', async (_what, inputs) => {
    for (const more of [{}, { on_error: 'warn' }, { dry_run: 'true' }]) {
      const ran = await run({ ...GOOD, 'other/readme.md': 'x' }, { ...inputs, ...more })
      expect(ran.code).toBe(1)
      expect(ran.annotations.at(-1)).toMatchObject({
        level: 'error',
        message: expect.stringMatching(/^sourcemaps: there is no JavaScript/)
      })
      expect(await servers.requests()).toEqual([])
    }
  })

  test('maps none of which can be read', async () => {
    const ran = await run({ 'dist/app.js': script('app.js.map'), 'dist/app.js.map': 'x' })
    expect(ran.code).toBe(1)
    expect(ran.said).toContain('sourcemaps: no source map can be used: dist/app.js.map (it is not JSON)')
    expect(await servers.requests()).toEqual([])
  })
})
