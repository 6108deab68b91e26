import { describe, expect, test } from '@jest/globals'
import { at, each, githubCalls, line, sha, type Calls } from './calls.ts'

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
