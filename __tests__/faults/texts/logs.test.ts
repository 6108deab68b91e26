import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { runStep, type Step, type World } from '../../../src/actions/frame.ts'
import { recordAt } from '../../../src/text/json.ts'
import { testWorld } from '../../../simulator/client/world.ts'
import { openBench, type Bench } from '../../../simulator/client/bench.ts'
import type { Recorded } from '../../../simulator/client/recorded.ts'
import type { Judged } from '../matrix/judge.ts'
import { hostile, poisoned, poisonFault, poisoning } from './poison.ts'
import { expectNoForeignCommand, writtenBy } from './written.ts'
import { scenariosOf, STEPS } from '../scenarios/steps.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

/** What a run writes; its texts are shown in full. */
async function written(scenario: Judged, given: Pick<Judged, 'inputs' | 'env' | 'payload'>): Promise<string> {
  return writtenBy(runner =>
    bench.start({ ...scenario, ...given, step: world => scenario.step({ ...world, runner }) })
  )
}

async function checkAnswers(
  scenarios: readonly Judged[],
  given: { name: string; poison: Parameters<typeof poisonFault>[1]['poisoning']; text: string },
  requests: ReadonlyMap<string, readonly Recorded[]>
): Promise<void> {
  const scenario = scenarios.find(({ name }) => name === given.name)
  if (scenario === undefined) throw new Error(`${given.name} is no scenario`)
  await bench.prepare(scenario)
  const fault = await poisonFault(bench, {
    requests: requests.get(given.name) ?? [],
    scenario,
    poisoning: given.poison,
    text: given.text
  })
  await bench.control('POST', 'faults', fault)
  const inputs = { ...scenario.inputs, details: 'full' }
  const said = await written(scenario, { ...scenario, inputs })
  expect(said).toContain('Through Maton at')
  expect(said).not.toContain('Unexpected')
  expectNoForeignCommand(said)
}

describe('what strangers write is never a command in the log', () => {
  test.each(STEPS)(
    'wherever it stands in the answers to the %s step',
    async step => {
      const scenarios = await scenariosOf(step, bench)
      const requests = new Map<string, readonly Recorded[]>()
      for (const scenario of scenarios) requests.set(scenario.name, (await bench.run(scenario)).requests)
      const name = fc.constantFrom(...requests.keys())
      const property = fc.asyncProperty(name, poisoning, hostile, (name, poison, text) =>
        checkAnswers(scenarios, { name, poison, text }, requests)
      )
      await fc.assert(property, { seed: 8, numRuns: 60 })
    },
    60_000
  )

  test.each(STEPS)(
    'wherever it stands in the inputs, the event and the environment of the %s step',
    async step => {
      const [scenario] = await scenariosOf(step, bench)
      const kept = new Set(['maton_api_key', 'maton_url', 'operation'])
      const inputs = Object.keys(scenario.inputs).filter(input => !kept.has(input))
      const places = [
        ...inputs,
        'environment',
        'release',
        'query',
        'confirm',
        'GITHUB_REF',
        'GITHUB_WORKFLOW',
        'event'
      ]
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...places), hostile, async (place, text) => {
          await bench.prepare(scenario)
          const isOfEnv = place.startsWith('GITHUB_')
          const given = {
            inputs: { ...scenario.inputs, ...(isOfEnv || place === 'event' ? {} : { [place]: text }) },
            env: { ...scenario.env, ...(isOfEnv ? { [place]: `refs/heads/${text}` } : {}) },
            payload: place === 'event' ? poisoned(recordAt(scenario.payload), text) : scenario.payload
          }
          expectNoForeignCommand(await written(scenario, given))
        }),
        { seed: 8, numRuns: 60 }
      )
    },
    60_000
  )

  const thrown: readonly (readonly [what: string, make: (text: string) => unknown])[] = [
    ['the message of an error', text => new Error(text)],
    ['its name', text => Object.assign(new Error('broken'), { name: text })],
    ['its stack', text => Object.assign(new Error('broken'), { stack: `Error: broken\n    at ${text}` })],
    ['its cause', text => new Error('broken', { cause: new Error(text) })],
    ['what is thrown and is no error', text => text]
  ]
  test.each(thrown)('when it is in %s that the step throws', async (_what, make) => {
    await fc.assert(
      fc.asyncProperty(hostile, fc.constantFrom<Place>('read', 'run'), async (text, place) => {
        const said = await writtenBy(runner => runStep(throwing(make(text), place), worldOf(runner)))
        expect(said).toContain('::error::')
        expectNoForeignCommand(said)
      }),
      { seed: 8 }
    )
  })
})

type Place = 'read' | 'run'

function throwing(error: unknown, place: Place): Step<undefined> {
  const fail = (): never => {
    throw error
  }
  return {
    title: 'Test',
    outputs: [],
    read: place === 'read' ? fail : () => undefined,
    deadlineMs: () => 1_000,
    onError: () => 'fail',
    run: async () => fail()
  }
}

function worldOf(runner: World['runner']): World {
  return { ...testWorld({ inputs: { maton_api_key: 'key-of-maton' }, payload: {} }).world, runner }
}
