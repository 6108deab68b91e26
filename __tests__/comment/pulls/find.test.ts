import { beforeEach, describe, expect, test } from '@jest/globals'
import { listAt, parseJson, recordAt } from '../../../src/text/json.ts'
import { RELEASE, useComment } from '../../harness/comment.ts'
import type { Inputs, RunOptions, StepRun } from '../../harness/step.ts'

const servers = useComment()

const sha = (digit: string): string => digit.repeat(40)
const repository = { id: 1, full_name: 'acme/web', private: true, default_branch: 'main' }

/** What the run's pull requests are: `number rule`. */
function chosen(run: StepRun): readonly string[] {
  const pulls = listAt(parseJson(run.outputs['pull_requests'] ?? ''), [], entry => recordAt(entry))
  return pulls.map(pull => [pull['number'], pull['rule']].join(' '))
}

async function pullsOf(options: RunOptions, inputs: Inputs = {}): Promise<readonly string[]> {
  const run = await servers.run({ comment: 'never', ...inputs }, options)
  expect(run.code).toBe(0)
  return chosen(run)
}

function push(after: string, changes: Readonly<Record<string, unknown>> = {}): RunOptions {
  return {
    event: 'push',
    payload: { ref: 'refs/heads/main', before: sha('0'), after, commits: [], repository, ...changes },
    env: { GITHUB_SHA: after, GITHUB_REF: 'refs/heads/main' }
  }
}

/** A release without an earlier one in Sentry. */
const FIRST = { inputs: { release: 'v2' } }

const pushed = (id: string, message: string): object => ({ id, message, author: { name: 'Mona' } })

/**
 * On `main`, oldest first: `1` base, `3` merge of pull 21 (`2`), `4` squash of 22, `6` and `7` a rebase of 23, `8` a
 * direct push. Open: 24 from `topic-b` (`b`). Merged into `next`, not `main`: 25 with `c`.
 */
beforeEach(async () => {
  const { ['heads/main']: root = '' } = await servers.refs()
  const file = (filename: string): object => ({ filename, status: 'modified', patch: '@@ -1,9 +1,9 @@\n+x' })
  const commit = (digit: string, parents: readonly string[], message: string, name?: string): object => ({
    sha: sha(digit),
    parents,
    message,
    author: { date: `2026-01-0${Number.parseInt(digit, 16) % 9 || 9}T00:00:00Z` },
    ...(name === undefined ? {} : { files: [file(name)] })
  })
  await servers.seed('issues', { project: 'web', firstRelease: RELEASE, filename: 'src/seven.ts' })
  await servers.seed('state', {
    github: {
      commits: [
        commit('1', [root], 'Base'),
        commit('2', [sha('1')], 'Work on it', 'src/two.ts'),
        commit('3', [sha('1'), sha('2')], 'Merge pull request #21 from acme/a\n\nWork on it'),
        commit('4', [sha('3')], 'Squashed (#22)', 'src/four.ts'),
        commit('5', [sha('3')], 'Squashed', 'src/four.ts'),
        commit('6', [sha('4')], 'First half', 'src/six.ts'),
        commit('7', [sha('6')], 'Second half', 'src/seven.ts'),
        commit('8', [sha('7')], 'Straight to main'),
        commit('b', [sha('8')], 'Open work', 'src/b.ts'),
        commit('c', [sha('8')], 'Into next', 'src/c.ts')
      ],
      refs: { 'heads/main': sha('8'), 'heads/topic-b': sha('b'), 'heads/next': sha('c') },
      pulls: [
        { number: 21, merged: true, head: { ref: 'a', sha: sha('2') }, merge_commit_sha: sha('3') },
        { number: 22, merged: true, head: { ref: 's', sha: sha('5') }, merge_commit_sha: sha('4') },
        { number: 23, merged: true, head: { ref: 'r', sha: sha('7') }, merge_commit_sha: sha('7') },
        { number: 24, head: { ref: 'topic-b', sha: sha('b') } },
        {
          number: 25,
          merged: true,
          head: { ref: 'n', sha: sha('c') },
          base: { ref: 'next' },
          merge_commit_sha: sha('c')
        }
      ]
    }
  })
})

describe('events that name their pull request', () => {
  const pull = { number: 24, head: { sha: sha('b'), repo: { full_name: 'acme/web' } }, base: { ref: 'main' } }

  test.each(['pull_request', 'pull_request_target', 'pull_request_review', 'pull_request_review_comment'])(
    '%s',
    async event => {
      expect(await pullsOf({ event, payload: { pull_request: pull, repository } })).toEqual(['24 event'])
    }
  )

  test('issue_comment on a pull request', async () => {
    const payload = {
      issue: { number: 24, pull_request: {} },
      comment: { user: { login: 'mona' } },
      repository
    }
    expect(await pullsOf({ event: 'issue_comment', payload })).toEqual(['24 event'])
  })

  test.each([
    ['on an issue', { issue: { number: 24 }, comment: { user: { login: 'mona' } } }],
    [
      'of our own',
      { issue: { number: 24, pull_request: {} }, comment: { user: { login: 'github-actions[bot]' } } }
    ]
  ])('but not issue_comment %s', async (_what, payload) => {
    expect(await pullsOf({ event: 'issue_comment', payload: { ...payload, repository } })).toEqual([])
  })
})

describe('a push', () => {
  test('of a merge commit', async () => {
    expect(await pullsOf(push(sha('3')))).toEqual(['21 merge-commit'])
  })

  test('of a squashed commit', async () => {
    expect(await pullsOf(push(sha('4')))).toEqual(['22 merge-commit'])
  })

  test('of a rebase: its last commit', async () => {
    expect(await pullsOf(push(sha('7')))).toEqual(['23 merge-commit'])
  })

  test('of several merges: each of them', async () => {
    const commits = [
      pushed(sha('3'), 'Merge pull request #21 from acme/a'),
      pushed(sha('4'), 'Squashed (#22)')
    ]
    expect(await pullsOf(push(sha('4'), { before: sha('1'), commits }))).toEqual([
      '22 merge-commit',
      '21 merge-commit'
    ])
  })

  test('of commits behind a merge: the merge among them', async () => {
    const commits = [pushed(sha('7'), 'Second half'), pushed(sha('8'), 'Straight to main')]
    expect(await pullsOf(push(sha('8'), { before: sha('6'), commits }))).toEqual(['23 merge-commit'])
  })

  test('not to the branch that the pull request went into', async () => {
    expect(await pullsOf(push(sha('c')))).toEqual([])
  })

  test('of a feature branch: the open one with this head', async () => {
    const ref = 'refs/heads/topic-b'
    expect(await pullsOf(push(sha('b'), { ref }))).toEqual(['24 branch'])
  })

  test('of a commit whose message names it, only if its merge made the commit', async () => {
    await servers.seed('faults', {
      match: { path: '/commits/[^/]+/pulls$', times: 0 },
      action: { status: 200, body: [] }
    })
    const named = (message: string): RunOptions =>
      push(sha('4'), { head_commit: { message }, commits: [pushed(sha('4'), message)] })
    expect(await pullsOf(named('Squashed (#22)'))).toEqual(['22 message'])
    expect(await pullsOf(named('Squashed (#21)'))).toEqual([])
  })

  test('directly after a merge is looked at again after 1, 2 and 4 s', async () => {
    await servers.seed('faults', {
      match: { path: `/commits/${sha('7')}/pulls$`, times: 3 },
      action: { status: 200, body: [] }
    })
    const run = await servers.run({ comment: 'never' }, push(sha('7')))
    expect(chosen(run)).toEqual(['23 merge-commit'])
    const looks = (await servers.requests()).filter(({ path }) => path.endsWith(`${sha('7')}/pulls`))
    expect(looks).toHaveLength(4)
    expect(Math.floor(run.slept / 1_000)).toBe(7)
  })

  test('straight to main has none: a notice, and the report in the job summary', async () => {
    const run = await servers.run({}, push(sha('8')))
    expect(run.code).toBe(0)
    expect(run.outputs).toMatchObject({ comment_action: 'skipped:no-pull-request', pull_requests: '[]' })
    expect(run.annotations).toEqual([
      { level: 'notice', message: expect.stringContaining('no pull request of this repository') }
    ])
    expect(run.summary).toContain('## 🔴')
  })

  test('names of other repositories do not count', async () => {
    await servers.seed('faults', {
      match: { path: '/commits/[^/]+/pulls$', times: 0 },
      action: {
        status: 200,
        body: [
          {
            number: 2,
            state: 'closed',
            merged_at: '2026-01-01T00:00:00Z',
            merge_commit_sha: sha('8'),
            base: { ref: 'main', repo: { full_name: 'upstream/web' } }
          }
        ]
      }
    })
    expect(await pullsOf(push(sha('8')))).toEqual([])
  })
})

describe('a tag or a release: the pull requests of its range', () => {
  const tag = (after: string): RunOptions => ({
    event: 'push',
    payload: { ref: 'refs/tags/v2', after, repository },
    env: { GITHUB_SHA: after, GITHUB_REF: 'refs/tags/v2' }
  })

  test('since the previous tag', async () => {
    await servers.seed('state', { github: { refs: { 'tags/v1.9': sha('3'), 'tags/v2': sha('8') } } })
    expect(await pullsOf({ ...tag(sha('8')), ...FIRST })).toEqual(['23 range', '22 range'])
  })

  test('since the previous tag of the same component', async () => {
    await servers.seed('state', {
      github: {
        refs: { 'tags/web-v1.2.0': sha('1'), 'tags/api-v3.1.0': sha('4'), 'tags/web-v1.3.0': sha('8') }
      }
    })
    const payload = { ref: 'refs/tags/web-v1.3.0', after: sha('8'), repository }
    const env = { GITHUB_SHA: sha('8'), GITHUB_REF: 'refs/tags/web-v1.3.0' }
    expect(await pullsOf({ event: 'push', payload, env, ...FIRST })).toEqual([
      '23 range',
      '22 range',
      '21 range'
    ])
  })

  test.each(['acme/web', 'ACME/web.git'])('by the commits that Sentry has for it, as %s', async name => {
    const { maton, key } = servers.simulator
    await fetch(`${maton}/api/0/organizations/acme/releases/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        version: RELEASE,
        projects: ['web'],
        commits: [sha('4'), sha('3')].map(id => ({ id, repository: name }))
      })
    })
    expect(await pullsOf(tag(sha('4')))).toEqual(['22 range', '21 range'])
  })

  test('of which those come first that an issue comes from, then the newest merge', async () => {
    await servers.seed('state', { github: { refs: { 'tags/v1.1': sha('1'), 'tags/v2': sha('8') } } })
    await servers.seed('issues', { project: 'web', firstRelease: 'third@1', filename: 'src/seven.ts' })
    await servers.seed('issues', { project: 'web', firstRelease: 'other@1', filename: 'src/two.ts' })
    expect(await pullsOf(tag(sha('8')), { release: 'third@1' })).toEqual(['23 range', '22 range', '21 range'])
    const run = await servers.run(
      { comment: 'never', release: 'other@1', max_pull_requests: '1' },
      tag(sha('8'))
    )
    expect(chosen(run)).toEqual(['21 range'])
    expect(await pullsOf(tag(sha('8')), { release: 'other@1' })).toEqual(['21 range', '23 range', '22 range'])
    expect(run.log).toContain(
      'No report for the other pull requests, max_pull_requests is 1: 23 (range), 22 (range).'
    )
  })

  test('a release event', async () => {
    await servers.seed('state', { github: { refs: { 'tags/v1.9': sha('4'), 'tags/v2': sha('8') } } })
    const payload = { action: 'published', release: { tag_name: 'v2', target_commitish: 'main' }, repository }
    const env = { GITHUB_SHA: sha('8'), GITHUB_REF: 'refs/tags/v2' }
    expect(await pullsOf({ event: 'release', payload, env, ...FIRST })).toEqual(['23 range'])
  })
})

describe('a deployment', () => {
  const deployment = (changes: object, state = 'success'): RunOptions => ({
    event: 'deployment_status',
    payload: {
      deployment: { sha: sha('b'), ref: sha('b'), ...changes },
      deployment_status: { state },
      repository
    }
  })

  test('of a ref of a pull request', async () => {
    expect(await pullsOf(deployment({ ref: 'refs/pull/24/merge', sha: sha('f') }))).toEqual([
      '24 deployment-ref'
    ])
  })

  test('of the head of an open one', async () => {
    expect(await pullsOf(deployment({}))).toEqual(['24 head-commit'])
  })

  test('of a merged commit', async () => {
    expect(await pullsOf(deployment({ sha: sha('3'), ref: 'main' }))).toEqual(['21 merge-commit'])
  })

  test('that is asked for (event deployment) counts too', async () => {
    const payload = { deployment: { sha: sha('b'), ref: 'topic-b' }, repository }
    expect(await pullsOf({ event: 'deployment', payload })).toEqual(['24 head-commit'])
  })

  test('that failed has none', async () => {
    expect(await pullsOf(deployment({}, 'failure'))).toEqual([])
  })
})

describe('a workflow run', () => {
  const after = (run: object): RunOptions => ({
    event: 'workflow_run',
    payload: { action: 'completed', workflow_run: run, repository },
    env: { GITHUB_SHA: sha('8'), GITHUB_REF: 'refs/heads/main' }
  })
  const head = { head_sha: sha('b'), head_branch: 'topic-b', head_repository: { owner: { login: 'acme' } } }
  const listed = (number: number, head_sha: string, id: number): object => ({
    number,
    head: { sha: head_sha },
    base: { repo: { id } }
  })

  test('for a pull request that it lists with its head, in this repository', async () => {
    const pull_requests = [listed(2, sha('8'), 1), listed(3, sha('b'), 9), listed(24, sha('b'), 1)]
    expect(await pullsOf(after({ event: 'pull_request', ...head, pull_requests }))).toEqual([
      '24 workflow-run'
    ])
  })

  test('for a fork, whose list is empty: by its head', async () => {
    expect(await pullsOf(after({ event: 'pull_request', ...head, pull_requests: [] }))).toEqual([
      '24 head-commit'
    ])
  })

  test('for a head that moved on: none', async () => {
    const moved = { ...head, head_sha: sha('8'), pull_requests: [] }
    expect(await pullsOf(after({ event: 'pull_request', ...moved }))).toEqual([])
  })

  test('for a push', async () => {
    const run = { event: 'push', head_sha: sha('3'), head_branch: 'main', pull_requests: [] }
    expect(await pullsOf(after(run))).toEqual(['21 merge-commit'])
  })

  test.each(['push', 'release'])(
    'for a tag (%s), whose name is the branch: those of its range',
    async event => {
      await servers.seed('state', { github: { refs: { 'tags/v1.9': sha('3'), 'tags/v2': sha('8') } } })
      const run = {
        event,
        head_sha: sha('8'),
        head_branch: 'v2',
        head_repository: { owner: { login: 'acme' } }
      }
      expect(await pullsOf({ ...after(run), ...FIRST })).toEqual(['23 range', '22 range'])
    }
  )

  test('for a branch that is named like a tag of another commit: none', async () => {
    await servers.seed('state', { github: { refs: { 'tags/v2': sha('8') } } })
    const run = { event: 'push', head_sha: sha('1'), head_branch: 'v2', pull_requests: [] }
    expect(await pullsOf(after(run))).toEqual([])
  })
})

describe('other events', () => {
  test('a dispatch on the branch of an open one', async () => {
    const env = { GITHUB_SHA: sha('b'), GITHUB_REF: 'refs/heads/topic-b' }
    expect(await pullsOf({ event: 'workflow_dispatch', payload: { repository }, env })).toEqual(['24 branch'])
  })

  test('a dispatch on a merged commit', async () => {
    const env = { GITHUB_SHA: sha('3'), GITHUB_REF: 'refs/heads/main' }
    expect(await pullsOf({ event: 'workflow_dispatch', payload: { repository }, env })).toEqual([
      '21 merge-commit'
    ])
  })

  test.each(['schedule', 'repository_dispatch', 'merge_group'])('%s belongs to none', async event => {
    const payload =
      event === 'merge_group' ? { merge_group: { head_sha: sha('3') }, repository } : { repository }
    const env = { GITHUB_SHA: sha('3'), GITHUB_REF: 'refs/heads/main' }
    expect(await pullsOf({ event, payload, env })).toEqual([])
  })
})

describe('given', () => {
  const scheduled = { event: 'schedule', payload: { repository }, env: { GITHUB_SHA: sha('8') } }

  test('numbers are taken in their order, without a search', async () => {
    const inputs = { pull_request: '24, 21\n24' }
    expect(await pullsOf(scheduled, inputs)).toEqual(['24 input', '21 input'])
  })

  test('a number that does not exist is a warning, and no fault', async () => {
    const run = await servers.run({ pull_request: '999 24' }, scheduled)
    expect(run.code).toBe(0)
    expect(run.annotations).toEqual([{ level: 'warning', message: expect.stringContaining('999') }])
    expect(JSON.parse(run.outputs['pull_requests'] ?? '')).toMatchObject([
      { number: 24, comment_action: 'created' },
      { number: 999, comment_action: 'skipped:not-found' }
    ])
  })

  test('none asks GitHub for nothing', async () => {
    const run = await servers.run({ pull_request: 'NONE' }, push(sha('3')))
    expect(run.outputs['comment_action']).toBe('skipped:no-pull-request')
    expect((await servers.requests()).filter(({ server }) => server === 'github')).toEqual([])
  })

  test('several pull requests each get a report of their own', async () => {
    const run = await servers.run({ pull_request: '22 23' }, scheduled)
    expect(chosen(run)).toEqual(['22 input', '23 input'])
    expect((await servers.comments(22))[0]?.body).not.toContain('📍')
    expect((await servers.comments(23))[0]?.body).toContain('📍')
  })

  test('the ones found are said with the rule that found them', async () => {
    const run = await servers.run({ comment: 'never' }, push(sha('3')))
    expect(run.log).toContain('Pull request 21 (merge-commit): its merge left 3333333.')
  })
})
