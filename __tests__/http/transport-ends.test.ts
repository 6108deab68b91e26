import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { DEADLINES } from '../../src/http/transport.ts'
import { closeAll, never, outcomeOf, server, transportTo, wordsOf } from './outcome.ts'
import { startServer } from '../harness/server.ts'

afterEach(closeAll)

describe('without an answer it is', () => {
  test('certain that nothing was sent when the connection is refused', async () => {
    const gone = await startServer(() => undefined)
    await gone.close()
    const outcome = await transportTo(gone.url).send({ method: 'POST', path: '/x', headers: {} }, never)
    expect(wordsOf(outcome)).toBe('not-sent')
  })

  test('certain that nothing was sent when the name is not known', async () => {
    const url = new URL('http://no-such-host.invalid')
    const outcome = await transportTo(url).send({ method: 'POST', path: '/x', headers: {} }, never)
    expect(wordsOf(outcome)).toBe('not-sent')
  })

  test('certain that nothing was sent when TLS is not agreed upon in time', async () => {
    const silent = createServer(() => undefined)
    const listening = Promise.withResolvers<void>()
    silent.listen(0, '127.0.0.1', listening.resolve)
    await listening.promise
    const address = silent.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const transport = transportTo(new URL(`https://127.0.0.1:${port}`), { connectMs: 50 })
    expect(wordsOf(await transport.send({ method: 'POST', path: '/x', headers: {} }, never))).toBe('not-sent')
    silent.close()
  })

  test.each<[string, RequestListener, Partial<typeof DEADLINES>]>([
    ['when the connection is cut', (_, response) => response.destroy(), {}],
    ['when no headers come in time', () => undefined, { headersMs: 50 }],
    [
      'when the body stops',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('{')
      },
      { bodyMs: 50 }
    ],
    [
      'when the body is cut',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('{"a":', () => response.destroy())
      },
      {}
    ],
    [
      'when a body of unknown length is cut',
      (_, response) => {
        response.writeHead(200)
        response.write('{"a": 1}', () => response.destroy())
      },
      {}
    ]
  ])('unclear %s', async (_, answer, deadlines) => {
    expect(await outcomeOf(answer, { deadlines })).toBe('unclear')
  })

  test('unclear when the body drips on and on: the whole of it has to end in time', async () => {
    const drips = new Set<NodeJS.Timeout>()
    const outcome = await outcomeOf(
      (_, response) => {
        response.writeHead(200)
        const drip = setInterval(() => response.write(' '), 10)
        drips.add(drip)
        response.on('close', () => clearInterval(drip))
      },
      { deadlines: { bodyMs: 200 } }
    )
    expect(outcome).toBe('unclear')
    expect(drips.size).toBe(1)
  })
})

describe('a run that is stopped', () => {
  test('ends the request with the reason of the stop', async () => {
    const { url, requests } = await server(() => undefined)
    const controller = new AbortController()
    const sending = transportTo(url).send({ method: 'GET', path: '/x', headers: {} }, controller.signal)
    while (requests.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
    controller.abort(new Error('cancelled'))
    await expect(sending).rejects.toThrow('cancelled')
  })

  test('ends while the body is read', async () => {
    const { url, requests } = await server((_, response) => void response.writeHead(200).write('{'))
    const controller = new AbortController()
    const sending = transportTo(url).send({ method: 'GET', path: '/x', headers: {} }, controller.signal)
    while (requests.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
    controller.abort(new Error('cancelled'))
    await expect(sending).rejects.toThrow('cancelled')
  })

  test('sends nothing any more', async () => {
    const { url, requests } = await server((_, response) => response.end())
    const signal = AbortSignal.abort(new Error('cancelled'))
    const sending = transportTo(url).send({ method: 'GET', path: '/x', headers: {} }, signal)
    await expect(sending).rejects.toThrow('cancelled')
    expect(requests).toEqual([])
  })

  test('closing ends what is open', async () => {
    const { url, requests } = await server(() => undefined)
    const transport = transportTo(url)
    const sending = transport.send({ method: 'GET', path: '/x', headers: {} }, never)
    while (requests.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
    const socket = requests[0]?.socket
    const closed = socket === undefined ? undefined : once(socket, 'close')
    await transport.close()
    expect((await sending).kind).toBe('no-answer')
    await closed
  })
})
