import { describe, expect, test } from '@jest/globals'
import { Failure } from '../../src/run/failure.ts'
import { MATON_FAILURES } from '../../src/maton/failures.ts'
import { WAY_FAILURES } from '../../src/way/failures.ts'
import { unlessAbsent, type WayCall } from '../../src/way/way.ts'
import { makeContext } from '../harness/context.ts'
import { startServer, type Answer } from '../harness/server.ts'
import { KEY, matonError, openGateway, READ, sentryError, startGateway } from './gateway.ts'

const answering = (...answers: readonly Answer[]) => startGateway(answers)

const CREATE: WayCall = {
  ...READ,
  method: 'POST',
  body: { json: { name: 'größe' } },
  expects: { kind: 'thing-if-any', keys: ['slug'] },
  repeat: 'look',
  purpose: 'create team core in acme',
  look: 'the teams of acme'
}
const DELETE: WayCall = {
  ...READ,
  method: 'DELETE',
  expects: { kind: 'anything' },
  purpose: 'delete-team acme/core'
}
const CONNECTIONS: WayCall = {
  ...READ,
  path: '/connections',
  expects: { kind: 'anything' },
  purpose: 'list-connections'
}

async function failureOf(calling: Promise<unknown>): Promise<Failure> {
  const thrown: unknown = await calling.then(
    () => undefined,
    (error: unknown) => error
  )
  if (!(thrown instanceof Failure)) throw new Error(`no failure: ${String(thrown)}`)
  return thrown
}

describe('a call', () => {
  test('carries the key, the connection and the body', async () => {
    const { gateway, received } = await answering({ status: 201, body: { slug: 'core' } })
    const reply = await gateway.call(CREATE)

    expect(reply).toMatchObject({ status: 201, json: { slug: 'core' } })
    expect(received.map(({ line }) => line)).toEqual(['POST /sentry/api/0/organizations/'])
    expect(received[0]?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      'maton-connection': 'conn-a',
      'content-type': 'application/json'
    })
    expect(received.map(({ body }) => body)).toEqual(['{"name":"größe"}'])
  })

  test('of bytes carries them as they are, with their type', async () => {
    const { gateway, received } = await answering({ status: 201, body: { slug: 'core' } })
    await gateway.call({
      ...CREATE,
      body: { type: 'multipart/form-data; boundary=x', bytes: Buffer.from('--x') }
    })
    expect(received[0]?.headers['content-type']).toBe('multipart/form-data; boundary=x')
    expect(received.map(({ body }) => body)).toEqual(['--x'])
  })

  test('to Maton itself has no connection, and one without a body says nothing of it', async () => {
    const { gateway, received } = await answering({ body: [] })
    await gateway.call(CONNECTIONS)
    expect(received[0]?.headers['maton-connection']).toBeUndefined()
    expect(received[0]?.headers['content-type']).toBeUndefined()
    expect(received.map(({ body }) => body)).toEqual([''])
  })

  test.each([
    [200, '[1]', [1]],
    [202, '', undefined],
    [204, undefined, undefined],
    [208, '{"a":1}', { a: 1 }]
  ])('answered with %d %j gives %j', async (status, body, json) => {
    const { gateway } = await answering({ status, body: body ?? '' })
    expect((await gateway.call({ ...READ, expects: { kind: 'anything' } })).json).toEqual(json)
  })

  test('a 429 is JSON though it says text/html, and is repeated', async () => {
    const limited = { ...sentryError(429, 'too frequently'), headers: { 'content-type': 'text/html' } }
    const { gateway, received, clock, said } = await answering(limited, { body: { slug: 'core' } })
    await gateway.call(CREATE)

    expect(received).toHaveLength(2)
    expect(clock.slept).toEqual([1_000])
    expect(said).toEqual([
      'The gateway answered 429 when asked to create team core in acme; trying again in 1.0 s (1 of 4)'
    ])
  })

  test('that is refused is tried once', async () => {
    const { gateway, received } = await answering(sentryError(400, 'Invalid'))
    const failure = await failureOf(gateway.call(READ))
    expect(failure.message).toBe('Could not list the organizations: Sentry answered 400: Invalid')
    expect(received).toHaveLength(1)
  })

  test('that fails every time is tried five times', async () => {
    const { gateway, received, clock } = await answering({ status: 503, body: '<h1>Down</h1>' })
    expect((await failureOf(gateway.call(READ))).kind).toBe(WAY_FAILURES.unavailable)
    expect(received).toHaveLength(5)
    expect(clock.slept).toEqual([1_000, 2_000, 4_000, 8_000])
  })

  test('that gets a 500 every time is tried three times: the authorization may have expired', async () => {
    const { gateway, received } = await answering(matonError(500))
    expect((await failureOf(gateway.call(READ))).kind).toBe(MATON_FAILURES.authorizationExpired)
    expect(received).toHaveLength(3)
  })

  test('waits no longer than a minute in all', async () => {
    const { gateway, clock } = await answering({ ...matonError(429), headers: { 'retry-after': '25' } })
    expect((await failureOf(gateway.call(READ))).kind).toBe(WAY_FAILURES.rateLimited)
    expect(clock.slept).toEqual([25_000, 25_000])
  })

  test('whose connection is cut is repeated when it reads', async () => {
    const { gateway, received, said } = await answering('cut', { body: [] })
    await gateway.call(READ)
    expect(received).toHaveLength(2)
    expect(said[0]).toMatch(/^The gateway gave no answer when asked to list the organizations/)
  })

  test.each<[string, Answer]>([
    ['a cut connection', 'cut'],
    ['a 502', { status: 502, body: '<h1>Bad Gateway</h1>' }],
    ['a page of a proxy with status 200', { status: 200, body: '<h1>Sign in</h1>' }]
  ])('that creates is not repeated after %s: it may have happened', async (_, answer) => {
    const { gateway, received } = await answering(answer, { status: 201 })
    const failure = await failureOf(gateway.call(CREATE))
    expect(failure.kind).toBe(WAY_FAILURES.unclear)
    expect(failure.message).toMatch(/It may or may not have happened; look at the teams of acme$/)
    expect(received).toHaveLength(1)
  })

  test('waits for the commit lock of a release where it may be held', async () => {
    const { gateway, clock } = await answering(sentryError(409), sentryError(409), {
      status: 208,
      body: { slug: 'core' }
    })
    expect((await gateway.call({ ...CREATE, conflict: 'wait' })).status).toBe(208)
    expect(clock.slept).toEqual([1_000, 2_000])
  })

  test('that was stopped throws the reason and sends nothing', async () => {
    const { url, received } = await startServer([{ body: [] }])
    const context = makeContext({ signal: AbortSignal.abort(new Error('cancelled')) })
    const { gateway } = openGateway(url, { context })
    await expect(gateway.call(READ)).rejects.toThrow('cancelled')
    expect(received).toEqual([])
  })
})

describe('a DELETE that finds nothing', () => {
  test('after a lost answer has done its work', async () => {
    const { gateway } = await answering('cut', sentryError(404))
    expect(await gateway.call(DELETE)).toEqual({ status: 204, headers: {}, json: undefined })
  })

  test('after a lost answer and a limit too', async () => {
    const { gateway } = await answering({ status: 503 }, sentryError(429), sentryError(404))
    expect((await gateway.call(DELETE)).status).toBe(204)
  })

  test.each<[string, readonly Answer[]]>([
    ['at the first try', [sentryError(404)]],
    ['after a limit, which did nothing', [sentryError(429), sentryError(404)]],
    ['because the connection is gone', ['cut', matonError(404)]],
    ['by the word of a proxy', ['cut', { status: 404, body: '<h1>Not Found</h1>' }]],
    ['without a word', ['cut', { status: 404, body: '' }]]
  ])('%s is an error', async (_, answers) => {
    const { gateway } = await answering(...answers)
    expect((await failureOf(gateway.call(DELETE))).message).toContain('answered 404')
  })

  test('is done for a connection, where Maton itself answers', async () => {
    const { gateway } = await answering('cut', matonError(404))
    const reply = await gateway.call({ ...DELETE, path: '/connections/conn-a' })
    expect(reply.status).toBe(204)
  })

  test('is not done for a connection, where another answers', async () => {
    const { gateway } = await answering('cut', { status: 404, body: '<h1>Not Found</h1>' })
    const failure = await failureOf(gateway.call({ ...DELETE, path: '/connections/conn-a' }))
    expect(failure.kind.name).toBe('foreign-404')
  })
})

describe('session tokens of connections', () => {
  const url = 'https://connect.maton.ai/?session_token=live'
  const connection = {
    connection_id: 'conn-a',
    url,
    metadata: { url, note: url, list: [url, { url }] },
    status: 'ACTIVE'
  }

  test.each([
    ['in a list', { connections: [connection, connection] }],
    ['in one', { connection }],
    ['at the top', connection]
  ])('are taken away: %s', async (_, body) => {
    const { gateway } = await answering({ body })
    const { json } = await gateway.call(CONNECTIONS)
    expect(JSON.stringify(json)).not.toMatch(/session_token|connect\.maton/)
    expect(JSON.stringify(json)).toContain('"connection_id":"conn-a"')
  })

  test('are taken away with their address, whatever they are called in it', async () => {
    const { gateway } = await answering({
      body: { connection: { connection_id: 'a', url: 'https://connect.maton.ai/live' } }
    })
    expect((await gateway.call(CONNECTIONS)).json).toEqual({ connection: { connection_id: 'a' } })
  })

  test('are in no message: bodies of refused calls are not quoted', async () => {
    const { gateway, said } = await answering({ status: 503, body: { message: url } })
    const failure = await failureOf(gateway.call(CONNECTIONS))
    expect(`${failure.message}${failure.remedy}${said.join()}`).not.toContain('session_token')
  })

  test('an address of Sentry stays', async () => {
    const body = [{ slug: 'acme', url: 'https://github.com/acme/web' }]
    const { gateway } = await answering({ body })
    expect((await gateway.call(READ)).json).toEqual(body)
  })
})

describe('what may be absent', () => {
  test('is the given value for a 404 in the words of Sentry', async () => {
    const { gateway } = await answering(sentryError(404))
    expect(await unlessAbsent(gateway.call(READ), 'absent')).toBe('absent')
  })

  test('is what it is when it is there', async () => {
    expect(await unlessAbsent(Promise.resolve('there'), 'absent')).toBe('there')
  })

  test.each<[string, string, Answer]>([
    ['without a body', 'empty-404', { status: 404, body: '' }],
    ['as a page', 'foreign-404', { status: 404, body: '<h1>Not Found</h1>' }],
    ["as Sentry's page", 'foreign-404', { status: 404, body: '<h1>No</h1>', headers: { 'x-sentry-x': '1' } }],
    ['as a text', 'foreign-404', { status: 404, body: 'not found' }],
    ['in the words of another server', 'foreign-404', { status: 404, body: { message: 'no route' } }],
    ['of a path that Sentry does not serve', 'foreign-404', { status: 404, body: { info: 'no route' } }]
  ])('a 404 %s says nothing of it: %s', async (_, kind, answer) => {
    const { gateway, received } = await answering(answer)
    expect((await failureOf(unlessAbsent(gateway.call(READ), 'absent'))).kind.name).toBe(kind)
    expect(received).toHaveLength(1)
  })

  test.each([matonError(404), sentryError(403), sentryError(400)])(
    'any other failure stays one: %j',
    async answer => {
      const { gateway } = await answering(answer)
      expect((await failureOf(unlessAbsent(gateway.call(READ), 'absent'))).message).toContain('answered')
    }
  )
})

test('a gateway that is closed gives up what is under way, and repeats nothing', async () => {
  const { url, received } = await startServer(() => {
    void gateway.close()
    return 'cut'
  })
  const { gateway, clock, said } = openGateway(url)
  await expect(gateway.call(READ)).rejects.toThrow('The run is over')
  expect(received.map(({ line }) => line)).toEqual(['GET /sentry/api/0/organizations/'])
  expect({ slept: clock.slept, said }).toEqual({ slept: [], said: [] })
})
