// What must not change when the house is rebuilt: for each scenario of the fault matrix, run without a fault, the requests in
// their order, the outputs, the summary, the log and the comments. `npm run record` writes the fixtures anew; look at the diff.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { openBench } from '../../simulator/client/bench.ts'
import { scenariosOf, STEPS } from '../faults/scenarios/steps.ts'
import { recordOf } from './record.ts'

const bench = await openBench()
afterAll(() => bench.close())
/** Sentry fetches commits when the run waits for them. */
const duringPause = async (): Promise<void> => bench.simulator.hurry()
const isRecording = process.env['RECORD'] === '1'

const scenarios = await Promise.all(STEPS.map(async step => [step, await scenariosOf(step, bench)] as const))

describe.each(scenarios)('The %s step does as recorded', (step, scenarios) => {
  test.each(scenarios.map((scenario, index) => [scenario.name, scenario, index] as const))(
    '%s',
    async (_name, scenario, index) => {
      const file = path.join(import.meta.dirname, `${step}-${index + 1}.json`)
      const record = recordOf(bench, scenario, await bench.run(scenario, { duringPause }))
      const written = `${JSON.stringify(record, undefined, 2)}\n`
      if (isRecording) writeFileSync(file, written)
      expect(existsSync(file) ? readFileSync(file, 'utf8') : undefined).toBe(written)
    }
  )
})
