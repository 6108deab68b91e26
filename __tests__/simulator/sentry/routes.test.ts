import { describe, expect, test } from '@jest/globals'
import { at, each, nextCursor, useSimulator } from '../simulator-bench.ts'

const { simulator, ask, get, atRoot, release, add, control } = useSimulator()
const releases = (prefix: string, count: number) =>
  add({ releases: Array.from({ length: count }, (_, index) => ({ version: `${prefix}-${index}` })) })

describe('pages', () => {
  test.each([
    ['per_page=0', 'Invalid per_page value. Must be between 1 and 100.'],
    ['per_page=101', 'Invalid per_page value. Must be between 1 and 100.'],
    ['per_page=many', 'Invalid per_page parameter.'],
    ['cursor=abc', 'Invalid cursor parameter.'],
    ['cursor=1:2', 'Invalid cursor parameter.'],
    ['cursor=100:-1:1', 'Invalid cursor parameter.']
  ])('per_page outside 1 to 100 and a bad cursor are refused: %s', async (query, detail) => {
    expect(await get(`releases/?${query}`)).toMatchObject({ status: 400, body: { detail } })
  })

  test('101 releases by 100: a next page with results="true", then the rest with results="false"', async () => {
    await releases('page49', 101)
    const first = await get('releases/?query=page49&per_page=100')
    expect(first.body).toHaveLength(100)
    expect(nextCursor(first.headers)).toBe('100:1:0')
    const second = await get('releases/?query=page49&per_page=100&cursor=100:1:0')
    expect(each(second.body, 'version')).toEqual(['page49-0'])
    expect(second.headers['link']).toMatch(/rel="previous"; results="true"; cursor="100:0:1"/)
    expect(second.headers['link']).toMatch(/rel="next"; results="false"; cursor="100:2:0"/)
    expect((await get('releases/?query=page49&per_page=100&cursor=100:0:1')).body).toHaveLength(100)
  })

  test('100 releases by 100: no next page', async () => {
    await releases('page50', 100)
    const page = await get('releases/?query=page50&per_page=100')
    expect(page.body).toHaveLength(100)
    expect(nextCursor(page.headers)).toBeUndefined()
  })

  test('a cursor whose first number is 0 repeats the first page', async () => {
    const first = await get('projects/')
    expect((await get('projects/?cursor=0:100:0')).body).toEqual(first.body)
  })

  test('through the gateway Link names Sentry’s own host, at the root the address asked; both rels are always there', async () => {
    const link = (base: string) =>
      `<${base}&cursor=1:-1:1>; rel="previous"; results="false"; cursor="1:-1:1", ` +
      `<${base}&cursor=1:1:0>; rel="next"; results="false"; cursor="1:1:0"`
    const path = '/api/0/organizations/acme/releases/?per_page=1'
    expect((await get('releases/?per_page=1')).headers['link']).toBe(link(`https://acme.sentry.io${path}`))
    expect((await atRoot('GET', 'releases/?per_page=1')).headers['link']).toBe(
      link(`${simulator().sentry}${path}`)
    )
  })

  test('without other parameters the address of a page is …/?&cursor=…', async () => {
    expect((await get('repos/')).headers['link']).toMatch(
      /^<https:\/\/acme\.sentry\.io\/api\/0\/organizations\/acme\/repos\/\?&cursor=100:-1:1>/
    )
  })
})

describe('routes', () => {
  test('a route without its last slash is a 404 with info, never a redirect', async () => {
    const info = 'Route not found, did you forget a trailing slash? try: /api/0/organizations/acme/releases/'
    expect(await get('releases')).toMatchObject({ status: 404, body: { info } })
    expect(await release({ version: '1' })).toMatchObject({ status: 201 })
    expect(await ask('POST', 'releases', { body: {} })).toMatchObject({ status: 404, body: { info } })
    const text = await get('releases', { headers: { 'content-type': 'text/plain' } })
    expect(text.headers['content-type']).toMatch(/^text\/plain/)
    expect(text.body).toMatch(
      /^Route not found, did you forget a trailing slash\?\n\ntry: \/api\/0\/.*\n *\^\n$/
    )
  })

  test.each(['releases/web%401.0.0/files/', '/broadcasts/', 'issues/1005/attachments/'])(
    'a route that Sentry has and the simulator has not is a 404: %s',
    async target => {
      expect(await get(target)).toMatchObject({ status: 404 })
    }
  )

  test('a method that a route does not have is a 405 that names it', async () => {
    expect(await ask('PATCH', 'releases/', { body: {} })).toMatchObject({
      status: 405,
      headers: { allow: expect.stringContaining('POST') },
      body: { detail: 'Method "PATCH" not allowed.' }
    })
  })

  test('a body that is not JSON is a 400 with detail', async () => {
    expect(await ask('POST', 'releases/', { body: '{"version":' })).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(/^JSON parse error - /) }
    })
  })

  test('a body that is no object is a 400', async () => {
    expect(await ask('POST', 'releases/', { body: ['1'] })).toMatchObject({ status: 400 })
  })
})

describe('limits', () => {
  test('beyond the limit: 429, JSON in text/html, no Retry-After, Reset in epoch seconds; other endpoints go on', async () => {
    await add({ limits: { sentry: { limit: 5, windowMs: 60_000, concurrent: 25 } } })
    for (let left = 4; left >= 0; left -= 1) {
      expect(await get('releases/')).toMatchObject({
        status: 200,
        headers: { 'x-sentry-rate-limit-limit': '5', 'x-sentry-rate-limit-remaining': String(left) }
      })
    }
    const { status, headers, body } = await get('releases/')
    expect(status).toBe(429)
    expect(body).toEqual({
      detail: 'You are attempting to use this endpoint too frequently. Limit is 5 requests in 60 seconds'
    })
    expect(headers['content-type']).toBe('text/html')
    expect(headers).not.toHaveProperty('retry-after')
    expect(headers['x-sentry-rate-limit-remaining']).toBe('0')
    const wait = Number(headers['x-sentry-rate-limit-reset']) - Date.now() / 1000
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(61)
    expect(await get('repos/')).toMatchObject({ status: 200 })
    expect(await release({ version: '1' })).toMatchObject({ status: 201 })
    expect(await get('releases/web%401.0.0/')).toMatchObject({ status: 200 })
  })

  test('limits are for each connection; what is refused is not carried out; null ends them', async () => {
    await add({
      limits: { sentry: { limit: 1, windowMs: 60_000 } },
      connections: [{ connection_id: 'conn_two' }]
    })
    await release({ version: '1' })
    expect(await release({ version: '2' })).toMatchObject({ status: 429 })
    const body = { version: '3', projects: ['web'] }
    expect(await ask('POST', 'releases/', { as: 'conn_two', body })).toMatchObject({ status: 201 })
    await add({ limits: { sentry: null } })
    expect(await get('releases/2/')).toMatchObject({ status: 404 })
    expect(await release({ version: '2' })).toMatchObject({ status: 201 })
  })

  test('a window is a second unless told', async () => {
    await add({ limits: { sentry: { limit: 1 } } })
    const answers = [await get('releases/'), await get('releases/')]
    expect(answers[1]?.body).toEqual({
      detail: 'You are attempting to use this endpoint too frequently. Limit is 1 requests in 1 seconds'
    })
  })

  test('a window ends; setting a limit again begins with fresh counts', async () => {
    await add({ limits: { sentry: { limit: 1, windowMs: 300 } } })
    await get('releases/')
    expect(await get('releases/')).toMatchObject({ status: 429 })
    await new Promise(resolve => setTimeout(resolve, 350))
    expect(await get('releases/')).toMatchObject({ status: 200 })
    await add({ limits: { sentry: { limit: 1, windowMs: 60_000 } } })
    expect(await get('releases/')).toMatchObject({ status: 200 })
  })

  test('beyond the allowed concurrency: 429 with another text and Remaining above 0', async () => {
    await add({ limits: { sentry: { limit: 40, windowMs: 60_000, concurrent: 2 } } })
    await control('POST', 'faults', { match: { path: '/releases/', times: 0 }, action: { delayMs: 60 } })
    const answers = await Promise.all(Array.from({ length: 4 }, () => get('releases/')))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2)
    const refused = answers.find(({ status }) => status === 429)
    expect(refused?.body).toEqual({
      detail:
        'You are attempting to go above the allowed concurrency for this endpoint. Concurrency limit is 2'
    })
    expect(Number(refused?.headers['x-sentry-rate-limit-remaining'])).toBeGreaterThan(0)
    expect(refused?.headers['x-sentry-rate-limit-concurrentremaining']).toBe('0')
    expect(await get('releases/')).toMatchObject({ status: 200 })
  })

  test('every answer of Sentry has the five rate limit headers, through the gateway and at the root', async () => {
    const names = ['limit', 'remaining', 'reset', 'concurrentlimit', 'concurrentremaining']
    const expected = Object.fromEntries(
      names.map(name => [`x-sentry-rate-limit-${name}`, expect.stringMatching(/^\d+$/)])
    )
    const answers = [
      await get('releases/'),
      await atRoot('GET', 'releases/'),
      await get('releases'),
      await get('releases/nope/'),
      await atRoot('GET', 'releases/', { key: null }),
      await ask('PATCH', 'releases/')
    ]
    for (const { headers } of answers) expect(headers).toMatchObject(expected)
  })
})

describe('who is asking', () => {
  test('at the root a bad or missing token is Sentry’s own 401', async () => {
    expect(await atRoot('GET', '/organizations/', { key: 'wrong' })).toMatchObject({
      status: 401,
      body: { detail: 'Invalid token' }
    })
    expect(await atRoot('GET', '/organizations/', { key: null })).toMatchObject({
      status: 401,
      body: { detail: 'Authentication credentials were not provided.' }
    })
  })

  test('a missing scope is a 403 that names the scopes in WWW-Authenticate', async () => {
    await add({ connections: [{ connection_id: 'conn_read', scopes: ['project:read'] }] })
    const { status, headers, body } = await ask('POST', 'releases/', { as: 'conn_read', body: {} })
    expect(status).toBe(403)
    expect(body).toEqual({ detail: 'You do not have permission to perform this action.' })
    expect(headers['www-authenticate']).toBe(
      'Bearer error="insufficient_scope", scope="project:write project:admin project:releases org:ci"'
    )
  })

  test.each([
    ['org:read', 'GET', '/organizations/'],
    ['org:read', 'GET', 'projects/'],
    ['org:ci', 'GET', 'repos/'],
    ['org:ci', 'GET', 'releases/'],
    ['member:read', 'GET', 'members/'],
    ['team:read', 'GET', '/teams/acme/platform/'],
    ['project:read', 'GET', '/projects/acme/web/'],
    ['project:read', 'GET', 'releases/web%401.0.0/deploys/'],
    ['project:releases', 'POST', 'releases/'],
    ['org:ci', 'PUT', 'releases/web%401.0.0/'],
    ['project:write', 'POST', 'releases/web%401.0.0/deploys/'],
    ['event:read', 'GET', 'issues/']
  ])('%s is enough for %s %s, no scope is not', async (scope, method, target) => {
    await add({
      connections: [
        { connection_id: 'conn_scoped', scopes: [scope] },
        { connection_id: 'conn_bare', scopes: [] }
      ]
    })
    const sent = method === 'GET' ? {} : { body: {} }
    expect((await ask(method, target, { as: 'conn_scoped', ...sent })).status).not.toBe(403)
    expect((await ask(method, target, { as: 'conn_bare', ...sent })).status).toBe(403)
  })

  test('GET /api/0/ tells an ordinary client who it is', async () => {
    const { status, body } = await atRoot('GET', '/')
    expect(status).toBe(200)
    expect(body).toMatchObject({ version: '0', user: { id: '1', email: expect.stringContaining('@') } })
    expect(at(body, 'auth', 'scopes')).toEqual(
      expect.arrayContaining(['project:releases', 'org:read', 'event:read'])
    )
  })
})
