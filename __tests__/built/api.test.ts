import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { runAction, type ActionResult } from '../../scripts/action-runner.ts'
import { createPlaces } from '../../src/http/calls.ts'
import { isOfSentry } from '../../src/way/way.ts'
import {
  isOperationName,
  operation,
  OPERATIONS,
  type OfferedName
} from '../../src/sentry/operations/table.ts'
import { parseJson, recordAt } from '../../src/text/json.ts'
import { goodCalls, inputsOf, prepare, seededIn, type GoodCall, PUBLIC_REPOSITORY } from '../api/calls.ts'
import { openStep, writesIn } from '../harness/step.ts'
import type { Recorded } from '../../simulator/client/recorded.ts'
import { makeFolder } from '../harness/cleanup.ts'

/** What a run of the committed bundle left behind. */
interface BundleRun extends ActionResult {
  readonly requests: readonly Recorded[]
  /** Everything that anyone can see of it: log, summary and outputs, without the line that masks the key. */
  readonly seen: string
}

interface Scene {
  readonly name: OfferedName
  /** In place of those of the good call. */
  readonly inputs?: Readonly<Record<string, unknown>>
  /** Answers that the simulator gives in place of its own. */
  readonly faults?: unknown
  readonly env?: Readonly<Record<string, string>>
}

// processes that share few cores with other tests take their time
jest.setTimeout(60_000)

const NAMES = Object.keys(OPERATIONS).filter(isOperationName)

/** So many processes at once: a runner has two to four cores. */
const inPlace = createPlaces(4)

let calls: Readonly<Record<OfferedName, GoodCall>>
/** The good calls, all begun at once; each test waits for its own. */
const goodRuns = new Map<OfferedName, Promise<BundleRun>>()

beforeAll(async () => {
  const servers = await openStep('api')
  calls = goodCalls(await seededIn(servers))
  await servers.close()
  for (const name of NAMES) goodRuns.set(name, play({ name }))
})

afterAll(() => Promise.allSettled(goodRuns.values()))

/** Runs the bundle in a process of its own, against a simulator of its own. */
function play({ name, inputs = {}, faults, env = {} }: Scene): Promise<BundleRun> {
  return inPlace(async () => {
    const servers = await openStep('api')
    const { simulator } = servers
    try {
      await prepare(servers)
      if (faults !== undefined) await servers.seed('faults', faults)
      const given = {
        maton_api_key: simulator.key,
        maton_connection: simulator.connection,
        maton_url: simulator.maton,
        ...inputsOf(name, calls[name]),
        ...inputs
      }
      const result = await runAction({
        action: 'api',
        inputs: Object.fromEntries(
          Object.entries(given).map(([input, value]) => [
            input,
            typeof value === 'string' ? value : JSON.stringify(value)
          ])
        ),
        env: { GITHUB_REPOSITORY: 'acme/web', GITHUB_API_URL: simulator.github, ...env },
        payload: PUBLIC_REPOSITORY
      })
      const log = result.stdout.replace(/^::add-mask::.*$/gm, '')
      const seen = [log, result.stderr, result.summary, JSON.stringify(result.outputs)].join('\n')
      return { ...result, requests: await servers.requests(), seen }
    } finally {
      await servers.close()
    }
  })
}

/** The error annotation of a run that failed. */
function errorOf({ exitCode, stdout, stderr }: BundleRun): string {
  expect([exitCode, stderr]).toEqual([1, ''])
  const errors = stdout.match(/^::error::.*$/gm) ?? []
  expect(errors).toHaveLength(1)
  return errors[0] ?? ''
}

describe('the bundle carries out', () => {
  test.each(NAMES)('%s', async name => {
    const run = await goodRuns.get(name)
    const { status, path: route, body, tells } = calls[name]

    expect(run).toMatchObject({
      exitCode: 0,
      stderr: '',
      outputs: { status: String(status), pages: '1', truncated: 'false', result_file: '' }
    })
    expect(run?.requests).toMatchObject([{ method: operation(name).method, path: route, body: body ?? null }])
    if (status === 202 || status === 204) expect(run?.outputs['result']).toBe('')
    else {
      const result = parseJson(run?.outputs['result'] ?? '')
      expect(result).toBeDefined()
      if (tells !== undefined)
        expect(recordAt(Array.isArray(result) ? result[0] : result)[tells[0]]).toEqual(tells[1])
    }
    expect(run?.summary).toContain(`## Sentry API · \`${name}\`\n\n${status}`)
    expect(run?.stdout).toContain('::add-mask::simulated-maton-key')
    expect(run?.seen).not.toContain('simulated-maton-key')
    if (!isOfSentry(operation(name))) expect(run?.seen).not.toMatch(/session_token|connect\.maton\.ai|"url"/)
  })
})

describe('the bundle fails with an error for', () => {
  const everything = { path: '^/(sentry|connections)', times: 0 }

  test('a missing parameter, before the first request', async () => {
    const run = await play({ name: 'get-release', inputs: { parameters: { verson: '1' } } })
    expect(errorOf(run)).toMatch(
      /Wrong inputs:%0A- parameters: verson is not a parameter; the nearest is version; get-release takes { organization, version, .*%0A- parameters: version is missing/
    )
    expect(run.requests).toEqual([])
    expect(run.outputs).toEqual({ result: '', result_file: '', status: '', pages: '', truncated: '' })
  })

  test('a missing confirm, without a write', async () => {
    const run = await play({ name: 'create-deploy', inputs: { confirm: '' } })
    expect(errorOf(run)).toContain(
      'Nothing was written: to record the deploy of web@1.0.0 to staging in acme, set confirm to exactly "create acme/web@1.0.0/staging"'
    )
    expect(run.stdout).toContain(
      [
        '::group::Not confirmed: what would be done',
        'Operation: create-deploy (Record a deploy of a release)',
        'Request: POST /api/0/organizations/acme/releases/web%401.0.0/deploys/',
        'Effect: create',
        'Target: acme/web@1.0.0/staging',
        'Body:',
        '{',
        '  "environment": "staging"',
        '}',
        'To do it, set confirm to: create acme/web@1.0.0/staging',
        '::endgroup::'
      ].join('\n')
    )
    expect(writesIn(run.requests)).toEqual([])
  })

  test('401, without the key', async () => {
    const run = await play({ name: 'list-organizations', inputs: { maton_api_key: 'no-such-key' } })
    expect(errorOf(run)).toMatch(/Maton answered 401.*Check maton_api_key/)
    expect(run.seen).not.toContain('no-such-key')
  })

  test('403, with the scopes', async () => {
    const run = await play({ name: 'delete-release', inputs: { maton_connection: 'conn_bare' } })
    expect(errorOf(run)).toMatch(/Sentry answered 403.*with the scope project:\w+/)
  })

  test('404, after a value that would like to be another route was encoded once', async () => {
    const run = await play({ name: 'get-project', inputs: { parameters: { project: '%2e%2e' } } })
    expect(errorOf(run)).toContain('The organization acme has no project %252e%252e that the connection sees')
    expect(run.requests[0]?.path).toBe('/sentry/api/0/projects/acme/%252e%252e/')
  })

  test('429, after four repeats', async () => {
    const action = { status: 429, headers: { 'retry-after': '0' }, body: { detail: 'Too many' } }
    const run = await play({ name: 'update-team', faults: { match: everything, action } })
    expect(errorOf(run)).toMatch(/answered 429: Too many\. Run fewer jobs/)
    expect(run.requests).toHaveLength(5)
  })
})

describe('the bundle', () => {
  test('shows a dry run and succeeds', async () => {
    const run = await play({ name: 'delete-team', inputs: { confirm: '', dry_run: true } })
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toContain('To do it, set confirm to: delete acme/platform')
    expect(run.summary).toContain('dry run, nothing written')
    expect(writesIn(run.requests)).toEqual([])
  })

  test('joins three pages', async () => {
    const run = await play({ name: 'list-project-events', faults: threePages('x') })
    expect(parseJson(run.outputs['result'] ?? '')).toEqual([
      { id: '1', text: 'x' },
      { id: '2', text: 'x' },
      { id: '3', text: 'x' }
    ])
    expect(run.outputs).toMatchObject({ status: '200', pages: '3', truncated: 'false', result_file: '' })
  })

  test('puts what is too large for an output into a file that the next step can read', async () => {
    const folder = makeFolder()
    const text = 'x'.repeat(400_000)
    const run = await play({
      name: 'list-project-events',
      faults: threePages(text),
      inputs: { max_pages: 2 },
      env: { RUNNER_TEMP: folder }
    })
    const file = run.outputs['result_file'] ?? ''
    const rows = parseJson(readFileSync(file, 'utf8'))
    expect(rows).toEqual([
      { id: '1', text },
      { id: '2', text }
    ])
    expect(run.outputs).toMatchObject({ result: '', pages: '2', truncated: 'true' })
    expect(run.stdout).toContain(`::notice::The result is too large for an output: it is in the file ${file}`)
  })

  /** Three pages of one row each; their `Link` headers name Sentry's own host, as Sentry does. */
  function threePages(text: string): readonly unknown[] {
    return ['1', '2', '3'].map((id, index) => {
      const link = `<https://acme.sentry.io/x/?cursor=0:${id}:0>; rel="next"; results="${id !== '3'}"; cursor="0:${id}:0"`
      return {
        match: { path: '^/sentry', nth: index + 1 },
        action: { status: 200, headers: { link }, body: [{ id, text }] }
      }
    })
  }
})
