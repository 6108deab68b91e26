import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'
import {
  BUNDLE_LIMITS,
  entryName,
  rewriteBundle,
  writeBundles,
  type Bundle,
  type BundleFile,
  type BundleLimits,
  type BundleOwner
} from '../../../src/release/maps/bundle/bundle.ts'
import { writeZip } from '../../../src/release/maps/bundle/zip.ts'
import { readBundle } from '../../fixtures/source-map-tools.mjs'
import { allOf } from './cases.ts'
import { makeFolder } from '../../harness/cleanup.ts'

const CLI = createRequire(import.meta.url).resolve('@sentry/cli/bin/sentry-cli')
const OWNER = { organization: 'acme', release: 'web@1.0.0', dist: undefined, projects: ['web'] }
const ID = '11111111-1111-4111-8111-111111111111'

const { signal } = new AbortController()

function written(
  files: readonly BundleFile[],
  { owner = OWNER, limits }: { owner?: BundleOwner; limits?: BundleLimits } = {}
): Promise<readonly Bundle[]> {
  const options = { owner, folder: makeFolder(), signal, ...(limits === undefined ? {} : { limits }) }
  return allOf(writeBundles(files, options))
}

function file(url: string, text = url): BundleFile {
  const content = Buffer.from(text)
  return {
    type: 'minified_source',
    url,
    headers: { 'debug-id': ID },
    size: content.length,
    read: async () => content
  }
}

test("A bundle is read by Sentry's own library, and a cut one is not", async () => {
  const [bundle] = await written([file('~/a.js'), file('~/b.js')])
  const place = bundle?.file ?? ''
  const check = async (): Promise<string> => {
    const env = { PATH: process.env['PATH'], SENTRY_INTEGRATION_TEST: '1' }
    const args = [CLI, 'debug-files', 'check', place]
    const { stdout } = await promisify(execFile)(process.execPath, args, { env }).catch((error: unknown) => ({
      stdout: String(error)
    }))
    return stdout
  }
  const { manifest } = readBundle(readFileSync(place))
  expect(await check()).toMatch(/Type: sourcebundle[^]*Usable: yes/)
  expect(await check()).toContain(manifest?.debug_id ?? 'no id')
  writeFileSync(place, readFileSync(place).subarray(0, -40))
  expect(await check()).not.toContain('Usable: yes')
})

test("Sentry's own library unpacks each file, with its address and its debug id", async () => {
  const files = [file('~/a.js', 'var a'), file('~/ü b.js', ''), file('~/c.js', `/*${'x'.repeat(100_000)}*/`)]
  const [bundle] = await written(files)
  const { entries, manifest } = readBundle(readFileSync(bundle?.file ?? ''))
  // the tool prints files that have a path, which those of an artifact bundle have not
  const named = Object.entries(manifest?.files ?? {}).map(([name, one]) => [
    name,
    { ...one, path: `/nowhere/${name}` }
  ])
  const changed = Buffer.from(JSON.stringify({ ...manifest, files: Object.fromEntries(named) }))
  const place = `${makeFolder()}/named.zip`
  await writeZip(place, {
    head: Buffer.from('5359534202000000', 'hex'),
    entries: [...entries].map(([name, bytes]) => ({
      name,
      read: async () => (name === 'manifest.json' ? changed : bytes)
    }))
  })
  const env = { PATH: process.env['PATH'], SENTRY_INTEGRATION_TEST: '1' }
  const args = [CLI, 'debug-files', 'print-sources', place]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env })
  for (const { url, size } of files)
    expect(stdout).toContain(`Embedded: ${size} bytes
    Url: ${url}
    DebugId: ${ID}`)
})

test('The limits of a bundle are those of its form: 65,535 entries, and offsets of 32 bits', () => {
  expect(BUNDLE_LIMITS.files).toBeLessThan(65_535)
  expect(BUNDLE_LIMITS.bytes).toBeLessThan(2 ** 31)
})

test('Offsets count from the first byte of the file, as those of sentry-cli do', async () => {
  const [bundle] = await written([file('~/a.js'), file('~/b.js')])
  const bytes = readFileSync(bundle?.file ?? '')
  expect(bytes.subarray(0, 8).toString('hex')).toBe('5359534202000000')
  const end = bytes.lastIndexOf('PK\u0005\u0006', undefined, 'latin1')
  const directory = bytes.readUInt32LE(end + 16)
  expect(bytes.toString('latin1', directory, directory + 4)).toBe('PK\u0001\u0002')
  expect(bytes.readUInt32LE(directory + 42)).toBe(8)
})

test('A file that cannot be read ends the bundle with what was wrong', async () => {
  const gone = { ...file('~/b.js'), read: () => Promise.reject(new Error('gone')) }
  await expect(written([file('~/a.js'), gone, file('~/c.js')])).rejects.toThrow('gone')
})

test('Each bundle is closed at its limits, and holds its files whole', async () => {
  const files = Array.from({ length: 7 }, (_, index) => file(`~/${index}.js`))
  const by3 = await written(files, { limits: { files: 3, bytes: 1e9 } })
  expect(by3.map(bundle => bundle.files.length)).toEqual([3, 3, 1])
  const bySize = await written(files, { limits: { files: 100, bytes: 1 } })
  expect(bySize).toHaveLength(7)
  for (const bundle of [...by3, ...bySize]) {
    const { problems, entries } = readBundle(readFileSync(bundle.file))
    expect(problems).toEqual([])
    expect(entries.size).toBe(bundle.files.length + 1)
  }
})

test('The same files make the same bytes; for another owner they make others', async () => {
  const bytes = async (owner: typeof OWNER | { projects: string[] }): Promise<string> => {
    const [bundle] = await written([file('~/a.js')], { owner: { ...OWNER, ...owner } })
    return readFileSync(bundle?.file ?? '').toString('hex')
  }
  expect(await bytes(OWNER)).toBe(await bytes(OWNER))
  expect(await bytes({ projects: ['api'] })).not.toBe(await bytes(OWNER))
  expect(await bytes({ projects: ['web', 'api'] })).toBe(await bytes({ projects: ['api', 'web'] }))
})

test('A bundle that is written again holds the same files in other bytes', async () => {
  const [first] = await written([file('~/a.js'), file('~/b.js')])
  if (first === undefined) throw new Error('no bundle')
  const second = await rewriteBundle(first, { owner: OWNER, folder: makeFolder(), signal })
  const before = readFileSync(first.file)
  const after = readFileSync(second.file)
  expect(before.equals(after)).toBe(false)
  expect(readBundle(after).problems).toEqual([])
  expect(readBundle(after).manifest?.files).toEqual(readBundle(before).manifest?.files)
})

test('Two files of one address have names of their own in the archive', async () => {
  const [bundle] = await written([file('~/a.js', '1'), file('~/a.js', '2')])
  expect(readBundle(readFileSync(bundle?.file ?? '')).order).toEqual([
    'files/_/_/a.js',
    'files/_/_/a.js.1',
    'manifest.json'
  ])
})

test.each([
  ['~/a b.js', 'files/_/_/a%20b.js'],
  ['~/übung/größe.js', 'files/_/_/%C3%BCbung/gr%C3%B6%C3%9Fe.js'],
  ['~/[id]#.js', 'files/_/_/[id]#.js'],
  ['~/q?x.js', 'files/_/_/q'],
  ['~/../a.js', 'files/_/_/%2E%2E/a.js'],
  ['https://example.com/static/a.js', 'files/https/example.com/static/a.js']
])('The file %s is named %s', (url, name) => {
  expect(entryName(url)).toBe(name)
})

test('Files of all sizes come into the bundle whole and in the order of their addresses', async () => {
  const sizes = [0, 1, 70_000, 9 * 1024 * 1024, 300, 5 * 1024 * 1024, 4 * 1024 * 1024, 2, 3, 4, 5, 6]
  const files = sizes.map((size, index) =>
    file(`~/${String(index).padStart(2, '0')}.js`, `${index} `.repeat(size).slice(0, size))
  )
  const [bundle] = await written(files)
  const { entries, order, problems } = readBundle(readFileSync(bundle?.file ?? ''))
  expect(problems).toEqual([])
  expect(order.map(name => `${name} ${entries.get(name)?.length}`).slice(0, -1)).toEqual(
    sizes.map((size, index) => `files/_/_/${String(index).padStart(2, '0')}.js ${size}`)
  )
})

test('A file that cannot be read ends the bundle with its error, whatever is packed beside it', async () => {
  const broken: BundleFile = {
    ...file('~/5.js'),
    read: () => Promise.reject(new Error('gone'))
  }
  const files = ['~/1.js', '~/2.js', '~/3.js', '~/4.js'].map(url => file(url, 'x'.repeat(1_000_000)))
  await expect(written([...files, broken])).rejects.toThrow('gone')
})
