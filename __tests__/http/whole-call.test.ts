import { expect, test } from '@jest/globals'
import { DEADLINES, type Outcome, type Transport } from '../../src/http/transport.ts'
import { open } from '../github/opened.ts'
import { makeContext, type TestClock } from '../harness/context.ts'
import { openGateway, READ } from '../maton/gateway.ts'

const FAILED: readonly (readonly [how: string, triesLastMs: number])[] = [
  ['cuts each connection at once', 1],
  ['takes long to refuse a connection', DEADLINES.connectMs],
  ['takes requests and never answers', DEADLINES.headersMs],
  ['answers at the last moment and drips', DEADLINES.connectMs + DEADLINES.headersMs + DEADLINES.bodyMs],
  ['never lets a try end', Number.POSITIVE_INFINITY]
]

const LOST: Outcome = {
  kind: 'no-answer',
  certainty: 'unclear',
  error: Object.assign(new Error('lost'), { code: 'UND_ERR_HEADERS_TIMEOUT' })
}
const MOST_MS = 90_000

/** A server of which each try ends so late. */
function failing(clock: TestClock, triesLastMs: number): Transport {
  return {
    callMs: () => DEADLINES.callMs,
    place: { host: 'server.invalid', setBy: 'maton_url', proxy: undefined, statusPage: undefined },
    open: () => undefined,
    openMore: () => undefined,
    close: () => Promise.resolve(),
    async send(_request, signal, withinMs = 0) {
      await clock.sleep(Math.min(triesLastMs, withinMs), signal)
      return LOST
    }
  }
}

test.each(FAILED)('A gateway that %s ends in one error within 90 s', async (_how, triesLastMs) => {
  const context = makeContext({ random: () => 1 })
  const transport = failing(context.clock, triesLastMs)
  const { gateway } = openGateway('http://gateway.invalid', { transport, context })
  await expect(gateway.call(READ)).rejects.toThrow('Could not list the organizations')
  expect(context.clock.elapsed()).toBeLessThan(MOST_MS)
})

test.each(FAILED)('A GitHub that %s ends in one error within 90 s', async (_how, triesLastMs) => {
  const context = makeContext({ random: () => 1 })
  const transport = failing(context.clock, triesLastMs)
  const { repository } = open('https://github.invalid', { transport, context })
  await expect(repository.facts()).rejects.toThrow('read the repository')
  expect(context.clock.elapsed()).toBeLessThan(MOST_MS)
})
