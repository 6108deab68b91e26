import { describe, expect, test } from '@jest/globals'
import { NotUnderstood } from '../../../simulator/control/decode.ts'
import { each, githubCalls, line, sha } from './calls.ts'

const COMMIT = { sha: sha('a', 1) }
const HEAD = { ref: 'x', sha: sha('a', 1) }

describe('what the control API adds', () => {
  test.each([
    ['a text', 'x'],
    ['an unknown key', { comits: [] }],
    ['an unknown key of a commit', { commits: [{ ...COMMIT, tree: 'x' }] }],
    ['a short sha', { commits: [{ sha: 'abc' }] }],
    ['a sha twice', { commits: [COMMIT, COMMIT] }],
    ['an unknown parent', { commits: [{ ...COMMIT, parents: [sha('e', 1)] }] }],
    [
      'commits in a circle',
      {
        commits: [
          { ...COMMIT, parents: [sha('a', 2)] },
          { sha: sha('a', 2), parents: [sha('a', 1)] }
        ]
      }
    ],
    ['a date that is none', { commits: [{ ...COMMIT, author: { date: 'yesterday' } }] }],
    ['an unknown file status', { commits: [{ ...COMMIT, files: [{ filename: 'x', status: 'touched' }] }] }],
    ['a file without a name', { commits: [{ ...COMMIT, files: [{}] }] }],
    ['negative lines', { commits: [{ ...COMMIT, files: [{ filename: 'x', additions: -1 }] }] }],
    ['a ref to an unknown commit', { refs: { 'heads/x': sha('e', 1) } }],
    ['a ref that is neither branch nor tag', { refs: { 'notes/x': sha('a', 1) }, commits: [COMMIT] }],
    ['refs in a list', { refs: [] }],
    ['an annotated tag that is not there', { annotated: ['tags/nope'] }],
    ['a pull request without a head', { pulls: [{ number: 9 }] }],
    ['a pull request numbered 0', { pulls: [{ number: 0, head: HEAD }] }],
    ['an unknown base branch', { pulls: [{ number: 9, head: HEAD, base: { ref: 'nope' } }] }],
    [
      'an open pull request that is merged',
      { pulls: [{ number: 9, head: HEAD, state: 'open', merged: true }] }
    ],
    ['a merged pull request that is called so', { pulls: [{ number: 9, head: HEAD, state: 'merged' }] }],
    ['a comment on nothing', { comments: [{ issue_number: 99, body: 'x' }] }],
    ['a comment without text', { comments: [{ issue_number: 2 }] }],
    ['an unknown permission', { permissions: { deployments: 'write' } }],
    ['an unknown access', { permissions: { contents: 'admin' } }],
    ['a private that is not true or false', { private: 'yes' }],
    ['a lag below 0', { listLagMs: -1 }]
  ])('%s is refused, and nothing of the rest is done', (_, part) => {
    const { github } = githubCalls()
    const before = github.state()
    const rest = {
      comments: [{ issue_number: 1, body: 'x' }],
      refs: { 'tags/t': sha('b', 1) },
      commits: [{ sha: sha('b', 1) }]
    }
    const all = typeof part === 'string' ? part : { ...rest, ...part }
    expect(() => github.add(all)).toThrow(NotUnderstood)
    expect(github.state()).toEqual(before)
    expect(github.resolveRange('acme/web', undefined, sha('b', 1))).toBeUndefined()
  })

  test('commits may come in any order and again, but not with other parents', () => {
    const { github, add } = githubCalls()
    add({ commits: line('a', 3).reverse() })
    add({ commits: line('a', 4) })
    expect(github.resolveRange('acme/web', sha('a', 1), sha('a', 4))).toHaveLength(3)
    const others = { commits: [{ sha: sha('a', 2), parents: [] }] }
    expect(() => github.add(others)).toThrow('other parents')
  })

  test('what is left out has a default', () => {
    const { get, add } = githubCalls()
    add({ commits: [COMMIT], pulls: [{ head: HEAD }], comments: [{ issue_number: 3, body: 'x' }] })
    expect(get(`commits/${sha('a', 1)}`).body).toMatchObject({
      commit: { message: expect.any(String), author: { date: '2026-11-24T12:00:00Z' } },
      parents: [],
      files: []
    })
    expect(get('pulls/3').body).toMatchObject({ state: 'open', base: { ref: 'main' }, locked: false })
    expect(get('issues/3/comments').body).toMatchObject([{ user: { type: 'User' } }])
  })

  test('a known pull request is changed where something is given', () => {
    const { get, add } = githubCalls()
    add({ pulls: [{ number: 2, merged: true, merge_commit_sha: sha('a', 1) }], commits: [COMMIT] })
    expect(get('pulls/2').body).toMatchObject({
      state: 'closed',
      merged: true,
      title: 'Check out as a guest',
      head: { ref: 'topic' }
    })
  })

  test('permissions that are not given stay', () => {
    const { github, add } = githubCalls()
    add({ permissions: { issues: 'read' } })
    expect(github.state()).toMatchObject({
      permissions: { contents: 'read', pull_requests: 'write', issues: 'read' }
    })
  })

  test('200,000 commits are taken and more are refused', () => {
    const { github, get, add } = githubCalls()
    const inAll = 200_000
    const free = inAll - each(get('commits?sha=topic').body).length
    const commits = Array.from({ length: free }, (_, index) => ({
      sha: sha('a', index),
      parents: index === 0 ? [] : [sha('a', index - 1)]
    }))
    add({ commits, refs: { 'heads/long': sha('a', free - 1) } })
    expect(get(`compare/${sha('a', 0)}...long?per_page=1&page=2`).body).toMatchObject({
      total_commits: free - 1,
      commits: [{ sha: sha('a', 2) }]
    })
    expect(() => github.add({ commits: [{ sha: sha('b', 1) }] })).toThrow('more than 200000')
  })
})
