import { expect } from '@jest/globals'
import { startSimulator } from '../../simulator/server.ts'
import { at, listAt, recordAt } from '../../src/text/json.ts'
import { commitsOf, type Commits } from './occasions.ts'
import { runWorkflow, type Occasion, type StepRun } from './recipe-run.ts'

type Fields = Readonly<Record<string, unknown>>

/** A simulated Sentry, Maton and GitHub, and a workflow that is run against them. */
export interface Scene {
  readonly commits: Commits
  run(occasion: Occasion): Promise<readonly StepRun[]>
  /** As `run`; every step has to end well. */
  runWell(occasion: Occasion): Promise<readonly StepRun[]>
  /** Adds to what is there; see the simulator's control API. */
  add(what: 'state' | 'issues', value: unknown): Promise<void>
  release(version: string): Promise<Fields | undefined>
  /** Shas, once Sentry has fetched them. */
  commitsIn(version: string): Promise<readonly unknown[]>
  environmentsOf(version: string): Promise<readonly unknown[]>
  list(key: 'issues' | 'teams' | 'projects' | 'releases' | 'bundles'): Promise<readonly Fields[]>
  /** The comments of the workflow's own user. */
  comments(): Promise<readonly { pullRequest: unknown; says: unknown }[]>
}

/** Sets a scene, plays it, and takes it down. */
export async function withScene(workflow: string, play: (scene: Scene) => Promise<void>): Promise<void> {
  const simulator = await startSimulator()
  try {
    const state = async (): Promise<Fields> => recordAt(simulator.control('GET', 'state'))
    const list: Scene['list'] = async key => listAt((await state())[key], [], entry => recordAt(entry))
    const release: Scene['release'] = async version =>
      (await list('releases')).find(one => one['version'] === version)
    const run: Scene['run'] = occasion => runWorkflow(workflow, occasion, simulator)
    await play({
      commits: await commitsOf(simulator),
      run,
      async runWell(occasion) {
        const steps = await run(occasion)
        const bad = steps.filter(({ exitCode }) => exitCode !== 0)
        expect(bad.map(({ stdout, stderr }) => `${stdout}${stderr}`)).toEqual([])
        expect(steps.length).toBeGreaterThan(0)
        return steps
      },
      async add(what, value) {
        simulator.control('POST', what, value)
      },
      release,
      async commitsIn(version) {
        simulator.hurry()
        return listAt((await release(version))?.['commits'], []).map(commit => at(commit, 'id'))
      },
      async environmentsOf(version) {
        return listAt((await release(version))?.['deploys'], []).map(deploy => at(deploy, 'environment'))
      },
      list,
      async comments() {
        return listAt(at((await state())['github'], 'comments'), [], entry => recordAt(entry))
          .filter(comment => comment['user'] === 'github-actions[bot]')
          .map(comment => ({ pullRequest: comment['issue_number'], says: comment['body'] }))
      }
    })
  } finally {
    await simulator.close()
  }
}
