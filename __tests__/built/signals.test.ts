import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openBench, type Bench } from '../../simulator/client/bench.ts'
import { rowsOf } from '../../simulator/client/json-path.ts'
import type { Recorded } from '../../simulator/client/recorded.ts'
import type { Scenario } from '../../simulator/client/scenario.ts'
import { listAt } from '../../src/text/json.ts'
import { apiScenarios } from '../faults/scenarios/api.ts'
import { commentScenarios } from '../faults/scenarios/comment.ts'
import { releaseScenarios } from '../faults/scenarios/release.ts'
import { runBuilt, type BuiltRun } from '../harness/built.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

const SIGNALS = [['SIGINT'], ['SIGTERM'], ['SIGBREAK']] as const

/** Only Windows sends `SIGBREAK`. Here the process gets it in the place of a signal that can be sent. */
const WITH_BREAK = `--import=data:text/javascript,${encodeURIComponent(
  "process.on('SIGUSR2', () => process.emit('SIGBREAK'))"
)}`

test('A run that failed ends its process, though another request would still wait for a limit', async () => {
  const [, scenario] = await releaseScenarios(bench)
  const ran = await runBuilt(bench, scenario, {
    faults: [
      {
        match: { path: '/acme/releases/$', times: 0 },
        action: { status: 429, headers: { 'retry-after': '40' } }
      },
      { match: { path: '/repos/$' }, action: { status: 400, body: { detail: 'no' } } }
    ]
  })
  expect(ran.code).toBe(1)
  expect(ran.annotations.filter(({ level }) => level === 'error')).toHaveLength(1)
  expect(ran.stderr).toBe('')
})

/** Runs a step, one request of which is never answered, and cancels it as the runner does. */
async function cancelled(
  scenario: Scenario | undefined,
  { signal, method, path, nth = 1 }: { signal: NodeJS.Signals; method: string; path: RegExp; nth?: number }
): Promise<BuiltRun> {
  if (scenario === undefined) throw new Error('There is no such scenario')
  const fault = { match: { method, path: path.source, nth }, action: { drop: true } }
  const at = (request: Recorded): boolean => request.method === method && path.test(request.path)
  if (signal !== 'SIGBREAK')
    return runBuilt(bench, scenario, { faults: [fault], signal: { name: signal, at, nth } })
  const env = { ...scenario.env, NODE_OPTIONS: WITH_BREAK }
  return runBuilt(bench, { ...scenario, env }, { faults: [fault], signal: { name: 'SIGUSR2', at, nth } })
}

function expectCancelled(ran: BuiltRun): void {
  expect(ran.code).toBe(1)
  expect(ran.stderr).toBe('')
  const errors = ran.annotations.filter(({ level }) => level === 'error')
  expect(errors).toEqual([{ level: 'error', message: expect.stringMatching(/^The run was cancelled\. /) }])
  expect(ran.summary).toMatch(/cancelled|nothing is known to be written/)
}

describe.each(SIGNALS)('%s ends the process by itself, and the log says what was written by then', signal => {
  test('the release, while a deploy is on its way', async () => {
    const [, scenario] = await releaseScenarios(bench)
    const ran = await cancelled(scenario, { signal, method: 'POST', path: /\/deploys\/$/ })
    expectCancelled(ran)
    expect(ran.said).toMatch(/Created release \S+\./)
    expect(ran.said).toMatch(/The deploy to \w+ may have been recorded/)
    expect(ran.outputs).toMatchObject({ created: 'true', finalized: 'true' })
  })

  test('the release, while its source maps are on their way: the next run sends what is missing', async () => {
    const [, , maps] = await releaseScenarios(bench)
    if (maps === undefined) throw new Error('There is no such scenario')
    const inPieces = {
      ...maps,
      seed: () => bench.control('POST', 'state', { uploads: { chunkSize: 100 } })
    }
    const [method, path] = ['POST', /\/chunk-upload\/$/]
    const ran = await cancelled(inPieces, { signal, method, path, nth: 3 })
    expectCancelled(ran)
    expect(ran.said).toContain('Still to be done, as far as Sentry told: upload the source maps of')
    expect(ran.summary).toContain('**not uploaded**')
    expect(ran.outputs).toMatchObject({ created: 'true', finalized: 'false' })
    expect(rowsOf(ran.state, 'bundles')).toEqual([])
    await bench.control('DELETE', 'requests')
    const again = await bench.runOn(inPieces)
    const [assembly] = again.requests.filter(request => request.path.endsWith('/assemble/'))
    const sent = again.requests.filter(request => request.method === method && path.test(request.path))
    expect([again.code, rowsOf(again.state, 'bundles').length]).toEqual([0, 1])
    expect(sent).toHaveLength(new Set(listAt(assembly?.body, ['chunks'])).size - 2)
  })

  test('the release, while nothing is written yet', async () => {
    const [scenario] = await releaseScenarios(bench)
    const ran = await cancelled(scenario, { signal, method: 'GET', path: /\/repos\/$/ })
    expectCancelled(ran)
    expect(ran.said).toContain('Nothing was written.')
  })

  test('the comment, while the lists after it are read', async () => {
    const [, scenario] = commentScenarios(bench)
    const ran = await cancelled(scenario, { signal, method: 'POST', path: /^\/graphql$/ })
    expectCancelled(ran)
    expect(rowsOf(ran.state, 'github', 'comments')).toHaveLength(2)
  })

  test('the comment, while it is on its way', async () => {
    const [scenario] = commentScenarios(bench)
    const ran = await cancelled(scenario, { signal, method: 'POST', path: /\/comments$/ })
    expectCancelled(ran)
    expect(ran.said).toContain(
      'The request to write a comment on pull request 2 may or may not have been carried out'
    )
  })

  test('a change, while it is on its way', async () => {
    const scenario = apiScenarios(bench)[4]
    const ran = await cancelled(scenario, { signal, method: 'PUT', path: /\/web\/$/ })
    expectCancelled(ran)
    expect(ran.said).toContain(
      'The request to update project web in acme may or may not have been carried out'
    )
  })
})
