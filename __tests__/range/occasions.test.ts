import { describe, expect, test } from '@jest/globals'
import { cloneCheckout, makeCheckout } from '../harness/checkout.ts'
import { commitsOf, pushPayload, shaOf, useRelease } from '../harness/release.ts'
import type { RunOptions } from '../harness/step.ts'

const servers = useRelease()
const sha = (number: number): string => shaOf('c', number)

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
    await servers.history(branch, 12, { message: number => (number === 12 ? 'Fixes WEB-1' : 'x') })
    await servers.seed('state', { github: { pulls } })
    await servers.forget()
  }

  test('with an open pull request sets none, with the notice', async () => {
    await seed('feature', [pull(50, 'feature', 'main')])
    const run = await servers.run({ release: 'r1' }, pushed('feature'))
    expect(run.annotations).toEqual([
      { level: 'notice', message: expect.stringMatching(/the commit is not merged yet \(pull request 50/) }
    ])
    expect(await servers.release('r1')).toMatchObject({ commits: [], heads: [] })
    const named = await servers.run({ release: 'r2', set_commits: 'github' }, pushed('feature'))
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
    const run = await servers.run({ release: 'r1' }, pushed('develop'))
    expect(run.outputs['commit_source']).toBe('integration')
    expect(run.said).toContain('The branch develop has the open pull request 50, but 51 was merged into it')
  })

  test('of many merged pull requests reads one page', async () => {
    const closed = Array.from({ length: 250 }, (_, index) =>
      pull(100 + index, `f${index}`, 'develop', {
        state: 'closed',
        ...(index === 240 ? { merged: true, merge_commit_sha: sha(9) } : {}),
        head: { ref: `f${index}`, sha: sha(8) }
      })
    )
    await seed('develop', [pull(50, 'develop', 'main'), ...closed])
    const run = await servers.run({ release: 'r1' }, pushed('develop'))
    expect(run.outputs['commit_source']).toBe('integration')
    // the open ones from the branch, and the newest closed ones into it
    expect((await servers.calls()).github.filter(one => one.endsWith(' pulls'))).toHaveLength(2)
  })

  test('without a pull request, or when GitHub cannot tell, sets its commits', async () => {
    await seed('feature', [])
    expect((await servers.run({ release: 'r1' }, pushed('feature'))).outputs['commit_source']).toBe(
      'integration'
    )
    await servers.seed('faults', {
      match: { server: 'github', path: '/pulls$', times: 0 },
      action: { status: 403, body: { message: 'Resource not accessible by integration' } }
    })
    const refused = await servers.run({ release: 'r2', projects: 'api' }, pushed('feature'))
    expect(refused.outputs['commit_source']).toBe('integration')
    expect(refused.said).toContain('Whether feature has an open pull request is not known')
  })

  test('that is the default one is not looked up', async () => {
    await seed('main2', [])
    await servers.run({ release: 'r1', set_commits: 'auto' }, pushed('main'))
    expect((await servers.calls()).github).toEqual(['GET commits'])
  })
})

describe('a checkout that stands at another commit than the event', () => {
  test('is said, and the commits of the event are taken', async () => {
    const checkout = makeCheckout()
    const shas = [1, 2, 3].map(number => checkout.commit(`Change ${number}`))
    const [, second = '', third = ''] = shas
    const run = await servers.run(
      { release: 'r1', set_commits: 'local' },
      {
        sha: second,
        env: { GITHUB_WORKSPACE: checkout.directory },
        payload: pushPayload(shas[0] ?? '', second)
      }
    )
    expect(commitsOf(await servers.release('r1'))).toEqual([second])
    expect(run.said).toContain(
      `notice: The checkout stands at ${third.slice(0, 7)}, and the event is about ${second.slice(0, 7)}`
    )
    const given = await servers.run(
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
    await servers.sentry('POST', 'releases/', {
      version: 'r0',
      projects: ['web'],
      commits: [{ id: shas[1], repository: 'acme/web' }]
    })
    await servers.run(
      { release: 'r1', set_commits: 'local' },
      { sha: head, env: { GITHUB_WORKSPACE: shallow.directory } }
    )
    expect(commitsOf(await servers.release('r1'))).toEqual([shas[3], shas[2]])
  })
})

describe('refs with a branch name, which nobody could look up', () => {
  test('are seen to arrive', async () => {
    const shas = await servers.history('topic2', 5)
    await servers.sentry('POST', 'releases/', {
      version: 'r0',
      projects: ['web'],
      commits: [{ id: shas[1], repository: 'acme/web' }]
    })
    const run = await servers.run(
      { release: 'r1', set_commits: 'integration', commit: 'topic2', github_token: '' },
      { sha: shas.at(-1) ?? '', duringPause: servers.hurry }
    )
    expect(run.said).not.toContain('not there yet')
    expect(run.outputs).toMatchObject({ commit_source: 'integration', commit_count: '3' })
  })
})

test('a release that grows loses nothing when no history can be read: it is left alone, with a warning', async () => {
  const held = [3, 2].map(number => ({ id: sha(number), repository: 'acme/web' }))
  await servers.sentry('POST', 'releases/', { version: 'main', projects: ['web'], commits: held })
  const run = await servers.run(
    { release: 'main', github_token: '' },
    { sha: sha(5), payload: pushPayload(sha(3), sha(5)) }
  )
  expect(run.code).toBe(0)
  expect(run.said).toContain('warning: No commits are set')
  expect(commitsOf(await servers.release('main'))).toEqual([sha(3), sha(2)])
})

test('a release that is named as a tag gets no commits of another one while GitHub is down', async () => {
  const shas = await servers.history('next', 5)
  await servers.seed('state', { github: { refs: { 'tags/v1.2.0': shas[2] } } })
  await servers.seed('faults', {
    match: { server: 'github', times: 0 },
    action: { status: 503, body: 'x' }
  })
  const run = await servers.run(
    { release: 'v1.2.0' },
    { event: 'workflow_dispatch', sha: shas.at(-1) ?? '', ref: 'refs/heads/main', payload: {} }
  )
  expect(run.code).toBe(1)
  expect(run.annotations.at(-1)?.message).toContain('run this job again to add them')
  expect(await servers.release('v1.2.0')).toMatchObject({ commits: [], heads: [] })
})

describe.each([
  ['is down', 503],
  ['asks to wait for an hour', 429]
])('a tag, while GitHub %s as the tags are read', (_title, status) => {
  test.each(['auto', 'github'])(
    'gets no other commits, and another run adds the right ones: %s',
    async mode => {
      const shas = await servers.history('next', 5)
      const head = shas.at(-1) ?? ''
      await servers.seed('state', {
        github: { refs: { 'tags/v1.1.0': shas[2], 'tags/v1.2.0': head } }
      })
      await servers.seed('faults', {
        match: { server: 'github', path: '/tags$', times: 0 },
        action: { status, headers: { 'retry-after': '3600' }, body: { message: 'x' } }
      })
      const inputs = { release: 'v1.2.0', set_commits: mode, projects: 'api' }
      const options = {
        sha: head,
        ref: 'refs/tags/v1.2.0',
        payload: pushPayload('0'.repeat(40), head, 'refs/tags/v1.2.0'),
        duringPause: servers.hurry
      }
      const run = await servers.run(inputs, options)
      expect(run.code).toBe(1)
      expect(commitsOf(await servers.release('v1.2.0'))).toEqual([])
      await servers.control('DELETE', 'faults')
      expect((await servers.run(inputs, options)).code).toBe(0)
      expect(commitsOf(await servers.release('v1.2.0'))).toEqual([head, shas[3]])
    }
  )
})

test('a project that another repository shares costs a page of each of its newest three releases', async () => {
  const shas = await servers.history('next', 5)
  const post = (version: string, commits: readonly object[]): Promise<void> =>
    servers.sentry('POST', 'releases/', { version, projects: ['web'], commits })
  const deploy = (version: string): Promise<void> =>
    servers.sentry('POST', `releases/${version}/deploys/`, { environment: 'production' })
  await post('r0', [{ id: shas[2], repository: 'acme/web' }])
  for (const number of [1, 2, 3, 4]) {
    const ids = Array.from({ length: 300 }, (_, index) => String(index).padStart(40, `e${number}`))
    await post(
      `api${number}`,
      ids.map(id => ({ id, repository: 'acme/api' }))
    )
    await deploy(`api${number}`)
  }
  const head = shas.at(-1) ?? ''
  await servers.control('DELETE', 'requests')
  const run = await servers.run(
    { release: 'r1', environment: 'production', set_commits: 'github' },
    { sha: head, payload: pushPayload(shas[3] ?? '', head) }
  )
  expect(run.outputs).toMatchObject({ previous_release: 'r0', previous_commit: shas[2] })
  const lists = (await servers.calls()).gateway.filter(call => /^GET .*commits\/$/.test(call))
  expect(lists).toHaveLength(3)
})

describe('paths that the newest hundred commits hardly touch', () => {
  const touching = (numbers: readonly number[]) => ({
    files: (number: number) => [numbers.includes(number) ? 'apps/web/a.ts' : 'apps/old/a.ts']
  })

  test('end with what to do, and never with the claim that nothing touches them', async () => {
    const shas = await servers.history('next', 150, touching([1, 2, 3]))
    const run = await servers.run(
      { release: 'r1', set_commits: 'github', paths: '*/web/**', projects: 'api' },
      { sha: shas.at(-1) ?? '', payload: pushPayload('0'.repeat(40), shas.at(-1) ?? '') }
    )
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toMatch(
      /None of the newest 100 commits touches the paths.*set_commits: local/
    )
    expect(run.said).not.toContain('no commit of the range touches the paths')
  })

  test('give those, with a warning', async () => {
    const shas = await servers.history('next', 150, touching([1, 2, 140]))
    const run = await servers.run(
      { release: 'r1', set_commits: 'github', paths: '*/web/**', projects: 'api' },
      { sha: shas.at(-1) ?? '', payload: pushPayload('0'.repeat(40), shas.at(-1) ?? '') }
    )
    expect(commitsOf(await servers.release('r1'))).toEqual([shas[139]])
    expect(run.said).toMatch(/warning: .*the paths are touched by 1 commit of them.*set_commits: local/)
  })
})

describe('a project with a release for each build', () => {
  const builds = (count: number, prefix = 'build-'): readonly object[] =>
    Array.from({ length: count }, (_, number) => ({ version: `${prefix}${number}`, projects: ['web'] }))

  interface Case {
    readonly title: string
    readonly builds: readonly object[]
    readonly version?: string
    readonly finalized?: boolean
    /** Whether it has no commits either. */
    readonly isBare?: boolean
    /** A release of another package, with commits. */
    readonly between?: string
    readonly found?: string
  }
  const cases: readonly Case[] = [
    { title: 'finalized', builds: builds(400), finalized: true },
    { title: 'not finalized', builds: builds(150) },
    { title: 'not there at all', builds: builds(400), isBare: true, found: '' },
    { title: 'behind 20,000 others, and finalized', builds: builds(20_000), finalized: true },
    { title: 'behind 20,000 others, and not finalized', builds: builds(20_000) },
    { title: 'of a package', builds: builds(250, 'web@'), version: 'web@r' },
    {
      title: 'of a package, behind one of another package',
      builds: builds(250, 'web@'),
      between: 'api@0',
      version: 'web@r',
      found: ''
    }
  ]

  test.each(cases)(
    'costs at most three more requests when the one with commits is $title',
    async ({
      builds: rows,
      version = 'r',
      finalized = false,
      isBare = false,
      between,
      found = `${version}0`
    }) => {
      const shas = await servers.history('next', 5)
      await servers.sentry('POST', 'releases/', {
        version: `${version}0`,
        projects: ['web'],
        ...(isBare ? {} : { commits: [{ id: shas[2], repository: 'acme/web' }] }),
        ...(finalized ? { dateReleased: '2026-01-01T00:00:00Z' } : {})
      })
      if (between !== undefined)
        await servers.sentry('POST', 'releases/', {
          version: between,
          projects: ['web'],
          commits: [{ id: shas[1], repository: 'acme/web' }]
        })
      await servers.seed('state', { releases: rows })
      const head = shas.at(-1) ?? ''
      const run = await servers.run(
        { release: `${version}1`, set_commits: 'github' },
        { sha: head, payload: pushPayload(shas[3] ?? '', head) }
      )
      expect(run.outputs['previous_release']).toBe(found)
      const lists = (await servers.calls()).gateway.filter(call =>
        /^GET releases\/(?:$|.*\/previous-with-commits\/$)/.test(call)
      )
      expect(lists.length).toBeLessThanOrEqual(1 + 3)
    }
  )
})

test('a repository with 5,000 tags costs at most three more requests', async () => {
  const shas = await servers.history('next', 5)
  const [, second = '', third = ''] = shas
  const names = Array.from({ length: 5_000 }, (_, number) => `tags/nightly-1.0.${number}`)
  const refs = Object.fromEntries(names.map((name): [string, string] => [name, third]))
  await servers.seed('state', {
    github: { refs: { ...refs, 'tags/v1.1.0': second, 'tags/v1.2.0': shas.at(-1) ?? '' } }
  })
  const head = shas.at(-1) ?? ''
  const run = await servers.run(
    { release: 'v1.2.0', set_commits: 'github' },
    { sha: head, ref: 'refs/tags/v1.2.0', payload: pushPayload('0'.repeat(40), head, 'refs/tags/v1.2.0') }
  )
  expect(run.outputs).toMatchObject({ previous_commit_source: 'tag', previous_commit: second })
  const asked = (await servers.calls()).github.filter(call => /tags/.test(call))
  expect(asked.length).toBeLessThanOrEqual(3)
})
