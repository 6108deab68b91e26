import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { SentryCli } from '@sentry/cli'
import { runAction, type ActionRun } from '../../scripts/action-runner.ts'
import { at, rowsOf } from '../../simulator/client/json-path.ts'
import { openBench, type Bench } from '../../simulator/client/bench.ts'
import type { JsonRecord } from '../../src/text/json.ts'
import { makeCheckout, type Checkout } from '../harness/checkout.ts'
import { USER_TOKEN } from '../direct/sentry-token.ts'

const run = promisify(execFile)
const VERSION = '7.1.0'

const CLIENT = SentryCli.getPath()

let bench: Bench
let checkout: Checkout
let sha = ''
beforeAll(async () => {
  bench = await openBench()
  checkout = makeCheckout()
  checkout.git('remote', 'add', 'origin', 'https://github.com/acme/web.git')
  for (const name of ['Add one', 'Add two', 'Add three']) sha = checkout.commit(name)
})
afterAll(() => bench.close())

/** The variables that both are given. */
function variables(): Record<string, string> {
  return {
    SENTRY_AUTH_TOKEN: USER_TOKEN,
    SENTRY_ORG: 'acme',
    SENTRY_PROJECT: 'web',
    SENTRY_URL: bench.simulator.sentry
  }
}

async function byClient(commands: readonly (readonly string[])[]): Promise<void> {
  for (const args of commands)
    await run(CLIENT ?? '', [...args], {
      cwd: checkout.directory,
      env: { PATH: process.env['PATH'] ?? '', HOME: checkout.directory, ...variables() }
    })
}

async function byStep(inputs: ActionRun['inputs']): Promise<void> {
  const { simulator } = bench
  const { exitCode, stdout } = await runAction({
    action: '.',
    inputs: { version: VERSION, github_token: simulator.token, ...inputs },
    env: {
      ...variables(),
      GITHUB_REPOSITORY: 'acme/web',
      GITHUB_API_URL: simulator.github,
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_SHA: sha,
      GITHUB_REF: 'refs/heads/main',
      GITHUB_WORKSPACE: checkout.directory
    }
  })
  if (exitCode !== 0) throw new Error(stdout)
}

/** The release as it stands afterwards: times only as set or not. */
async function leftBehind(doing: () => Promise<void>): Promise<JsonRecord> {
  await bench.control('POST', 'reset')
  await bench.control('POST', 'state', { tokens: [{ token: USER_TOKEN }] })
  await doing()
  const { state } = await bench.look()
  const [release, ...others] = rowsOf(state, 'releases').filter(({ version }) => version === VERSION)
  expect(others).toEqual([])
  return {
    projects: release?.['projects'],
    status: release?.['status'],
    isFinalized: release?.['dateReleased'] !== null,
    // the step records the deploys of several environments side by side
    deploys: rowsOf({ release }, 'release', 'deploys')
      .map(({ environment, projects }) => ({ environment: String(environment), projects }))
      .toSorted((a, b) => a.environment.localeCompare(b.environment)),
    commits: rowsOf({ release }, 'release', 'commits').map(commit => ({
      id: commit['id'],
      message: String(commit['message']).trim(),
      author: commit['author_email'],
      files: at(commit, 'patch_set')
    }))
  }
}

interface Case {
  readonly name: string
  readonly commands: readonly (readonly string[])[]
  readonly inputs: ActionRun['inputs']
}

const FINALIZE = ['releases', 'finalize', VERSION]
const deploy = (environment: string): readonly string[] => [
  'deploys',
  'new',
  '--release',
  VERSION,
  '--env',
  environment
]

const CASES: readonly Case[] = [
  {
    name: 'a release alone',
    commands: [['releases', 'new', VERSION], FINALIZE],
    inputs: { set_commits: 'skip' }
  },
  {
    name: 'a release that is not finalized',
    commands: [['releases', 'new', VERSION]],
    inputs: { set_commits: 'skip', finalize: 'false' }
  },
  {
    name: 'deploys to two environments',
    commands: [['releases', 'new', VERSION], deploy('production'), deploy('staging'), FINALIZE],
    inputs: { set_commits: 'skip', environment: 'production\nstaging' }
  },
  {
    name: 'two projects',
    commands: [['releases', 'new', '-p', 'web', '-p', 'api', VERSION], FINALIZE],
    inputs: { set_commits: 'skip', projects: 'web api' }
  },
  {
    name: 'the commits of the checkout',
    commands: [
      ['releases', 'new', VERSION],
      ['releases', 'set-commits', VERSION, '--local', '--ignore-missing'],
      FINALIZE
    ],
    inputs: { set_commits: 'local', ignore_missing: 'true' }
  }
]

describe('sentry-cli and the step leave the same release behind', () => {
  beforeEach(() => bench.control('POST', 'reset'))

  test.each(CASES)('$name', async ({ commands, inputs }) => {
    const theirs = await leftBehind(() => byClient(commands))
    const ours = await leftBehind(() => byStep(inputs))
    expect(ours).toEqual(theirs)
  })
})
