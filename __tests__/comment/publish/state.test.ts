import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import {
  compareSequences,
  defaultKey,
  gotWorse,
  markerLine,
  readState,
  stateLine,
  supersede,
  SUPERSEDED_MARKER
} from '../../../src/comment/publish/state.ts'
import type { State } from '../../../src/comment/publish/state.ts'

const KEY = 'shop:production'
const state: State = {
  release: 'shop@2.0.0',
  sequence: { deployedAt: 1_768_471_200_000, checkedAt: 1_768_471_500_000, runId: 42, runAttempt: 1 },
  digest: 'ab'.repeat(32),
  finding: 'issues',
  gate: 'fail',
  recreated: false,
  issues: [{ id: '1001', shortId: 'SHOP-1' }],
  total: 1
}

function body(first = markerLine(KEY), last = stateLine(state)): string {
  return `${first}\n## A report\n\nof several lines\n${last}`
}

function stateOf(value: unknown): string {
  return `<!-- sentry-release-state:v1 ${Buffer.from(JSON.stringify(value)).toString('base64url')} -->`
}

const raw = {
  release: 'shop@2.0.0',
  sequence: [1, 2, 3, 4],
  digest: 'ab'.repeat(32),
  verdict: 'issues',
  gate: 'fail',
  recreated: false,
  issues: [['1001', 'SHOP-1']],
  total: 1
}

describe('the marker', () => {
  test('holds the key as base64url', () => {
    expect(markerLine(KEY)).toBe('<!-- sentry-release-comment:v1 key=c2hvcDpwcm9kdWN0aW9u -->')
  })

  test.each([
    [['shop'], 'production', 'shop:production'],
    [['web', 'api'], 'production', 'api,web:production'],
    [[], undefined, ':']
  ])('has the default key of %j in %j', (projects, environment, expected) => {
    expect(defaultKey(projects, environment)).toBe(expected)
  })
})

describe('a comment is read back', () => {
  test('as it was written', () => expect(readState(body(), KEY)).toEqual(state))

  test.each([
    ['saved by the web editor with CRLF', body().replaceAll('\n', '\r\n')],
    ['with a line break at its end', `${body()}\n`],
    ['with CRLF at its end', `${body()}\r\n`]
  ])('%s', (_what, text) => expect(readState(text, KEY)).toEqual(state))

  test.each([['a.b('], ['a|b'], ['$&'], ['-->'], ['schlüssel 🔑'], ['x'.repeat(500)], ['']])(
    'with the key %j',
    key => {
      expect(readState(body(markerLine(key)), key)).toEqual(state)
      expect(readState(body(markerLine(key)), `${key}x`)).toBeUndefined()
      expect(readState(body(markerLine('a.b(')), 'axb(')).toBeUndefined()
    }
  )

  test('for any state and key', () => {
    const small = fc.nat(2 ** 40)
    const states: fc.Arbitrary<State> = fc.record({
      release: fc.string({ minLength: 1, maxLength: 100 }),
      sequence: fc.record({ deployedAt: small, checkedAt: small, runId: small, runAttempt: small }),
      digest: fc.constant('0f'.repeat(32)),
      finding: fc.constantFrom('issues', 'clear', 'no-data'),
      gate: fc.constantFrom('pass', 'fail', 'no-data', 'none'),
      recreated: fc.boolean(),
      issues: fc.array(
        fc.record({
          id: fc.string({ minLength: 1, maxLength: 20 }),
          shortId: fc.string({ minLength: 1, maxLength: 20 })
        }),
        { maxLength: 20 }
      ),
      total: fc.integer({ min: 20, max: 9_999 })
    })
    fc.assert(
      fc.property(states, fc.string(), (some, key) => {
        expect(stateLine(some)).toMatch(/^<!-- sentry-release-state:v1 [\w-]+ -->$/)
        expect(readState(body(markerLine(key), stateLine(some)), key)).toEqual(some)
      })
    )
  })
})

describe('a comment is not ours', () => {
  test.each([
    ['empty', ''],
    ['of another text', 'Thanks!'],
    ['of the marker alone', markerLine(KEY)],
    ['without a state', `${markerLine(KEY)}\n## A report`],
    ['without a marker', `## A report\n${stateLine(state)}`],
    ['with the marker on its second line', `\n${body()}`],
    ['with something before the marker', body(` ${markerLine(KEY)}`)],
    ['with something behind the marker', body(`${markerLine(KEY)} x`)],
    ['with a line behind the state', `${body()}\nx`],
    ['with two empty lines behind the state', `${body()}\n\n`],
    ['with the state inside of a line', `${markerLine(KEY)}\nx ${stateLine(state)}`],
    ['with the key of another comment', body(markerLine('other'))],
    ['with the key as plain text', body(`<!-- sentry-release-comment:v1 key=${KEY} -->`)],
    ['with a marker of another version', body(markerLine(KEY).replace('v1', 'v2'))],
    ['that was superseded', supersede(body())],
    ['that is longer than GitHub allows', body().replace('several', 'x'.repeat(65_536))]
  ])('%s', (_what, text) => expect(readState(text, KEY)).toBeUndefined())

  test('of which a title equals the marker of another key', () => {
    const planted = body().replace(
      'of several lines',
      `| \`${markerLine('other')}\` |\n${markerLine('other')}`
    )
    expect(readState(planted, KEY)).toEqual(state)
    expect(readState(planted, 'other')).toBeUndefined()
  })

  test('although the state has what we do not know', () => {
    expect(readState(body(markerLine(KEY), stateOf({ ...raw, more: 1 })), KEY)?.total).toBe(1)
  })

  test.each([
    ['a list', []],
    ['null', null],
    ['a text', 'x'],
    ['no release', { ...raw, release: undefined }],
    ['an empty release', { ...raw, release: '' }],
    ['a release beyond all bounds', { ...raw, release: 'x'.repeat(251) }],
    ['a sequence that is too short', { ...raw, sequence: [1, 2, 3] }],
    ['a sequence of texts', { ...raw, sequence: ['1', '2', '3', '4'] }],
    ['a sequence below zero', { ...raw, sequence: [1, 2, 3, -4] }],
    ['a digest that is none', { ...raw, digest: 'AB'.repeat(32) }],
    ['a digest with something behind it', { ...raw, digest: `${'ab'.repeat(32)}\n` }],
    ['an unknown verdict', { ...raw, verdict: 'fine' }],
    ['an unknown gate', { ...raw, gate: 'broken' }],
    ['a digest of the text that is none', { ...raw, written: 'x' }],
    ['broken conditions that are no list', { ...raw, health: 'crash_free_sessions<99' }],
    ['broken conditions that are no texts', { ...raw, health: [1] }],
    ['a long broken condition', { ...raw, health: ['x'.repeat(101)] }],
    ['more than 20 broken conditions', { ...raw, health: Array.from({ length: 21 }, () => 'adoption<5') }],
    ['a flag that is a number', { ...raw, recreated: 0 }],
    ['no issues', { ...raw, issues: undefined }],
    ['issues of another shape', { ...raw, issues: [{ id: '1', shortId: 'X-1' }] }],
    ['an issue without a short id', { ...raw, issues: [['1']] }],
    ['an issue with a number for an id', { ...raw, issues: [[1, 'X-1']] }],
    ['an issue with a long short id', { ...raw, issues: [['1', 'x'.repeat(101)]] }],
    ['more than 200 issues', { ...raw, issues: Array.from({ length: 201 }, () => ['1', 'X-1']), total: 201 }],
    ['more issues than it counts', { ...raw, total: 0 }],
    ['a count that is no number', { ...raw, total: '1' }]
  ])('with a state of %s', (_what, value) => {
    expect(readState(body(markerLine(KEY), stateOf(raw)), KEY)).not.toBeUndefined()
    expect(readState(body(markerLine(KEY), stateOf(value)), KEY)).toBeUndefined()
  })

  test.each([
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['no base64url', 'a+b/c='],
    ['nothing', ''],
    ['too much', Buffer.from(JSON.stringify({ ...raw, more: 'x'.repeat(30_000) })).toString('base64url')]
  ])('with a state that holds %s', (_what, encoded) => {
    expect(
      readState(body(markerLine(KEY), `<!-- sentry-release-state:v1 ${encoded} -->`), KEY)
    ).toBeUndefined()
  })
})

describe('a state is bounded', () => {
  const many = Array.from({ length: 250 }, (_, index) => ({
    id: String(9_000_000 + index),
    shortId: `SHOP-${index}`
  }))

  test('of 250 issues the first 200 are kept, and it tells that there were more', () => {
    const read = readState(body(markerLine(KEY), stateLine({ ...state, issues: many, total: 250 })), KEY)
    expect(read?.issues).toEqual(many.slice(0, 200))
    expect(read?.total).toBe(250)
  })

  test('100 issues take about 3 kB', () => {
    expect(stateLine({ ...state, issues: many.slice(0, 100), total: 100 }).length).toBeLessThan(3_600)
  })

  test('with short ids that are too long fewer are kept', () => {
    const long = many.map(entry => ({ ...entry, shortId: 'é'.repeat(90) }))
    const line = stateLine({ ...state, issues: long, total: 250 })
    expect(line.length).toBeLessThan(24_100)
    expect(readState(body(markerLine(KEY), line), KEY)?.issues.length).toBe(50)
  })
})

describe('a superseded comment', () => {
  test('keeps its text and loses its marker', () => {
    expect(supersede(body())).toBe(body(SUPERSEDED_MARKER))
    expect(supersede(body().replaceAll('\n', '\r\n'))).toBe(body(SUPERSEDED_MARKER).replaceAll('\n', '\r\n'))
  })

  test('can point to the new one, whatever the pointer holds', () => {
    expect(supersede(body(), 'see $& there')).toBe(
      `${SUPERSEDED_MARKER}\nsee $& there\n\n## A report\n\nof several lines\n${stateLine(state)}`
    )
  })
})

describe('the newer report', () => {
  const { sequence } = state
  test.each([
    ['was deployed later', { ...sequence, deployedAt: sequence.deployedAt + 1, checkedAt: 0 }],
    ['was checked later', { ...sequence, checkedAt: sequence.checkedAt + 1, runId: 0 }],
    ['is of a later run', { ...sequence, runId: 43, runAttempt: 0 }],
    ['is of a later attempt', { ...sequence, runAttempt: 2 }]
  ])('%s', (_what, newer) => {
    expect(compareSequences(newer, sequence)).toBeGreaterThan(0)
    expect(compareSequences(sequence, newer)).toBeLessThan(0)
  })

  test('is told by the time of the check where no deploy is known', () => {
    const unknown = { ...sequence, deployedAt: 0 }
    const at = (checkedAt: number): typeof unknown => ({ ...unknown, checkedAt })
    expect(compareSequences(at(sequence.deployedAt + 1), sequence)).toBeGreaterThan(0)
    expect(compareSequences(at(sequence.deployedAt - 1), sequence)).toBeLessThan(0)
    expect(compareSequences(at(2), at(1))).toBeGreaterThan(0)
  })

  test('is one order of all reports, whichever of them meet first', () => {
    const few = fc.integer({ min: 0, max: 4 })
    const some = fc.record({ deployedAt: few, checkedAt: few, runId: few, runAttempt: few })
    fc.assert(
      fc.property(some, some, some, (a, b, c) => {
        expect(Math.sign(compareSequences(a, b))).toBe(0 - Math.sign(compareSequences(b, a)))
        if (compareSequences(a, b) >= 0 && compareSequences(b, c) >= 0)
          expect(compareSequences(a, c)).toBeGreaterThanOrEqual(0)
        if (compareSequences(a, b) === 0)
          expect(Math.sign(compareSequences(a, c))).toBe(Math.sign(compareSequences(b, c)))
      }),
      { numRuns: 2_000 }
    )
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 8 }), fc.nat(7), (reports, turn) => {
        const turned = [...reports.slice(turn), ...reports.slice(0, turn)]
        const last = (list: readonly State['sequence'][]): State['sequence'] | undefined =>
          list.reduce((held, report) => (compareSequences(held, report) > 0 ? held : report))
        expect(compareSequences(last(reports) ?? sequence, last(turned) ?? sequence)).toBe(0)
      })
    )
  })

  test('is none of two that are the same', () => expect(compareSequences(sequence, { ...sequence })).toBe(0))
})

describe('it got worse', () => {
  const calm: State = { ...state, finding: 'clear', gate: 'pass' }
  const now = { release: 'shop@2.0.0', finding: 'issues', gate: 'pass' } as const

  test.each([
    ['when issues came where all was clear', calm, now, true],
    ['when the gate broke', { ...calm, finding: 'issues' } as const, { ...now, gate: 'fail' } as const, true],
    ['not when there were issues before', { ...calm, finding: 'issues' } as const, now, false],
    ['not when the gate was broken before', state, { ...now, gate: 'fail' } as const, false],
    [
      'not when nothing was known before',
      { ...calm, finding: 'no-data', gate: 'no-data' } as const,
      now,
      false
    ],
    ['not when all is clear', calm, { ...now, finding: 'clear' } as const, false],
    ['not twice for one release', { ...calm, recreated: true }, { ...now, gate: 'fail' } as const, false],
    ['again for another release', { ...calm, recreated: true }, { ...now, release: 'shop@2.0.1' }, true]
  ])('%s', (_what, before, after, expected) => expect(gotWorse(before, after)).toBe(expected))
})
