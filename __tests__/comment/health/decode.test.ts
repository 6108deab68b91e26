import { describe, expect, test } from '@jest/globals'
import { decodeNumbers, decodeTotal, withStatuses } from '../../../src/comment/health/decode.ts'

const answer = (...groups: readonly (readonly [by: object, totals: object])[]) => ({
  groups: groups.map(([by, totals]) => ({ by, totals }))
})
const ours = (totals: object) => answer([{ release: 'v' }, totals])
const byStatus = (counts: Readonly<Record<string, number>>) =>
  answer(
    ...Object.entries(counts).map(
      ([status, count]) => [{ release: 'v', 'session.status': status }, { 'sum(session)': count }] as const
    )
  )

describe('the numbers of a release', () => {
  test('are those of its own group, with the whole numbers behind the rates', () => {
    const json = answer(
      [{ release: 'w' }, { 'sum(session)': 9 }],
      [
        { release: 'v' },
        {
          'sum(session)': 12_345,
          'count_unique(user)': 4_102,
          'crash_free_rate(session)': 0.9961927906034832,
          'crash_free_rate(user)': 0.9970745977571916
        }
      ]
    )
    expect(decodeNumbers(json, 'v')).toMatchObject({
      numbers: {
        sessions: 12_345,
        users: 4_102,
        crashFreeSessions: { part: 12_298, of: 12_345 },
        crashFreeUsers: { part: 4_090, of: 4_102 }
      },
      misses: false
    })
  })

  test.each([
    ['no group', answer()],
    ['a group of another release', answer([{ release: 'w' }, { 'sum(session)': 9 }])],
    ['zero', ours({ 'sum(session)': 0, 'crash_free_rate(session)': null })],
    ['null', ours({ 'sum(session)': null, 'count_unique(user)': null })],
    ['nothing at all', {}]
  ])('are none alike: %s', (_, json) => {
    const { numbers, misses } = decodeNumbers(json, 'v')
    expect([numbers.sessions, numbers.users, numbers.crashFreeSessions, misses]).toEqual([
      0,
      0,
      undefined,
      false
    ])
    expect(withStatuses(numbers, answer(), 'v')).toEqual(numbers)
  })

  test.each([
    [-1, 0],
    [-0.001, 0],
    [0, 0],
    [1, 100],
    [1.2, 100]
  ])('a rate of %d leaves %i of 100', (rate, part) => {
    const { numbers } = decodeNumbers(ours({ 'sum(session)': 100, 'crash_free_rate(session)': rate }), 'v')
    expect(numbers.crashFreeSessions).toEqual({ part, of: 100 })
  })

  test('an old server leaves out the rates: then only the statuses tell', () => {
    expect(decodeNumbers(ours({ 'sum(session)': 100 }), 'v')).toMatchObject({
      numbers: { tellsUsers: false },
      misses: true
    })
  })
})

describe('the sessions by status', () => {
  const { numbers } = decodeNumbers(ours({ 'sum(session)': 100, 'crash_free_rate(session)': null }), 'v')

  test('tell what is missing, and the errors', () => {
    const statuses = { healthy: 84, errored: 7, crashed: 4, abnormal: 3, unhandled: 2 }
    expect(withStatuses(numbers, byStatus(statuses), 'v')).toMatchObject({
      sessions: 100,
      crashFreeSessions: { part: 96, of: 100 },
      errorRate: { part: 16, of: 100 },
      unhandledRate: { part: 2, of: 100 }
    })
  })

  test.each([
    [{ crashed: 100 }, 0, 100],
    [{ healthy: 100 }, 100, 0]
  ])('%j alone tell the others, too: a status without a session may have no group', (statuses, free, bad) => {
    const { numbers } = decodeNumbers(ours({ 'sum(session)': 100 }), 'v')
    expect(withStatuses(numbers, byStatus(statuses), 'v')).toMatchObject({
      crashFreeSessions: { part: free, of: 100 },
      errorRate: { part: bad, of: 100 }
    })
  })

  test('are never added up where a total is known: they may overlap', () => {
    const statuses = { healthy: 90, errored: 30, crashed: 4, abnormal: 0, unhandled: 20 }
    expect(withStatuses(numbers, byStatus(statuses), 'v')).toMatchObject({
      sessions: 100,
      errorRate: { part: 10, of: 100 }
    })
  })

  test('never replace a rate that the server tells', () => {
    const told = decodeNumbers(ours({ 'sum(session)': 100, 'crash_free_rate(session)': 0.5 }), 'v').numbers
    expect(withStatuses(told, byStatus({ healthy: 90, crashed: 10 }), 'v').crashFreeSessions).toEqual({
      part: 50,
      of: 100
    })
  })

  test('of a server without the status unhandled say nothing of it', () => {
    const four = { healthy: 90, errored: 10, crashed: 0, abnormal: 0 }
    expect(withStatuses(numbers, byStatus(four), 'v').unhandledRate).toBeUndefined()
  })

  test('more crashes than sessions are all of them', () => {
    expect(withStatuses(numbers, byStatus({ healthy: 0, crashed: 200 }), 'v').crashFreeSessions).toEqual({
      part: 0,
      of: 100
    })
  })
})

test('the sessions of all groups together; none without a group', () => {
  expect(decodeTotal(answer([{}, { 'sum(session)': 3 }], [{}, { 'sum(session)': 4 }]))).toBe(7)
  expect(decodeTotal(answer())).toBe(0)
})
