import { describe, expect, test } from '@jest/globals'
import { gateResult } from '../../../src/comment/finding.ts'
import { judge, kindsToQuery, parseGate } from '../../../src/comment/judge/gate.ts'
import type { Issue } from '../../../src/comment/issue.ts'
import { gateOf, issue, reportOn } from '../reports.ts'

describe('fail_on is read', () => {
  test.each([
    ['new>0', [['new', undefined, '>', 0]]],
    [
      'new:error>0, regressed>=3',
      [
        ['new', 'error', '>', 0],
        ['regressed', undefined, '>=', 3]
      ]
    ],
    ['total>=10', [['total', undefined, '>=', 10]]],
    ['escalating:fatal>0', [['escalating', 'fatal', '>', 0]]],
    [' NEW : Error > 0 ', [['new', 'error', '>', 0]]],
    ['new  :\terror  >=  1', [['new', 'error', '>=', 1]]],
    [
      'new >0  regressed> 2',
      [
        ['new', undefined, '>', 0],
        ['regressed', undefined, '>', 2]
      ]
    ],
    [
      'new>0 regressed >= 2',
      [
        ['new', undefined, '>', 0],
        ['regressed', undefined, '>=', 2]
      ]
    ],
    [
      'new>0\r\nregressed>2\n',
      [
        ['new', undefined, '>', 0],
        ['regressed', undefined, '>', 2]
      ]
    ],
    ['new>0,,new > 0', [['new', undefined, '>', 0]]]
  ])('%j', (input, expected) => {
    expect(gateOf(input).issues.map(term => [term.kind, term.level, term.operator, term.limit])).toEqual(
      expected
    )
  })

  test('a term is shown without spaces and in small letters', () => {
    expect(gateOf('New : Error >= 3').issues.map(term => term.text)).toEqual(['new:error>=3'])
  })
})

describe('what cannot be read is named, with the grammar', () => {
  test.each([
    ['newish>0', ['newish>0']],
    ['new=0', ['new=0']],
    ['new<1', ['new<1']],
    ['new>-1', ['new>-1']],
    ['new>1.5', ['new>1.5']],
    ['new>', ['new>']],
    ['new', ['new']],
    ['new:bad>0', ['new:bad>0']],
    ['new>1000000000', ['new>1000000000']],
    ['x new>0', ['x new>0']],
    ['new>>0, regressed>1, total!', ['new>>0', 'total!']]
  ])('%j', (input, named) => {
    const parsed = parseGate(input)
    const problems = 'problems' in parsed ? parsed.problems : []
    expect(problems).toHaveLength(named.length)
    for (const [index, term] of named.entries()) expect(problems[index]).toContain(`"${term}"`)
    expect(problems.at(-1)).toContain(
      'Allowed are new, regressed, escalating, total with > or >=, and :level for that level or worse (debug, info, warning, error, fatal)'
    )
  })

  test('what is allowed stands once, and a problem is short', () => {
    const parsed = parseGate('new>>0, crash_free_rate<99')
    const problems = 'problems' in parsed ? parsed.problems : []
    expect(problems[0]).toBe('"new>>0" is not a condition.')
    expect(problems[1]?.length).toBeLessThan(400)
  })

  test.each([
    ['new>0,5', 'a comma separates conditions and is no decimal comma, so "new>0,5" is new>0 and 5'],
    ['regressed>=1,000', 'is no decimal comma'],
    ['total>2, 5', 'is no decimal comma'],
    ['new>0.5', 'numbers of issues are whole'],
    ['new<1', 'use > or >= and a number of issues'],
    ['new==0', 'use > or >= and a number of issues']
  ])('%s: says why', (input, why) => {
    const parsed = parseGate(input)
    const problems = 'problems' in parsed ? parsed.problems : []
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(`is not a condition: `)
    expect(problems[0]).toContain(why)
  })

  test.each(['5', 'new>0,x', 'newish>0'])('%s: says nothing of commas', input => {
    const parsed = parseGate(input)
    expect('problems' in parsed ? parsed.problems.join() : '').not.toContain('decimal')
  })

  test('the grammar ends with an example that can be read', () => {
    const parsed = parseGate('x')
    const example =
      'problems' in parsed ? /for example `(.+)`\.$/.exec(parsed.problems[0] ?? '')?.[1] : undefined
    const { issues, health } = gateOf(example ?? '')
    expect([...issues, ...health].map(term => term.text)).toEqual(['new:error>0', 'crash_free_sessions<99.5'])
  })

  test('nothing but separators is a problem', () => {
    expect(parseGate(' , \n')).toEqual({ problems: [expect.stringContaining('There is no condition')] })
  })

  test('a problem shows no control characters', () => {
    const parsed = parseGate('new\u001b[31m>x')
    expect('problems' in parsed ? parsed.problems[0] : '').toContain('"new>x"')
  })
})

const mixed: readonly Issue[] = [
  issue(1, { level: 'fatal' }),
  issue(2, { level: 'error', kinds: ['new', 'escalating'] }),
  issue(3, { level: 'warning' }),
  issue(4, { level: 'info', kinds: ['regressed'] })
]

describe('the gate', () => {
  test.each([
    ['new>3', 'pass', []],
    ['new>2', 'fail', [['new>2', 3]]],
    ['new>=3', 'fail', [['new>=3', 3]]],
    ['new>=4', 'pass', []],
    ['new:error>1', 'fail', [['new:error>1', 2]]],
    ['new:error>2', 'pass', []],
    ['new:fatal>0', 'fail', [['new:fatal>0', 1]]],
    ['regressed:warning>0', 'pass', []],
    ['regressed:info>0', 'fail', [['regressed:info>0', 1]]],
    ['escalating>0', 'fail', [['escalating>0', 1]]],
    ['total>3', 'fail', [['total>3', 4]]],
    ['total>4', 'pass', []],
    ['total:warning>=3', 'fail', [['total:warning>=3', 3]]],
    ['new>99, regressed>0', 'fail', [['regressed>0', 1]]],
    [
      'new>0, total>0',
      'fail',
      [
        ['new>0', 3],
        ['total>0', 4]
      ]
    ],
    ['new>=0', 'fail', [['new>=0', 3]]]
  ])('%s: %s', (failOn, result, broken) => {
    const verdict = judge(gateOf(failOn), mixed)
    expect(verdict.result).toBe(result)
    expect(verdict.broken.map(({ term, found }) => [term.text, found])).toEqual(broken)
  })

  test('names each issue that breaks it once', () => {
    expect(judge(gateOf('new:error>0, escalating>0'), mixed).issues.map(({ id }) => id)).toEqual(['1', '2'])
  })

  test('a kind that only the gate names is queried too', () => {
    expect(kindsToQuery(['new'], gateOf('escalating>0, total>5'))).toEqual(['new', 'escalating'])
    expect(kindsToQuery(['regressed', 'new'], undefined)).toEqual(['new', 'regressed'])
  })
})

describe('gate_result', () => {
  test.each([
    ['none', undefined],
    ['pass', 'new>1'],
    ['fail', 'new>0']
  ])('%s, where one issue is new and fail_on is %s', (expected, failOn) => {
    const { finding } = reportOn([issue(1)], failOn === undefined ? {} : { failOn })
    expect(gateResult(finding)).toBe(expected)
  })

  test('no-data, where there is nothing to judge by', () => {
    expect(gateResult({ state: 'no-data', missing: 'events' })).toBe('no-data')
  })

  test('error, where the release could not be checked', () => {
    expect(gateResult({ state: 'could-not-check', message: 'x' })).toBe('error')
  })
})
