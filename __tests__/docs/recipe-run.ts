import { parse } from 'yaml'
import { runAction, type ActionResult } from '../../scripts/action-runner.ts'
import { listAt, recordAt, textAt } from '../../src/text/json.ts'
import type { Simulator } from '../../simulator/server.ts'
import { ourAction, read } from './yaml.ts'
import { evaluate, filled, holds, type Contexts } from './expressions.ts'

/** What starts a workflow, and what it finds. */
export interface Occasion {
  readonly eventName: string
  readonly payload: Readonly<Record<string, unknown>>
  /** Variables that GitHub sets for the event, such as `GITHUB_SHA`. */
  readonly env: Readonly<Record<string, string>>
  /** Outputs of steps with `run:`, by step id; scripts are not run here. */
  readonly scripts?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** A step of ours that was run. */
export interface StepRun extends ActionResult {
  readonly job: string
  /** `.`, `comment` or `api`. */
  readonly action: string
  readonly inputs: Readonly<Record<string, string>>
}

interface JobEnd {
  readonly result: 'success' | 'failure' | 'skipped'
  readonly outputs: Readonly<Record<string, string>>
}

/**
 * Runs the steps of a workflow that use our actions, through the bundles, against a simulator: jobs in the order of `needs`, each
 * combination of a matrix, conditions, outputs. Deploys are only pretended; nothing waits.
 */
export async function runWorkflow(
  workflow: string,
  occasion: Occasion,
  simulator: Simulator,
  inputs?: Readonly<Record<string, unknown>>
): Promise<readonly StepRun[]> {
  const content: unknown = parse(workflow)
  const document = recordAt(content)
  const runs: StepRun[] = []
  const ends = new Map<string, JobEnd>()
  const github = {
    event: occasion.payload,
    event_name: occasion.eventName,
    token: simulator.token,
    ...lowerCased(occasion.env)
  }
  for (const [name, row] of Object.entries(recordAt(document, 'jobs'))) {
    const job = recordAt(row)
    const needs = [job['needs']].flat().flatMap(need => textAt(need) ?? [])
    const contexts = {
      github,
      secrets: {
        MATON_API_KEY: simulator.key,
        SENTRY_AUTH_TOKEN: simulator.sentryToken,
        SENTRY_INTEGRATION_TOKEN: simulator.sentryToken,
        ACCESS_ID: 'id-of-the-gate',
        ACCESS_SECRET: 'secret-of-the-gate'
      },
      inputs: inputs ?? recordAt(occasion.payload['inputs']),
      needs: Object.fromEntries(needs.map(need => [need, ends.get(need)]))
    }
    const isReady = needs.every(need => ends.get(need)?.result === 'success')
    const condition = textAt(job, 'if')
    if (!isReady || (condition !== undefined && !holds(condition, contexts))) {
      ends.set(name, { result: 'skipped', outputs: {} })
      continue
    }
    const called = calledRecipe(job)
    if (called !== undefined) {
      runs.push(...(await runCalled(called, texts(recordAt(job, 'with'), contexts), { occasion, simulator })))
      const isGood = runs.every(({ exitCode }) => exitCode === 0)
      ends.set(name, { result: isGood ? 'success' : 'failure', outputs: {} })
      continue
    }
    const env = { ...recordAt(document, 'env'), ...recordAt(job, 'env') }
    for (const matrix of combinations(job, contexts)) {
      const end = await runJob({
        name,
        job,
        env,
        contexts: { ...contexts, matrix },
        occasion,
        simulator,
        runs
      })
      if (ends.get(name)?.result !== 'failure') ends.set(name, end)
    }
  }
  return runs
}

/** The recipe that a job calls as a reusable workflow. */
export function calledRecipe(job: unknown): string | undefined {
  return /^\.\/\.github\/workflows\/([\w-]+)\.yml$/.exec(textAt(job, 'uses') ?? '')?.[1]
}

/** Runs a reusable workflow with the inputs of its caller, else their defaults. */
async function runCalled(
  recipe: string,
  given: Readonly<Record<string, string>>,
  { occasion, simulator }: { occasion: Occasion; simulator: Simulator }
): Promise<readonly StepRun[]> {
  const workflow = read(`docs/recipes/${recipe}.yml`)
  const content: unknown = parse(workflow)
  const declared = Object.entries(recordAt(content, 'on', 'workflow_call', 'inputs'))
  const defaults = declared.map(([name, input]) => [name, textAt(input, 'default') ?? ''])
  return runWorkflow(workflow, occasion, simulator, { ...Object.fromEntries(defaults), ...given })
}

interface JobRun {
  readonly name: string
  readonly job: Readonly<Record<string, unknown>>
  readonly env: Readonly<Record<string, unknown>>
  readonly contexts: Contexts
  readonly occasion: Occasion
  readonly simulator: Simulator
  readonly runs: StepRun[]
}

async function runJob({ name, job, env, contexts, occasion, simulator, runs }: JobRun): Promise<JobEnd> {
  const steps: Record<string, { outputs: Readonly<Record<string, string>> }> = {}
  const state: { status: 'success' | 'failure' } = { status: 'success' }
  const all = { ...contexts, steps, job: state }
  for (const step of listAt(job, ['steps'], entry => recordAt(entry))) {
    const condition = textAt(step, 'if')
    // behind a failed step only those run that ask for it
    if (state.status === 'failure' && condition?.includes('failure()') !== true) continue
    const id = textAt(step, 'id')
    if (condition !== undefined && !holds(condition, all)) {
      // outputs of a step that is skipped are empty
      if (id !== undefined) steps[id] = { outputs: emptied(occasion.scripts?.[id] ?? {}) }
      continue
    }
    const action = ourAction(textAt(step, 'uses'))
    if (action === undefined) {
      if (id !== undefined) steps[id] = { outputs: occasion.scripts?.[id] ?? {} }
      continue
    }
    const inputs = texts(recordAt(step, 'with'), all)
    const run = await runAction({
      action,
      inputs: {
        ...inputs,
        ...('wait' in inputs ? { wait: '0' } : {}),
        ...('sentry_auth_token' in inputs
          ? { sentry_url: simulator.sentry }
          : { maton_url: simulator.maton }),
        github_token: simulator.token
      },
      eventName: occasion.eventName,
      payload: occasion.payload,
      env: {
        GITHUB_API_URL: simulator.github,
        GITHUB_GRAPHQL_URL: `${simulator.github}/graphql`,
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_REPOSITORY: simulator.repository,
        GITHUB_RUN_ID: '77',
        GITHUB_RUN_NUMBER: '7',
        GITHUB_RUN_ATTEMPT: '1',
        GITHUB_WORKFLOW: 'Recipe',
        ...occasion.env,
        ...texts({ ...env, ...recordAt(step, 'env') }, all)
      }
    })
    runs.push({ ...run, job: name, action, inputs })
    if (id !== undefined) steps[id] = { outputs: run.outputs }
    if (run.exitCode !== 0) state.status = 'failure'
  }
  if (state.status === 'failure') return { result: 'failure', outputs: {} }
  return { result: 'success', outputs: texts(recordAt(job, 'outputs'), all) }
}

function emptied(outputs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(outputs).map(name => [name, '']))
}

/** Every combination of a matrix; one without values when there is no matrix. */
function combinations(
  job: Readonly<Record<string, unknown>>,
  contexts: Contexts
): readonly Readonly<Record<string, unknown>>[] {
  let all: Readonly<Record<string, unknown>>[] = [{}]
  for (const [name, row] of Object.entries(recordAt(job['strategy'], 'matrix'))) {
    const expression = /^\$\{\{(.*)\}\}$/.exec(textAt(row) ?? '')?.[1]
    const values = listAt(expression === undefined ? row : evaluate(expression, contexts), [])
    all = all.flatMap(combination => values.map(value => ({ ...combination, [name]: value })))
  }
  return all
}

function texts(
  values: Readonly<Record<string, unknown>>,
  contexts: Contexts
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, filled(String(value), contexts)])
  )
}

/** `GITHUB_REF_NAME` is `github.ref_name`. */
function lowerCased(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name.replace(/^GITHUB_/, '').toLowerCase(), value])
  )
}
