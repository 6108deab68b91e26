import { beforeEach, describe, expect, test } from '@jest/globals'
import { listAt, parseJson, recordAt } from '../../../src/text/json.ts'
import { RELEASE, useComment } from '../../harness/comment.ts'
import type { Inputs, RunOptions, StepRun } from '../../harness/step.ts'

const servers = useComment()

/** What a run is started by, with the inputs that its workflow gives then. */
type Given = RunOptions & { readonly inputs?: Inputs }

const run = ({ inputs, ...options }: Given): Promise<StepRun> => servers.run(inputs, options)

const sha = (digit: string): string => digit.repeat(40)
const repository = { id: 1_296_269, full_name: 'acme/web', private: true, default_branch: 'main' }

/** The branch `topic` of pull request 2 has `a`, then `b` at its head. `f` is the test merge of `a`, `e` that of `b`. */
beforeEach(async () => {
  const { ['heads/topic']: topic = '', ['heads/main']: main = '' } = await servers.refs()
  const commit = (digit: string, ...parents: readonly string[]): object => ({
    sha: sha(digit),
    parents,
    message: `Commit ${digit}`,
    files: [{ filename: 'src/pay.ts', status: 'modified', patch: '@@ -1 +1 @@\n+x' }]
  })
  await servers.seed('issues', { project: 'web', title: 'TypeError: a', firstRelease: RELEASE })
  await servers.seed('state', {
    github: {
      commits: [
        commit('a', topic),
        commit('b', sha('a')),
        commit('f', main, sha('a')),
        commit('e', main, sha('b'))
      ],
      refs: { 'heads/topic': sha('b'), 'heads/tests-a': sha('f'), 'heads/tests-b': sha('e') }
    }
  })
})

const head = (at: string): object => ({ sha: at, ref: 'topic', repo: { full_name: 'acme/web' } })
const pullRequest =
  (event: string) =>
  (at: string): Given => ({
    event,
    payload: { pull_request: { number: 2, head: head(at), base: { ref: 'main' }, merged: false }, repository }
  })
const dispatch = (at: string): Given => ({
  event: 'workflow_dispatch',
  payload: { repository },
  env: { GITHUB_SHA: at, GITHUB_REF: 'refs/heads/topic' }
})
const push = (at: string): Given => ({
  event: 'push',
  payload: {
    ref: 'refs/heads/topic',
    before: sha('0'),
    after: at,
    commits: [{ id: at, message: 'x' }],
    repository
  },
  env: { GITHUB_SHA: at, GITHUB_REF: 'refs/heads/topic' }
})
const workflowRun =
  (event: string, isListed: boolean) =>
  (at: string): Given => ({
    event: 'workflow_run',
    payload: {
      action: 'completed',
      workflow_run: {
        event,
        conclusion: 'success',
        head_sha: at,
        head_branch: 'topic',
        head_repository: { full_name: 'acme/web', owner: { login: 'acme' } },
        pull_requests: isListed
          ? [{ number: 2, head: { sha: at }, base: { repo: { id: repository.id } } }]
          : []
      },
      repository
    },
    env: { GITHUB_SHA: sha('c'), GITHUB_REF: 'refs/heads/main' }
  })
const deployment =
  (ref: string) =>
  (at: string): Given => ({
    event: 'deployment_status',
    payload: { deployment: { sha: at, ref }, deployment_status: { state: 'success' }, repository }
  })
const given =
  (options: (at: string) => Given) =>
  (at: string): Given => ({
    ...options(at),
    inputs: { pull_request: '2' }
  })
const scheduled = (at: string): Given => ({
  event: 'schedule',
  payload: { repository },
  env: { GITHUB_SHA: at, GITHUB_REF: 'refs/heads/main' }
})

function isWritten(run: StepRun): boolean {
  expect(run.code).toBe(0)
  const { comment_action: action } = run.outputs
  if (action === 'created') return true
  expect(action).toBe('skipped:newer')
  expect(run.summary).toContain('## 🔴')
  return false
}

const RUNS: readonly (readonly [what: string, options: (at: string) => Given])[] = [
  ['a pull request', pullRequest('pull_request')],
  ['a pull request (target)', pullRequest('pull_request_target')],
  ['a review', pullRequest('pull_request_review')],
  ['a dispatch on its branch', dispatch],
  ['a push to its branch', push],
  ['a workflow run that lists it', workflowRun('pull_request', true)],
  ['a workflow run that lists none', workflowRun('pull_request', false)],
  ['a workflow run after a push', workflowRun('push', false)],
  ['a deployment of its ref', deployment('refs/pull/2/head')],
  ['a given number, in a run for it', given(pullRequest('pull_request'))],
  ['a given number, in a run on its branch', given(dispatch)],
  ['a given number, in a run for one of its commits', given(scheduled)],
  ['a given number, in a workflow run', given(workflowRun('pull_request', false))]
]

describe.each(RUNS)('a run for %s', (_what, options) => {
  test('reports on the head', async () => {
    expect(isWritten(await run(options(sha('b'))))).toBe(true)
  })

  test('writes nothing for an older commit, and leaves the report of the newer one', async () => {
    await run(pullRequest('pull_request')(sha('b')))
    const before = await servers.comments()
    expect(before).toHaveLength(1)
    expect(isWritten(await run(options(sha('a'))))).toBe(false)
    expect(await servers.comments()).toEqual(before)
  })
})

test('a deployment of a test merge is for the head that it was made of', async () => {
  const ref = deployment('refs/pull/2/merge')
  expect(isWritten(await run(ref(sha('f'))))).toBe(false)
  expect(isWritten(await run(ref(sha('e'))))).toBe(true)
})

test('a forced push makes the commits before it older, though none follows them', async () => {
  const { ['heads/main']: main = '' } = await servers.refs()
  await servers.seed('state', {
    github: {
      commits: [{ sha: sha('d'), parents: [main], message: 'Anew' }],
      refs: { 'heads/topic': sha('d') }
    }
  })
  expect(isWritten(await run(pullRequest('pull_request')(sha('b'))))).toBe(false)
  expect(isWritten(await run(given(dispatch)(sha('b'))))).toBe(false)
  expect(isWritten(await run(pullRequest('pull_request')(sha('d'))))).toBe(true)
})

test('the head is read after the waiting', async () => {
  let isMoved = false
  const duringPause = async (): Promise<void> => {
    if (isMoved) return
    isMoved = true
    await servers.seed('state', {
      github: {
        commits: [{ sha: sha('d'), parents: [sha('b')], message: 'Next' }],
        refs: { 'heads/topic': sha('d') }
      }
    })
  }
  const run = await servers.run({ wait: '5' }, { ...pullRequest('pull_request')(sha('b')), duringPause })
  expect(isMoved).toBe(true)
  expect(isWritten(run)).toBe(false)
  expect(listAt(parseJson(run.outputs['pull_requests'] ?? ''), [], entry => recordAt(entry))).toMatchObject([
    { number: 2, comment_action: 'skipped:newer' }
  ])
})

describe('a run is not for the head, and reports', () => {
  const merge = { merged: true, state: 'closed', merge_commit_sha: sha('e') }

  test('after the merge', async () => {
    await servers.seed('state', {
      github: { refs: { 'heads/main': sha('e') }, pulls: [{ number: 2, ...merge }] }
    })
    const merged = {
      number: 2,
      head: head(sha('a')),
      base: { ref: 'main' },
      merged: true,
      merge_commit_sha: sha('e')
    }
    const payload = { action: 'closed', pull_request: merged, repository }
    expect(isWritten(await run({ event: 'pull_request', payload }))).toBe(true)
  })

  test('once it is closed', async () => {
    await servers.seed('state', { github: { pulls: [{ number: 2, state: 'closed' }] } })
    expect(isWritten(await run(pullRequest('pull_request')(sha('a'))))).toBe(true)
  })

  test('on the default branch, with a given number', async () => {
    const { ['heads/main']: main = '' } = await servers.refs()
    expect(isWritten(await run(given(scheduled)(main)))).toBe(true)
  })

  test('for a comment, whose event names no commit of it', async () => {
    const { ['heads/main']: main = '' } = await servers.refs()
    const payload = {
      issue: { number: 2, pull_request: {} },
      comment: { user: { login: 'mona' } },
      repository
    }
    expect(isWritten(await run({ event: 'issue_comment', payload, env: { GITHUB_SHA: main } }))).toBe(true)
  })

  test("for a fork's branch of the same name", async () => {
    const pull = { number: 9, head: { sha: sha('a'), ref: 'topic', repo: { full_name: 'mallory/web' } } }
    const payload = {
      pull_request: { ...pull, base: { ref: 'main', repo: { full_name: 'acme/web' } } },
      repository
    }
    const { ['heads/main']: main = '' } = await servers.refs()
    await servers.seed('state', { github: { refs: { 'heads/topic': sha('b') } } })
    expect(
      isWritten(
        await servers.run(
          { pull_request: '2' },
          {
            event: 'pull_request_target',
            payload: {
              ...payload,
              pull_request: { ...payload.pull_request, head: { ...pull.head, sha: main } }
            }
          }
        )
      )
    ).toBe(true)
  })

  test('where the token may not read pull requests', async () => {
    await servers.seed('faults', {
      match: { path: '/pulls/2(/files)?$', times: 0 },
      action: { status: 403, body: { message: 'Resource not accessible by integration' } }
    })
    const ran = await run(pullRequest('pull_request')(sha('a')))
    expect(isWritten(ran)).toBe(true)
    expect(ran.log.join('\n')).toContain('It is not known whether pull request 2 has a newer commit')
  })
})

test('a GitHub that fails to tell the head gets nothing written', async () => {
  await servers.seed('faults', { match: { path: '/pulls/2$', times: 0 }, action: { status: 502 } })
  const ran = await run(pullRequest('pull_request')(sha('a')))
  expect(ran.code).toBe(1)
  expect(ran.outputs['comment_action']).toBe('skipped:error')
  expect(await servers.comments()).toEqual([])
})
