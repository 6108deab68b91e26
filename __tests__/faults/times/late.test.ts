import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type JsonRecord, listAt, recordAt } from '../../../src/text/json.ts'
import { at, rowsOf } from '../../../simulator/client/json-path.ts'
import { openBench, type Bench, type Fault, type Ran } from '../../../simulator/client/bench.ts'
import type { Scenario } from '../../../simulator/client/scenario.ts'
import { commentScenarios } from '../scenarios/comment.ts'
import { releaseScenarios } from '../scenarios/release.ts'

const VERSION = 'web@2.0.0'
const RELEASES = '/sentry/api/0/organizations/acme/releases/'
const DEPLOYS = '/deploys/$'
const COMMENTS = '/issues/2/comments'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

function releaseOf({ state }: Pick<Ran, 'state'>): JsonRecord {
  return rowsOf(state, 'releases').find(({ version }) => version === VERSION) ?? {}
}

function deploysOf(ran: Ran): readonly string[] {
  return listAt(releaseOf(ran)['deploys'], []).map(
    deploy => `${String(at(deploy, 'environment'))} ${String(at(deploy, 'name'))}`
  )
}

/** A request that someone sends beside the run, through the gateway or to GitHub. */
async function send(server: 'maton' | 'github', path: string, body: unknown): Promise<void> {
  const { [server]: address, key, token } = bench.simulator
  await fetch(address + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server === 'maton' ? key : token}`,
      'maton-connection': bench.simulator.connection,
      'content-type': 'application/json'
    },
    body: JSON.stringify(body)
  })
}

/** Carries out the first request of this path that the run sent and that was cut, in the n-th pause after it. */
function carriedOutLater(server: 'maton' | 'github', path: RegExp, inPause: number): () => Promise<void> {
  let pauses = 0
  return async () => {
    const cut = (await bench.look()).requests.find(
      request => request.method === 'POST' && path.test(request.path) && request.status === undefined
    )
    if (cut === undefined) return
    pauses += 1
    if (pauses === inPause) await send(server, cut.path, cut.body)
  }
}

async function release(
  faults: readonly Fault[],
  options: { inputs?: Scenario['inputs']; duringPause?: () => Promise<unknown> } = {}
): Promise<Ran> {
  const [, scenario] = await releaseScenarios(bench)
  return bench.run(scenario, { ...options, faults })
}

describe('deploys', () => {
  const environments = { environment: 'production, staging, canary' }
  const all = ['canary Deploy #12.1', 'production Deploy #12.1', 'staging Deploy #12.1']

  test('whose answers are all lost are each recorded once', async () => {
    const lost = { match: { method: 'POST', path: DEPLOYS, times: 0 }, action: { reset: 'after' } }
    const ran = await release([lost], { inputs: environments })
    expect(ran.code).toBe(0)
    expect(new Set(deploysOf(ran))).toEqual(new Set(all))
    expect(deploysOf(ran)).toHaveLength(3)
    expect(listAt(JSON.parse(ran.outputs['deploys'] ?? ''), [])).toHaveLength(3)
  })

  test('of which one cannot be written are each told: what was recorded, and what was not', async () => {
    const refused = {
      match: { method: 'POST', path: DEPLOYS, nth: 2, times: 1 },
      action: { status: 400, body: { detail: 'no' } }
    }
    const ran = await release([refused], { inputs: environments })
    expect(ran.code).toBe(1)
    expect(deploysOf(ran)).toHaveLength(2)
    for (const deploy of deploysOf(ran))
      expect(ran.said).toContain(`Recorded the deploy of ${VERSION} to ${deploy.split(' ')[0]}.`)
    expect(ran.said).toMatch(/Still to be done, as far as Sentry told: record the deploy of \S+ to \S+\.$/m)
  })

  test('that are carried out after the connection was lost are found by the look', async () => {
    const cut = { match: { method: 'POST', path: DEPLOYS }, action: { reset: true } }
    const ran = await release([cut], { duringPause: carriedOutLater('maton', /\/deploys\/$/, 1) })
    expect(ran.code).toBe(0)
    expect(deploysOf(ran)).toHaveLength(2)
    expect(new Set(deploysOf(ran)).size).toBe(2)
  })

  test('that a later one of another job hides are not repeated, and the run fails and says so', async () => {
    const lost = { match: { method: 'POST', path: DEPLOYS }, action: { reset: 'after' } }
    let others = 0
    const ran = await release([lost], {
      inputs: { environment: 'production' },
      async duringPause() {
        others += 1
        if (others === 1)
          await send('maton', `${RELEASES}${VERSION}/deploys/`, { environment: 'production', name: 'theirs' })
      }
    })
    expect(ran.code).toBe(1)
    expect(deploysOf(ran)).toEqual(['production Deploy #12.1', 'production theirs'])
    expect(ran.said).toContain('The deploy to production may have been recorded')
  })
})

describe('the lock on the commits of a new release', () => {
  const lock = (ms: number): Promise<unknown> =>
    bench.control('POST', 'state', { locks: [{ organization: 'acme', release: VERSION, ms }] })
  const inputs = { set_commits: 'github', environment: 'production' }

  test('held for a while leaves a release with its commits', async () => {
    const [, scenario] = await releaseScenarios(bench)
    await bench.prepare(scenario)
    await lock(0)
    let pauses = 0
    const ran = await bench.runOn(scenario, {
      inputs,
      async duringPause() {
        pauses += 1
        if (pauses === 2) await lock(1)
        await new Promise(resolve => setTimeout(resolve, 5))
      }
    })
    expect(ran.code).toBe(0)
    expect(listAt(releaseOf(ran)['commits'], [])).toHaveLength(3)
    expect(deploysOf(ran)).toHaveLength(1)
    expect(ran.requests.filter(({ method, path }) => method === 'POST' && path === RELEASES)).toHaveLength(3)
  })

  test('held for ever ends in one error, which says that the release is there without them', async () => {
    const [, scenario] = await releaseScenarios(bench)
    await bench.prepare(scenario)
    await lock(0)
    const ran = await bench.runOn(scenario, { inputs })
    expect(ran.code).toBe(1)
    expect(releaseOf(ran)).toMatchObject({ version: VERSION, commits: [], deploys: [] })
    expect(ran.said).toContain(
      `The release ${VERSION} is there all the same, without the commits of this run.`
    )
  })
})

describe('the comment', () => {
  const ours = (ran: Ran): readonly JsonRecord[] =>
    rowsOf(ran.state, 'github', 'comments').filter(({ user }) => user === 'github-actions[bot]')

  async function report(
    faults: readonly Fault[],
    options: { seed?: () => Promise<unknown>; duringPause?: () => Promise<unknown> } = {}
  ): Promise<Ran> {
    const [scenario] = commentScenarios(bench)
    await bench.prepare(scenario, faults)
    await options.seed?.()
    const { duringPause } = options
    return bench.runOn(scenario, duringPause === undefined ? {} : { duringPause })
  }

  test.each([1, 2, 3])(
    'that is carried out %i pauses after its answer was lost stays the only one',
    async pause => {
      const cut = { match: { method: 'POST', path: COMMENTS }, action: { reset: true } }
      const ran = await report([cut], { duringPause: carriedOutLater('github', /\/comments$/, pause) })
      expect(ran.code).toBe(0)
      expect(ours(ran)).toHaveLength(1)
    }
  )

  test.each([4, 5, 6])(
    'that is carried out %i pauses later, after a second one, is merged with it',
    async pause => {
      const cut = { match: { method: 'POST', path: COMMENTS }, action: { reset: true } }
      const ran = await report([cut], { duringPause: carriedOutLater('github', /\/comments$/, pause) })
      expect(ran.code).toBe(0)
      expect(ours(ran)).toHaveLength(1)
    }
  )

  /** So many comments of others before ours: three pages. */
  async function crowd(): Promise<void> {
    const comments = Array.from({ length: 230 }, (_, index) => ({
      issue_number: 2,
      user: 'someone',
      body: `Comment ${index}`
    }))
    await bench.control('POST', 'state', { github: { comments } })
  }

  test.each([
    ['once', 1],
    ['for ever', 0]
  ])(
    'is never written when a page in the middle of the list fails %s, unless it is read',
    async (_how, times) => {
      const fault = { match: { method: 'GET', path: COMMENTS, nth: 2, times }, action: { status: 502 } }
      const ran = await report([fault], { seed: crowd })
      expect(ran.code).toBe(times === 1 ? 0 : 1)
      expect(ours(ran)).toHaveLength(times)
    }
  )

  test('of several is one again, though each deletion is answered late or not at all', async () => {
    const [scenario] = commentScenarios(bench)
    await bench.run(scenario)
    const [written] = rowsOf((await bench.look()).state, 'github', 'comments').filter(
      ({ user }) => user === 'github-actions[bot]'
    )
    const copy = { issue_number: 2, user: 'github-actions[bot]', body: recordAt(written)['body'] }
    await bench.control('POST', 'state', { github: { comments: [copy, copy] } })
    await bench.control('POST', 'faults', [
      { match: { method: 'DELETE', times: 1 }, action: { reset: 'after' } },
      { match: { method: 'DELETE', nth: 3, times: 1 }, action: { status: 503 } }
    ])
    const ran = await bench.runOn(scenario)
    expect(ran.code).toBe(0)
    expect(ours(ran)).toHaveLength(1)
  })
})
