import { describe, expect, test } from '@jest/globals'
import { markerLine, stateLine, type State } from '../../../src/comment/publish/state.ts'
import { RELEASE, TOKEN_USER, useComment } from '../../harness/comment.ts'

const servers = useComment()

const broken = { project: 'web', title: 'TypeError: a', firstRelease: RELEASE }
const state: State = {
  release: RELEASE,
  sequence: { deployedAt: 0, checkedAt: 1_000, runId: 1, runAttempt: 1 },
  digest: 'ab'.repeat(32),
  finding: 'issues',
  gate: 'none',
  recreated: false,
  issues: [],
  total: 0
}
const REPORT = `${markerLine(':')}\n## An older report\n${stateLine(state)}`

/** GraphQL is refused as Enterprise Servers, proxies and fine-grained tokens do, or does not answer. */
const REFUSALS: readonly (readonly [what: string, action: object])[] = [
  ['forbids', { status: 403, body: { message: 'Resource not accessible by personal access token' } }],
  ['does not know', { status: 404, body: { message: 'Not Found' } }],
  ['answers with errors alone', { status: 200, body: { errors: [{ message: 'no' }] } }],
  ['breaks', { status: 502 }]
]

async function withoutGraphql(action: object, rest: readonly object[] = []): Promise<void> {
  await servers.seed('faults', [{ match: { server: 'github', path: '/graphql', times: 0 }, action }, ...rest])
}

const user = (action: object): object => ({ match: { server: 'github', path: '^/user$', times: 0 }, action })

async function reportsOf(login: string): Promise<readonly string[]> {
  const stored = await servers.allComments()
  return stored
    .filter(({ user: by, body }) => by === login && body.includes('sentry-release'))
    .map(({ body }) => body)
}

async function prepare(login: string, comments: readonly string[] = []): Promise<void> {
  await servers.seed('state', {
    github: { tokenUser: login, comments: comments.map(by => ({ issue_number: 2, user: by, body: REPORT })) }
  })
  await servers.seed('issues', broken)
}

describe.each(REFUSALS)('where GitHub %s GraphQL', (_what, refusal) => {
  test("a person's token finds its own comment, and leaves that of the bot", async () => {
    await prepare('octocat', [TOKEN_USER, 'octocat'])
    await withoutGraphql(refusal)
    const run = await servers.run({}, servers.pullEvent())
    expect(run.outputs['comment_action']).toBe('updated')
    expect(await reportsOf(TOKEN_USER)).toEqual([REPORT])
    expect(await reportsOf('octocat')).toEqual([expect.stringContaining('TypeError')])
  })

  test("a person's token writes one comment, however often it runs", async () => {
    await prepare('octocat')
    await withoutGraphql(refusal)
    for (const title of ['a', 'b', 'c']) {
      await servers.seed('issues', { ...broken, title })
      expect((await servers.run({}, servers.pullEvent())).code).toBe(0)
    }
    expect(await reportsOf('octocat')).toHaveLength(1)
    expect(await reportsOf(TOKEN_USER)).toEqual([])
  })

  test("a workflow's token is known by what it may not ask", async () => {
    await prepare(TOKEN_USER, [TOKEN_USER])
    await withoutGraphql(refusal)
    expect((await servers.run({}, servers.pullEvent())).outputs['comment_action']).toBe('updated')
    expect(await reportsOf(TOKEN_USER)).toHaveLength(1)
  })
})

const SILENCES: readonly (readonly [what: string, action: object])[] = [
  ['breaks', { status: 502 }],
  ['does not exist', { status: 404, body: { message: 'Not Found' } }],
  ['names nobody', { status: 200, body: {} }],
  [
    'lacks a permission',
    { status: 403, body: { message: 'Resource not accessible by personal access token' } }
  ]
]

describe.each(SILENCES)('where GET /user %s too', (_what, silence) => {
  test('no comment that may be of another is touched, and none is added', async () => {
    await prepare('octocat', [TOKEN_USER])
    await withoutGraphql({ status: 404 }, [user(silence)])
    for (const _run of [1, 2]) {
      const run = await servers.run({}, servers.pullEvent())
      expect(run.code).toBe(0)
      expect(run.outputs['comment_action']).toBe('skipped:unknown-author')
      expect(run.annotations).toEqual([
        { level: 'notice', message: expect.stringContaining('does not tell whom github_token belongs to') }
      ])
      expect(run.summary).toContain('## 🔴')
    }
    expect(await reportsOf(TOKEN_USER)).toEqual([REPORT])
    expect(await reportsOf('octocat')).toEqual([])
  })

  test('the first comment is written, once', async () => {
    await prepare('octocat')
    await withoutGraphql({ status: 404 }, [user(silence)])
    expect((await servers.run({}, servers.pullEvent())).outputs['comment_action']).toBe('created')
    await servers.seed('issues', { ...broken, title: 'b' })
    expect((await servers.run({}, servers.pullEvent())).outputs['comment_action']).toBe(
      'skipped:unknown-author'
    )
    expect(await reportsOf('octocat')).toHaveLength(1)
  })

  test('a comment whose answer was lost is known by what it says', async () => {
    await prepare('octocat')
    await withoutGraphql({ status: 404 }, [
      user(silence),
      { match: { server: 'github', method: 'POST', path: 'comments$' }, action: { reset: 'after' } }
    ])
    expect((await servers.run({}, servers.pullEvent())).outputs['comment_action']).toBe('created')
    expect(await reportsOf('octocat')).toHaveLength(1)
  })
})

test("the bot of another app leaves the workflow's comment, and adds none to its own", async () => {
  await prepare('deployer[bot]')
  await withoutGraphql({ status: 404 })
  expect((await servers.run({}, servers.pullEvent())).outputs['comment_action']).toBe('created')
  await servers.seed('issues', { ...broken, title: 'b' })
  expect((await servers.run({}, servers.pullEvent())).outputs['comment_action']).toBe(
    'skipped:unknown-author'
  )
  expect(await reportsOf('deployer[bot]')).toHaveLength(1)
})

test('a report that a person planted does not keep those of the workflow away', async () => {
  await prepare(TOKEN_USER, ['mallory'])
  await withoutGraphql({ status: 404 })
  expect((await servers.run({}, servers.pullEvent())).outputs['comment_action']).toBe('created')
  expect(await reportsOf('mallory')).toEqual([REPORT])
})

test('GET /user is asked only where GraphQL does not tell, and once', async () => {
  await prepare(TOKEN_USER)
  const asked = async (): Promise<number> =>
    (await servers.requests()).filter(({ path }) => path === '/user').length
  await servers.run({}, servers.pullEvent())
  expect(await asked()).toBe(0)
  await withoutGraphql({ status: 404 })
  await servers.run({ pull_request: '1 2' }, servers.pullEvent())
  expect(await asked()).toBe(1)
})
