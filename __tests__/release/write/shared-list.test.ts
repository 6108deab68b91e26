import { beforeEach, describe, expect, test } from '@jest/globals'
import { listAt } from '../../../src/text/json.ts'
import { at } from '../../../simulator/client/json-path.ts'
import { pushPayload, shaOf, useRelease } from '../../harness/release.ts'
import type { RunOptions, StepRun } from '../../harness/step.ts'

const API = [1, 2].map(number => ({
  id: shaOf('a', number),
  repository: 'acme/api',
  message: `Api ${number}`,
  timestamp: '2026-01-01T00:00:00Z'
}))
const THIRD = {
  id: shaOf('b', 1),
  repository: 'acme/third',
  message: 'Third',
  timestamp: '2026-01-01T00:00:00Z'
}

const servers = useRelease()
let push: RunOptions
beforeEach(async () => {
  const shas = await servers.history('next', 3)
  push = { sha: shas.at(-1) ?? '', payload: pushPayload(shas.at(0) ?? '', shas.at(-1) ?? '') }
  await servers.sentry('POST', 'releases/', {
    version: 'r1',
    projects: ['web'],
    dateReleased: '2026-01-01T00:00:00Z',
    commits: API
  })
})

/** The commits of the release as `repository number`, in any order. */
async function held(): Promise<readonly string[]> {
  return listAt((await servers.release('r1'))['commits'], [])
    .map(commit => `${String(at(commit, 'repository'))} ${String(at(commit, 'id')).slice(0, 7)}`)
    .toSorted()
}

const UNION = ['acme/api a000001', 'acme/api a000002', 'acme/web c000002', 'acme/web c000003']

describe('a release that holds commits of another repository', () => {
  test.each([['auto'], ['integration'], ['github']])(
    'keeps them with %s: the union is sent, never refs',
    async set_commits => {
      const run = await servers.run({ release: 'r1', set_commits }, push)
      expect(run.code).toBe(0)
      expect(await held()).toEqual(UNION)
      expect(await servers.release('r1')).toMatchObject({ heads: [] })
      expect(run.outputs).toMatchObject({ commit_source: 'github', commit_count: '4' })
    }
  )

  test('keeps them with manual, too', async () => {
    const run = await servers.run({
      release: 'r1',
      set_commits: 'manual',
      repo: 'acme/web',
      commit: shaOf('c', 3),
      previous_commit: shaOf('c', 1)
    })
    expect(run.code).toBe(0)
    expect(await held()).toEqual(UNION)
  })

  test('says why refs are not sent', async () => {
    const run = await servers.run({ release: 'r1' }, push)
    expect(run.said).toContain('notice: The release holds commits of acme/api: refs would replace them')
  })

  test('is written once and read back', async () => {
    await servers.run({ release: 'r1', set_commits: 'github' }, push)
    const { gateway } = await servers.calls()
    expect(gateway.filter(call => call === 'GET releases/r1/commits/')).toHaveLength(2)
    expect(gateway.filter(call => /^(POST|PUT)/.test(call))).toEqual(['POST releases/'])
  })

  test.each([['auto'], ['integration'], ['manual']])(
    'is left alone, with a warning, when no commits can be read: %s',
    async set_commits => {
      const inputs = { release: 'r1', set_commits, repo: 'acme/web', commit: shaOf('c', 3), github_token: '' }
      const run = await servers.run(inputs, push)
      expect(run.code).toBe(0)
      expect(run.said).toContain('warning: No commits are set')
      expect(await held()).toEqual(UNION.slice(0, 2))
    }
  )

  test('is left alone, with a warning, when a name is too long to be sent again', async () => {
    const long = `acme/${'x'.repeat(70)}`
    await servers.seed('faults', {
      match: { path: 'releases/r1/commits/$' },
      action: {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: [{ id: 'e'.repeat(40), repository: { name: long } }]
      }
    })
    const run = await servers.run({ release: 'r1' }, push)
    expect(run.code).toBe(0)
    expect(run.said).toContain('too long to send them again')
    expect(await held()).toEqual(UNION.slice(0, 2))
  })
})

describe('when another job replaces the list in between', () => {
  /** The reading back is delayed so many times, and in each pause another job writes its own list. */
  async function runWhileOthersWrite(times: number): Promise<StepRun> {
    const disturb = (nth: number): Promise<unknown> =>
      servers.seed('faults', {
        match: { method: 'GET', path: 'releases/r1/commits/$', nth },
        action: { status: 503, body: 'later' }
      })
    await disturb(2)
    let left = times
    const duringPause = async (): Promise<void> => {
      left -= 1
      if (left < 0) return
      await servers.sentry('PUT', 'releases/r1/', { commits: [THIRD] })
      await disturb(2)
    }
    const inputs = { release: 'r1', set_commits: 'github', environment: 'qa' }
    return servers.run(inputs, { ...push, duringPause })
  }

  test('all of them are written again, with the new ones', async () => {
    const run = await runWhileOthersWrite(1)
    expect(run.code).toBe(0)
    expect(await held()).toEqual([...UNION.slice(0, 2), 'acme/third b000001', ...UNION.slice(2)])
    expect(run.said).toContain('4 commits were replaced by another job; writing all of them again.')
    expect(run.outputs['commit_count']).toBe('5')
    expect(run.said).toContain('Updated release r1 (commits).')
  })

  test('it is given up after three repeats, and said what was written', async () => {
    const run = await runWhileOthersWrite(9)
    expect(run.code).toBe(1)
    expect((await servers.calls()).gateway.filter(call => call === 'PUT releases/r1/')).toHaveLength(3)
    expect(run.annotations.at(-1)?.message).toMatch(
      /are missing again after 4 writes: other jobs replace the list.*concurrency/
    )
    expect(run.summary).toContain(
      'Before that, the run completed release `r1`, which was there already; updated release `r1` (commits)'
    )
    expect(await servers.release('r1')).toMatchObject({ deploys: [] })
  })
})

test('a commit that Sentry is told to skip is not missed', async () => {
  const shas = await servers.history('skipped', 3, {
    digit: 'd',
    message: number => (number === 2 ? 'x #skipsentry' : 'y')
  })
  const run = await servers.run(
    { release: 'r1', set_commits: 'github' },
    { sha: shas.at(-1) ?? '', payload: pushPayload(shas.at(0) ?? '', shas.at(-1) ?? '') }
  )
  expect(run.code).toBe(0)
  expect(await held()).toEqual(['acme/api a000001', 'acme/api a000002', 'acme/web d000003'])
  expect((await servers.calls()).gateway.filter(call => call.startsWith('PUT'))).toEqual([])
})
