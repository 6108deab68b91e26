import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createTransport, type Transport } from '../../src/http/transport.ts'

let server: Server
let sockets: Socket[]

beforeEach(async () => {
  sockets = []
  server = await listening()
  server.on('connection', socket => sockets.push(socket))
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

async function listening(): Promise<Server> {
  const started = createServer((_request, response) => void response.end('{"ok": true}'))
  started.listen(0, '127.0.0.1')
  await once(started, 'listening')
  return started
}

function urlOf(one: Server): URL {
  const address = one.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return new URL(`http://127.0.0.1:${address.port}`)
}

const GET = { method: 'GET', path: '/', headers: {} }
const never = new AbortController().signal

function transportTo(baseUrl: URL, env: Readonly<Record<string, string>> = {}): Transport {
  return createTransport({ setBy: 'GITHUB_API_URL', baseUrl, env })
}

async function statusFrom(host: Transport): Promise<number | undefined> {
  const outcome = await host.send(GET, never)
  return outcome.kind === 'answer' ? outcome.answer.status : undefined
}

describe('a connection that is opened ahead', () => {
  test('stands before the first request, which takes it', async () => {
    const host = transportTo(urlOf(server))
    host.open()
    await once(server, 'connection')
    expect(await statusFrom(host)).toBe(200)
    expect(sockets).toHaveLength(1)
    await host.close()
  })

  test('may be asked for while it is still being opened', async () => {
    const host = transportTo(urlOf(server))
    host.open()
    expect(await statusFrom(host)).toBe(200)
    expect(sockets).toHaveLength(1)
    await host.close()
  })

  test('is replaced when the server has cut it meanwhile', async () => {
    const host = transportTo(urlOf(server))
    host.open()
    await once(server, 'connection')
    sockets[0]?.resetAndDestroy()
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(await statusFrom(host)).toBe(200)
    expect(sockets).toHaveLength(2)
    await host.close()
  })

  test('is closed at the end of the run when no request took it', async () => {
    const host = transportTo(urlOf(server))
    host.open()
    await once(server, 'connection')
    host.openMore(1)
    await once(server, 'connection')
    const closed = sockets.map(socket => once(socket, 'close'))
    await host.close()
    await Promise.all(closed)
  })

  test('may be one of several, which requests that are sent side by side take', async () => {
    const host = transportTo(urlOf(server))
    host.open()
    host.openMore(2)
    while (sockets.length < 3) await once(server, 'connection')
    expect(await Promise.all([1, 2, 3].map(() => statusFrom(host)))).toEqual([200, 200, 200])
    expect(sockets).toHaveLength(3)
    await host.close()
  })

  test('costs nothing when it fails: the request tells what is wrong', async () => {
    const gone = await listening()
    const baseUrl = urlOf(gone)
    gone.close()
    const host = transportTo(baseUrl)
    host.open()
    expect(await host.send(GET, never)).toMatchObject({ kind: 'no-answer', certainty: 'not-sent' })
    await host.close()
  })

  test('is not opened where a proxy is in between', async () => {
    const host = transportTo(new URL('http://api.github.example'), { http_proxy: urlOf(server).href })
    host.open()
    host.openMore(1)
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(sockets).toHaveLength(0)
    await host.close()
  })
})
