import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { SentryCli } from '@sentry/cli'
import { describe, expect, test } from '@jest/globals'
import { listAt, recordAt } from '../../../src/text/json.ts'
import { at } from '../../../simulator/client/json-path.ts'
import { useRelease } from '../../harness/release.ts'
import { caseNamed, cases, comparable, layOut, type Case, type Files } from './cases.ts'

const CLI = SentryCli.getPath()

const servers = useRelease()

/** The files of all bundles of a release. */
async function bundled(version: string): Promise<readonly unknown[]> {
  const bundles = listAt(await servers.state(), ['bundles'])
  return bundles
    .filter(bundle => at(bundle, 'version') === version)
    .flatMap(bundle => listAt(bundle, ['files']))
}

/** The same, by their names in the archive. */
async function filesOf(version: string): Promise<Files> {
  return Object.fromEntries(
    (await bundled(version)).map(file => [
      String(at(file, 'name')),
      {
        type: String(at(file, 'type')),
        url: String(at(file, 'url')),
        headers: Object.fromEntries(
          Object.entries(recordAt(file, 'headers')).map(([name, value]) => [name, String(value)])
        )
      }
    ])
  )
}

/** Runs the real tool, as action-release calls it. */
async function runTool({ paths, options = {} }: Case, root: string): Promise<void> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    SENTRY_URL: servers.simulator.sentry,
    SENTRY_AUTH_TOKEN: servers.simulator.key,
    SENTRY_ORG: 'acme',
    // it reads no configuration of the home folder
    SENTRY_INTEGRATION_TEST: '1'
  }
  const tool = (...args: string[]): Promise<unknown> =>
    promisify(execFile)(CLI, ['sourcemaps', ...args], { cwd: root, env })
  // it takes patterns for the upload only
  await tool('inject', ...paths.filter(one => !one.includes('*')))
  const { dist, urlPrefix, stripCommonPrefix = false } = options
  const more = [
    ...(dist === undefined ? [] : ['--dist', dist]),
    ...(stripCommonPrefix ? ['--strip-common-prefix'] : []),
    ...(urlPrefix === undefined ? [] : ['--url-prefix', urlPrefix])
  ]
  for (const one of paths)
    await tool('upload', '--project', 'web', '--release', 'tool@1', '--ignore', 'node_modules', ...more, one)
}

async function runStep({ paths, options = {} }: Case, root: string): Promise<void> {
  const { dist, urlPrefix, stripCommonPrefix } = options
  const { code, said } = await servers.run(
    {
      release: 'ours@1',
      set_commits: 'skip',
      sourcemaps: paths.join('\n'),
      ...(dist === undefined ? {} : { dist }),
      ...(urlPrefix === undefined ? {} : { url_prefix: urlPrefix }),
      ...(stripCommonPrefix === undefined ? {} : { strip_common_prefix: String(stripCommonPrefix) })
    },
    { env: { GITHUB_WORKSPACE: root } }
  )
  expect([code, said]).toEqual([0, said])
}

/** Where the tool stops with an error half-way, or what it does depends on the order in which it meets the files. */
const comparableCases = cases.filter(
  ({ name, inject }) => inject.exit === 0 && inject.stable !== false && name !== 'two-paths'
)

describe('The step and the real sentry-cli, on the same files', () => {
  test('are compared where they can be', () => {
    expect(comparableCases.length).toBeGreaterThanOrEqual(25)
  })

  test.each(comparableCases.map(one => [one.name, one] as const))(
    '%s: the same ids, addresses and headers',
    async (name, one) => {
      await runTool(one, layOut(one))
      await runStep(one, layOut(one))
      const { expected, actual } = comparable(name, {
        theirs: await filesOf('tool@1'),
        ours: await filesOf('ours@1')
      })
      expect(actual).toEqual(expected)
    }
  )

  test('two paths: what the tool sends in a bundle for each path, the step sends in one', async () => {
    const one = caseNamed('two-paths')
    await runTool(one, layOut(one))
    await runStep(one, layOut(one))
    const sent = async (version: string): Promise<readonly string[]> =>
      (await bundled(version))
        .map(file => [at(file, 'url'), at(file, 'type'), at(file, 'headers', 'debug-id') ?? 'none'].join(' '))
        .toSorted()
    const withIds = (lines: readonly string[]): readonly string[] =>
      lines.filter(line => !line.endsWith(' none'))
    const [theirs, ours] = [await sent('tool@1'), await sent('ours@1')]
    expect(withIds(ours).length).toBeGreaterThan(2)
    expect(new Set(withIds(ours))).toEqual(new Set(withIds(theirs.filter(line => ours.includes(line)))))
    expect(new Set(ours.map(line => line.split(' ')[0]))).toEqual(
      new Set(theirs.map(line => line.split(' ')[0]))
    )
  })
})
