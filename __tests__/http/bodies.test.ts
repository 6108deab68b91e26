import { expect, test } from '@jest/globals'
import { DEADLINES } from '../../src/http/transport.ts'
import { never } from '../harness/context.ts'
import { startServer } from '../harness/server.ts'
import { transportTo } from './outcome.ts'

test.each([
  ['text', 'äöü', Buffer.from('äöü')],
  ['bytes', new Uint8Array([0, 255, 13, 10, 128]), Buffer.from([0, 255, 13, 10, 128])]
])('a body of %s arrives as it was given', async (_, body, expected) => {
  const { url, received } = await startServer([])
  const headers = { 'content-type': 'application/octet-stream' }
  const outcome = await transportTo(url).send({ method: 'POST', path: '/x', headers, body }, never)
  expect(outcome.kind).toBe('answer')
  expect(received.map(({ bytes }) => bytes)).toEqual([expected])
  expect(received[0]?.headers['content-type']).toBe('application/octet-stream')
})

const BYTES = { method: 'POST', path: '/x', headers: {}, body: new Uint8Array([1]) }

test('an upload of bytes has a deadline of its own', async () => {
  const { url } = await startServer([() => undefined])
  const transport = transportTo(url, { deadlines: { connectMs: 1_000, uploadMs: 50 } })
  expect(await transport.send(BYTES, never)).toMatchObject({ kind: 'no-answer', certainty: 'unclear' })
  expect(transport.callMs(BYTES)).toBe(DEADLINES.uploadCallMs)
  expect(transport.callMs({ ...BYTES, body: '{}' })).toBe(DEADLINES.callMs)
})
