import { expect, test } from '@jest/globals'
import { openMaton } from '../../src/maton/way.ts'
import type { Clock } from '../../src/run/context.ts'
import { createServerTime } from '../../src/run/server-time.ts'
import { DEADLINES, type Outcome, type Transport } from '../../src/http/transport.ts'
import { makeCall } from '../../src/github/calls/call.ts'
import { READ } from '../harness/gateway.ts'

const FAILED: readonly (readonly [how: string, triesLastMs: number])[] = [
  ['cuts each connection at once', 1],
  ['takes long to refuse a connection', DEADLINES.connectMs],
  ['takes requests and never answers', DEADLINES.headersMs],
  ['answers at the last moment and drips', DEADLINES.connectMs + DEADLINES.headersMs + DEADLINES.bodyMs],
  ['never lets a try end', Number.POSITIVE_INFINITY]
]

/** A clock that only goes on by what is done. */
function virtual(): Clock & { pass: (ms: number) => void } {
  let now = 0
  return {
    now: () => now,
    elapsed: () => now,
    pass: ms => (now += ms),
    async sleep(ms) {
      now += ms
    }
  }
}

const log = {
  info: (): void => undefined,
  notice: (): void => undefined,
  warning: (): void => undefined,
  group: <T>(_title: string, body: () => Promise<T>): Promise<T> => body()
}
const { signal } = new AbortController()
const LOST: Outcome = {
  kind: 'no-answer',
  certainty: 'unclear',
  error: Object.assign(new Error('lost'), { code: 'UND_ERR_HEADERS_TIMEOUT' })
}
const MOST_MS = 90_000

/** A server of which each try ends so late. */
function failing(clock: ReturnType<typeof virtual>, triesLastMs: number): Transport {
  return {
    callMs: () => DEADLINES.callMs,
    place: { host: 'server.invalid', setBy: 'maton_url', proxy: undefined, statusPage: undefined },
    open: () => undefined,
    openMore: () => undefined,
    close: () => Promise.resolve(),
    async send(_request, _signal, withinMs = 0) {
      clock.pass(Math.min(triesLastMs, withinMs))
      return LOST
    }
  }
}

test.each(FAILED)('A gateway that %s ends in one error within 90 s', async (_how, triesLastMs) => {
  const clock = virtual()
  const context = { clock, serverTime: createServerTime(clock), random: () => 1, signal, log }
  const gateway = openMaton({
    transport: failing(clock, triesLastMs),
    key: 'key-of-the-account',
    connection: 'conn-a',
    context
  })
  await expect(gateway.call(READ)).rejects.toThrow('Could not list the organizations')
  expect(clock.elapsed()).toBeLessThan(MOST_MS)
})

test.each(FAILED)('A GitHub that %s ends in one error within 90 s', async (_how, triesLastMs) => {
  const clock = virtual()
  const call = makeCall({
    transport: failing(clock, triesLastMs),
    token: 'ghs_secret',
    apiUrl: 'https://github.invalid',
    serverUrl: 'https://github.com',
    owner: 'acme',
    name: 'web',
    context: { clock, random: () => 1, signal, log }
  })
  const kind = {
    route: 'GET /repos/{owner}/{repo}',
    needs: 'metadata: read',
    reads: { words: 'anything', decode: () => true }
  } as const
  await expect(call(kind, { purpose: 'read the repository' })).rejects.toThrow('read the repository')
  expect(clock.elapsed()).toBeLessThan(MOST_MS)
})
