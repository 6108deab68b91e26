import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { listOf } from '../../src/text/json.ts'
import { at, commitsOf, pushPayload, startSimulated, type RunOptions, type Simulated } from './simulated.ts'

let simulated: Simulated
let shas: readonly string[]
/** The push of the newest three commits of a history of five after the tag v1.0.0, which is web@1.0.0 in production. */
let push: RunOptions
let head: string

beforeAll(async () => {
  simulated = await startSimulated()
})
afterAll(() => simulated.close())
beforeEach(async () => {
  await simulated.reset()
  const parent = String(at(await simulated.state(), 'github', 'refs', 'tags/v1.0.0'))
  shas = await simulated.history('next', 5, { parent })
  head = shas.at(-1) ?? ''
  push = { sha: head, ref: 'refs/heads/next', payload: pushPayload(shas.at(1) ?? '', head) }
})

const inputs = { release: 'r1', environment: 'production' }
const newestFirst = (): readonly string[] => shas.toReversed()
const NO_REPOSITORIES = {
  match: { path: '/repos/$', times: 0 },
  action: { status: 200, headers: { 'content-type': 'application/json' }, body: [] }
}
/** Sentry fetches what it was asked for a moment later. */
const whileSentryFetches = (): Promise<unknown> => new Promise(resolve => setTimeout(resolve, 80))

describe('integration', () => {
  test('tells Sentry the exact range in one request, and looks whether the commits came', async () => {
    const run = await simulated.run(
      { ...inputs, set_commits: 'integration' },
      { ...push, duringPause: whileSentryFetches }
    )
    expect(run.exitCode).toBe(0)
    expect((await simulated.calls()).gateway.toSorted()).toEqual(
      [
        'GET releases/r1/',
        'GET repos/',
        'GET releases/',
        'POST releases/',
        'POST releases/r1/deploys/',
        'GET releases/r1/',
        'GET releases/r1/'
      ].toSorted()
    )
    expect((await simulated.calls()).github).toHaveLength(1)
    const release = await simulated.release('r1')
    const previous = at(await simulated.release('web@1.0.0'), 'commits', 0, 'id')
    expect(release['heads']).toEqual([{ repository: 'acme/web', commit: head, previousCommit: previous }])
    expect(commitsOf(release)).toEqual(newestFirst())
    expect(run.outputs).toMatchObject({
      commit_source: 'integration',
      commit_count: '5',
      previous_commit: previous,
      previous_release: 'web@1.0.0',
      previous_commit_source: 'environment'
    })
    const range = `https://github.com/acme/web/compare/${String(previous)}...${head}`
    expect(run.said).toContain(range)
    expect(run.summary).toContain(range)
    expect(run.summary).toContain('since last commit of web&#64;<!-- -->1&#46;0&#46;0')
  })

  test('says when the commits are not there yet, and names the usual causes', async () => {
    const run = await simulated.run({ ...inputs, set_commits: 'integration' }, push)
    expect(run.exitCode).toBe(0)
    expect(run.outputs).toMatchObject({ commit_source: 'integration', commit_count: '' })
    expect(run.said).toMatch(
      /notice: The commits up to \w+ were requested from Sentry, but are not there yet.*not pushed/
    )
    expect(run.summary).toContain('requested from Sentry, not there yet')
  })

  test('a look that fails is no failure: all was written', async () => {
    await simulated.control('POST', 'faults', {
      match: { method: 'GET', path: 'releases/r1/$', nth: 2, times: 0 },
      action: { status: 403, body: { detail: 'no' } }
    })
    const run = await simulated.run({ ...inputs, set_commits: 'integration' }, push)
    expect(run.exitCode).toBe(0)
    expect(run.said).toContain('whether they came is not known')
    expect(run.outputs).toMatchObject({ commit_count: '', created: 'true' })
  })

  test.each([['ACME/Web'], ['acme/web.git'], ['acme/web']])(
    'matches %s, and sends Sentry’s own name',
    async repo => {
      await simulated.run({ ...inputs, set_commits: 'integration', repo, commit: head }, push)
      expect(at(await simulated.release('r1'), 'heads', 0, 'repository')).toBe('acme/web')
    }
  )

  test('finds a repository that has another name in Sentry by its address', async () => {
    await simulated.control('POST', 'state', {
      repos: [{ name: 'shop / web2', provider: 'integrations:github', url: 'https://github.com/acme/web2' }]
    })
    await simulated.run(
      { ...inputs, set_commits: 'integration', repo: 'acme/web2', commit: head, github_token: '' },
      push
    )
    expect(at(await simulated.release('r1'), 'heads', 0, 'repository')).toBe('shop / web2')
  })

  test('of an unknown repository is an error that names similar ones, and nothing is written', async () => {
    const run = await simulated.run(
      { ...inputs, set_commits: 'integration', repo: 'acme/webb', commit: head },
      push
    )
    expect(run.exitCode).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain(
      'Sentry has no repository acme/webb with an integration; similar: acme/web'
    )
    expect(await simulated.release('r1')).toEqual({})
  })

  test('of a repository without integration is an error', async () => {
    await simulated.control('POST', 'state', { repos: [{ name: 'acme/plain', provider: 'unknown' }] })
    const run = await simulated.run(
      { ...inputs, set_commits: 'integration', repo: 'acme/plain', commit: head },
      push
    )
    expect(run.exitCode).toBe(1)
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
    if (!Array.isArray(faults)) await simulated.control('POST', 'faults', faults)
    const run = await simulated.run({ ...inputs, ...more, set_commits: 'integration' }, push)
    expect(run.exitCode).toBe(0)
    const previous = at(await simulated.release('web@1.0.0'), 'commits', 0, 'id')
    expect(at(await simulated.release('r1'), 'heads', 0)).toMatchObject({
      commit: head,
      previousCommit: previous
    })
    expect(run.said).toContain('is taken without a look at the history')
  })

  test('of a given commit that GitHub does not have is an error', async () => {
    const run = await simulated.run({ ...inputs, set_commits: 'integration', commit: 'f'.repeat(40) }, push)
    expect(run.exitCode).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain('The commit fffffff is not in acme/web at GitHub')
  })

  test('unchecked, too, the same commit again is no range', async () => {
    const commit = String(at(await simulated.release('web@1.0.0'), 'commits', 0, 'id'))
    const run = await simulated.run({ ...inputs, set_commits: 'integration', github_token: '', commit }, push)
    expect(run.exitCode).toBe(0)
    expect(run.said).toContain('is the same commit')
    expect(await simulated.release('r1')).toMatchObject({ heads: [], commits: [] })
  })
})

describe('github', () => {
  test('reads and sends the commits, with at most five requests to the gateway and one to GitHub', async () => {
    const run = await simulated.run({ ...inputs, set_commits: 'github' }, push)
    expect(run.exitCode).toBe(0)
    const { gateway, github } = await simulated.calls()
    expect(gateway).toHaveLength(5)
    expect(github).toHaveLength(1)
    const release = await simulated.release('r1')
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

  test('reads 100 commits with one request to GitHub', async () => {
    const many = await simulated.history('many', 101, { digit: 'd' })
    const more = { commit: many.at(-1) ?? '', previous_commit: many.at(0) ?? '' }
    const run = await simulated.run({ ...inputs, ...more, set_commits: 'github' }, push)
    expect(run.outputs['commit_count']).toBe('100')
    expect((await simulated.calls()).github).toHaveLength(1)
  })

  test('cuts a longer range to max_commits, says both numbers, and reads only the pages it needs', async () => {
    const many = await simulated.history('many', 1_001, { digit: 'd' })
    const more = { commit: many.at(-1) ?? '', previous_commit: many.at(0) ?? '', max_commits: '150' }
    const run = await simulated.run({ ...inputs, ...more, set_commits: 'github' }, push)
    expect(run.said).toContain('warning: The range has 1000 commits; the newest 150 are sent (max_commits).')
    expect(commitsOf(await simulated.release('r1'))).toEqual(many.slice(-150).toReversed())
    expect((await simulated.calls()).github).toHaveLength(3)
    expect(run.outputs['commit_count']).toBe('150')
  })

  test('takes the newest 20 commits when there is no previous one, and says so', async () => {
    const alone = await simulated.history('alone', 30, { digit: 'e' })
    const run = await simulated.run(
      { ...inputs, set_commits: 'github', commit: 'alone', projects: 'api' },
      push
    )
    expect(commitsOf(await simulated.release('r1'))).toEqual(alone.slice(-20).toReversed())
    expect(run.outputs).toMatchObject({
      previous_commit: '',
      previous_commit_source: 'none',
      commit_count: '20'
    })
    expect(run.summary).toContain('no previous commit was found')
  })

  test('reads the history where GitHub cannot compare, up to the previous commit', async () => {
    const many = await simulated.history('many', 251, { digit: 'd' })
    await simulated.control('POST', 'faults', {
      match: { server: 'github', path: '/compare/', times: 0 },
      action: { status: 500, body: { message: 'Server Error' } }
    })
    const more = { commit: many.at(-1) ?? '', previous_commit: many.at(0) ?? '' }
    const run = await simulated.run({ ...inputs, ...more, set_commits: 'github' }, push)
    expect(run.exitCode).toBe(0)
    expect(commitsOf(await simulated.release('r1'))).toEqual(many.slice(1).toReversed())
    expect((await simulated.calls()).github.filter(call => call === 'GET commits')).toHaveLength(3)
    expect(run.said).toContain('reading the history up to d000001 instead')
  })

  test('reads no further there than max_commits, and says so', async () => {
    const many = await simulated.history('many', 251, { digit: 'd' })
    await simulated.control('POST', 'faults', {
      match: { server: 'github', path: '/compare/', times: 0 },
      action: { status: 500, body: 'x' }
    })
    const more = { commit: many.at(-1) ?? '', previous_commit: many.at(0) ?? '', max_commits: '120' }
    const run = await simulated.run({ ...inputs, ...more, set_commits: 'github' }, push)
    expect(commitsOf(await simulated.release('r1'))).toEqual(many.slice(-120).toReversed())
    expect((await simulated.calls()).github.filter(call => call === 'GET commits')).toHaveLength(2)
    expect(run.said).toContain('warning: d000001 is not among the newest 200 commits of d0000fb')
  })

  test('goes on to the next candidate there, when the whole history lacks the commit', async () => {
    await simulated.control('POST', 'faults', {
      match: { server: 'github', path: '/compare/', times: 0 },
      action: { status: 500, body: 'x' }
    })
    const alone = await simulated.history('alone', 3, { digit: 'e' })
    const run = await simulated.run({ ...inputs, set_commits: 'github', commit: 'alone' }, push)
    expect(run.exitCode).toBe(0)
    expect(commitsOf(await simulated.release('r1'))).toEqual(alone.toReversed())
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
    await simulated.control('POST', 'faults', fault)
    const run = await simulated.run({ ...inputs, set_commits: 'github' }, push)
    expect(run.exitCode).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain(words)
    expect(await simulated.release('r1')).toEqual({})
    expect(run.summary).toContain('nothing was written')
    expect(run.outputs).toMatchObject({ release: 'r1', version: 'r1', plan: '', commit_count: '' })
  })

  test('is an error without a token', async () => {
    const run = await simulated.run({ ...inputs, set_commits: 'github', github_token: '' }, push)
    expect(run.exitCode).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain('there is no github_token')
  })

  test.each([
    ['sha', 'f'.repeat(40)],
    ['name', 'no-such-branch']
  ])('is an error for a commit that GitHub does not have: %s', async (_title, commit) => {
    const run = await simulated.run({ ...inputs, set_commits: 'github', commit }, push)
    expect(run.exitCode).toBe(1)
    expect(run.annotations.at(-1)?.message).toMatch(/The commit \S+ is not in acme\/web at GitHub/)
  })

  test('says that the commit is missing, not the previous one, when both are', async () => {
    const more = { commit: 'f'.repeat(40), previous_commit: shas.at(0) ?? '' }
    const run = await simulated.run({ ...inputs, ...more, set_commits: 'github' }, push)
    expect(run.annotations.at(-1)?.message).toContain('The commit fffffff is not in acme/web at GitHub')
  })

  test('sends changed files with commit_files, one request a commit', async () => {
    const run = await simulated.run({ ...inputs, set_commits: 'github', commit_files: 'true' }, push)
    expect(run.exitCode).toBe(0)
    expect(at(await simulated.release('r1'), 'commits', 0, 'patch_set')).toEqual([
      { path: 'src/app.ts', type: 'M' }
    ])
    expect((await simulated.calls()).github).toHaveLength(1 + 5)
  })

  test('does not read the files of more than 100 commits, and proposes local', async () => {
    const many = await simulated.history('many', 102, { digit: 'd' })
    const more = { commit: many.at(-1) ?? '', previous_commit: many.at(0) ?? '', commit_files: 'true' }
    const run = await simulated.run({ ...inputs, ...more, set_commits: 'github' }, push)
    expect(run.exitCode).toBe(1)
    expect(run.annotations.at(-1)?.message).toMatch(/The changed files of 101 commits .*set_commits: local/)
    expect((await simulated.calls()).github).toHaveLength(2)
  })
})

describe('manual', () => {
  const manual = { ...inputs, set_commits: 'manual', repo: 'acme/web' }

  test('tells Sentry the given range, when it has the repository', async () => {
    const run = await simulated.run({ ...manual, commit: head, previous_commit: shas.at(2) ?? '' })
    expect(run.exitCode).toBe(0)
    expect(at(await simulated.release('r1'), 'heads', 0)).toEqual({
      repository: 'acme/web',
      commit: head,
      previousCommit: shas.at(2)
    })
    expect(run.outputs).toMatchObject({
      commit_source: 'integration',
      previous_commit_source: 'input',
      previous_release: ''
    })
  })

  test('resolves names to shas', async () => {
    await simulated.run({ ...manual, commit: 'next', previous_commit: 'v1.0.0' })
    const tag = at(await simulated.state(), 'github', 'refs', 'tags/v1.0.0')
    expect(at(await simulated.release('r1'), 'heads', 0)).toMatchObject({ commit: head, previousCommit: tag })
  })

  test('sends the commits, when Sentry does not have the repository', async () => {
    await simulated.control('POST', 'faults', NO_REPOSITORIES)
    const run = await simulated.run({ ...manual, commit: head, previous_commit: shas.at(2) ?? '' })
    expect(run.exitCode).toBe(0)
    expect(run.outputs['commit_source']).toBe('github')
    expect(commitsOf(await simulated.release('r1'))).toEqual([shas[4], shas[3]])
  })

  test('of no commits is an error, and nothing is written', async () => {
    const run = await simulated.run({ ...manual, commit: head, previous_commit: head })
    expect(run.exitCode).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain('set_commits: manual found no commits')
    expect(await simulated.release('r1')).toEqual({})
  })

  test('of no commits is none with ignore_empty', async () => {
    const run = await simulated.run({ ...manual, commit: head, previous_commit: head, ignore_empty: 'true' })
    expect(run.exitCode).toBe(0)
    expect(run.outputs).toMatchObject({ commit_source: 'none', commit_count: '0' })
    expect(run.annotations).toEqual([])
  })

  test.each([
    ['unknown', 'f'.repeat(40), 'is not in the history of'],
    ['unknown, by name', 'no-such-tag', 'is not in the repository']
  ])(
    'with a previous commit that is %s is an error, and with ignore_missing none',
    async (_title, previous_commit, words) => {
      const run = await simulated.run({ ...manual, commit: head, previous_commit })
      expect(run.exitCode).toBe(1)
      expect(run.annotations.at(-1)?.message).toContain(`previous_commit: `)
      expect(run.annotations.at(-1)?.message).toContain(words)
      const ignoring = await simulated.run({
        ...manual,
        commit: head,
        previous_commit,
        ignore_missing: 'true'
      })
      expect(ignoring.exitCode).toBe(0)
      expect(ignoring.outputs['previous_commit_source']).toBe('environment')
    }
  )
})

describe('auto', () => {
  test('lets Sentry fetch, when it has the repository, and says so', async () => {
    const run = await simulated.run(inputs, push)
    expect(run.outputs['commit_source']).toBe('integration')
    expect(run.said).toContain('auto: Sentry has acme/web with an integration and fetches the commits.')
  })

  test('reads from GitHub, when Sentry does not have it, and says so', async () => {
    await simulated.control('POST', 'faults', NO_REPOSITORIES)
    const run = await simulated.run(inputs, push)
    expect(run.outputs).toMatchObject({ commit_source: 'github', commit_count: '5' })
    expect(run.said).toContain('because Sentry has no acme/web with an integration')
  })

  test('does not pass over a given commit that no source has', async () => {
    await simulated.control('POST', 'faults', NO_REPOSITORIES)
    const run = await simulated.run({ ...inputs, commit: 'f'.repeat(40) }, push)
    expect(run.exitCode).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain('The commit fffffff is not in acme/web at GitHub')
  })

  test('reads from GitHub with paths', async () => {
    const run = await simulated.run({ ...inputs, paths: 'src' }, push)
    expect(run.outputs).toMatchObject({ commit_source: 'github', commit_count: '5' })
    expect(run.said).toContain('because paths are given')
  })

  test('reads from GitHub, with a notice, when the connection may not list repositories', async () => {
    await simulated.control('POST', 'state', {
      connections: [{ connection_id: 'few', scopes: ['project:releases', 'project:read'] }]
    })
    const run = await simulated.run({ ...inputs, maton_connection: 'few' }, push)
    expect(run.exitCode).toBe(0)
    expect(run.outputs['commit_source']).toBe('github')
    expect(run.annotations.map(annotation => annotation.message).join()).toContain(
      'may not list the repositories'
    )
  })

  test('warns without any source, and the release is made all the same', async () => {
    const run = await simulated.run({ ...inputs, paths: 'src', github_token: '' }, push)
    expect(run.exitCode).toBe(0)
    expect(run.annotations).toEqual([
      { level: 'warning', message: expect.stringContaining('there is no github_token') }
    ])
    expect(await simulated.release('r1')).toMatchObject({ commits: [], heads: [] })
    expect(run.outputs).toMatchObject({ commit_source: 'none', commit_count: '0' })
  })

  test('warns when GitHub refuses, and fails when GitHub is down: that passes', async () => {
    await simulated.control('POST', 'faults', {
      match: { server: 'github', times: 0 },
      action: { status: 403, body: { message: 'Resource not accessible by integration' } }
    })
    const refused = await simulated.run({ ...inputs, paths: 'src' }, push)
    expect(refused.exitCode).toBe(0)
    expect(refused.said).toContain('warning: No commits are set')
    await simulated.control('DELETE', 'faults')
    await simulated.control('POST', 'faults', {
      match: { server: 'github', times: 0 },
      action: { status: 503, body: 'x' }
    })
    const down = await simulated.run({ ...inputs, release: 'r2', paths: 'src' }, push)
    expect(down.exitCode).toBe(1)
    expect(await simulated.release('r2')).toEqual({})
  })

  test.each([
    ['pull_request', { pull_request: { number: 2, merged: false, head: { sha: 'HEAD', ref: 'topic' } } }],
    [
      'pull_request_target',
      { pull_request: { number: 2, merged: false, head: { sha: 'HEAD', ref: 'topic' } } }
    ],
    ['merge_group', { merge_group: { head_sha: 'HEAD', head_ref: 'refs/heads/x' } }],
    ['workflow_run', { workflow_run: { event: 'pull_request', head_sha: 'HEAD', head_branch: 'topic' } }]
  ])('sets none for the unmerged commit of a %s, and a named source does', async (eventName, shape) => {
    const payload: unknown = JSON.parse(JSON.stringify(shape).replace('HEAD', head))
    const run = await simulated.run(inputs, { eventName, payload, sha: 'f'.repeat(40) })
    expect(run.annotations).toEqual([{ level: 'notice', message: expect.stringContaining('not merged yet') }])
    expect(await simulated.release('r1')).toMatchObject({ commits: [], heads: [] })
    expect((await simulated.calls()).gateway).toEqual(['POST releases/', 'POST releases/r1/deploys/'])
    await simulated.run(
      { ...inputs, release: 'r2', set_commits: 'github' },
      { eventName, payload, sha: 'f'.repeat(40) }
    )
    expect(commitsOf(await simulated.release('r2'))).toContain(head)
  })
})

describe('paths', () => {
  const files = (number: number): readonly string[] => [
    number % 2 === 0 ? `packages/web/${number}.ts` : `packages/api/${number}.ts`
  ]

  test('keep the commits that touch them; the history is narrowed first', async () => {
    const mono = await simulated.history('mono', 9, { digit: 'd', files })
    const more = {
      set_commits: 'github',
      commit: mono.at(-1) ?? '',
      previous_commit: mono.at(0) ?? '',
      paths: 'packages/web/**\n!packages/web/4.ts'
    }
    const run = await simulated.run({ ...inputs, ...more }, push)
    expect(commitsOf(await simulated.release('r1'))).toEqual([mono[7], mono[5], mono[1]])
    expect((await simulated.calls()).github.filter(call => /commits\/\w+/.test(call))).toHaveLength(4)
    expect(run.outputs['commit_count']).toBe('3')
    expect(at(await simulated.release('r1'), 'commits', 0, 'patch_set')).toEqual([])
  })

  test('are looked for in the whole range, not only in its newest max_commits', async () => {
    const mono = await simulated.history('mono', 151, {
      digit: 'd',
      files: number => [number < 5 ? 'web/a' : 'api/a']
    })
    const more = {
      set_commits: 'github',
      commit: mono.at(-1) ?? '',
      previous_commit: mono.at(0) ?? '',
      paths: 'web',
      max_commits: '2'
    }
    const run = await simulated.run({ ...inputs, ...more }, push)
    expect(commitsOf(await simulated.release('r1'))).toEqual([mono[3], mono[2]])
    expect(run.said).toContain('The range has 3 commits that touch the paths; the newest 2 are sent')
  })

  test('that need more than 100 look-ups are an error that proposes local', async () => {
    const mono = await simulated.history('mono', 102, { digit: 'd', files: () => ['web/a'] })
    const more = {
      set_commits: 'github',
      commit: mono.at(-1) ?? '',
      previous_commit: mono.at(0) ?? '',
      paths: 'web'
    }
    const run = await simulated.run({ ...inputs, ...more }, push)
    expect(run.exitCode).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain('set_commits: local')
  })

  test('that nothing touches are an empty range, said plainly', async () => {
    const run = await simulated.run({ ...inputs, paths: 'nowhere' }, push)
    expect(run.exitCode).toBe(0)
    expect(run.said).toContain('notice: No commits are set: no commit of the range touches the paths.')
    expect(run.outputs).toMatchObject({ commit_source: 'none', commit_count: '0' })
  })
})

test('never is an empty list sent', async () => {
  await simulated.run({ ...inputs, paths: 'nowhere' }, push)
  await simulated.run({ ...inputs, release: 'r2', set_commits: 'github', previous_commit: head }, push)
  for (const request of await simulated.requests()) {
    if (request.method === 'GET') continue
    expect(listOf(at(request.body, 'refs'))).toHaveLength(0)
    expect(at(request.body, 'refs')).toBeUndefined()
    expect(at(request.body, 'commits')).toBeUndefined()
  }
})
