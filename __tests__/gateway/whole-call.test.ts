import { expect, test } from '@jest/globals'
import { openGateway } from '../../src/maton/gateway.ts'
import type { Clock } from '../../src/run/context.ts'
import { createServerTime } from '../../src/run/server-time.ts'
import { DEADLINES, type Outcome, type Transport } from '../../src/http/transport.ts'
import { makeCall } from '../../src/github/call.ts'
import { READ } from './script.ts'

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

test.each(FAILED)('A gateway that %s ends in one error within 90 s', async (_how, triesLastMs) => {
  const clock = virtual()
  const transport: Transport = {
    callMs: DEADLINES.callMs,
    place: { host: 'gateway.invalid', setBy: 'maton_url', proxy: undefined, statusPage: undefined },
    close: () => Promise.resolve(),
    async send(_request, _signal, withinMs = 0) {
      clock.pass(Math.min(triesLastMs, withinMs))
      return LOST
    }
  }
  const context = { clock, serverTime: createServerTime(clock), random: () => 1, signal, log }
  const gateway = openGateway({ transport, key: 'key-of-the-account', context })
  await expect(gateway.call(READ)).rejects.toThrow('Could not list the organizations')
  expect(clock.elapsed()).toBeLessThan(MOST_MS)
})

test.each(FAILED)('A GitHub that %s ends in one error within 90 s', async (_how, triesLastMs) => {
  const clock = virtual()
  const call = makeCall({
    async send(_route, _parameters, withinMs) {
      clock.pass(Math.min(triesLastMs, withinMs))
      return { kind: 'no-answer', error: new Error('lost') }
    },
    serverUrl: 'https://github.com',
    clock,
    random: () => 1,
    signal,
    log,
    place: { host: 'github.invalid', setBy: 'GITHUB_API_URL', proxy: undefined, statusPage: undefined }
  })
  const kind = {
    route: 'GET /repos/{owner}/{repo}',
    needs: 'metadata: read',
    reads: { words: 'anything', decode: () => true }
  } as const
  await expect(call(kind, { what: 'reading the repository' })).rejects.toThrow('reading the repository')
  expect(clock.elapsed()).toBeLessThan(MOST_MS)
})
