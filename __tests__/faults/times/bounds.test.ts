import { afterEach, describe, expect, test } from '@jest/globals'
import type { World } from '../../../src/actions/frame.ts'
import { Failure } from '../../../src/run/failure.ts'
import { WAY_FAILURES } from '../../../src/way/failures.ts'
import { openBench, type Bench, type Ran } from '../../../simulator/client/bench.ts'
import { rowsOf } from '../../../simulator/client/json-path.ts'
import type { Scenario } from '../../../simulator/client/scenario.ts'
import { commentScenarios } from '../scenarios/comment.ts'
import { releaseScenarios } from '../scenarios/release.ts'
import { apiScenarios } from '../scenarios/api.ts'
import { createVirtualTime, type VirtualTime } from '../../../simulator/client/virtual-time.ts'
import { scenariosOf, STEPS } from '../scenarios/steps.ts'

const RELEASE = 'web@1.1.0'
const TEN_MINUTES = 600_000

const open: Bench[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(bench => bench.close()))
})

/** Servers whose answers take so long, in the time of `time`. */
async function openTimed(latencyMs = 0): Promise<{ bench: Bench; time: VirtualTime }> {
  const time = createVirtualTime()
  const bench = await openBench({ now: time.now, later: time.later, latencyMs })
  open.push(bench)
  return { bench, time }
}

/** As the runner's world: the run is stopped when its deadline passes. */
function withDeadline(scenario: Scenario, time: VirtualTime): Scenario {
  const untilStopped: World['untilStopped'] = ms => {
    const stop = new AbortController()
    time.later(ms, () => stop.abort(new Failure(WAY_FAILURES.deadline, 'The run took too long')))
    return stop.signal
  }
  return { ...scenario, step: world => scenario.step({ ...world, untilStopped }) }
}

function issues(count: number, title = 'Error'): readonly unknown[] {
  return Array.from({ length: count }, (_, index) => ({
    project: 'web',
    title: `${title} ${index}`,
    firstRelease: RELEASE,
    frames: [{ filename: `src/${index}.ts`, function: 'f', lineNo: 1, inApp: true }]
  }))
}

describe('requests to the gateway', () => {
  test.each([0, 30, 700])(
    'are started at most 10 within any 1,050 ms, when answers take %i ms',
    async latencyMs => {
      const { bench, time } = await openTimed(latencyMs)
      const [scenario] = commentScenarios(bench)
      await bench.prepare(scenario)
      await bench.control('POST', 'issues', issues(40))
      const inputs = { max_issues: '50', include: 'new,regressed,escalating' }
      const ran = await bench.runOn(scenario, { clock: time, inputs })
      expect(ran.code).toBe(0)
      const starts = ran.requests.filter(({ server }) => server === 'maton').map(request => request.at)
      expect(starts.length).toBeGreaterThan(40)
      const windows = starts.slice(10).map((start, index) => start - (starts[index] ?? 0))
      expect(Math.min(...windows)).toBeGreaterThan(1_050)
    }
  )
})

describe('waiting', () => {
  test.each([
    ['asked for by Retry-After', { 'retry-after': '20' }],
    ["asked for by Sentry's reset time", undefined],
    ['that nobody asked for', {}]
  ])('for one call through the gateway ends within 60 s and 4 repeats: %s', async (_why, headers) => {
    const { bench, time } = await openTimed()
    const [, integration] = await releaseScenarios(bench)
    const start = time.now()
    const reset = {
      'x-sentry-rate-limit-remaining': '0',
      'x-sentry-rate-limit-reset': String(start / 1_000 + 20)
    }
    const fault = {
      match: { path: '/connections$', times: 0 },
      action: { status: 429, headers: headers ?? reset }
    }
    await bench.prepare(integration, [fault])
    const ran = await bench.runOn(integration, { clock: time })
    expect(ran.code).toBe(1)
    expect(time.now() - start).toBeLessThanOrEqual(60_000)
    expect(ran.requests.length).toBeLessThanOrEqual(5)
    expect(ran.requests.length).toBeGreaterThan(1)
  })

  test('for GitHub’s limits ends within 60 s in all, however many requests are limited', async () => {
    const { bench, time } = await openTimed()
    const [scenario] = commentScenarios(bench)
    const start = time.now()
    const fault = {
      match: { server: 'github', times: 0 },
      action: { status: 429, headers: { 'retry-after': '25' } }
    }
    await bench.prepare(scenario, [fault])
    const ran = await bench.runOn(scenario, { clock: time })
    expect(ran.code).toBe(0)
    expect(ran.outputs['comment_action']).toBe('skipped:rate-limit')
    expect(time.now() - start).toBeLessThanOrEqual(60_000)
  })
})

describe('a run whose servers take two minutes for each answer ends at its deadline', () => {
  test('the release', async () => {
    const { bench, time } = await openTimed(120_000)
    const [list] = await releaseScenarios(bench)
    await bench.prepare(list)
    const start = time.now()
    const ran = await bench.runOn(withDeadline(list, time), { clock: time })
    expect(ran.code).toBe(1)
    expect(ran.annotations.at(-1)?.message).toMatch(/^The run took too long\. /)
    expect(time.now() - start).toBeLessThanOrEqual(TEN_MINUTES)
  })

  test('the comment, to whose deadline its wait is added', async () => {
    const { bench, time } = await openTimed(120_000)
    const [scenario] = commentScenarios(bench)
    await bench.prepare(scenario)
    const start = time.now()
    const ran = await bench.runOn(withDeadline(scenario, time), { clock: time, inputs: { wait: '5' } })
    expect(ran.code).toBe(1)
    expect(ran.annotations.at(-1)?.message).toMatch(/^The run took too long\. /)
    expect(time.now() - start).toBeGreaterThan(TEN_MINUTES)
    expect(time.now() - start).toBeLessThanOrEqual(TEN_MINUTES + 300_000)
  })

  test('the list', async () => {
    const { bench, time } = await openTimed(180_000)
    const [list] = apiScenarios(bench)
    await bench.prepare(list)
    const ran = await bench.runOn(withDeadline(list, time), { clock: time })
    expect(ran.code).toBe(1)
    expect(ran.annotations.at(-1)?.message).toMatch(/^The run took too long\. /)
  })
})

describe('texts of up to a megabyte', () => {
  const huge = 'x\u0301<b>&'.repeat(170_000)

  /** GitHub: 64 KB for a comment, 1 MB for a summary, 1 MB for all outputs; a log is read by people. */
  function expectBounded({ said, summary, outputs }: Ran): void {
    for (const line of said.split('\n')) expect(line.length).toBeLessThanOrEqual(8_200)
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1_000_000)
    expect(Object.values(outputs).join('').length).toBeLessThanOrEqual(1_000_000)
  }

  test('in issues make neither comment, outputs, summary nor log too long', async () => {
    const { bench, time } = await openTimed()
    const [scenario] = commentScenarios(bench)
    await bench.prepare(scenario)
    await bench.control('POST', 'issues', issues(4, huge.slice(0, 100_000)))
    const inputs = { max_issues: '50', details: 'full' }
    const ran = await bench.runOn(scenario, { clock: time, inputs })
    expect(ran.code).toBe(0)
    expectBounded(ran)
    for (const { body } of rowsOf(ran.state, 'github', 'comments'))
      expect(String(body).length).toBeLessThanOrEqual(65_536)
  })

  test.each(STEPS)('in an error of Sentry or GitHub: the %s step', async step => {
    const { bench, time } = await openTimed()
    const [scenario] = await scenariosOf(step, bench)
    for (const [server, body] of [
      ['maton', { detail: huge }],
      ['maton', huge],
      ['github', { message: huge }]
    ] as const) {
      await bench.prepare(scenario, [{ match: { server, times: 0 }, action: { status: 422, body } }])
      const ran = await bench.runOn(scenario, { clock: time })
      expectBounded(ran)
    }
  })

  test('in the result of a list lead to a file', async () => {
    const { bench, time } = await openTimed()
    const [list] = apiScenarios(bench)
    await bench.prepare(list)
    await bench.control('POST', 'issues', issues(1, huge))
    const ran = await bench.runOn(list, { clock: time })
    expect(ran.code).toBe(0)
    expectBounded(ran)
    expect(ran.outputs['result_file']).not.toBe('')
  })
})
