// The rows of the release step, seen by the comment step: each commit is the merge of a pull request, so that the pull requests
// tell the range.
import { describe, expect, test } from '@jest/globals'
import { draw, type Drawn } from '../../range/drawn.ts'
import { headOf, type Row, ROWS, runPayload, stand } from '../../range/rows.ts'
import { listAt, numberAt, parseJson } from '../../../src/text/json.ts'
import type { RunOptions, StepRun } from '../../harness/step.ts'
import { useComment } from '../../harness/comment.ts'

const servers = useComment()

const repository = { id: 1, full_name: 'acme/web', private: true, default_branch: 'main' }
const FIRST_NUMBER = 100

async function sentry(method: 'POST', path: string, body: unknown): Promise<unknown> {
  const { sentry: address, key } = servers.simulator
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const answer = await fetch(`${address}/api/0/organizations/acme/${path}`, {
    method,
    headers,
    body: JSON.stringify(body)
  })
  if (!answer.ok) throw new Error(await answer.text())
  return answer.json()
}

async function drawnFor(row: Row): Promise<Drawn> {
  const drawn = draw(row, headOf(row.runs.at(-1) ?? '', row))
  const pulls = drawn.all.map((name, index) => ({
    number: FIRST_NUMBER + index,
    merged: true,
    head: { ref: `of-${name}`, sha: drawn.sha(name) },
    merge_commit_sha: drawn.sha(name)
  }))
  await drawn.seed(servers, { ...row, pulls })
  for (const standing of row.releases ?? []) await stand(standing, drawn, { sentry })
  return drawn
}

/** A tag names the commit, where the row's own event is a push: the pull requests of a push are those of the push. */
function runFor(row: Row, drawn: Drawn, more: RunOptions = {}): Promise<StepRun> {
  const last = row.runs.at(-1) ?? ''
  const sha = drawn.sha(headOf(last, row))
  const inputs = {
    release: 'r1',
    projects: 'web',
    comment: 'never',
    max_pull_requests: '50',
    ...row.inputs
  }
  if (last.startsWith('dispatch '))
    return servers.run(inputs, {
      event: 'workflow_dispatch',
      payload: { repository },
      env: { GITHUB_SHA: sha, GITHUB_REF: 'refs/heads/main' },
      ...more
    })
  const followed = /^after (.*)$/.exec(last)?.[1]
  if (followed !== undefined)
    return servers.run(inputs, {
      event: 'workflow_run',
      payload: runPayload(followed, sha),
      env: { GITHUB_SHA: sha, GITHUB_REF: 'refs/heads/main' },
      ...more
    })
  const ref = `refs/tags/${/^tag (.*)$/.exec(last)?.[1] ?? 'candidate'}`
  return servers.run(inputs, {
    event: 'push',
    payload: { ref, after: sha, repository },
    env: { GITHUB_SHA: sha, GITHUB_REF: ref },
    ...more
  })
}

function reported(run: StepRun, drawn: Drawn): readonly string[] {
  const numbers = listAt(parseJson(run.outputs['pull_requests'] ?? ''), []).map(pull =>
    numberAt(pull, 'number')
  )
  return drawn.all.filter((_name, index) => numbers.includes(FIRST_NUMBER + index))
}

const versionOf = ({ inputs = {} }: Row): string =>
  `${inputs['release_prefix'] ?? ''}${inputs['release'] ?? 'r1'}`

/**
 * What a release holds already is told by Sentry, `paths` is an input of the release step, without a token there is no comment, and a run at the tip of a branch is about
 * one commit.
 */
const FITTING = ROWS.filter(({ runs, releases = [], inputs = {}, tags, ...row }) => {
  const isHeld = releases.some(({ version }) => version === versionOf({ runs, inputs, ...row }))
  const isOfBranch = runs[0]?.startsWith('dispatch ') === true && tags === undefined
  const isElsewhere = inputs['paths'] !== undefined || inputs['github_token'] === ''
  return runs.length === 1 && !isHeld && !isOfBranch && !isElsewhere
})

describe('the comment step finds the pull requests of the commits that the release step sets', () => {
  test.each(FITTING.map(row => [row.title, row] as const))('%s', async (_title, row) => {
    const drawn = await drawnFor(row)
    await servers.forget()
    const run = await runFor(row, drawn)
    expect(reported(run, drawn)).toEqual(row.expected)
    const said = run.log.join('\n')
    if (row.log !== undefined) expect(said).toContain(row.log)
    if (row.previous !== undefined && row.expected.length > 0)
      expect(said).toMatch(
        new RegExp(`those since ${drawn.sha(row.previous[1]).slice(0, 7)}, .* \\(${row.previous[0]}\\)`)
      )
    const asked = await servers.requests()
    const count = (pattern: RegExp): number => asked.filter(({ path }) => pattern.test(path)).length
    expect(count(/\/compare\//)).toBeLessThanOrEqual(3)
    // in each of two places the newest releases, and three requests more for both
    expect(count(/\/releases\/$|\/previous-with-commits\/$/)).toBeLessThanOrEqual(2 + 3)
  })
})

test('the rows that the comment step can tell are most of them', () => {
  expect(FITTING.length).toBeGreaterThan(12)
})

describe('the commits that Sentry has for the release go first', () => {
  test.each(['acme/web', 'ACME/web.git', 'acme/old-web'])('as %s', async name => {
    const row: Row = {
      title: '',
      lines: ['c0 c1 c2 c3 c4'],
      tags: { 'v1.0.0': 'c3', 'v1.1.0': 'c4' },
      runs: ['tag v1.1.0'],
      expected: []
    }
    const drawn = await drawnFor(row)
    await stand({ version: 'r1', commits: ['c4', 'c3', 'c2'], repository: name }, drawn, { sentry })
    const run = await runFor(row, drawn)
    expect(reported(run, drawn)).toEqual(['c2', 'c3', 'c4'])
  })
})

describe('a run at the tip of a branch for a release that is named as a tag', () => {
  const row: Row = {
    title: '',
    lines: ['c0 c1 c2 c3 c4 c5 c6 c7 c8 c9'],
    tags: { 'v1.1.0': 'c3', 'v1.2.0': 'c6' },
    inputs: { release: 'v1.2.0' },
    runs: ['dispatch c9'],
    expected: []
  }

  test.each(['workflow_dispatch', 'schedule', 'repository_dispatch'])(
    '%s reports to the pull requests of the tag, and says so',
    async event => {
      const drawn = await drawnFor(row)
      const run = await runFor(row, drawn, { event })
      expect(reported(run, drawn)).toEqual(['c4', 'c5', 'c6'])
      const [own, events] = [drawn.sha('c6'), drawn.sha('c9')].map(sha => sha.slice(0, 7))
      expect(run.log).toContain(
        `The release is the tag v1.2.0: its commit ${own} is taken, not the event's ${events}.`
      )
      expect(run.summary).toContain(`/commit/${drawn.sha('c6')}`)
    }
  )

  test('reports to those of the event where the token may not read tags, and says so', async () => {
    const drawn = await drawnFor(row)
    await servers.seed('faults', {
      match: { server: 'github', path: '/commits/tags', times: 0 },
      action: { status: 403, body: { message: 'Resource not accessible by integration' } }
    })
    const run = await runFor(row, drawn)
    expect(reported(run, drawn)).toEqual(['c9'])
    expect(run.log.join('\n')).toContain('It is not known whether the release is a tag')
  })

  test('reports nowhere while GitHub is down, and not to those of another commit', async () => {
    const drawn = await drawnFor(row)
    await servers.seed('faults', {
      match: { server: 'github', path: '/commits/tags', times: 0 },
      action: { status: 503, body: 'x' }
    })
    const run = await runFor(row, drawn)
    expect(reported(run, drawn)).toEqual([])
    expect(run.outputs['comment_action']).toBe('skipped:error')
    expect(run.summary).not.toContain(`/commit/${drawn.sha('c9')}`)
  })
})

test('a Sentry that is down costs only its candidates', async () => {
  const row: Row = {
    title: '',
    lines: ['c0 c1 c2 c3 c4'],
    tags: { 'v1.0.0': 'c2', 'v1.1.0': 'c4' },
    runs: ['tag v1.1.0'],
    expected: []
  }
  const drawn = await drawnFor(row)
  await servers.seed('faults', {
    match: { server: 'maton', path: '/releases/$', times: 0 },
    action: { status: 403, body: { detail: 'x' } }
  })
  const run = await runFor(row, drawn)
  expect(reported(run, drawn)).toEqual(['c3', 'c4'])
})
