import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { createTransport } from '../../src/http/transport.ts'

let server: Server
let baseUrl: URL
let connections: number

beforeEach(async () => {
  connections = 0
  server = createServer((_request, response) => void response.end('{"ok": true}'))
  server.on('connection', () => (connections += 1))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  baseUrl = new URL(`http://127.0.0.1:${address.port}`)
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

test('requests that follow each other use one connection', async () => {
  const transport = createTransport({ setBy: 'maton_url', baseUrl, env: {} })
  const { signal } = new AbortController()
  for (const path of ['/a', '/b', '/c']) {
    const outcome = await transport.send({ method: 'GET', path, headers: {} }, signal)
    expect(outcome.kind).toBe('answer')
  }
  await transport.close()
  expect(connections).toBe(1)
})
