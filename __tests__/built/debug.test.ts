import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { runAction } from '../../scripts/action-runner.ts'
import { startSimulator, type Simulator } from '../../simulator/server.ts'

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator()
})
afterAll(() => simulator.close())

const run = (env: Readonly<Record<string, string>>) =>
  runAction({
    action: 'comment',
    inputs: {
      maton_api_key: simulator.key,
      maton_url: simulator.maton,
      github_token: simulator.token,
      organization: 'acme',
      projects: 'web',
      release: 'debug@1',
      pull_request: '1'
    },
    env: { GITHUB_API_URL: simulator.github, GITHUB_REPOSITORY: simulator.repository, ...env }
  })

const lines = (stdout: string): readonly string[] =>
  stdout.split('\n').filter(line => line.startsWith('::debug::'))

test('with RUNNER_DEBUG each request is one line, with neither headers nor bodies', async () => {
  const { exitCode, stdout } = await run({ RUNNER_DEBUG: '1' })
  expect(exitCode).toBe(0)
  const said = lines(stdout)
  expect(said.length).toBeGreaterThan(1)
  for (const line of said)
    expect(line).toMatch(/^::debug::(?:GET|POST|PUT|DELETE) \/\S* \d{3}, \d+ ms, attempt \d+$/)
  expect(said.some(line => line.includes(' /sentry/api/0/'))).toBe(true)
  expect(said.some(line => line.includes(' /repos/'))).toBe(true)
  expect(said.join('\n')).not.toContain(simulator.key)
})

test('without it nothing is said of them', async () => {
  expect(lines((await run({})).stdout)).toEqual([])
})
