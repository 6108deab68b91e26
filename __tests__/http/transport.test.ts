import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { DEADLINES } from '../../src/http/transport.ts'
import { never } from '../harness/context.ts'
import { startServer, type Answer } from '../harness/server.ts'
import { GET, outcomeOf, transportTo } from './outcome.ts'

describe('a request', () => {
  test('goes below the address with method, headers and body, and says who asks', async () => {
    const { url, received } = await startServer([])
    await transportTo(`${url}/below/`).send(
      { method: 'POST', path: '/a%2Fb?c=d', headers: { authorization: 'Bearer key' }, body: '{"é":1}' },
      never
    )

    expect(received).toMatchObject([{ line: 'POST /below/a%2Fb?c=d', httpVersion: '1.1', body: '{"é":1}' }])
    expect(received[0]?.headers).toMatchObject({
      accept: 'application/json',
      authorization: 'Bearer key',
      'user-agent': 'maton-sentry-release/1'
    })
    expect(received[0]?.headers['accept-encoding']).toBeUndefined()
  })

  test('uses connections again', async () => {
    const { url, sockets } = await startServer([])
    const transport = transportTo(url)
    for (let count = 0; count < 10; count += 1) await transport.send(GET, never)
    expect(sockets).toHaveLength(1)
  })

  test('opens at most six connections', async () => {
    let now = 0
    let most = 0
    const { url } = await startServer(async () => {
      now += 1
      most = Math.max(most, now)
      await new Promise(resolve => setTimeout(resolve, 20))
      now -= 1
      return {}
    })
    const transport = transportTo(url)
    await Promise.all(Array.from({ length: 20 }, () => transport.send(GET, never)))
    expect(most).toBe(6)
  })
})

describe('an answer', () => {
  test('is status, headers in lower case and text, whatever it is', async () => {
    const { url } = await startServer([
      {
        status: 418,
        headers: {
          'X-Sentry-Rate-Limit-Reset': '5',
          Link: ['<a>; rel="next"', '<b>; rel="previous"']
        },
        body: '{"detail": "größe"}'
      }
    ])
    const outcome = await transportTo(url).send(GET, never)
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
    const other = await startServer([{ body: { other: true } }])
    const outcome = await outcomeOf({ status, headers: { location: other.url }, body: 'moved' })
    expect(outcome).toBe(`${status} moved`)
    expect(other.received).toEqual([])
  })

  test('204 has no text', async () => {
    expect(await outcomeOf({ status: 204 })).toBe('204 ')
  })
})

test.each(['gzip', 'br', 'deflate'] as const)('a body in %s is unpacked, up to the limit', async encoding => {
  const encode = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync }
  const answer = (text: string): Answer => ({
    headers: { 'content-encoding': encoding },
    body: encode[encoding](text)
  })
  const deadlines = { maxBytes: 50_000 }
  expect(await outcomeOf(answer('{"text": "größe"}'), deadlines)).toBe('200 {"text": "größe"}')
  expect(await outcomeOf(answer('x'.repeat(50_001)), deadlines)).toBe('hopeless')
})

describe('a large body', () => {
  test.each([
    [50_000, /^200 x+$/],
    [50_001, /^hopeless$/]
  ])('of %d bytes with a limit of 50,000', async (size, words) => {
    const body = 'x'.repeat(size)
    const whole = await outcomeOf({ body }, { maxBytes: 50_000 })
    expect(whole).toMatch(words)
    const inPieces = await outcomeOf(
      response => {
        response.write(body.slice(0, 100))
        response.end(body.slice(100))
      },
      { maxBytes: 50_000 }
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
