import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { listAt, recordAt, type JsonRecord } from '../../../src/text/json.ts'
import { at } from '../../../simulator/client/json-path.ts'
import { useRelease } from '../../harness/release.ts'
import type { StepRun } from '../../harness/step.ts'
import { caseNamed, INPUTS, layOut } from './cases.ts'

const servers = useRelease()

const script = (name: string): string =>
  `function greet(who){return"hi "+who}\n//# sourceMappingURL=${name}\n`
const MAP = '{"version":3,"sources":["app.ts"],"sourcesContent":["x"],"names":[],"mappings":"AAAA"}'
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const carrying = (map: string): string => script(`data:application/json;base64,${base64(map)}`)
const LATIN_1 = { base64: Buffer.from([0xe4, 0x0a]).toString('base64') }
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
  const given = { ...INPUTS, ...inputs }
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
    [
      'an empty map',
      { 'dist/b.js': script('b.js.map'), 'dist/b.js.map': '' },
      'dist/b.js.map',
      /it is empty/
    ],
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
      /it begins with a byte order mark/
    ],
    ['a map that no script names and that is none', { 'dist/c.map': '{}' }, 'dist/c.map', /version/],
    ['a script that is not UTF-8', { 'dist/b.js': LATIN_1 }, 'dist/b.js', /not UTF-8/],
    [
      'a script that is not UTF-8 and whose map is missing',
      { 'dist/b.js': { base64: Buffer.from(`\xe4${script('b.js.map')}`, 'latin1').toString('base64') } },
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
    expect(ran.said).not.toContain('No source map was found for')
  })

  test.each([
    ['x', 'the map that it carries is not JSON'],
    ['[]', 'the map that it carries is JSON, but not an object'],
    ['{"version":4}', 'the map that it carries has another version than 3']
  ])('a script that carries %j is uploaded, with a warning', async (map, reason) => {
    const ran = await run({ ...GOOD, 'dist/b.js': carrying(map) })
    expect(ran.said).toContain(`warning: Look at the source maps: dist/b.js: ${reason}.`)
    expect(ran.sourceMaps).toMatchObject({ skippedCount: 0 })
    expect(ran.uploaded).toHaveProperty(['~/b.js'], undefined)
    expect(ran.uploaded['~/app.js']).toEqual(expect.any(String))
  })

  test('a script that is not UTF-8, beside one that carries its map', async () => {
    const ran = await run({ 'dist/a.js': carrying(MAP), 'dist/vendor.js': LATIN_1 })
    expect([ran.code, ran.uploaded]).toEqual([0, { '~/a.js': expect.any(String) }])
    expect(ran.said).toContain('Left out of the source maps')
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
    expect(ran.said).toMatch(/notice: Not followed, because of where they lead: /)
    expect(Object.keys(ran.uploaded)).toEqual(['~/app.js', '~/app.js.map'])
    const left = listAt(ran.sourceMaps, ['skipped']).map(skipped => at(skipped, 'file'))
    expect(new Set(left)).toEqual(new Set(['dist/gone.js', 'dist/out', 'dist/passwd.js']))
  })

  test('a map behind a link out of the workspace counts as missing', async () => {
    const ran = await run({ 'dist/app.js': script('../x.map'), 'x.map': { symlink: '/etc/passwd' } })
    expect(Object.keys(ran.uploaded)).toEqual(['~/app.js'])
    expect(ran.said).toContain('No script has a source map')
  })

  test('a link to a folder above or elsewhere in the workspace is followed, which is said', async () => {
    const ran = await run({
      ...GOOD,
      'other/b.js': script('b.js.map'),
      'other/b.js.map': MAP,
      'dist/other': { symlink: '../other' },
      'dist/same': { symlink: '.' }
    })
    expect(Object.keys(ran.uploaded)).toContain('~/other/b.js')
    expect(ran.said).toContain('Links were followed to other places of the workspace: dist/other (to other).')
    expect(ran.annotations).toEqual([])
  })

  test('a link from a script to a file of another kind is not followed: nothing is written into it', async () => {
    const ran = await run({ ...GOOD, 'dist/page.js': { symlink: 'page.html' }, 'dist/page.html': '<p>' })
    expect(ran.said).toContain('dist/page.js (a link that leads to a file of another kind)')
    expect(readFileSync(path.join(ran.root, 'dist/page.html'), 'utf8')).toBe('<p>')
  })

  test('files of one address are a warning where debug ids do not tell them apart', async () => {
    const files = { 'a/dist/x.js': 'a()', 'b/dist/x.js': 'b()' }
    const ran = await run(files, { sourcemaps: 'a/dist b/dist' })
    expect(ran.said).toMatch(/warning: Look at the source maps: 2 files have the address ~\/x\.js/)
    const pairs = { ...prefixed('a/', GOOD), ...prefixed('b/', GOOD) }
    const told = await run(pairs, { sourcemaps: 'a/dist b/dist' })
    expect(levels(told)).not.toContain('warning')
    expect(told.said).toContain(
      'Some files have the same address, and their debug ids tell them apart; addresses that several files have: 2.'
    )
  })
})

function prefixed(prefix: string, files: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [prefix + name, content]))
}

describe('that no script gets a source map is a warning, whatever else is there', () => {
  const CSS_MAP = { 'dist/app.css.map': MAP }
  const [NO_MAP, NO_SCRIPT] = ['No script has a source map', 'Source maps were found, but no script']
  test.each<readonly [what: string, files: JsonRecord, sourcemaps: string, says: string]>([
    ['scripts without a map', { 'dist/a.js': 'a()', 'dist/b.js': 'b()' }, 'dist', NO_MAP],
    ['scripts whose maps are missing', { 'dist/a.js': script('a.js.map') }, 'dist', NO_MAP],
    [
      'the same, beside the map of a style sheet',
      { 'dist/a.js': script('a.js.map'), ...CSS_MAP },
      'dist',
      NO_MAP
    ],
    ['the same, beside a broken map of nobody', { 'dist/a.js': 'a()', 'dist/x.map': '{}' }, 'dist', NO_MAP],
    [
      'the same, beside a script of others that is not UTF-8',
      { 'dist/a.js': 'a()', 'dist/b.js': LATIN_1 },
      'dist',
      NO_MAP
    ],
    ['a script with an id and no map', { 'dist/a.js': `a()\n//# debugId=${'1'.repeat(32)}` }, 'dist', NO_MAP],
    ['the map of a style sheet alone', CSS_MAP, 'dist', NO_SCRIPT],
    ['maps without their scripts', GOOD, 'dist/**/*.map', NO_SCRIPT]
  ])('%s', async (_what, files, sourcemaps, says) => {
    const ran = await run(files, { sourcemaps })
    const warnings = ran.annotations.filter(({ message }) => message.startsWith(says))
    expect([ran.code, warnings.map(({ level }) => level)]).toEqual([0, ['warning']])
    expect(ran.said).not.toContain('No source map was found for')
  })
})

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

  test('paths with blanks, in a list over several lines', async () => {
    const files = { ...prefixed('my app/', GOOD), ...prefixed('admin/', { 'dist/b.js': 'b()' }) }
    const { uploaded } = await run(files, { sourcemaps: 'my app/dist\nadmin/dist' })
    expect(Object.keys(uploaded)).toEqual(['~/app.js', '~/app.js.map', '~/b.js'])
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

  const BROKEN = { 'dist/app.js': script('app.js.map'), 'dist/app.js.map': 'x' }
  test.each<readonly [what: string, files: JsonRecord, says: string]>([
    ['all maps are broken', BROKEN, 'dist/app.js.map (it is not JSON)'],
    [
      'all maps of scripts are broken, those of style sheets and declarations are good',
      { ...BROKEN, 'dist/app.css.map': MAP, 'dist/app.d.ts.map': MAP },
      'dist/app.js.map (it is not JSON)'
    ],
    [
      'some maps are missing, the others are broken',
      { ...BROKEN, 'dist/b.js': script('b.js.map') },
      'dist/app.js.map (it is not JSON)'
    ],
    [
      'the only map is carried by its script and broken',
      { 'dist/app.js': carrying('x'), 'dist/app.css.map': MAP },
      'dist/app.js (the map that it carries is not JSON)'
    ],
    [
      'the only script with a map is broken',
      { 'dist/app.js': LATIN_1, 'dist/app.js.map': MAP },
      'dist/app.js (it is not UTF-8)'
    ],
    ['the only file is broken', { 'dist/app.js': LATIN_1 }, 'dist/app.js (it is not UTF-8)'],
    [
      'the map of a React Native bundle is broken',
      { 'dist/main.jsbundle': script('main.jsbundle.map'), 'dist/main.jsbundle.map': 'x' },
      'dist/main.jsbundle.map (it is not JSON)'
    ]
  ])('no map of a script can be used: %s', async (_what, files, says) => {
    const ran = await run(files)
    expect(ran.code).toBe(1)
    expect(ran.annotations.at(-1)?.message).toMatch(/^sourcemaps: no source map can be used: /)
    expect(ran.annotations.at(-1)?.message).toContain(says)
    expect(ran.annotations.at(-1)?.message).toContain('Look at the build that made the files')
    expect(await servers.requests()).toEqual([])
  })

  test.each([['app.css'], ['index.html'], ['UP.JS'], ['app'], ['current']])(
    'a file that is named and is neither JavaScript nor a map: %s. Nothing is written into it',
    async name => {
      const files = {
        'dist/app.css': 'a{}',
        'dist/index.html': '<p>',
        'dist/UP.JS': 'a()',
        'dist/app': 'a()'
      }
      const root = { ...GOOD, ...files, 'dist/current': { symlink: 'app.js' } }
      const ran = await run(root, { sourcemaps: `dist/app.js dist/${name}` })
      expect(ran.code).toBe(1)
      expect(ran.annotations.at(-1)?.message).toContain(
        `sourcemaps: this is no JavaScript (.js, .cjs, .mjs) and no source map: 1 file: dist/${name}`
      )
      for (const [file, content] of Object.entries(files))
        expect(readFileSync(path.join(ran.root, file), 'utf8')).toBe(content)
      expect(await servers.requests()).toEqual([])
    }
  )

  test('an exclusion, which sourcemaps does not know', async () => {
    const ran = await run(GOOD, { sourcemaps: 'dist !dist/vendor' })
    expect(ran.code).toBe(1)
    expect(ran.said).toContain(
      'sourcemaps: "!dist/vendor" is not allowed; give a path or a pattern; sourcemaps knows no exclusion with !'
    )
  })

  test('nothing is found, with the folder where it was looked for', async () => {
    const ran = await run({ 'web/dist/app.js': 'a()' }, { sourcemaps: 'web/dist', working_directory: 'web' })
    expect(ran.code).toBe(1)
    expect(ran.said).toContain('1 path: web/dist, looked for in working_directory web')
  })
})
