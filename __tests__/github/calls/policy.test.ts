import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { certaintyOf } from '../../../src/http/network-error.ts'
import { decide, NOT_WAITED, type Decision, type Waited } from '../../../src/http/retry-decision.ts'
import type { Outcome } from '../../../src/http/transport.ts'
import { githubPolicy } from '../../../src/github/calls/policy.ts'

/** Since the machine was started. */
const ELAPSED = 5_000_000
const NOW = Date.parse('2026-01-01T00:00:00Z')
const RESET_IN_20_S = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 20) }

function answer(status: number, headers: Record<string, string> = {}, message = 'no'): Outcome {
  return { kind: 'answer', answer: { status, headers, text: JSON.stringify({ message }) } }
}

const LOST: Outcome = { kind: 'no-answer', certainty: 'unclear', error: new Error('lost') }

function decided(
  outcome: Outcome,
  {
    repeatable: isRepeatable = true,
    ...more
  }: { repeatable?: boolean; number?: number; waited?: Waited; elapsed?: number; random?: number } = {}
): Decision {
  const times = { elapsed: ELAPSED, now: NOW, leftMs: 80_000 }
  const first = { ...times, number: 1, mayBeDone: false, waited: NOT_WAITED, random: 1 }
  return decide({ ...first, outcome, ...more }, githubPolicy({ isRepeatable, isGood: () => false }))
}

function stop(why: 'refused' | 'exhausted' | 'unclear'): Decision {
  return { kind: 'stop', why }
}

describe('never repeated', () => {
  test.each([
    ['a missing permission', answer(403, {}, 'Resource not accessible by integration')],
    ['one by a personal token', answer(403, {}, 'Resource not accessible by personal access token')],
    [
      'a missing permission that came with signs of a limit',
      answer(403, { 'retry-after': '1', ...RESET_IN_20_S }, 'Resource not accessible by integration')
    ],
    [
      'a locked conversation',
      answer(403, { 'retry-after': '1' }, 'Unable to create comment because issue is locked.')
    ],
    ['a refusal without signs of a limit', answer(403)],
    ['remaining requests', answer(403, { 'x-ratelimit-remaining': '1' })],
    ['bad credentials', answer(401)],
    ['not found', answer(404)],
    ['a conflict', answer(409)],
    ['a wrong request', answer(422)],
    ['a redirect', answer(302)]
  ])('%s', (_what, outcome) => {
    expect(decided(outcome)).toEqual(stop('refused'))
  })
})

function failed(code: string): Outcome {
  const error = Object.assign(new Error('failed'), { code })
  return { kind: 'no-answer', certainty: certaintyOf(error), error }
}

describe('without a connection', () => {
  test.each(['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_PRX_CONN'])('%s: repeated, whatever the request', code => {
    expect(decided(failed(code), { repeatable: false })).toMatchObject({ kind: 'wait', ms: 500 })
  })

  test.each(['SELF_SIGNED_CERT_IN_CHAIN', 'CERT_HAS_EXPIRED'])('%s: never repeated', code => {
    expect(decided(failed(code))).toEqual(stop('refused'))
  })
})

describe('repeated when doing it twice is doing it once, after 0.5, 1, 2 and 4 s', () => {
  test.each([
    ['408', answer(408)],
    ['500', answer(500)],
    ['502', answer(502)],
    ['503', answer(503)],
    ['no answer', LOST]
  ])('%s', (_what, outcome) => {
    const waits = [1, 2, 3, 4].map(number => decided(outcome, { number }))
    expect(waits).toEqual(
      [500, 1000, 2000, 4000].map(ms => ({ kind: 'wait', ms, after: 'unclear', waited: NOT_WAITED }))
    )
    expect(decided(outcome, { number: 5 })).toEqual(stop('exhausted'))
    expect(decided(outcome, { repeatable: false })).toEqual(stop('unclear'))
  })
})

describe('a rate limit is waited for, also by a write: it says that nothing happened', () => {
  test('a whole minute of it, whatever fraction of a millisecond the clock shows', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), elapsed => {
        const decision = decided(answer(429), { elapsed })
        expect(decision).toMatchObject({ kind: 'wait', waited: { spentMs: 60_000 } })
      })
    )
  })

  test.each([
    ['retry-after', answer(403, { 'retry-after': '7' }), 7000],
    ['retry-after of nothing', answer(429, { 'retry-after': '0' }), 1000],
    ['retry-after before the reset', answer(429, { 'retry-after': '7', ...RESET_IN_20_S }), 7000],
    ['the reset', answer(403, RESET_IN_20_S), 20_000],
    ['a reset that has passed', answer(403, { ...RESET_IN_20_S, 'x-ratelimit-reset': '5' }), 1000],
    ['the secondary limit', answer(403, {}, 'You have exceeded a secondary rate limit.'), 60_000],
    ['too many requests without a time', answer(429), 60_000],
    ['a date in retry-after', answer(429, { 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' }), 9_000],
    [
      'a date by a clock that is hours ahead of ours',
      answer(429, { 'retry-after': 'Thu, 01 Jan 2026 05:00:09 GMT', date: 'Thu, 01 Jan 2026 05:00:02 GMT' }),
      7_000
    ],
    [
      'a reset by a clock that is minutes behind ours',
      answer(403, { ...RESET_IN_20_S, date: 'Wed, 31 Dec 2025 23:59:50 GMT' }),
      30_000
    ]
  ])('%s', (_what, outcome, ms) => {
    const waited = { until: ELAPSED + ms, spentMs: ms }
    const expected = { kind: 'wait', ms, after: 'not-done', waited }
    expect(decided(outcome)).toEqual(expected)
    expect(decided(outcome, { repeatable: false })).toEqual(expected)
  })

  test('but not beyond 60 s in all', () => {
    expect(decided(answer(429, { 'retry-after': '61' }))).toEqual(stop('exhausted'))
    const waited = { until: ELAPSED, spentMs: 41_000 }
    expect(decided(answer(429, { 'retry-after': '20' }), { waited })).toEqual(stop('exhausted'))
  })

  test('and what several requests wait side by side counts once', () => {
    const waited = { until: ELAPSED + 20_000, spentMs: 50_000 }
    expect(decided(answer(429, { 'retry-after': '20' }), { waited })).toMatchObject({ ms: 20_000, waited })
    expect(decided(answer(429, { 'retry-after': '5' }), { waited })).toMatchObject({ ms: 20_000, waited })
  })
})

test('whatever happens, the run never waits more than 60 s for limits and never repeats a fifth time', () => {
  const outcomes = fc.array(fc.record({ seconds: fc.nat(80), passes: fc.nat(30_000), repeats: fc.nat(6) }), {
    maxLength: 50
  })
  fc.assert(
    fc.property(outcomes, steps => {
      let waited = NOT_WAITED
      let elapsed = 0
      let waitedMs = 0
      for (const { seconds, passes, repeats } of steps) {
        const outcome = answer(429, { 'retry-after': String(seconds) })
        const attempt = { number: repeats + 1, waited, elapsed, random: 0 }
        const decision = decided(outcome, { ...attempt, repeatable: false })
        if (decision.kind === 'wait') {
          waitedMs += Math.max(0, decision.waited.until - Math.max(elapsed, waited.until))
          waited = decision.waited
          expect(repeats).toBeLessThan(4)
        }
        elapsed += passes
      }
      expect(waitedMs).toBeLessThanOrEqual(60_000)
    })
  )
})
