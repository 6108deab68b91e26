import { once } from 'node:events'
import { beforeEach, describe, expect, test } from '@jest/globals'
import type { Transport } from '../../src/http/transport.ts'
import { never } from '../harness/context.ts'
import { seen } from '../harness/listener.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { GET, transportTo } from './outcome.ts'

let server: TestServer

beforeEach(async () => {
  server = await startServer([])
})

async function statusFrom(host: Transport): Promise<number | undefined> {
  const outcome = await host.send(GET, never)
  return outcome.kind === 'answer' ? outcome.answer.status : undefined
}

describe('a connection that is opened ahead', () => {
  test('stands before the first request, which takes it', async () => {
    const host = transportTo(server.url)
    host.open()
    await seen(() => server.sockets.length === 1)
    expect(await statusFrom(host)).toBe(200)
    expect(server.sockets).toHaveLength(1)
  })

  test('may be asked for while it is still being opened', async () => {
    const host = transportTo(server.url)
    host.open()
    expect(await statusFrom(host)).toBe(200)
    expect(server.sockets).toHaveLength(1)
  })

  test('is replaced when the server has cut it meanwhile', async () => {
    const host = transportTo(server.url)
    host.open()
    await seen(() => server.sockets.length === 1)
    server.sockets[0]?.resetAndDestroy()
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(await statusFrom(host)).toBe(200)
    expect(server.sockets).toHaveLength(2)
  })

  test('is closed at the end of the run when no request took it', async () => {
    const host = transportTo(server.url)
    host.open()
    await seen(() => server.sockets.length === 1)
    host.openMore(1)
    await seen(() => server.sockets.length === 2)
    const closed = server.sockets.map(socket => once(socket, 'close'))
    await host.close()
    await Promise.all(closed)
  })

  test('may be one of several, which requests that are sent side by side take', async () => {
    const host = transportTo(server.url)
    host.open()
    host.openMore(2)
    await seen(() => server.sockets.length === 3)
    expect(await Promise.all([1, 2, 3].map(() => statusFrom(host)))).toEqual([200, 200, 200])
    expect(server.sockets).toHaveLength(3)
  })

  test('costs nothing when it fails: the request tells what is wrong', async () => {
    await server.close()
    const host = transportTo(server.url)
    host.open()
    expect(await host.send(GET, never)).toMatchObject({ kind: 'no-answer', certainty: 'not-sent' })
  })

  test('is not opened where a proxy is in between', async () => {
    const host = transportTo('http://api.github.example', { env: { http_proxy: server.url } })
    host.open()
    host.openMore(1)
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(server.sockets).toHaveLength(0)
  })
})
