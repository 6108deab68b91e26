import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openRounds, type Rounds } from '../../../scripts/soak/rounds.ts'

/** 127: a late answer with fewer issues, which once passed for the newest report. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 127].map(seed => [seed] as const)

let rounds: Rounds
beforeAll(async () => {
  rounds = await openRounds()
})
afterAll(() => rounds.close())

describe('16 runs at once', () => {
  test.each(SEEDS)(
    'of one version leave one release, its commits, and the deploy of each once (seed %i)',
    async seed => {
      expect(await rounds.release(seed)).toEqual([])
    },
    30_000
  )

  test.each(SEEDS)(
    'on one pull request leave one comment, with the newest report (seed %i)',
    async seed => {
      expect(await rounds.comment(seed)).toEqual([])
    },
    30_000
  )
})
