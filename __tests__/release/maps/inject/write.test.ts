import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { runStep } from '../../../../src/actions/frame.ts'
import { pendingOf } from '../../../../src/release/maps/inject/write.ts'
import { releaseStep } from '../../../../src/release/step.ts'
import { listAt, type JsonRecord } from '../../../../src/text/json.ts'
import { at } from '../../../../simulator/client/json-path.ts'
import { openBench, type Bench, type Ran } from '../../../../simulator/client/bench.ts'
import type { Scenario } from '../../../../simulator/client/scenario.ts'
import { runBuilt } from '../../../harness/built.ts'
import { layOut } from '../cases.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

const MAP = '{"version":3,"sources":["a.ts"],"sourcesContent":["x"],"names":[],"mappings":"AAAA"}'
const MAP_WITH_ID = MAP.replace('{', '{"debugId":"22222222-2222-4222-8222-222222222222",')
const script = (name: string): string =>
  `"use strict"\nfunction greet(who){return who}\n//# sourceMappingURL=${name}`

/** Two pairs; the map of the second has an id already. */
const FILES = {
  'dist/a.js': script('a.js.map'),
  'dist/a.js.map': MAP,
  'dist/b.js': script('b.js.map'),
  'dist/b.js.map': MAP_WITH_ID
}

function scenario(root: string, env: Readonly<Record<string, string>> = {}): Scenario {
  return {
    name: 'source maps',
    action: '.',
    step: world => runStep(releaseStep, world),
    eventName: 'push',
    inputs: {
      maton_connection: bench.simulator.connection,
      organization: 'acme',
      projects: 'web',
      release: 'web@2.0.0',
      environment: 'production',
      set_commits: 'skip',
      sourcemaps: 'dist'
    },
    env: { GITHUB_WORKSPACE: root, ...env }
  }
}

/** All files of the folder with the build, hidden ones too. */
function filesOf(root: string): JsonRecord {
  const folder = path.join(root, 'dist')
  return Object.fromEntries(
    readdirSync(folder).map(name => [`dist/${name}`, readFileSync(path.join(folder, name), 'latin1')])
  )
}

/** The address and the debug id of each file that Sentry has. */
function idsOf({ state }: Ran): JsonRecord {
  const files = listAt(state, ['bundles']).flatMap(bundle => listAt(bundle, ['files']))
  return Object.fromEntries(files.map(file => [String(at(file, 'url')), at(file, 'headers', 'debug-id')]))
}

function expectNothingDone(ran: Ran, { root, files }: { root: string; files: JsonRecord }): void {
  expect(ran.code).toBe(1)
  expect(filesOf(root)).toEqual(files)
  expect(listAt(ran.state, ['bundles'])).toEqual([])
  const release = listAt(ran.state, ['releases']).find(one => at(one, 'version') === 'web@2.0.0')
  expect([at(release, 'dateReleased') ?? null, at(release, 'deploys') ?? []]).toEqual([null, []])
}

/** Takes from root what others do not have: to write where no mode allows it. */
const WITHOUT_RIGHTS = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] : []

/** A disk that has no room for a file of more than 64 kB. Node is told so as it is of a full one. */
const WITHOUT_ROOM = ['bash', '-c', 'ulimit -f 64; exec "$@"', 'bash']

/** Text of so many bytes that does not pack. */
function noise(bytes: number): string {
  let state = 1
  const letters = Array.from({ length: bytes }, () => {
    state = (state * 48_271) % 2_147_483_647
    return String.fromCodePoint(48 + (state % 75))
  })
  return letters.join('').replaceAll(/[\\*/`]/g, '_')
}

describe('what cannot be written fails the step, and no file is changed:', () => {
  test('a folder that may not be written is known before the first request', async () => {
    const root = layOut({ input: FILES })
    chmodSync(path.join(root, 'dist'), 0o555)
    const ran = await runBuilt(bench, scenario(root), { through: WITHOUT_RIGHTS })
    expectNothingDone(ran, { root, files: FILES })
    expect(ran.said).toMatch(
      /Debug ids cannot be written: dist\/\S+ cannot be replaced: its folder is not writable\. Let the job write the folders/
    )
    expect(ran.requests).toEqual([])
  })

  test('a file that may not be read is named', async () => {
    const root = layOut({ input: FILES })
    chmodSync(path.join(root, 'dist/b.js'), 0)
    const ran = await runBuilt(bench, scenario(root), { through: WITHOUT_RIGHTS })
    expect([ran.code, ran.requests]).toEqual([1, []])
    expect(ran.said).toMatch(/Could not read the source maps: EACCES: .*dist\/b\.js/)
  })

  test('a disk without room for the last of the files', async () => {
    const files = {
      ...FILES,
      'dist/z.js': `/*${noise(100_000)}*/${script('z.js.map')}`,
      'dist/z.js.map': MAP
    }
    const root = layOut({ input: files })
    const ran = await runBuilt(bench, scenario(root), { through: WITHOUT_ROOM })
    expectNothingDone(ran, { root, files })
    expect(ran.said).toMatch(/Could not write the debug ids: E/)
  })

  test('something that stands where the new form of a file is written', async () => {
    const root = layOut({ input: FILES })
    mkdirSync(pendingOf(path.join(root, 'dist/b.js.map')))
    const ran = await runBuilt(bench, scenario(root))
    rmSync(pendingOf(path.join(root, 'dist/b.js.map')), { recursive: true })
    expectNothingDone(ran, { root, files: FILES })
    expect(ran.said).toMatch(/Could not write the debug ids: /)
  })
})

test('A disk without room for the bundle fails the step, and the next run goes on', async () => {
  const more = Object.fromEntries(
    ['x', 'y', 'z'].map(name => [`dist/${name}.js`, `/*${name}${noise(50_000)}*/f()`])
  )
  const root = layOut({ input: { ...FILES, ...more } })
  const ran = await runBuilt(bench, scenario(root), { through: WITHOUT_ROOM })
  expect(ran.code).toBe(1)
  expect(ran.said).toMatch(/Could not write the bundle: E/)
  expect(listAt(ran.state, ['releases']).map(one => at(one, 'deploys'))).not.toContainEqual([{}])
  const again = await runBuilt(bench, scenario(root))
  expect([again.code, Object.keys(idsOf(again)).length]).toEqual([0, 7])
})

test('No folder for temporary files is a failure that names it', async () => {
  const root = layOut({ input: { ...FILES, file: '' } })
  const ran = await runBuilt(bench, scenario(root, { RUNNER_TEMP: path.join(root, 'file') }))
  expect(ran.code).toBe(1)
  expect(ran.said).toMatch(/Could not write the bundle: ENOTDIR.*\/file\/source-maps-/)
})

/** Ends the process, as a power cut would, after so many steps of writing. */
function killedAfter(steps: number): Readonly<Record<string, string>> {
  const code = `
    import fs from 'node:fs'
    import { syncBuiltinESMExports } from 'node:module'
    let left = ${steps}
    for (const name of ['openSync', 'renameSync']) {
      const real = fs[name]
      fs[name] = (...given) => {
        const made = real(...given)
        const isOurs = String(given[0]).includes('.sentry-tmp')
        if (isOurs && (left -= 1) === 0) process.kill(process.pid, 'SIGKILL')
        return made
      }
    }
    syncBuiltinESMExports()`
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` }
}

/** Four files are opened; then they are renamed, each script before its map. */
const STEPS = [1, 2, 3, 4, 5, 6, 7, 8]

test('A run that is killed while it writes is completed by the next one: the same files, all uploaded', async () => {
  const whole = layOut({ input: FILES })
  const expected = await runBuilt(bench, scenario(whole))
  expect([expected.code, Object.keys(idsOf(expected))]).toEqual([
    0,
    ['~/a.js', '~/a.js.map', '~/b.js', '~/b.js.map']
  ])
  for (const steps of STEPS) {
    const root = layOut({ input: FILES })
    const killed = await runBuilt(bench, scenario(root, killedAfter(steps)))
    expect([steps, killed.code]).toEqual([steps, null])
    const again = await bench.run(scenario(root))
    expect([steps, again.code, filesOf(root), idsOf(again)]).toEqual([
      steps,
      0,
      filesOf(whole),
      idsOf(expected)
    ])
  }
})

test('What an earlier run has left is replaced, be it read-only or a link', async () => {
  const root = layOut({ input: { ...FILES, 'outside.txt': 'mine' } })
  const [first, second] = ['dist/a.js', 'dist/b.js'].map(file => path.join(root, file))
  writeFileSync(pendingOf(first ?? ''), 'half', { mode: 0o444 })
  symlinkSync(path.join(root, 'outside.txt'), pendingOf(second ?? ''))
  chmodSync(first ?? '', 0o755)
  const ran = await runBuilt(bench, scenario(root), { through: WITHOUT_RIGHTS })
  expect(ran.code).toBe(0)
  expect(readFileSync(path.join(root, 'outside.txt'), 'utf8')).toBe('mine')
  expect(Object.keys(filesOf(root))).toEqual(Object.keys(FILES))
  expect((statSync(first ?? '').mode & 0o777).toString(8)).toBe('755')
})

test('Modes are kept, also those that the mask of the process takes away', async () => {
  const root = layOut({ input: FILES })
  const files = Object.keys(FILES).map(name => path.join(root, name))
  for (const [index, file] of files.entries()) chmodSync(file, 0o646 + index)
  expect((await runBuilt(bench, scenario(root))).code).toBe(0)
  expect(files.map(file => statSync(file).mode & 0o777)).toEqual(files.map((_file, index) => 0o646 + index))
})

test('A name of 255 bytes is injected like any other', async () => {
  const name = `${'n'.repeat(248)}.js`
  const root = layOut({ input: { [`dist/${name}`]: script(`${name}.map`), [`dist/${name}.map`]: MAP } })
  const ran = await runBuilt(bench, scenario(root))
  expect(ran.code).toBe(0)
  expect(idsOf(ran)).toEqual({ [`~/${name}`]: expect.any(String), [`~/${name}.map`]: expect.any(String) })
})
