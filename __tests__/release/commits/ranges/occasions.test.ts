import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { cloneCheckout, makeCheckout, removeFolders } from '../../../harness/checkout.ts'
import {
  commitsOf,
  pushPayload,
  shaOf,
  startSimulated,
  type RunOptions,
  type Simulated
} from '../../simulated.ts'

let simulated: Simulated
const sha = (number: number): string => shaOf('c', number)

beforeAll(async () => {
  simulated = await startSimulated()
})
afterAll(() => {
  removeFolders()
  return simulated.close()
})
beforeEach(() => simulated.reset())

describe('a push to a branch', () => {
  const pull = (number: number, head: string, base: string, more: object = {}): object => ({
    number,
    title: `Pull ${number}`,
    state: 'open',
    head: { ref: head, sha: sha(12) },
    base: { ref: base },
    ...more
  })
  const pushed = (branch: string): RunOptions => ({
    sha: sha(12),
    ref: `refs/heads/${branch}`,
    payload: {
      ref: `refs/heads/${branch}`,
      before: sha(10),
      after: sha(12),
      commits: [],
      repository: { full_name: 'acme/web', default_branch: 'main' }
    }
  })

  async function seed(branch: string, pulls: readonly object[]): Promise<void> {
    await simulated.history(branch, 12, { message: number => (number === 12 ? 'Fixes WEB-1' : 'x') })
    await simulated.control('POST', 'state', { github: { pulls } })
    await simulated.control('DELETE', 'requests')
  }

  test('with an open pull request sets none, with the notice', async () => {
    await seed('feature', [pull(50, 'feature', 'main')])
    const run = await simulated.run({ release: 'r1' }, pushed('feature'))
    expect(run.annotations).toEqual([
      { level: 'notice', message: expect.stringMatching(/the commit is not merged yet \(pull request 50/) }
    ])
    expect(await simulated.release('r1')).toMatchObject({ commits: [], heads: [] })
    const named = await simulated.run({ release: 'r2', set_commits: 'github' }, pushed('feature'))
    expect(named.outputs['commit_count']).toBe('2')
  })

  test('that is a long-lived one sets its commits', async () => {
    await seed('develop', [
      pull(50, 'develop', 'main'),
      pull(51, 'feature', 'develop', {
        state: 'closed',
        merged: true,
        merge_commit_sha: sha(9),
        head: { ref: 'feature', sha: sha(8) }
      })
    ])
    const run = await simulated.run({ release: 'r1' }, pushed('develop'))
    expect(run.outputs['commit_source']).toBe('integration')
    expect(run.said).toContain('The branch develop has the open pull request 50, but 51 was merged into it')
  })

  test('without a pull request, or when GitHub cannot tell, sets its commits', async () => {
    await seed('feature', [])
    expect((await simulated.run({ release: 'r1' }, pushed('feature'))).outputs['commit_source']).toBe(
      'integration'
    )
    await simulated.control('POST', 'faults', {
      match: { server: 'github', path: '/pulls$', times: 0 },
      action: { status: 403, body: { message: 'Resource not accessible by integration' } }
    })
    const refused = await simulated.run({ release: 'r2', projects: 'api' }, pushed('feature'))
    expect(refused.outputs['commit_source']).toBe('integration')
    expect(refused.said).toContain('Whether feature has an open pull request is not known')
  })

  test('that is the default one is not looked up', async () => {
    await seed('main2', [])
    await simulated.run({ release: 'r1', set_commits: 'auto' }, pushed('main'))
    expect((await simulated.calls()).github).toEqual(['GET commits'])
  })
})

describe('a checkout that stands at another commit than the event', () => {
  test('is said, and the commits of the event are taken', async () => {
    const checkout = makeCheckout()
    const shas = [1, 2, 3].map(number => checkout.commit(`Change ${number}`))
    const [, second = '', third = ''] = shas
    const run = await simulated.run(
      { release: 'r1', set_commits: 'local' },
      {
        sha: second,
        env: { GITHUB_WORKSPACE: checkout.directory },
        payload: pushPayload(shas[0] ?? '', second)
      }
    )
    expect(commitsOf(await simulated.release('r1'))).toEqual([second])
    expect(run.said).toContain(
      `notice: The checkout stands at ${third.slice(0, 7)}, and the event is about ${second.slice(0, 7)}`
    )
    const given = await simulated.run(
      { release: 'r2', set_commits: 'local', commit: second, previous_commit: shas[0] ?? '' },
      { sha: third, env: { GITHUB_WORKSPACE: checkout.directory } }
    )
    expect(given.said).not.toContain('The checkout stands at')
  })

  test('in a shallow checkout the release is given what is there', async () => {
    const checkout = makeCheckout()
    const shas = [1, 2, 3, 4].map(number => checkout.commit(`Change ${number}`))
    const shallow = cloneCheckout(checkout, '--depth=3')
    const head = shas.at(-1) ?? ''
    await simulated.sentry('POST', 'releases/', {
      version: 'r0',
      projects: ['web'],
      commits: [{ id: shas[1], repository: 'acme/web' }]
    })
    await simulated.run(
      { release: 'r1', set_commits: 'local' },
      { sha: head, env: { GITHUB_WORKSPACE: shallow.directory } }
    )
    expect(commitsOf(await simulated.release('r1'))).toEqual([shas[3], shas[2]])
  })
})

describe('refs with a branch name, which nobody could look up', () => {
  test('are seen to arrive', async () => {
    const shas = await simulated.history('topic2', 5)
    await simulated.sentry('POST', 'releases/', {
      version: 'r0',
      projects: ['web'],
      commits: [{ id: shas[1], repository: 'acme/web' }]
    })
    const run = await simulated.run(
      { release: 'r1', set_commits: 'integration', commit: 'topic2', github_token: '' },
      { sha: shas.at(-1) ?? '', duringPause: () => new Promise(resolve => setTimeout(resolve, 80)) }
    )
    expect(run.said).not.toContain('not there yet')
    expect(run.outputs).toMatchObject({ commit_source: 'integration', commit_count: '3' })
  })
})

test('a release that grows loses nothing when no history can be read: it is left alone, with a warning', async () => {
  const held = [3, 2].map(number => ({ id: sha(number), repository: 'acme/web' }))
  await simulated.sentry('POST', 'releases/', { version: 'main', projects: ['web'], commits: held })
  const run = await simulated.run(
    { release: 'main', github_token: '' },
    { sha: sha(5), payload: pushPayload(sha(3), sha(5)) }
  )
  expect(run.exitCode).toBe(0)
  expect(run.said).toContain('warning: No commits are set')
  expect(commitsOf(await simulated.release('main'))).toEqual([sha(3), sha(2)])
})

test('a release that is named as a tag gets no commits of another one while GitHub is down', async () => {
  const shas = await simulated.history('next', 5)
  await simulated.control('POST', 'state', { github: { refs: { 'tags/v1.2.0': shas[2] } } })
  await simulated.control('POST', 'faults', {
    match: { server: 'github', times: 0 },
    action: { status: 503, body: 'x' }
  })
  const run = await simulated.run(
    { release: 'v1.2.0' },
    { eventName: 'workflow_dispatch', sha: shas.at(-1) ?? '', ref: 'refs/heads/main', payload: {} }
  )
  expect(run.exitCode).toBe(1)
  expect(run.annotations.at(-1)?.message).toContain('run this job again to add them')
  expect(await simulated.release('v1.2.0')).toMatchObject({ commits: [], heads: [] })
})

describe('a project with a release for each build', () => {
  const builds = (count: number): readonly object[] =>
    Array.from({ length: count }, (_, number) => ({ version: `build-${number}`, projects: ['web'] }))

  test.each([
    ['finalized', 400, { dateReleased: '2026-01-01T00:00:00Z' }, 'r0', 3],
    ['not finalized', 150, {}, 'r0', 4],
    ['too far away', 400, {}, '', 4]
  ])(
    'costs at most three more requests when the one with commits is %s',
    async (_title, count, more, expected, requests) => {
      const shas = await simulated.history('next', 5)
      const commits = [{ id: shas[2], repository: 'acme/web' }]
      await simulated.sentry('POST', 'releases/', { version: 'r0', projects: ['web'], commits, ...more })
      await simulated.control('POST', 'state', { releases: builds(count) })
      const head = shas.at(-1) ?? ''
      const run = await simulated.run(
        { release: 'r1', set_commits: 'github' },
        { sha: head, payload: pushPayload(shas[3] ?? '', head) }
      )
      expect(run.outputs['previous_release']).toBe(expected)
      const lists = (await simulated.calls()).gateway.filter(call => call === 'GET releases/')
      expect(lists).toHaveLength(requests)
    }
  )
})
