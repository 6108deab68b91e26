import { afterAll, describe, expect, test } from '@jest/globals'
import { Failure } from '../../../src/run/failure.ts'
import { WAY_FAILURES } from '../../../src/way/failures.ts'
import { openBench, type Fault, type Ran } from '../../../simulator/client/bench.ts'
import { rowsOf } from '../../../simulator/client/json-path.ts'
import { matchOf, nameOf, targetsOf, type Judged, type Target } from '../matrix/judge.ts'
import { allScenarios } from '../scenarios/steps.ts'

const cancelled = new Failure(WAY_FAILURES.cancelled, 'The run was cancelled')

interface Moment {
  readonly when: string
  /** What becomes of the request that the run waits for when it is cancelled. */
  readonly action: Fault['action']
  /** Nothing reaches GitHub afterwards. */
  readonly isCutOff?: true
}

const BEFORE: Moment = { when: 'before it is carried out', action: { drop: true } }
const AFTER: Moment = { when: 'after it is carried out', action: { delayMs: 600_000 } }
const LAST: Moment = { ...AFTER, when: 'after it, and nothing gets through any more', isCutOff: true }

function momentsOf({ request: { server, method } }: Target): readonly Moment[] {
  if (method === 'GET') return [BEFORE]
  return server === 'github' ? [BEFORE, AFTER, LAST] : [BEFORE, AFTER]
}

const CUT_OFF: Fault = { match: { server: 'github', times: 0 }, action: { status: 401, body: {} } }

const bench = await openBench()
afterAll(() => bench.close())

const scenarios = await allScenarios(bench)
const cells: { readonly title: string; readonly check: () => Promise<void> }[] = []
for (const scenario of scenarios) {
  const normal = await bench.run(scenario)
  for (const [index, target] of targetsOf(normal.requests, scenario).entries())
    for (const moment of momentsOf(target))
      cells.push({
        title: `${scenario.name}: cancelled at ${nameOf(target)}, ${moment.when}`,
        check: () => expectSettled(scenario, { target, requests: index + 1, ...moment })
      })
}

describe('A run that is cancelled leaves nothing wrong, nothing doubled, and says what it wrote', () => {
  test.each(cells)('$title', ({ check }) => check())
})

async function expectSettled(
  scenario: Judged,
  cell: Moment & { readonly target: Target; readonly requests: number }
): Promise<void> {
  const { target, requests, action, isCutOff } = cell
  const before = async (): Promise<unknown> => isCutOff && bench.control('POST', 'faults', CUT_OFF)
  const ran = await bench.run(scenario, {
    faults: [{ match: matchOf(target, 'once'), action }],
    stopAt: { requests, reason: cancelled, before }
  })
  const errors = ran.annotations.filter(({ level }) => level === 'error')
  // all was written before
  if (ran.code === 0) scenario.expectComplete(ran)
  else
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('The run was cancelled')])
  scenario.expectSound(ran)
  expectNoFalseCalm(ran)
}

/** A comment that was touched never shows a report that is overtaken as if it held. */
function expectNoFalseCalm(ran: Ran): void {
  const isTouched = ran.requests.some(
    ({ method, path, status }) => method === 'PATCH' && path.includes('/comments/') && status !== undefined
  )
  const calm = rowsOf(ran.state, 'github', 'comments').filter(
    ({ body, minimized }) =>
      String(body).includes('## ✅') &&
      typeof minimized !== 'string' &&
      !/\*\*Out of date:\*\*|^Replaced by /m.test(String(body))
  )
  if (isTouched) expect(calm).toEqual([])
}
