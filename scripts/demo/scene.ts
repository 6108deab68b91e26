import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import examples from '@octokit/webhooks-examples' with { type: 'json' }
import { startSimulator, type Simulator } from '../../simulator/server.ts'
import { at, listAt, recordAt, textAt } from '../../src/text/json.ts'
import { changed, runAction, type ActionResult, type ActionRun } from '../action-runner.ts'
import { commitsOf, makeRepository, type SeedCommit } from './history.ts'

/** The story of demo and trial runs: a shop with two releases, and the pull request of the second one. */
export const STORY = {
  project: 'web',
  environment: 'production',
  previous: 'web@2.0.0',
  release: 'web@2.1.0',
  pullRequest: 36,
  commits: 36,
  /** The commits of the previous release. The others belong to the new one. */
  previousCommits: 24
} as const

/** The line that the last commit changed in its file. An error there comes from it. */
const LINE_OF_LAST_COMMIT = 7

/** The simulator with a repository, and the actions as a workflow on push runs them. */
export interface Scene {
  readonly simulator: Simulator
  /** Oldest first. */
  readonly commits: readonly SeedCommit[]
  /** Pushes the first `count` commits to the main branch, and runs an action for this push. */
  runAfterPush(count: number, run: Pick<ActionRun, 'action' | 'inputs'>): Promise<ActionResult>
  /** Builds the shop. Returns a folder that has a script and its source map in `dist`. */
  build(): string
  /** Adds errors of the new release: one on a line that the pull request changed, two elsewhere, and one that came back. */
  errorsArrive(): Promise<void>
  /**
   * The comment that a run of the comment step wrote.
   * @throws Error if it wrote none
   */
  commentOf(run: ActionResult): Promise<string>
  /** The state of the simulator, from its control API. */
  state(): Promise<Readonly<Record<string, unknown>>>
  close(): Promise<void>
}

/** Starts the simulator and makes the repository of the story. */
export async function openScene(): Promise<Scene> {
  const folder = mkdtempSync(path.join(tmpdir(), 'scene-'))
  const simulator = await startSimulator()
  makeRepository(folder, STORY.commits)
  const commits = await commitsOf(folder)
  let before: string | undefined = commits[0]?.sha
  const state = async (): Promise<Readonly<Record<string, unknown>>> =>
    recordAt(simulator.control('GET', 'state'))

  return {
    simulator,
    commits,
    async runAfterPush(count, { action, inputs }) {
      const pushed = commits.slice(0, count)
      const after = pushed.at(-1)?.sha ?? ''
      const github = { commits: pushed, refs: { 'heads/main': after }, pulls: [pullRequest(commits)] }
      simulator.control('POST', 'state', { github })
      const payload = pushPayload(simulator, { before, after })
      before = after
      return runAction({
        action,
        inputs: { ...access(simulator, inputs), ...inputs },
        env: environment(simulator, after),
        payload
      })
    },
    build() {
      const dist = path.join(folder, 'dist')
      mkdirSync(dist, { recursive: true })
      for (const [name, text] of Object.entries(BUILT)) writeFileSync(path.join(dist, name), text)
      return folder
    },
    errorsArrive: async () => void simulator.control('POST', 'issues', ERRORS),
    async commentOf({ outputs }) {
      const written = listAt(await state(), ['github', 'comments']).find(
        one => String(at(one, 'id')) === outputs['comment_id']
      )
      const body = textAt(written, 'body')
      if (body === undefined) throw new Error('the comment step wrote no comment')
      return body
    },
    state,
    async close() {
      await simulator.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

/** The script and the source map that a bundler makes of `src/payment.ts`. */
const BUILT = {
  'shop.js': 'function pay(o){return o.items.map(i=>i.id)}\n//# sourceMappingURL=shop.js.map\n',
  'shop.js.map': JSON.stringify({
    version: 3,
    sources: ['../src/payment.ts'],
    sourcesContent: ['export function pay(order) {\n  return order.items.map(item => item.id)\n}\n'],
    names: [],
    mappings: 'AAAO,SAAS'
  })
}

/** Through Maton, or straight to Sentry if the inputs have a token for it. */
function access(
  { maton, sentry, key, token }: Simulator,
  given: ActionRun['inputs']
): Record<string, string> {
  return given['sentry_auth_token'] === undefined
    ? { maton_api_key: key, maton_url: maton, github_token: token }
    : { sentry_url: sentry, organization: 'acme', github_token: token }
}

function environment({ repository, github }: Simulator, sha: string): Record<string, string> {
  return {
    GITHUB_SHA: sha,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_REPOSITORY: repository,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: github,
    GITHUB_WORKFLOW: 'Deploy',
    GITHUB_RUN_ID: '1234567890',
    GITHUB_RUN_NUMBER: '42',
    GITHUB_RUN_ATTEMPT: '1'
  }
}

function pullRequest(commits: readonly SeedCommit[]): unknown {
  const merged = commits.at(-1)?.sha
  return {
    number: STORY.pullRequest,
    title: 'Retry payments',
    state: 'closed',
    merged: true,
    head: { ref: 'retry', sha: merged },
    base: { ref: 'main' },
    merge_commit_sha: merged
  }
}

/** A recorded payload of a push, with this repository and these commits. */
function pushPayload(
  { repository }: Simulator,
  { before, after }: { before: string | undefined; after: string }
): unknown {
  const all: unknown = examples
  const pushes = listAt(all, []).find(event => textAt(event, 'name') === 'push')
  const recorded = listAt(pushes, ['examples']).find(example =>
    textAt(example, 'ref')?.startsWith('refs/heads/')
  )
  return changed(recorded, {
    ref: 'refs/heads/main',
    before,
    after,
    deleted: false,
    repository: { full_name: repository, name: 'web', owner: { login: 'acme' }, private: false }
  })
}

const NEW = {
  project: STORY.project,
  firstRelease: STORY.release,
  environments: [STORY.environment]
}

const ERRORS = [
  {
    ...NEW,
    title: "TypeError: Cannot read properties of undefined (reading 'id')",
    level: 'error',
    isUnhandled: true,
    frames: [frame('src/payment.ts', LINE_OF_LAST_COMMIT, 'pay')],
    releaseCounts: { [STORY.release]: { count: 120, userCount: 30 } }
  },
  {
    ...NEW,
    title: 'TimeoutError: inventory | 3 retries',
    level: 'warning',
    frames: [frame('src/stock.ts', 31, 'reserve')],
    releaseCounts: { [STORY.release]: { count: 40, userCount: 12 } }
  },
  {
    ...NEW,
    title: 'RangeError: Invalid time value',
    frames: [frame('src/mail.ts', 5, 'sendReceipt')],
    releaseCounts: { [STORY.release]: { count: 2, userCount: 2 } }
  },
  {
    project: STORY.project,
    title: 'AssertionError: cart total',
    firstRelease: 'web@1.0.0',
    releases: [STORY.release],
    regressedIn: STORY.release,
    environments: [STORY.environment],
    frames: [frame('src/cart.ts', 12, 'total')],
    releaseCounts: { [STORY.release]: { count: 7, userCount: 5 } }
  }
]

function frame(filename: string, lineNo: number, name: string): unknown {
  return { filename, function: name, lineNo, inApp: true }
}
