import { describe, expect, test } from '@jest/globals'
import { primaryRateLimit, secondaryRateLimit } from '../../../simulator/github/answers.ts'
import { createGithub } from '../../../simulator/github/server.ts'
import { ADDRESS, at, each, githubCalls, line, REPO, sha, TOKEN } from './calls.ts'

describe('who is let in', () => {
  test('a wrong token is 401, an unknown repository 404', () => {
    const { call, get } = githubCalls()
    expect(call('GET', REPO, { authorization: 'Bearer wrong' })).toMatchObject({
      status: 401,
      body: { message: 'Bad credentials' }
    })
    expect(get('/repos/acme/nope')).toMatchObject({ status: 404, body: { message: 'Not Found' } })
    expect(get(REPO)).toMatchObject({ status: 200, body: { full_name: 'acme/web' } })
  })

  test('both ways to send the token are taken, none is refused', () => {
    const { call } = githubCalls()
    expect(call('GET', REPO, { authorization: `token ${TOKEN}` }).status).toBe(200)
    expect(call('GET', REPO, { authorization: `bearer ${TOKEN}` }).status).toBe(200)
    expect(call('GET', REPO, { authorization: undefined }).status).toBe(401)
  })

  test('an unknown route, method or malformed path is a 404 in the form of GitHub', () => {
    const { call, get } = githubCalls()
    const answers = [
      get('issues/2'),
      get('pulls/2/'),
      get('pulls/two'),
      get('commits/main/status'),
      get('commits/%zz'),
      get('/users'),
      get('/graphql'),
      call('PUT', 'pulls/2'),
      call('POST', 'pulls', { body: {} })
    ]
    for (const answer of answers) {
      expect(answer).toMatchObject({
        status: 404,
        body: { message: 'Not Found', documentation_url: expect.any(String), status: '404' }
      })
    }
  })
})

describe('limits', () => {
  test('every answer tells the budget, which goes down; REST and GraphQL have their own', () => {
    const { call, get, clock } = githubCalls()
    const first = get(REPO).headers
    const second = call('GET', '/nowhere', { authorization: 'Bearer wrong' }).headers
    const other = call('POST', '/graphql', { body: { query: '{ viewer { login } }' } }).headers
    expect(first).toMatchObject({
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': '999',
      'x-ratelimit-used': '1',
      'x-ratelimit-resource': 'core'
    })
    expect(second).toMatchObject({ 'x-ratelimit-remaining': '998' })
    expect(other).toMatchObject({ 'x-ratelimit-remaining': '999', 'x-ratelimit-resource': 'graphql' })
    expect(Number(first?.['x-ratelimit-reset']) * 1000).toBeGreaterThan(clock.now)
    clock.now += 3_600_000
    expect(get(REPO).headers).toMatchObject({ 'x-ratelimit-remaining': '999' })
  })

  test('a spent budget is never made up by the simulator itself', () => {
    const { get } = githubCalls()
    const statuses = new Set(Array.from({ length: 1100 }, () => get(`${REPO}/tags`).status))
    expect([...statuses]).toEqual([200])
    expect(get(REPO).headers).toMatchObject({ 'x-ratelimit-remaining': '1' })
  })

  test('the answers of both rate limits are there for faults, worded as GitHub does', () => {
    expect(primaryRateLimit(1_800_000_000)).toMatchObject({
      status: 403,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1800000000' },
      body: { message: expect.stringMatching(/^API rate limit exceeded/) }
    })
    expect(secondaryRateLimit(60)).toMatchObject({
      status: 403,
      headers: { 'retry-after': '60' },
      body: { message: expect.stringContaining('secondary rate limit') }
    })
    expect(secondaryRateLimit().headers).toEqual({})
  })
})

describe('permissions', () => {
  test('without pull-requests: write comments are refused, reading goes on', () => {
    const { call, get, add } = githubCalls()
    add({ permissions: { contents: 'read', pull_requests: 'read' } })
    const refused = call('POST', 'issues/2/comments', { body: { body: 'x' } })
    expect(refused).toMatchObject({
      status: 403,
      headers: { 'x-accepted-github-permissions': 'issues=write; pull_requests=write' },
      body: { message: 'Resource not accessible by integration' }
    })
    const comment = String(at(get('issues/2/comments').body, 0, 'id'))
    expect(call('PATCH', `issues/comments/${comment}`, { body: { body: 'x' } }).status).toBe(403)
    expect(call('DELETE', `issues/comments/${comment}`).status).toBe(403)
    expect(get('pulls/2').status).toBe(200)
    expect(get(`issues/comments/${comment}`).status).toBe(200)
  })

  test('issues: write is enough for comments', () => {
    const { call, add } = githubCalls()
    add({ permissions: { pull_requests: 'none', issues: 'write' } })
    expect(call('POST', 'issues/2/comments', { body: { body: 'x' } }).status).toBe(201)
  })

  test.each([
    ['commits', 'contents'],
    ['compare/v1.0.0...main', 'contents'],
    ['git/ref/heads/main', 'contents'],
    ['pulls/2', 'pull_requests'],
    ['commits/main/pulls', 'pull_requests']
  ])('reading %s of a private repository needs %s: read', (target, permission) => {
    const { get, add } = githubCalls()
    add({ permissions: { [permission]: 'none' } })
    expect(get(target).status).toBe(200)
    add({ private: true })
    expect(get(target)).toMatchObject({
      status: 403,
      headers: { 'x-accepted-github-permissions': `${permission}=read` },
      body: { message: 'Resource not accessible by integration' }
    })
    add({ permissions: { [permission]: 'read' } })
    expect(get(target).status).toBe(200)
    expect(get(REPO)).toMatchObject({ body: { private: true, visibility: 'private' } })
  })
})

describe('the start', () => {
  test('the GitHub side of the start state: history, tag, a merged and an open pull request', () => {
    const { github, get } = githubCalls()
    const history = get('commits?per_page=100')
    expect(history.status).toBe(200)
    expect(each(history.body, 'sha').length).toBeGreaterThanOrEqual(5)
    expect(get('compare/v1.0.0...main').body).toMatchObject({ status: 'ahead', behind_by: 0 })
    const merged = get('pulls/1').body
    const merge = String(at(merged, 'merge_commit_sha'))
    expect(merged).toMatchObject({
      state: 'closed',
      merged: true,
      base: { ref: 'main' },
      merged_at: expect.any(String)
    })
    expect(each(history.body, 'sha')).toContain(merge)
    expect(each(get(`commits/${merge}/pulls`).body, 'number')).toEqual([1])
    expect(get('pulls/2').body).toMatchObject({
      state: 'open',
      merged: false,
      head: { ref: 'topic' },
      comments: 1
    })
    expect(each(get('pulls/2/files').body, 'filename')).toEqual(['src/checkout.ts'])
    expect(each(get('issues/2/comments').body, 'user', 'login')).toEqual(['mona'])
    expect(github.state()).toMatchObject({
      repository: 'acme/web',
      permissions: { contents: 'read', pull_requests: 'write' },
      pulls: [
        { number: 1, state: 'closed', merged: true },
        { number: 2, state: 'open', merged: false }
      ]
    })
  })

  test('it starts with the same shas at any time', () => {
    const later = Date.UTC(2027, 0, 1)
    const other = createGithub({ now: () => later, token: TOKEN, address: () => ADDRESS })
    expect(other.state()).toEqual(githubCalls().github.state())
  })

  test('pages for people are on github.com, addresses of the API on the simulator itself', () => {
    const { get } = githubCalls()
    const targets = [
      REPO,
      'pulls/2',
      'commits/main',
      'compare/v1.0.0...main',
      'issues/2/comments',
      'pulls/2/files'
    ]
    for (const target of targets) {
      const text = JSON.stringify(get(target).body)
      const pages = [...text.matchAll(/"html_url":"([^"]*)"/g)].map(match => match[1])
      const addresses = [...text.matchAll(/"url":"([^"]*)"/g)].map(match => match[1])
      expect(pages.filter(url => !url?.startsWith('https://github.com/'))).toEqual([])
      expect(addresses.filter(url => !url?.startsWith(`${ADDRESS}/`))).toEqual([])
    }
  })
})

describe('what Sentry asks', () => {
  test('a range is told newest first, with authors, messages and files', () => {
    const { github } = githubCalls()
    const range = github.resolveRange('Acme/Web', 'v1.0.0', 'main')
    expect(range?.map(commit => commit.message.split('\n')[0])).toEqual([
      'Speed up the catalogue',
      'Merge pull request #1 from acme/vouchers',
      'Take vouchers'
    ])
    expect(range?.[0]).toMatchObject({
      author: { name: 'Mona Lisa', email: 'mona@acme.example', date: expect.any(Number) },
      files: [{ filename: 'src/catalogue.ts' }]
    })
  })

  test('without an earlier commit the newest 20 are told', () => {
    const { github, add } = githubCalls()
    add({ commits: line('a', 30) })
    expect(github.resolveRange('acme/web', undefined, sha('a', 30))?.map(commit => commit.sha)).toEqual(
      line('a', 30)
        .map(commit => commit.sha)
        .reverse()
        .slice(0, 20)
    )
  })

  test('an unknown commit, unrelated histories and other repositories are not resolved; nothing new is an empty range', () => {
    const { github, add } = githubCalls()
    add({ commits: line('a', 2) })
    expect(github.resolveRange('acme/web', 'v1.0.0', sha('e', 1))).toBeUndefined()
    expect(github.resolveRange('acme/web', sha('e', 1), 'main')).toBeUndefined()
    expect(github.resolveRange('acme/web', sha('a', 1), 'main')).toBeUndefined()
    expect(github.resolveRange('acme/other', 'v1.0.0', 'main')).toBeUndefined()
    expect(github.resolveRange('acme/web', 'main', 'v1.0.0')).toEqual([])
  })
})
