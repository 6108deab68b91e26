import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { isOperationName, operation } from '../../../src/sentry/operations/table.ts'
import { openBench, type Bench } from '../../../simulator/client/bench.ts'
import type { Scenario } from '../../../simulator/client/scenario.ts'
import { allScenarios, scenariosOf } from '../scenarios/steps.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

/** Whether someone has to do something after the run: that is an annotation for good reason. */
function hasAfterwards({ inputs }: Scenario): boolean {
  const name = inputs['operation'] ?? ''
  return isOperationName(name) && operation(name).afterwards !== undefined
}

test('a run in which all is well annotates nothing', async () => {
  const scenarios = (await allScenarios(bench)).filter(scenario => !hasAfterwards(scenario))
  expect(scenarios.length).toBeGreaterThan(5)
  const loud: unknown[] = []
  for (const scenario of scenarios) {
    const { code, annotations } = await bench.run(scenario)
    // an issue on a changed line is told there (`annotate`): that is the report itself
    const unasked = annotations.filter(({ at }) => at === undefined)
    if (code !== 0 || unasked.length > 0) loud.push({ name: scenario.name, code, annotations: unasked })
  }
  expect(loud).toEqual([])
})

test('commits that Sentry has not fetched after 2 s are a line of the log', async () => {
  const [, integration] = await scenariosOf('release', bench)
  // what Sentry fetches while the commits are locked never arrives
  const seed: Scenario['seed'] = ({ control }) =>
    control('POST', 'state', { locks: [{ release: 'web@2.0.0', ms: 0 }] })
  const { said, code, annotations } = await bench.run({ ...integration, seed })
  expect(said).toContain('were requested from Sentry, but are not there yet')
  expect({ code, annotations }).toEqual({ code: 0, annotations: [] })
})
