import { describe, expect, test } from '@jest/globals'
import {
  type HealthFacts,
  type HealthLook,
  NO_SESSIONS,
  type Numbers
} from '../../../src/comment/health/facts.ts'
import {
  continueRows,
  isBrokenForGood,
  judgeHealth,
  type Rows,
  type TermVerdict
} from '../../../src/comment/health/verdict.ts'
import { whyText } from '../../../src/comment/health/report/words.ts'
import { judge, parseGate } from '../../../src/comment/judge/gate.ts'
import { Failure } from '../../../src/run/failure.ts'
import { WAY_FAILURES } from '../../../src/way/failures.ts'
import { issue } from '../reports.ts'

const refused = new Failure(WAY_FAILURES.scopeMissing, 'Sentry answered 403')

/** A release with so many sessions and users, of which so many crashed. */
function numbers(sessions: number, crashed = 0, more: Partial<Numbers> = {}): Numbers {
  return {
    ...NO_SESSIONS,
    sessions,
    users: sessions,
    crashFreeSessions: { part: sessions - crashed, of: sessions },
    crashFreeUsers: { part: sessions - crashed, of: sessions },
    ...more
  }
}

function seen(own: Numbers, more: Partial<HealthFacts> = {}): HealthLook {
  const facts = {
    isEnvironmentKnown: true,
    numbers: own,
    previous: undefined,
    adoption: undefined,
    start: undefined,
    end: undefined,
    failures: {}
  }
  return { kind: 'read', facts: { ...facts, ...more } }
}

function gateOf(input: string) {
  const parsed = parseGate(input)
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'))
  return parsed.gate
}

function judged(
  input: string,
  look: HealthLook,
  minSample: number | 'auto' = 'auto'
): readonly TermVerdict[] {
  return judgeHealth(gateOf(input).health, look, minSample)
}

/** The verdict of one condition in a few words. */
function verdictOf(input: string, look: HealthLook, minSample?: number): string {
  const [one] = judged(input, look, minSample)
  if (one === undefined) return 'nothing'
  const showing = { isRedacted: false, isCoarse: false, name: (name: string) => name }
  if (one.verdict === 'no-data') return `no-data: ${whyText(one.why, showing)}`
  return one.verdict === 'error' ? `error: ${one.failure.message}` : one.verdict
}

const before = (own: Numbers) => ({ previous: { release: 'web@1.0.0', numbers: own } })
const unknown = seen(NO_SESSIONS, { isEnvironmentKnown: false, adoption: 'none' })

describe('each row of the table of verdicts', () => {
  const rows: readonly (readonly [row: string, term: string, look: HealthLook, verdict: string])[] = [
    [
      'route refused',
      'crash_free_sessions<99',
      { kind: 'failed', failure: refused },
      'error: Sentry answered 403'
    ],
    ['route refused', 'sessions<1', { kind: 'failed', failure: refused }, 'error: Sentry answered 403'],
    [
      'a field that the server does not know',
      'crash_free_users<99',
      seen(numbers(500, 0, { tellsUsers: false, crashFreeUsers: undefined })),
      'error: Could not judge crash_free_users<99: this Sentry does not tell the crash-free rate of users'
    ],
    [
      'statuses that could not be read',
      'error_rate>2',
      seen(numbers(500), { failures: { statuses: refused } }),
      'error: Sentry answered 403'
    ],
    [
      'a previous release that could not be read',
      'crash_free_sessions<previous-1',
      seen(numbers(500), { failures: { previous: refused } }),
      'error: Sentry answered 403'
    ],
    [
      'all sessions could not be read',
      'adoption<5',
      seen(numbers(5), { failures: { adoption: refused } }),
      'error: Sentry answered 403'
    ],
    [
      'environment unknown',
      'crash_free_sessions<99',
      unknown,
      'no-data: Sentry does not know the environment'
    ],
    ['no session', 'crash_free_sessions<99', seen(NO_SESSIONS), 'no-data: no sessions of this release'],
    [
      'too few sessions',
      'crash_free_sessions<99.5',
      seen(numbers(199, 199)),
      'no-data: 199 sessions, 200 needed'
    ],
    [
      'too few users',
      'crash_free_users<99',
      seen(numbers(500, 0, { users: 37 })),
      'no-data: 37 users, 100 needed'
    ],
    [
      'no users',
      'crash_free_users<99',
      seen(numbers(500, 0, { users: 0, crashFreeUsers: undefined })),
      'no-data: its sessions name no users'
    ],
    [
      'a null rate of sessions',
      'crash_free_sessions<99',
      seen(numbers(500, 0, { crashFreeSessions: undefined })),
      'no-data: Sentry has no rate for its sessions'
    ],
    [
      'a server without the status',
      'unhandled_rate>1',
      seen(numbers(500)),
      'no-data: this Sentry does not tell unhandled sessions apart'
    ],
    [
      'no previous release',
      'crash_free_sessions<previous-1',
      seen(numbers(500), { previous: 'none' }),
      'no-data: there is no previous release'
    ],
    [
      'a previous release with too few sessions',
      'crash_free_sessions<previous-1',
      seen(numbers(500), before(numbers(12))),
      'no-data: 12 sessions of web@1.0.0, 100 needed'
    ],
    [
      'a previous release without sessions',
      'crash_free_sessions<previous-1',
      seen(numbers(500), before(NO_SESSIONS)),
      'no-data: 0 sessions of web@1.0.0, 100 needed'
    ],
    ['sessions, when nothing came', 'sessions<1', seen(NO_SESSIONS), 'fail'],
    ['sessions, when the environment is unknown', 'sessions<1', unknown, 'fail'],
    ['sessions', 'sessions<1', seen(numbers(1)), 'pass'],
    [
      'adoption, when only others have sessions',
      'adoption<5',
      seen(NO_SESSIONS, { adoption: { part: 0, of: 9 } }),
      'fail'
    ],
    [
      'adoption, when nobody has any',
      'adoption<5',
      seen(NO_SESSIONS, { adoption: 'none' }),
      'no-data: no release has sessions'
    ],
    ['adoption, when the environment is unknown', 'adoption<5', unknown, 'no-data: no release has sessions'],
    ['adoption', 'adoption<5', seen(numbers(5), { adoption: { part: 5, of: 100 } }), 'pass'],
    ['else: broken', 'crash_free_sessions<99.5', seen(numbers(200, 2)), 'fail'],
    ['else: kept', 'crash_free_sessions<99.5', seen(numbers(200, 0)), 'pass'],
    ['else: users', 'crash_free_users<99', seen(numbers(1000, 11)), 'fail'],
    ['else: errors', 'error_rate>2', seen(numbers(100, 0, { errorRate: { part: 3, of: 100 } })), 'fail'],
    [
      'else: unhandled',
      'unhandled_rate>2',
      seen(numbers(100, 0, { unhandledRate: { part: 2, of: 100 } })),
      'pass'
    ],
    [
      'else: compared',
      'crash_free_sessions<previous-1',
      seen(numbers(1000, 21), before(numbers(1000, 10))),
      'fail'
    ]
  ]

  test.each(rows)('%s: %s', (_, term, look, verdict) => {
    expect(verdictOf(term, look)).toBe(verdict)
  })
})

describe('at the limit', () => {
  test.each([
    ['crash_free_sessions<99.5', 1, 'pass'],
    ['crash_free_sessions<=99.5', 1, 'fail'],
    ['crash_free_sessions<99.5', 2, 'fail'],
    ['crash_free_sessions<previous-0.5', 1, 'pass'],
    ['crash_free_sessions<=previous-0.5', 1, 'fail']
  ])('%s holds only beyond it: %i of 200 crashed', (term, crashed, verdict) => {
    expect(verdictOf(term, seen(numbers(200, crashed), before(numbers(200))))).toBe(verdict)
  })

  test('a number that is shown as the limit decides nothing', () => {
    // 99.4999 %: one decimal and two decimals say 99.5
    expect(verdictOf('crash_free_sessions<99.5', seen(numbers(1_000_000, 5_001)))).toBe('fail')
    expect(
      verdictOf('error_rate>2', seen(numbers(1_000_000, 0, { errorRate: { part: 20_001, of: 1_000_000 } })))
    ).toBe('fail')
    expect(
      verdictOf('error_rate>2', seen(numbers(1_000_000, 0, { errorRate: { part: 20_000, of: 1_000_000 } })))
    ).toBe('pass')
  })

  test('one session alone cannot break a condition by itself', () => {
    for (const [limit, sample] of [
      ['99.5', 200],
      ['99.9', 1_000],
      ['99', 100],
      ['95', 50]
    ] as const) {
      expect(verdictOf(`crash_free_sessions<${limit}`, seen(numbers(sample, 1)))).toBe('pass')
      expect(verdictOf(`crash_free_sessions<${limit}`, seen(numbers(sample - 1, 1)))).toMatch(/^no-data/)
    }
  })

  test('min_sample as given holds on either side', () => {
    const look = seen(numbers(10, 5), before(numbers(9)))
    expect(verdictOf('crash_free_sessions<99', look, 10)).toBe('fail')
    expect(verdictOf('crash_free_sessions<previous-1', look, 10)).toBe(
      'no-data: 9 sessions of web@1.0.0, 10 needed'
    )
  })
})

describe('the gate', () => {
  const good = seen(numbers(500), { adoption: { part: 500, of: 500 } })
  const bad = seen(numbers(500, 100))
  const failed: HealthLook = { kind: 'failed', failure: refused }

  test.each<[string, string, HealthLook, readonly number[] | undefined]>([
    ['pass', 'new>1, crash_free_sessions<99', good, [1]],
    ['fail', 'new>0, crash_free_sessions<99', good, [1]],
    ['fail', 'new>1, crash_free_sessions<99', bad, [1]],
    ['fail', 'new>0, crash_free_sessions<99', failed, [1]],
    ['fail', 'new>0, crash_free_sessions<99', seen(NO_SESSIONS), [1]],
    ['error', 'new>1, crash_free_sessions<99', failed, [1]],
    ['no-data', 'new>1, crash_free_sessions<99', seen(NO_SESSIONS), [1]],
    ['no-data', 'new>0, crash_free_sessions<99', good, undefined],
    ['fail', 'new>0, crash_free_sessions<99', bad, undefined],
    ['error', 'new>0, crash_free_sessions<99', failed, undefined],
    ['pass', 'crash_free_sessions<99', good, undefined],
    ['fail', 'sessions<1', unknown, undefined],
    ['fail', 'sessions<1, crash_free_sessions<99', seen(NO_SESSIONS), undefined]
  ])('%s: %s', (result, input, look, issues) => {
    const gate = gateOf(input)
    const found = issues?.map(id => issue(id))
    expect(judge(gate, found, judgeHealth(gate.health, look, 'auto')).result).toBe(result)
  })
})

describe('looks in a row', () => {
  const after = (
    looks: readonly (readonly [crashed: number, sessions: number])[],
    input = 'crash_free_sessions<99'
  ) =>
    looks.reduce<Rows>(
      (rows, [crashed, sessions]) =>
        continueRows(rows, judged(input, seen(numbers(sessions, crashed))), sessions),
      new Map()
    )

  test.each(['sessions<1000', 'adoption<50'])('do not end it for %s, which mends by itself', input => {
    const looks = [10, 40, 90].map(sessions => [0, sessions] as const)
    expect(isBrokenForGood(after(looks, input))).toBe(false)
  })

  test.each([
    [
      'three, each with more sessions',
      [
        [50, 100],
        [60, 120],
        [70, 140]
      ],
      true
    ],
    [
      'two',
      [
        [50, 100],
        [60, 120]
      ],
      false
    ],
    [
      'three with the same sessions',
      [
        [50, 100],
        [50, 100],
        [50, 100]
      ],
      false
    ],
    [
      'with a good one between',
      [
        [50, 100],
        [60, 120],
        [0, 140],
        [70, 160],
        [80, 180]
      ],
      false
    ],
    [
      'with too few sessions at first',
      [
        [5, 10],
        [50, 100],
        [60, 120]
      ],
      false
    ],
    [
      'three after one that brought no session',
      [
        [50, 100],
        [50, 100],
        [60, 120],
        [70, 140]
      ],
      true
    ]
  ] as const)('%s', (_, looks, isOver) => {
    expect(isBrokenForGood(after(looks))).toBe(isOver)
  })

  test('of different conditions are no row, and no data never ends a wait', () => {
    const none = after([
      [0, 0],
      [0, 0],
      [0, 0]
    ])
    expect([none.size, isBrokenForGood(none)]).toEqual([0, false])
    const first = continueRows(new Map(), judged('crash_free_sessions<99', seen(numbers(100, 50))), 100)
    const second = continueRows(first, judged('crash_free_users<99', seen(numbers(200, 50))), 200)
    expect([...second.values()]).toEqual([{ looks: 1, sessions: 200 }])
  })

  test('are broken by a look whose health failed', () => {
    const two = after([
      [50, 100],
      [60, 120]
    ])
    const failed = judged('crash_free_sessions<99', { kind: 'failed', failure: refused })
    expect(continueRows(two, failed, 0).size).toBe(0)
  })
})
