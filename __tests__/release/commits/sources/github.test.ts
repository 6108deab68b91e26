import { beforeEach, describe, expect, test } from '@jest/globals'
import { at } from '../../../../simulator/client/json-path.ts'
import { commitsOf, pushAfterRelease, useRelease } from '../../../harness/release.ts'
import type { RunOptions } from '../../../harness/step.ts'

const servers = useRelease()
/** The newest commits of a history of five after r0, which is in production. */
let push: RunOptions
let shas: readonly string[]

beforeEach(async () => {
  ;({ push, shas } = await pushAfterRelease(servers))
})

const inputs = { release: 'r1', environment: 'production' }
const newestFirst = (): readonly string[] => shas.toReversed()

describe('github', () => {
  test('reads and sends the commits, with at most five requests to the gateway and one to GitHub', async () => {
    const run = await servers.run({ ...inputs, set_commits: 'github' }, push)
    expect(run.code).toBe(0)
    const { gateway, github } = await servers.calls()
    expect(gateway).toHaveLength(5)
    expect(github).toHaveLength(1)
    const release = await servers.release('r1')
    expect(commitsOf(release)).toEqual(newestFirst())
    expect(at(release, 'commits', 0)).toMatchObject({
      repository: 'acme/web',
      message: 'Change 5',
      author_name: 'Ada',
      author_email: 'ada@example.com'
    })
    expect(release['heads']).toEqual([])
    expect(run.outputs).toMatchObject({ commit_source: 'github', commit_count: '5' })
    expect(run.said).toContain('5 commits, read from GitHub')
  })

  test('asks for the history while Sentry is still asked', async () => {
    await servers.seed('faults', {
      match: { method: 'GET', path: '/organizations/acme/repos/' },
      action: { status: 503 }
    })
    const asked: (readonly string[])[] = []
    const duringPause = async (): Promise<unknown> => asked.push((await servers.calls()).github)
    await servers.run({ ...inputs, set_commits: 'github' }, { ...push, duringPause })
    expect(asked[0]).toEqual(['GET commits'])
    expect((await servers.calls()).github).toEqual(['GET commits'])
  })

  test('reads 100 commits with one request to GitHub', async () => {
    const many = await servers.history('many', 101, { digit: 'd' })
    const more = { commit: many.at(-1) ?? '', previous_commit: many.at(0) ?? '' }
    const run = await servers.run({ ...inputs, ...more, set_commits: 'github' }, push)
    expect(run.outputs['commit_count']).toBe('100')
    expect((await servers.calls()).github).toHaveLength(1)
  })

  test('cuts a longer range to max_commits, says both numbers, and reads only the pages it needs', async () => {
    const many = await servers.history('many', 1_001, { digit: 'd' })
    const more = { commit: many.at(-1) ?? '', previous_commit: many.at(0) ?? '', max_commits: '150' }
    const run = await servers.run({ ...inputs, ...more, set_commits: 'github' }, push)
    expect(run.said).toContain('warning: The range has 1000 commits; the newest 150 are sent (max_commits).')
    expect(commitsOf(await servers.release('r1'))).toEqual(many.slice(-150).toReversed())
    expect((await servers.calls()).github).toHaveLength(3)
    expect(run.outputs['commit_count']).toBe('150')
  })

  test('takes the newest 20 commits when there is no previous one, and says so', async () => {
    const alone = await servers.history('alone', 30, { digit: 'e' })
    const run = await servers.run(
      { ...inputs, set_commits: 'github', commit: 'alone', projects: 'api' },
      push
    )
    expect(commitsOf(await servers.release('r1'))).toEqual(alone.slice(-20).toReversed())
    expect(run.outputs).toMatchObject({
      previous_commit: '',
      previous_commit_source: 'none',
      commit_count: '20'
    })
    expect(run.summary).toContain('no previous commit was found')
  })

  test('reads the history where GitHub cannot compare, up to the previous commit', async () => {
    const many = await servers.history('many', 251, { digit: 'd' })
    await servers.seed('faults', {
      match: { server: 'github', path: '/compare/', times: 0 },
      action: { status: 500, body: { message: 'Server Error' } }
    })
    const more = { commit: many.at(-1) ?? '', previous_commit: many.at(0) ?? '' }
    const run = await servers.run({ ...inputs, ...more, set_commits: 'github' }, push)
    expect(run.code).toBe(0)
    expect(commitsOf(await servers.release('r1'))).toEqual(many.slice(1).toReversed())
    expect((await servers.calls()).github.filter(call => call === 'GET commits')).toHaveLength(3)
    expect(run.said).toContain('reading the history up to d000001 instead')
  })

  test('reads no further there than max_commits, and says so', async () => {
    const many = await servers.history('many', 251, { digit: 'd' })
    await servers.seed('faults', {
      match: { server: 'github', path: '/compare/', times: 0 },
      action: { status: 500, body: 'x' }
    })
    const more = { commit: many.at(-1) ?? '', previous_commit: many.at(0) ?? '', max_commits: '120' }
    const run = await servers.run({ ...inputs, ...more, set_commits: 'github' }, push)
    expect(commitsOf(await servers.release('r1'))).toEqual(many.slice(-120).toReversed())
    expect((await servers.calls()).github.filter(call => call === 'GET commits')).toHaveLength(2)
    expect(run.said).toContain('warning: d000001 is not among the newest 200 commits of d0000fb')
  })

  test('goes on to the next candidate there, when the whole history lacks the commit', async () => {
    await servers.seed('faults', {
      match: { server: 'github', path: '/compare/', times: 0 },
      action: { status: 500, body: 'x' }
    })
    const alone = await servers.history('alone', 3, { digit: 'e' })
    const run = await servers.run({ ...inputs, set_commits: 'github', commit: 'alone' }, push)
    expect(run.code).toBe(0)
    expect(commitsOf(await servers.release('r1'))).toEqual(alone.toReversed())
  })

  test.each([
    [
      'GitHub is down',
      { match: { server: 'github', times: 0 }, action: { status: 503, body: 'no' } },
      'GitHub answered 503'
    ],
    [
      'GitHub refuses',
      {
        match: { server: 'github', times: 0 },
        action: {
          status: 403,
          headers: { 'content-type': 'application/json', 'x-accepted-github-permissions': 'contents=read' },
          body: { message: 'Resource not accessible by integration' }
        }
      },
      'contents=read'
    ]
  ])('is an error when %s, and nothing is written', async (_title, fault, words) => {
    await servers.seed('faults', fault)
    const run = await servers.run({ ...inputs, set_commits: 'github' }, push)
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain(words)
    expect(await servers.release('r1')).toEqual({})
    expect(run.summary).toContain('nothing was written')
    expect(run.outputs).toMatchObject({ release: 'r1', version: 'r1', plan: '', commit_count: '' })
  })

  test('is an error without a token', async () => {
    const run = await servers.run({ ...inputs, set_commits: 'github', github_token: '' }, push)
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain('there is no github_token')
  })

  test.each([
    ['sha', 'f'.repeat(40)],
    ['name', 'no-such-branch']
  ])('is an error for a commit that GitHub does not have: %s', async (_title, commit) => {
    const run = await servers.run({ ...inputs, set_commits: 'github', commit }, push)
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toMatch(/The commit \S+ is not in acme\/web at GitHub/)
  })

  test('says that the commit is missing, not the previous one, when both are', async () => {
    const more = { commit: 'f'.repeat(40), previous_commit: shas.at(0) ?? '' }
    const run = await servers.run({ ...inputs, ...more, set_commits: 'github' }, push)
    expect(run.annotations.at(-1)?.message).toContain('The commit fffffff is not in acme/web at GitHub')
  })

  test('sends changed files with commit_files, one request a commit', async () => {
    const run = await servers.run({ ...inputs, set_commits: 'github', commit_files: 'true' }, push)
    expect(run.code).toBe(0)
    expect(at(await servers.release('r1'), 'commits', 0, 'patch_set')).toEqual([
      { path: 'src/app.ts', type: 'M' }
    ])
    expect((await servers.calls()).github).toHaveLength(1 + 5)
  })

  test('does not read the files of more than 100 commits, and proposes local', async () => {
    const many = await servers.history('many', 102, { digit: 'd' })
    const more = { commit: many.at(-1) ?? '', previous_commit: many.at(0) ?? '', commit_files: 'true' }
    const run = await servers.run({ ...inputs, ...more, set_commits: 'github' }, push)
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toMatch(/The changed files of 101 commits .*set_commits: local/)
    expect((await servers.calls()).github).toHaveLength(2)
  })
})
