import { afterEach, describe, expect, test } from '@jest/globals'
import type { Context } from '../../src/run/context.ts'
import { createServerTime } from '../../src/run/server-time.ts'
import { withSentry, type Reached } from '../../src/sentry/open.ts'
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

function through(url: URL | string): Reached {
  const access = { key: 'key-of-the-account', connection: 'conn-a', url: new URL(url), remarks: [] }
  return { way: { kind: 'maton', ...access }, organization: undefined }
}

describe('the way of a run', () => {
  test('is open as long as it is used, and closed after that, also when the run fails', async () => {
    server = await startServer((_, response) => response.end('[]'))
    const failing = withSentry(through(server.url), contextWith([]), async sentry => {
      await sentry.call('list-organizations', {})
      throw new Error('the run failed')
    })
    await expect(failing).rejects.toThrow('the run failed')
    while (server.requests.some(request => !request.socket.destroyed))
      await new Promise(resolve => setTimeout(resolve, 5))
    expect(server.requests).toHaveLength(1)
  })

  test('names another host than api.maton.ai, because the key goes there', async () => {
    const lines: string[] = []
    await withSentry(through('https://maton.example/x'), contextWith(lines), async () => 1)
    expect(lines).toEqual(['Through Maton at maton.example.'])
    await withSentry(through('https://api.maton.ai'), contextWith(lines), async () => 1)
    expect(lines.at(-1)).toBe('Through Maton.')
  })

  test('is not opened with a proxy that is no address', async () => {
    const context = contextWith([], { https_proxy: 'http://a b' })
    const opening = withSentry(through('https://api.maton.ai'), context, async () => 1)
    await expect(opening).rejects.toThrow('the proxy in https_proxy is not an address')
  })

  test('uses the given connection without a request for it', async () => {
    server = await startServer((_, response) => response.end('[]'))
    await withSentry(through(server.url), contextWith([]), async sentry => {
      expect(await sentry.caller()).toBe('connection conn-a')
      expect(server?.requests).toEqual([])
      await sentry.call('list-organizations', {})
      expect(server?.requests[0]?.headers['maton-connection']).toBe('conn-a')
    })
  })
})
