import { describe, expect, test } from '@jest/globals'
import { MISSED, OCCURRENCES } from '../event/occurrences.ts'
import { deploysOf, useRelease } from '../harness/release.ts'

const servers = useRelease()

const SHA = 'b'.repeat(40)
const deploy = { release: 'r1', environment: 'production', set_commits: 'skip' }

describe('nothing is recorded of what did not happen', () => {
  test.each(MISSED)('$title', async ({ event, payload, happened }) => {
    const run = await servers.run(deploy, { event: event, payload, sha: SHA })
    expect(run.code).toBe(0)
    expect(run.annotations).toEqual([
      { level: 'notice', message: expect.stringMatching(/^Nothing to release: .*\.$/) }
    ])
    expect(run.annotations[0]?.message).toContain(happened)
    expect(Object.values(run.outputs).filter(value => value !== '')).toEqual([])
    expect(run.summary).toContain('Nothing to do')
    expect(await servers.requests()).toEqual([])
  })

  const missed = { event: 'push', payload: { deleted: true, ref: 'refs/heads/x' }, sha: SHA }

  test('not even with a part named, or the release that the event is about', async () => {
    for (const inputs of [
      { ...deploy, only: 'deploy' },
      { environment: 'production' },
      { dry_run: 'true' }
    ]) {
      const run = await servers.run(inputs, missed)
      expect(run.code).toBe(0)
    }
    expect(await servers.requests()).toEqual([])
  })

  test('but wrong inputs are told', async () => {
    const run = await servers.run({ ...deploy, finalize: 'perhaps' }, missed)
    expect(run.code).toBe(1)
  })
})

describe('a deploy is recorded of what happened', () => {
  test.each(OCCURRENCES.filter(({ happened }) => happened === true))('$title', async ({ event, payload }) => {
    const run = await servers.run(deploy, { event: event, payload, sha: SHA })
    expect(run.code).toBe(0)
    expect(deploysOf(await servers.release('r1'))).toEqual(['production'])
  })
})
