import { describe, expect, test } from '@jest/globals'
import { Failure, GATEWAY_FAILURES } from '../../src/gateway/errors.ts'
import type { Comparison, Unrelated } from '../../src/github/comparison.ts'
import { RELEASE_FAILURES } from '../../src/release/errors.ts'
import { findRange, type Candidate, type Range } from '../../src/release/range.ts'
import { isFullSha, short } from '../../src/text/names.ts'
import { recordingLog } from './requests.ts'

const HEAD = 'f'.repeat(40)
const sha = (digit: string): string => digit.repeat(40)

function related(status: Comparison['status']): Comparison {
  return {
    kind: 'related',
    status,
    aheadBy: 2,
    behindBy: 0,
    totalCommits: 2,
    mergeBase: sha('9'),
    commits: []
  }
}

const NOT_FOUND: Unrelated = { kind: 'not-found' }
const APART: Unrelated = { kind: 'no-common-ancestor' }

interface Setting {
  readonly candidates: readonly (Candidate | undefined)[]
  readonly answers?: Readonly<Record<string, Comparison | Unrelated>>
  readonly names?: Readonly<Record<string, string>>
  readonly ignoreMissing?: boolean
}

async function find({ candidates, answers = {}, names = {}, ignoreMissing = false }: Setting) {
  const said: string[] = []
  const compared: string[] = []
  const asked: number[] = []
  const range = await findRange({
    head: HEAD,
    resolvers: candidates.map((candidate, index) => async () => {
      asked.push(index)
      return candidate
    }),
    compare: async base => {
      compared.push(base)
      return answers[base] ?? NOT_FOUND
    },
    resolve: async name => names[name],
    ignoreMissing,
    log: recordingLog(said)
  })
  return { range, said, compared, asked }
}

function candidate(commit: string, source: Candidate['source'] = 'release'): Candidate {
  return { commit, source, why: `from ${source}` }
}

const environment = candidate(sha('a'), 'environment')
const release = candidate(sha('b'), 'release')

describe('the previous commit is', () => {
  test('the first candidate that the history holds, and the others are not asked for', async () => {
    const { range, asked } = await find({
      candidates: [undefined, environment, release],
      answers: { [sha('a')]: related('ahead'), [sha('b')]: related('ahead') }
    })
    expect(range).toMatchObject({ kind: 'since', previous: environment, diverged: false })
    expect(asked).toEqual([0, 1])
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

  test('an ancestor rather than a commit on another branch', async () => {
    const answers = { [sha('a')]: related('diverged'), [sha('b')]: related('ahead') }
    const { range } = await find({ candidates: [environment, release], answers })
    expect(range).toMatchObject({ kind: 'since', previous: release, diverged: false })
  })

  test('the first one on another branch, when there is no ancestor', async () => {
    const answers = { [sha('a')]: related('diverged'), [sha('b')]: related('diverged') }
    const { range } = await find({ candidates: [environment, release], answers })
    expect(range).toMatchObject({ kind: 'since', previous: environment, diverged: true })
  })

  test('the given one, on another branch too', async () => {
    const given = candidate(sha('c'), 'input')
    const answers = { [sha('c')]: related('diverged'), [sha('b')]: related('ahead') }
    const { range } = await find({ candidates: [given, release], answers })
    expect(range).toMatchObject({ kind: 'since', previous: given, diverged: true })
  })

  test('none, when there is no candidate', async () => {
    expect((await find({ candidates: [undefined] })).range).toEqual({ kind: 'open' })
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

  test('compared once, when two candidates are the same', async () => {
    const { compared } = await find({ candidates: [environment, candidate(sha('a'), 'release')] })
    expect(compared).toEqual([sha('a')])
  })
})

describe('there are no commits', () => {
  test.each([['behind'], ['identical']] as const)('when the candidate is %s', async status => {
    const { range, asked } = await find({
      candidates: [environment, release],
      answers: { [sha('a')]: related(status), [sha('b')]: related('ahead') }
    })
    expect(range).toEqual({ kind: 'empty', previous: environment, because: status })
    expect(asked).toEqual([0])
  })

  test('when the candidate is the commit itself, in any case of letters, without a comparison', async () => {
    const { range, compared } = await find({ candidates: [candidate(HEAD.toUpperCase())] })
    expect(range).toMatchObject({ kind: 'empty', because: 'identical' })
    expect(compared).toEqual([])
  })

  test('when a later candidate shows a rollback, although an earlier one is on another branch', async () => {
    const answers: Setting['answers'] = { [sha('a')]: related('diverged'), [sha('b')]: related('behind') }
    const { range } = await find({ candidates: [environment, release], answers })
    expect(range).toMatchObject({ kind: 'empty', because: 'behind' } satisfies Partial<Range>)
  })
})

describe('a given previous commit that is not there', () => {
  test.each([
    ['unknown', { [sha('c')]: NOT_FOUND }, sha('c'), 'ccccccc (from input) is not in the history'],
    ['apart', { [sha('c')]: APART }, sha('c'), 'ccccccc (from input) has no common ancestor'],
    ['an unknown name', {}, 'v9', 'v9 (from input) is not in the repository']
  ])('is an error: %s', async (_title, answers, commit, words) => {
    const finding = find({ candidates: [candidate(commit, 'input'), release], answers })
    await expect(finding).rejects.toMatchObject({
      kind: RELEASE_FAILURES.previousMissing,
      message: expect.stringContaining(words)
    })
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
  const failure = new Failure(GATEWAY_FAILURES.unavailable, 'down')
  const answers = { [sha('a')]: { kind: 'unavailable', failure } as const }
  await expect(find({ candidates: [environment], answers })).rejects.toBe(failure)
})

test.each([
  [sha('a'), true, 'aaaaaaa'],
  ['A'.repeat(64), true, 'AAAAAAA'],
  ['a'.repeat(41), false, 'a'.repeat(41)],
  ['abcdef1', false, 'abcdef1'],
  ['v1.0', false, 'v1.0'],
  [`x${sha('a')}`, false, `x${sha('a')}`]
])('%s: whole is %s, written as %s', (commit, isFull, written) => {
  expect(isFullSha(commit)).toBe(isFull)
  expect(short(commit)).toBe(written)
})
