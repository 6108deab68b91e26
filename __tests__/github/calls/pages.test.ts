import { describe, expect, test } from '@jest/globals'
import { Failure } from '../../../src/run/failure.ts'
import type { Repository } from '../../../src/github/repository.ts'
import { recordAt } from '../../../src/text/json.ts'
import { SAMPLED } from './samples.ts'
import { startServer, type Received, type Sent } from '../../harness/server.ts'
import { open, page } from '../opened.ts'

const sha = (index: number): string => index.toString(16).padStart(40, '0')

interface List {
  /** As the server has it, counted from 1. */
  readonly row: (index: number) => unknown
  readonly read: (repository: Repository) => Promise<readonly unknown[]>
  /** Puts the rows where the answer has them. */
  readonly within?: (rows: unknown) => unknown
}

const pull = (number: number): unknown => ({ number, state: 'open' })
const file = (index: number): unknown => ({ filename: `f${index}`, status: 'added' })

async function gathered(pages: AsyncIterable<readonly unknown[]>): Promise<readonly unknown[]> {
  const rows: unknown[] = []
  for await (const one of pages) rows.push(...one)
  return rows
}

/** Every list that is read by pages, by the name of its call. */
const LISTS: Readonly<Record<string, List>> = {
  commits: { row: index => ({ sha: sha(index) }), read: at => gathered(at.history({ sha: 'main' })) },
  changedFiles: {
    row: file,
    read: async at => (await at.changedFiles(sha(1))).files,
    within: files => ({ sha: sha(1), files })
  },
  tags: { row: index => ({ name: `v${index}`, commit: { sha: sha(index) } }), read: at => at.tags() },
  pullsOfCommit: { row: pull, read: at => at.pullsOfCommit(sha(1)) },
  pulls: { row: pull, read: at => at.pulls({ head: 'acme:topic', state: 'all' }) },
  pullFiles: { row: file, read: async at => (await at.pullFiles(5)).files },
  comments: {
    row: id => ({ id, body: '', user: null }),
    read: async at => (await at.comments({ pullRequest: 5 })).comments
  }
}

interface Came {
  readonly rows: number | string
  readonly asked: number
}

async function came(list: List, reply: (request: Received) => Sent): Promise<Came> {
  const { url, received } = await startServer(request => {
    const { body, ...more } = reply(request)
    return { ...more, body: list.within?.(body) ?? body }
  })
  try {
    const rows = await list.read(open(url).repository)
    return { rows: rows.length, asked: received.length }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { rows: error.kind.name, asked: received.length }
  }
}

const rowsOf = ({ row }: List, count: number): readonly unknown[] =>
  Array.from({ length: count }, (_, index) => row(index + 1))

/** What may become of a `Link` header. */
const BROKEN_LINKS: readonly (readonly [string, (link: string) => string | undefined])[] = [
  ['missing', () => undefined],
  ['empty', () => ''],
  ['malformed', () => '<>;;; rel=,,"next'],
  ['of another kind', () => '<https://example.com/new>; rel="deprecation"'],
  ['cut after a comma', link => /^.*?,/.exec(link)?.[0]],
  ['cut before its end', link => link.slice(0, -8)],
  ['cut in the middle', link => link.slice(0, link.length / 2)],
  ['without the next page', link => link.replace(/<[^>]*>; rel="next", /, '')],
  ['without the last page', link => link.replace(/, <[^>]*>; rel="last"/, '')],
  ['with a last page that is too small', link => link.replace(/page=\d+>; rel="last"/, 'page=2>; rel="last"')]
]

describe.each(Object.entries(LISTS))('the list of %s', (_name, list) => {
  test.each(BROKEN_LINKS)('is whole though the header with the pages is %s', async (_how, broken) => {
    for (const count of [250, 300]) {
      const all = rowsOf(list, count)
      const answered = await came(list, request => {
        const { headers, body } = page(request, all)
        const link = headers.link === undefined ? undefined : broken(headers.link)
        return { headers: link === undefined ? {} : { link }, body }
      })
      expect(answered.rows).toBe(count)
      // at most one more, to see that nothing follows a full page
      expect(answered.asked).toBeLessThanOrEqual(4)
    }
  })

  test('is followed from a page that is short', async () => {
    const all = rowsOf(list, 250)
    const answered = await came(list, request => {
      const { headers, body } = page(request, all)
      return { headers, body: body.slice(0, 60) }
    })
    expect(answered).toEqual({ rows: 170, asked: 3 })
  })

  test.each<[string, Record<string, string>, number | string]>([
    ['no header', {}, 'github-list-incomplete'],
    [
      'a header that names a next page',
      { link: '<https://x.example/?page=2>; rel="next"' },
      'github-list-incomplete'
    ],
    // a page that calls itself the last is believed
    ['a header of a last page', { link: '<https://x.example/?page=1>; rel="first"' }, 100]
  ])(
    'that is the same page for ever, with %s, is never asked for without end',
    async (_how, headers, said) => {
      const all = rowsOf(list, 100)
      const { rows, asked } = await came(list, () => ({ headers, body: all }))
      expect([rows, asked]).toEqual([said, said === 100 ? 1 : 2])
    }
  )

  test('that claims millions of pages is a failure at once', async () => {
    const link = '<https://x.example/?page=2>; rel="next", <https://x.example/?page=9000000>; rel="last"'
    const { rows, asked } = await came(list, () => ({ headers: { link }, body: rowsOf(list, 100) }))
    // a history is read as far as it is wanted, and says nothing of its end
    expect([rows, asked]).toEqual(['github-list-incomplete', list === LISTS['commits'] ? 2 : 1])
  })

  test('that never ends is a failure after a bounded number of pages', async () => {
    const answered = await came(list, ({ query }) => ({ body: page100(list, Number(query['page'])) }))
    expect(answered).toEqual({ rows: 'github-list-incomplete', asked: 300 })
  })

  test('of which a later page has another form is a failure', async () => {
    const all = rowsOf(list, 250)
    for (const odd of [{}, [null], [{}]]) {
      const answered = await came(list, request =>
        request.query['page'] === '2' ? { body: odd } : page(request, all)
      )
      expect(answered.rows).toBe('github-odd-answer')
    }
  })

  test('has each row once, though a row moved while it was read', async () => {
    const all = rowsOf(list, 150)
    const answered = await came(list, request => {
      const moved = request.query['page'] === '1' ? all : [list.row(0), ...all]
      return page(request, moved)
    })
    expect(answered.rows).toBe(150)
  })
})

function page100(list: List, number: number): readonly unknown[] {
  return Array.from({ length: 100 }, (_, index) => list.row((number - 1) * 100 + index + 1))
}

test('every list of the table is among them', () => {
  const listed = SAMPLED.filter(({ kind }) => 'keyOf' in kind && recordAt(kind)['comesWhole'] !== true)
  expect(listed.map(({ name }) => name)).toEqual(Object.keys(LISTS))
})

test('a list that GitHub gives in one piece is not asked for again', async () => {
  const refs = Array.from({ length: 200 }, (_, index) => ({
    ref: `refs/tags/v${index}`,
    object: { type: 'commit', sha: sha(index + 1) }
  }))
  const list: List = { row: () => undefined, read: at => at.tagsStarting('v') }
  expect(await came(list, () => ({ body: refs }))).toEqual({ rows: 200, asked: 1 })
})
