import { describe, expect, test } from '@jest/globals'
import { withSentry, type Reached } from '../../src/sentry/open.ts'
import { makeContext } from '../harness/context.ts'
import { startServer } from '../harness/server.ts'

function through(url: string): Reached {
  const access = { key: 'key-of-the-account', connection: 'conn-a', url: new URL(url), remarks: [] }
  return { way: { kind: 'maton', ...access }, organization: undefined }
}

describe('the way of a run', () => {
  test('is open as long as it is used, and closed after that, also when the run fails', async () => {
    const { url, received, sockets } = await startServer([{ body: [] }])
    const failing = withSentry(through(url), makeContext(), async sentry => {
      await sentry.call('list-organizations', {})
      throw new Error('the run failed')
    })
    await expect(failing).rejects.toThrow('the run failed')
    while (sockets.some(({ destroyed }) => !destroyed)) await new Promise(resolve => setTimeout(resolve, 5))
    expect(received).toHaveLength(1)
  })

  test('names another host than api.maton.ai, because the key goes there', async () => {
    const context = makeContext()
    await withSentry(through('https://maton.example/x'), context, async () => 1)
    await withSentry(through('https://api.maton.ai'), context, async () => 1)
    expect(context.said).toEqual(['Through Maton at maton.example.', 'Through Maton.'])
  })

  test('is not opened with a proxy that is no address', async () => {
    const context = makeContext({ env: { https_proxy: 'http://a b' } })
    const opening = withSentry(through('https://api.maton.ai'), context, async () => 1)
    await expect(opening).rejects.toThrow('the proxy in https_proxy is not an address')
  })

  test('uses the given connection without a request for it', async () => {
    const { url, received } = await startServer([{ body: [] }])
    await withSentry(through(url), makeContext(), async sentry => {
      expect(await sentry.caller()).toBe('connection conn-a')
      expect(received).toEqual([])
      await sentry.call('list-organizations', {})
      expect(received[0]?.headers['maton-connection']).toBe('conn-a')
    })
  })
})
