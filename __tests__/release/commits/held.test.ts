import { describe, expect, test } from '@jest/globals'
import type { Relation, Unrelated } from '../../../src/github/compare.ts'
import { graphOf } from '../../../src/range/graph.ts'
import { keptCommits } from '../../../src/release/commits/held.ts'

const sha = (letter: string, number: number): string => `${letter}${String(number).padStart(39, '0')}`
const main = (number: number): string => sha('c', number)
const HEAD = 200
/** The newest hundred of two hundred commits; 100 is known as a parent. */
const graph = graphOf(
  Array.from({ length: 100 }, (_, index) => ({
    sha: main(HEAD - index),
    parents: [main(HEAD - index - 1)]
  }))
)

function related(status: Relation['status'], mergeBase: string): Relation {
  return { kind: 'related', status, aheadBy: 1, behindBy: 1, totalCommits: 1, mergeBase }
}

async function kept(held: readonly string[], relation: Relation | Unrelated, mayTakeAway = false) {
  const compared: string[] = []
  const found = await keptCommits(
    held.map(one => ({
      sha: one,
      repository: 'acme/web',
      message: undefined,
      authorName: undefined,
      authorEmail: undefined,
      date: undefined
    })),
    {
      head: main(HEAD),
      graph,
      mayTakeAway,
      compare: async base => {
        compared.push(base)
        return relation
      }
    }
  )
  return { ...found, commits: found.commits.map(commit => commit.sha), compared: compared.length }
}

const old = [main(60), main(59), main(2)]

describe('of the commits that a release holds', () => {
  test.each([
    ['all, when the newest is in the history', old, related('ahead', main(60)), 0],
    ['those from where an amended one parted', [sha('a', 61), ...old], related('diverged', main(60)), 1],
    [
      'those from the newest known one, when the newest of all is in no clone',
      [sha('a', 1), main(150), ...old],
      { kind: 'not-found' } as const,
      1
    ],
    [
      'those from the newest known one, of two branches',
      [sha('a', 2), sha('a', 1), main(150), ...old],
      related('diverged', main(40)),
      2
    ],
    ['none, where nothing is known of them', [sha('a', 1), ...old], { kind: 'not-found' } as const, 4],
    [
      'none, of a history that has nothing to do with it',
      [sha('a', 1)],
      { kind: 'no-common-ancestor' } as const,
      1
    ]
  ])('stay %s, and the number of the others is told', async (_title, held, relation, gone) => {
    const found = await kept(held, relation)
    expect(found).toEqual({ commits: held.slice(gone), areNewer: false, gone, compared: 1 })
  })

  test('all stay, when a later run went before this one', async () => {
    const held = [main(220), main(210), ...old]
    const found = await kept(held, related('behind', main(HEAD)))
    expect(found).toEqual({ commits: held, areNewer: true, gone: 0, compared: 1 })
  })

  test('only the newer ones go, when an older commit is given', async () => {
    const held = [main(220), main(210), main(HEAD), ...old]
    const found = await kept(held, related('behind', main(HEAD)), true)
    expect(found).toEqual({ commits: held.slice(2), areNewer: false, gone: 2, compared: 1 })
  })

  test('no comparison is made when the newest is among the known ones', async () => {
    const found = await kept([main(150), ...old], { kind: 'not-found' })
    expect(found).toMatchObject({ gone: 0, compared: 0 })
  })
})
