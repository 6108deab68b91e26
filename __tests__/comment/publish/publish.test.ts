import { Socket } from 'node:net'
import { describe, expect, jest, test } from '@jest/globals'
import {
  compareSequences,
  markerLine,
  readState,
  stateLine,
  type Sequence,
  type State
} from '../../../src/comment/publish/state.ts'
import { Failure } from '../../../src/run/failure.ts'
import { WAY_FAILURES } from '../../../src/way/failures.ts'
import { countAt, recordAt, textAt } from '../../../src/text/json.ts'
import { commentsIn, RELEASE, TOKEN_USER, useComment } from '../../harness/comment.ts'
import { openStep, type Inputs, type RunOptions, type Servers, type StepRun } from '../../harness/step.ts'
import { seededRandom } from '../../../simulator/client/random.ts'
import { createVirtualTime } from '../../../simulator/client/virtual-time.ts'

const servers = useComment()

/** The key of a run without projects and environment. */
const KEY = ':'
const broken = { project: 'web', title: 'TypeError: a', firstRelease: RELEASE }
const comments = '/issues/2/comments$'

async function writes(): Promise<readonly string[]> {
  const requests = await servers.requests()
  return requests
    .filter(({ server, method, path }) => server === 'github' && method !== 'GET' && path !== '/graphql')
    .map(({ method }) => method)
}

async function runAgain(inputs: Inputs = {}, options: RunOptions = {}): Promise<StepRun> {
  await servers.forget()
  return servers.run(inputs, { ...servers.pullEvent(), ...options })
}

/** A comment as this action writes it, about some release. */
function ours(changes: Partial<State> = {}, { key = KEY, text = '## An older report' } = {}): string {
  const state: State = {
    release: RELEASE,
    sequence: { deployedAt: 0, checkedAt: 1_000, runId: 1, runAttempt: 1 },
    digest: 'ab'.repeat(32),
    finding: 'issues',
    gate: 'none',
    recreated: false,
    issues: [],
    total: 0,
    ...changes
  }
  return `${markerLine(key)}\n${text}\n${stateLine(state)}`
}

type Seeded = string | { readonly user: string; readonly body: string }

async function seedComments(...list: readonly Seeded[]): Promise<void> {
  await seedAt(servers, list)
}

async function seedAt(at: Servers, list: readonly Seeded[]): Promise<void> {
  const given = list.map(entry => (typeof entry === 'string' ? { user: TOKEN_USER, body: entry } : entry))
  await at.seed('state', { github: { comments: given.map(entry => ({ issue_number: 2, ...entry })) } })
}

describe('the same result again', () => {
  test('writes nothing', async () => {
    await servers.seed('issues', broken)
    await servers.run({}, servers.pullEvent())
    const run = await runAgain()
    expect(run.outputs['comment_action']).toBe('unchanged')
    expect(await writes()).toEqual([])
  })

  test('writes nothing when the web editor saved the comment with other line breaks', async () => {
    await servers.seed('issues', broken)
    const first = await servers.run({}, servers.pullEvent())
    await patch(Number(first.outputs['comment_id']), body => body.replaceAll('\n', '\r\n'))
    expect((await runAgain()).outputs['comment_action']).toBe('unchanged')
  })
})

describe('another result', () => {
  test('changes the comment that is there, and says what came and went', async () => {
    await servers.seed('issues', broken)
    const first = await servers.run({}, servers.pullEvent())
    await servers.seed('issues', { ...broken, title: 'Error: b' })
    const run = await runAgain()
    expect(run.outputs).toMatchObject({
      comment_action: 'updated',
      comment_id: first.outputs['comment_id']
    })
    const [comment, ...others] = await servers.comments()
    expect(others).toEqual([])
    expect(comment?.body).toContain('- added: `WEB-3` `Error: b`')
  })

  test('never replaces a newer report', async () => {
    const newer = ours({
      sequence: { deployedAt: 0, checkedAt: Date.now() + 60_000, runId: 9, runAttempt: 1 }
    })
    await seedComments(newer)
    await servers.seed('issues', broken)
    const run = await servers.run({}, servers.pullEvent())
    expect(run.outputs['comment_action']).toBe('skipped:newer')
    expect((await servers.comments()).map(({ body }) => body)).toEqual([newer])
  })

  test.each([
    ['in ten minutes', 600_000],
    ['tomorrow', 86_400_000],
    ['in three years', 10 ** 11]
  ])('replaces one that claims to be of %s, which keeps nobody away', async (_what, ahead) => {
    const later = Date.now() + ahead
    for (const sequence of [
      { deployedAt: later, checkedAt: later, runId: 9, runAttempt: 1 },
      { deployedAt: later, checkedAt: 1, runId: 9, runAttempt: 1 },
      { deployedAt: 0, checkedAt: later, runId: 9, runAttempt: 1 }
    ]) {
      await seedComments(ours({ sequence }, { text: '## Planted' }))
    }
    await servers.seed('issues', broken)
    expect((await servers.run({}, servers.pullEvent())).outputs['comment_action']).toBe('updated')
    expect((await servers.comments()).map(({ body }) => body)).toEqual([
      expect.not.stringContaining('Planted')
    ])
  })

  test('is the newest one by one order, whichever report stands there', async () => {
    const now = Date.now()
    const at = (deployed: number, checked: number): Partial<State> => ({
      sequence: {
        deployedAt: deployed === 0 ? 0 : now + deployed,
        checkedAt: now + checked,
        runId: 1,
        runAttempt: 1
      }
    })
    // by its deploy B is newer than A; by the check C is newer than B and A than C
    const reports = { A: at(-90_000, -10_000), B: at(-60_000, -50_000), C: at(0, -30_000) }
    const left = new Set<string>()
    for (const order of ['ABC', 'BCA', 'CAB', 'CBA', 'BAC', 'ACB']) {
      const named = Object.entries(reports).toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b))
      await seedComments(...named.map(([text, changes]) => ours(changes, { text: `## ${text}` })))
      await servers.seed('faults', {
        match: { server: 'github', method: 'POST', path: comments },
        action: { status: 403, body: { message: 'no' } }
      })
      await servers.run({ release: 'web@9' }, servers.pullEvent())
      const [comment] = await servers.comments()
      left.add(comment?.body.split('\n')[1] ?? '')
      await github('DELETE', `/repos/acme/web/issues/comments/${comment?.id}`)
    }
    expect([...left]).toHaveLength(1)
  })

  test('looks again when the comment vanishes between reading and writing', async () => {
    await seedComments(ours())
    await servers.seed('issues', broken)
    await servers.seed('faults', {
      match: { server: 'github', method: 'GET', path: 'issues/comments/\\d+$', times: 1 },
      action: { status: 404, body: { message: 'Not Found' } }
    })
    const run = await servers.run({}, servers.pullEvent())
    expect(run.outputs['comment_action']).toBe('updated')
  })
})

describe('a comment is ours only if', () => {
  test.each([
    ['its author is our own user', { user: 'mallory', body: ours() }],
    ['its author is our own user, whatever bot it is', { user: 'other[bot]', body: ours() }],
    ['the marker is its first line', `Look:\n${ours()}`],
    ['the key is equal', ours({}, { key: 'other' })],
    ['the key is equal, and no pattern', ours({}, { key: 'aXb(' })],
    ['its last line is a state', `${markerLine(KEY)}\nHello`],
    ['its state can be read', `${markerLine(KEY)}\nHello\n<!-- sentry-release-state:v1 e30 -->`],
    ['it has a body', { user: TOKEN_USER, body: '<!-- -->' }]
  ])('%s', async (_what, other) => {
    await seedComments(other)
    await servers.seed('issues', broken)
    const inputs = { key: _what.includes('pattern') ? 'a.b(' : KEY }
    const run = await servers.run(inputs, servers.pullEvent())
    expect(run.outputs['comment_action']).toBe('created')
    const written = typeof other === 'string' ? other : other.body
    expect(JSON.stringify(await servers.requests())).not.toContain('DELETE')
    expect((await servers.allComments()).filter(({ body }) => body === written)).toHaveLength(1)
  })

  test('another key is not a title that looks like its marker', async () => {
    const title = markerLine('b').slice(5, -4)
    await servers.seed('issues', { ...broken, title: `${title} $& $1` })
    await servers.run({ key: 'a' }, servers.pullEvent())
    const run = await runAgain({ key: 'b' })
    expect(run.outputs['comment_action']).toBe('created')
    const bodies = (await servers.comments()).map(({ body }) => body)
    expect(bodies.map(body => body.split('\n')[0])).toEqual([markerLine('a'), markerLine('b')])
    expect(bodies[0]).toContain('$& $1')
  })
})

describe('among many comments', () => {
  test.each([
    ['first', 0],
    ['last', 249]
  ])('the own one is found as the %s of 250', async (_what, position) => {
    const others = Array.from({ length: 249 }, (_, index) => ({ user: 'mona', body: `Comment ${index}` }))
    await seedComments(...others.slice(0, position), ours(), ...others.slice(position))
    await servers.seed('issues', broken)
    expect((await servers.run({}, servers.pullEvent())).outputs['comment_action']).toBe('updated')
    expect(await servers.comments()).toHaveLength(1)
  })

  test('the own one of 2,000 is found within 21 requests', async () => {
    const others = Array.from({ length: 1_998 }, (_, index) => ({ user: 'mona', body: `Comment ${index}` }))
    await seedComments(...others, ours())
    await servers.seed('issues', broken)
    expect((await servers.run({}, servers.pullEvent())).outputs['comment_action']).toBe('updated')
    const requests = (await servers.requests()).filter(({ server }) => server === 'github')
    const found = requests.findIndex(({ path }) => /issues\/comments\/\d+$/.test(path))
    const lists = requests.slice(0, found).filter(({ path }) => path.endsWith('/issues/2/comments'))
    expect(lists).toHaveLength(20)
    expect(lists.every(({ query }) => query['per_page'] === '100')).toBe(true)
  })
})

describe('several comments of ours', () => {
  test('become one: the oldest stays, with the newest report', async () => {
    const at = (checkedAt: number): Partial<State> => ({
      sequence: { deployedAt: 0, checkedAt, runId: 1, runAttempt: 1 }
    })
    await seedComments(ours(at(1)), ours(at(3)), { user: 'mona', body: 'Hm' }, ours(at(2)))
    const [first] = await servers.comments()
    await servers.seed('issues', broken)
    const run = await servers.run({}, servers.pullEvent())
    expect(run.outputs['comment_action']).toBe('updated')
    const left = await servers.comments()
    expect(left.map(({ id }) => id)).toEqual([first?.id])
    expect(left[0]?.body).toContain(run.outputs['report']?.split('\n')[0])
  })

  test('keep a report that is newer than that of the run', async () => {
    const newest = ours({
      sequence: { deployedAt: 0, checkedAt: Date.now() + 60_000, runId: 1, runAttempt: 1 }
    })
    await seedComments(ours(), newest)
    await servers.seed('issues', broken)
    const run = await servers.run({}, servers.pullEvent())
    expect(run.outputs['comment_action']).toBe('skipped:newer')
    expect((await servers.comments()).map(({ body }) => body)).toEqual([newest])
  })
})

describe('what another run does in the same moment', () => {
  const at = (checkedAt: number, text: string): string =>
    ours({ sequence: { deployedAt: 0, checkedAt, runId: 1, runAttempt: 1 } }, { text })
  const later = (): number => Date.now() + 60_000

  /** Does something once, while the run waits after its write. */
  function onceAfter(method: string, work: () => Promise<void>): () => Promise<void> {
    let done = false
    return async () => {
      if (done || !(await writes()).includes(method)) return
      done = true
      await work()
    }
  }

  test('an older report over ours is replaced again', async () => {
    await seedComments(ours())
    await servers.seed('issues', broken)
    const overwrite = async (): Promise<void> => {
      const [comment] = await servers.comments()
      await patch(comment?.id ?? 0, () => at(5, '## Older'))
    }
    const run = await servers.run({}, { ...servers.pullEvent(), duringPause: onceAfter('PATCH', overwrite) })
    expect(run.outputs['comment_action']).toBe('updated')
    expect((await servers.comments())[0]?.body).toContain(run.outputs['report']?.split('\n')[0])
  })

  test('a newer report over ours stays', async () => {
    await seedComments(ours())
    await servers.seed('issues', broken)
    const newer = at(later(), '## Newer')
    const overwrite = async (): Promise<void> => {
      const [comment] = await servers.comments()
      await patch(comment?.id ?? 0, () => newer)
    }
    await servers.run({}, { ...servers.pullEvent(), duringPause: onceAfter('PATCH', overwrite) })
    expect((await servers.comments()).map(({ body }) => body)).toEqual([newer])
  })

  test('a duplicate that got a newer report since it was listed gives it on before it is deleted', async () => {
    await seedComments(at(1, '## A'), at(3, '## B'), at(2, '## C'))
    const last = async (): Promise<void> => {
      const comment = (await servers.comments()).at(-1)
      await patch(comment?.id ?? 0, () => at(later(), '## Newest'))
    }
    await servers.seed('issues', broken)
    const run = await servers.run({}, { ...servers.pullEvent(), duringPause: onceAfter('PATCH', last) })
    expect(run.outputs['comment_action']).toBe('skipped:newer')
    expect((await servers.comments()).map(({ body }) => body.split('\n')[1])).toEqual(['## Newest'])
  })

  test.each([
    ['newer', later(), '## Newer'],
    ['older', 5, '## 🔴']
  ])('a second comment with a %s report is merged into ours', async (_what, checkedAt, heading) => {
    await servers.seed('issues', broken)
    const second = (): Promise<void> => seedComments(at(checkedAt, '## Newer'))
    const run = await servers.run({}, { ...servers.pullEvent(), duringPause: onceAfter('POST', second) })
    const left = await servers.comments()
    expect(left.map(({ id }) => String(id))).toEqual([run.outputs['comment_id']])
    expect(left[0]?.body.split('\n')[1]).toContain(heading)
  })

  test('a report that our comment was merged into and that is older gets ours', async () => {
    await servers.seed('issues', broken)
    const mergeAway = async (): Promise<void> => {
      const [comment] = await servers.comments()
      await github('DELETE', `/repos/acme/web/issues/comments/${comment?.id}`)
      await seedComments(at(5, '## Older'))
    }
    const run = await servers.run({}, { ...servers.pullEvent(), duringPause: onceAfter('POST', mergeAway) })
    const left = await servers.comments()
    expect(left).toHaveLength(1)
    expect(left[0]?.body).toContain(run.outputs['report']?.split('\n')[0])
    expect(run.outputs).toMatchObject({ comment_action: 'updated', comment_id: String(left[0]?.id) })
  })
})

describe('an answer that is lost', () => {
  const post = { server: 'github', method: 'POST', path: comments }

  test.each([
    ['a comment that was written and not confirmed (cut)', { reset: 'after' }, 1],
    ['a comment that was written and not confirmed (502)', { status: 502, applied: true }, 1],
    ['a comment that was not written (cut)', { reset: true }, 2],
    ['a comment that was not written (503)', { status: 503 }, 2]
  ])('never makes a second comment: %s', async (_what, action, posts) => {
    await servers.seed('issues', broken)
    await servers.seed('faults', { match: post, action })
    const run = await servers.run({}, servers.pullEvent())
    expect(run.outputs['comment_action']).toBe('created')
    expect(await servers.comments()).toHaveLength(1)
    expect(await writes()).toEqual(Array.from({ length: posts }, () => 'POST'))
  })

  test('three times, without a comment to be seen, is an error that says so', async () => {
    await servers.seed('issues', broken)
    await servers.seed('faults', { match: { ...post, times: 0 }, action: { status: 502 } })
    const run = await servers.run({}, servers.pullEvent())
    expect(run.code).toBe(1)
    expect(run.outputs).toMatchObject({ comment_action: 'skipped:error', gate_result: 'none' })
    expect(await writes()).toEqual(['POST', 'POST', 'POST'])
  })

  test('to a look after the comment was written does not undo it', async () => {
    await servers.seed('issues', broken)
    await servers.seed('faults', {
      match: { server: 'github', method: 'GET', path: comments, nth: 2, times: 0 },
      action: { status: 502 }
    })
    const run = await servers.run({}, servers.pullEvent())
    expect(run.code).toBe(0)
    expect(run.outputs['comment_action']).toBe('created')
    expect(run.log.join('\n')).toContain('It is not known whether another run wrote a comment too')
    expect(await servers.comments()).toHaveLength(1)
  })

  test('to a change is asked for again, which is the same change', async () => {
    await seedComments(ours())
    await servers.seed('issues', broken)
    await servers.seed('faults', { match: { method: 'PATCH' }, action: { reset: 'after' } })
    const run = await servers.run({}, servers.pullEvent())
    expect(run.outputs['comment_action']).toBe('updated')
    expect(await writes()).toEqual(['PATCH', 'PATCH'])
  })
})

describe('when it gets worse', () => {
  const calm = ours({ finding: 'clear', gate: 'pass' })

  test('the old comment is hidden as outdated and a new one is written, so that people are notified', async () => {
    await seedComments(calm)
    await servers.seed('issues', broken)
    const run = await servers.run({}, servers.pullEvent())
    expect(run.outputs['comment_action']).toBe('recreated')
    const [old, now, ...others] = await servers.comments()
    expect(others).toEqual([])
    expect(old).toMatchObject({
      minimized: 'OUTDATED',
      body: expect.stringMatching(/^<!-- sentry-release-comment:v1 superseded -->\n/)
    })
    expect(now?.body.split('\n')[0]).toBe(markerLine(KEY))
    expect(run.outputs['comment_id']).toBe(String(now?.id))
    expect((await runAgain()).outputs['comment_action']).toBe('unchanged')
  })

  test('it is done once for a release', async () => {
    await seedComments(ours({ finding: 'clear', gate: 'pass', recreated: true }))
    await servers.seed('issues', broken)
    expect((await servers.run({}, servers.pullEvent())).outputs['comment_action']).toBe('updated')
  })

  test('with notify: never the comment is changed', async () => {
    await seedComments(calm)
    await servers.seed('issues', broken)
    const run = await servers.run({ notify: 'never' }, servers.pullEvent())
    expect(run.outputs['comment_action']).toBe('updated')
  })

  test('a comment that cannot be hidden points to the new one', async () => {
    await seedComments(calm)
    await servers.seed('issues', broken)
    await servers.seed('faults', {
      match: { server: 'github', path: '/graphql', times: 0 },
      action: { status: 200, body: { errors: [{ message: 'no' }] } }
    })
    const run = await servers.run({}, servers.pullEvent())
    const [old] = await servers.comments()
    expect(run.outputs['comment_action']).toBe('recreated')
    expect(old?.minimized).toBeUndefined()
    expect(old?.body.split('\n')[1]).toBe(`Replaced by [a newer report](${run.outputs['comment_url']}).`)
  })

  test('the old comment gets the report when no new one can be written', async () => {
    await seedComments(calm)
    await servers.seed('issues', broken)
    await servers.seed('faults', {
      match: { server: 'github', method: 'POST', path: comments, times: 0 },
      action: { status: 403, body: { message: 'Resource not accessible by integration' } }
    })
    const run = await servers.run({}, servers.pullEvent())
    expect(run.outputs['comment_action']).toBe('skipped:permission')
    const [old, ...others] = await servers.comments()
    expect(others).toEqual([])
    expect(old?.body.split('\n')[0]).toBe(markerLine(KEY))
    expect(old?.body).toContain('## 🔴')
    expect(run.log.join('\n')).toContain(`the report is in comment ${old?.id}`)
  })

  test('a comment that a person hid stays hidden and is changed', async () => {
    await seedComments(calm)
    const [comment] = await servers.comments()
    await hide(comment?.id ?? 0)
    for (const title of ['a', 'b', 'c']) {
      await servers.seed('issues', { ...broken, title })
      expect((await servers.run({}, servers.pullEvent())).outputs['comment_action']).toBe('updated')
    }
    expect(await servers.comments()).toMatchObject([{ id: comment?.id, minimized: 'RESOLVED' }])
  })
})

describe('what GitHub refuses for good reasons ends with one annotation and exit 0', () => {
  test('a missing permission is a warning with the line that gives it, asked for once', async () => {
    await servers.seed('issues', broken)
    await servers.seed('state', { github: { permissions: { pull_requests: 'read' } } })
    const run = await servers.run({}, servers.pullEvent())
    expect(run.code).toBe(0)
    expect(run.outputs).toMatchObject({ comment_action: 'skipped:permission', gate_result: 'none' })
    expect(run.annotations).toEqual([
      { level: 'warning', message: expect.stringContaining('issues=write; pull_requests=write') }
    ])
    expect(run.annotations[0]?.message).toMatch(/permissions:⏎ {2}pull-requests: write/)
    expect(run.summary).toContain('## 🔴')
    expect(await writes()).toEqual(['POST'])
  })

  test("a run for a fork's pull request is told what it could do", async () => {
    await servers.seed('issues', broken)
    await servers.seed('state', { github: { permissions: { pull_requests: 'read' } } })
    const head = { sha: servers.head(), ref: 'topic', repo: { full_name: 'mallory/web' } }
    const base = { ref: 'main', repo: { full_name: 'acme/web' } }
    const run = await servers.run({}, servers.pullEvent({ pull_request: { number: 2, head, base } }))
    expect(run.annotations).toEqual([{ level: 'notice', message: expect.stringContaining('workflow_run') }])
  })

  test('a fork without a key', async () => {
    const head = { sha: servers.head(), ref: 'topic', repo: { full_name: 'mallory/web' } }
    const run = await servers.run(
      { maton_api_key: '' },
      servers.pullEvent({ pull_request: { number: 2, head, base: { repo: { full_name: 'acme/web' } } } })
    )
    expect(run.code).toBe(0)
    expect(run.annotations).toEqual([{ level: 'notice', message: expect.stringContaining('fork') }])
    expect(await servers.requests()).toEqual([])
  })

  test('a locked conversation', async () => {
    await servers.seed('issues', broken)
    await servers.seed('state', { github: { pulls: [{ number: 2, locked: true }] } })
    const run = await servers.run({}, servers.pullEvent())
    expect(run.code).toBe(0)
    expect(run.outputs['comment_action']).toBe('skipped:locked')
    expect(await writes()).toEqual(['POST'])
  })

  test('a rate limit that ends too late, with the time when it does', async () => {
    await servers.seed('issues', broken)
    const reset = Math.floor(Date.now() / 1_000) + 3_000
    await servers.seed('faults', {
      match: { server: 'github', path: comments, times: 0 },
      action: {
        status: 403,
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) },
        body: { message: 'API rate limit exceeded' }
      }
    })
    const run = await servers.run({}, servers.pullEvent())
    expect(run.code).toBe(0)
    expect(run.outputs['comment_action']).toBe('skipped:rate-limit')
    expect(run.annotations[0]?.message).toContain(new Date(reset * 1_000).toISOString())
  })

  test('a pull request that is gone', async () => {
    await servers.seed('issues', broken)
    const run = await servers.run({}, servers.pullEvent({ pull_request: { number: 77 } }))
    expect(run.code).toBe(0)
    expect(run.outputs['comment_action']).toBe('skipped:not-found')
  })

  test('no token', async () => {
    await servers.seed('issues', broken)
    const run = await servers.run({ github_token: '' }, servers.pullEvent())
    expect(run.code).toBe(0)
    expect(run.outputs['comment_action']).toBe('skipped:no-token')
    expect(run.summary).toContain('## 🔴')
  })

  test('comment: never reads no comments', async () => {
    await servers.seed('issues', broken)
    const run = await servers.run({ comment: 'never' }, servers.pullEvent())
    expect(run.outputs['comment_action']).toBe('skipped:never')
    expect((await servers.requests()).filter(({ path }) => path.includes('comments'))).toEqual([])
  })
})

describe('a failing GitHub', () => {
  const down = { match: { server: 'github', times: 0 }, action: { status: 502 } }

  test('leaves the comment as it was; the job summary has the report and says so', async () => {
    await seedComments(ours())
    await servers.seed('issues', broken)
    await servers.seed('faults', down)
    const run = await servers.run({}, servers.pullEvent())
    expect(run.code).toBe(1)
    expect(run.outputs).toMatchObject({ comment_action: 'skipped:error', new_count: '1' })
    expect(run.summary).toContain('## 🔴')
    expect(run.summary).toContain('nothing is known to be written, something failed')
    expect((await servers.comments()).map(({ body }) => body)).toEqual([ours()])
  })

  test('does not keep the report of a cancelled run from the job summary', async () => {
    await servers.seed('issues', broken)
    await servers.seed('faults', { ...down, match: { server: 'github', path: comments, times: 0 } })
    const reason = new Failure(WAY_FAILURES.cancelled, 'The run was cancelled')
    const run = await servers.run(
      {},
      { ...servers.pullEvent(), duringPause: async ({ stop }) => stop(reason) }
    )
    expect(run.code).toBe(1)
    expect(run.summary).toContain('## 🔴')
    expect(run.outputs).toMatchObject({ new_count: '1', comment_action: 'skipped:error' })
    expect(run.annotations.at(-1)?.message).toContain('cancelled')
  })

  test('is a warning with on_error: warn', async () => {
    await servers.seed('issues', broken)
    await servers.seed('faults', down)
    const run = await servers.run({ on_error: 'warn' }, servers.pullEvent())
    expect(run.code).toBe(0)
    expect(run.annotations.map(({ level }) => level)).toEqual(['warning'])
  })

  test('only at GraphQL changes nothing: the workflow token writes as github-actions[bot]', async () => {
    await seedComments(ours())
    await servers.seed('issues', broken)
    await servers.seed('faults', { ...down, match: { server: 'github', path: '/graphql', times: 0 } })
    expect((await servers.run({}, servers.pullEvent())).outputs['comment_action']).toBe('updated')
  })
})

test('no host but those of Maton and of this GitHub is ever contacted', async () => {
  const connect = jest.spyOn(Socket.prototype, 'connect')
  await servers.seed('issues', {
    ...broken,
    title: 'GET https://evil.example/x failed, see www.evil.example'
  })
  const head = { sha: servers.head(), ref: 'topic', repo: { full_name: 'mallory/web' } }
  const base = { ref: 'main', repo: { full_name: 'acme/web' } }
  await servers.run({}, servers.pullEvent())
  await servers.seed('state', { github: { permissions: { pull_requests: 'read' } } })
  await servers.run({ key: 'b' }, servers.pullEvent({ pull_request: { number: 2, head, base } }))
  const { maton, github: api } = servers.simulator
  expect(new Set(connect.mock.calls.flat(2).map(hostOf).filter(Boolean))).toEqual(
    new Set([maton, api].map(address => new URL(address).host))
  )
})

describe('size', () => {
  test('1,000 issues with long titles make a whole comment below the limit', async () => {
    const long = Array.from({ length: 1_000 }, (_, index) => ({
      ...broken,
      title: `${index} ${'|`'.repeat(4_000)}`,
      frames: [
        { filename: `${'deep/'.repeat(60)}${index}.ts`, function: 'f'.repeat(500), lineNo: 1, inApp: true }
      ]
    }))
    await servers.seed('issues', long)
    const run = await servers.run({ max_issues: '50' }, servers.pullEvent())
    expect(run.outputs).toMatchObject({ comment_action: 'created', total_count: '1000' })
    expect(JSON.parse(run.outputs['issues'] ?? '')).toHaveLength(200)
    const [comment] = await servers.comments()
    expect(comment?.body.length).toBeLessThanOrEqual(60_000)
    expect(comment?.body).toMatch(
      /^<!-- sentry-release-comment.*\n[^]*\n<!-- sentry-release-state:v1 [\w-]+ -->$/
    )
    expect((await runAgain({ max_issues: '50' })).outputs['comment_action']).toBe('unchanged')
  })
})

describe('runs at the same time', () => {
  /** Sixteen runs with a report each, of which the one checked last is the newest, and the servers that they ran against. */
  async function sixteen(
    seed: number,
    spreadMs: number,
    before: readonly string[]
  ): Promise<{ readonly runs: readonly StepRun[]; readonly written: Servers }> {
    const random = seededRandom(seed)
    const time = createVirtualTime()
    const written = await openStep('comment', {
      now: time.now,
      later: time.later,
      latencyMs: () => 20 + Math.floor(random() * 380)
    })
    await written.seed('state', { github: { listLagMs: 1_500 } })
    await seedAt(written, before)
    await written.seed('issues', broken)
    const runs = await Promise.all(
      Array.from({ length: 16 }, async (_, index) => {
        await time.sleep(random() * spreadMs, new AbortController().signal)
        return written.run(
          { max_issues: String(index + 1), query: `!x:${index}` },
          { ...servers.pullEvent(), env: { GITHUB_RUN_ID: String(8_000 + index) }, random, clock: time }
        )
      })
    )
    return { runs, written }
  }

  test.each([
    [1, 0],
    [2, 0],
    [3, 3_000],
    [4, 10_000]
  ])('leave one comment, with the newest report (seed %i, started within %i ms)', async (seed, spreadMs) => {
    const { runs, written } = await sixteen(seed, spreadMs, [])
    expect(runs.map(({ code }) => code)).toEqual(Array.from({ length: 16 }, () => 0))
    await expectNewest(written)
  })

  test('leave the one comment that was there', async () => {
    const { runs, written } = await sixteen(5, 3_000, [ours()])
    expect(runs.every(({ code }) => code === 0)).toBe(true)
    await expectNewest(written)
  })

  /** One comment is there, with the newest report; closes the servers. */
  async function expectNewest(written: Servers): Promise<void> {
    const left = commentsIn(await written.state()).filter(({ user }) => user === TOKEN_USER)
    expect(left).toHaveLength(1)
    expect(readState(left[0]?.body ?? '', KEY)?.sequence).toEqual(await newestWritten(written))
    await written.close()
  }
})

/** Where a socket is to connect to, from the options among its arguments. */
function hostOf(argument: unknown): string | undefined {
  const { host, port } = recordAt(argument)
  return port === undefined ? undefined : `${textAt(host)}:${countAt(port)}`
}

/** Of all reports that were ever written. */
async function newestWritten(written: Servers): Promise<Sequence | undefined> {
  return (await written.requests())
    .map(({ body }) => textAt(recordAt(body)['body']))
    .map(body => (body === undefined ? undefined : readState(body, KEY)?.sequence))
    .filter(sequence => sequence !== undefined)
    .toSorted(compareSequences)
    .at(-1)
}

async function github(method: string, path: string, body?: unknown): Promise<void> {
  const { github: address, token } = servers.simulator
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  await fetch(`${address}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
}

async function patch(id: number, change: (body: string) => string): Promise<void> {
  const comment = (await servers.comments()).find(other => other.id === id)
  await github('PATCH', `/repos/acme/web/issues/comments/${id}`, { body: change(comment?.body ?? '') })
}

async function hide(id: number): Promise<void> {
  const { github: address, token } = servers.simulator
  const headers = { authorization: `Bearer ${token}` }
  const url = `${address}/repos/acme/web/issues/comments/${id}`
  const node = recordAt(await (await fetch(url, { headers })).json())['node_id']
  const query =
    'mutation ($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: RESOLVED}) { minimizedComment { isMinimized } } }'
  await github('POST', '/graphql', { query, variables: { id: node } })
}
