import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { runAction, type ActionResult, type ActionRun } from '../../scripts/action-runner.ts'
import { at, rowsOf } from '../../simulator/client/json-path.ts'
import { openBench, type Bench } from '../../simulator/client/bench.ts'
import { type JsonRecord, listAt, textAt } from '../../src/text/json.ts'
import { makeCheckout, type Checkout } from '../harness/checkout.ts'
import { organizationToken, USER_TOKEN } from '../direct/sentry-token.ts'

let bench: Bench
let checkout: Checkout
let refs: unknown
beforeAll(async () => {
  bench = await openBench()
  checkout = makeCheckout()
  for (const name of ['one', 'two', 'three']) checkout.commit(name)
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.control('POST', 'state', {
    tokens: [
      { token: USER_TOKEN, kind: 'user' },
      { token: ORGANIZATION_TOKEN, kind: 'organization', organizations: ['acme'] }
    ]
  })
  refs = at(await bench.control('GET', 'state'), 'github', 'refs')
})
afterEach(() => bench.control('POST', 'reset'))

const ORGANIZATION_TOKEN = organizationToken({ url: null })

/** A step of a workflow that used action-release: what stands below its `uses:`, and what is true afterwards. */
interface Shape {
  readonly name: string
  readonly with: ActionRun['inputs']
  /** Beside SENTRY_AUTH_TOKEN, SENTRY_ORG, SENTRY_PROJECT and SENTRY_URL. */
  readonly env?: () => Readonly<Record<string, string>>
  readonly before?: () => Promise<unknown>
  readonly version: string
  readonly expected: () => Readonly<Record<string, unknown>>
}

function head(): string {
  return textAt(refs, 'heads/main') ?? ''
}

const FETCHED = (): Readonly<Record<string, unknown>> => ({
  projects: ['web'],
  heads: [{ repository: 'acme/web', commit: head() }]
})

const SHAPES: readonly Shape[] = [
  {
    name: 'several projects',
    with: { projects: 'web api', version: '1.0.0', environment: 'production' },
    version: '1.0.0',
    expected: () => ({ ...FETCHED(), projects: ['web', 'api'], deploys: [{ environment: 'production' }] })
  },
  {
    name: 'manual commits',
    with: {
      version: '1.1.0',
      set_commits: 'manual',
      repo: 'acme/web',
      commit: 'main',
      previous_commit: 'v1.0.0'
    },
    version: '1.1.0',
    expected: () => ({ heads: [{ repository: 'acme/web' }] })
  },
  {
    name: 'a prefix',
    with: { version: '2.0.0', version_prefix: 'web@', environment: 'production' },
    version: 'web@2.0.0',
    expected: FETCHED
  },
  {
    name: 'several environments',
    with: { version: '3.0.0', environment: 'production\nstaging' },
    version: '3.0.0',
    expected: () => ({ deploys: [{ environment: 'production' }, { environment: 'staging' }] })
  },
  {
    name: 'a self-hosted Sentry below a path',
    with: { version: '4.0.0', environment: 'production' },
    env: () => ({ SENTRY_URL: `${bench.simulator.sentry}/below/` }),
    before: () => bench.control('POST', 'state', { sentry: { mode: 'self-hosted', prefix: '/below' } }),
    version: '4.0.0',
    expected: FETCHED
  },
  {
    name: 'an organization token, which names its organization',
    with: { version: '5.0.0', environment: 'production' },
    env: () => ({ SENTRY_AUTH_TOKEN: ORGANIZATION_TOKEN, SENTRY_ORG: '' }),
    version: '5.0.0',
    expected: FETCHED
  },
  {
    name: 'working_directory',
    with: { version: '6.0.0', set_commits: 'local', working_directory: 'packages/app' },
    env: () => ({ GITHUB_WORKSPACE: checkout.directory, GITHUB_SHA: checkout.git('rev-parse', 'HEAD') }),
    before: async () => mkdirSync(path.join(checkout.directory, 'packages/app'), { recursive: true }),
    version: '6.0.0',
    expected: () => ({ commits: [{ message: 'three' }, { message: 'two' }, { message: 'one' }] })
  },
  {
    name: 'ignore_missing',
    with: { version: '7.0.0', set_commits: 'local', ignore_missing: 'true', previous_commit: 'f'.repeat(40) },
    env: () => ({ GITHUB_WORKSPACE: checkout.directory, GITHUB_SHA: checkout.git('rev-parse', 'HEAD') }),
    version: '7.0.0',
    expected: () => ({ commits: [{ message: 'three' }, { message: 'two' }, { message: 'one' }] })
  },
  {
    name: 'finalize: false',
    with: { version: '8.0.0', finalize: 'false' },
    version: '8.0.0',
    expected: () => ({ ...FETCHED(), dateReleased: null })
  },
  {
    name: 'a container job, whose workspace is another folder',
    with: { version: '9.0.0', environment: 'production', set_commits: 'auto' },
    env: () => ({ GITHUB_WORKSPACE: '/__w/web/web', HOME: '/github/home', RUNNER_TEMP: '/__w/_temp' }),
    version: '9.0.0',
    expected: FETCHED
  }
]

/** Runs the built action with what such a workflow gives it. */
function runShape(
  { with: inputs, env = () => ({}) }: Pick<Shape, 'with' | 'env'>,
  action = '.'
): Promise<ActionResult> {
  const { simulator } = bench
  return runAction({
    action,
    inputs: { ...inputs, github_token: simulator.token },
    payload: {},
    env: {
      SENTRY_AUTH_TOKEN: USER_TOKEN,
      SENTRY_ORG: 'acme',
      SENTRY_PROJECT: 'web',
      SENTRY_URL: simulator.sentry,
      GITHUB_REPOSITORY: 'acme/web',
      GITHUB_API_URL: simulator.github,
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_SHA: head(),
      GITHUB_REF: 'refs/heads/main',
      GITHUB_RUN_ID: '77',
      ...env()
    }
  })
}

async function releaseNamed(version: string): Promise<JsonRecord | undefined> {
  const { state } = await bench.look()
  return rowsOf(state, 'releases').find(release => release['version'] === version)
}

describe('a workflow of action-release runs with another uses: alone', () => {
  test.each(SHAPES)('$name', async shape => {
    await shape.before?.()
    const { exitCode, stdout, outputs } = await runShape(shape)
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.not.stringContaining('::error') })
    expect(await releaseNamed(shape.version)).toMatchObject(shape.expected())
    expect(outputs['version']).toBe(shape.version)
    expect(stdout.split('\n').filter(line => line !== '' && !line.startsWith('::'))[0]).toMatch(
      /^Directly to http:\/\/127\.0\.0\.1:\d+\S*, organization acme \((?:user|organization) token\)\.$/
    )
    // nothing of Maton, and no window of ten requests
    const { requests } = await bench.look()
    expect(requests.filter(({ server }) => server === 'maton')).toEqual([])
  })

  test('on a self-hosted Sentry with links to it', async () => {
    const { outputs, summary } = await runShape({ with: { version: '1 0' } })
    const page = `${bench.simulator.sentry}/organizations/acme/releases/1%200/`
    expect(outputs['release_url']).toBe(page)
    expect(summary).toContain(`(${page})`)
    expect(summary).toContain('directly to http://127.0.0.1')
  })
})

describe('what a token may not do', () => {
  const ORGANIZATION = (): Readonly<Record<string, string>> => ({ SENTRY_AUTH_TOKEN: ORGANIZATION_TOKEN })

  test.each<[string, string, ActionRun['inputs'], Readonly<Record<string, string>>, RegExp]>([
    [
      'the release step, to list projects',
      '.',
      { version: '1' },
      { SENTRY_PROJECT: '' },
      /projects: needed, because an organization token cannot list projects/
    ],
    [
      'the comment step, to read issues',
      'comment',
      { release: '1' },
      {},
      /sentry_auth_token.*: reading issues needs the scope event:read.*internal integration/
    ],
    [
      'the api step, to list issues',
      'api',
      { operation: 'list-organization-issues' },
      {},
      /operation: "list-organization-issues" is not allowed; give it needs the scope event:read/
    ],
    [
      'the api step, for what is of Maton',
      'api',
      { operation: 'list-connections' },
      {},
      /it is one of Maton: it needs maton_api_key/
    ]
  ])('is said before any request: %s', async (_, action, inputs, env, problem) => {
    const { exitCode, stdout } = await runShape(
      { with: inputs, env: () => ({ ...ORGANIZATION(), ...env }) },
      action
    )
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(problem)
    expect((await bench.look()).requests).toEqual([])
  })

  test('shows the projects as given where Sentry does not know one of them', async () => {
    const { exitCode, stdout } = await runShape({
      with: { version: '1', projects: 'web wbe', set_commits: 'skip' },
      env: ORGANIZATION
    })
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/Invalid project ids or slugs; projects has 2 projects: web, wbe/)
  })
})

describe('what is wrong is said, and the token is not', () => {
  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    [
      'a revoked token',
      { tokens: [{ token: USER_TOKEN, refused: 'Invalid token' }] },
      /Sentry answered 401.*SENTRY_AUTH_TOKEN.*127\.0\.0\.1.*Make a new one at http:\/\/127/
    ],
    [
      'an expired token',
      { tokens: [{ token: USER_TOKEN, refused: 'Token expired' }] },
      /Token expired.*Make a new one/
    ],
    [
      'single sign-on',
      { tokens: [{ token: USER_TOKEN, refused: 'sso-required' }] },
      /Use an organization token, or the token of an internal integration/
    ],
    [
      'a missing scope',
      { tokens: [{ token: USER_TOKEN, scopes: ['org:read'] }] },
      /answered 403.*user token.*needs the scope project:\w+/
    ],
    [
      'a token of another organization',
      { tokens: [{ token: USER_TOKEN, organizations: ['other'] }] },
      /The token sees no organization acme/
    ],
    ['a page to sign in', { sentry: { page: true } }, /127\.0\.0\.1:\d+ answered 200.*sentry_headers/],
    [
      'a gate without its headers',
      { sentry: { gate: { 'X-Gate': 'open-sesame' } } },
      /answered 200.*sentry_headers/
    ]
  ]
  test.each(cases)('%s', async (_, state, message) => {
    await bench.control('POST', 'state', state)
    const { exitCode, stdout, summary } = await runShape({ with: { version: '1', set_commits: 'skip' } })
    expect(exitCode).toBe(1)
    expect(stdout.split('\n').filter(line => line.startsWith('::error'))).toEqual([
      expect.stringMatching(message)
    ])
    expect(stdout.replace(/^::add-mask::.*$/gm, '') + summary).not.toContain(USER_TOKEN.slice(0, 12))
  })

  test.each([
    ['an http address that moved to https', (): string => `https://127.0.0.1`],
    ['another host', (): string => bench.elsewhere]
  ])('a redirect, which names its target and is not followed: %s', async (_, target) => {
    await bench.control('POST', 'state', { sentry: { redirect: target() } })
    const { exitCode, stdout } = await runShape({ with: { version: '1', set_commits: 'skip' } })
    expect(exitCode).toBe(1)
    expect(stdout).toContain(`answered 301, a redirect to ${target()}`)
    expect((await bench.look()).strayed).toBe(0)
  })

  test('a gate opens for the headers that are given', async () => {
    await bench.control('POST', 'state', { sentry: { gate: { 'X-Gate': 'open-sesame' } } })
    const inputs = { version: '1', set_commits: 'skip', sentry_headers: 'X-Gate: open-sesame' }
    const { exitCode, stdout } = await runShape({ with: inputs })
    expect(exitCode).toBe(0)
    expect(stdout).toContain('::add-mask::open-sesame')
    expect(await releaseNamed('1')).toBeDefined()
  })

  test('a route that an old server lacks is no missing project', async () => {
    await bench.control('POST', 'faults', {
      match: { server: 'sentry', times: 0 },
      action: { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>Not Found</h1>' }
    })
    const { stdout } = await runShape({ with: { version: '1', set_commits: 'skip' } })
    expect(stdout).toMatch(/::error.*answered 404.*Check that sentry_url is the address of Sentry/)
  })

  test('an organization that is not known, with those that are', async () => {
    await bench.control('POST', 'state', { sentry: { mode: 'self-hosted' } })
    const env = (): Readonly<Record<string, string>> => ({ SENTRY_ORG: 'acmee' })
    const { exitCode, stdout } = await runShape({ with: { version: '1', set_commits: 'skip' }, env })
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(
      /::error::The token sees no organization acmee; it sees 1 organization: acme. Did you mean acme\?/
    )
  })
})

test('a server without rate headers, and one that asks to wait, are no hindrance', async () => {
  await bench.control('POST', 'state', { sentry: { rateHeaders: false } })
  await bench.control('POST', 'faults', {
    match: { server: 'sentry', method: 'POST', path: '/releases/$' },
    action: { status: 429, headers: { 'retry-after': '0' }, body: { detail: 'too much' } }
  })
  const { exitCode } = await runShape({ with: { version: '1', set_commits: 'skip' } })
  expect(exitCode).toBe(0)
  expect(listAt(await releaseNamed('1'), ['projects'])).toEqual(['web'])
})
