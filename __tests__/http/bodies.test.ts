import { afterEach, expect, test } from '@jest/globals'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { DEADLINES } from '../../src/http/transport.ts'
import { closeAll, never, transportTo } from './outcome.ts'

afterEach(closeAll)

test.each([
  ['text', 'äöü', Buffer.from('äöü')],
  ['bytes', new Uint8Array([0, 255, 13, 10, 128]), Buffer.from([0, 255, 13, 10, 128])]
])('a body of %s arrives as it was given', async (_, body, expected) => {
  const arrived: Buffer[] = []
  const types: unknown[] = []
  const server = createServer((request, response) => {
    types.push(request.headers['content-type'])
    request.on('data', (piece: Buffer) => arrived.push(piece)).on('end', () => response.end('{}'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const transport = transportTo(new URL(`http://127.0.0.1:${address.port}`))
  const headers = { 'content-type': 'application/octet-stream' }
  const outcome = await transport.send({ method: 'POST', path: '/x', headers, body }, never)
  expect(outcome.kind).toBe('answer')
  expect(Buffer.concat(arrived)).toEqual(expected)
  expect(types).toEqual(['application/octet-stream'])
  server.closeAllConnections()
  server.close()
})

const BYTES = { method: 'POST', path: '/x', headers: {}, body: new Uint8Array([1]) }

test('an upload of bytes has a deadline of its own', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const address = silent.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const deadlines = { ...DEADLINES, connectMs: 1_000, uploadMs: 50 }
  const transport = transportTo(new URL(`http://127.0.0.1:${address.port}`), deadlines)
  expect(await transport.send(BYTES, never)).toMatchObject({ kind: 'no-answer', certainty: 'unclear' })
  expect(transport.callMs(BYTES)).toBe(DEADLINES.uploadCallMs)
  expect(transport.callMs({ ...BYTES, body: '{}' })).toBe(DEADLINES.callMs)
  silent.closeAllConnections()
  silent.close()
})
