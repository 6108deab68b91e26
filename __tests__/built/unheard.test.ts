import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { givenTo } from '../../simulator/client/scenario.ts'
import { openBench, type Bench } from '../../simulator/client/bench.ts'
import { releaseScenarios } from '../faults/scenarios/release.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

test('A run whose log nobody reads any more ends with 1, and writes nothing after that', async () => {
  const [, scenario] = await releaseScenarios(bench)
  // never answered: without an end of its own the run would wait
  await bench.prepare(scenario, [{ match: { path: '/repos/$', times: 0 }, action: { drop: true } }])
  const { inputs, env } = givenTo(scenario, bench)
  const variables = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])
  const child = spawn(process.execPath, [path.resolve('dist/index.js')], {
    env: { PATH: process.env['PATH'], ...env, ...Object.fromEntries(variables) },
    stdio: ['ignore', 'pipe', 'ignore']
  })
  child.stdout.destroy()
  const [code] = await once(child, 'exit')
  expect(code).toBe(1)
  const { requests } = await bench.look()
  expect(requests.filter(({ method }) => method !== 'GET')).toEqual([])
})
