import { describe, expect, test } from '@jest/globals'
import { Failure } from '../../src/run/failure.ts'
import { WAY_FAILURES } from '../../src/way/failures.ts'
import type { Relation, Unrelated } from '../../src/github/compare.ts'
import type { Candidate, PreviousSource } from '../../src/range/previous.ts'
import { graphOf } from '../../src/range/graph.ts'
import { findRange, type Range } from '../../src/range/find.ts'
import { recordingLog } from '../harness/context.ts'

const HEAD = 'f'.repeat(40)
const sha = (digit: string): string => digit.repeat(40)

function related(status: Relation['status']): Relation {
  return {
    kind: 'related',
    status,
    aheadBy: 2,
    behindBy: 0,
    totalCommits: 2,
    mergeBase: sha('9')
  }
}

const NOT_FOUND: Unrelated = { kind: 'not-found' }
const APART: Unrelated = { kind: 'no-common-ancestor' }

interface Setting {
  /** By their source; those of one source follow each other. */
  readonly candidates: readonly Candidate[]
  readonly answers?: Readonly<Record<string, Relation | Unrelated>>
  readonly names?: Readonly<Record<string, string>>
  /** Ancestors among the newest commits of the head. */
  readonly known?: readonly string[]
  readonly ignoreMissing?: boolean
}

async function find({ candidates, answers = {}, names = {}, known = [], ignoreMissing = false }: Setting) {
  const said: string[] = []
  const compared: string[] = []
  const read: PreviousSource[] = []
  const sources = [...new Set(candidates.map(({ source }) => source))]
  const range = await findRange({
    head: HEAD,
    groups: sources.map(source => ({
      source,
      async read() {
        read.push(source)
        return candidates.filter(candidate => candidate.source === source)
      }
    })),
    graph: async () =>
      graphOf(
        [HEAD, ...known].map((one, index, all) => ({
          sha: one,
          parents: index + 1 < all.length ? [all[index + 1] ?? ''] : []
        }))
      ),
    compare: async base => {
      compared.push(base)
      return answers[base] ?? NOT_FOUND
    },
    resolve: async name => names[name],
    ignoreMissing,
    log: recordingLog(said)
  })
  return { range, said, compared, read }
}

function candidate(commit: string, source: PreviousSource = 'release'): Candidate {
  return { commit, source, why: `from ${source}` }
}

const environment = candidate(sha('a'), 'environment')
const release = candidate(sha('b'), 'release')

describe('the previous commit is', () => {
  test('an ancestor that needs no comparison, and further sources are not asked', async () => {
    const found = await find({ candidates: [environment, release], known: [sha('a'), sha('b')] })
    expect(found.range).toMatchObject({ kind: 'since', previous: environment, diverged: false })
    expect(found).toMatchObject({ read: ['environment'], compared: [] })
  })

  test.each([
    ['not in the history', NOT_FOUND, 'is not in the history of fffffff'],
    ['without a common ancestor', APART, 'has no common ancestor with fffffff']
  ])('not one that is %s: the next is taken, and that is said', async (_title, answer, words) => {
    const { range, said } = await find({
      candidates: [environment, release],
      answers: { [sha('a')]: answer, [sha('b')]: related('ahead') }
    })
    expect(range).toMatchObject({ kind: 'since', previous: release })
    expect(said.join()).toContain(`aaaaaaa (from environment) ${words}`)
  })

  test('of one source an ancestor rather than a newer commit on another branch, and that is said', async () => {
    const older = candidate(sha('c'), 'environment')
    const { range, compared, said } = await find({
      candidates: [environment, older, release],
      answers: { [sha('a')]: related('diverged') },
      known: [sha('c'), sha('b')]
    })
    expect(range).toMatchObject({ kind: 'since', previous: older, diverged: false })
    expect(compared).toEqual([sha('a')])
    expect(said.join()).toContain('aaaaaaa (from environment) is on another branch than fffffff')
  })

  test('one on another branch rather than an ancestor of a later source', async () => {
    const { range, read } = await find({
      candidates: [environment, release],
      answers: { [sha('a')]: related('diverged') },
      known: [sha('b')]
    })
    expect(range).toMatchObject({ kind: 'since', previous: environment, diverged: true, parted: sha('9') })
    expect(read).toEqual(['environment'])
  })

  test('after three comparisons the newest one on another branch; the others are said not to be compared', async () => {
    const candidates = ['1', '2', '3', '4', '5'].map(digit => candidate(sha(digit), 'environment'))
    const answers = Object.fromEntries(candidates.map(({ commit }) => [commit, related('diverged')]))
    const { range, compared, said } = await find({ candidates, answers })
    expect(range).toMatchObject({ kind: 'since', previous: candidates[0], diverged: true })
    expect(compared).toEqual([sha('1'), sha('2'), sha('3')])
    expect(said.join()).toContain('2 more candidates were not compared with fffffff')
  })

  test('an ancestor beyond the known commits, when a comparison finds it', async () => {
    const candidates = ['1', '2', '3'].map(digit => candidate(sha(digit), 'environment'))
    const answers = { [sha('1')]: related('diverged'), [sha('2')]: related('ahead') }
    expect((await find({ candidates, answers })).range).toMatchObject({ previous: candidates[1] })
  })

  test('the given one, on another branch too, and nothing else is read', async () => {
    const given = candidate(sha('c'), 'input')
    const answers = { [sha('c')]: related('diverged') }
    const { range, read } = await find({ candidates: [given, release], answers, known: [sha('b')] })
    expect(range).toMatchObject({ kind: 'since', previous: given, diverged: true })
    expect(read).toEqual(['input'])
  })

  test('none, when there is no candidate', async () => {
    expect((await find({ candidates: [] })).range).toEqual({ kind: 'open' })
  })

  test('looked up, when it is a name or a short sha, and then compared by its sha', async () => {
    const { range, compared } = await find({
      candidates: [candidate('v1.0', 'input')],
      names: { 'v1.0': sha('d') },
      answers: { [sha('d')]: related('ahead') }
    })
    expect(compared).toEqual([sha('d')])
    expect(range).toMatchObject({ previous: { commit: sha('d') } })
  })

  test('known by its short sha', async () => {
    const { range, compared } = await find({ candidates: [candidate('aaaaaaa')], known: [sha('a')] })
    expect(range).toMatchObject({ kind: 'since', previous: { commit: sha('a') } })
    expect(compared).toEqual([])
  })

  test('compared once, when two candidates are the same', async () => {
    const { compared } = await find({ candidates: [environment, candidate(sha('a'), 'release')] })
    expect(compared).toEqual([sha('a')])
  })
})

describe('there are no commits', () => {
  test.each([['behind'], ['identical']] as const)(
    'when the newest candidate is %s, although an older one is an ancestor',
    async status => {
      const { range, read } = await find({
        candidates: [environment, candidate(sha('c'), 'environment'), release],
        answers: { [sha('a')]: related(status) },
        known: [sha('c')]
      })
      expect(range).toEqual({ kind: 'empty', previous: environment, because: status })
      expect(read).toEqual(['environment'])
    }
  )

  test('when the candidate is the commit itself, in any case of letters, without a comparison', async () => {
    const { range, compared } = await find({ candidates: [candidate(HEAD.toUpperCase())] })
    expect(range).toMatchObject({ kind: 'empty', because: 'identical' } satisfies Partial<Range>)
    expect(compared).toEqual([])
  })

  test('but a lower version on a newer commit is no rollback', async () => {
    const tags = [candidate(sha('1'), 'tag'), candidate(sha('2'), 'tag')]
    const { range } = await find({
      candidates: tags,
      answers: { [sha('1')]: related('behind') },
      known: [sha('2')]
    })
    expect(range).toMatchObject({ kind: 'since', previous: tags[1] })
  })
})

test('a tag that turns out to be on the same commit is passed over, and that is said', async () => {
  const tags = [candidate('tags/v2-rc', 'tag'), candidate(sha('2'), 'tag')]
  const { range, said } = await find({ candidates: tags, names: { 'tags/v2-rc': HEAD }, known: [sha('2')] })
  expect(range).toMatchObject({ kind: 'since', previous: tags[1] })
  expect(said.join()).toContain('tags/v2-rc (from tag) is the same commit; going on to the next.')
})

describe('a given previous commit that is not there', () => {
  test.each([
    ['unknown', { [sha('c')]: NOT_FOUND }, sha('c'), 'ccccccc (from input) is not in the history'],
    ['apart', { [sha('c')]: APART }, sha('c'), 'ccccccc (from input) has no common ancestor'],
    ['an unknown name', {}, 'v9', 'v9 (from input) is not in the repository']
  ])('is told as missing: %s', async (_title, answers, commit, words) => {
    const { range } = await find({ candidates: [candidate(commit, 'input'), release], answers })
    expect(range).toEqual({ kind: 'missing', why: expect.stringContaining(words) })
  })

  test('is passed over with ignore_missing', async () => {
    const { range } = await find({
      candidates: [candidate(sha('c'), 'input'), release],
      answers: { [sha('b')]: related('ahead') },
      ignoreMissing: true
    })
    expect(range).toMatchObject({ kind: 'since', previous: release })
  })
})

test('histories that cannot be compared are a failure', async () => {
  const failure = new Failure(WAY_FAILURES.unavailable, 'down')
  const answers = { [sha('a')]: { kind: 'unavailable', failure } as const }
  await expect(find({ candidates: [environment], answers })).rejects.toBe(failure)
})
