import { expect, test } from '@jest/globals'
import { openBench, type Bench } from '../../simulator/client/bench.ts'
import type { Recorded } from '../../simulator/client/recorded.ts'
import { expectEnding, faultFor, targetsOf, type Judged } from '../faults/matrix/judge.ts'
import { faultKinds, type FaultKind } from '../faults/matrix/kinds.ts'
import { endsOf, isTold } from '../faults/matrix/rules.ts'
import { apiScenarios } from '../faults/scenarios/api.ts'
import { commentScenarios } from '../faults/scenarios/comment.ts'
import { releaseScenarios } from '../faults/scenarios/release.ts'
import { runBuilt } from '../harness/built.ts'

/** The run that a fault hits, and at which request. */
interface Place {
  readonly scenario: Judged | undefined
  readonly hits: (request: Recorded) => boolean
}

const isWrite = ({ method, path }: Recorded): boolean => method !== 'GET' && path !== '/graphql'
const isRead = (request: Recorded): boolean => !isWrite(request) && request.server === 'maton'

type PlaceOf = (bench: Bench, fault: FaultKind) => Promise<Place>

const PLACES: readonly PlaceOf[] = [
  // GitHub's limits would last a minute, and here it is a real one
  async (bench, { effect }) => ({ scenario: commentScenarios(bench)[0], hits: effect ? isWrite : isRead }),
  async (bench, { only }) => ({
    scenario: (await releaseScenarios(bench))[0],
    hits: only === 'reads' ? isRead : isWrite
  }),
  async (bench, { only }) => ({
    scenario: apiScenarios(bench)[only === 'reads' ? 0 : 1],
    hits: only === 'reads' ? isRead : isWrite
  })
]

/** Processes that run at the same time: mostly they wait. */
const LANES = 12

test('Each built step ends well under each fault that passes, else in one error', async () => {
  // that nothing is answered ever takes a run half a minute to see: the signals' tests have it
  // and one of GitHub alone says nothing to most of these places
  const faults = faultKinds('http://127.0.0.1:1').filter(
    ({ action, server }) => action['drop'] === undefined && server === undefined
  )
  const queue = PLACES.flatMap(placeOf => faults.map(({ name }) => ({ name, placeOf }))).values()
  const lane = async (): Promise<void> => {
    const bench = await openBench()
    try {
      for (const { name, placeOf } of queue) await check(bench, name, placeOf)
    } finally {
      await bench.close()
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}, 60_000)

async function check(bench: Bench, name: string, placeOf: PlaceOf): Promise<void> {
  const fault = faultKinds(bench.elsewhere).find(kind => kind.name === name)
  if (fault === undefined) throw new Error(`${name} is no fault`)
  const { scenario, hits } = await placeOf(bench, fault)
  if (scenario === undefined) throw new Error('There is no such scenario')
  const normal = await bench.run(scenario)
  const target = targetsOf(normal.requests, scenario).find(({ request }) => hits(request))
  if (target === undefined) throw new Error('The run has no such request')
  const hit = { fault, times: 'once' } as const
  expect(isTold({ ...target, fault })).toBe(true)
  const ran = await runBuilt(bench, scenario, { faults: [faultFor(target, hit)] })
  try {
    expectEnding(ran, endsOf({ ...target, ...hit }), scenario)
    expect(ran.stderr).toBe('')
  } catch (cause) {
    throw new Error(`${name} at ${target.request.method} ${target.request.path}`, { cause })
  }
}
