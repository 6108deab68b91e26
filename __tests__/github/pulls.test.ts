import { expect, test } from '@jest/globals'
import { openPullsFrom } from '../../src/github/pulls.ts'
import { startServer } from '../harness/server.ts'
import { open, page } from './opened.ts'

const HEAD = 'b'.repeat(40)
const MERGED = 'c'.repeat(40)

const PULL = {
  number: 5,
  state: 'closed',
  title: 'Pay twice',
  user: { login: 'octocat' },
  html_url: 'https://github.com/acme/web/pull/5',
  head: { sha: HEAD, ref: 'topic', repo: { full_name: 'fork/web' } },
  base: { ref: 'main', repo: { full_name: 'acme/web' } },
  merged_at: '2026-01-01T00:00:00Z',
  merge_commit_sha: MERGED,
  locked: true,
  active_lock_reason: 'too heated'
}

test('a pull request is read by its number', async () => {
  const { url, received } = await startServer(() => ({ body: PULL }))
  expect(await open(url).repository.pull(5)).toEqual({
    number: 5,
    state: 'closed',
    title: 'Pay twice',
    author: 'octocat',
    url: 'https://github.com/acme/web/pull/5',
    headSha: HEAD,
    headRef: 'topic',
    headRepository: 'fork/web',
    baseRef: 'main',
    baseRepository: 'acme/web',
    mergedAt: '2026-01-01T00:00:00Z',
    mergeCommit: MERGED,
    isLocked: true,
    lockReason: 'too heated'
  })
  expect(received[0]?.path).toBe('/repos/acme/web/pulls/5')
})

test('one that does not exist is a value', async () => {
  const { url } = await startServer(() => ({ status: 404, body: { message: 'Not Found' } }))
  expect(await open(url).repository.pull(404)).toBeUndefined()
})

test('of a deleted fork and a deleted user little is known, and that is no error', async () => {
  const body = { number: 6, state: 'open', user: null, head: { sha: HEAD, repo: null }, merged_at: null }
  const { url } = await startServer(() => ({ body }))
  expect(await open(url).repository.pull(6)).toMatchObject({
    state: 'open',
    author: undefined,
    headRepository: undefined,
    mergedAt: undefined,
    isLocked: false
  })
})

test("a commit's pull requests are listed unfiltered; an unknown commit has none", async () => {
  const { url, received } = await startServer(request =>
    request.path.includes(HEAD) ? { body: [PULL, { ...PULL, number: 6 }] } : { status: 422, body: {} }
  )
  const { repository } = open(url)
  expect((await repository.pullsOfCommit(HEAD)).map(pull => pull.number)).toEqual([5, 6])
  expect(await repository.pullsOfCommit(MERGED)).toEqual([])
  expect(received[0]?.path).toBe(`/repos/acme/web/commits/${HEAD}/pulls`)
})

test('pull requests are found by head, base and state', async () => {
  const { url, received } = await startServer(() => ({ body: [PULL] }))
  const { repository } = open(url)
  expect(await repository.pulls({ head: 'fork:topic', state: 'all' })).toHaveLength(1)
  await repository.pulls({ base: 'main', state: 'open' })
  expect(received.map(request => request.query)).toEqual([
    { head: 'fork:topic', state: 'all', page: '1', per_page: '100' },
    { base: 'main', state: 'open', page: '1', per_page: '100' }
  ])
})

test('the changed files are read on all pages, with their hunks', async () => {
  const files = Array.from({ length: 250 }, (_, index) => ({
    filename: `src/${index}.ts`,
    status: 'modified',
    patch: `@@ -1 +1 @@ ${index}`
  }))
  const { url, received } = await startServer(request => page(request, files))
  const { files: read, isWhole } = await open(url).repository.pullFiles(5)
  expect(isWhole).toBe(true)
  expect(read).toHaveLength(250)
  expect(read.at(-1)).toEqual({
    path: 'src/249.ts',
    previousPath: undefined,
    status: 'modified',
    patch: '@@ -1 +1 @@ 249'
  })
  expect(received).toHaveLength(3)
})

test('the open pull requests from a branch are those from it into this repository, even if GitHub lists others', async () => {
  const mine = { sha: HEAD, ref: 'topic', repo: { full_name: 'Acme/web' } }
  const all = [
    { ...PULL, number: 6, state: 'open', head: mine },
    { ...PULL, number: 7, state: 'open', head: { ...mine, ref: 'topic-2' } },
    { ...PULL, number: 8, state: 'open' },
    { ...PULL, number: 9, state: 'open', head: { ...mine, repo: null } },
    {
      ...PULL,
      number: 10,
      state: 'open',
      head: mine,
      base: { ref: 'main', repo: { full_name: 'upstream/web' } }
    }
  ]
  const { url, received } = await startServer(() => ({ body: all }))
  const pulls = await openPullsFrom('topic', open(url).repository)
  expect(pulls.map(({ number }) => number)).toEqual([6])
  expect(received[0]?.query).toMatchObject({ head: 'acme:topic', state: 'open' })
})
