import { describe, expect, test } from '@jest/globals'
import { at, each, githubCalls, line, sha, type Calls } from './calls.ts'

/**
 * On `dev`: `a1`, `a2`, then pull request 21 merged (`b1`, `b2` by the merge commit `a3`), 22 open from `feature/side`
 * (`c1`, `c2` on `a3`), 23 closed without a merge (`d1`).
 */
function busy(): Calls {
  const calls = githubCalls()
  const [first, second] = line('a', 2)
  const date = (day: number) => ({ author: { date: `2026-02-0${day}T00:00:00Z` } })
  calls.add({
    commits: [
      first,
      second,
      ...line('b', 2, [sha('a', 2)]),
      {
        sha: sha('a', 3),
        parents: [sha('a', 2), sha('b', 2)],
        message: 'Merge pull request #21',
        ...date(2)
      },
      {
        sha: sha('c', 1),
        parents: [sha('a', 3)],
        ...date(3),
        files: [{ filename: 'src/side.ts', status: 'added', additions: 3, patch: '@@ -0,0 +1,3 @@' }]
      },
      {
        sha: sha('c', 2),
        parents: [sha('c', 1)],
        ...date(4),
        files: [{ filename: 'README.md', additions: 1, deletions: 1 }]
      },
      { sha: sha('d', 1), parents: [sha('a', 1)] }
    ],
    refs: { 'heads/main': sha('a', 3), 'heads/feature/side': sha('c', 2) },
    pulls: [
      {
        number: 21,
        title: 'Done',
        merged: true,
        head: { ref: 'done', sha: sha('b', 2) },
        merge_commit_sha: sha('a', 3)
      },
      { number: 22, title: 'Side', head: { ref: 'feature/side', sha: sha('c', 2) }, base: { ref: 'main' } },
      { number: 23, title: 'Given up', state: 'closed', head: { ref: 'gone', sha: sha('d', 1) } }
    ]
  })
  return calls
}

describe('pull requests', () => {
  test('pull requests can be listed by state and head, and read with their files', () => {
    const { get } = busy()
    expect(each(get('pulls').body, 'number')).toEqual([22, 2])
    expect(each(get('pulls?state=closed').body, 'number')).toEqual([23, 21, 1])
    expect(each(get('pulls?state=all&head=acme:feature/side').body, 'number')).toEqual([22])
    expect(get('pulls/22')).toMatchObject({
      status: 200,
      body: {
        number: 22,
        title: 'Side',
        state: 'open',
        merged: false,
        merged_at: null,
        closed_at: null,
        head: { ref: 'feature/side', label: 'acme:feature/side', sha: sha('c', 2) },
        base: { ref: 'main', sha: sha('a', 3), repo: { full_name: 'acme/web' } },
        commits: 2,
        changed_files: 2,
        additions: 4,
        deletions: 1
      }
    })
    expect(get('pulls/22/files').body).toMatchObject([
      { filename: 'README.md', status: 'modified', changes: 2 },
      { filename: 'src/side.ts', status: 'added', changes: 3, patch: '@@ -0,0 +1,3 @@' }
    ])
    expect(each(get('pulls/22/commits').body, 'sha')).toEqual([sha('c', 1), sha('c', 2)])
    for (const target of ['pulls/99', 'pulls/99/files', 'pulls/99/commits'])
      expect(get(target).status).toBe(404)
  })

  test('lists are narrowed by base and paged; a head without its owner is no filter; an unknown state is a 422', () => {
    const { get } = busy()
    expect(get('pulls?state=all&base=release').body).toEqual([])
    expect(each(get('pulls?state=all&base=main&per_page=2&page=2').body, 'number')).toEqual([21, 2])
    expect(each(get('pulls?head=feature/side').body, 'number')).toEqual([22, 2])
    expect(get('pulls?head=someone:feature/side').body).toEqual([])
    expect(get('pulls?state=merged').status).toBe(422)
  })

  test('a merged one keeps its commits, its base as it was, and the date of its merge', () => {
    const { get } = busy()
    expect(get('pulls/21').body).toMatchObject({
      merged: true,
      state: 'closed',
      merge_commit_sha: sha('a', 3),
      merged_at: '2026-02-02T00:00:00Z',
      base: { sha: sha('a', 2) },
      commits: 2
    })
    expect(each(get('pulls/21/commits').body, 'sha')).toEqual([sha('b', 1), sha('b', 2)])
    expect(get('pulls/23').body).toMatchObject({ merged: false, merged_at: null, merge_commit_sha: null })
  })

  test('the merge commit of an open one is a test merge, which no history has', () => {
    const { get } = busy()
    const test = String(at(get('pulls/22').body, 'merge_commit_sha'))
    expect(test).toMatch(/^[0-9a-f]{40}$/)
    expect(get(`commits/${test}`).status).toBe(422)
  })

  test('an open one follows its branch', () => {
    const { get, add } = busy()
    add({
      commits: [{ sha: sha('c', 3), parents: [sha('c', 2)] }],
      refs: { 'heads/feature/side': sha('c', 3) }
    })
    expect(get('pulls/22').body).toMatchObject({ head: { sha: sha('c', 3) }, commits: 3 })
  })

  test('at most 250 commits and 3,000 files are listed', () => {
    const { get, add } = githubCalls()
    const files = Array.from({ length: 3_100 }, (_, index) => ({ filename: `f${index}` }))
    add({
      commits: [...line('a', 300), { sha: sha('b', 1), parents: [sha('a', 300)], files }],
      pulls: [{ number: 9, head: { ref: 'large', sha: sha('b', 1) } }]
    })
    expect(each(get('pulls/9/commits?per_page=100&page=3').body).length).toBe(50)
    expect(get('pulls/9/commits?per_page=100&page=4').body).toEqual([])
    expect(each(get('pulls/9/files?per_page=100&page=30').body).length).toBe(100)
    expect(get('pulls/9/files?per_page=100&page=31').body).toEqual([])
    expect(each(get('pulls/9/files').body).length).toBe(30)
  })

  test('one whose head is not known here can be read, without commits', () => {
    const { get, add } = githubCalls()
    add({ pulls: [{ number: 7, head: { ref: 'fork', sha: sha('e', 1) } }] })
    expect(get('pulls/7').body).toMatchObject({ head: { sha: sha('e', 1) }, commits: 0, changed_files: 0 })
    expect(get('pulls/7/files').body).toEqual([])
  })
})

describe('pull requests of a commit', () => {
  test('pull requests of a commit: the open one of its branch, the merged one of its merge', () => {
    const { get } = busy()
    const numbers = (name: string) => each(get(`commits/${name}/pulls`).body, 'number')
    expect(numbers(sha('c', 1))).toEqual([22])
    expect(numbers('feature%2Fside')).toEqual([22])
    expect(numbers(sha('a', 3))).toEqual([21])
    expect(numbers(sha('b', 1))).toEqual([21])
    expect(numbers(sha('a', 2))).toEqual([])
    expect(numbers(sha('d', 1))).toEqual([])
  })

  test('once a commit is on the default branch, open ones are not named any more', () => {
    const { get, add } = busy()
    add({ refs: { 'heads/main': sha('c', 1) } })
    expect(get(`commits/${sha('c', 1)}/pulls`).body).toEqual([])
    expect(each(get(`commits/${sha('c', 2)}/pulls`).body, 'number')).toEqual([22])
  })

  test('a squashed one is named for its commit on the base and for those of its branch', () => {
    const { get, add } = githubCalls()
    add({
      commits: [...line('a', 3), ...line('b', 2, [sha('a', 2)])],
      refs: { 'heads/main': sha('a', 3) },
      pulls: [
        { number: 5, merged: true, head: { ref: 'x', sha: sha('b', 2) }, merge_commit_sha: sha('a', 3) }
      ]
    })
    const numbers = (name: string) => each(get(`commits/${name}/pulls`).body, 'number')
    expect([sha('a', 3), sha('b', 1), sha('b', 2)].map(numbers)).toEqual([[5], [5], [5]])
    expect(numbers(sha('a', 2))).toEqual([])
  })

  test('a rebased one is named for each of its copies on the base', () => {
    const { get, add } = githubCalls()
    const copies = line('b', 2).map(({ message, author }, index) => ({
      sha: sha('a', index + 3),
      parents: [sha('a', index + 2)],
      message,
      author
    }))
    add({
      commits: [...line('a', 2), ...line('b', 2, [sha('a', 2)]), ...copies],
      refs: { 'heads/main': sha('a', 4) },
      pulls: [
        { number: 5, merged: true, head: { ref: 'x', sha: sha('b', 2) }, merge_commit_sha: sha('a', 4) }
      ]
    })
    const numbers = (name: string) => each(get(`commits/${name}/pulls`).body, 'number')
    expect([sha('a', 4), sha('a', 3), sha('b', 1)].map(numbers)).toEqual([[5], [5], [5]])
    expect(numbers(sha('a', 2))).toEqual([])
  })
})
