// Shows the action at work against the embedded simulator: a real push payload, a real git history, the committed bundle.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import examples from '@octokit/webhooks-examples' with { type: 'json' }
import { startSimulator, type Simulator } from '../simulator/server.ts'
import { listAt, recordAt, textAt } from '../src/text/json.ts'
import { changed, runAction, type ActionResult } from './action-runner.ts'
import { control } from './demo/control.ts'
import { pageOf } from './demo/page.ts'
import { commitsOf, makeRepository, type SeedCommit } from './demo/history.ts'

const COMMITS = 36
/** The commits of the first release; the others are the second's. */
const FIRST = 24

const PULL_REQUEST = 36
/** What the last commit changed in its file, so that an error there is its author's. */
const LINE_OF_LAST_COMMIT = 7
const PAGES = path.resolve(import.meta.dirname, '..', 'demo-output')

/** The job summaries of the release steps. */
const summaries: string[] = []
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

  heading('4. Errors arrive; the comment step tells the author')
  await errorsArrive('web@2.1.0')
  const told = await comment(commits, commits[FIRST - 1], 'web@2.1.0')
  say('The gate `new:error>0` is broken, so this step fails on purpose.')
  show(told, 1)
  await writePages(told)
} finally {
  await simulator.close()
  rmSync(folder, { recursive: true, force: true })
}

/** Errors of the new release: on lines that the pull request changed, elsewhere, one that came back, and one with a hostile title. */
async function errorsArrive(version: string): Promise<void> {
  const seen = { project: 'web', firstRelease: version, environments: ['production'] }
  const frame = (filename: string, lineNo: number, name: string): unknown => ({
    filename,
    function: name,
    lineNo,
    inApp: true
  })
  await control(simulator, 'POST', 'issues', [
    {
      ...seen,
      title: "TypeError: Cannot read properties of undefined (reading 'id')",
      level: 'error',
      isUnhandled: true,
      frames: [frame('src/payment.ts', LINE_OF_LAST_COMMIT, 'pay')],
      releaseCounts: { [version]: { count: 120, userCount: 30 } }
    },
    {
      ...seen,
      title: 'TimeoutError: inventory | 3 retries',
      level: 'warning',
      frames: [frame('src/stock.ts', 31, 'reserve')],
      releaseCounts: { [version]: { count: 40, userCount: 12 } }
    },
    {
      ...seen,
      title: '</td></table><h1>pwned</h1> @octocat #1 ::error::x ##[error]y',
      frames: [frame('lib/other.ts', 5, 'parse')],
      releaseCounts: { [version]: { count: 2, userCount: 2 } }
    },
    {
      project: 'web',
      title: 'AssertionError: cart total',
      firstRelease: 'web@1.0.0',
      releases: [version],
      regressedIn: version,
      environments: ['production'],
      frames: [frame('src/cart.ts', 12, 'total')],
      releaseCounts: { [version]: { count: 7, userCount: 5 } }
    }
  ])
}

/** The comment action, as a workflow runs it after the deploy of a merged pull request. */
async function comment(
  commits: readonly SeedCommit[],
  before: SeedCommit | undefined,
  version: string
): Promise<ActionResult> {
  const merged = commits.at(-1)
  const pull = {
    number: PULL_REQUEST,
    title: 'Retry payments',
    state: 'closed',
    merged: true,
    head: { ref: 'retry', sha: merged?.sha },
    base: { ref: 'main' },
    merge_commit_sha: merged?.sha
  }
  await control(simulator, 'POST', 'state', { github: { pulls: [pull] } })
  return runAction({
    action: 'comment',
    inputs: {
      ...access(simulator),
      release: version,
      environment: 'production',
      details: 'full',
      fail_on: 'new:error>0'
    },
    env: environment(merged?.sha ?? ''),
    payload: pushPayload(before?.sha, merged?.sha)
  })
}

/** Writes the comment, and the job summary of a release, as pages that look like GitHub's. */
async function writePages({ outputs }: ActionResult): Promise<void> {
  const state = recordAt(await control(simulator, 'GET', 'state'), 'github')
  const written = listAt(state, ['comments'], entry => recordAt(entry)).find(
    one => String(one['id']) === outputs['comment_id']
  )
  const body = textAt(written?.['body'])
  if (body === undefined) throw new Error('the comment step wrote no comment')
  mkdirSync(PAGES, { recursive: true })
  for (const theme of ['light', 'dark'] as const) {
    writeFileSync(
      path.join(PAGES, `comment-${theme}.html`),
      await pageOf(body, { theme, head: '<b>github-actions</b> bot commented' })
    )
    writeFileSync(
      path.join(PAGES, `summary-${theme}.html`),
      await pageOf(summaries.at(-1) ?? '', { theme, head: 'Deploy summary' })
    )
  }
  say('The comment and the job summary as pages:')
  for (const page of ['comment-light', 'comment-dark', 'summary-light', 'summary-dark'])
    say(`  demo-output/${page}.html`)
}

/** Puts commits on the main branch of the simulated GitHub. */
async function pushTo(commits: readonly SeedCommit[]): Promise<void> {
  await control(simulator, 'POST', 'state', {
    github: { commits, refs: { 'heads/main': commits.at(-1)?.sha } }
  })
}

/** Runs the release action for a push that brought the branch from one commit to the last of these, as a workflow would. */
async function release(
  commits: readonly SeedCommit[],
  before: SeedCommit | undefined,
  version: string
): Promise<ActionResult> {
  const result = await runAction({
    action: '.',
    inputs: { ...access(simulator), projects: 'web', release: version, environment: 'production' },
    env: environment(commits.at(-1)?.sha ?? ''),
    payload: pushPayload(before?.sha, commits.at(-1)?.sha)
  })
  summaries.push(result.summary)
  return result
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
  const pushes = listAt(all, [], entry => recordAt(entry)).find(event => event['name'] === 'push')
  const recorded = listAt(pushes?.['examples'], []).find(example =>
    textAt(example, 'ref')?.startsWith('refs/heads/')
  )
  return changed(recorded, {
    ref: 'refs/heads/main',
    before,
    after,
    deleted: false,
    repository: { full_name: simulator.repository, name: 'web', owner: { login: 'acme' }, private: false }
  })
}

function show({ exitCode, stdout, stderr, outputs, summary }: ActionResult, expected = 0): void {
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
  if (exitCode !== expected) process.exitCode = 1
}

async function showSentry(versions: readonly string[]): Promise<void> {
  const state = recordAt(await control(simulator, 'GET', 'state'))
  for (const release of listAt(state, ['releases'], entry => recordAt(entry)).filter(one =>
    versions.includes(textAt(one, 'version') ?? '')
  )) {
    const deploys = listAt(release, ['deploys']).map(deploy => textAt(deploy, 'environment'))
    const commits = listAt(release, ['commits'])
    say(
      `${textAt(release, 'version')}: ${commits.length} commits, released ${textAt(release, 'dateReleased')}, deployed to ${deploys.join(', ')}`
    )
    for (const commit of commits.slice(0, 3).map(entry => recordAt(entry)))
      say(
        `  ${textAt(commit, 'id')?.slice(0, 7)} ${textAt(commit, 'message')?.split('\n')[0]} (${textAt(commit, 'author_name')})`
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
