import { describe, expect, test } from '@jest/globals'
import { startServer, type Received, type Sent } from '../harness/server.ts'
import { open, page } from './opened.ts'

function sha(index: number): string {
  return index.toString(16).padStart(40, '0')
}

function commitOf(index: number): unknown {
  return {
    sha: sha(index),
    author: null,
    commit: {
      message: `commit ${index}`,
      author: { name: 'Ada', email: 'ada@example.com', date: '2026-01-01T00:00:00Z' }
    },
    parents: index > 1 ? [{ sha: sha(index - 1) }] : []
  }
}

/** A comparison of `total` commits, oldest first, as GitHub pages it. */
function comparisonOf(total: number, more: Record<string, unknown> = {}): (request: Received) => Sent {
  return request => {
    const size = Number(request.query['per_page'])
    const number = Number(request.query['page'])
    const all = Array.from({ length: total }, (_, index) => index + 1)
    const behind = Number(more['behind_by'] ?? 0)
    const body = {
      status: total > 0 ? (behind > 0 ? 'diverged' : 'ahead') : behind > 0 ? 'behind' : 'identical',
      ahead_by: total,
      behind_by: behind,
      total_commits: total,
      merge_base_commit: { sha: sha(0xfff) },
      commits: all.slice((number - 1) * size, number * size).map(commitOf),
      ...(number === 1 ? { files: [{ filename: 'a.txt', status: 'added' }] } : {}),
      ...more
    }
    return { body }
  }
}

function pagesIn(received: readonly Received[]): (string | undefined)[] {
  return received.map(request => request.query['page']).toSorted((a, b) => Number(a) - Number(b))
}

describe('a comparison', () => {
  test('gives the newest commits, newest first', async () => {
    const { url, received } = await startServer(comparisonOf(3))
    const { repository } = open(url)
    expect(await repository.comparison({ base: 'v1', head: 'feature/x', max: 10 })).toEqual({
      kind: 'related',
      status: 'ahead',
      aheadBy: 3,
      behindBy: 0,
      totalCommits: 3,
      mergeBase: sha(0xfff),
      commits: [
        {
          sha: sha(3),
          message: 'commit 3',
          authorName: 'Ada',
          authorEmail: 'ada@example.com',
          date: '2026-01-01T00:00:00Z',
          parents: [sha(2)]
        },
        expect.objectContaining({ sha: sha(2) }),
        expect.objectContaining({ sha: sha(1), parents: [] })
      ]
    })
    expect(received).toEqual([
      expect.objectContaining({
        path: '/repos/acme/web/compare/v1...feature%2Fx',
        query: { page: '1', per_page: '100' }
      })
    ])
  })

  test.each([
    [100, 1000, ['1']],
    [101, 1000, ['1', '2']],
    [250, 1000, ['1', '2', '3']],
    [1000, 1000, ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']],
    [1001, 100, ['1', '10', '11']],
    [10_000, 200, ['1', '99', '100']],
    [10_050, 1, ['1', '101']]
  ])('of %i commits, of which %i are wanted, asks for the pages %j', async (total, max, pages) => {
    const { url, received } = await startServer(comparisonOf(total))
    const comparison = await open(url).repository.comparison({ base: 'a', head: 'b', max })
    expect(pagesIn(received)).toEqual(pages)
    if (comparison.kind !== 'related') throw new Error(comparison.kind)
    const wanted = Math.min(total, max)
    expect(comparison.commits.map(commit => commit.sha)).toEqual(
      Array.from({ length: wanted }, (_, index) => sha(total - index))
    )
    expect(comparison.totalCommits).toBe(total)
  })

  test.each([
    [0, 0, 'identical'],
    [0, 2, 'behind'],
    [2, 0, 'ahead'],
    [2, 1, 'diverged']
  ])('%i ahead and %i behind is %s', async (ahead, behind, status) => {
    const { url } = await startServer(comparisonOf(ahead, { behind_by: behind }))
    const comparison = await open(url).repository.comparison({ base: 'a', head: 'b', max: 10 })
    expect(comparison).toMatchObject({ status, totalCommits: ahead })
    expect(comparison).toHaveProperty('commits.length', ahead)
  })

  test.each([
    ['Not Found', 'not-found'],
    ['No common ancestor between a and b.', 'no-common-ancestor']
  ])('that GitHub answers with 404 %s is %s', async (message, kind) => {
    const { url } = await startServer(() => ({ status: 404, body: { message } }))
    const { repository } = open(url)
    expect(await repository.comparison({ base: 'a', head: 'b', max: 10 })).toEqual({ kind })
    expect(await repository.relation({ base: 'a', head: 'b' })).toEqual({ kind })
  })

  test('that GitHub fails at, as with huge differences, is a value', async () => {
    const { url } = await startServer(request =>
      request.query['page'] === '1' ? comparisonOf(200)(request) : { status: 500 }
    )
    const comparison = await open(url).repository.comparison({ base: 'a', head: 'b', max: 200 })
    expect(comparison).toMatchObject({
      kind: 'unavailable',
      failure: { kind: { name: 'github-unavailable' } }
    })
  })

  test('without rights is a failure', async () => {
    const { url } = await startServer(() => ({
      status: 403,
      body: { message: 'Resource not accessible by integration' }
    }))
    await expect(open(url).repository.relation({ base: 'a', head: 'b' })).rejects.toMatchObject({
      kind: { name: 'github-permission' }
    })
  })

  test('of which only the relation is wanted costs one small answer without files', async () => {
    const { url, received } = await startServer(comparisonOf(500))
    const relation = await open(url).repository.relation({ base: 'a', head: 'b' })
    expect(relation).toMatchObject({ kind: 'related', status: 'ahead', totalCommits: 500 })
    expect(received.map(request => request.query)).toEqual([{ page: '2', per_page: '1' }])
  })

  test('can be read by the page, oldest first, with the changed files on page 1', async () => {
    const { url } = await startServer(comparisonOf(3))
    const read = await open(url).repository.compare({ base: 'a', head: 'b', page: 1, perPage: 2 })
    expect(read).toMatchObject({
      commits: [{ sha: sha(1) }, { sha: sha(2) }],
      files: [{ path: 'a.txt', type: 'A' }]
    })
  })

  test.each<[string, Record<string, unknown>]>([
    ['a page without its commits', { commits: [] }],
    ['one commit twice', { commits: Array.from({ length: 100 }, () => commitOf(1)) }],
    ['a page that lacks one', { commits: Array.from({ length: 99 }, (_, index) => commitOf(index + 1)) }],
    ['a status that contradicts the counts', { status: 'identical' }],
    ['a count of commits that contradicts the others', { total_commits: 0 }]
  ])('that contradicts itself (%s) is never used', async (_how, more) => {
    const { url } = await startServer(comparisonOf(200, more))
    const { repository } = open(url)
    expect(await repository.comparison({ base: 'a', head: 'b', max: 200 })).toMatchObject({
      kind: 'unavailable'
    })
  })
})

describe('a commit', () => {
  test('is found by any ref, without its files', async () => {
    const { url, received } = await startServer(() => ({ body: commitOf(9) }))
    expect(await open(url).repository.commit('release/1.0')).toMatchObject({
      sha: sha(9),
      message: 'commit 9'
    })
    expect(received).toEqual([
      expect.objectContaining({ path: '/repos/acme/web/commits/release%2F1.0', query: { per_page: '1' } })
    ])
  })

  test.each([
    [404, 'Not Found'],
    [409, 'Git Repository is empty.'],
    [422, 'No commit found for SHA: nothing']
  ])('that is not there (%i %s) is a value', async (status, message) => {
    const { url } = await startServer(() => ({ status, body: { message } }))
    expect(await open(url).repository.commit('nothing')).toBeUndefined()
  })

  test('has its files on several pages; renames are a deletion and an addition, copies an addition', async () => {
    const files = [
      { filename: 'new.txt', previous_filename: 'old.txt', status: 'renamed' },
      { filename: 'copy.txt', previous_filename: 'kept.txt', status: 'copied' },
      { filename: 'gone.txt', status: 'removed' },
      { filename: 'mode.sh', status: 'changed' },
      { filename: 'same.txt', status: 'unchanged' },
      ...Array.from({ length: 150 }, (_, index) => ({ filename: `file-${index}`, status: 'modified' }))
    ]
    const { url, received } = await startServer(request => {
      const { headers, body } = page(request, files)
      return { headers, body: { sha: sha(1), files: body } }
    })
    const { files: changes, isWhole } = await open(url).repository.changedFiles(sha(1))
    expect(isWhole).toBe(true)
    expect(changes.slice(0, 6)).toEqual([
      { path: 'old.txt', type: 'D' },
      { path: 'new.txt', type: 'A' },
      { path: 'copy.txt', type: 'A' },
      { path: 'gone.txt', type: 'D' },
      { path: 'mode.sh', type: 'M' },
      { path: 'file-0', type: 'M' }
    ])
    expect(changes).toHaveLength(155)
    expect(pagesIn(received)).toEqual(['1', '2'])
  })
})

describe('the history', () => {
  test('is read by the page', async () => {
    const { url, received } = await startServer(() => ({ body: [commitOf(2), commitOf(1)] }))
    const { repository } = open(url)
    expect(await repository.commits({ sha: 'main', page: 2, perPage: 50 })).toHaveLength(2)
    await repository.commits({})
    expect(received.map(request => request.query)).toEqual([
      { sha: 'main', page: '2', per_page: '50' },
      { page: '1', per_page: '100' }
    ])
  })

  test('is read page after page, of a path if one is given, no further than it is wanted', async () => {
    const all = Array.from({ length: 450 }, (_, index) => commitOf(index + 1))
    const { url, received } = await startServer(request => page(request, all))
    const read: number[] = []
    for await (const commits of open(url).repository.history({ sha: 'main', path: 'apps/web' })) {
      read.push(commits.length)
      if (read.length === 3) break
    }
    expect(read).toEqual([100, 100, 100])
    expect(received.map(request => request.query)).toEqual(
      ['1', '2', '3'].map(number => ({ sha: 'main', path: 'apps/web', page: number, per_page: '100' }))
    )
  })

  test('of a repository without commits is empty; of an unknown commit there is none', async () => {
    const { url } = await startServer(request => ({
      status: request.query['sha'] ? 404 : 409,
      body: { message: 'no' }
    }))
    expect(await open(url).repository.commits({})).toEqual([])
    expect(await open(url).repository.commits({ sha: 'nothing' })).toBeUndefined()
  })
})

describe('the tags', () => {
  const tags = Array.from({ length: 730 }, (_, index) => ({
    name: `v${index}`,
    commit: { sha: sha(index + 1) }
  }))

  test('are read on all pages', async () => {
    const { url, received } = await startServer(request => page(request, tags))
    const read = await open(url).repository.tags()
    expect(read).toHaveLength(730)
    expect(read.at(-1)).toEqual({ name: 'v729', sha: sha(730) })
    expect(pagesIn(received)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
  })

  test('are read on all pages also where GitHub names only the next one', async () => {
    const { url } = await startServer(request => {
      const { headers, body } = page(request, tags)
      const link = headers.link?.replace(/, <[^>]*>; rel="last"/, '')
      return { headers: link === undefined ? {} : { link }, body }
    })
    expect(await open(url).repository.tags()).toHaveLength(730)
  })
})
