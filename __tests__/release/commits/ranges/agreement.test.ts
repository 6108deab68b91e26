import { afterAll, beforeAll, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { removeFolders } from '../../../harness/checkout.ts'
import { commitsOf, startSimulated, type Simulated } from '../../simulated.ts'
import { draw, type Drawn } from './drawn.ts'

/** A history: of each commit but the first the distances to its parents. */
interface Random {
  readonly parents: readonly (readonly [number, number | undefined])[]
  /** The last commits of releases in production, and the head; as places in the history. */
  readonly releases: readonly number[]
  readonly head: number
  /** How many of the head's history the release holds already, and from which commit on. */
  readonly held: readonly [from: number, count: number] | undefined
}

const COMMITS = 14

const random: fc.Arbitrary<Random> = fc.record({
  parents: fc.array(
    fc.tuple(fc.integer({ min: 1, max: 3 }), fc.option(fc.integer({ min: 2, max: 6 }), { nil: undefined })),
    { minLength: COMMITS - 1, maxLength: COMMITS - 1 }
  ),
  releases: fc.array(fc.nat(COMMITS - 1), { minLength: 1, maxLength: 3 }),
  head: fc.integer({ min: 4, max: COMMITS - 1 }),
  held: fc.option(fc.tuple(fc.nat(COMMITS - 1), fc.integer({ min: 1, max: 4 })), { nil: undefined })
})

let simulated: Simulated
beforeAll(async () => {
  simulated = await startSimulated()
})
afterAll(() => {
  removeFolders()
  return simulated.close()
})

function drawingOf({ parents }: Random): readonly string[] {
  return parents.flatMap(([first, second], index) => {
    const number = index + 1
    const parent = Math.max(0, number - first)
    const other = second === undefined ? -1 : number - second
    const merged = other >= 0 && other !== parent ? `(c${other})` : ''
    return [`c${parent} c${number}${merged}`]
  })
}

/** What a release gets from one source. */
async function releasedBy(source: string, drawn: Drawn, history: Random) {
  await simulated.reset()
  await drawn.seed(simulated)
  const commit = (name: string): unknown => ({ id: drawn.sha(name), repository: 'acme/web' })
  for (const [index, place] of history.releases.entries()) {
    const version = `before-${index}`
    await simulated.sentry('POST', 'releases/', {
      version,
      projects: ['web'],
      commits: [commit(`c${place}`)]
    })
    await simulated.sentry('POST', `releases/${version}/deploys/`, { environment: 'production' })
  }
  const held = heldBy(drawn, history)
  if (held.length > 0)
    await simulated.sentry('POST', 'releases/', {
      version: 'r1',
      projects: ['web'],
      commits: held.map(commit)
    })
  const run = await simulated.run(
    { release: 'r1', environment: 'production', set_commits: source },
    {
      sha: drawn.sha(`c${history.head}`),
      env: { GITHUB_WORKSPACE: drawn.checkout.directory },
      duringPause: () => new Promise(resolve => setTimeout(resolve, 60))
    }
  )
  expect(run.exitCode).toBe(0)
  return {
    commits: drawn.names(commitsOf(await simulated.release('r1'))),
    previous: run.outputs['previous_commit'] ?? '',
    source: run.outputs['previous_commit_source'],
    held
  }
}

/** Newest first, all in the history of the newest, as a run of this action leaves them. */
function heldBy(drawn: Drawn, { held, head }: Random): readonly string[] {
  if (held === undefined) return []
  const [from, count] = held
  const history = drawn.reached(`c${head}`)
  const start = `c${Math.min(from, head - 1)}`
  if (!history.has(start)) return []
  return [...drawn.reached(start)].toSorted((a, b) => Number(b.slice(1)) - Number(a.slice(1))).slice(0, count)
}

test('of any history the three sources give the same range, and never lose what the release has', async () => {
  await fc.assert(
    fc.asyncProperty(random, async history => {
      const head = `c${history.head}`
      const drawn = draw({ lines: drawingOf(history) }, head)
      const reached = drawn.reached(head)
      const [refs, github, local] = [
        await releasedBy('integration', drawn, history),
        await releasedBy('github', drawn, history),
        await releasedBy('local', drawn, history)
      ]
      const sha = (name: string): string => drawn.sha(name)
      for (const given of [refs, github, local]) {
        const previous = [...Array(COMMITS).keys()]
          .map(number => `c${number}`)
          .find(name => sha(name) === given.previous)
        const before = previous === undefined ? new Set<string>() : drawn.reached(previous)
        const isWidened = given === refs && given.held.some(name => before.has(name))
        for (const name of given.commits) {
          expect(reached.has(name)).toBe(true)
          // a range that was widened for what the release holds may begin earlier
          if (!isWidened && !given.held.includes(name)) expect(before.has(name)).toBe(false)
        }
        expect(given.commits).toEqual(expect.arrayContaining([...given.held]))
        expect([given.previous, given.source]).toEqual([local.previous, local.source])
      }
      expect(github.commits).toEqual(local.commits)
      expect(refs.commits).toEqual(expect.arrayContaining([...local.commits]))
      if (local.held.length === 0 && local.previous !== '') expect(refs.commits).toEqual(local.commits)
    }),
    { numRuns: 12 }
  )
}, 300_000)
