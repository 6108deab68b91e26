import { describe, expect, test } from '@jest/globals'
import { neededFor } from '../../../src/comment/health/terms.ts'
import { parseGate } from '../../../src/comment/judge/gate.ts'

function healthOf(input: string): readonly (readonly unknown[])[] {
  const parsed = parseGate(input)
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'))
  return parsed.gate.health.map(({ text, metric, operator, limit }) => [text, metric, operator, limit])
}

const at = (thousandths: number) => ({ kind: 'percent', thousandths })
const previous = (thousandths: number) => ({ kind: 'previous', thousandths })

describe('conditions on release health', () => {
  test.each([
    ['crash_free_sessions<99.5', 'crash_free_sessions', '<', at(99_500)],
    ['crash_free_users<=99%', 'crash_free_users', '<=', at(99_000)],
    ['crash_free_sessions<0', 'crash_free_sessions', '<', at(0)],
    ['crash_free_sessions<100', 'crash_free_sessions', '<', at(100_000)],
    ['crash_free_sessions<1.001', 'crash_free_sessions', '<', at(1_001)],
    ['crash_free_sessions<previous-0.2', 'crash_free_sessions', '<', previous(-200)],
    ['crash_free_users<=previous-0.001%', 'crash_free_users', '<=', previous(-1)],
    ['error_rate>2', 'error_rate', '>', at(2_000)],
    ['error_rate>=0.005', 'error_rate', '>=', at(5)],
    ['error_rate>previous+1', 'error_rate', '>', previous(1_000)],
    ['unhandled_rate>0', 'unhandled_rate', '>', at(0)],
    ['unhandled_rate>=previous+0.5', 'unhandled_rate', '>=', previous(500)],
    ['adoption<5', 'adoption', '<', at(5_000)],
    ['adoption<=5.25%', 'adoption', '<=', at(5_250)],
    ['sessions<1000', 'sessions', '<', { kind: 'count', count: 1000 }],
    ['sessions<=0', 'sessions', '<=', { kind: 'count', count: 0 }]
  ])('%s', (input, metric, operator, limit) => {
    expect(healthOf(input)).toEqual([[input, metric, operator, limit]])
  })

  test('blanks around operators and capitals do not matter', () => {
    const texts = (input: string) => healthOf(input).map(term => term[0])
    expect(texts('Crash_Free_Sessions < previous - 0.2, ERROR_RATE >= 2 %\nsessions <1')).toEqual([
      'crash_free_sessions<previous-0.2',
      'error_rate>=2%',
      'sessions<1'
    ])
    expect(texts('crash_free_sessions < 99 % crash_free_users < 98')).toEqual([
      'crash_free_sessions<99%',
      'crash_free_users<98'
    ])
  })

  test('stand beside conditions on issues, each once', () => {
    const parsed = parseGate(
      'new:error>0, crash_free_sessions<99.5, regressed>=3, crash_free_sessions < 99.5'
    )
    expect('gate' in parsed ? parsed.gate : undefined).toMatchObject({
      issues: [{ text: 'new:error>0' }, { text: 'regressed>=3' }],
      health: [{ text: 'crash_free_sessions<99.5' }]
    })
  })
})

describe('a wrong condition is a problem that says what was meant', () => {
  test.each([
    ['crash_free_sessions>99', 'this one would fail good releases: meant is "crash_free_sessions<99"'],
    ['crash_free_users>=99', 'meant is "crash_free_users<=99"'],
    ['error_rate<2', 'meant is "error_rate>2"'],
    ['unhandled_rate<=2', 'meant is "unhandled_rate>=2"'],
    ['adoption>5', 'meant is "adoption<5"'],
    ['sessions>10', 'meant is "sessions<10"'],
    ['error_rate<previous-1', 'meant is "error_rate>previous+1"'],
    ['crash_free_sessions<0.9995', 'meant is "crash_free_sessions<99.95"'],
    ['crash_free_sessions<=0.995', 'meant is "crash_free_sessions<=99.5"'],
    ['crash_free_sessions>0.995', 'meant is "crash_free_sessions<99.5"'],
    [
      'crash_free_sessions<0.995',
      'limits are percent, not fractions of 1: meant is "crash_free_sessions<99.5"'
    ],
    ['crash_free_users<1', 'meant is "crash_free_users<100"'],
    ['crash_free_sessions<100.001', 'a percentage is at most 100'],
    ['error_rate>101', 'a percentage is at most 100'],
    ['adoption<500', 'a percentage is at most 100'],
    ['crash_free_sessions<99.1234', 'a percentage has at most three decimals'],
    ['crash_free_sessions:error<99', 'levels (such as :error) belong to issues'],
    ['crash_free_sessions:error', 'levels (such as :error) belong to issues'],
    ['sessions:error<5', 'levels (such as :error) belong to issues'],
    ['crash_free_sessions<previous', 'say by how much, such as "crash_free_sessions<previous-0.2" (points)'],
    ['error_rate>previous', 'say by how much, such as "error_rate>previous+0.2" (points)'],
    ['crash_free_sessions<previous+0.2', 'meant is "crash_free_sessions<previous-0.2"'],
    ['error_rate>previous-1', 'meant is "error_rate>previous+1"'],
    ['crash_free_sessions<previous-0', 'the distance from the previous release is above 0'],
    ['crash_free_sessions<previous-101', 'a percentage is at most 100'],
    ['crash_free_sessions<previous-x', 'behind the operator belongs a number'],
    ['crash_free_sessions<previously', 'after previous, say how far from it'],
    ['adoption<previous-1', 'adoption is not compared with the previous release'],
    ['sessions<previous-1', 'sessions is not compared with the previous release'],
    ['sessions<10%', 'sessions are counted in whole numbers'],
    ['sessions<1.5', 'sessions are counted in whole numbers'],
    ['sessions<9999999999', 'sessions are counted in whole numbers'],
    ['crash_free_sessions', 'use < or <= and a number'],
    ['crash_free_sessions=99', 'use < or <= and a number'],
    ['error_rate==2', 'use > or >= and a number'],
    ['crash_free_sessions<', 'behind the operator belongs a number, such as 99.5'],
    ['crash_free_sessions<many', 'behind the operator belongs a number, such as 99.5'],
    ['crash_free_sessions<-1', 'behind the operator belongs a number, such as 99.5'],
    ['crash_free_sessions<1e2', 'behind the operator belongs a number, such as 99.5']
  ])('%s', (input, why) => {
    const parsed = parseGate(input)
    const problems = 'problems' in parsed ? parsed.problems : []
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(`"${input}" is not a condition: `)
    expect(problems[0]).toContain(why)
    expect(problems[0]).toContain('crash_free_sessions, crash_free_users, adoption, sessions with < or <=')
  })

  test('a decimal comma', () => {
    const parsed = parseGate('crash_free_sessions<99,5')
    expect('problems' in parsed ? parsed.problems : []).toEqual([
      expect.stringContaining(
        'no decimal comma, so "crash_free_sessions<99,5" is crash_free_sessions<99 and 5; meant is "crash_free_sessions<99.5"'
      )
    ])
  })

  test('a metric that there is not', () => {
    const parsed = parseGate('crash_free_rate<99')
    expect('problems' in parsed ? parsed.problems : []).toEqual([
      expect.stringContaining('"crash_free_rate<99" is not a condition')
    ])
  })
})

describe('the sessions that a condition needs', () => {
  const needed = (text: string, given: number | 'auto' = 'auto') => {
    const parsed = parseGate(text)
    const [term] = 'gate' in parsed ? parsed.gate.health : []
    return term === undefined ? 'no term' : neededFor(term, given)
  }

  test.each([
    ['crash_free_sessions<99.5', 200],
    ['crash_free_sessions<99.9', 1_000],
    ['crash_free_users<99', 100],
    ['crash_free_sessions<previous-0.2', 500],
    ['crash_free_sessions<previous-0.3', 334],
    ['crash_free_sessions<100', 50],
    ['crash_free_sessions<90', 50],
    ['error_rate>2', 50],
    ['error_rate>0.5', 200],
    ['error_rate>0', 50],
    ['error_rate>previous+1', 100],
    ['sessions<1000', undefined],
    ['adoption<5', undefined]
  ])('%s: %s', (text, count) => {
    expect(needed(text)).toBe(count)
  })

  test('as given, but for those that count themselves', () => {
    expect(needed('crash_free_sessions<99.9', 10)).toBe(10)
    expect(needed('sessions<5', 10)).toBeUndefined()
  })
})
