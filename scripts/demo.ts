// Shows the action at work against the embedded simulator: a real push payload, a real git history, the committed bundle.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import examples from '@octokit/webhooks-examples' with { type: 'json' }
import { startSimulator, type Simulator } from '../simulator/server.ts'
import { listOf, recordOf, textOf } from '../src/text/json.ts'
import { changed, runAction, type ActionResult } from './action-runner.ts'
import { control } from './demo/control.ts'
import { commitsOf, makeRepository, type SeedCommit } from './demo/history.ts'

const COMMITS = 36
/** The commits of the first release; the others are the second's. */
const FIRST = 24

const folder = mkdtempSync(path.join(tmpdir(), 'release-demo-'))
const simulator = await startSimulator()
try {
  makeRepository(folder, COMMITS)
  const commits = await commitsOf(folder)
  heading('A Sentry, a Maton and a GitHub on this machine')
  say(`Maton and Sentry ${simulator.maton}, GitHub ${simulator.github}`)
  say(`A git repository with ${commits.length} commits by 3 authors`)

  heading('1. The first release: a push to main')
  await pushTo(commits.slice(0, FIRST))
  show(await release(commits.slice(0, FIRST), commits[0], 'web@2.0.0'))

  heading(`2. ${COMMITS - FIRST} commits later`)
  await pushTo(commits)
  show(await release(commits, commits[FIRST - 1], 'web@2.1.0'))

  heading('3. What Sentry holds now')
  await showSentry(['web@2.0.0', 'web@2.1.0'])
} finally {
  await simulator.close()
  rmSync(folder, { recursive: true, force: true })
}

/** Puts commits on the main branch of the simulated GitHub. */
async function pushTo(commits: readonly SeedCommit[]): Promise<void> {
  await control(simulator, 'POST', 'state', {
    github: { commits, refs: { 'heads/main': commits.at(-1)?.sha } }
  })
}

/** Runs the release action for a push that brought the branch from one commit to the last of these, as a workflow would. */
function release(
  commits: readonly SeedCommit[],
  before: SeedCommit | undefined,
  version: string
): Promise<ActionResult> {
  return runAction({
    action: '.',
    inputs: { ...access(simulator), projects: 'web', release: version, environment: 'production' },
    env: environment(commits.at(-1)?.sha ?? ''),
    payload: pushPayload(before?.sha, commits.at(-1)?.sha)
  })
}

function access({ maton, key, token }: Simulator): Record<string, string> {
  return { maton_api_key: key, maton_url: maton, github_token: token }
}

function environment(sha: string): Record<string, string> {
  return {
    GITHUB_SHA: sha,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_REPOSITORY: simulator.repository,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: simulator.github,
    GITHUB_WORKFLOW: 'Deploy',
    GITHUB_RUN_ID: '1234567890',
    GITHUB_RUN_NUMBER: '42',
    GITHUB_RUN_ATTEMPT: '1'
  }
}

/** A recorded payload of a push to a branch, with this repository and these ends. */
function pushPayload(before: string | undefined, after: string | undefined): unknown {
  const all: unknown = examples
  const pushes = listOf(all)
    .map(recordOf)
    .find(event => event['name'] === 'push')
  const recorded = listOf(pushes?.['examples']).find(example =>
    textOf(recordOf(example)['ref'])?.startsWith('refs/heads/')
  )
  return changed(recorded, {
    ref: 'refs/heads/main',
    before,
    after,
    deleted: false,
    repository: { full_name: simulator.repository, name: 'web', owner: { login: 'acme' }, private: false }
  })
}

function show({ exitCode, stdout, stderr, outputs, summary }: ActionResult): void {
  say('The log of the step:')
  block(`${stdout}${stderr}`)
  say(`Exit code ${exitCode}. Its outputs:`)
  block(
    Object.entries(outputs)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n')
  )
  say('Its job summary:')
  block(summary)
  if (exitCode !== 0) process.exitCode = 1
}

async function showSentry(versions: readonly string[]): Promise<void> {
  const state = recordOf(await control(simulator, 'GET', 'state'))
  for (const release of listOf(state['releases'])
    .map(recordOf)
    .filter(one => versions.includes(textOf(one['version']) ?? ''))) {
    const deploys = listOf(release['deploys']).map(deploy => textOf(recordOf(deploy)['environment']))
    const commits = listOf(release['commits'])
    say(
      `${textOf(release['version'])}: ${commits.length} commits, released ${textOf(release['dateReleased'])}, deployed to ${deploys.join(', ')}`
    )
    for (const commit of commits.slice(0, 3).map(recordOf))
      say(
        `  ${textOf(commit['id'])?.slice(0, 7)} ${textOf(commit['message'])?.split('\n')[0]} (${textOf(commit['author_name'])})`
      )
    if (commits.length > 3) say(`  and ${commits.length - 3} more`)
  }
}

function heading(title: string): void {
  console.log(`\n━━ ${title} ${'━'.repeat(Math.max(2, 76 - title.length))}\n`)
}

function say(line: string): void {
  console.log(line)
}

function block(text: string): void {
  console.log(
    text
      .trimEnd()
      .split('\n')
      .map(line => `  │ ${line}`)
      .join('\n')
  )
}
