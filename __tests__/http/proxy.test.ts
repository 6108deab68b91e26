import { describe, expect, test } from '@jest/globals'
import { EnvHttpProxyAgent } from 'undici'
import { Failure } from '../../src/run/failure.ts'
import { isLoopback, proxyVariableFor } from '../../src/http/proxy.ts'
import { createTransport, type Transport } from '../../src/http/transport.ts'
import { closeAfterTest } from '../harness/cleanup.ts'
import { never } from '../harness/context.ts'
import { seen, startProxy, type Proxy } from '../harness/listener.ts'
import { startServer } from '../harness/server.ts'
import { openGateway } from '../maton/gateway.ts'
import { transportTo } from './outcome.ts'

/** What a proxy does when it is asked for a tunnel. */
type Tunnel = 'no TLS behind it' | 'silence' | `${number} ${string}`

/** A proxy: requests for `http:` get `{"far": true}` from whatever host, tunnels lead nowhere. */
function proxyWith(tunnel: Tunnel = 'no TLS behind it'): Promise<Proxy> {
  return startProxy((socket, head) => {
    if (!head.startsWith('CONNECT '))
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{"far": true}')
    else if (tunnel === 'no TLS behind it') socket.end('HTTP/1.1 200 Connection Established\r\n\r\nno TLS')
    else if (tunnel !== 'silence') socket.end(`HTTP/1.1 ${tunnel}\r\n\r\n`)
  })
}

/** What a proxy was asked for: addresses to get, and hosts to connect to. */
function askedOf({ heads }: Proxy): readonly string[] {
  return heads.map(head => head.slice(0, head.indexOf(' HTTP/')))
}

/** Who its clients said they are. */
function authorizationsAt({ heads }: Proxy): readonly (string | undefined)[] {
  return heads.map(head => /^proxy-authorization: (.*)\r$/im.exec(head)?.[1])
}

const REQUEST = { method: 'GET', path: '/x', headers: { authorization: 'Bearer key' } }
/** No request reaches them but through a proxy. */
const FAR = 'http://gateway.invalid'
const FAR_TLS = 'https://gateway.invalid'

type Environment = Readonly<Record<string, string>>

function said(transport: Transport): Promise<string> {
  return transport
    .send(REQUEST, never)
    .then(outcome => (outcome.kind === 'answer' ? outcome.answer.text : outcome.certainty))
}

describe('a proxy', () => {
  test.each<[string, (host: string) => Environment]>([
    ['http_proxy', host => ({ http_proxy: `http://${host}` })],
    ['HTTP_PROXY', host => ({ HTTP_PROXY: `http://${host}` })],
    ['a scheme in capitals', host => ({ http_proxy: `HTTP://${host}/` })],
    ['no scheme, which is http://', host => ({ http_proxy: host })],
    [
      'small letters, which go before',
      host => ({ http_proxy: `http://${host}`, HTTP_PROXY: 'http://other.invalid' })
    ],
    ['an empty variable beside it', host => ({ http_proxy: '', HTTP_PROXY: `http://${host}` })],
    ['no_proxy for other hosts', host => ({ http_proxy: host, no_proxy: 'other.invalid,localhost' })]
  ])('is used as given by %s', async (_, env) => {
    const proxy = await proxyWith()
    expect(await said(transportTo(FAR, { env: env(proxy.host) }))).toBe('{"far": true}')
    expect(askedOf(proxy)).toEqual(['GET http://gateway.invalid/x'])
  })

  test.each<[string, (host: string) => Environment]>([
    ['no_proxy', host => ({ http_proxy: host, no_proxy: 'gateway.invalid' })],
    ['NO_PROXY', host => ({ http_proxy: host, NO_PROXY: 'other.invalid, gateway.invalid' })],
    ['a domain in no_proxy', host => ({ http_proxy: host, no_proxy: '.invalid' })],
    ['no_proxy: *', host => ({ http_proxy: host, no_proxy: '*' })],
    ['a proxy for https only', host => ({ https_proxy: host, HTTPS_PROXY: host })],
    ['no variable', () => ({})]
  ])('is not used with %s', async (_, env) => {
    const proxy = await proxyWith()
    expect(await said(transportTo(FAR, { env: env(proxy.host) }))).toBe('not-sent')
    expect(askedOf(proxy)).toEqual([])
  })

  test.each<[string, (host: string) => Environment]>([
    ['https_proxy', host => ({ https_proxy: `http://${host}` })],
    ['HTTPS_PROXY', host => ({ HTTPS_PROXY: host })]
  ])('is asked for a tunnel to an https host: %s', async (_, env) => {
    const proxy = await proxyWith()
    const outcome = await transportTo(FAR_TLS, { env: env(proxy.host) }).send(REQUEST, never)
    expect(outcome.kind).toBe('no-answer')
    expect(askedOf(proxy)[0]).toBe('CONNECT gateway.invalid:443')
  })

  test('for http is not used for https', async () => {
    const proxy = await proxyWith()
    expect(
      await said(transportTo(FAR_TLS, { env: { http_proxy: proxy.host, HTTP_PROXY: proxy.host } }))
    ).toBe('not-sent')
    expect(askedOf(proxy)).toEqual([])
  })

  test('that does not answer when it is asked for a tunnel is given up in time', async () => {
    const proxy = await proxyWith('silence')
    const transport = transportTo(FAR_TLS, {
      env: { https_proxy: proxy.host },
      deadlines: { connectMs: 50, headersMs: 50 }
    })
    expect(await said(transport)).toBe('unclear')
    expect(askedOf(proxy)).toEqual(['CONNECT gateway.invalid:443'])
  })

  test('that does not answer keeps nobody from stopping the run', async () => {
    const proxy = await proxyWith('silence')
    const controller = new AbortController()
    const transport = transportTo(FAR_TLS, { env: { https_proxy: proxy.host } })
    const sending = transport.send(REQUEST, controller.signal)
    await seen(() => proxy.heads.length > 0)
    controller.abort(new Error('cancelled'))
    await expect(sending).rejects.toThrow('cancelled')
  })

  test('is spared for this machine', async () => {
    const server = await startServer([{ body: 'here' }])
    const proxy = await proxyWith()
    expect(await said(transportTo(server.url, { env: { http_proxy: proxy.host, no_proxy: '' } }))).toBe(
      'here'
    )
    expect(askedOf(proxy)).toEqual([])
  })
})

describe('no_proxy', () => {
  const HOSTS = [
    'http://gateway.invalid',
    'http://gateway.invalid.',
    'http://gateway.invalid:8080',
    'https://gateway.invalid',
    'http://a.gateway.invalid',
    'http://notgateway.invalid',
    'http://[2001:db8::1]'
  ]

  test.each([
    'gateway.invalid',
    'GATEWAY.invalid.',
    '.gateway.invalid',
    '*.gateway.invalid',
    '*gateway.invalid',
    'gateway.invalid:80',
    'gateway.invalid:0',
    'gateway.invalid:',
    'gateway.invalid:8080',
    'other.invalid gateway.invalid:443',
    '*:443',
    'none,*',
    '.',
    'http://gateway.invalid'
  ])('names the hosts that undici takes it to name: %s', async noProxy => {
    const proxy = await proxyWith()
    for (const host of HOSTS) {
      const url = new URL(host)
      const env = { http_proxy: proxy.host, https_proxy: proxy.host, no_proxy: noProxy }
      // undici alone, told of the proxy and of no_proxy
      const agent = closeAfterTest(
        new EnvHttpProxyAgent({
          httpProxy: `http://${proxy.host}`,
          httpsProxy: `http://${proxy.host}`,
          noProxy
        })
      )
      const asked = proxy.heads.length
      await agent.request({ origin: url.origin, path: '/', method: 'GET' }).catch(() => undefined)
      const isProxied = proxy.heads.length > asked
      expect([host, proxyVariableFor(url, env) !== undefined]).toEqual([host, isProxied])
    }
  })
})

describe('credentials of a proxy', () => {
  const USER = 'proxy-user'
  const PASSWORD = 'proxy-password'

  const BASIC = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`

  test('go to the proxy, beside the request', async () => {
    const proxy = await proxyWith()
    const env = { http_proxy: `http://${USER}:${PASSWORD}@${proxy.host}` }
    expect(await said(transportTo(FAR, { env }))).toBe('{"far": true}')
    expect(authorizationsAt(proxy)).toEqual([BASIC])
    expect(askedOf(proxy)).toEqual(['GET http://gateway.invalid/x'])
  })

  test.each(['407 Proxy Authentication Required', '403 Forbidden', '502 Bad Gateway'] as const)(
    'stand in no message when the proxy answers %s',
    async refusal => {
      const proxy = await proxyWith(refusal)
      const env = { https_proxy: `http://${USER}:${PASSWORD}@${proxy.host}` }
      const { gateway, said } = openGateway(FAR_TLS, { transport: transportTo(FAR_TLS, { env }) })
      const failure: unknown = await gateway
        .call({
          method: 'GET',
          path: '/x',
          repeat: 'look',
          conflict: 'final',
          expects: { kind: 'list', keys: ['id'] },
          purpose: 'try the proxy',
          scopes: []
        })
        .catch((error: unknown) => error)

      expect(failure).toBeInstanceOf(Failure)
      expect(String(failure)).toContain('the proxy in https_proxy refused the connection')
      // certainly not sent: repeated even where that could do harm
      expect(said).toHaveLength(4)
      expect(authorizationsAt(proxy)).toEqual([BASIC, BASIC, BASIC, BASIC, BASIC])
      expect(`${String(failure)}${said.join()}`).not.toMatch(/proxy-user|proxy-password/)
    }
  )

  test.each([
    'http://proxy-user:proxy-password@',
    'http://proxy-user:proxy-password@host:99999',
    'proxy-user:proxy-password@a b',
    'ftp://proxy-user:proxy-password@host',
    'http://proxy-user:%E0%A4%A@host'
  ])('stand in no error about the address %s', address => {
    const failure = failureOf(() =>
      createTransport({ setBy: 'maton_url', baseUrl: new URL(FAR), env: { http_proxy: address } })
    )
    expect(failure).toBeInstanceOf(Failure)
    expect(failure).toMatchObject({ kind: { name: 'proxy' } })
    const words = failure instanceof Error ? `${failure.stack}${String(failure.cause)}` : ''
    expect(words).not.toMatch(/proxy-user|proxy-password|%E0/)
  })

  function failureOf(act: () => unknown): unknown {
    try {
      act()
      return undefined
    } catch (error) {
      return error
    }
  }
})

test.each([
  ['http://127.0.0.1:4100', true],
  ['http://127.8.9.10', true],
  ['http://localhost', true],
  ['http://[::1]:1', true],
  ['http://LOCALHOST', true],
  ['http://0x7f000001', true],
  ['http://128.0.0.1', false],
  ['http://127.0.0.1.example', false],
  ['http://localhost.example', false],
  ['https://api.maton.ai', false]
])('%s is this machine: %s', (address, here) => {
  expect(isLoopback(new URL(address))).toBe(here)
})
