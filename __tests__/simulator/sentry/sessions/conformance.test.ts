// The cases of the reference for the route of release health, as they stand there.
import { describe, expect, test } from '@jest/globals'
import fixture from '../../../fixtures/release-health-cases.json' with { type: 'json' }
import { at, useSimulator } from '../../simulator-bench.ts'
import { misfits } from './rules.ts'

const { ask, add } = useSimulator()

interface Step {
  readonly request: string
  readonly as?: string
  readonly expect: { readonly status: number; readonly body: unknown }
}

const CASES = fixture.cases.map(({ id, title, steps, ...rest }) => ({
  id,
  title,
  steps: steps as readonly Step[],
  state: at(rest, 'arrange', 'state')
}))

test('there are twelve', () => {
  expect(CASES).toHaveLength(12)
})

describe('through the gateway', () => {
  test.each(CASES)('$title', async ({ state, steps }) => {
    if (state !== undefined) await add(Object(state))
    for (const { request, as, expect: expected } of steps) {
      const [method = '', target = ''] = request.split(/ (.*)/)
      const told = await ask(method, target, as === undefined ? {} : { as })
      expect([request, told.status, misfits(told.body, expected.body)]).toEqual([
        request,
        expected.status,
        []
      ])
    }
  })
})

describe('the rules of the cases', () => {
  test.each([
    [{ a: 1, b: 2 }, { a: 1 }, true],
    [{ a: 1, b: 2 }, { $exact: { a: 1 } }, false],
    [[1, 2], [1], false],
    [[1, null], { $has: [null] }, true],
    [[1, 2], { $has: [null] }, false],
    [[1, 2], { $len: 2 }, true],
    [[1, 2], { $min: 3 }, false],
    ['soon', { $time: true }, false],
    [[{ a: 1 }], { $each: { a: 2 } }, false],
    [[1], { $all: [{ $len: 1 }, { $has: [2] }] }, false]
  ])('%j as %j: %s', (actual, expected, fits) => {
    expect(misfits(actual, expected).length === 0).toBe(fits)
  })
})
