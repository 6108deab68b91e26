import { createServer, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { EnvHttpProxyAgent } from 'undici'
import { Failure } from '../../src/run/failure.ts'
import { openMaton } from '../../src/maton/way.ts'
import { createServerTime } from '../../src/run/server-time.ts'
import { isLoopback, proxyVariableFor } from '../../src/http/proxy.ts'
import { createTransport, DEADLINES, type Transport } from '../../src/http/transport.ts'
import { startServer } from '../harness/server.ts'

const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map(one => one.close()))
})

interface Proxy {
  /** `host:port` */
  readonly host: string
  /** What it was asked for: addresses to get, and hosts to connect to. */
  readonly asked: string[]
  /** What clients said who they are. */
  readonly authorizations: (string | undefined)[]
}

/** What a proxy does when it is asked for a tunnel. */
type Tunnel = 'no TLS behind it' | 'silence' | `${number} ${string}`

/** A proxy: requests for `http:` get `{"far": true}` from whatever host, tunnels lead nowhere. */
async function startProxy(tunnel: Tunnel = 'no TLS behind it'): Promise<Proxy> {
  const asked: string[] = []
  const authorizations: (string | undefined)[] = []
  const sockets = new Set<Socket>()
  const note = (request: IncomingMessage): void => {
    asked.push(`${request.method} ${request.url}`)
    authorizations.push(request.headers['proxy-authorization'])
  }
  const proxy = createServer((request, response) => {
    note(request)
    response.end('{"far": true}')
  })
  proxy.on('connection', (socket: Socket) => sockets.add(socket))
  proxy.on('connect', (request: IncomingMessage, client: Socket) => {
    note(request)
    client.on('error', () => client.destroy())
    if (tunnel === 'silence') return
    const refused = tunnel !== 'no TLS behind it'
    client.end(refused ? `HTTP/1.1 ${tunnel}\r\n\r\n` : 'HTTP/1.1 200 Connection Established\r\n\r\nno TLS')
  })
  const listening = Promise.withResolvers<void>()
  proxy.listen(0, '127.0.0.1', listening.resolve)
  await listening.promise
  const address = proxy.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  open.push({
    async close() {
      for (const socket of sockets) socket.destroy()
      const closed = Promise.withResolvers<void>()
      proxy.close(() => closed.resolve())
      await closed.promise
    }
  })
  return { host: `127.0.0.1:${port}`, asked, authorizations }
}

const never = new AbortController().signal
const REQUEST = { method: 'GET', path: '/x', headers: { authorization: 'Bearer key' } }
/** No request reaches them but through a proxy. */
const FAR = new URL('http://gateway.invalid')
const FAR_TLS = new URL('https://gateway.invalid')

type Environment = Readonly<Record<string, string>>

function transportTo(baseUrl: URL, env: Environment): Transport {
  const transport = createTransport({ setBy: 'maton_url', baseUrl, env })
  open.push(transport)
  return transport
}

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
    const proxy = await startProxy()
    expect(await said(transportTo(FAR, env(proxy.host)))).toBe('{"far": true}')
    expect(proxy.asked).toEqual(['GET http://gateway.invalid/x'])
  })

  test.each<[string, (host: string) => Environment]>([
    ['no_proxy', host => ({ http_proxy: host, no_proxy: 'gateway.invalid' })],
    ['NO_PROXY', host => ({ http_proxy: host, NO_PROXY: 'other.invalid, gateway.invalid' })],
    ['a domain in no_proxy', host => ({ http_proxy: host, no_proxy: '.invalid' })],
    ['no_proxy: *', host => ({ http_proxy: host, no_proxy: '*' })],
    ['a proxy for https only', host => ({ https_proxy: host, HTTPS_PROXY: host })],
    ['no variable', () => ({})]
  ])('is not used with %s', async (_, env) => {
    const proxy = await startProxy()
    expect(await said(transportTo(FAR, env(proxy.host)))).toBe('not-sent')
    expect(proxy.asked).toEqual([])
  })

  test.each<[string, (host: string) => Environment]>([
    ['https_proxy', host => ({ https_proxy: `http://${host}` })],
    ['HTTPS_PROXY', host => ({ HTTPS_PROXY: host })]
  ])('is asked for a tunnel to an https host: %s', async (_, env) => {
    const proxy = await startProxy()
    const outcome = await transportTo(FAR_TLS, env(proxy.host)).send(REQUEST, never)
    expect(outcome.kind).toBe('no-answer')
    expect(proxy.asked[0]).toBe('CONNECT gateway.invalid:443')
  })

  test('for http is not used for https', async () => {
    const proxy = await startProxy()
    expect(await said(transportTo(FAR_TLS, { http_proxy: proxy.host, HTTP_PROXY: proxy.host }))).toBe(
      'not-sent'
    )
    expect(proxy.asked).toEqual([])
  })

  test('that does not answer when it is asked for a tunnel is given up in time', async () => {
    const proxy = await startProxy('silence')
    const deadlines = { ...DEADLINES, connectMs: 50, headersMs: 50 }
    const transport = createTransport({
      setBy: 'maton_url',
      baseUrl: FAR_TLS,
      env: { https_proxy: proxy.host },
      deadlines
    })
    open.push(transport)
    expect(await said(transport)).toBe('unclear')
    expect(proxy.asked).toEqual(['CONNECT gateway.invalid:443'])
  })

  test('that does not answer keeps nobody from stopping the run', async () => {
    const proxy = await startProxy('silence')
    const controller = new AbortController()
    const transport = transportTo(FAR_TLS, { https_proxy: proxy.host })
    const sending = transport.send(REQUEST, controller.signal)
    while (proxy.asked.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
    controller.abort(new Error('cancelled'))
    await expect(sending).rejects.toThrow('cancelled')
  })

  test('is spared for this machine', async () => {
    const server = await startServer((_, response) => response.end('here'))
    open.push(server)
    const proxy = await startProxy()
    expect(await said(transportTo(server.url, { http_proxy: proxy.host, no_proxy: '' }))).toBe('here')
    expect(proxy.asked).toEqual([])
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
    const proxy = await startProxy()
    for (const host of HOSTS) {
      const url = new URL(host)
      const env = { http_proxy: proxy.host, https_proxy: proxy.host, no_proxy: noProxy }
      // undici alone, told of the proxy and of no_proxy
      const agent = new EnvHttpProxyAgent({
        httpProxy: `http://${proxy.host}`,
        httpsProxy: `http://${proxy.host}`,
        noProxy
      })
      open.push(agent)
      const asked = proxy.asked.length
      await agent.request({ origin: url.origin, path: '/', method: 'GET' }).catch(() => undefined)
      const isProxied = proxy.asked.length > asked
      expect([host, proxyVariableFor(url, env) !== undefined]).toEqual([host, isProxied])
    }
  })
})

describe('credentials of a proxy', () => {
  const USER = 'proxy-user'
  const PASSWORD = 'proxy-password'

  const BASIC = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`

  test('go to the proxy, beside the request', async () => {
    const proxy = await startProxy()
    const env = { http_proxy: `http://${USER}:${PASSWORD}@${proxy.host}` }
    expect(await said(transportTo(FAR, env))).toBe('{"far": true}')
    expect(proxy.authorizations).toEqual([BASIC])
    expect(proxy.asked).toEqual(['GET http://gateway.invalid/x'])
  })

  test.each(['407 Proxy Authentication Required', '403 Forbidden', '502 Bad Gateway'] as const)(
    'stand in no message when the proxy answers %s',
    async refusal => {
      const proxy = await startProxy(refusal)
      const transport = transportTo(FAR_TLS, { https_proxy: `http://${USER}:${PASSWORD}@${proxy.host}` })
      const lines: string[] = []
      const log = { info: (line: string) => void lines.push(line) }
      const clock = { now: () => 0, elapsed: () => 0, sleep: () => Promise.resolve() }
      const gateway = openMaton({
        transport,
        key: 'key',
        connection: 'conn-a',
        context: {
          clock,
          serverTime: createServerTime(clock),
          random: () => 0,
          signal: never,
          log: { ...log, notice: log.info, warning: log.info, group: (_, body) => body() }
        }
      })
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
      expect(lines).toHaveLength(4)
      expect(proxy.authorizations).toEqual([BASIC, BASIC, BASIC, BASIC, BASIC])
      expect(`${String(failure)}${lines.join()}`).not.toMatch(/proxy-user|proxy-password/)
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
      createTransport({ setBy: 'maton_url', baseUrl: FAR, env: { http_proxy: address } })
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
