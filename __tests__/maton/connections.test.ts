import { describe, expect, test } from '@jest/globals'
import { decodeConnection, explainUnknownConnection, resolveConnection } from '../../src/maton/connections.ts'
import { CONNECTION_ID } from '../../src/text/names.ts'
import { Failure } from '../../src/run/failure.ts'
import { MATON_FAILURES } from '../../src/maton/failures.ts'
import type { Sent, TestServer } from '../harness/server.ts'
import { matonError, startGateway, type OpenedGateway } from './gateway.ts'

interface Held {
  readonly id: string
  readonly status?: string
  readonly app?: string
}

function connection({ id, status = 'ACTIVE', app = 'sentry' }: Held): Readonly<Record<string, unknown>> {
  return {
    connection_id: id,
    status,
    app,
    creation_time: '2025-12-08T07:20:53.488460Z',
    last_updated_time: '2026-01-31T20:03:32.593153Z',
    url: 'https://connect.maton.ai/?session_token=live',
    metadata: {}
  }
}

/** A Maton that holds these connections; `filters: false` ignores what is asked for. */
function holding(held: readonly Held[], { filters = true } = {}): Promise<OpenedGateway & TestServer> {
  return startGateway(({ query }) => {
    const fits = (name: string, value: unknown): boolean =>
      !filters || query[name] === undefined || query[name] === value
    const connections = held
      .map(connection)
      .filter(({ app, status }) => fits('app', app) && fits('status', status))
    return { body: { connections } }
  })
}

async function resolved({ gateway, said }: OpenedGateway, given?: string): Promise<string> {
  try {
    return await resolveConnection(gateway, given)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const words = `${error.message}. ${error.remedy}`
    expect(`${words}${said.join()}`).not.toMatch(/session_token|connect\.maton/)
    return `${error.kind.name}: ${words}`
  }
}

describe('the connection of a run', () => {
  test('is the one that was given, without asking', async () => {
    const held = await holding([])
    expect(await resolved(held, 'conn-x')).toBe('conn-x')
    expect(held.received).toEqual([])
  })

  test('is the only active one of Sentry', async () => {
    const held = await holding([
      { id: 'conn-a' },
      { id: 'conn-b', status: 'PENDING' },
      { id: 'conn-c', app: 'slack' }
    ])
    expect(await resolved(held)).toBe('conn-a')
    expect(held.received.map(({ line }) => line)).toEqual(['GET /connections?app=sentry&status=ACTIVE'])
    expect(held.received[0]?.headers['maton-connection']).toBeUndefined()
  })

  test('is the same when the server ignores the filters', async () => {
    const held = await holding(
      [{ id: 'conn-c', app: 'slack' }, { id: 'conn-b', status: 'FAILED' }, { id: 'conn-a' }],
      { filters: false }
    )
    expect(await resolved(held)).toBe('conn-a')
  })

  test('is never guessed from several: ids and creation times are listed', async () => {
    const held = await holding([{ id: 'conn-a' }, { id: 'conn-b' }])
    expect(await resolved(held)).toBe(
      'several-connections: Maton has 2 active Sentry connections: conn-a (ACTIVE, created 2025-12-08T07:20:53.488460Z), conn-b (ACTIVE, created 2025-12-08T07:20:53.488460Z). Set maton_connection to one of the listed ids.'
    )
  })

  test('of very many is not guessed either, and not all are listed', async () => {
    const held = await holding(Array.from({ length: 45 }, (_, index) => ({ id: `conn-${index}` })))
    const words = await resolved(held)
    expect(words).toContain('Maton has 45 active Sentry connections: conn-0 (')
    expect(words.match(/conn-\d+ \(/g)).toHaveLength(20)
    expect(words).toContain('), ….')
  })

  test('that does not exist at all is to be created', async () => {
    const held = await holding([{ id: 'conn-c', app: 'slack' }], { filters: false })
    expect(await resolved(held)).toBe(
      'no-connection: Maton has no active Sentry connection. Create a Sentry connection at maton.ai and finish the authorization in the browser.'
    )
    expect(held.received.map(({ line }) => line)).toEqual([
      'GET /connections?app=sentry&status=ACTIVE',
      'GET /connections?app=sentry'
    ])
  })

  test.each(['PENDING', 'FAILED'])('that is %s is named, with what to do', async status => {
    const held = await holding([{ id: 'conn-a', status }])
    expect(await resolved(held)).toBe(
      `no-connection: Maton has no active Sentry connection; there is conn-a (${status}, created 2025-12-08T07:20:53.488460Z). Finish the authorization of a pending connection at maton.ai; create a failed one again.`
    )
  })

  test('has an id that may stand in a header, or has to be given', async () => {
    const held = await holding([{ id: 'conn a\n?session_token=live' }])
    expect(await resolved(held)).toMatch(/^answer-not-understood: .* Set maton_connection to the id/)
    const several = await holding([{ id: 'conn a\n?session_token=live' }, { id: 'conn-b' }])
    expect(await resolved(several)).toMatch(/^several-connections: .*one whose id cannot be used.*conn-b/)
  })

  test.each<[string, Sent]>([
    ['no list', { body: {} }],
    ['null', { body: { connections: null } }],
    ['a row that is null', { body: { connections: [null] } }],
    ['a row without its id', { body: { connections: [connection({ id: 'conn-a' }), {}] } }]
  ])('is not "none" when the answer holds %s', async (_, answer) => {
    expect(await resolved(await startGateway([answer]))).toMatch(
      /^answer-not-understood: Could not list the Sentry connections/
    )
  })

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['a token', { next_page_token: 'abc' }],
    ['a cursor', { cursor: 'abc' }],
    ['a word', { has_more: true }],
    ['an address', { links: {}, next: 'https://api.maton.ai/connections?page=2' }]
  ])('is never the only one of a list of which %s says that it goes on', async (_, more) => {
    for (const held of [[], [{ id: 'conn-a' }]]) {
      const opened = await startGateway([{ body: { connections: held.map(connection), ...more } }])
      expect(await resolved(opened)).toMatch(/^list-incomplete: .* Set maton_connection to the id/)
    }
  })

  test('is the only one of a list that says that it ends', async () => {
    const body = { connections: [connection({ id: 'conn-a' })], next_page_token: '', has_more: false }
    expect(await resolved(await startGateway([{ body }]))).toBe('conn-a')
  })

  test('cannot be found when Maton refuses the list: that failure is told', async () => {
    expect(await resolved(await startGateway([matonError(401)]))).toMatch(
      /^key-refused: Could not list the Sentry connections of the Maton account: Maton answered 401\. /
    )
  })
})

describe('an unknown connection', () => {
  const unknown = new Failure(MATON_FAILURES.unknownConnection, 'Could not read: Maton answered 404')

  test('is explained with those that exist', async () => {
    const held = await holding([{ id: 'conn-a' }, { id: 'conn-b', status: 'PENDING' }])
    const explained = await explainUnknownConnection(held.gateway, unknown)
    expect(explained.message).toBe(unknown.message)
    expect(explained.kind).toBe(unknown.kind)
    expect(explained.remedy).toMatch(
      /^Set maton_connection to an ACTIVE one of these: conn-a \(ACTIVE.*conn-b \(PENDING/
    )
  })

  test('stays as it is when there are none, or they cannot be listed', async () => {
    expect(await explainUnknownConnection((await holding([])).gateway, unknown)).toBe(unknown)
    const refusing = await startGateway([matonError(401)])
    expect(await explainUnknownConnection(refusing.gateway, unknown)).toBe(unknown)
  })
})

describe('a decoded connection', () => {
  test('has four fields, never its address', () => {
    expect(decodeConnection(connection({ id: 'conn-a' }))).toEqual({
      id: 'conn-a',
      app: 'sentry',
      status: 'ACTIVE',
      createdAt: '2025-12-08T07:20:53.488460Z'
    })
  })

  test.each([undefined, null, 'x', [], { connection_id: 5 }])('of %j is empty', json => {
    expect(decodeConnection(json)).toEqual({ id: '', app: '', status: '', createdAt: '' })
  })
})

test.each([
  ['conn_abc-1', true],
  ['7f6fce74-3c63-4a12-9d0c-16f0ac01a1a0', true],
  ['x'.repeat(200), true],
  ['x'.repeat(201), false],
  ['', false],
  ['a b', false],
  ['a\n', false],
  ['a/b', false],
  ['é', false]
])('%j is a connection id: %s', (id, fits) => {
  expect(CONNECTION_ID.test(id)).toBe(fits)
})
