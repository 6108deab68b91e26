import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { writeBundles, type Bundle } from '../../../src/release/maps/bundle/bundle.ts'
import { replacePairs } from '../../../src/release/maps/inject/write.ts'
import { prepareMaps, type PreparedMaps } from '../../../src/release/maps/prepare.ts'
import { readBundle, runtimeIds, sameMeaning } from '../../fixtures/source-map-tools.mjs'
import { allOf, cases, caseNamed, comparable, layOut, type Case, type Files } from './cases.ts'
import { makeFolder } from '../../harness/cleanup.ts'

const { signal } = new AbortController()
const OWNER = { organization: 'acme', release: 'web@1.0.0', dist: undefined, projects: ['web'] }

async function prepared(one: Case, root: string): Promise<PreparedMaps> {
  const request = {
    paths: one.paths,
    workingDirectory: undefined,
    root,
    inside: root,
    inject: true,
    dist: undefined,
    urlPrefix: one.options?.urlPrefix ?? '~',
    stripCommonPrefix: one.options?.stripCommonPrefix ?? false,
    waitMs: 0
  }
  return prepareMaps(request, signal)
}

async function apply({ toInject }: PreparedMaps): Promise<void> {
  await allOf(replacePairs(toInject, signal))
}

interface Done {
  readonly root: string
  readonly maps: PreparedMaps
  readonly bundle: ReturnType<typeof readBundle>
  readonly head: string
}

async function done(one: Case): Promise<Done> {
  const root = layOut(one)
  const maps = await prepared(one, root)
  await apply(maps)
  const [bundle] = await allOf(writeBundles(maps.files, { owner: OWNER, folder: makeFolder(), signal }))
  const bytes = readFileSync(fileOf(bundle))
  return { root, maps, bundle: readBundle(bytes), head: bytes.subarray(0, 8).toString('hex') }
}

function fileOf(bundle: Bundle | undefined): string {
  if (bundle === undefined) throw new Error('no bundle')
  return bundle.file
}

/** Broken mappings have no positions to compare. */
const readableCases = cases.filter(({ name }) => name !== 'broken-mappings')

describe('Against the real tool', () => {
  test.each(cases.map(one => [one.name, one.what, one] as const))('%s: %s', async (name, _what, one) => {
    const { bundle, head } = await done(one)
    expect(bundle.problems).toEqual([])
    expect(head).toBe('5359534202000000')
    const theirs: Files = Object.assign({}, ...one.uploads.map(({ manifest }) => manifest.files))
    const ours = bundle.manifest?.files ?? {}
    // what the tool left half done says nothing
    if (one.inject.stable === false) return
    const { expected, actual } = comparable(name, { theirs, ours })
    expect(actual).toEqual(expected)
  })

  test.each(readableCases.map(one => [one.name, one] as const))(
    '%s: every position is kept',
    async (_name, one) => {
      const root = layOut(one)
      const maps = await prepared(one, root)
      const before = new Map(Object.keys(one.input).map(file => [file, textAt(root, file)]))
      await apply(maps)
      for (const file of Object.keys(one.input)) {
        const map = `${file}.map`
        const [script, old] = [textAt(root, file), before.get(file)]
        if (!/\.[cm]?js$/.test(file) || before.get(map) === undefined || old === undefined || script === old)
          continue
        const json = parsed(before.get(map))
        if (json === undefined || script === undefined) continue
        const after = { script, map: parsed(textAt(root, map)) }
        expect(sameMeaning({ script: old, map: json }, after)).toEqual([])
        // only classic scripts run by themselves
        if (!/^import |export |module\.exports/m.test(old))
          expect(runtimeIds(script).length).toBeGreaterThan(0)
      }
      const again = await prepared(one, root)
      expect(again.toInject).toEqual([])
    }
  )
})

function textAt(root: string, file: string): string | undefined {
  try {
    return readFileSync(path.join(root, file), 'utf8')
  } catch {
    return undefined
  }
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse((text ?? '').replace(/^\)\]\}.*\n/, ''))
  } catch {
    return undefined
  }
}

test.each([
  ['app.js', 'without its id'],
  ['app.js.map', '{"version":3,"sources":[],"mappings":""}'],
  ['app.js.map', 'no map any more']
])('What becomes of %s after the injection is noticed before it is sent: %j', async (name, content) => {
  const one = caseNamed('plain')
  const root = layOut(one)
  const maps = await prepared(one, root)
  await apply(maps)
  writeFileSync(path.join(root, 'dist', name), content)
  const bundling = writeBundles(maps.files, { owner: OWNER, folder: makeFolder(), signal })
  await expect(allOf(bundling)).rejects.toThrow(`dist/${name} was changed by something else during this run`)
})

test('one case', async () => {
  expect((await done(caseNamed('plain'))).maps).toMatchObject({
    scripts: 1,
    maps: 1,
    toInject: [{ script: expect.stringMatching(/\.js$/), map: expect.stringMatching(/\.js\.map$/) }],
    problems: [],
    empty: []
  })
})
