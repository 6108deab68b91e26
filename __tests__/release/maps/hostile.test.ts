import { describe, expect, test } from '@jest/globals'
import type { JsonRecord } from '../../../src/text/json.ts'
import { useRelease } from '../../harness/release.ts'
import type { RunOptions, StepRun } from '../../harness/step.ts'
import { layOut } from './cases.ts'

const servers = useRelease()

const MAP = '{"version":3,"sources":["app.ts"],"sourcesContent":["x"],"names":[],"mappings":"AAAA"}'
const script = (name: string): string => `greet()\n//# sourceMappingURL=${name}\n`
const GOOD = { 'dist/app.js': script('app.js.map'), 'dist/app.js.map': MAP, 'lib/x.js': 'x()' }

function run(
  files: JsonRecord,
  inputs: Readonly<Record<string, string>> = {},
  options: RunOptions = {}
): Promise<StepRun> {
  const given = { release: 'web@2.0.0', set_commits: 'skip', sourcemaps: 'dist lib', ...inputs }
  return servers.run(given, { ...options, env: { GITHUB_WORKSPACE: layOut({ input: files }) } })
}

/** All that others see of a run: log, annotations, summary, outputs. */
function channelsOf({ said, summary, outputs }: StepRun): readonly string[] {
  return [said, summary, ...Object.values(outputs)]
}

/** Each way in which a file's name comes into a message. */
const PLACES: readonly (readonly [what: string, files: (name: string) => JsonRecord])[] = [
  ['a map that is none', name => ({ [`dist/${name}.map`]: 'x' })],
  ['a script that is not UTF-8', name => ({ [`dist/${name}.js`]: { base64: '5Ao=' } })],
  ['a script without its map', name => ({ [`dist/${name}.js`]: 'f()' })],
  ['a link to nothing', name => ({ [`dist/${name}.js`]: { symlink: 'nothing' } })],
  [
    'a map of two scripts',
    name => ({
      [`dist/${name}a.js`]: script('shared.map'),
      [`dist/${name}b.js`]: script('shared.map'),
      'dist/shared.map': MAP
    })
  ],
  ['two scripts of one address', name => ({ [`dist/${name}.js`]: 'f()', [`lib/${name}.js`]: 'g()' })]
]

const NAMES = [
  '::error::pwned',
  '\n::set-output name=pwned::1\n',
  '\r::warning::pwned',
  '%0A::add-path::pwned',
  '##[set-env name=PWNED]1',
  '`code` | **bold** [link](https:x) @everyone #1',
  '<img src=x onerror=alert(1)><!--',
  '\u001b[31m\u202Eevil',
  '${{ secrets.KEY }} $(id) `id`'
]

describe.each(PLACES)('The name of %s', (_what, files) => {
  test.each(NAMES)('is text, whatever stands in it: %j', async name => {
    const ran = await run({ ...GOOD, ...files(name) })
    expect([ran.code, ran.said]).toEqual([0, expect.stringMatching(/pwned|PWNED|code|onerror|evil|secrets/)])
    for (const line of ran.said.split('\n')) expect(line).not.toMatch(/^\s*::|##\[/)
    for (const { message } of ran.annotations) {
      expect(message).not.toMatch(/^\s*::|##\[/m)
      for (const sign of ['\r', '\u001B', '\u202E']) expect(message).not.toContain(sign)
    }
    // in code spans only, and no line of its own
    const bare = ran.summary.replaceAll(/(`+)[^\n]*?\1/g, '')
    expect(bare).not.toMatch(/<img|<!--|\*\*bold|\]\(https:x|@everyone|^::/m)
  })

  test('is redacted where it holds a secret', async () => {
    const { key, token } = servers.simulator
    for (const secret of [key, token]) {
      const ran = await run({ ...GOOD, ...files(secret) })
      expect(ran.code).toBe(0)
      for (const channel of channelsOf(ran)) expect(channel).not.toContain(secret)
    }
  })
})

describe('A secret is in no channel', () => {
  test.each([
    [
      'as the name of a source',
      (secret: string) => ({ 'dist/app.js.map': MAP.replace('app.ts', `../${secret}.ts`) })
    ],
    [
      'as the address of a map',
      (secret: string) => ({ 'dist/app.js': script(`https://x:${secret}@host/${secret}.map`) })
    ],
    ['as the name of a map that is missing', (secret: string) => ({ 'dist/app.js': script(`${secret}.map`) })]
  ])('%s', async (_what, change) => {
    const { key } = servers.simulator
    const ran = await run({ ...GOOD, ...change(key) })
    expect(ran.code).toBe(0)
    for (const channel of channelsOf(ran)) expect(channel).not.toContain(key)
  })

  test('as a path that leads to nothing', async () => {
    const { key } = servers.simulator
    const ran = await run(GOOD, { sourcemaps: `dist ${key}` })
    expect(ran.code).toBe(1)
    for (const channel of channelsOf(ran)) expect(channel).not.toContain(key)
  })

  test.each([
    ['the options', { method: 'GET', path: '/chunk-upload/$' }],
    ['the chunks', { method: 'POST', path: '/chunk-upload/$' }],
    ['the assembly', { method: 'POST', path: '/assemble/$' }]
  ])('that an error of %s repeats', async (_what, match) => {
    const { key } = servers.simulator
    for (const status of [400, 403, 413, 500])
      for (const body of [{ error: `no ${key}` }, { detail: `no ${key}` }, `<p>${key}</p>`]) {
        await servers.reset()
        await servers.seed('faults', { match: { ...match, times: 0 }, action: { status, body } })
        const ran = await run(GOOD)
        expect(ran.code).toBe(1)
        for (const channel of channelsOf(ran)) expect(channel).not.toContain(key)
      }
  })

  test('that the reason of a rejected bundle repeats, which is one line of text', async () => {
    const { key } = servers.simulator
    await servers.seed('state', { uploads: { error: `bad\n::error::pwned ${key} <img src=x>` } })
    const ran = await run(GOOD)
    expect(ran.annotations.at(-1)?.message).toMatch(/^Sentry rejected the source maps: bad ::error::pwned/)
    expect(ran.summary).not.toContain('<img')
    for (const channel of channelsOf(ran)) expect(channel).not.toContain(key)
  })
})
