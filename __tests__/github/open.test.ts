import { expect, test } from '@jest/globals'
import { createServerTime } from '../../src/run/server-time.ts'
import { withGithub } from '../../src/github/client.ts'
import { recordingLog } from '../release/requests.ts'
import { makeClock, startServer } from './server.ts'

test('what is still asked of GitHub when the run ends is given up, and not asked again', async () => {
  const asked = Promise.withResolvers<void>()
  const server = await startServer(async () => {
    asked.resolve()
    return new Promise<never>(() => undefined)
  })
  const said: string[] = []
  const clock = makeClock()
  const context = {
    env: {},
    payload: {},
    clock,
    serverTime: createServerTime(clock),
    random: () => 0,
    signal: new AbortController().signal,
    closing: new AbortController().signal,
    log: recordingLog(said),
    redact: (text: string) => text
  }
  const addresses = { url: server.url, apiUrl: server.url, graphqlUrl: `${server.url}/graphql` }
  const reading = await withGithub({ token: 'ghs_secret', server: addresses, context }, async github => {
    const ending = github
      .repository('acme/web')
      ?.facts()
      .catch(() => 'given up')
    await asked.promise
    return { ending }
  })
  expect(await reading.ending).toBe('given up')
  expect(server.received).toHaveLength(1)
  expect({ said, slept: clock.slept }).toEqual({ said: [], slept: [] })
  await server.close()
})
