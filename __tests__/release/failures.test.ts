import { beforeEach, describe, expect, test } from '@jest/globals'
import { Failure } from '../../src/run/failure.ts'
import { WAY_FAILURES } from '../../src/way/failures.ts'
import { parseJson } from '../../src/text/json.ts'
import { at } from '../../simulator/client/json-path.ts'
import { deploysOf, useRelease } from '../harness/release.ts'

const servers = useRelease()

const skip = { set_commits: 'skip', release: 'r1' }
const JSON_TYPE = { 'content-type': 'application/json' }

async function connection(id: string, more: Readonly<Record<string, unknown>>): Promise<void> {
  await servers.seed('state', { connections: [{ connection_id: id, ...more }] })
}

describe('one error says what happened, to what, and what to do', () => {
  test.each([
    ['a wrong key', { maton_api_key: 'wrong-key-of-maton' }, 'Maton answered 401', 'Check maton_api_key'],
    ['an unknown connection', { maton_connection: 'conn_nope' }, 'Maton answered 404', 'conn_sentry'],
    [
      'an unknown project',
      { projects: 'web banana' },
      'The organization acme has no project banana that the connection sees; it has 2 projects: api, web',
      'Correct projects'
    ],
    [
      'an unknown organization',
      { organization: 'nope' },
      'The connection sees no organization nope; it sees 1 organization: acme',
      'Correct organization, or set maton_connection'
    ],
    [
      'an organization in other letters',
      { organization: 'Acme' },
      'no organization Acme',
      'Did you mean acme?'
    ],
    [
      'a mistyped project',
      { projects: 'webb' },
      'has no project webb',
      'Did you mean web? Correct projects, and'
    ]
  ])('%s', async (_title, inputs, what, remedy) => {
    const run = await servers.run({ ...skip, ...inputs })
    expect(run.code).toBe(1)
    const errors = run.annotations.filter(annotation => annotation.level === 'error')
    expect(errors).toHaveLength(1)
    expect(errors.at(0)?.message).toContain(what)
    expect(errors.at(0)?.message).toContain(remedy)
    expect(run.said).toContain('Nothing was written.')
    expect(run.outputs['release_url']).toBe('')
    expect(await servers.release('r1')).toEqual({})
  })

  test.each([
    [
      'an unknown organization',
      { SENTRY_ORG: 'nope' },
      { organization: '' },
      'organization (from the variable SENTRY_ORG)'
    ],
    [
      'an unknown project',
      { SENTRY_PROJECT: 'nope' },
      { projects: '' },
      'projects (from the variable SENTRY_PROJECT)'
    ]
  ])('%s of a variable is corrected there', async (_title, env, inputs, from) => {
    const run = await servers.run({ ...skip, ...inputs }, { env })
    expect(run.annotations.at(-1)?.message).toContain(`Correct ${from}`)
  })

  test.each(['github', 'integration'])(
    'an unknown organization, when it is met while reading (set_commits: %s)',
    async mode => {
      const run = await servers.run({
        release: 'r1',
        organization: 'nope',
        projects: 'web',
        commit: 'main',
        set_commits: mode
      })
      expect(run.annotations.at(-1)?.message).toContain('The connection sees no organization nope')
      expect(run.outputs['release_url']).toBe('')
    }
  )

  test('an organization of another connection', async () => {
    await servers.seed('state', { organizations: [{ slug: 'second', name: 'Second' }] })
    await connection('other', { organizations: ['second'] })
    const run = await servers.run({ ...skip, maton_connection: 'other' })
    expect(run.annotations.at(-1)?.message).toContain(
      'The connection sees no organization acme; it sees 1 organization: second'
    )
  })

  test('an unknown project, when it is met while reading', async () => {
    const run = await servers.run({ release: 'r1', projects: 'banana', commit: 'main' })
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain('The organization acme has no project banana')
  })

  test.each([
    [
      'organizations',
      { organization: '' },
      { organizations: null },
      /The connection sees \d+ organizations: acme, .*Set organization/
    ],
    ['organization', { organization: '' }, { organizations: [] }, /The connection sees no organization/],
    ['projects', { projects: '' }, {}, /The organization acme has 2 projects: api, web.*Set projects/],
    ['project', { projects: '' }, { projects: [] }, /The organization acme has no project/]
  ])('several or no %s', async (_title, inputs, sees, words) => {
    await servers.seed('state', { organizations: [{ slug: 'second', name: 'Second' }] })
    await connection('few', sees)
    const run = await servers.run({ ...skip, maton_connection: 'few', ...inputs })
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toMatch(words)
  })

  test('several connections: the ids are listed, never their addresses', async () => {
    await connection('second', {})
    const run = await servers.run({ ...skip, maton_connection: '' })
    expect(run.annotations.at(-1)?.message).toMatch(
      /2 active Sentry connections: conn_sentry .*second .*Set maton_connection/
    )
    expect(`${run.said}${run.summary}`).not.toContain('session_token')
  })

  test('no connection', async () => {
    await connection(servers.simulator.connection, { status: 'FAILED' })
    const run = await servers.run({ ...skip, maton_connection: '' })
    expect(run.annotations.at(-1)?.message).toContain(
      'Maton has no active Sentry connection; there is conn_sentry'
    )
  })

  test('a missing scope: the scopes are named', async () => {
    await connection('reader', { scopes: ['org:read', 'project:read'] })
    const run = await servers.run({ ...skip, maton_connection: 'reader' })
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toMatch(
      /Could not create release r1 in acme.* perform this action\. Authorize .*project:releases/
    )
  })
})

describe('a connection that does not see all projects of a release', () => {
  beforeEach(async () => {
    await servers.sentry('POST', 'releases/', { version: 'r1', projects: ['web', 'api'] })
    await connection('few', { projects: ['web'] })
  })

  test('cannot add to it: Sentry says which project', async () => {
    const run = await servers.run({ ...skip, maton_connection: 'few' })
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain('You do not have permission to one of the projects')
  })

  test('cannot deploy it: the error speaks of its projects', async () => {
    const run = await servers.run({
      release: 'r1',
      only: 'deploy',
      environment: 'qa',
      maton_connection: 'few'
    })
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain('has no release r1 whose projects the connection sees')
  })

  test('is told so when a 404 comes for a release that is there', async () => {
    await servers.seed('faults', {
      match: { method: 'POST', path: 'deploys/$' },
      action: { status: 404, headers: JSON_TYPE, body: { detail: 'The requested resource does not exist' } }
    })
    const run = await servers.run({ release: 'r1', only: 'deploy', environment: 'qa' })
    expect(run.annotations.at(-1)?.message).toMatch(
      /the release is there\. .*may not access all projects of the release \(web, api\)/
    )
  })
})

describe('what is half done is said', () => {
  const commits = { release: 'r1', set_commits: 'github', commit: 'main' }

  test('the release is there when its commits stay locked', async () => {
    await servers.seed('state', { locks: [{ organization: 'acme', release: 'r1', ms: 0 }] })
    const run = await servers.run(commits)
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toMatch(
      /Release commits are currently being processed.*concurrency/
    )
    expect(run.said).toContain('The release r1 is there all the same, without the commits of this run.')
    expect(run.summary).toContain('The release r1 is there all the same')
    expect(await servers.release('r1')).toMatchObject({ version: 'r1', commits: [] })
    expect(run.outputs).toMatchObject({ commit_count: '', created: 'false' })
  })

  test('the release is there when its refs are refused', async () => {
    await servers.seed('faults', {
      match: { path: '/repos/$' },
      action: {
        status: 200,
        headers: JSON_TYPE,
        body: [{ name: 'Acme/Web', provider: { id: 'integrations:github' }, status: 'active' }]
      }
    })
    const run = await servers.run({ ...commits, set_commits: 'integration' })
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain('Invalid repository names: Acme/Web')
    expect(run.summary).toContain('The release r1 is there all the same')
  })

  test('and not claimed when nothing was stored', async () => {
    await servers.seed('faults', {
      match: { method: 'POST', path: 'releases/$' },
      action: { status: 400, headers: JSON_TYPE, body: { commits: ['no'] } }
    })
    const run = await servers.run(commits)
    expect(run.summary).not.toContain('all the same')
    expect(run.summary).toContain('Nothing was written.')
  })

  test('a release whose outcome is not known', async () => {
    await servers.seed('faults', {
      match: { method: 'POST', path: 'releases/$', times: 0 },
      action: { status: 502, body: '<h1>Bad gateway</h1>' }
    })
    const run = await servers.run(skip)
    expect(run.code).toBe(1)
    expect(run.said).toContain(
      'The request to create release r1 in acme may or may not have been carried out.'
    )
  })

  test('the release, when its update fails', async () => {
    await servers.run(skip)
    await servers.seed('faults', {
      match: { method: 'PUT', times: 0 },
      action: { status: 400, headers: JSON_TYPE, body: { ref: ['no'] } }
    })
    const run = await servers.run({ ...skip, ref: 'x', environment: 'qa' })
    expect(run.code).toBe(1)
    expect(run.summary).toContain('Before that, the run completed release `r1`, which was there already.')
    expect(run.said).toContain('Still to be done, as far as Sentry told: record the deploy of r1 to qa.')
    expect(deploysOf(await servers.release('r1'))).toEqual([])
    expect(at(parseJson(run.outputs['plan'] ?? ''), 0)).toMatchObject({ operation: 'create-release' })
  })

  test('what was written before the job was cancelled', async () => {
    const cancelled = new Failure(WAY_FAILURES.cancelled, 'The run was cancelled')
    await servers.seed('faults', {
      match: { method: 'POST', path: 'deploys/$' },
      action: { status: 502, body: 'x' }
    })
    const run = await servers.run(
      { ...skip, environment: 'qa' },
      { duringPause: async ({ stop }) => stop(cancelled) }
    )
    expect(run.code).toBe(1)
    expect(run.said).toContain('Created release r1.')
    expect(run.said).toContain('The deploy to qa may have been recorded')
    expect(run.summary).toContain('Before that, the run created release `r1`.')
    expect(run.annotations.at(-1)).toEqual({
      level: 'error',
      message: expect.stringContaining('The run was cancelled.')
    })
  })

  test('that nothing was, when the job is cancelled while reading', async () => {
    const cancelled = new Failure(WAY_FAILURES.cancelled, 'The run was cancelled')
    const run = await servers.run(commits, { stopped: cancelled })
    expect(run.code).toBe(1)
    expect(run.said).toContain('Nothing was written.')
    expect(run.summary).toContain('nothing was written')
  })
})

describe('on_error: warn', () => {
  test.each([
    [
      'before anything is written',
      { match: { path: 'releases/$', times: 0 }, action: { status: 503, body: 'x' } }
    ],
    [
      'after the release',
      {
        match: { path: 'deploys/$', times: 0 },
        action: { status: 403, headers: JSON_TYPE, body: { detail: 'no' } }
      }
    ]
  ])('turns a failure %s into a warning and exit 0', async (_title, fault) => {
    await servers.seed('faults', fault)
    const run = await servers.run({ ...skip, environment: 'qa', on_error: 'warn' })
    expect(run.code).toBe(0)
    expect(run.annotations.map(annotation => annotation.level)).toEqual(['warning'])
    expect(run.outputs).toMatchObject({ release: 'r1', dry_run: 'false' })
  })

  test('does not excuse wrong inputs', async () => {
    const run = await servers.run({ ...skip, on_error: 'warn', finalize: 'perhaps' })
    expect(run.code).toBe(1)
    expect(await servers.requests()).toEqual([])
  })
})

test('wrong inputs are told together, before the first request, and never with a secret', async () => {
  const run = await servers.run({
    maton_api_key: 'a key with blanks',
    github_token: 'a token with blanks',
    maton_url: 'http://user:password@example.com',
    release: 'a/b',
    environment: 'x/y',
    max_commits: '9999'
  })
  expect(run.code).toBe(1)
  expect(run.annotations).toHaveLength(1)
  const lines = run.annotations.at(0)?.message.split('\n') ?? []
  expect(
    lines
      .flatMap(line => /^- (\w+):/.exec(line)?.[1] ?? [])
      .filter(Boolean)
      .toSorted()
  ).toEqual(['environment', 'github_token', 'maton_api_key', 'maton_url', 'max_commits', 'release'])
  expect(`${run.said}${run.summary}`).not.toMatch(/with blanks|password@|user:/)
  expect(await servers.requests()).toEqual([])
})

test('a server that repeats the key is not repeated', async () => {
  const key = servers.simulator.key
  await servers.seed('faults', {
    match: { times: 0 },
    action: { status: 400, headers: JSON_TYPE, body: { detail: `bad key ${key} of Bearer ${key}` } }
  })
  const run = await servers.run(skip)
  expect(run.code).toBe(1)
  expect(run.said).toContain('bad key *** of Bearer ***')
  expect(`${run.said}${run.summary}${JSON.stringify(run.outputs)}`).not.toContain(key)
  expect(run.summary).not.toContain('simulated')
  expect(run.masked).toEqual([key, servers.simulator.token])
})
