import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import type { RequestListener } from 'node:http'
import { afterEach, describe, expect, test } from '@jest/globals'
import { DEADLINES } from '../../src/http/transport.ts'
import { closeAll, never, outcomeOf, server, transportTo } from './outcome.ts'

afterEach(closeAll)

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

  test('the limits are as they are written down', () => {
    expect(DEADLINES).toEqual({
      connectMs: 10_000,
      headersMs: 30_000,
      bodyMs: 60_000,
      callMs: 80_000,
      uploadMs: 90_000,
      uploadCallMs: 240_000,
      maxBytes: 20_971_520
    })
  })
})
