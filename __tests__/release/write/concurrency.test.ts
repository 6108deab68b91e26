import { expect, test } from '@jest/globals'
import { listAt } from '../../../src/text/json.ts'
import { at } from '../../../simulator/client/json-path.ts'
import { commitsOf, deploysOf, pushPayload, useRelease } from '../../harness/release.ts'

const servers = useRelease()

test('sixteen jobs on one release, while its commits are locked: each deploy once, the commits right', async () => {
  const shas = await servers.history('next', 4)
  const push = { sha: shas.at(-1) ?? '', payload: pushPayload(shas.at(0) ?? '', shas.at(-1) ?? '') }
  await servers.seed('state', { locks: [{ organization: 'acme', release: 'r1', ms: 0 }] })
  let unlocked: Promise<unknown> | undefined
  // the lock goes after the first jobs have met it
  const duringPause = (): Promise<unknown> =>
    (unlocked ??= servers.seed('state', {
      locks: [{ organization: 'acme', release: 'r1', ms: 1 }]
    }))
  const environments = Array.from({ length: 16 }, (_, index) => `job-${index}`)
  const runs = await Promise.all(
    environments.map(environment =>
      servers.run({ release: 'r1', set_commits: 'github', environment }, { ...push, duringPause })
    )
  )
  expect(runs.map(run => run.code)).toEqual(environments.map(() => 0))
  const release = await servers.release('r1')
  expect(deploysOf(release).toSorted()).toEqual(environments.toSorted())
  expect(commitsOf(release)).toEqual(shas.slice(1).toReversed())
  const locked = (await servers.requests()).filter(request => request.status === 409)
  expect(locked.length).toBeGreaterThan(0)
  expect(
    listAt((await servers.state())['releases'], []).filter(one => at(one, 'version') === 'r1')
  ).toHaveLength(1)
})
