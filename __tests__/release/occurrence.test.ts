import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { MISSED, OCCURRENCES } from '../event/occurrences.ts'
import { deploysOf, startSimulated, type Simulated } from './simulated.ts'

let simulated: Simulated
beforeAll(async () => {
  simulated = await startSimulated()
})
afterAll(() => simulated.close())
beforeEach(() => simulated.reset())

const SHA = 'b'.repeat(40)
const deploy = { release: 'r1', environment: 'production', set_commits: 'skip' }

describe('nothing is recorded of what did not happen', () => {
  test.each(MISSED)('$title', async ({ event, payload, happened }) => {
    const run = await simulated.run(deploy, { eventName: event, payload, sha: SHA })
    expect(run.exitCode).toBe(0)
    expect(run.annotations).toEqual([
      { level: 'notice', message: expect.stringMatching(/^Nothing to release: .*\.$/) }
    ])
    expect(run.annotations[0]?.message).toContain(happened)
    expect(Object.values(run.outputs).filter(value => value !== '')).toEqual([])
    expect(run.summary).toContain('Nothing to do')
    expect(await simulated.requests()).toEqual([])
  })

  const missed = { eventName: 'push', payload: { deleted: true, ref: 'refs/heads/x' }, sha: SHA }

  test('not even with a part named, or the release that the event is about', async () => {
    for (const inputs of [
      { ...deploy, only: 'deploy' },
      { environment: 'production' },
      { dry_run: 'true' }
    ]) {
      const run = await simulated.run(inputs, missed)
      expect(run.exitCode).toBe(0)
    }
    expect(await simulated.requests()).toEqual([])
  })

  test('but wrong inputs are told', async () => {
    const run = await simulated.run({ ...deploy, finalize: 'perhaps' }, missed)
    expect(run.exitCode).toBe(1)
  })
})

describe('a deploy is recorded of what happened', () => {
  test.each(OCCURRENCES.filter(({ happened }) => happened === true))('$title', async ({ event, payload }) => {
    const run = await simulated.run(deploy, { eventName: event, payload, sha: SHA })
    expect(run.exitCode).toBe(0)
    expect(deploysOf(await simulated.release('r1'))).toEqual(['production'])
  })
})
