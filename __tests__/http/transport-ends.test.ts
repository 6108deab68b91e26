import { once } from 'node:events'
import { describe, expect, test } from '@jest/globals'
import type { DEADLINES } from '../../src/http/transport.ts'
import { never } from '../harness/context.ts'
import { listen, seen } from '../harness/listener.ts'
import { startServer, type Answer } from '../harness/server.ts'
import { GET, outcomeOf, transportTo, wordsOf } from './outcome.ts'

const POST = { method: 'POST', path: '/x', headers: {} }
const SILENCE: Answer = () => undefined

describe('without an answer it is', () => {
  test('certain that nothing was sent when the connection is refused', async () => {
    const gone = await startServer([SILENCE])
    await gone.close()
    const outcome = await transportTo(gone.url).send(POST, never)
    expect(wordsOf(outcome)).toBe('not-sent')
  })

  test('certain that nothing was sent when the name is not known', async () => {
    const outcome = await transportTo('http://no-such-host.invalid').send(POST, never)
    expect(wordsOf(outcome)).toBe('not-sent')
  })

  test('certain that nothing was sent when TLS is not agreed upon in time', async () => {
    const silent = await listen()
    const transport = transportTo(silent.url.replace('http:', 'https:'), { deadlines: { connectMs: 50 } })
    expect(wordsOf(await transport.send(POST, never))).toBe('not-sent')
  })

  test.each<[string, Answer, Partial<typeof DEADLINES>]>([
    ['when the connection is cut', 'cut', {}],
    ['when no headers come in time', SILENCE, { headersMs: 50 }],
    [
      'when the body stops',
      response => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('{')
      },
      { bodyMs: 50 }
    ],
    [
      'when the body is cut',
      response => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('{"a":', () => response.destroy())
      },
      {}
    ],
    [
      'when a body of unknown length is cut',
      response => {
        response.writeHead(200)
        response.write('{"a": 1}', () => response.destroy())
      },
      {}
    ]
  ])('unclear %s', async (_, answer, deadlines) => {
    expect(await outcomeOf(answer, deadlines)).toBe('unclear')
  })

  test('unclear when the body drips on and on: the whole of it has to end in time', async () => {
    const drips = new Set<NodeJS.Timeout>()
    const outcome = await outcomeOf(
      response => {
        response.writeHead(200)
        const drip = setInterval(() => response.write(' '), 10)
        drips.add(drip)
        response.on('close', () => clearInterval(drip))
      },
      { bodyMs: 200 }
    )
    expect(outcome).toBe('unclear')
    expect(drips.size).toBe(1)
  })
})

describe('a run that is stopped', () => {
  test('ends the request with the reason of the stop', async () => {
    const { url, received } = await startServer([SILENCE])
    const controller = new AbortController()
    const sending = transportTo(url).send(GET, controller.signal)
    await seen(() => received.length > 0)
    controller.abort(new Error('cancelled'))
    await expect(sending).rejects.toThrow('cancelled')
  })

  test('ends while the body is read', async () => {
    const { url, received } = await startServer([response => response.writeHead(200).write('{')])
    const controller = new AbortController()
    const sending = transportTo(url).send(GET, controller.signal)
    await seen(() => received.length > 0)
    controller.abort(new Error('cancelled'))
    await expect(sending).rejects.toThrow('cancelled')
  })

  test('sends nothing any more', async () => {
    const { url, received } = await startServer([])
    const signal = AbortSignal.abort(new Error('cancelled'))
    const sending = transportTo(url).send(GET, signal)
    await expect(sending).rejects.toThrow('cancelled')
    expect(received).toEqual([])
  })

  test('closing ends what is open', async () => {
    const { url, received, sockets } = await startServer([SILENCE])
    const transport = transportTo(url)
    const sending = transport.send(GET, never)
    await seen(() => received.length > 0)
    const closed = sockets.map(socket => once(socket, 'close'))
    await transport.close()
    expect((await sending).kind).toBe('no-answer')
    await Promise.all(closed)
  })
})
