import { describe, expect, test } from '@jest/globals'
import { at, each, useSimulator } from './simulator-bench.ts'

const { simulator, ask, get, maton, release, add } = useSimulator()

/** An error of Maton itself: in its own form, without the headers of Sentry. */
function ownError(code: number) {
  return {
    status: code,
    headers: expect.not.objectContaining({ 'x-sentry-rate-limit-limit': expect.anything() }),
    body: { error: { message: expect.any(String), type: expect.any(String), code } }
  }
}

describe('the gateway', () => {
  test('a wrong or missing Maton key is Maton’s own 401, on every path', async () => {
    expect(await get('/organizations/', { key: 'wrong' })).toEqual(ownError(401))
    expect(await get('/organizations/', { key: null })).toEqual(ownError(401))
    expect(await maton('GET', '/connections', { key: 'wrong' })).toEqual(ownError(401))
    expect(await maton('GET', '/nowhere', { key: 'wrong' })).toEqual(ownError(401))
  })

  test('an unknown Maton-Connection is Maton’s own 404', async () => {
    expect(await get('/organizations/', { as: 'no-such-connection' })).toEqual(ownError(404))
  })

  test('an unknown path is Maton’s own 404', async () => {
    expect(await maton('GET', '/nowhere')).toEqual(ownError(404))
    expect(await maton('GET', '/slack/api/chat')).toEqual(ownError(404))
  })

  test.each([
    ['pending', { status: 'PENDING' }],
    ['failed', { status: 'FAILED' }],
    ['of another app', { app: 'slack' }]
  ])('a connection that is %s is Maton’s own 400', async (_, part) => {
    await add({ connections: [{ connection_id: 'conn_bad', ...part }] })
    expect(await get('/organizations/', { as: 'conn_bad' })).toEqual(ownError(400))
  })

  test('without an active Sentry connection the gateway answers 400', async () => {
    expect(await maton('DELETE', `/connections/${simulator().connection}`)).toMatchObject({ status: 200 })
    expect(await get('/organizations/', { as: null })).toEqual(ownError(400))
    await maton('POST', '/connections', { body: { app: 'sentry' } })
    expect(await get('/organizations/', { as: null })).toEqual(ownError(400))
  })

  test('with one active Sentry connection the header may be left out', async () => {
    expect(await get('/organizations/', { as: null })).toMatchObject({
      status: 200,
      body: [{ slug: 'acme' }]
    })
  })

  test('beyond Maton’s own limit: 429 in Maton’s form, and the request was not carried out', async () => {
    await add({ limits: { maton: { limit: 3, windowMs: 60_000 } } })
    expect(await get('/organizations/')).toMatchObject({ status: 200 })
    expect(await maton('GET', '/connections')).toMatchObject({ status: 200 })
    expect(await get('/organizations/', { key: 'wrong' })).toMatchObject({ status: 401 })
    expect(await get('/organizations/')).toMatchObject({ status: 200 })
    expect(await release({ version: 'gl1' })).toEqual(ownError(429))
    await add({ limits: { maton: null } })
    expect(await get('releases/gl1/')).toMatchObject({ status: 404 })
  })

  test('the query and the method reach Sentry as they are', async () => {
    await add({ releases: [{ version: 'a b&c' }] })
    expect(each((await get('releases/?query=a%20b%26c&per_page=1')).body, 'version')).toEqual(['a b&c'])
    expect(await ask('DELETE', 'releases/a%20b%26c/')).toMatchObject({ status: 204, body: '' })
  })
})

describe('connections', () => {
  test('connections are listed with all fields and filtered by app and status', async () => {
    const all = await maton('GET', '/connections')
    expect(all.body).toEqual({
      connections: ['sentry', 'slack'].map(app => ({
        connection_id: app === 'sentry' ? simulator().connection : expect.any(String),
        status: 'ACTIVE',
        creation_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
        last_updated_time: expect.any(String),
        url: expect.stringMatching(/^https:\/\/.*session_token=./),
        app,
        method: 'OAUTH2',
        metadata: {}
      }))
    })
    await add({ connections: [{ connection_id: 'conn_wait', status: 'PENDING' }] })
    const ids = async (query: string) =>
      each(at((await maton('GET', `/connections?${query}`)).body, 'connections'), 'connection_id')
    expect(await ids('app=sentry&status=ACTIVE')).toEqual([simulator().connection])
    expect(await ids('app=sentry')).toEqual([simulator().connection, 'conn_wait'])
    expect(await ids('status=PENDING')).toEqual(['conn_wait'])
    expect(await ids('app=github')).toEqual([])
    expect(await ids('app=&status=PENDING')).toEqual(['conn_wait'])
  })

  test('a connection is created PENDING, can be read, and is gone after DELETE', async () => {
    const created = await maton('POST', '/connections', { body: { app: 'sentry' } })
    expect(created).toMatchObject({ status: 200, body: { connection: { app: 'sentry', status: 'PENDING' } } })
    const path = `/connections/${String(at(created.body, 'connection', 'connection_id'))}`
    expect(await maton('GET', path)).toMatchObject({ status: 200, body: created.body })
    expect(await maton('DELETE', path)).toMatchObject({ status: 200, body: {} })
    expect(await maton('GET', path)).toEqual(ownError(404))
    expect(await maton('DELETE', path)).toEqual(ownError(404))
  })

  test('a new connection takes no id that is taken', async () => {
    const taken = ['conn_2', 'conn_3']
    await add({ connections: taken.map(connection_id => ({ connection_id, status: 'FAILED' })) })
    const { body } = await maton('POST', '/connections', { body: { app: 'sentry' } })
    expect(taken).not.toContain(at(body, 'connection', 'connection_id'))
  })

  test.each([{}, { app: '' }, { app: 1 }])('a connection needs an app: %j', async body => {
    expect(await maton('POST', '/connections', { body })).toEqual(ownError(400))
  })
})
