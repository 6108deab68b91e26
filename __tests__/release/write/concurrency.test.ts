import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { listAt } from '../../../src/text/json.ts'
import { at, commitsOf, deploysOf, pushPayload, startSimulated, type Simulated } from '../simulated.ts'

let simulated: Simulated
beforeAll(async () => {
  simulated = await startSimulated()
})
afterAll(() => simulated.close())

test('sixteen jobs on one release, while its commits are locked: each deploy once, the commits right', async () => {
  const shas = await simulated.history('next', 4)
  const push = { sha: shas.at(-1) ?? '', payload: pushPayload(shas.at(0) ?? '', shas.at(-1) ?? '') }
  await simulated.control('POST', 'state', { locks: [{ organization: 'acme', release: 'r1', ms: 0 }] })
  let unlocked: Promise<unknown> | undefined
  // the lock goes after the first jobs have met it
  const duringPause = (): Promise<unknown> =>
    (unlocked ??= simulated.control('POST', 'state', {
      locks: [{ organization: 'acme', release: 'r1', ms: 1 }]
    }))
  const environments = Array.from({ length: 16 }, (_, index) => `job-${index}`)
  const runs = await Promise.all(
    environments.map(environment =>
      simulated.run({ release: 'r1', set_commits: 'github', environment }, { ...push, duringPause })
    )
  )
  expect(runs.map(run => run.exitCode)).toEqual(environments.map(() => 0))
  const release = await simulated.release('r1')
  expect(deploysOf(release).toSorted()).toEqual(environments.toSorted())
  expect(commitsOf(release)).toEqual(shas.slice(1).toReversed())
  const locked = (await simulated.requests()).filter(request => request.status === 409)
  expect(locked.length).toBeGreaterThan(0)
  expect(
    listAt((await simulated.state())['releases'], []).filter(one => at(one, 'version') === 'r1')
  ).toHaveLength(1)
})
