import { describe, expect, test } from '@jest/globals'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { runAction, type ActionResult, type ActionRun } from '../../scripts/action-runner.ts'
import { parseJson } from '../../src/text/json.ts'
import { makeCheckout } from '../harness/checkout.ts'
import { at } from '../../simulator/client/json-path.ts'
import { commitsOf, deploysOf, pushPayload, useRelease } from '../harness/release.ts'
import { makeFolder } from '../harness/cleanup.ts'

const servers = useRelease()
const folder = makeFolder()

/** Runs the bundle in a process of its own, as the runner does. */
async function act(inputs: ActionRun['inputs'], more: Partial<ActionRun> = {}): Promise<ActionResult> {
  const { simulator } = servers
  return runAction({
    ...more,
    action: '.',
    inputs: {
      maton_api_key: simulator.key,
      maton_url: simulator.maton,
      github_token: simulator.token,
      organization: 'acme',
      projects: 'web',
      ...inputs
    },
    env: {
      GITHUB_REPOSITORY: 'acme/web',
      GITHUB_API_URL: simulator.github,
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_RUN_ID: '77',
      ...more.env
    }
  })
}

/** What is said, without the lines that mask the secrets. */
function saidBy({ stdout, stderr, summary, outputs }: ActionResult): string {
  return [stdout.replace(/^::add-mask::.*$/gm, ''), stderr, summary, JSON.stringify(outputs)].join('\n')
}

describe('the bundle, in a process of its own,', () => {
  test('releases a push: commits, deploy, outputs and summary', async () => {
    const main = String(at(await servers.state(), 'github', 'refs', 'heads/main'))
    const result = await act(
      { environment: 'production', set_commits: 'github' },
      { payload: pushPayload('0'.repeat(40), main), env: { GITHUB_SHA: main, GITHUB_REF: 'refs/heads/main' } }
    )
    expect(result.exitCode).toBe(0)
    expect(result.stderr).toBe('')
    const release = await servers.release(main)
    expect(deploysOf(release)).toEqual(['production'])
    expect(commitsOf(release).at(0)).toBe(main)
    expect(result.outputs).toMatchObject({
      release: main,
      created: 'true',
      finalized: 'true',
      commit_source: 'github',
      commit_count: String(commitsOf(release).length),
      // a name without a package does not follow one with a package
      previous_release: '',
      dry_run: 'false'
    })
    expect(parseJson(result.outputs['plan'] ?? '')).toHaveLength(2)
    expect(result.summary).toContain(`https://acme.sentry.io/releases/${main}/`)
    expect(saidBy(result)).not.toContain(servers.simulator.key)
    expect(saidBy(result)).not.toContain(servers.simulator.token)
    const masks = result.stdout.split('\n').filter(line => line !== '')
    expect(masks.slice(0, 2)).toEqual([
      `::add-mask::${servers.simulator.key}`,
      `::add-mask::${servers.simulator.token}`
    ])
  })

  test('lets Sentry fetch the commits and waits until they came', async () => {
    const main = String(at(await servers.state(), 'github', 'refs', 'heads/main'))
    const result = await act(
      { release: 'r1' },
      { payload: pushPayload('0'.repeat(40), main), env: { GITHUB_SHA: main } }
    )
    expect(result.exitCode).toBe(0)
    const release = await servers.release('r1')
    expect(release['heads']).toMatchObject([{ repository: 'acme/web', commit: main }])
    expect(result.outputs).toMatchObject({
      commit_source: 'integration',
      commit_count: String(commitsOf(release).length)
    })
  })

  test('reads a local git repository', async () => {
    const checkout = makeCheckout()
    const shas = [1, 2, 3].map(number => {
      writeFileSync(path.join(checkout.directory, 'file'), `${number}`)
      return checkout.commit(`Change ${number}`)
    })
    const result = await act(
      { release: 'r1', set_commits: 'local', previous_commit: shas[0] ?? '' },
      { env: { GITHUB_SHA: shas[2] ?? '', GITHUB_WORKSPACE: checkout.directory } }
    )
    expect(result.exitCode).toBe(0)
    expect(commitsOf(await servers.release('r1'))).toEqual([shas[2], shas[1]])
    expect(result.outputs['commit_source']).toBe('local')
  })

  test('shows a dry run and writes nothing', async () => {
    const result = await act({ release: 'r1', environment: 'qa', set_commits: 'skip', dry_run: 'true' })
    expect(result.exitCode).toBe(0)
    expect(result.outputs['dry_run']).toBe('true')
    expect(parseJson(result.outputs['plan'] ?? '')).toHaveLength(2)
    expect((await servers.requests()).filter(request => request.method !== 'GET')).toEqual([])
  })

  test('tells all wrong inputs in one error, before the first request', async () => {
    const result = await act({ release: 'a/b', finalize: 'perhaps', environment: 'x/y' })
    expect(result.exitCode).toBe(1)
    expect(result.stdout.match(/^::error::.*$/gm)).toEqual([
      expect.stringMatching(/Wrong inputs:%0A.*environment.*%0A.*release.*%0A.*finalize/)
    ])
    expect(result.outputs['release']).toBe('')
    expect(await servers.requests()).toEqual([])
  })

  test('says what a bad key means, without it', async () => {
    const result = await act({ release: 'r1', set_commits: 'skip', maton_api_key: 'not-the-right-key' })
    expect(result.exitCode).toBe(1)
    expect(result.stdout).toMatch(/^::error::.*Maton answered 401.*Check maton_api_key/m)
    expect(saidBy(result)).not.toContain('not-the-right-key')
  })

  test.each([
    ['missing', path.join(folder, 'nothing.json')],
    ['corrupt', corruptFile()]
  ])('goes on without an event when its file is %s', async (_title, file) => {
    const env = { GITHUB_EVENT_PATH: file, GITHUB_SHA: 'a'.repeat(40) }
    const result = await act({ set_commits: 'skip' }, { env })
    expect(result.exitCode).toBe(0)
    expect(result.stdout).toContain('::notice::The file with the event is missing or cannot be read')
    expect(result.outputs['release']).toBe('a'.repeat(40))
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('ends on %s and says what was written', async signal => {
    await servers.seed('faults', {
      match: { method: 'POST', path: 'deploys/$' },
      action: { drop: true }
    })
    const result = await act(
      { release: 'r1', set_commits: 'skip', environment: 'qa' },
      { onStart: kill => void whenAsked('deploys/').then(() => kill(signal)) }
    )
    expect(result.exitCode).toBe(1)
    expect(result.stdout).toContain('Created release r1.')
    expect(result.stdout).toMatch(/^::error::The run was cancelled/m)
    expect(result.summary).toContain('Before that, the run created release `r1`.')
    expect(result.summary).toContain('`qa` **may have been recorded**')
    expect(result.outputs).toMatchObject({ release: 'r1', created: 'true', deploys: '[]' })
  })
})

/** Resolves when the simulator has got a request whose path ends so. */
async function whenAsked(end: string): Promise<void> {
  while (!(await servers.requests()).some(request => request.path.endsWith(end)))
    await new Promise(resolve => setTimeout(resolve, 20))
}

function corruptFile(): string {
  const file = path.join(folder, 'corrupt.json')
  writeFileSync(file, '{"ref": "refs/hea')
  return file
}
