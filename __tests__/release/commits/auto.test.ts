import { beforeEach, describe, expect, test } from '@jest/globals'
import { commitsOf, pushAfterRelease, useRelease } from '../../harness/release.ts'
import type { RunOptions } from '../../harness/step.ts'

const servers = useRelease()
/** The newest commits of a history of five after r0, which is in production. */
let push: RunOptions
let head: string

beforeEach(async () => {
  ;({ push, head } = await pushAfterRelease(servers))
})

const inputs = { release: 'r1', environment: 'production' }
const NO_REPOSITORIES = {
  match: { path: '/repos/$', times: 0 },
  action: { status: 200, headers: { 'content-type': 'application/json' }, body: [] }
}

describe('auto', () => {
  test('lets Sentry fetch, when it has the repository, and says so', async () => {
    const run = await servers.run(inputs, push)
    expect(run.outputs['commit_source']).toBe('integration')
    expect(run.said).toContain('auto: Sentry has acme/web with an integration and fetches the commits.')
  })

  test('reads from GitHub, when Sentry does not have it, and says so', async () => {
    await servers.seed('faults', NO_REPOSITORIES)
    const run = await servers.run(inputs, push)
    expect(run.outputs).toMatchObject({ commit_source: 'github', commit_count: '5' })
    expect(run.said).toContain('because Sentry has no acme/web with an integration')
  })

  test('does not pass over a given commit that no source has', async () => {
    await servers.seed('faults', NO_REPOSITORIES)
    const run = await servers.run({ ...inputs, commit: 'f'.repeat(40) }, push)
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain('The commit fffffff is not in acme/web at GitHub')
  })

  test('reads from GitHub with paths', async () => {
    const run = await servers.run({ ...inputs, paths: 'src' }, push)
    expect(run.outputs).toMatchObject({ commit_source: 'github', commit_count: '5' })
    expect(run.said).toContain('because paths are given')
  })

  test('reads from GitHub, with a notice, when the connection may not list repositories', async () => {
    await servers.seed('state', {
      connections: [{ connection_id: 'few', scopes: ['project:releases', 'project:read'] }]
    })
    const run = await servers.run({ ...inputs, maton_connection: 'few' }, push)
    expect(run.code).toBe(0)
    expect(run.outputs['commit_source']).toBe('github')
    expect(run.annotations.map(annotation => annotation.message).join()).toContain('may not be listed')
  })

  test('warns without any source, and the release is made all the same', async () => {
    const run = await servers.run({ ...inputs, paths: 'src', github_token: '' }, push)
    expect(run.code).toBe(0)
    expect(run.annotations).toEqual([
      { level: 'warning', message: expect.stringContaining('there is no github_token') }
    ])
    expect(await servers.release('r1')).toMatchObject({ commits: [], heads: [] })
    expect(run.outputs).toMatchObject({ commit_source: 'none', commit_count: '0' })
  })

  test('warns when GitHub refuses, and is to be run again when GitHub is down: that passes', async () => {
    await servers.seed('faults', {
      match: { server: 'github', times: 0 },
      action: { status: 403, body: { message: 'Resource not accessible by integration' } }
    })
    const refused = await servers.run({ ...inputs, paths: 'src' }, push)
    expect(refused.code).toBe(0)
    expect(refused.said).toContain('warning: No commits are set')
    await servers.control('DELETE', 'faults')
    await servers.seed('faults', {
      match: { server: 'github', times: 0 },
      action: { status: 503, body: 'x' }
    })
    const down = await servers.run({ ...inputs, release: 'r2', paths: 'src' }, push)
    expect(down.code).toBe(1)
    expect(await servers.release('r2')).toMatchObject({ version: 'r2', commits: [], heads: [] })
  })

  test.each([
    ['pull_request', { pull_request: { number: 2, merged: false, head: { sha: 'HEAD', ref: 'topic' } } }],
    [
      'pull_request_target',
      { pull_request: { number: 2, merged: false, head: { sha: 'HEAD', ref: 'topic' } } }
    ],
    ['merge_group', { merge_group: { head_sha: 'HEAD', head_ref: 'refs/heads/x' } }],
    ['workflow_run', { workflow_run: { event: 'pull_request', head_sha: 'HEAD', head_branch: 'topic' } }]
  ])('sets none for the unmerged commit of a %s, and a named source does', async (event, shape) => {
    const payload: unknown = JSON.parse(JSON.stringify(shape).replace('HEAD', head))
    const run = await servers.run(inputs, { event, payload, sha: 'f'.repeat(40) })
    expect(run.annotations).toEqual([{ level: 'notice', message: expect.stringContaining('not merged yet') }])
    expect(await servers.release('r1')).toMatchObject({ commits: [], heads: [] })
    expect((await servers.calls()).gateway).toEqual(['POST releases/', 'POST releases/r1/deploys/'])
    await servers.run(
      { ...inputs, release: 'r2', set_commits: 'github' },
      { event, payload, sha: 'f'.repeat(40) }
    )
    expect(commitsOf(await servers.release('r2'))).toContain(head)
  })
})
