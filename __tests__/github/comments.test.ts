import { describe, expect, test } from '@jest/globals'
import { startServer, type Answer, type Received } from '../harness/server.ts'
import { open, page } from './opened.ts'

function commentOf(id: number): Record<string, unknown> {
  return {
    id,
    node_id: `IC_${id}`,
    body: `comment ${id}`,
    user: { login: 'github-actions[bot]', type: 'Bot' },
    html_url: `https://github.com/acme/web/pull/5#issuecomment-${id}`
  }
}

function callsIn(received: readonly Received[]): [string, string][] {
  return received.map(request => [request.method, request.path])
}

describe('the comments of a pull request', () => {
  test('are read on all pages, in order: 2,000 in 20 requests', async () => {
    const all = Array.from({ length: 2000 }, (_, index) => commentOf(index + 1))
    const { url, received } = await startServer(request => {
      const { headers, body } = page(request, all)
      return { headers: { ...headers, date: 'Thu, 01 Jan 2026 00:00:09 GMT' }, body }
    })
    const { comments, answeredAt } = await open(url).repository.comments({ pullRequest: 5 })
    expect(comments.map(comment => comment.id)).toEqual(all.map(comment => comment['id']))
    expect(comments[0]).toEqual({
      id: 1,
      nodeId: 'IC_1',
      body: 'comment 1',
      author: 'github-actions[bot]',
      url: 'https://github.com/acme/web/pull/5#issuecomment-1',
      isMinimized: undefined
    })
    expect(answeredAt).toBe(Date.parse('2026-01-01T00:00:09Z'))
    expect(received).toHaveLength(20)
    expect(received[0]).toMatchObject({
      path: '/repos/acme/web/issues/5/comments',
      query: { page: '1', per_page: '100' }
    })
  })

  test('are dropped where they are not wanted, and read to the end all the same', async () => {
    const all = Array.from({ length: 250 }, (_, index) => commentOf(index + 1))
    const { url, received } = await startServer(request => page(request, all))
    const isWanted = ({ id }: { id: number }): boolean => id > 240
    const { comments } = await open(url).repository.comments({ pullRequest: 5, isWanted })
    expect(comments.map(({ id }) => id)).toEqual([241, 242, 243, 244, 245, 246, 247, 248, 249, 250])
    expect(received).toHaveLength(3)
  })

  test('can be those changed since a time, which GitHub wants without milliseconds', async () => {
    const { url, received } = await startServer(() => ({ body: [] }))
    const since = Date.parse('2026-01-01T00:00:09.500Z')
    expect(await open(url).repository.comments({ pullRequest: 5, since })).toMatchObject({ comments: [] })
    expect(received[0]?.query['since']).toBe('2026-01-01T00:00:09Z')
  })

  test('may be empty, of deleted users, and hidden', async () => {
    const odd = [
      { id: 1, body: null, user: null, minimized: null },
      { id: 2, body: '', user: { login: 'octocat' }, minimized: { reason: 'OUTDATED' } }
    ]
    const { url } = await startServer(() => ({ body: odd }))
    const { comments } = await open(url).repository.comments({ pullRequest: 5 })
    expect(comments).toMatchObject([
      { id: 1, body: '', author: undefined, isMinimized: false },
      { id: 2, body: '', isMinimized: true }
    ])
    expect(comments).toHaveLength(2)
  })
})

describe('a comment', () => {
  test('is written, read, changed and deleted', async () => {
    const { url, received } = await startServer(request => {
      if (request.method === 'DELETE') return { status: 204 }
      return { status: request.method === 'POST' ? 201 : 200, body: commentOf(8) }
    })
    const { repository } = open(url)
    const created = await repository.createComment({ pullRequest: 5, body: 'new' })
    expect(created).toMatchObject({ kind: 'created', comment: { id: 8 } })
    expect(await repository.comment(8)).toMatchObject({ id: 8 })
    expect(await repository.updateComment({ id: 8, body: 'changed' })).toMatchObject({ id: 8 })
    await repository.deleteComment(8)
    expect(callsIn(received)).toEqual([
      ['POST', '/repos/acme/web/issues/5/comments'],
      ['GET', '/repos/acme/web/issues/comments/8'],
      ['PATCH', '/repos/acme/web/issues/comments/8'],
      ['DELETE', '/repos/acme/web/issues/comments/8']
    ])
    expect(received.map(request => request.json)).toEqual([
      { body: 'new' },
      undefined,
      { body: 'changed' },
      undefined
    ])
  })

  test.each([[404], [410]])('that is gone (%i) is a value', async status => {
    const { url } = await startServer(() => ({ status, body: { message: 'Not Found' } }))
    const { repository } = open(url)
    expect(await repository.comment(8)).toBeUndefined()
    expect(await repository.updateComment({ id: 8, body: 'x' })).toBeUndefined()
    await expect(repository.deleteComment(8)).resolves.toBeUndefined()
  })

  test.each<[string, Answer]>([
    ['a lost connection', 'cut'],
    ['a 502', { status: 502 }],
    ['a cut answer', { status: 201, body: '{"id": 8, "bo' }],
    ['an answer without the comment', { status: 201, body: {} }]
  ])('is never written twice: %s is unclear', async (_how, reply) => {
    const { url, received } = await startServer(() => reply)
    const { repository, clock } = open(url)
    const created = await repository.createComment({ pullRequest: 5, body: 'x' })
    expect(created).toMatchObject({ kind: 'unclear', failure: { kind: { name: 'github-unclear' } } })
    expect(received).toHaveLength(1)
    expect(clock.slept).toEqual([])
  })

  test('is changed and deleted again when the answer was lost', async () => {
    const answers: Answer[] = [{ status: 502 }, { body: commentOf(8) }, 'cut', { status: 404 }]
    const { url, received } = await startServer(() => answers.shift() ?? { status: 500 })
    const { repository } = open(url)
    expect(await repository.updateComment({ id: 8, body: 'x' })).toMatchObject({ id: 8 })
    await repository.deleteComment(8)
    expect(callsIn(received).map(([method]) => method)).toEqual(['PATCH', 'PATCH', 'DELETE', 'DELETE'])
  })
})
