import { describe, expect, test } from '@jest/globals'
import {
  commitKey,
  commitList,
  fitsSentry,
  MAX_LIST_BYTES,
  type RangeCommit
} from '../../../src/release/commits/list.ts'
import type { ReleaseCommit } from '../../../src/sentry/answers.ts'

const DATE = '2026-01-01T00:00:00Z'

function commit(number: number, more: Partial<RangeCommit> = {}): RangeCommit {
  const sha = number.toString(16).padStart(40, '0')
  return {
    sha,
    message: `Change ${number}`,
    authorName: 'Ada',
    authorEmail: 'ada@x.org',
    date: DATE,
    parents: [],
    ...more
  }
}

function other(number: number, more: Partial<ReleaseCommit> = {}): ReleaseCommit {
  const sha = `f${number.toString(16).padStart(39, '0')}`
  return {
    sha,
    repository: 'acme/api',
    message: `Other ${number}`,
    authorName: 'Bo',
    authorEmail: 'bo@x.org',
    date: DATE,
    ...more
  }
}

function listOf(own: readonly RangeCommit[], others: readonly ReleaseCommit[] = []) {
  return commitList({ own, repository: 'acme/web', others })
}

function only(more: Partial<RangeCommit>) {
  return listOf([commit(1, more)]).commits.at(0)
}

describe('a commit is sent', () => {
  test('with all that is known of it', () => {
    expect(listOf([commit(1, { files: [{ path: 'a', type: 'M' }] })]).commits).toEqual([
      {
        id: '1'.padStart(40, '0'),
        repository: 'acme/web',
        message: 'Change 1',
        author_name: 'Ada',
        author_email: 'ada@x.org',
        timestamp: DATE,
        patch_set: [{ path: 'a', type: 'M' }]
      }
    ])
  })

  test('without what is not known: never a null message, never an empty name', () => {
    const bare = { message: undefined, authorName: ' ', authorEmail: '', date: undefined }
    expect(only(bare)).toEqual({ id: '1'.padStart(40, '0'), repository: 'acme/web' })
  })

  test('within Sentry’s limits', () => {
    expect(only({ authorName: 'n'.repeat(128) })?.author_name).toBe('n'.repeat(128))
    expect(only({ authorName: 'n'.repeat(129) })?.author_name).toBe('n'.repeat(128))
    expect(only({ authorName: `${'n'.repeat(127)}😀` })?.author_name).toBe('n'.repeat(127))
    expect(only({ authorEmail: 'e'.repeat(200) })?.author_email).toBe('e'.repeat(200))
    expect(only({ authorEmail: 'e'.repeat(201) })).not.toHaveProperty('author_email')
    const files = [
      { path: 'p'.repeat(510), type: 'A' },
      { path: 'p'.repeat(511), type: 'A' },
      { path: '', type: 'D' }
    ] as const
    expect(only({ files })?.patch_set).toEqual([files[0]])
    expect(only({ sha: 'a'.repeat(64) })?.id).toHaveLength(64)
  })

  test('with whole characters, whatever the message holds', () => {
    expect(only({ message: 'a\uD800b' })?.message).toBe('a\uFFFDb')
  })

  test.each([
    ['acme/web', true],
    ['r'.repeat(64), true],
    ['r'.repeat(65), false]
  ])('for the repository %s: %s', (name, fits) => expect(fitsSentry(name)).toBe(fits))
})

describe('times', () => {
  test('are sent for none, when one commit has none', () => {
    const { commits } = listOf([commit(2), commit(1, { date: undefined })])
    expect(commits.every(one => !('timestamp' in one))).toBe(true)
  })

  test('are sent for none, when a commit of another repository has none, or a wrong one', () => {
    const { commits } = listOf([commit(1)], [other(1, { date: 'yesterday' })])
    expect(commits.every(one => !('timestamp' in one))).toBe(true)
  })

  test('keep the head first, although a rebased head was written earlier', () => {
    const own = [
      commit(3, { date: '2026-01-01T00:00:00Z' }),
      commit(2, { date: '2026-01-05T00:00:00+02:00' }),
      commit(1)
    ]
    expect(listOf(own).commits.map(one => one.timestamp)).toEqual([
      '2026-01-05T00:00:00+02:00',
      '2026-01-05T00:00:00+02:00',
      DATE
    ])
  })
})

describe('the commits of other repositories', () => {
  test('are sent again behind ours, each once', () => {
    const { commits } = listOf([commit(2), commit(1), commit(2)], [other(1), other(1), other(2)])
    expect(commits.map(one => `${one.repository} ${one.message}`)).toEqual([
      'acme/web Change 2',
      'acme/web Change 1',
      'acme/api Other 1',
      'acme/api Other 2'
    ])
  })

  test('are told from ours by repository and sha, without regard to case', () => {
    const same = other(1, { sha: commit(1).sha, repository: 'Acme/WEB' })
    expect(listOf([commit(1)], [same, { ...same, repository: 'acme/api' }]).commits).toHaveLength(2)
    expect(commitKey('Acme/Web', 'ABC')).toBe(commitKey('acme/web', 'abc'))
  })

  test('are within Sentry’s limits', () => {
    const sent = (authorEmail: string | undefined) => listOf([], [other(1, { authorEmail })]).commits.at(0)
    expect(sent('e'.repeat(200))?.author_email).toBe('e'.repeat(200))
    expect(sent('e'.repeat(201))).not.toHaveProperty('author_email')
    expect(sent(undefined)).not.toHaveProperty('author_email')
  })

  test('keep their message whole, and get no repository when Sentry names none', () => {
    const message = 'm'.repeat(5_000)
    expect(listOf([commit(1)], [other(1, { message, repository: '' })]).commits.at(1)).toEqual({
      id: other(1).sha,
      message,
      author_name: 'Bo',
      author_email: 'bo@x.org',
      timestamp: DATE
    })
  })
})

describe('the request stays below 1 MB', () => {
  const size = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))
  const many = (count: number, more: (number: number) => Partial<RangeCommit>): RangeCommit[] =>
    Array.from({ length: count }, (_, index) => commit(count - index, more(count - index)))

  test('with 1,000 commits of the longest messages: none is lost, and every line that resolves stays', () => {
    const message = (number: number): string =>
      `Subject ${number}\n\n${'å\n'.repeat(5_000)}Fixes WEB-${number}`
    const { commits, leftOut } = listOf(many(1_000, number => ({ message: message(number) })))
    expect(commits).toHaveLength(1_000)
    expect(leftOut).toEqual([])
    expect(size(commits)).toBeLessThan(MAX_LIST_BYTES)
    expect(commits.at(0)?.message).toBe('Subject 1000\n…\nFixes WEB-1000')
  })

  test('with 1,000 commits of many files: the files go, and that is said', () => {
    const files = Array.from({ length: 100 }, (_, index) => ({
      path: `src/folder/file-${index}.ts`,
      type: 'M' as const
    }))
    const { commits, leftOut } = listOf(many(1_000, () => ({ files })))
    expect(commits).toHaveLength(1_000)
    expect(commits.some(one => 'patch_set' in one)).toBe(false)
    expect(leftOut).toEqual(['the changed files of the commits, which would make the request too large'])
    expect(commits.at(0)?.message).toBe('Change 1000')
  })

  test('with messages that are too long together: they are cut further, only as far as needed', () => {
    const { commits, leftOut } = listOf(many(1_000, () => ({ message: 'm'.repeat(1_900) })))
    expect(commits).toHaveLength(1_000)
    expect(leftOut).toEqual([])
    expect(commits.at(0)?.message).toMatch(/^m{493}…$/)
  })

  test('when nothing else helps: our oldest go, those of others stay', () => {
    const message = 'Fixes WEB-1 '.repeat(100)
    const { commits, leftOut } = listOf(
      many(2_000, () => ({ message })),
      [other(1), other(2)]
    )
    expect(size(commits)).toBeLessThanOrEqual(MAX_LIST_BYTES)
    const ours = commits.filter(one => one.repository === 'acme/web')
    expect(ours.at(0)?.id).toBe(commit(2_000).sha)
    expect(commits.slice(-2).map(one => one.id)).toEqual([other(1).sha, other(2).sha])
    expect(leftOut).toEqual([`${2_000 - ours.length} older commits, which would make the request too large`])
  })

  test.each([
    ['of one megabyte of resolved issues', 'fix A-1.\n'.repeat(120_000)],
    ['of one word of two megabytes after a word that resolves', `fix A-1 ${'x'.repeat(2_000_000)}`]
  ])('A message %s never takes the commits with it, the newest and the older ones', (_what, message) => {
    for (const place of [0, 1, 2]) {
      const own = [3, 2, 1].map((number, index) => commit(number, index === place ? { message } : {}))
      const { commits, leftOut } = listOf(own, [other(1, { message })])
      expect(commits.map(({ id }) => id)).toEqual([...own.map(({ sha }) => sha), other(1).sha])
      expect(Buffer.byteLength(JSON.stringify(commits))).toBeLessThanOrEqual(MAX_LIST_BYTES)
      expect(leftOut).toEqual(['the ends of messages longer than 20 kB, with the issues that they name'])
    }
  })
})
