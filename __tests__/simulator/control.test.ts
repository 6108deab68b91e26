import { describe, expect, test } from '@jest/globals'
import { at, each, sha, useSimulator } from './simulator-bench.ts'

const { simulator, ask, get, atRoot, maton, release, add, control } = useSimulator()

describe('requests', () => {
  test('requests are recorded with method, path, query, headers, body and status, control calls are not', async () => {
    await ask('PUT', 'releases/web%401.0.0/', { body: { ref: 'r' }, headers: { 'X-Trace': 'T' } })
    await get('releases/?per_page=1&project=11&project=12')
    await maton('GET', '/connections')
    await atRoot('POST', 'releases/', { body: '{' })
    await fetch(`${simulator().github}/repos/acme/web`, { headers: { authorization: 'token wrong' } })
    const { body } = await control('GET', 'requests')
    const path = '/sentry/api/0/organizations/acme/releases/'
    expect(at(body, 'requests')).toMatchObject([
      {
        server: 'maton',
        method: 'PUT',
        path: `${path}web%401.0.0/`,
        query: {},
        headers: {
          'x-trace': 'T',
          authorization: `Bearer ${simulator().key}`,
          'maton-connection': simulator().connection
        },
        body: { ref: 'r' },
        status: 200,
        at: expect.stringMatching(/^\d{4}-.*Z$/)
      },
      { method: 'GET', path, query: { per_page: '1', project: ['11', '12'] }, body: null, status: 200 },
      { server: 'maton', path: '/connections', status: 200 },
      { server: 'sentry', path: '/api/0/organizations/acme/releases/', body: '{', status: 400 },
      { server: 'github', path: '/repos/acme/web', status: 401 }
    ])
    expect(await control('DELETE', 'requests')).toMatchObject({ status: 200 })
    expect((await control('GET', 'requests')).body).toEqual({ requests: [] })
  })

  test('the status is null when the connection was cut, else what was sent', async () => {
    await control('POST', 'faults', [
      { match: { nth: 1 }, action: { reset: true } },
      { match: { nth: 2 }, action: { status: 503 } }
    ])
    await expect(get('repos/')).rejects.toThrow()
    await get('repos/')
    expect(each(at((await control('GET', 'requests')).body, 'requests'), 'status')).toEqual([null, 503])
  })

  test('a request is recorded when it arrives, before it is answered', async () => {
    await control('POST', 'faults', { match: {}, action: { drop: true } })
    const unanswered = expect(get('repos/', { signal: AbortSignal.timeout(300) })).rejects.toThrow()
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(each(at((await control('GET', 'requests')).body, 'requests'), 'status')).toEqual([null])
    await unanswered
  })
})

describe('reset', () => {
  test('reset brings back the start', async () => {
    const start = await control('GET', 'state')
    await ask('DELETE', '/projects/acme/api/')
    await maton('DELETE', `/connections/${simulator().connection}`)
    await add({ limits: { maton: { limit: 1 } }, locks: [{ release: '1' }], environments: ['qa'] })
    await control('POST', 'faults', { match: { times: 0 }, action: { status: 500 } })
    expect(await control('POST', 'reset')).toMatchObject({ status: 200, body: {} })
    expect((await control('GET', 'requests')).body).toEqual({ requests: [] })
    expect((await control('GET', 'faults')).body).toEqual({ faults: [] })
    expect(each((await get('releases/')).body, 'version')).toEqual(['web@1.0.0'])
    expect(each((await get('projects/')).body, 'slug')).toEqual(['api', 'web'])
    expect(await release({ version: '1', commits: [{ id: sha('a') }] })).toMatchObject({ status: 201 })
    await control('POST', 'reset')
    const again = await control('GET', 'state')
    expect(Object.keys(Object(again.body))).toEqual(Object.keys(Object(start.body)))
    expect(at(again.body, 'github', 'refs')).toEqual(at(start.body, 'github', 'refs'))
    expect(each(at(again.body, 'projects'), 'id')).toEqual(each(at(start.body, 'projects'), 'id'))
  })

  test('commits that were to be fetched are forgotten', async () => {
    const { body } = await control('GET', 'state')
    const commit = at(body, 'github', 'refs', 'heads/main')
    await release({ version: '1', refs: [{ repository: 'acme/web', commit }] })
    await control('POST', 'reset')
    await release({ version: '1' })
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(await get('releases/1/')).toMatchObject({ body: { commitCount: 0 } })
  })
})

describe('state', () => {
  test('the start is as the documents have it', async () => {
    const { body } = await control('GET', 'state')
    expect(body).toMatchObject({
      connections: [
        {
          connection_id: simulator().connection,
          app: 'sentry',
          status: 'ACTIVE',
          scopes: expect.arrayContaining(['project:releases']),
          organizations: null,
          projects: null
        },
        { app: 'slack', status: 'ACTIVE' }
      ],
      organizations: [{ id: '1', slug: 'acme', name: 'Acme', region: 'us' }],
      projects: [
        { organization: 'acme', id: '11', slug: 'web', name: 'web', teams: ['platform'] },
        { organization: 'acme', id: '12', slug: 'api', name: 'api', teams: ['platform'] }
      ],
      teams: [{ organization: 'acme', slug: 'platform' }],
      repos: [
        {
          organization: 'acme',
          name: 'acme/web',
          provider: 'integrations:github',
          url: 'https://github.com/acme/web'
        }
      ],
      environments: [
        { organization: 'acme', name: 'production' },
        { organization: 'acme', name: 'staging' }
      ],
      releases: [
        {
          organization: 'acme',
          version: 'web@1.0.0',
          status: 'open',
          projects: ['web'],
          dateReleased: expect.any(String),
          deploys: [{ environment: 'production', projects: ['web'] }]
        }
      ],
      issues: [
        {
          organization: 'acme',
          project: 'web',
          shortId: 'WEB-1',
          priority: 'high',
          status: 'unresolved',
          firstRelease: 'web@1.0.0'
        }
      ],
      github: {
        repository: 'acme/web',
        permissions: { contents: 'read', pull_requests: 'write' },
        pulls: [
          { number: 1, state: 'closed', merged: true },
          { number: 2, state: 'open', merged: false }
        ]
      }
    })
    expect(at(body, 'releases', 0, 'commits', 0, 'id')).toBe(at(body, 'github', 'refs', 'tags/v1.0.0'))
  })

  test('the state shows what was stored, also what lists hide', async () => {
    await release({
      version: '1',
      projects: ['web', 'api'],
      ref: 'main',
      commits: [
        {
          id: sha('a'),
          repository: 'acme/web',
          message: 'M',
          author_name: 'Ada',
          author_email: 'ada@x.example',
          timestamp: '2026-01-01T00:00:00Z',
          patch_set: [{ path: 'src/a.ts', type: 'A' }]
        }
      ],
      refs: [{ repository: 'acme/web', commit: sha('a'), previousCommit: sha('b') }]
    })
    for (const name of ['one', 'two'])
      await ask('POST', 'releases/1/deploys/', { body: { environment: 'qa', name, projects: ['api'] } })
    const { body } = await control('GET', 'state')
    expect(at(body, 'releases', 1)).toEqual({
      organization: 'acme',
      version: '1',
      status: 'open',
      ref: 'main',
      url: null,
      dateCreated: expect.any(String),
      dateReleased: null,
      projects: ['web', 'api'],
      commits: [
        {
          id: sha('a'),
          repository: 'acme/web',
          message: 'M',
          author_name: 'Ada',
          author_email: 'ada@x.example',
          timestamp: '2026-01-01T00:00:00Z',
          patch_set: [{ path: 'src/a.ts', type: 'A' }]
        }
      ],
      heads: [{ repository: 'acme/web', commit: sha('a'), previousCommit: sha('b') }],
      deploys: ['one', 'two'].map(name => ({
        id: expect.any(String),
        environment: 'qa',
        name,
        url: null,
        dateStarted: null,
        dateFinished: expect.any(String),
        projects: ['api']
      }))
    })
    expect(each(at(body, 'environments'), 'name')).toEqual(['production', 'staging', 'qa'])
  })

  test('what is added is there, and things in one request may name each other', async () => {
    const part = {
      organizations: [{ slug: 'acme-eu', name: 'Acme Europe', region: 'de' }],
      teams: [{ organization: 'acme-eu', slug: 'core', name: 'Core' }],
      projects: [
        { organization: 'acme-eu', slug: 'shop', name: 'Shop', id: 77, platform: 'python', team: 'core' }
      ],
      moved: [{ organization: 'acme-eu', from: 'old-shop', to: 'shop' }],
      repos: [{ organization: 'acme-eu', name: 'acme/shop', provider: 'unknown', url: null }],
      environments: ['qa'],
      releases: [{ organization: 'acme-eu', version: 'shop@1', projects: ['shop'], hasHealthData: true }],
      connections: [
        { connection_id: 'conn_eu', scopes: ['org:read'], organizations: ['acme-eu'], projects: ['shop'] }
      ],
      github: { refs: {} }
    }
    const { status, body } = await control('POST', 'state', part)
    expect(status).toBe(200)
    expect(body).toEqual((await control('GET', 'state')).body)
    expect(at(body, 'organizations', 1)).toMatchObject({ slug: 'acme-eu', name: 'Acme Europe', region: 'de' })
    expect(at(body, 'projects', 2)).toEqual({
      organization: 'acme-eu',
      id: '77',
      slug: 'shop',
      name: 'Shop',
      platform: 'python',
      teams: ['core']
    })
    expect(at(body, 'repos', 1)).toMatchObject({ name: 'acme/shop', provider: 'unknown', url: null })
    expect(at(body, 'releases', 1)).toMatchObject({ version: 'shop@1', projects: ['shop'] })
    expect(await get('/projects/acme-eu/old-shop/')).toMatchObject({ status: 302 })
    expect(await get('/organizations/acme-eu/releases/')).toMatchObject({
      body: [{ projects: [{ id: 77, hasHealthData: false }] }]
    })
    expect(await get('/organizations/', { as: 'conn_eu' })).toMatchObject({ body: [{ slug: 'acme-eu' }] })
    expect((await get('/organizations/', { as: 'conn_eu' })).headers['link']).toContain(
      'https://acme-eu.sentry.io/'
    )
  })

  test('what is left out of a project has its defaults: the first team, the slug as its name', async () => {
    await add({ projects: [{ slug: 'shop' }] })
    expect(at((await control('GET', 'state')).body, 'projects', 2)).toMatchObject({
      organization: 'acme',
      name: 'shop',
      platform: null,
      teams: ['platform']
    })
  })

  test('of a team and a repository that exist what is given is changed', async () => {
    await add({ teams: [{ slug: 'platform', name: 'Platform' }] })
    await add({
      teams: [{ slug: 'platform' }],
      repos: [{ name: 'acme/web', provider: 'unknown' }, { name: 'acme/api' }]
    })
    const { body } = await control('GET', 'state')
    expect(at(body, 'teams')).toMatchObject([{ slug: 'platform', name: 'Platform' }])
    expect(at(body, 'repos')).toMatchObject([
      { name: 'acme/web', provider: 'unknown', url: 'https://github.com/acme/web' },
      { name: 'acme/api', provider: 'integrations:github', url: 'https://github.com/acme/api' }
    ])
  })

  test('an existing connection is changed where told, and keeps the rest', async () => {
    await add({ connections: [{ connection_id: 'conn_x', scopes: ['org:read'], projects: ['web'] }] })
    await add({ connections: [{ connection_id: 'conn_x', status: 'FAILED' }] })
    const { body } = await control('GET', 'state')
    expect(at(body, 'connections', 2)).toMatchObject({
      connection_id: 'conn_x',
      status: 'FAILED',
      scopes: ['org:read'],
      projects: ['web']
    })
  })

  test.each([
    [{ planets: [] }],
    [[]],
    ['state'],
    [{ organizations: [{ name: 'x' }] }],
    [{ organizations: [{ slug: 'x', region: 'moon' }] }],
    [{ organizations: [{ slug: 'x', colour: 'red' }] }],
    [{ projects: [{ slug: 'x', organization: 'nope' }] }],
    [{ projects: [{ slug: 'x', id: 11 }] }],
    [{ projects: [{ slug: 'x', team: 'nope' }] }],
    [{ projects: [{ slug: 'Not A Slug' }] }],
    [{ moved: [{ from: 'a', to: 'nope' }] }],
    [{ moved: [{ from: 'api', to: 'web' }] }],
    [{ teams: [{}] }],
    [{ repos: [{ name: 'a/b', provider: 'gitlab' }] }],
    [{ environments: [1] }],
    [{ environments: ['a/b'] }],
    [{ releases: [{ version: 'a/b' }] }],
    [{ releases: [{ version: '1', projects: ['nope'] }] }],
    [{ connections: [{ app: 'sentry' }] }],
    [{ connections: [{ connection_id: 'x', status: 'OPEN' }] }],
    [{ connections: [{ connection_id: 'a b' }] }],
    [{ locks: [{ ms: 5 }] }],
    [{ locks: [{ release: '1', ms: -5 }] }],
    [{ limits: { sentry: { limit: 0, windowMs: 1000 } } }],
    [{ limits: { maton: { limit: 0 } } }],
    [{ limits: { sentry: { limit: 5, concurrent: 0 } } }],
    [{ limits: { maton: { limit: 5, concurrent: 2 } } }],
    [{ limits: { github: null } }],
    [{ github: { refs: { 'heads/x': sha('f') } } }],
    [{ github: { planets: [] } }]
  ])('what is not understood is a 400, and nothing is changed: %j', async part => {
    const before = (await control('GET', 'state')).body
    const extra = Array.isArray(part) || typeof part === 'string' ? part : { environments: ['new'], ...part }
    expect(await control('POST', 'state', extra)).toMatchObject({
      status: 400,
      body: { error: expect.any(String) }
    })
    expect((await control('GET', 'state')).body).toEqual(before)
  })
})

test('an unknown path is a 404, a body that is not JSON a 400', async () => {
  expect(await control('GET', 'planets')).toMatchObject({ status: 404 })
  expect(await control('GET', 'reset')).toMatchObject({ status: 404 })
  expect(await control('POST', 'reset', { soon: true })).toMatchObject({ status: 400 })
  expect(await control('POST', 'state', '{')).toMatchObject({
    status: 400,
    body: { error: expect.any(String) }
  })
})

test('more than 200,000 commits are refused', async () => {
  const commits = Array.from({ length: 70_000 }, (_, index) => ({ id: index.toString(16) }))
  for (const version of ['1', '2']) expect(await release({ version, commits })).toMatchObject({ status: 201 })
  expect(await release({ version: '3', commits })).toMatchObject({ status: 400 })
  expect(await release({ version: '2', commits })).toMatchObject({ status: 208 })
})
