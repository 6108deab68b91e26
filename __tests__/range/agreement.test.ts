import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { commitsOf, pushPayload, useRelease } from '../harness/release.ts'
import { draw, type Drawn } from './drawn.ts'

/** A history: of each commit but the first the distances to its parents. Commits are named by their places in it. */
interface Random {
  readonly parents: readonly (readonly [number, number | undefined])[]
  /** Earlier releases, oldest first: the last commit, the package, and whether it was deployed to production. */
  readonly releases: readonly Earlier[]
  readonly package: string
  readonly head: number
  /** How many of the head's history the release holds already, and from which commit on. */
  readonly held: readonly [from: number, count: number] | undefined
  /** Where the branch stood before the push; a number for each tag, where the run is for a tag. */
  readonly event: { readonly before: number | undefined } | { readonly tags: readonly number[] }
}

type Earlier = readonly [place: number, package_: string, isDeployed: boolean]

const COMMITS = 14

const place = fc.nat(COMMITS - 1)
const packageName = fc.constantFrom('', 'web@', 'api@')

const random: fc.Arbitrary<Random> = fc.record({
  parents: fc.array(
    fc.tuple(fc.integer({ min: 1, max: 3 }), fc.option(fc.integer({ min: 2, max: 6 }), { nil: undefined })),
    { minLength: COMMITS - 1, maxLength: COMMITS - 1 }
  ),
  releases: fc.array(fc.tuple(place, packageName, fc.boolean()), { maxLength: 4 }),
  package: packageName,
  head: fc.integer({ min: 4, max: COMMITS - 1 }),
  held: fc.option(fc.tuple(place, fc.integer({ min: 1, max: 4 })), { nil: undefined }),
  event: fc.oneof(
    fc.record({ before: fc.option(place, { nil: undefined }) }),
    fc.record({ tags: fc.array(place, { maxLength: 3 }) })
  )
})

/** Both sides parted at two commits: the range since one of them is more than the range since the other branch. */
const PARTED_TWICE: Random = {
  parents: [1, 2, [1, 2], 2, [1, 2], 3, 2, [2, 4], 1, 3, 1, 1, 1].map(parent =>
    typeof parent === 'number' ? [parent, undefined] : [parent[0] ?? 1, parent[1]]
  ),
  releases: [[8, '', true]],
  package: '',
  head: 7,
  held: [1, 1],
  event: { before: undefined }
}

const ZEROS = '0'.repeat(40)

const servers = useRelease()

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
  const { event, head } = history
  const version = `${history.package}r1`
  await servers.reset()
  const tags = 'tags' in event ? event.tags : []
  const named = tags.map((number, index) => [`v2.${index}.0`, `c${number}`])
  await drawn.seed(servers, { tags: Object.fromEntries(named) })
  const commit = (name: string): unknown => ({ id: drawn.sha(name), repository: 'acme/web' })
  for (const [index, [number, name, isDeployed]] of history.releases.entries()) {
    const earlier = `${name}before-${index}`
    const commits = [commit(`c${number}`)]
    await servers.sentry('POST', 'releases/', { version: earlier, projects: ['web'], commits })
    if (isDeployed)
      await servers.sentry('POST', `releases/${encodeURIComponent(earlier)}/deploys/`, {
        environment: 'production'
      })
  }
  const held = heldBy(drawn, history)
  if (held.length > 0)
    await servers.sentry('POST', 'releases/', { version, projects: ['web'], commits: held.map(commit) })
  const ref = 'tags' in event ? 'refs/tags/v3.0.0' : 'refs/heads/main'
  const before = 'before' in event && event.before !== undefined ? drawn.sha(`c${event.before}`) : ZEROS
  const sha = drawn.sha(`c${head}`)
  const run = await servers.run(
    { release: version, environment: 'production', set_commits: source },
    {
      sha,
      ref,
      payload: pushPayload(before, sha, ref),
      env: { GITHUB_WORKSPACE: drawn.checkout.directory },
      duringPause: servers.hurry
    }
  )
  expect(run.code).toBe(0)
  const { previous_commit, previous_commit_source, previous_release } = run.outputs
  return {
    commits: drawn.names(commitsOf(await servers.release(version))),
    previous: [previous_commit, previous_commit_source, previous_release],
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
      for (const given of [refs, github, local]) {
        const [commit, , release] = given.previous
        const previous = drawn.all.find(name => drawn.sha(name) === commit)
        const before = previous === undefined ? new Set<string>() : drawn.reached(previous)
        // refs that were widened for what the release holds may begin earlier
        const isWidened = given === refs && given.held.length > 0
        for (const name of given.commits) {
          expect(reached.has(name)).toBe(true)
          if (!isWidened && !given.held.includes(name)) expect(before.has(name)).toBe(false)
        }
        expect(given.commits).toEqual(expect.arrayContaining([...given.held]))
        expect(given.previous).toEqual(local.previous)
        if (release !== '' && release !== undefined) expect(packageIn(release)).toBe(history.package)
      }
      expect(github.commits).toEqual(local.commits)
      // without a previous commit Sentry chooses the range of refs by itself
      if (local.previous[0] === '') return
      expect(refs.commits).toEqual(expect.arrayContaining([...local.commits]))
      if (local.held.length === 0) expect(refs.commits).toEqual(local.commits)
    }),
    { numRuns: 12, examples: [[PARTED_TWICE]] }
  )
}, 300_000)

function packageIn(release: string): string {
  return /^.*@/.exec(release)?.[0] ?? ''
}
