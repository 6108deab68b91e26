import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mayHoldSecret, secretsIn } from '../../src/actions/rejected.ts'
import { apiStep } from '../../src/api/step.ts'
import { commentStep } from '../../src/comment/step.ts'
import { releaseStep } from '../../src/release/step.ts'
import { runStep, type World } from '../../src/actions/frame.ts'
import { readManifest } from '../../scripts/action-runner.ts'
import { startSimulator, type Simulator } from '../../simulator/server.ts'
import { testWorld, type Told } from '../../simulator/client/world.ts'

/** What stands in a clipboard, and the piece of it that nobody may read. */
const HELD: readonly (readonly [string, string])[] = [
  ['https://connect.maton.ai/?session_token=S3ssion-Secret-1', 'S3ssion-Secret-1'],
  ['https%3A%2F%2Fx%2F%3Ftoken%3DS3ssion-Secret-2', 'S3ssion-Secret-2'],
  ['x, KEY=S3cret-of-a-key, /\\', 'S3cret-of-a-key'],
  ['/sntrys_abcdefghijkl_S3cret', 'abcdefghijkl_S3cret'],
  ['SNTRYU_abcdefghijklmnop/', 'abcdefghijklmnop'],
  ['mk_abcdefghijkl-S3cret/', 'abcdefghijkl-S3cret'],
  ['ghp_abcdefghijklS3cret/', 'abcdefghijklS3cret'],
  ['ghs_abcdefghijklS3cret/', 'abcdefghijklS3cret'],
  ['github_pat_abcdefghS3cret/', 'abcdefghS3cret'],
  ['glpat-abcdefghijklS3cret/', 'abcdefghijklS3cret'],
  ['https://me:S3cret-pass@example.com/x y', 'S3cret-pass'],
  ['https://0123456789abcdefabcd@o1.ingest.sentry.io/1 /', '0123456789abcdefabcd'],
  ['{"token": "S3cret-in-json"', 'S3cret-in-json']
]

const STEPS: readonly (readonly [string, (world: World) => Promise<0 | 1>])[] = [
  ['.', world => runStep(releaseStep, world)],
  ['comment', world => runStep(commentStep, world)],
  ['api', world => runStep(apiStep, world)]
]

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator()
})
afterAll(() => simulator.close())

function seenOf(told: Told): string {
  return [...told.log, told.summary, ...Object.values(told.outputs)].join('\n')
}

describe.each(STEPS)('a secret in an input of %s', (action, step) => {
  const inputs = readManifest(action).inputs.map(({ name }) => name)
  test('is looked for in all of them', () => expect(inputs.length).toBeGreaterThan(10))

  test.each(inputs)('%s is not shown where it is rejected', async input => {
    for (const [value, secret] of HELD) {
      const { world, told } = testWorld({
        inputs: {
          maton_api_key: simulator.key,
          maton_url: simulator.maton,
          // whatever the input is, this one is wrong, so that nothing is sent
          on_error: 'wrong',
          [input]: value
        },
        payload: {}
      })
      expect(await step(world)).toBe(1)
      expect(told.annotations.at(-1)?.message).toMatch(/^Wrong inputs:/)
      expect(seenOf(told)).not.toContain(secret)
      const isNamed = told.annotations.at(-1)?.message.includes(`- ${input}`)
      if (isNamed === true) expect(told.masked.join('\n')).toContain(secret)
    }
  })
})

test.each(HELD)('%s may hold a secret, and does', (value, secret) => {
  expect(mayHoldSecret(value)).toBe(true)
  expect(secretsIn(value).some(one => one.includes(secret))).toBe(true)
})

test.each([
  ['a/b'],
  ['web@1.0.0'],
  ['maybe'],
  ['https://x/y'],
  ['new>0'],
  ['crash_free_sessions<99,5'],
  ['2026-01-31'],
  ['me@example.com']
])('%s holds none', value => {
  expect(mayHoldSecret(value)).toBe(false)
  expect(secretsIn(value)).toEqual([])
})
