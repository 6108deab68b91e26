import { inspect } from 'node:util'
import { describe, expect, jest, test } from '@jest/globals'
import { Failure } from '../../src/run/failure.ts'
import { makeContext } from '../harness/context.ts'
import { startServer } from '../harness/server.ts'
import { open } from './opened.ts'

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('it succeeded')
}

const OK = { body: { id: 5, private: true, default_branch: 'main' } }

test('a repository tells whether it is private, and its default branch', async () => {
  const server = await startServer([OK])
  const { repository } = open(server.url)
  expect(repository.fullName).toBe('acme/web')
  expect(await repository.facts()).toEqual({ isPrivate: true, defaultBranch: 'main' })
  expect(server.received).toEqual([expect.objectContaining({ method: 'GET', path: '/repos/acme/web' })])
  expect(server.received[0]?.headers['authorization']).toBe('token ghs_secret')
  expect(server.received[0]?.headers['user-agent']).toMatch(/^maton-sentry-release /)
})

test('a repository that is not there is a value', async () => {
  const server = await startServer(() => ({ status: 404, body: { message: 'Not Found' } }))
  expect(await open(server.url).repository.facts()).toBeUndefined()
})

describe('a request that fails', () => {
  test('is repeated on 5xx, lost connections and answers that are cut, and says so', async () => {
    const half = { body: '{"private": tr' }
    const server = await startServer([{ status: 502 }, 'cut', half, OK])
    const { repository, clock, said } = open(server.url)
    expect(await repository.facts()).toMatchObject({ isPrivate: true })
    expect(clock.slept).toEqual([500, 1000, 2000])
    expect(said).toHaveLength(3)
    expect(said[0]).toBe(
      'GitHub answered 502 when asked to read the repository acme/web; trying again in 1 s'
    )
  })

  test('is repeated four times, then GitHub is unavailable', async () => {
    const server = await startServer(() => ({ status: 503, body: { message: 'Unicorn!' } }))
    const failure = await failureOf(open(server.url).repository.facts())
    expect(failure.kind.name).toBe('github-unavailable')
    expect(failure.message).toBe('Could not read the repository acme/web: GitHub answered 503 Unicorn!')
    expect(server.received).toHaveLength(5)
  })

  test('to connect at all names the host and what may be in the way', async () => {
    const server = await startServer([OK])
    await server.close()
    const failure = await failureOf(open(server.url).repository.facts())
    expect(failure.kind.name).toBe('github-unavailable')
    expect(failure.message).toMatch(
      /^Could not read the repository acme\/web: GitHub gave no answer \(127\.0\.0\.1:\d+ refused the connection\)$/
    )
    expect(failure.remedy).toMatch(/^Check GITHUB_API_URL, .*no_proxy/)
    expect(failure.remedy).not.toContain('githubstatus')
  })

  test('that writes and found no connection is said to be not done', async () => {
    const server = await startServer([OK])
    await server.close()
    const { repository } = open(server.url)
    const failure = await failureOf(repository.createComment({ pullRequest: 5, body: 'x' }))
    expect(failure.kind.name).toBe('github-unavailable')
  })

  test('for a missing permission is not repeated, and quotes what GitHub accepts', async () => {
    const server = await startServer(() => ({
      status: 403,
      headers: { 'x-accepted-github-permissions': 'issues=write; pull_requests=write' },
      body: { message: 'Resource not accessible by integration' }
    }))
    const { repository } = open(server.url)
    const failure = await failureOf(repository.createComment({ pullRequest: 5, body: 'x' }))
    expect(failure.kind.name).toBe('github-permission')
    expect(failure.message).toBe(
      'Could not write a comment on pull request 5: GitHub answered 403 Resource not accessible by integration' +
        ' (it accepts issues=write; pull_requests=write)'
    )
    expect(server.received).toHaveLength(1)
  })

  test('by a rate limit beyond a minute says when it ends', async () => {
    const reset = Date.parse('2026-01-01T00:30:00Z') / 1000
    const date = 'Thu, 01 Jan 2026 00:00:00 GMT'
    const headers = { date, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) }
    const server = await startServer(() => ({
      status: 403,
      headers,
      body: { message: 'API rate limit exceeded' }
    }))
    const { repository, clock } = open(server.url)
    const failure = await failureOf(repository.facts())
    expect(failure.kind.name).toBe('github-rate-limit')
    expect(failure.message).toMatch(/\(the limit ends at 2026-01-01T00:30:00\.000Z\)$/)
    expect([server.received.length, clock.slept]).toEqual([1, []])
  })

  test('by a short rate limit is waited for, a write too', async () => {
    const limited = { status: 403, headers: { 'retry-after': '3' }, body: { message: 'slow down' } }
    const server = await startServer([limited, { status: 201, body: { id: 1, body: 'x', user: null } }])
    const { repository, clock } = open(server.url)
    expect(await repository.createComment({ pullRequest: 5, body: 'x' })).toMatchObject({ kind: 'created' })
    expect(clock.slept).toEqual([3000])
  })

  test.each([
    [401, 'Bad credentials', 'github-bad-credentials'],
    [403, 'Unable to create comment because issue is locked.', 'github-locked'],
    [403, 'Forbidden', 'github-permission'],
    [404, 'Not Found', 'github-not-found'],
    [410, 'Gone', 'github-not-found'],
    [422, 'Validation Failed', 'github-refused']
  ])('with %i %s is told as %s', async (status, message, kind) => {
    const server = await startServer(() => ({ status, body: { message } }))
    const failure = await failureOf(open(server.url).repository.createComment({ pullRequest: 5, body: 'x' }))
    expect(failure.kind.name).toBe(kind)
    expect(failure.message).toContain(message)
    expect(failure.remedy).not.toBe('')
    expect(server.received).toHaveLength(1)
  })

  test('with 429, and again after a minute, is told as a limit', async () => {
    const server = await startServer(() => ({ status: 429, body: { message: 'Too many' } }))
    const { repository, clock } = open(server.url)
    const failure = await failureOf(repository.createComment({ pullRequest: 5, body: 'x' }))
    expect(failure.kind.name).toBe('github-rate-limit')
    expect(clock.slept).toEqual([60_000])
    expect(server.received).toHaveLength(2)
  })

  test("carries GitHub's words cleaned", async () => {
    const server = await startServer(() => ({
      status: 422,
      body: { message: 'bad\n##[error]\u001b[31mred\u202e' }
    }))
    const failure = await failureOf(open(server.url).repository.pullFiles(1))
    expect(failure.message).toBe(
      'Could not read the files of pull request 1: GitHub answered 422 bad ##[error]red'
    )
  })

  test('never tells the token, neither in its message nor in its causes', async () => {
    const server = await startServer([{ status: 401, body: { message: 'Bad credentials' } }, 'cut'])
    for (const name of ['github-bad-credentials', 'github-unavailable']) {
      const failure = await failureOf(open(server.url).repository.facts())
      expect(failure.kind.name).toBe(name)
      expect(inspect(failure, { depth: null })).not.toContain('ghs_secret')
    }
  })
})

test.each(['.', '..', ''])('a name "%s" is never sent as a part of a path', async name => {
  const server = await startServer([OK])
  const { repository } = open(server.url)
  for (const read of [
    () => repository.commit(name),
    () => repository.changedFiles(name),
    () => repository.pullsOfCommit(name)
  ])
    expect((await failureOf(read())).kind.name).toBe('github-refused')
  expect(server.received).toEqual([])
})

test('a ref with odd signs stays one part of the path', async () => {
  const server = await startServer(() => ({ body: { sha: 'a'.repeat(40) } }))
  const { repository } = open(server.url)
  for (const ref of ['../../user', 'a/../b', '%2e%2e', '?x=1', 'a#b']) await repository.commit(ref)
  for (const { path } of server.received) expect(path).toMatch(/^\/repos\/acme\/web\/commits\/[^/]+$/)
})

describe('a redirect', () => {
  test('of a renamed repository is followed when reading', async () => {
    const server = await startServer(request =>
      request.path === '/repos/acme/web' ? { status: 301, headers: { location: '/repositories/5?x=1' } } : OK
    )
    expect(await open(server.url).repository.facts()).toMatchObject({ defaultBranch: 'main' })
    expect(server.received.map(request => request.path)).toEqual(['/repos/acme/web', '/repositories/5'])
  })

  test('to another host is not followed: the token stays', async () => {
    const other = await startServer([OK])
    const server = await startServer(() => ({
      status: 302,
      headers: { location: `${other.url}/repos/acme/web` }
    }))
    const failure = await failureOf(open(server.url).repository.facts())
    expect(failure.kind.name).toBe('github-moved')
    expect(other.received).toEqual([])
  })

  test('of a write is not followed', async () => {
    const server = await startServer(() => ({
      status: 307,
      headers: { location: '/repositories/5/issues/5/comments' }
    }))
    const failure = await failureOf(open(server.url).repository.createComment({ pullRequest: 5, body: 'x' }))
    expect(failure.kind.name).toBe('github-moved')
    expect(server.received).toHaveLength(1)
  })

  test('in a circle ends', async () => {
    const server = await startServer(() => ({ status: 302, headers: { location: '/repos/acme/web' } }))
    const failure = await failureOf(open(server.url).repository.facts())
    expect(failure.kind.name).toBe('github-moved')
    expect(server.received).toHaveLength(4)
  })
})

test('Octokit writes nothing to the log, not even about what is deprecated', async () => {
  const outputs = (['log', 'info', 'warn', 'error', 'debug'] as const).map(name =>
    jest.spyOn(console, name).mockImplementation(() => undefined)
  )
  const headers = { deprecation: 'true', sunset: 'soon', link: '<https://x.example>; rel="deprecation"' }
  const server = await startServer([{ status: 500 }, { ...OK, headers }])
  await open(server.url).repository.facts()
  for (const output of outputs) expect(output).not.toHaveBeenCalled()
})

test('at most six requests are open at once', async () => {
  let now = 0
  let most = 0
  const server = await startServer(async () => {
    now += 1
    most = Math.max(most, now)
    await new Promise(resolve => setTimeout(resolve, 5))
    now -= 1
    return { body: { sha: 'a'.repeat(40) } }
  })
  const { repository } = open(server.url)
  await Promise.all(Array.from({ length: 30 }, (_, index) => repository.commit(`ref-${index}`)))
  expect([server.received.length, most]).toEqual([30, 6])
})

test('while one request waits for a rate limit, the others wait too', async () => {
  const limited = { status: 429, headers: { 'retry-after': '30' }, body: { message: 'slow down' } }
  const server = await startServer([limited, { body: { sha: 'a'.repeat(40) } }])
  const { repository, clock } = open(server.url)
  await Promise.all(Array.from({ length: 8 }, (_, index) => repository.commit(`ref-${index}`)))
  expect(clock.slept).toEqual([30_000])
  expect(server.received).toHaveLength(9)
})

test('an aborted run ends with its reason, without repeats', async () => {
  const controller = new AbortController()
  const server = await startServer(() => {
    controller.abort(new Error('cancelled'))
    return { status: 500 }
  })
  const { repository } = open(server.url, { context: makeContext({ signal: controller.signal }) })
  await expect(repository.facts()).rejects.toThrow('cancelled')
  expect(server.received).toHaveLength(1)
})

describe('GraphQL', () => {
  test('tells the own login and hides a comment', async () => {
    const server = await startServer(({ body }) =>
      body.includes('viewer')
        ? { body: { data: { viewer: { login: 'github-actions[bot]' } } } }
        : { body: { data: { minimizeComment: { minimizedComment: { isMinimized: true } } } } }
    )
    const { repository } = open(server.url)
    expect(await repository.viewerLogin()).toBe('github-actions[bot]')
    expect(await repository.minimizeComment('IC_1')).toBe(true)
    expect(server.received.map(request => [request.method, request.path])).toEqual([
      ['POST', '/graphql'],
      ['POST', '/graphql']
    ])
    expect(server.received[1]?.json).toMatchObject({
      query: expect.stringContaining('classifier: OUTDATED'),
      variables: { id: 'IC_1' }
    })
    expect(Object.keys(Object(server.received[0]?.json))).toEqual(['query'])
  })

  test.each([
    ['403', { status: 403, body: { message: 'Resource not accessible by integration' } }],
    ['404', { status: 404, body: { message: 'Not Found' } }],
    ['errors', { body: { data: null, errors: [{ message: 'forbidden' }] } }],
    ['503', { status: 503 }]
  ])('that is refused (%s) is no failure', async (_how, reply) => {
    const server = await startServer(() => reply)
    const { repository } = open(server.url)
    expect(await repository.viewerLogin()).toBeUndefined()
    expect(await repository.minimizeComment('IC_1')).toBe(false)
  })

  test("of an Enterprise Server is beside its API's address, or where the environment says", async () => {
    const server = await startServer(() => ({ body: { data: { viewer: { login: 'octocat' } } } }))
    await open(`${server.url}/api/v3`).repository.viewerLogin()
    await open(`${server.url}/api/v3`, { graphqlUrl: `${server.url}/elsewhere` }).repository.viewerLogin()
    expect(server.received.map(request => request.path)).toEqual(['/api/graphql', '/elsewhere'])
  })
})
