import { once } from 'node:events'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from '@jest/globals'
import { createTransport, DEADLINES, type Outcome } from '../../src/gateway/transport.ts'
import { startServer, type TestServer } from './server.ts'
import type { RequestListener } from 'node:http'

const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map(one => one.close()))
})

async function server(answer: RequestListener): Promise<TestServer> {
  const started = await startServer(answer)
  open.push(started)
  return started
}

const never = new AbortController().signal

interface SendOptions {
  readonly deadlines?: Partial<typeof DEADLINES>
  readonly signal?: AbortSignal
}

function transportTo(baseUrl: URL, deadlines: Partial<typeof DEADLINES> = {}) {
  const transport = createTransport({ baseUrl, env: {}, deadlines: { ...DEADLINES, ...deadlines } })
  open.push(transport)
  return transport
}

/** Sends `GET /x` to a server that answers so, and tells the outcome in a few words. */
async function outcomeOf(
  answer: RequestListener,
  { deadlines, signal = never }: SendOptions = {}
): Promise<string> {
  const { url } = await server(answer)
  const outcome = await transportTo(url, deadlines).send({ method: 'GET', path: '/x', headers: {} }, signal)
  return wordsOf(outcome)
}

function wordsOf(outcome: Outcome): string {
  return outcome.kind === 'answer' ? `${outcome.answer.status} ${outcome.answer.text}` : outcome.certainty
}

describe('a request', () => {
  test('goes below the address with method, headers and body, and says who asks', async () => {
    const { url, requests, bodies } = await server((_, response) => response.end('{}'))
    await transportTo(new URL(`${url.href}below/`)).send(
      { method: 'POST', path: '/a%2Fb?c=d', headers: { authorization: 'Bearer key' }, body: '{"é":1}' },
      never
    )

    expect(requests[0]?.method).toBe('POST')
    expect(requests[0]?.url).toBe('/below/a%2Fb?c=d')
    expect(requests[0]?.httpVersion).toBe('1.1')
    expect(requests[0]?.headers).toMatchObject({
      accept: 'application/json',
      authorization: 'Bearer key',
      'user-agent': 'maton-sentry-release/1'
    })
    expect(requests[0]?.headers['accept-encoding']).toBeUndefined()
    expect(bodies).toEqual(['{"é":1}'])
  })

  test('uses connections again', async () => {
    const { url, requests } = await server((_, response) => response.end('{}'))
    const transport = transportTo(url)
    for (let count = 0; count < 10; count += 1)
      await transport.send({ method: 'GET', path: '/x', headers: {} }, never)
    expect(new Set(requests.map(request => request.socket.remotePort)).size).toBeLessThanOrEqual(2)
  })

  test('opens at most six connections', async () => {
    let now = 0
    let most = 0
    const { url } = await server((_, response) => {
      now += 1
      most = Math.max(most, now)
      setTimeout(() => {
        now -= 1
        response.end('{}')
      }, 20)
    })
    const transport = transportTo(url)
    const request = { method: 'GET', path: '/x', headers: {} }
    await Promise.all(Array.from({ length: 20 }, () => transport.send(request, never)))
    expect(most).toBe(6)
  })
})

describe('an answer', () => {
  test('is status, headers in lower case and text, whatever it is', async () => {
    const { url } = await server((_, response) => {
      response.writeHead(418, {
        'X-Sentry-Rate-Limit-Reset': '5',
        Link: ['<a>; rel="next"', '<b>; rel="previous"']
      })
      response.end('{"detail": "größe"}')
    })
    const outcome = await transportTo(url).send({ method: 'GET', path: '/', headers: {} }, never)
    expect(outcome).toMatchObject({
      kind: 'answer',
      answer: {
        status: 418,
        headers: { 'x-sentry-rate-limit-reset': '5', link: '<a>; rel="next", <b>; rel="previous"' },
        text: '{"detail": "größe"}'
      }
    })
  })

  test.each([301, 302, 303, 307, 308])('%d is not followed', async status => {
    const other = await server((_, response) => response.end('{"other": true}'))
    const outcome = await outcomeOf((_, response) => {
      response.writeHead(status, { location: other.url.href })
      response.end('moved')
    })
    expect(outcome).toBe(`${status} moved`)
    expect(other.requests).toEqual([])
  })

  test('204 has no text', async () => {
    expect(await outcomeOf((_, response) => response.writeHead(204).end())).toBe('204 ')
  })
})

test.each(['gzip', 'br', 'deflate'] as const)('a body in %s is unpacked, up to the limit', async encoding => {
  const encode = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync }
  const answer =
    (text: string): RequestListener =>
    (_, response) => {
      response.writeHead(200, { 'content-encoding': encoding })
      response.end(encode[encoding](text))
    }
  const deadlines = { maxBytes: 50_000 }
  expect(await outcomeOf(answer('{"text": "größe"}'), { deadlines })).toBe('200 {"text": "größe"}')
  expect(await outcomeOf(answer('x'.repeat(50_001)), { deadlines })).toBe('hopeless')
})

describe('a large body', () => {
  test.each([
    [50_000, /^200 x+$/],
    [50_001, /^hopeless$/]
  ])('of %d bytes with a limit of 50,000', async (size, words) => {
    const body = 'x'.repeat(size)
    const whole = await outcomeOf((_, response) => response.end(body), { deadlines: { maxBytes: 50_000 } })
    expect(whole).toMatch(words)
    const inPieces = await outcomeOf(
      (_, response) => {
        response.write(body.slice(0, 100))
        response.end(body.slice(100))
      },
      { deadlines: { maxBytes: 50_000 } }
    )
    expect(inPieces).toMatch(words)
  })

  test('the limit is 20 MB', () => {
    expect(DEADLINES).toEqual({ connectMs: 10_000, headersMs: 30_000, bodyMs: 60_000, maxBytes: 20_971_520 })
  })
})

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
