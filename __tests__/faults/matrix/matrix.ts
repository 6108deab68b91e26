import { afterAll, describe, test } from '@jest/globals'
import { onEachWay, WAYS } from '../../../simulator/client/scenario.ts'
import { openBench, type Bench, type Ran } from '../../../simulator/client/bench.ts'
import {
  expectBounded,
  expectEnding,
  faultFor,
  targetsOf,
  titleOf,
  type Judged,
  type Target
} from './judge.ts'
import { faultKinds, type FaultKind } from './kinds.ts'
import { endsOf, isTold, type Ends, type Times } from './rules.ts'

/** A cell of the matrix: a request of a scenario's normal run, a fault, and how long it lasts. */
interface Hit extends Target {
  readonly scenario: Judged
  readonly normal: Ran
  readonly fault: FaultKind
  readonly times: Times
  readonly ends: Ends
  readonly title: string
}

/** Generates the matrix of some scenarios: each request of their normal runs × each fault, once and for ever. */
export async function describeMatrix(bench: Bench, scenarios: readonly Judged[]): Promise<void> {
  const slow: Hit[] = []
  for (const scenario of scenarios.flatMap(onEachWay)) {
    const normal = await bench.run(scenario)
    const hits = hitsOf(bench, scenario, normal)
    slow.push(...hits.filter(({ fault }) => fault.isSlow))
    describe(scenario.name, () => {
      test('ends well without a fault', () => {
        expectEnding(normal, 'well', scenario)
      })

      test.each(hits.filter(({ fault }) => !fault.isSlow))('$title', hit => check(bench, hit))
    })
  }
  test('A request that is answered too late or never ends well if it was once, else in one error', async () => {
    await sideBySide(slow)
  }, 60_000)
}

/** On the way through Maton each fault at each request; on the other one those that stand for their like. */
function hitsOf(bench: Bench, scenario: Judged, normal: Ran): readonly Hit[] {
  const isFirstWay = scenario.way === WAYS[0]
  return targetsOf(normal.requests, scenario).flatMap(target =>
    faultKinds(bench.elsewhere)
      .filter(({ isTypical = false }) => isTypical || isFirstWay)
      .flatMap(fault =>
        (['once', 'for ever'] as const)
          .map(times => ({ ...target, fault, times }))
          .filter(isTold)
          .map(cell => ({ ...cell, scenario, normal, ends: endsOf(cell), title: titleOf(cell) }))
      )
  )
}

async function check(bench: Bench, hit: Hit): Promise<void> {
  const { scenario, normal, ends, fault } = hit
  const ran = await bench.run(scenario, {
    faults: [faultFor(hit, hit)],
    isImpatient: fault.isSlow ?? false
  })
  expectEnding(ran, ends, scenario)
  expectBounded(ran, normal)
}

const LANES = 12

/** Runs that mostly wait are made side by side, each lane with servers of its own. */
async function sideBySide(hits: readonly Hit[]): Promise<void> {
  const queue = hits.values()
  const lane = async (): Promise<void> => {
    const bench = await openBench()
    try {
      for (const hit of queue)
        await check(bench, hit).catch((cause: unknown) => {
          throw new Error(`${hit.scenario.name}: ${hit.title}`, { cause })
        })
    } finally {
      await bench.close()
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}

export function closeAfterwards(bench: Bench): void {
  afterAll(() => bench.close())
}
