import { realpathSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { findFiles, type Found } from '../../../../src/release/maps/find/find.ts'
import type { JsonRecord } from '../../../../src/text/json.ts'
import { layOut } from '../cases.ts'

const FILES: JsonRecord = {
  'dist/app.js': '',
  'dist/app.js.map': '',
  'dist/js/a.mjs': '',
  'dist/js/b.cjs': '',
  'dist/js/readme.md': '',
  'dist/UP.JS': '',
  'dist/style.css': '',
  'dist/[id].js': '',
  'dist/.next/hidden.js': '',
  'dist/.hidden.js': '',
  'dist/node_modules/x/index.js': '',
  'dist/.git/hook.js': '',
  'dist/twice.js': { symlink: 'app.js' },
  'dist/again': { symlink: 'js' },
  'dist/circle': { symlink: '..' },
  'dist/out': { symlink: '/etc' },
  'packages/a/dist/index.js': '',
  'packages/b/dist/index.js': '',
  'packages/c/readme.md': '',
  'server.txt': '',
  'map.json': '{"version":3,"sources":[],"mappings":""}'
}

interface Seen {
  readonly root: string
  readonly found: Found
  /** Address ends, each with the file's place in the workspace. */
  readonly files: JsonRecord
}

async function find(paths: readonly string[], from = '.'): Promise<Seen> {
  const root = realpathSync(layOut({ input: FILES }))
  const given = paths.map(one => one.replace('ROOT', root))
  const found = await findFiles({ paths: given, root: path.join(root, from), inside: root })
  const entries = found.files.map(({ file, name }) => [path.posix.relative(root, file), name] as const)
  return { root, found, files: Object.fromEntries(entries) }
}

const DIST = {
  'dist/.hidden.js': '.hidden.js',
  'dist/[id].js': '[id].js',
  'dist/app.js': 'app.js',
  'dist/app.js.map': 'app.js.map',
  'dist/js/a.mjs': 'js/a.mjs',
  'dist/js/b.cjs': 'js/b.cjs'
}

describe('A path is the same however it is written:', () => {
  test.each([
    ['dist'],
    ['dist/'],
    ['./dist'],
    ['dist/.'],
    ['dist//'],
    ['packages/../dist'],
    ['ROOT/dist'],
    ['ROOT/packages/../dist/']
  ])('%s', async given => {
    // a link to the workspace itself leads to its other folders
    const circle = {
      'packages/a/dist/index.js': expect.any(String),
      'packages/b/dist/index.js': expect.any(String)
    }
    expect((await find([given])).files).toEqual({ ...DIST, ...circle })
  })

  test('from another working directory', async () => {
    expect((await find(['dist', '../b/dist'], 'packages/a')).files).toEqual({
      'packages/a/dist/index.js': 'index.js',
      'packages/b/dist/index.js': 'index.js'
    })
  })
})

describe('A path finds', () => {
  test.each<readonly [what: string, paths: readonly string[], files: JsonRecord]>([
    ['a map, whatever its name', ['map.json'], { 'map.json': 'map.json' }],
    ['a file by its folder', ['dist/js/a.mjs'], { 'dist/js/a.mjs': 'a.mjs' }],
    ['a hidden folder that is named', ['dist/.next'], { 'dist/.next/hidden.js': 'hidden.js' }],
    [
      'what a pattern fits, from before its first wildcard',
      ['packages/*/dist/*.js'],
      { 'packages/a/dist/index.js': 'a/dist/index.js', 'packages/b/dist/index.js': 'b/dist/index.js' }
    ],
    ['one of several endings', ['dist/j*/*.{mjs,map}'], { 'dist/js/a.mjs': 'js/a.mjs' }],
    ['a file whose name looks like a pattern', ['dist/[id].js'], { 'dist/[id].js': '[id].js' }],
    [
      'each file once, under the address of the first path',
      ['dist/js', 'dist/js/a.mjs', 'dist/again', 'dist/j*/a.mjs'],
      { 'dist/js/a.mjs': 'a.mjs', 'dist/js/b.cjs': 'b.cjs' }
    ],
    ['the file behind a link, once', ['dist/twice.js', 'dist/app.js'], { 'dist/app.js': 'twice.js' }]
  ])('%s', async (_what, paths, files) => {
    const seen = await find(paths)
    expect([seen.files, seen.found.empty]).toEqual([files, []])
  })
})

describe('A path finds nothing, and is told:', () => {
  test.each([
    ['nowhere'],
    ['packages/c'],
    ['dist/*.ts'],
    ['dist/js/*.map'],
    ['nowhere/*.js'],
    ['dist/out'],
    ['dist/out/*.js'],
    ['dist/*/../../*.txt'],
    ['dist\\js'],
    ['dist\\*.js']
  ])('%s', async given => {
    const seen = await find(['dist/app.js', given])
    expect([seen.files, seen.found.empty]).toEqual([{ 'dist/app.js': 'app.js' }, [given]])
  })
})

test('A file that is named and is neither script nor map is told, and not taken', async () => {
  const { files, found } = await find(['dist/app.js', 'server.txt', 'dist/UP.JS'])
  expect(files).toEqual({ 'dist/app.js': 'app.js' })
  expect([found.foreign, found.empty]).toEqual([['server.txt', 'dist/UP.JS'], []])
})

test('A file has the address of its own place, not of a link that leads to it', async () => {
  expect((await find(['dist/again', 'dist'])).files).toMatchObject({ 'dist/js/a.mjs': 'a.mjs' })
  expect((await find(['dist'])).files).toMatchObject({ 'dist/js/a.mjs': 'js/a.mjs' })
})

test('A link out of the workspace is told, one in a circle is not', async () => {
  const { found } = await find(['dist'])
  expect(found.skipped).toEqual([
    { file: 'dist/out', reason: 'it lies outside of the workspace', isBroken: false }
  ])
})

test('A link to another place in the workspace is told, one to a place below the path is not', async () => {
  const { found } = await find(['dist'])
  expect(found.followed).toEqual([{ link: 'dist/circle', target: '.' }])
})
