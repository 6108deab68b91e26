import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { assess, distinct } from '../../../src/comment/judge/assess.ts'
import { changesSince } from '../../../src/comment/publish/comment-text.ts'
import { LEVELS } from '../../../src/comment/issue.ts'
import type { Issue, Kind } from '../../../src/comment/issue.ts'
import { gateOf, issue } from '../reports.ts'

const NEW: readonly Kind[] = ['new']

function order(issues: readonly Issue[], failOn?: string): readonly string[] {
  const gate = failOn === undefined ? undefined : gateOf(failOn)
  return assess(issues, { include: NEW, queried: NEW, gate }).issues.map(({ id }) => id)
}

describe('rows come in the order of what matters', () => {
  test.each([
    [
      'a changed line before a changed file',
      [issue(1, { inPullRequest: 'file', level: 'fatal' }), issue(2, { inPullRequest: 'line' })]
    ],
    [
      'a changed file before the level',
      [issue(1, { level: 'fatal' }), issue(2, { inPullRequest: 'file', level: 'debug' })]
    ],
    ['the level before unhandled', [issue(1, { isUnhandled: true }), issue(2, { level: 'fatal' })]],
    ['unhandled before users', [issue(1, { userCount: 99 }), issue(2, { isUnhandled: true })]],
    ['users before events', [issue(1, { count: 99 }), issue(2, { userCount: 2 })]],
    ['events before the id', [issue(1), issue(2, { count: 2 })]],
    ['the smaller id first', [issue(10), issue(9)]],
    [
      'unknown numbers last',
      [issue(1, { userCount: undefined, count: undefined }), issue(2, { userCount: 0, count: 1 })]
    ]
  ])('%s', (_what, issues) => expect(order(issues)).toEqual(issues.map(({ id }) => id).reverse()))

  test('what breaks the gate before all else', () => {
    const issues = [issue(1, { inPullRequest: 'line', level: 'warning' }), issue(2)]
    expect(order(issues, 'new:error>0')).toEqual(['2', '1'])
    expect(order(issues, 'new:error>1')).toEqual(['1', '2'])
  })

  test('whatever order Sentry sends', () => {
    const some = fc.record({
      level: fc.constantFrom(...LEVELS),
      isUnhandled: fc.boolean(),
      count: fc.nat(2),
      userCount: fc.nat(2)
    })
    const issues = fc
      .array(some, { maxLength: 12 })
      .map(list => list.map((entry, index) => issue(index, entry)))
    fc.assert(
      fc.property(
        issues.chain(list =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))
        ),
        ([list, shuffled]) => expect(order(shuffled)).toEqual(order(list))
      )
    )
  })
})

describe('the release is assessed', () => {
  test('an issue that several kinds found is one issue', () => {
    const found = new Map<Kind, readonly Issue[]>([
      ['escalating', [issue(2), issue(3)]],
      ['new', [issue(1), issue(2)]]
    ])
    const issues = distinct(found)
    expect(issues.map(({ id, kinds }) => [id, kinds])).toEqual([
      ['1', ['new']],
      ['2', ['new', 'escalating']],
      ['3', ['escalating']]
    ])
    const finding = assess(issues, {
      include: ['new', 'escalating'],
      queried: ['new', 'escalating'],
      gate: undefined
    })
    expect(finding.counts).toEqual({ new: 2, regressed: undefined, escalating: 2 })
    expect(finding.issues).toHaveLength(3)
  })

  test('an issue that stands twice in the answers of one kind is one issue', () => {
    expect(distinct(new Map([['new', [issue(1), issue(1)]]])).map(({ kinds }) => kinds)).toEqual([['new']])
  })

  test('issues of a kind that is only queried for the gate are counted and judged, not shown', () => {
    const finding = assess([issue(1, { kinds: ['regressed'] })], {
      include: NEW,
      queried: ['new', 'regressed'],
      gate: gateOf('regressed>1')
    })
    expect(finding.state).toBe('clear')
    expect(finding.counts).toEqual({ new: 0, regressed: 1, escalating: undefined })
    expect(finding.issues).toEqual([])
  })

  test('a broken gate is never clear', () => {
    const options = { include: NEW, queried: ['new', 'regressed'] as const, gate: gateOf('regressed>0') }
    expect(assess([issue(1, { kinds: ['regressed'] })], options).state).toBe('issues')
  })

  test('nothing found is clear', () => {
    expect(assess([], { include: NEW, queried: NEW, gate: undefined })).toMatchObject({
      state: 'clear',
      gate: undefined
    })
  })
})

describe('changes since the previous report', () => {
  const kept = [issue(1), issue(2)].map(({ id, shortId }) => ({ id, shortId }))

  test('name what came and what went', () => {
    const changes = changesSince({ finding: 'issues', issues: kept, total: 2 }, [issue(2), issue(3)])
    expect(changes?.added.map(({ shortId }) => shortId)).toEqual([issue(3).shortId])
    expect(changes?.gone).toEqual([issue(1).shortId])
  })

  test('nothing is called added when the earlier report did not keep all its issues', () => {
    expect(changesSince({ finding: 'issues', issues: kept, total: 3 }, [issue(3)])).toEqual({
      added: [],
      gone: kept.map(({ shortId }) => shortId)
    })
  })

  test('there are none after a report that knew nothing', () => {
    expect(changesSince({ finding: 'no-data', issues: [], total: 0 }, [issue(3)])).toBeUndefined()
  })
})
