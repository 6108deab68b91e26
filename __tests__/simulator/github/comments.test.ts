import { describe, expect, test } from '@jest/globals'
import { ADDRESS, at, each, githubCalls } from './calls.ts'

describe('comments', () => {
  test('a comment is written, read, edited and deleted, as github-actions[bot]', () => {
    const { call, get, clock, github } = githubCalls()
    const created = call('POST', 'issues/2/comments', { body: { body: 'Hello' } })
    expect(created).toMatchObject({
      status: 201,
      body: {
        body: 'Hello',
        user: { login: 'github-actions[bot]', type: 'Bot' },
        performed_via_github_app: { slug: 'github-actions' },
        created_at: '2026-11-24T12:00:00Z',
        minimized: null
      }
    })
    const id = at(created.body, 'id')
    expect(created.headers).toMatchObject({
      location: `${ADDRESS}/repos/acme/web/issues/comments/${String(id)}`
    })
    expect(each(get('issues/2/comments').body, 'body')).toEqual([expect.any(String), 'Hello'])
    clock.now += 5_000
    expect(call('PATCH', `issues/comments/${String(id)}`, { body: { body: 'Hi' } })).toMatchObject({
      status: 200,
      body: { id, body: 'Hi', created_at: '2026-11-24T12:00:00Z', updated_at: '2026-11-24T12:00:05Z' }
    })
    expect(get(`issues/comments/${String(id)}`)).toMatchObject({ status: 200, body: { body: 'Hi' } })
    expect(call('DELETE', `issues/comments/${String(id)}`)).toEqual({
      status: 204,
      headers: expect.any(Object)
    })
    expect(get(`issues/comments/${String(id)}`).status).toBe(404)
    expect(call('PATCH', `issues/comments/${String(id)}`, { body: { body: 'x' } }).status).toBe(404)
    expect(call('DELETE', `issues/comments/${String(id)}`).status).toBe(404)
    expect(each(at(github.state(), 'comments'), 'user')).toEqual(['mona'])
  })

  test('comments come oldest first in pages of 30, or per_page up to 100, with Link', () => {
    const { get, add } = githubCalls()
    const texts = Array.from({ length: 130 }, (_, index) => `comment ${index}`)
    add({ comments: texts.map(body => ({ issue_number: 1, user: 'ada', body })) })
    const large = get('issues/1/comments?per_page=500')
    expect(each(large.body, 'body')).toEqual(texts.slice(0, 100))
    expect(large.headers?.['link']).toContain('rel="next"')
    expect(each(get('issues/1/comments').body, 'body')).toEqual(texts.slice(0, 30))
    expect(each(get('issues/1/comments?page=2').body, 'body')).toEqual(texts.slice(30, 60))
    const last = get('issues/1/comments?page=5')
    expect(each(last.body, 'body')).toEqual(texts.slice(120))
    const page = (number: number) => `<${ADDRESS}/repos/acme/web/issues/1/comments?page=${number}>`
    expect(last.headers?.['link']).toBe(`${page(4)}; rel="prev", ${page(1)}; rel="first"`)
    expect(get('issues/1/comments?page=6').body).toEqual([])
    expect(each(get('issues/1/comments?page=0&per_page=x').body, 'body')).toEqual(texts.slice(0, 30))
  })

  test('a list that fits on one page has no Link', () => {
    expect(githubCalls().get('issues/2/comments').headers?.['link']).toBeUndefined()
  })

  test('since leaves out what was last changed before', () => {
    const { call, get, clock } = githubCalls()
    clock.now += 60_000
    const since = new Date(clock.now).toISOString()
    clock.now += 500
    call('POST', 'issues/2/comments', { body: { body: 'new' } })
    expect(each(get(`issues/2/comments?since=${since}`).body, 'body')).toEqual(['new'])
    clock.now += 60_000
    const mona = at(get('issues/2/comments').body, 0, 'id')
    call('PATCH', `issues/comments/${String(mona)}`, { body: { body: 'edited' } })
    expect(each(get(`issues/2/comments?since=${new Date(clock.now).toISOString()}`).body, 'body')).toEqual([
      'edited'
    ])
  })

  test('a new comment appears in lists only after the lag, but can be read by its id at once', () => {
    const { call, get, add, clock } = githubCalls()
    add({ listLagMs: 2_000 })
    const id = at(call('POST', 'issues/2/comments', { body: { body: 'late' } }).body, 'id')
    expect(each(get('issues/2/comments').body, 'body')).not.toContain('late')
    expect(get(`issues/comments/${String(id)}`).status).toBe(200)
    clock.now += 1_999
    expect(each(get('issues/2/comments').body, 'body')).not.toContain('late')
    clock.now += 1
    expect(each(get('issues/2/comments').body, 'body')).toContain('late')
  })

  test('up to 65,536 characters are taken, one more is a 422', () => {
    const { call } = githubCalls()
    expect(call('POST', 'issues/2/comments', { body: { body: 'x'.repeat(65_536) } }).status).toBe(201)
    expect(call('POST', 'issues/2/comments', { body: { body: 'x'.repeat(65_537) } })).toMatchObject({
      status: 422,
      body: {
        message: 'Validation Failed',
        errors: [
          {
            resource: 'IssueComment',
            code: 'custom',
            field: 'body',
            message: 'body is too long (maximum is 65536 characters)'
          }
        ]
      }
    })
  })

  test.each([
    ['no text', {}, 422],
    ['no body', null, 422],
    ['an empty text', { body: '' }, 422],
    ['spaces', { body: ' \n' }, 422],
    ['a number', { body: 7 }, 422],
    ['null', { body: null }, 422],
    ['a list', [], 400],
    ['a text', 'x', 400]
  ])('%s is refused, for new and for old comments', (_, body, status) => {
    const { call, get, github } = githubCalls()
    const before = github.state()
    const id = at(get('issues/2/comments').body, 0, 'id')
    expect(call('POST', 'issues/2/comments', { body }).status).toBe(status)
    expect(call('PATCH', `issues/comments/${String(id)}`, { body }).status).toBe(status)
    expect(github.state()).toEqual(before)
  })

  test.each([
    [{}, `Invalid request.\n\n"body" wasn't supplied.`],
    [{ body: 7 }, `Invalid request.\n\nFor 'properties/body', 7 is not a string.`],
    [{ body: null }, `Invalid request.\n\nFor 'properties/body', nil is not a string.`]
  ])('%j is refused in the words of GitHub', (body, message) => {
    expect(githubCalls().call('POST', 'issues/2/comments', { body }).body).toMatchObject({ message })
  })

  test('comments of a pull request that does not exist are 404', () => {
    const { call, get } = githubCalls()
    expect(get('issues/99/comments').status).toBe(404)
    expect(call('POST', 'issues/99/comments', { body: { body: 'x' } }).status).toBe(404)
    expect(get('issues/comments/99').status).toBe(404)
  })

  test('a locked pull request takes no comment, and says that it is locked', () => {
    const { call, get, add } = githubCalls()
    add({ pulls: [{ number: 2, locked: true }] })
    expect(call('POST', 'issues/2/comments', { body: { body: 'x' } })).toMatchObject({
      status: 403,
      body: { message: 'Unable to create comment because issue is locked.' }
    })
    expect(get('pulls/2').body).toMatchObject({
      locked: true,
      active_lock_reason: expect.any(String),
      title: 'Check out as a guest'
    })
  })
})
