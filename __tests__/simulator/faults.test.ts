import { describe, expect, test } from '@jest/globals'
import { at, each, useSimulator } from './simulator-bench.ts'

const { simulator, ask, get, atRoot, release, maton, control } = useSimulator()
const fault = async (action: unknown, match: unknown = {}) =>
  expect(await control('POST', 'faults', { match, action })).toMatchObject({ status: 200 })
const statuses = async (count: number) => {
  const found: number[] = []
  for (let index = 0; index < count; index += 1) found.push((await get('repos/')).status)
  return found
}

describe('what happens', () => {
  test('a scripted 503 in HTML hits once, then the request goes through', async () => {
    await fault({ status: 503, body: '<h1>Bad gateway</h1>' }, { method: 'POST' })
    expect(await release({ version: 'fs1' })).toMatchObject({
      status: 503,
      headers: { 'content-type': 'text/html' },
      body: '<h1>Bad gateway</h1>'
    })
    expect(await get('releases/fs1/')).toMatchObject({ status: 404 })
    expect(await release({ version: 'fs1' })).toMatchObject({ status: 201 })
  })

  test('headers and a JSON body are sent as given, a redirect too', async () => {
    await fault({
      status: 302,
      headers: { Location: 'https://elsewhere.example/' },
      body: { detail: 'moved' }
    })
    const { status, headers, body } = await get('repos/')
    expect({ status, location: headers['location'], type: headers['content-type'], body }).toEqual({
      status: 302,
      location: 'https://elsewhere.example/',
      type: 'application/json',
      body: { detail: 'moved' }
    })
    await fault({ status: 404 })
    expect(await get('repos/')).toMatchObject({ status: 404, body: '' })
    await fault({ status: 500, headers: { 'content-type': 'text/plain' }, body: 'x' })
    expect(await get('repos/')).toMatchObject({ headers: { 'content-type': 'text/plain' }, body: 'x' })
  })

  test('a write can be carried out and its answer withheld: the deploy exists once', async () => {
    await release({ version: 'fa1' })
    await fault({ reset: 'after' }, { path: '/deploys/$', method: 'POST' })
    const body = { environment: 'production', name: 'one' }
    await expect(ask('POST', 'releases/fa1/deploys/', { body })).rejects.toThrow()
    expect(each((await get('releases/fa1/deploys/')).body, 'name')).toEqual(['one'])
    await fault({ status: 502, body: 'bad gateway', applied: true }, { method: 'POST' })
    expect(await release({ version: 'fa2' })).toMatchObject({ status: 502 })
    expect(await get('releases/fa2/')).toMatchObject({ status: 200 })
  })

  test('a connection can be cut before anything is done', async () => {
    await fault({ reset: true }, { method: 'POST' })
    await expect(release({ version: 'fb1' })).rejects.toThrow()
    expect(await get('releases/fb1/')).toMatchObject({ status: 404 })
  })

  test('a request can be left without any answer', async () => {
    await fault({ drop: true })
    await expect(get('repos/', { signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout|aborted/)
    expect(await get('repos/')).toMatchObject({ status: 200 })
  })

  test('an answer can come later', async () => {
    await fault({ delayMs: 80 }, { path: 'repos' })
    const order: string[] = []
    await Promise.all([
      get('repos/').then(({ status }) => order.push(`repos ${status}`)),
      get('teams/').then(({ status }) => order.push(`teams ${status}`))
    ])
    expect(order).toEqual(['teams 200', 'repos 200'])
  })

  test('an answer can be cut in the middle: true status and Content-Length, fewer bytes', async () => {
    const url = `${simulator().sentry}/api/0/organizations/acme/repos/`
    const headers = { authorization: `Bearer ${simulator().key}` }
    const whole = await fetch(url, { headers })
    const length = (await whole.arrayBuffer()).byteLength
    for (const truncate of [20, 0]) {
      await fault({ truncate })
      const response = await fetch(url, { headers })
      expect(response.status).toBe(200)
      expect(response.headers.get('content-length')).toBe(String(length))
      expect(await bytesOf(response)).toBe(truncate)
    }
  })
})

/** How many bytes of a body come before the connection is cut. */
async function bytesOf({ body }: Response): Promise<number> {
  if (body === null) throw new Error('there is no body')
  let bytes = 0
  const read = async () => {
    for await (const chunk of body) bytes += chunk.length
  }
  await expect(read()).rejects.toThrow()
  return bytes
}

describe('whom it hits', () => {
  test('nth and times say which requests are hit', async () => {
    await fault({ status: 500, body: { detail: 'x' } }, { path: '/repos/$', nth: 2, times: 2 })
    expect(await get('repos/')).toMatchObject({ status: 200 })
    expect(await get('repos/')).toMatchObject({ status: 500, body: { detail: 'x' } })
    expect(await get('teams/')).toMatchObject({ status: 200 })
    expect(await statuses(2)).toEqual([500, 200])
  })

  test('times 0 hits all further requests, until the faults are removed', async () => {
    await fault({ status: 500 }, { times: 0 })
    expect(await statuses(4)).toEqual([500, 500, 500, 500])
    expect(await control('DELETE', 'faults')).toMatchObject({ status: 200 })
    expect(await statuses(1)).toEqual([200])
  })

  test('the first fault that fits is taken; all count what they fit', async () => {
    const faults = [
      { match: { nth: 1 }, action: { status: 501 } },
      { match: { nth: 2 }, action: { status: 502 } },
      { match: { nth: 2, times: 2 }, action: { status: 503 } }
    ]
    expect(at((await control('POST', 'faults', faults)).body, 'faults')).toHaveLength(3)
    expect(await statuses(4)).toEqual([501, 502, 503, 200])
    expect((await control('GET', 'faults')).body).toEqual({
      faults: faults.map(given => ({ ...given, hits: 1 }))
    })
  })

  test('a fault can be for one server, before its keys and limits are looked at', async () => {
    await fault({ status: 500 }, { server: 'sentry', times: 0 })
    await fault({ status: 501 }, { server: 'maton', times: 0 })
    await fault({ status: 502 }, { server: 'github', times: 0 })
    expect(await atRoot('GET', 'repos/', { key: 'wrong' })).toMatchObject({ status: 500 })
    expect(await maton('GET', '/connections', { key: null })).toMatchObject({ status: 501 })
    expect(await fetch(`${simulator().github}/repos/acme/web`)).toMatchObject({ status: 502 })
    expect(await control('GET', 'faults')).toMatchObject({ status: 200 })
  })
})

test.each([
  [{}],
  [null],
  ['status'],
  [{ action: {} }],
  [{ action: { status: 500, reset: true } }],
  [{ action: { status: 99 } }],
  [{ action: { status: '500' } }],
  [{ action: { status: 500, headers: { 'a b': 'c' } } }],
  [{ action: { status: 500, headers: { a: 'c\nd' } } }],
  [{ action: { status: 500, applied: 'yes' } }],
  [{ action: { reset: 'before' } }],
  [{ action: { reset: true, applied: true } }],
  [{ action: { delayMs: -1 } }],
  [{ action: { drop: false } }],
  [{ action: { truncate: 1.5 } }],
  [{ action: { explode: true } }],
  [{ action: { drop: true }, match: { server: 'gitlab' } }],
  [{ action: { drop: true }, match: { path: '(' } }],
  [{ action: { drop: true }, match: { nth: 0 } }],
  [{ action: { drop: true }, match: { times: -1 } }],
  [{ action: { drop: true }, match: { verb: 'GET' } }],
  [{ action: { drop: true }, when: 'now' }],
  [[{ action: { status: 500 } }, { action: { explode: true } }]]
])('a fault that is not understood is a 400, and none is set: %j', async given => {
  expect(await control('POST', 'faults', given)).toMatchObject({
    status: 400,
    body: { error: expect.any(String) }
  })
  expect((await control('GET', 'faults')).body).toEqual({ faults: [] })
})
