// What must not change when the house is rebuilt: for each scenario of the fault matrix, run without a fault, the requests in
// their order, the outputs, the summary, the log and the comments. `npm run record` writes the fixtures anew; look at the diff.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { openBench } from '../../simulator/client/scenario.ts'
import type { Judged } from '../faults/matrix/judge.ts'
import { apiScenarios } from '../faults/scenarios/api.ts'
import { commentScenarios } from '../faults/scenarios/comment.ts'
import { releaseScenarios } from '../faults/scenarios/release.ts'
import { recordOf } from './record.ts'

const bench = await openBench()
afterAll(() => bench.close())
const isRecording = process.env['RECORD'] === '1'

const STEPS: Readonly<Record<string, readonly Judged[]>> = {
  release: await releaseScenarios(bench),
  comment: commentScenarios(bench),
  api: apiScenarios(bench)
}

/** The clock of a run jumps; Sentry fetches commits by a real one, within 50 ms. */
function sentryFetches(): Promise<unknown> {
  return new Promise(resolve => setTimeout(resolve, 200))
}

describe.each(Object.entries(STEPS))('The %s step does as recorded', (step, scenarios) => {
  test.each(scenarios.map((scenario, index) => [scenario.name, scenario, index] as const))(
    '%s',
    async (_name, scenario, index) => {
      const file = path.join(import.meta.dirname, `${step}-${index + 1}.json`)
      const record = recordOf(bench, scenario, await bench.run(scenario, { duringPause: sentryFetches }))
      const written = `${JSON.stringify(record, undefined, 2)}\n`
      if (isRecording) writeFileSync(file, written)
      expect(existsSync(file) ? readFileSync(file, 'utf8') : undefined).toBe(written)
    }
  )
})
