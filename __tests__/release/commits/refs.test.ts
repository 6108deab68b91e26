import { beforeEach, describe, expect, test } from '@jest/globals'
import { at } from '../../../simulator/client/json-path.ts'
import { commitsOf, pushAfterRelease, useRelease } from '../../harness/release.ts'
import type { RunOptions } from '../../harness/step.ts'

const servers = useRelease()
/** The newest commits of a history of five after r0, which is in production. */
let push: RunOptions
let head: string
let shas: readonly string[]

beforeEach(async () => {
  ;({ push, head, shas } = await pushAfterRelease(servers))
})

const inputs = { release: 'r1', environment: 'production' }
const newestFirst = (): readonly string[] => shas.toReversed()

describe('integration', () => {
  test('tells Sentry the exact range in one request, and looks whether the commits came', async () => {
    const run = await servers.run(
      { ...inputs, set_commits: 'integration' },
      { ...push, duringPause: servers.hurry }
    )
    expect(run.code).toBe(0)
    // how many looks it takes until the commits are there depends on the machine
    const { gateway } = await servers.calls()
    const written = gateway.lastIndexOf('POST releases/r1/deploys/') + 1
    expect(gateway.slice(0, written).toSorted()).toEqual(
      [
        'GET releases/r1/',
        'GET repos/',
        'GET releases/',
        'POST releases/',
        'POST releases/r1/deploys/'
      ].toSorted()
    )
    expect(['GET releases/r1/', 'GET releases/r1/']).toEqual(expect.arrayContaining(gateway.slice(written)))
    expect((await servers.calls()).github).toHaveLength(1)
    const release = await servers.release('r1')
    const previous = at(await servers.release('r0'), 'commits', 0, 'id')
    expect(release['heads']).toEqual([{ repository: 'acme/web', commit: head, previousCommit: previous }])
    expect(commitsOf(release)).toEqual(newestFirst())
    expect(run.outputs).toMatchObject({
      commit_source: 'integration',
      commit_count: '5',
      previous_commit: previous,
      previous_release: 'r0',
      previous_commit_source: 'environment'
    })
    const range = `https://github.com/acme/web/compare/${String(previous)}...${head}`
    expect(run.said).toContain(range)
    expect(run.summary).toContain(range)
    expect(run.summary).toContain(' since r0 ')
  })

  test('says when the commits are not there yet, and names the usual causes', async () => {
    // what Sentry fetches while the commits are locked never arrives
    await servers.seed('state', { locks: [{ release: 'r1', ms: 0 }] })
    const run = await servers.run({ ...inputs, set_commits: 'integration' }, push)
    expect(run.code).toBe(0)
    expect(run.outputs).toMatchObject({ commit_source: 'integration', commit_count: '' })
    expect(run.said).toMatch(
      /^The commits up to \w+ were requested from Sentry, but are not there yet.*not pushed/m
    )
    expect(run.summary).toContain('requested from Sentry, not there yet')
  })

  test('looks twice for the commits, after all writes, and not again', async () => {
    await servers.seed('state', { locks: [{ release: 'r1', ms: 0 }] })
    await servers.run({ ...inputs, set_commits: 'integration' }, push)
    expect((await servers.calls()).gateway.slice(3)).toEqual([
      'POST releases/',
      'POST releases/r1/deploys/',
      'GET releases/r1/',
      'GET releases/r1/'
    ])
  })

  test('a look that fails is no failure: all was written', async () => {
    await servers.seed('faults', {
      match: { method: 'GET', path: 'releases/r1/$', nth: 2, times: 0 },
      action: { status: 403, body: { detail: 'no' } }
    })
    const run = await servers.run({ ...inputs, set_commits: 'integration' }, push)
    expect(run.code).toBe(0)
    expect(run.said).toContain('whether they came is not known')
    expect(run.outputs).toMatchObject({ commit_count: '', created: 'true' })
  })

  test.each([['ACME/Web'], ['acme/web.git'], ['acme/web']])(
    'matches %s, and sends Sentry’s own name',
    async repo => {
      await servers.run({ ...inputs, set_commits: 'integration', repo, commit: head }, push)
      expect(at(await servers.release('r1'), 'heads', 0, 'repository')).toBe('acme/web')
    }
  )

  test('finds a repository that has another name in Sentry by its address', async () => {
    await servers.seed('state', {
      repos: [{ name: 'shop / web2', provider: 'integrations:github', url: 'https://github.com/acme/web2' }]
    })
    await servers.run(
      { ...inputs, set_commits: 'integration', repo: 'acme/web2', commit: head, github_token: '' },
      push
    )
    expect(at(await servers.release('r1'), 'heads', 0, 'repository')).toBe('shop / web2')
  })

  test('of an unknown repository is an error that names similar ones, and nothing is written', async () => {
    const run = await servers.run(
      { ...inputs, set_commits: 'integration', repo: 'acme/webb', commit: head },
      push
    )
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain(
      'Sentry has no repository acme/webb with an integration; similar: acme/web'
    )
    expect(await servers.release('r1')).toEqual({})
  })

  test('of a repository without integration is an error', async () => {
    await servers.seed('state', { repos: [{ name: 'acme/plain', provider: 'unknown' }] })
    const run = await servers.run(
      { ...inputs, set_commits: 'integration', repo: 'acme/plain', commit: head },
      push
    )
    expect(run.code).toBe(1)
    expect(run.said).toContain('Sentry has no repository acme/plain with an integration')
  })

  test.each([
    ['GitHub is down', { match: { server: 'github', times: 0 }, action: { status: 503, body: 'no' } }, {}],
    [
      'GitHub refuses',
      {
        match: { server: 'github', times: 0 },
        action: { status: 403, body: { message: 'Resource not accessible by integration' } }
      },
      {}
    ],
    [
      'the token sees nothing of the repository',
      {
        match: { server: 'github', times: 0 },
        action: {
          status: 404,
          headers: { 'content-type': 'application/json' },
          body: { message: 'Not Found' }
        }
      },
      {}
    ],
    ['there is no token', [], { github_token: '' }]
  ])('when %s takes the newest release’s commit unchecked, and says so', async (_title, faults, more) => {
    if (!Array.isArray(faults)) await servers.seed('faults', faults)
    const run = await servers.run({ ...inputs, ...more, set_commits: 'integration' }, push)
    expect(run.code).toBe(0)
    const previous = at(await servers.release('r0'), 'commits', 0, 'id')
    expect(at(await servers.release('r1'), 'heads', 0)).toMatchObject({
      commit: head,
      previousCommit: previous
    })
    expect(run.said).toContain('is taken without a look at the history')
  })

  test('of a given commit that GitHub does not have is an error', async () => {
    const run = await servers.run({ ...inputs, set_commits: 'integration', commit: 'f'.repeat(40) }, push)
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain('The commit fffffff is not in acme/web at GitHub')
  })

  test('unchecked, too, the same commit again is no range', async () => {
    const commit = String(at(await servers.release('r0'), 'commits', 0, 'id'))
    const run = await servers.run({ ...inputs, set_commits: 'integration', github_token: '', commit }, push)
    expect(run.code).toBe(0)
    expect(run.said).toContain('is the same commit')
    expect(await servers.release('r1')).toMatchObject({ heads: [], commits: [] })
  })
})
