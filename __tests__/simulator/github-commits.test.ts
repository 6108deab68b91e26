import { describe, expect, test } from '@jest/globals'
import { ADDRESS, at, each, githubCalls, line, sha, type Calls } from './github-calls.ts'

/** `t1` is `a2`; `dev` has three more commits than it, `main2` one other. */
function forked(): Calls {
  const calls = githubCalls()
  calls.add({
    commits: [...line('a', 5), ...line('b', 1, [sha('a', 2)])],
    refs: { 'tags/t1': sha('a', 2), 'heads/dev': sha('a', 5), 'heads/main2': sha('b', 1) }
  })
  return calls
}

describe('compare', () => {
  test('compare knows ahead, behind, diverged and identical', () => {
    const { get } = forked()
    expect(get('compare/t1...dev').body).toMatchObject({
      status: 'ahead',
      ahead_by: 3,
      behind_by: 0,
      total_commits: 3
    })
    expect(get('compare/dev...t1').body).toMatchObject({
      status: 'behind',
      ahead_by: 0,
      behind_by: 3,
      commits: []
    })
    expect(get('compare/dev...main2').body).toMatchObject({
      status: 'diverged',
      ahead_by: 1,
      behind_by: 3,
      merge_base_commit: { sha: sha('a', 2) }
    })
    expect(get('compare/dev...dev').body).toMatchObject({
      status: 'identical',
      ahead_by: 0,
      behind_by: 0,
      total_commits: 0,
      commits: []
    })
  })

  test('the sides may be branches, tags, shas, short shas and names with the owner, encoded or not', () => {
    const { get, add } = forked()
    add({ refs: { 'heads/feature/side': sha('b', 1) } })
    for (const head of [
      'feature/side',
      'feature%2Fside',
      'acme:feature/side',
      'refs/heads/feature/side',
      sha('b', 1)
    ]) {
      expect(get(`compare/t1...${head}`)).toMatchObject({ status: 200, body: { ahead_by: 1 } })
    }
    expect(get(`compare/t1%2E%2E%2E${sha('a', 5)}`)).toMatchObject({ status: 200, body: { ahead_by: 3 } })
    add({ commits: [{ sha: 'abcdef1'.padEnd(40, '0'), parents: [sha('a', 2)] }] })
    expect(get('compare/t1...abcdef1')).toMatchObject({ status: 200, body: { ahead_by: 1 } })
    expect(get('compare/t1...abcdef').status).toBe(404)
  })

  test('an unknown side and an incomplete span are 404', () => {
    const { get } = forked()
    for (const span of [
      'nope...dev',
      't1...nope',
      't1..dev',
      't1',
      't1...',
      '...dev',
      'other:t1...dev',
      't1...a...dev'
    ]) {
      expect(get(`compare/${span}`)).toMatchObject({ status: 404, body: { message: 'Not Found' } })
    }
  })

  test('without a common ancestor it is a 404 that names both sides', () => {
    const { get } = forked()
    expect(get('compare/main...dev')).toMatchObject({
      status: 404,
      body: { message: 'No common ancestor between main and dev.' }
    })
  })

  test('without paging parameters the newest 250 commits come, oldest first, with all files', () => {
    const { get, add } = githubCalls()
    add({ commits: line('a', 621), refs: { 'tags/t': sha('a', 1), 'heads/dev': sha('a', 621) } })
    const { body, headers } = get('compare/t...dev')
    expect(each(at(body, 'commits'), 'sha')).toEqual(
      line('a', 621)
        .slice(-250)
        .map(commit => commit.sha)
    )
    expect(body).toMatchObject({ total_commits: 620, ahead_by: 620, files: [] })
    expect(headers?.['link']).toBeUndefined()
  })

  test('with per_page and page all commits come, page by page, oldest first', () => {
    const { get, add } = githubCalls()
    add({ commits: line('a', 621), refs: { 'tags/t': sha('a', 1), 'heads/dev': sha('a', 621) } })
    const pages = [1, 2, 3, 4, 5, 6, 7, 8].map(page => get(`compare/t...dev?per_page=100&page=${page}`))
    expect(pages.map(page => each(at(page.body, 'commits')).length)).toEqual([
      100, 100, 100, 100, 100, 100, 20, 0
    ])
    expect(pages.flatMap(page => each(at(page.body, 'commits'), 'sha'))).toEqual(
      line('a', 621)
        .slice(1)
        .map(commit => commit.sha)
    )
    expect(pages[0]?.headers?.['link']).toContain('page=2>; rel="next"')
    expect(pages[6]?.headers?.['link']).not.toContain('rel="next"')
    expect(each(at(get('compare/t...dev?page=2').body, 'commits'), 'sha')).toEqual(
      line('a', 61)
        .slice(31)
        .map(commit => commit.sha)
    )
    expect(each(at(get('compare/t...dev?per_page=250').body, 'commits')).length).toBe(100)
  })

  test('files come on the first page only, at most 300, as the range changed them in the end', () => {
    const { get, add } = githubCalls()
    const [first, second, third] = line('a', 3)
    const many = Array.from({ length: 400 }, (_, index) => ({
      filename: `many/${String(index).padStart(3, '0')}.ts`
    }))
    add({
      commits: [
        first,
        {
          ...second,
          files: [
            { filename: 'new.ts', status: 'added', additions: 3 },
            { filename: 'gone.ts', status: 'added', additions: 1 },
            { filename: 'lib/b.ts', previous_filename: 'lib/a.ts', status: 'renamed' }
          ]
        },
        {
          ...third,
          files: [
            { filename: 'new.ts', status: 'modified', additions: 2, deletions: 1, patch: '@@' },
            { filename: 'gone.ts', status: 'removed', deletions: 1 },
            { filename: 'lib/b.ts', status: 'modified', additions: 1 },
            ...many
          ]
        }
      ]
    })
    const span = `compare/${sha('a', 1)}...${sha('a', 3)}`
    const files = at(get(span).body, 'files')
    expect(each(files).length).toBe(300)
    expect(at(files, 0)).toMatchObject({
      filename: 'lib/b.ts',
      previous_filename: 'lib/a.ts',
      status: 'renamed',
      additions: 1
    })
    expect(at(files, 1)).toMatchObject({ filename: 'many/000.ts' })
    expect(at(get(`${span}?per_page=1`).body, 'files')).toEqual(files)
    expect(at(get(`${span}?per_page=1&page=2`).body, 'files')).toBeUndefined()
    const [, ...changed] = [sha('a', 1), sha('a', 2), sha('a', 3)].map(commit =>
      at(get(`commits/${commit}`).body, 'stats')
    )
    expect(changed).toEqual([
      { total: 4, additions: 4, deletions: 0 },
      { total: 5, additions: 3, deletions: 2 }
    ])
  })

  test('commits of merged branches are part of the range, each once and after its parents', () => {
    const { get, add } = githubCalls()
    const date = '2026-01-01T00:00:00Z'
    const commit = (number: number, ...parents: number[]) => ({
      sha: sha('d', number),
      parents: parents.map(parent => sha('d', parent)),
      author: { date }
    })
    // given newest first, all of the same second
    add({ commits: [commit(6, 5, 4), commit(5, 3, 2), commit(4, 2), commit(3, 1), commit(2, 1), commit(1)] })
    const body = get(`compare/${sha('d', 1)}...${sha('d', 6)}`).body
    const order = each(at(body, 'commits'), 'sha')
    expect(new Set(order)).toEqual(new Set([2, 3, 4, 5, 6].map(number => sha('d', number))))
    for (const [child, parent] of [
      [6, 5],
      [6, 4],
      [5, 3],
      [5, 2],
      [4, 2]
    ]) {
      expect(order.indexOf(sha('d', child ?? 0))).toBeGreaterThan(order.indexOf(sha('d', parent ?? 0)))
    }
    expect(get(`compare/${sha('d', 3)}...${sha('d', 4)}`).body).toMatchObject({
      status: 'diverged',
      ahead_by: 2,
      behind_by: 1,
      merge_base_commit: { sha: sha('d', 1) }
    })
  })
})

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
    const { get, add } = forked()
    add({ refs: { 'tags/t10': sha('a', 1), 'tags/u': sha('a', 1) } })
    expect(each(get('git/matching-refs/tags/t').body, 'ref')).toEqual(['refs/tags/t1', 'refs/tags/t10'])
    expect(each(get('git/matching-refs/heads').body, 'ref')).toEqual([
      'refs/heads/dev',
      'refs/heads/main',
      'refs/heads/main2',
      'refs/heads/topic'
    ])
    expect(get('git/matching-refs/tags/x').body).toEqual([])
  })

  test('tags are listed with their commits, in pages', () => {
    const { get } = forked()
    expect(each(get('tags').body, 'name')).toEqual(['v1.0.0', 't1'])
    expect(each(get('tags?per_page=1&page=2').body, 'commit', 'sha')).toEqual([sha('a', 2)])
  })
})
