import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createFetch } from '../../src/http/transport.ts'

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

describe('a connection that is opened ahead', () => {
  test('stands before the first request, which takes it', async () => {
    const host = createFetch({ baseUrl: urlOf(server), env: {} })
    host.open()
    await once(server, 'connection')
    const answer = await host.fetch(urlOf(server))
    expect(await answer.json()).toEqual({ ok: true })
    expect(sockets).toHaveLength(1)
    await host.close()
  })

  test('may be asked for while it is still being opened', async () => {
    const host = createFetch({ baseUrl: urlOf(server), env: {} })
    host.open()
    expect((await host.fetch(urlOf(server))).status).toBe(200)
    expect(sockets).toHaveLength(1)
    await host.close()
  })

  test('is replaced when the server has cut it meanwhile', async () => {
    const host = createFetch({ baseUrl: urlOf(server), env: {} })
    host.open()
    await once(server, 'connection')
    sockets[0]?.resetAndDestroy()
    await new Promise(resolve => setTimeout(resolve, 20))
    expect((await host.fetch(urlOf(server))).status).toBe(200)
    expect(sockets).toHaveLength(2)
    await host.close()
  })

  test('is never used for another host', async () => {
    const other = await listening()
    const host = createFetch({ baseUrl: urlOf(server), env: {} })
    host.open()
    await once(server, 'connection')
    let asked = 0
    other.on('request', () => (asked += 1))
    await host.fetch(urlOf(other))
    expect(asked).toBe(1)
    await host.close()
    other.closeAllConnections()
    other.close()
  })

  test('is closed at the end of the run when no request took it', async () => {
    const host = createFetch({ baseUrl: urlOf(server), env: {} })
    host.open()
    await once(server, 'connection')
    const closed = once(sockets[0] ?? server, 'close')
    await host.close()
    await closed
  })

  test('costs nothing when it fails: the request tells what is wrong', async () => {
    const gone = await listening()
    const baseUrl = urlOf(gone)
    gone.close()
    const host = createFetch({ baseUrl, env: {} })
    host.open()
    await expect(host.fetch(baseUrl)).rejects.toThrow('fetch failed')
    await host.close()
  })

  test('is not opened where a proxy is in between', async () => {
    const host = createFetch({
      baseUrl: new URL('http://api.github.example'),
      env: { http_proxy: urlOf(server).href }
    })
    host.open()
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(sockets).toHaveLength(0)
    await host.close()
  })
})
