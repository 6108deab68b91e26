import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openBench, type Bench } from '../../simulator/client/bench.ts'
import type { Scenario, Servers } from '../../simulator/client/scenario.ts'
import { expectNoForeignCommand } from '../faults/texts/written.ts'
import { apiScenarios } from '../faults/scenarios/api.ts'
import { commentScenarios } from '../faults/scenarios/comment.ts'
import { releaseScenarios } from '../faults/scenarios/release.ts'
import { runBuilt, type BuiltRun } from '../harness/built.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

const ATTACK = 'x\n::set-output name=pwned::1\r##[add-path]/pwned\u2028::add-path::/pwned\u001b[2J'

function expectHarmless(ran: BuiltRun): void {
  expectNoForeignCommand(ran.stdout)
  expect(ran.stderr).toBe('')
  expect(ran.outputs['pwned']).toBeUndefined()
}

describe('what strangers write is no command in what the process writes', () => {
  test('in the titles of issues', async () => {
    const [scenario] = commentScenarios(bench)
    const seed = ({ control }: Servers): Promise<unknown> =>
      control('POST', 'issues', { project: 'web', title: ATTACK, culprit: ATTACK, firstRelease: 'web@1.1.0' })
    const inputs = { ...scenario.inputs, details: 'full', fail_on: 'new>0' }
    const ran = await runBuilt(bench, { ...scenario, inputs, seed })
    expect(ran.code).toBe(1)
    expectHarmless(ran)
  })

  test('in a commit message and the name of a branch', async () => {
    const [scenario] = await releaseScenarios(bench)
    const sha = 'c'.repeat(40)
    const seed = ({ control }: Servers): Promise<unknown> =>
      control('POST', 'state', {
        github: { commits: [{ sha, parents: [], message: ATTACK, author: { name: ATTACK, email: ATTACK } }] }
      })
    const ran = await runBuilt(bench, {
      ...scenario,
      seed,
      inputs: { ...scenario.inputs, previous_commit: '', dry_run: 'true' },
      env: { GITHUB_SHA: sha, GITHUB_REF: `refs/heads/${ATTACK}` }
    })
    expect(ran.said).toContain('1 commit, read from GitHub')
    expectHarmless(ran)
  })

  test.each([
    ['release', async () => (await releaseScenarios(bench))[0]],
    ['comment', async () => commentScenarios(bench)[0]],
    ['api', async () => apiScenarios(bench)[1]]
  ] satisfies (readonly [string, () => Promise<Scenario | undefined>])[])(
    'in the error that ends the %s step',
    async (_step, scenarioOf) => {
      const scenario = await scenarioOf()
      if (scenario === undefined) throw new Error('There is no scenario')
      const faults = [
        { match: { times: 0 }, action: { status: 403, body: { detail: ATTACK, message: ATTACK } } }
      ]
      const ran = await runBuilt(bench, scenario, { faults })
      expect(ran.code).toBe(1)
      expect(ran.said).toContain('pwned')
      expectHarmless(ran)
    }
  )

  test('in errors that slip through every net, more than one too; nor is a secret told', async () => {
    const { key } = bench.simulator
    const script = `
      const attack = ${JSON.stringify(`${ATTACK} ${key}`)}
      const attackAll = () => {
        setTimeout(() => { throw new Error(attack) }, 10)
        setTimeout(() => { throw new Error(attack) }, 20)
        setTimeout(() => { Promise.reject(new Error(attack)) }, 30)
        setTimeout(() => { Promise.reject(attack) }, 40)
      }
      const whenLoaded = () =>
        process.listenerCount('uncaughtException') > 0 ? attackAll() : setTimeout(whenLoaded, 5)
      whenLoaded()`
    const [, scenario] = apiScenarios(bench)
    if (scenario === undefined) throw new Error('There is no scenario')
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` }
    const ran = await runBuilt(
      bench,
      { ...scenario, env },
      { faults: [{ match: {}, action: { delayMs: 500 } }] }
    )
    expect(ran.code).toBe(1)
    expect(ran.said.match(/Unexpected: /g)).toHaveLength(4)
    expectHarmless(ran)
    expect(ran.stdout.replaceAll(`::add-mask::${key}`, '')).not.toContain(key)
  })
})
