import { test } from '@jest/globals'
import * as fc from 'fast-check'
import { onEachWay } from '../../../simulator/client/scenario.ts'
import type { Bench, Fault, Ran } from '../../../simulator/client/bench.ts'
import { expectBounded, expectEnding, faultFor, nameOf, targetsOf, type Judged } from './judge.ts'
import { faultKinds } from './kinds.ts'
import { endsOf, isTold, type Ends } from './rules.ts'

/** GitHub: without a time a limit lasts a minute, and a run waits no longer than that in all. */
const A_MINUTE = '429 without Retry-After'

/** Which request is hit, modulo their number, and by what. */
interface Draw {
  readonly where: number
  readonly name: string
}

/** A run with one fault more than the one before. */
interface Hit {
  readonly ran: Ran
  readonly faults: readonly Fault[]
  /** Where the last fault hits. */
  readonly target: string
  readonly isImpatient: boolean
  readonly ends: Ends
  /** GitHub's limits among the faults, by name. */
  readonly limits: readonly string[]
}

/** Two faults in one run, the second at any request of the run that the first has changed; sampled with a fixed seed. */
export function describePairs(
  bench: Bench,
  given: readonly Judged[],
  { seed, runs }: { seed: number; runs: number }
): void {
  const scenarios = given.flatMap(onEachWay)
  const names = faultKinds(bench.elsewhere).map(({ name }) => name)
  const draw = fc.record({ where: fc.nat(99), name: fc.constantFrom(...names) })
  const title = fc.constantFrom(...scenarios.map(({ name }) => name))

  test('Two faults in one run end well where each does, else in one error', async () => {
    const normals = new Map<string, Ran>()
    for (const scenario of scenarios) normals.set(scenario.name, await bench.run(scenario))
    await fc.assert(
      fc.asyncProperty(title, draw, draw, async (name, first, second) => {
        const scenario = scenarios.find(one => one.name === name)
        const normal = normals.get(name)
        if (scenario === undefined || normal === undefined) throw new Error(`${name} is no scenario`)
        const one = await hitOnce(bench, { scenario, draw: first, before: none(normal) })
        const two = await hitOnce(bench, { scenario, draw: second, before: one })
        fc.pre(two.limits.length < 2 || !two.limits.includes(A_MINUTE))
        expectEnding(two.ran, two.ends, scenario)
        expectBounded(two.ran, one.ran)
      }),
      { seed, numRuns: runs }
    )
  }, 60_000)
}

function none(ran: Ran): Hit {
  return { ran, faults: [], target: '', isImpatient: false, ends: 'well', limits: [] }
}

async function hitOnce(
  bench: Bench,
  { scenario, draw, before }: { scenario: Judged; draw: Draw; before: Hit }
): Promise<Hit> {
  const fault = faultKinds(bench.elsewhere).find(({ name }) => name === draw.name)
  if (fault === undefined) throw new Error(`${draw.name} is no fault`)
  const targets = targetsOf(before.ran.requests, scenario).filter(
    target => isTold({ ...target, fault }) && nameOf(target) !== before.target
  )
  const target = targets[draw.where % targets.length]
  fc.pre(target !== undefined)
  if (target === undefined) throw new Error('There is nothing to hit')
  const hit = { fault, times: 'once' } as const
  const faults = [...before.faults, faultFor(target, hit)]
  const isImpatient = before.isImpatient || fault.isSlow === true
  const isLimit = target.request.server === 'github' && fault.nature === 'refused'
  return {
    ran: await bench.run(scenario, { faults, isImpatient }),
    faults,
    target: nameOf(target),
    isImpatient,
    ends: [before.ends, endsOf({ ...target, ...hit })].includes('error') ? 'error' : 'well',
    limits: [...before.limits, ...(isLimit ? [fault.name] : [])]
  }
}
