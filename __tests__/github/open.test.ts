import { expect, test } from '@jest/globals'
import { withGithub } from '../../src/github/client.ts'
import { makeContext } from '../harness/context.ts'
import { startServer } from '../harness/server.ts'

test('what is still asked of GitHub when the run ends is given up, and not asked again', async () => {
  const asked = Promise.withResolvers<void>()
  const { url, received } = await startServer(() => () => asked.resolve())
  const context = makeContext()
  const server = { url, apiUrl: url, graphqlUrl: `${url}/graphql` }
  const reading = await withGithub({ token: 'ghs_secret', server, context }, async github => {
    const ending = github
      .repository('acme/web')
      ?.facts()
      .catch(() => 'given up')
    await asked.promise
    return { ending }
  })
  expect(await reading.ending).toBe('given up')
  expect(received).toHaveLength(1)
  expect({ said: context.said, slept: context.clock.slept }).toEqual({ said: [], slept: [] })
})
