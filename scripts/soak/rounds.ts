import { commentStep } from '../../src/comment/step.ts'
import { runStep } from '../../src/actions/frame.ts'
import type { Clock } from '../../src/run/context.ts'
import { releaseStep } from '../../src/release/step.ts'
import { listAt, textAt } from '../../src/text/json.ts'
import { at, rowsOf } from '../../simulator/client/json-path.ts'
import { openBench, type Bench, type Ended } from '../../simulator/client/bench.ts'
import type { Scenario } from '../../simulator/client/scenario.ts'
import { startPart } from '../../simulator/github/state/start.ts'
import { seededRandom } from '../../simulator/client/random.ts'
import { createVirtualTime } from '../../simulator/client/virtual-time.ts'

/** The head of the pull request that the simulator has after a reset. */
const HEAD = String(at(startPart(0), 'refs', 'heads/topic'))
/** How many runs start at the same time: more than a usual matrix has jobs. */
const RUNS = 16
const VERSION = 'web@2.0.0'
const COMMENTED = 'web@1.1.0'

/** Rounds of many runs at once. The seed of a round decides when the runs start, and what happens meanwhile. */
export interface Rounds {
  /**
   * 16 runs release one version while other writers hold its commit lock.
   * @returns what is wrong afterwards
   */
  readonly release: (seed: number) => Promise<readonly string[]>
  /**
   * 16 runs report on one pull request while issues arrive and lists show new comments late.
   * @returns what is wrong afterwards
   */
  readonly comment: (seed: number) => Promise<readonly string[]>
  readonly close: () => Promise<void>
}

interface Place {
  readonly bench: Bench
  readonly time: Clock
  /** The random numbers of the round, also for the latency of each answer. */
  readonly random: () => number
}

export async function openRounds(): Promise<Rounds> {
  const time = createVirtualTime()
  let random = seededRandom(0)
  const latencyMs = (): number => 20 + Math.floor(random() * 380)
  const bench = await openBench({ now: time.now, later: time.later, latencyMs })
  const seeded = (seed: number): Place => ({ bench, time, random: (random = seededRandom(seed)) })
  return {
    release: seed => releaseRound(seeded(seed)),
    comment: seed => commentRound(seeded(seed)),
    close: () => bench.close()
  }
}

async function releaseRound(place: Place): Promise<readonly string[]> {
  const { bench, random } = place
  await bench.control('POST', 'reset')
  const head = textAt(await bench.control('GET', 'state'), 'github', 'refs', 'heads/main') ?? ''
  const scenario: Scenario = {
    name: 'release',
    action: '.',
    step: world => runStep(releaseStep, world),
    eventName: 'push',
    env: { GITHUB_SHA: head, GITHUB_REF: 'refs/heads/main' },
    inputs: {
      maton_connection: bench.simulator.connection,
      organization: 'acme',
      projects: 'web',
      release: VERSION,
      environment: 'production',
      set_commits: 'github'
    }
  }
  const hold = async (): Promise<unknown> =>
    bench.control('POST', 'state', {
      locks: [{ organization: 'acme', release: VERSION, ms: 1 + Math.floor(random() * 1_500) }]
    })
  const runs = await atOnce(place, scenario, { within: 2_000, others: [hold, hold, hold] })
  const releases = rowsOf((await bench.look()).state, 'releases').filter(({ version }) => version === VERSION)
  const commits = listAt(releases[0]?.['commits'], []).map(commit => at(commit, 'id'))
  const deploys = listAt(releases[0]?.['deploys'], []).map(deploy => String(at(deploy, 'name')))
  const named = Array.from({ length: RUNS }, (_, index) => `Deploy #${index + 1}.1`)
  return [
    ...failuresOf(runs),
    ...unless(releases.length === 1, `${releases.length} releases`),
    ...unless(commits.length === 3 && commits[0] === head, `commits ${commits.join(', ')}`),
    ...unless(typeof releases[0]?.['dateReleased'] === 'string', 'not finalized'),
    ...named.flatMap(name => {
      const count = deploys.filter(deploy => deploy === name).length
      return unless(count === 1, `deploy ${name} ${count} times`)
    }),
    ...unless(deploys.length === RUNS, `${deploys.length} deploys`)
  ]
}

async function commentRound(place: Place): Promise<readonly string[]> {
  const { bench, time, random } = place
  const raise = (issue: Readonly<Record<string, unknown>>): Promise<unknown> =>
    bench.control('POST', 'issues', { project: 'web', firstRelease: COMMENTED, ...issue })
  await bench.control('POST', 'reset')
  await raise({ title: 'Solved', status: 'resolved' })
  const scenario: Scenario = {
    name: 'comment',
    action: 'comment',
    step: world => runStep(commentStep, world),
    eventName: 'pull_request',
    payload: {
      pull_request: { number: 2, head: { sha: HEAD } },
      repository: { id: 1, full_name: 'acme/web', private: true, default_branch: 'main' }
    },
    inputs: {
      maton_connection: bench.simulator.connection,
      organization: 'acme',
      release: COMMENTED,
      include: 'new'
    }
  }
  // in half of the rounds there is already a comment without issues
  if (random() < 0.5) {
    await bench.start(scenario, { clock: time, random, inputs: { comment: 'always' } })
  }
  await raise({ title: 'First' })
  await bench.control('POST', 'state', { github: { listLagMs: Math.floor(random() * 3_500) } })
  const others = ['Second', 'Third'].map(title => () => raise({ title }))
  const runs = await atOnce(place, scenario, { within: 3_000, others })
  const comments = rowsOf((await bench.look()).state, 'github', 'comments').filter(
    ({ user, issue_number, body }) =>
      user === 'github-actions[bot]' && issue_number === 2 && !String(body).includes('superseded')
  )
  const newest = Math.max(...runs.map(({ outputs }) => Number(outputs['new_count'])))
  const title = `${newest} issue${newest === 1 ? '' : 's'} in`
  return [
    ...failuresOf(runs),
    ...unless(comments.length === 1, `${comments.length} comments`),
    ...unless(String(comments[0]?.['body']).includes(title), `not the newest report (${title})`)
  ]
}

/**
 * Starts all runs and the other work within `within` milliseconds.
 * @returns the runs, when all are over
 */
async function atOnce(
  { bench, time, random }: Place,
  scenario: Scenario,
  options: { within: number; others: readonly (() => Promise<unknown>)[] }
): Promise<readonly Ended[]> {
  const { within, others } = options
  const { signal } = new AbortController()
  const later = async <T>(work: () => Promise<T>): Promise<T> => {
    await time.sleep(Math.floor(random() * within), signal)
    return work()
  }
  const started = Array.from({ length: RUNS }, (_, index) => {
    const own = seededRandom(Math.floor(random() * 2 ** 31))
    const env = { GITHUB_RUN_ID: String(7_001 + index), GITHUB_RUN_NUMBER: String(index + 1) }
    return later(() => bench.start(scenario, { clock: time, random: own, env }))
  })
  await Promise.all(others.map(later))
  return Promise.all(started)
}

function failuresOf(runs: readonly Ended[]): readonly string[] {
  return runs.flatMap(({ code, said }, index) => unless(code === 0, `run ${index + 1} failed:\n${said}`))
}

function unless(isRight: boolean, problem: string): readonly string[] {
  return isRight ? [] : [problem]
}
