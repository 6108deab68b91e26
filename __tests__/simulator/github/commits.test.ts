import { describe, expect, test } from '@jest/globals'
import { ADDRESS, at, each, githubCalls, line, sha } from './calls.ts'

describe('commits', () => {
  test('the history comes newest first in pages of 30 with Link', () => {
    const { get, add } = githubCalls()
    add({ commits: line('a', 65), refs: { 'heads/dev': sha('a', 65) } })
    const pages = [1, 2, 3].map(page => get(`commits?sha=dev&page=${page}`))
    expect(pages.map(page => each(page.body).length)).toEqual([30, 30, 5])
    expect(pages.flatMap(page => each(page.body, 'sha'))).toEqual(
      line('a', 65)
        .map(commit => commit.sha)
        .reverse()
    )
    const link = (page: number, rel: string) =>
      `<${ADDRESS}/repos/acme/web/commits?sha=dev&page=${page}>; rel="${rel}"`
    expect(pages[1]?.headers?.['link']).toBe(
      [link(1, 'prev'), link(3, 'next'), link(3, 'last'), link(1, 'first')].join(', ')
    )
  })

  test.each([
    ['path=src/cart.ts', ['Take vouchers', 'Add the cart']],
    ['path=src', ['Speed up the catalogue', 'Take vouchers', 'Add the cart', 'Show the catalogue']],
    ['author=hubot', ['Take vouchers']],
    ['author=hubot@acme.example', ['Take vouchers']],
    ['since=2026-11-23T13:00:00Z', ['Speed up the catalogue']],
    ['until=2026-11-20T18:00:00Z', ['Show the catalogue', 'Set up the shop']]
  ])('the history can be narrowed by %s', (query, messages) => {
    expect(each(githubCalls().get(`commits?${query}`).body, 'commit', 'message')).toEqual(messages)
  })

  test('the history of an unknown ref is 404, an unknown commit 422', () => {
    const { get } = githubCalls()
    expect(get('commits?sha=nope').status).toBe(404)
    expect(get('commits/nope')).toMatchObject({
      status: 422,
      body: { message: 'No commit found for SHA: nope' }
    })
    expect(get(`commits/${sha('e', 1)}/pulls`)).toMatchObject({ status: 422 })
  })

  test('a commit is found by sha, short sha, branch and tag, with its files', () => {
    const { get } = githubCalls()
    const released = String(at(get('commits/v1.0.0').body, 'sha'))
    for (const name of [
      released,
      released.slice(0, 7),
      'tags/v1.0.0',
      'refs%2Ftags%2Fv1.0.0',
      'refs/tags/v1.0.0'
    ]) {
      expect(get(`commits/${name}`)).toMatchObject({
        status: 200,
        body: { sha: released, files: [{ filename: 'package.json', changes: 2 }] }
      })
    }
    expect(get(`commits/${released.slice(0, 6)}`).status).toBe(422)
  })

  test('files of a commit come 300 a page', () => {
    const { get, add } = githubCalls()
    const files = Array.from({ length: 650 }, (_, index) => ({ filename: `f${index}` }))
    add({ commits: [{ sha: sha('a', 1), files }] })
    const pages = [1, 2, 3].map(page => get(`commits/${sha('a', 1)}?page=${page}`))
    expect(pages.map(page => each(at(page.body, 'files')).length)).toEqual([300, 300, 50])
    expect(pages[0]?.headers?.['link']).toContain('rel="next"')
  })

  test('an author without an account is null, the dates are UTC in whole seconds', () => {
    const { get, add } = githubCalls()
    add({
      commits: [
        {
          sha: sha('a', 1),
          author: { name: 'Ada', email: 'a@x.example', date: '2026-03-01T01:00:00.5+02:00' }
        }
      ]
    })
    expect(get(`commits/${sha('a', 1)}`).body).toMatchObject({
      author: null,
      commit: { author: { name: 'Ada', email: 'a@x.example', date: '2026-02-28T23:00:00Z' } }
    })
  })
})

describe('refs', () => {
  test('a ref is read by its exact name only', () => {
    const { get } = githubCalls()
    expect(get('git/ref/tags/v1.0.0').body).toMatchObject({
      ref: 'refs/tags/v1.0.0',
      object: { type: 'commit' }
    })
    expect(get('git/ref/heads%2Fmain').body).toMatchObject({ ref: 'refs/heads/main' })
    for (const name of ['tags/v1', 'heads/nope', 'heads']) expect(get(`git/ref/${name}`).status).toBe(404)
  })

  test('matching refs begin so; none is an empty list', () => {
    const { get, add } = githubCalls()
    add({
      commits: line('a', 2),
      refs: {
        'tags/t1': sha('a', 2),
        'heads/dev': sha('a', 2),
        'tags/t10': sha('a', 1),
        'tags/u': sha('a', 1)
      }
    })
    expect(each(get('git/matching-refs/tags/t').body, 'ref')).toEqual(['refs/tags/t1', 'refs/tags/t10'])
    expect(each(get('git/matching-refs/heads').body, 'ref')).toEqual([
      'refs/heads/dev',
      'refs/heads/main',
      'refs/heads/topic'
    ])
    expect(get('git/matching-refs/tags/x').body).toEqual([])
  })

  test('an annotated tag has an object of its own, which stands for its commit', () => {
    const { get, add } = githubCalls()
    add({ annotated: ['tags/v1.0.0'] })
    const ref = get('git/ref/tags/v1.0.0').body
    const object = at(ref, 'object', 'sha')
    expect(ref).toMatchObject({ object: { type: 'tag' } })
    expect(get('git/matching-refs/tags/v1').body).toMatchObject([ref])
    const commit = at(get('tags').body, 0, 'commit', 'sha')
    expect(commit).not.toBe(object)
    for (const name of [String(object), 'tags/v1.0.0'])
      expect(get(`commits/${name}`).body).toMatchObject({ sha: commit })
  })

  test('tags are listed with their commits, in pages', () => {
    const { get, add } = githubCalls()
    add({ commits: line('a', 2), refs: { 'tags/t1': sha('a', 2) } })
    expect(each(get('tags').body, 'name')).toEqual(['v1.0.0', 't1'])
    expect(each(get('tags?per_page=1&page=2').body, 'commit', 'sha')).toEqual([sha('a', 2)])
  })
})
