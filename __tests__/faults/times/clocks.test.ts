import { afterAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Clock } from '../../../src/run/context.ts'
import { listAt } from '../../../src/text/json.ts'
import { at, rowsOf } from '../../../simulator/client/json-path.ts'
import { openBench, type Fault, type Ran } from '../../../simulator/client/bench.ts'
import type { Judged } from '../matrix/judge.ts'
import { commentScenarios } from '../scenarios/comment.ts'
import { releaseScenarios } from '../scenarios/release.ts'
import { createVirtualTime } from '../../../simulator/client/virtual-time.ts'

const HOUR = 3_600_000
const MINUTE = 60_000
// a whole second: then the servers' `Date` leaves nothing out
const time = createVirtualTime(Math.ceil(Date.now() / 1_000) * 1_000)
const bench = await openBench({ now: time.now, later: time.later })
afterAll(() => bench.close())

/** What a runner's own clock shows, by the true time. */
const CLOCKS: readonly (readonly [clock: string, shown: () => () => number])[] = [
  ['is right', () => time.now],
  ['is five hours ahead', () => () => time.now() + 5 * HOUR],
  ['is three minutes behind', () => () => time.now() - 3 * MINUTE],
  [
    'is set back while it runs',
    () => {
      let looks = 0
      return () => time.now() - ((looks += 1) > 3 ? 2 * HOUR : 0)
    }
  ]
]

/** What a server asks to wait for, by its own clock. */
const WAITS: readonly (readonly [wait: string, faults: () => readonly Fault[]])[] = [
  ['nothing', () => []],
  [
    'Sentry in 4 s, by its reset',
    () => [limited('maton', { 'x-sentry-rate-limit-remaining': '0', 'x-sentry-rate-limit-reset': in4s() })]
  ],
  ['Sentry in 4 s, by a date', () => [limited('maton', { 'retry-after': dateIn4s() })]],
  [
    'GitHub in 4 s, by its reset',
    () => [limited('github', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': in4s() })]
  ],
  ['GitHub in 4 s, by a date', () => [limited('github', { 'retry-after': dateIn4s() })]]
]

const in4s = (): string => String(Math.ceil(time.now() / 1_000) + 4)
const dateIn4s = (): string => new Date(Number(in4s()) * 1_000).toUTCString()

function limited(server: string, headers: Readonly<Record<string, string>>): Fault {
  return { match: { server, times: 1 }, action: { status: 429, headers, body: { detail: 'too often' } } }
}

const [list, integration] = await releaseScenarios(bench)
const scenarios = [list, integration, ...commentScenarios(bench)]

async function run(scenario: Judged, shown: () => number, faults: readonly Fault[] = []): Promise<Ran> {
  const clock: Clock = { ...time, now: shown }
  await bench.prepare(scenario, faults)
  return bench.runOn(scenario, { clock })
}

describe.each(CLOCKS)('A runner whose clock %s', (_clock, shown) => {
  test.each(
    scenarios.flatMap(scenario =>
      WAITS.map(([wait, faults]) => [scenario.name, wait, scenario, faults] as const)
    )
  )('%s, waiting for %s: ends well and in time', async (_name, _wait, scenario, faults) => {
    const start = time.now()
    const ran = await run(scenario, shown(), faults())
    expect(ran.said).not.toContain('error: ')
    expect(ran.code).toBe(0)
    scenario.expectComplete(ran)
    expect(time.now() - start).toBeLessThan(30_000)
  })

  test('dates deploys and release by the time of the servers', async () => {
    const inputs = {
      ...integration.inputs,
      maton_connection: bench.simulator.connection,
      organization: 'acme',
      set_commits: 'skip'
    }
    const ran = await run({ ...integration, inputs }, shown())
    const release = rowsOf(ran.state, 'releases').find(({ version }) => version === 'web@2.0.0')
    const deploys = listAt(release?.['deploys'], []).map(deploy => at(deploy, 'dateFinished'))
    expect(deploys).toHaveLength(2)
    for (const date of [release?.['dateReleased'], ...deploys])
      expect(Math.abs(Date.parse(String(date)) - time.now())).toBeLessThan(MINUTE)
  })

  test('writes a report that a later one of another runner replaces', async () => {
    const [first] = commentScenarios(bench)
    await run(first, shown())
    await time.sleep(5_000, new AbortController().signal)
    await bench.control('POST', 'issues', {
      project: 'web',
      title: 'Later',
      firstRelease: 'web@1.1.0',
      environments: ['production']
    })
    const ran = await bench.runOn(first, { clock: time })
    expect(ran.outputs['comment_action']).toBe('updated')
  })
})

beforeEach(() => bench.control('POST', 'reset'))
