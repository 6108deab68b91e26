import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { Expected } from '../../src/way/expected.ts'
import {
  decide,
  MAX_REPEATS,
  MAX_WAIT_MS,
  NOT_WAITED,
  type Attempt,
  type Waited
} from '../../src/http/retry-decision.ts'
import { policyFor, type Rules } from '../../src/way/policy.ts'
import type { Outcome } from '../../src/http/transport.ts'

const LIST: Expected = { kind: 'list', keys: ['id'] }
const THING_IF_ANY: Expected = { kind: 'thing-if-any', keys: ['id'] }
const THING_OR_EMPTY: Expected = { kind: 'thing-or-empty', keys: ['id'] }
const ANYTHING: Expected = { kind: 'anything' }

/** Mon, 01 Jan 2029 00:00:00 GMT */
const NOW = Date.UTC(2029, 0, 1)

/** By a clock that has fractions. */
const ELAPSED = 5_000_000.1

function waited(spentMs: number): Waited {
  return { until: ELAPSED - 1, spentMs }
}

function answer(status: number, headers: Readonly<Record<string, string>> = {}, text = '[]'): Outcome {
  return { kind: 'answer', answer: { status, headers, text } }
}

function silence(certainty: 'not-sent' | 'unclear' | 'hopeless'): Outcome {
  return { kind: 'no-answer', certainty, error: new Error('no answer') }
}

function decided(
  outcome: Outcome,
  { repeat = 'safe', conflict = 'final', expects = LIST, ...attempt }: Partial<Attempt & Rules> = {}
): string {
  const policy = policyFor({ repeat, conflict, expects }, () => false)
  const first = { number: 1, waited: NOT_WAITED, mayBeDone: false, leftMs: 80_000, elapsed: ELAPSED }
  const decision = decide({ ...first, outcome, now: NOW, random: 0, ...attempt }, policy)
  expect(['stop', 'wait']).toContain(decision.kind)
  return decision.kind === 'stop' ? decision.why : `${decision.ms} ${decision.after}`
}

describe('a first outcome', () => {
  const table: readonly (readonly [what: string, outcome: Outcome, safe: string, look: string])[] = [
    ['200', answer(200), 'answered', 'answered'],
    ['201', answer(201), 'answered', 'answered'],
    ['208', answer(208), 'answered', 'answered'],
    ['299', answer(299), 'answered', 'answered'],
    ['200 with null', answer(200, {}, 'null'), '1000 unclear', 'unclear'],
    ['200 with an object', answer(200, {}, '{}'), '1000 unclear', 'unclear'],
    ['202 without body', answer(202, {}, ''), '1000 unclear', 'unclear'],
    ['204 without body', answer(204, {}, ''), '1000 unclear', 'unclear'],
    ['200 that is no JSON', answer(200, {}, '<html>'), '1000 unclear', 'unclear'],
    ['200 without body', answer(200, {}, ''), '1000 unclear', 'unclear'],
    ['199', answer(199), 'refused', 'refused'],
    ['300', answer(300), 'refused', 'refused'],
    ['301', answer(301), 'refused', 'refused'],
    ['302', answer(302), 'refused', 'refused'],
    ['400', answer(400), 'refused', 'refused'],
    [
      '400 of a store that was too slow',
      answer(400, {}, '{"detail": "Query timeout. Please try again."}'),
      '1000 unclear',
      'unclear'
    ],
    ['401', answer(401), 'refused', 'refused'],
    ['403', answer(403), 'refused', 'refused'],
    ['404', answer(404), 'refused', 'refused'],
    ['407', answer(407), 'refused', 'refused'],
    ['408', answer(408), '1000 unclear', 'unclear'],
    ['409', answer(409), 'refused', 'refused'],
    ['410', answer(410), 'refused', 'refused'],
    ['428', answer(428), 'refused', 'refused'],
    ['429', answer(429), '1000 not-done', '1000 not-done'],
    ['499', answer(499), 'refused', 'refused'],
    ['500', answer(500), '1000 unclear', 'unclear'],
    ['502', answer(502), '1000 unclear', 'unclear'],
    ['503', answer(503), '1000 unclear', 'unclear'],
    ['504', answer(504), '1000 unclear', 'unclear'],
    ['no answer, not sent', silence('not-sent'), '1000 not-done', '1000 not-done'],
    ['no answer, unclear', silence('unclear'), '1000 unclear', 'unclear'],
    ['no answer, hopeless', silence('hopeless'), 'refused', 'refused']
  ]

  test.each(table)('%s', (_, outcome, safe, look) => {
    expect(decided(outcome, { repeat: 'safe' })).toBe(safe)
    expect(decided(outcome, { repeat: 'look' })).toBe(look)
  })

  test('409 is waited for where it means that the commits are locked, also by what may not be repeated', () => {
    expect(decided(answer(409), { conflict: 'wait' })).toBe('1000 not-done')
    expect(decided(answer(409), { conflict: 'wait', repeat: 'look' })).toBe('1000 not-done')
    expect(decided(answer(404), { conflict: 'wait' })).toBe('refused')
  })

  test('where JSON is expected if any, an answer without a body is good only by its status', () => {
    for (const status of [202, 204, 205])
      expect(decided(answer(status, {}, ''), { expects: THING_IF_ANY })).toBe('answered')
    expect(decided(answer(200, {}, ''), { expects: THING_IF_ANY })).toBe('1000 unclear')
    expect(decided(answer(201, {}, '<html>'), { expects: THING_IF_ANY })).toBe('1000 unclear')
  })

  test('an empty object where it says that there is none, and nothing else without the thing', () => {
    const decidedOn = (text: string): string => decided(answer(200, {}, text), { expects: THING_OR_EMPTY })
    expect(['{}', '{"id":"1"}'].map(decidedOn)).toEqual(['answered', 'answered'])
    for (const text of ['{"name":"x"}', '[]', 'null', '', '<html>'])
      expect(decidedOn(text)).not.toBe('answered')
  })

  test('where anything is expected, no JSON is a good answer too', () => {
    expect(decided(answer(200, {}, ''), { expects: ANYTHING })).toBe('answered')
    expect(decided(answer(200, {}, 'deleted'), { expects: ANYTHING })).toBe('answered')
    expect(decided(answer(200, {}, '<html>'), { expects: ANYTHING })).toBe('1000 unclear')
    expect(decided(answer(503, {}, ''), { expects: ANYTHING })).toBe('1000 unclear')
  })
})

describe('the pauses', () => {
  test('are 1, 2, 4, 8 s; after four repeats it is enough', () => {
    const pauses = [1, 2, 3, 4, 5, 6].map(number => decided(answer(503), { number }))
    expect(pauses).toEqual([
      '1000 unclear',
      '2000 unclear',
      '4000 unclear',
      '8000 unclear',
      'exhausted',
      'exhausted'
    ])
    expect(MAX_REPEATS).toBe(4)
  })

  test('of a 500 are two: it may be an expired authorization', () => {
    const pauses = [1, 2, 3].map(number => decided(answer(500), { number }))
    expect(pauses).toEqual(['1000 unclear', '2000 unclear', 'exhausted'])
    expect(decided(answer(501), { number: 3 })).toBe('4000 unclear')
  })

  test('are up to half as long again, by chance', () => {
    expect(decided(answer(429), { random: 1 })).toBe('1500 not-done')
    expect(decided(answer(429), { random: 0.5, number: 3 })).toBe('5000 not-done')
    expect(decided(silence('not-sent'), { random: 0.999, number: 4 })).toBe('11996 not-done')
  })

  test.each([
    ['seconds', { 'retry-after': '7' }, 7_000],
    ['seconds with blanks', { 'retry-after': ' 7 ' }, 7_000],
    ['parts of a second', { 'retry-after': '1.5' }, 1_500],
    ['hundredths of a second', { 'retry-after': '1.25' }, 1_250],
    ['a date', { 'retry-after': 'Mon, 01 Jan 2029 00:00:05 GMT' }, 5_000],
    ['a date with an offset', { 'retry-after': 'Mon, 01 Jan 2029 01:00:05 +0100' }, 5_000],
    ['a date as ISO writes it', { 'retry-after': '2029-01-01T00:00:05Z' }, 5_000],
    ['no time', { 'retry-after': '0' }, 250],
    ['a date that has passed', { 'retry-after': 'Sun, 31 Dec 2028 23:59:00 GMT' }, 250],
    ['what is no time', { 'retry-after': 'soon' }, 1_000],
    ['a negative number, which is read as a date', { 'retry-after': '-5' }, 250],
    [
      'when the limit of Sentry begins anew',
      { 'x-sentry-rate-limit-remaining': '0', 'x-sentry-rate-limit-reset': String(NOW / 1_000 + 3) },
      3_000
    ],
    [
      'when it began anew already',
      { 'x-sentry-rate-limit-remaining': '0', 'x-sentry-rate-limit-reset': String(NOW / 1_000 - 3) },
      250
    ],
    [
      'nothing: too much at once, with requests left',
      { 'x-sentry-rate-limit-remaining': '30', 'x-sentry-rate-limit-reset': String(NOW / 1_000 + 3) },
      1_000
    ],
    ['nothing: no request left, but no time', { 'x-sentry-rate-limit-remaining': '0' }, 1_000],
    ['nothing: no time', { 'x-sentry-rate-limit-remaining': '0', 'x-sentry-rate-limit-reset': 'x' }, 1_000],
    ['nothing: time 0', { 'x-sentry-rate-limit-remaining': '0', 'x-sentry-rate-limit-reset': '0' }, 1_000],
    [
      'both: Retry-After goes before',
      {
        'retry-after': '2',
        'x-sentry-rate-limit-remaining': '0',
        'x-sentry-rate-limit-reset': String(NOW / 1_000 + 30)
      },
      2_000
    ]
  ] as const)('asked for with %s', (_, headers, ms) => {
    expect(decided(answer(429, headers))).toBe(`${ms} not-done`)
    expect(decided(answer(503, headers), { expects: ANYTHING })).toBe(`${ms} unclear`)
  })

  test('that are asked for grow a little by number, and by up to half a second by chance', () => {
    const headers = { 'retry-after': '0' }
    expect([1, 2, 3, 4].map(number => decided(answer(429, headers), { number }))).toEqual([
      '250 not-done',
      '500 not-done',
      '750 not-done',
      '1000 not-done'
    ])
    expect(decided(answer(429, headers), { random: 1 })).toBe('750 not-done')
    expect(decided(answer(429, { 'retry-after': '10' }), { random: 0.5 })).toBe('10250 not-done')
  })

  test('are 60 s in all', () => {
    expect(MAX_WAIT_MS).toBe(60_000)
    expect(decided(answer(429, { 'retry-after': '60' }))).toBe('60000 not-done')
    expect(decided(answer(429, { 'retry-after': '61' }))).toBe('exhausted')
    expect(decided(answer(429), { waited: waited(59_000) })).toBe('1000 not-done')
    expect(decided(answer(429), { waited: waited(59_001) })).toBe('exhausted')
    expect(decided(answer(429, { 'retry-after': '9'.repeat(400) }))).toBe('exhausted')
  })
})

test('every call ends, whatever the server says: it waits at most 60 s and four times', () => {
  const status = fc.constantFrom(200, 302, 404, 408, 409, 429, 500, 502, 503)
  const headers = fc.record(
    {
      'retry-after': fc.oneof(fc.nat({ max: 100 }).map(String), fc.string()),
      'x-sentry-rate-limit-remaining': fc.constantFrom('0', '1'),
      'x-sentry-rate-limit-reset': fc.nat({ max: 200 }).map(seconds => String(NOW / 1_000 + seconds - 50))
    },
    { requiredKeys: [] }
  )
  const outcomes = fc.infiniteStream(
    fc.oneof(
      fc
        .tuple(status, headers, fc.constantFrom('[]', '{}', ''))
        .map(([code, some, text]) => answer(code, some, text)),
      fc.constantFrom(silence('not-sent'), silence('unclear'), silence('hopeless'))
    )
  )
  const random = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(outcomes, random, fc.constantFrom('safe', 'look'), (stream, chance, repeat) => {
      const policy = policyFor({ repeat, conflict: 'wait', expects: LIST }, () => false)
      let waited = NOT_WAITED
      let elapsed = 0
      for (const number of [1, 2, 3, 4, 5]) {
        const outcome = stream.next().value
        const times = { elapsed, leftMs: 80_000, now: NOW, random: chance }
        const decision = decide({ ...times, number, waited, mayBeDone: false, outcome }, policy)
        if (decision.kind === 'stop') return
        expect(decision.ms).toBeGreaterThanOrEqual(250)
        expect(repeat === 'look' && decision.after === 'unclear').toBe(false)
        elapsed += decision.ms
        waited = decision.waited
        expect(elapsed).toBeLessThanOrEqual(60_000)
      }
      throw new Error('a fifth repeat')
    }),
    { numRuns: 500 }
  )
})
