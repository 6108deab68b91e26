import { afterEach, describe, expect, test } from '@jest/globals'
import type { Context } from '../../src/run/context.ts'
import { createServerTime } from '../../src/run/server-time.ts'
import { openSentry, withGateway } from '../../src/sentry/open.ts'
import { startServer, type TestServer } from '../harness/server.ts'

let server: TestServer | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
})

function contextWith(lines: string[], env: Readonly<Record<string, string>> = {}): Context {
  const say = (line: string): void => void lines.push(line)
  const clock = { now: Date.now, elapsed: () => performance.now(), sleep: () => Promise.resolve() }
  return {
    env,
    payload: {},
    clock,
    serverTime: createServerTime(clock),
    random: () => 0,
    signal: new AbortController().signal,
    closing: new AbortController().signal,
    log: { info: say, notice: say, warning: say, group: (_, body) => body() },
    redact: text => text
  }
}

const KEY = 'key-of-the-account'

describe('the gateway of a run', () => {
  test('is open as long as it is used, and closed after that, also when the run fails', async () => {
    server = await startServer((_, response) => response.end('{"connections": []}'))
    const access = { key: KEY, connection: undefined, matonUrl: server.url }
    const failing = withGateway(access, contextWith([]), async gateway => {
      await gateway.call({
        method: 'GET',
        path: '/connections',
        repeat: 'safe',
        conflict: 'final',
        expects: { kind: 'list', keys: ['connection_id'], under: 'connections' },
        purpose: 'list-connections',
        scopes: []
      })
      throw new Error('the run failed')
    })
    await expect(failing).rejects.toThrow('the run failed')
    while (server.requests.some(request => !request.socket.destroyed))
      await new Promise(resolve => setTimeout(resolve, 5))
    expect(server.requests).toHaveLength(1)
  })

  test('names another host than api.maton.ai, because the key goes there', async () => {
    const lines: string[] = []
    const access = { key: KEY, connection: undefined }
    await withGateway(
      { ...access, matonUrl: new URL('https://maton.example/x') },
      contextWith(lines),
      async () => 1
    )
    expect(lines).toEqual(['Maton is reached at maton.example.'])
    await withGateway(
      { ...access, matonUrl: new URL('https://api.maton.ai') },
      contextWith(lines),
      async () => 1
    )
    expect(lines).toHaveLength(1)
  })

  test('is not opened with a proxy that is no address', async () => {
    const access = { key: KEY, connection: undefined, matonUrl: new URL('https://api.maton.ai') }
    const opening = withGateway(access, contextWith([], { https_proxy: 'http://a b' }), async () => 1)
    await expect(opening).rejects.toThrow('the proxy in https_proxy is not an address')
  })
})

test('Sentry is opened over the given connection without a request', async () => {
  server = await startServer((_, response) => response.end('[]'))
  const access = { key: KEY, connection: 'conn-a', matonUrl: server.url }
  await withGateway(access, contextWith([]), async gateway => {
    const { connection, sentry } = await openSentry(gateway, access.connection)
    expect(connection).toBe('conn-a')
    expect(server?.requests).toEqual([])
    await sentry.call('list-organizations', {})
    expect(server?.requests[0]?.headers['maton-connection']).toBe('conn-a')
  })
})
