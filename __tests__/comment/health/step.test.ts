// Release health through the whole step: requests, line, gate, waiting, outputs.
import { beforeEach, describe, expect, test } from '@jest/globals'
import { parseJson } from '../../../src/text/json.ts'
import type { Recorded } from '../../../simulator/client/recorded.ts'
import { RELEASE, useComment } from '../../harness/comment.ts'
import type { Inputs, RunOptions, StepRun } from '../../harness/step.ts'

const servers = useComment()

const BEFORE = 'web@1.0.0'
const IN = { project: 'web', environment: 'production' }
const OURS = { ...IN, release: RELEASE, sessions: 12_345, crashed: 47, users: 4_102, crashedUsers: 12 }
const THEIRS = { ...IN, release: BEFORE, sessions: 21_017, crashed: 36, users: 6_920, crashedUsers: 16 }
const ROUTE = '/sentry/api/0/organizations/acme/sessions/'

const seed = (...sessions: readonly object[]): Promise<unknown> => servers.seed('state', { sessions })
/** So many more sessions of the release. */
const more = (sessions: number, crashed = 0): Promise<unknown> =>
  seed({ ...IN, release: RELEASE, sessions, crashed })

function run(inputs: Inputs = {}, options: RunOptions = {}): Promise<StepRun> {
  const given = { projects: 'web', environment: 'production', ...inputs }
  return servers.run(given, { ...servers.pullEvent(), ...options })
}

/** A run of a public repository. */
function runInPublic(inputs: Inputs = {}): Promise<StepRun> {
  const repository = { id: 1, full_name: 'acme/web', private: false, default_branch: 'main' }
  return run(inputs, servers.pullEvent({ repository }))
}

async function toMaton(): Promise<readonly Recorded[]> {
  return (await servers.requests()).filter(({ server }) => server === 'maton')
}

/** The requests to the route of sessions, each by what it is grouped by and asks for. */
async function asked(): Promise<readonly string[]> {
  const requests = (await toMaton()).filter(({ path }) => path === ROUTE)
  return requests.map(({ query }) => `${String(query['groupBy'])} ${String(query['query'])}`)
}

/** How many requests a run makes to Sentry. */
async function cost(inputs: Inputs): Promise<number> {
  await servers.forget()
  await run(inputs)
  return (await toMaton()).length
}

const lineOf = ({ outputs }: StepRun): string | undefined =>
  /^.*(?:sessions|Sessions).*\| .*$/m.exec(outputs['report'] ?? '')?.[0] ??
  /^No sessions.*$/m.exec(outputs['report'] ?? '')?.[0]

/** Answers the requests to the route, from the `nth` on so many times. */
const fault = (action: object, match: object = {}): Promise<unknown> =>
  servers.seed('faults', { match: { server: 'maton', path: '/sessions/$', ...match }, action })

const answering = (totals: Readonly<Record<string, number | null>>, release = RELEASE): object => ({
  status: 200,
  body: {
    start: '2026-01-01T00:00:00Z',
    end: '2026-01-02T00:00:00Z',
    intervals: [],
    query: '',
    groups: [{ by: { release }, totals }]
  }
})

describe('the line', () => {
  test('tells rates, their distance from the previous release, sessions and adoption', async () => {
    await seed(THEIRS, OURS)
    const told = await run({ comment: 'always' })
    const line =
      'Crash-free sessions 99.61 % (−0.21) · users 99.70 % (−0.06) · 12,345 sessions · adoption 37 % | 24 h, against `web@1.0.0`'
    expect(lineOf(told)).toBe(line)
    expect(told.summary).toContain(line)
    expect((await servers.comments())[0]?.body).toContain(line)
    expect(told.log.join('\n')).toContain(line.replaceAll('`', ''))
  })

  test('is left out without sessions, unless it is always wanted', async () => {
    await servers.seed('state', { releases: [{ version: RELEASE, projects: ['web'] }] })
    expect(lineOf(await run())).toBeUndefined()
    expect(lineOf(await run({ health: 'always' }))).toBe('No sessions of this release in 24 h')
  })

  test('is left out when it is never wanted, and says the period that was asked for', async () => {
    await seed(OURS)
    expect(lineOf(await run({ health: 'never' }))).toBeUndefined()
    const period = { health_period: '14d', baseline: 'none' }
    expect(lineOf(await run(period))).toMatch(/ · 12,345 sessions · adoption 100 % \| 14 d$/)
    const query = (await toMaton()).findLast(({ path }) => path === ROUTE)?.query
    expect(query).toMatchObject({ statsPeriod: '14d', interval: '1d' })
  })

  test('tells no rate below the minimum, and compares with no release below it', async () => {
    await seed({ ...THEIRS, sessions: 12, users: 0, crashed: 0 }, { ...OURS, users: 0 })
    expect(lineOf(await run())).toBe(
      'Crash-free sessions 99.61 % · 12,345 sessions · adoption 100 % | 24 h, too few sessions of `web@1.0.0`'
    )
    const few = await run({ min_sample: '20000' })
    expect(lineOf(few)).toBe('Crash-free sessions: 12,345 sessions, 20,000 needed | 24 h')
  })

  test('compares with the release that is named, and with none', async () => {
    await seed({ ...THEIRS, release: 'web@0.9.0' }, OURS)
    expect(lineOf(await run({ baseline: 'web@0.9.0' }))).toMatch(/against `web@0\.9\.0`$/)
    expect(lineOf(await run({ baseline: 'none' }))).toMatch(/\| 24 h$/)
  })

  test('shows error rates only where they are gated', async () => {
    await seed({ ...OURS, errored: 100, abnormal: 6, unhandled: 20 })
    const told = await run({ baseline: 'none', fail_on: 'error_rate>5, unhandled_rate>5' })
    expect(lineOf(told)).toContain(' · error rate 1.41 % · unhandled rate 0.17 % · ')
    expect(told.outputs).toMatchObject({ error_rate: '1.4014', gate_result: 'pass' })
  })

  test('in a public repository has one decimal and no counts, in the log and the job summary too', async () => {
    await seed(THEIRS, OURS)
    const told = await runInPublic({ comment: 'always', fail_on: 'crash_free_sessions<99.9, sessions<99999' })
    expect(lineOf(told)).toBe(
      '🔴 Crash-free sessions 99.6 % (−0.21) · users 99.7 % (−0.06) | 24 h, against `web@1.0.0`'
    )
    const shown = [told.summary, ...told.log, ...told.annotations.map(note => JSON.stringify(note))].join(
      '\n'
    )
    for (const count of ['12,345', '12345', '4,102', '33,362', 'adoption', '37 %'])
      expect(shown).not.toContain(count)
    expect(told.outputs).toMatchObject({ sessions: '12345', adoption: '37.0032' })
  })
})

describe('requests: with health there are', () => {
  const without = { health: 'never' }

  /** Without an issue there would be one request for an event, which sessions save. */
  beforeEach(async () => {
    await servers.seed('issues', { project: 'web', firstRelease: RELEASE, environments: ['production'] })
  })

  test('four more at most for one look', async () => {
    await seed(THEIRS, OURS)
    const least = await cost(without)
    expect(await asked()).toEqual([])
    expect((await cost({})) - least).toBe(4)
    expect((await asked()).toSorted()).toEqual([
      'release release:"web@1.0.0"',
      'release release:"web@1.1.0"',
      'undefined undefined'
    ])
  })

  test('one more without sessions', async () => {
    const least = await cost(without)
    expect((await cost({})) - least).toBe(1)
    expect((await cost({ fail_on: 'error_rate>2, crash_free_sessions<previous-1' })) - least).toBe(1)
  })

  test('none with health: never and no condition on it', async () => {
    await seed(THEIRS, OURS)
    await cost({ ...without, fail_on: 'new>5' })
    expect(await asked()).toEqual([])
  })

  test('two more when the baseline is named', async () => {
    await seed(THEIRS, OURS)
    const least = await cost(without)
    expect((await cost({ baseline: BEFORE })) - least).toBe(2)
    expect((await asked()).toSorted()).toEqual([
      'release release:["web@1.1.0","web@1.0.0"]',
      'undefined undefined'
    ])
  })

  test('five more when the statuses are needed', async () => {
    await seed(THEIRS, OURS)
    const least = await cost(without)
    expect((await cost({ fail_on: 'error_rate>2' })) - least).toBe(5)
  })

  test('one more for each further look, and what is known of the previous release stays', async () => {
    await seed(THEIRS, OURS)
    const gated = 'crash_free_sessions<previous-1, adoption<1'
    await cost({ fail_on: gated })
    const [once] = [(await asked()).length]
    await cost({ wait: '3', fail_on: 'crash_free_sessions<90' })
    expect(await asked()).toHaveLength(once + 3)
    await servers.forget()
    await run({ wait: '3', fail_on: 'crash_free_sessions<previous-1' })
    const all = await toMaton()
    const lists = all.filter(({ path, query }) => path.endsWith('/releases/') && query['per_page'] === '100')
    expect(lists).toHaveLength(1)
  })
})

describe('the gate', () => {
  test('fails by health alone: heading, alert, sign, message', async () => {
    await seed({ ...OURS, crashed: 140 })
    const told = await run({ baseline: 'none', fail_on: 'new>0, crash_free_sessions<99.5' })
    expect(told.code).toBe(1)
    expect(told.outputs['gate_result']).toBe('fail')
    expect(told.outputs['report']).toMatch(/^## 🔴 98\.86 % crash-free sessions in \[`web@1\.1\.0`\]/)
    expect(told.outputs['report']).toContain(
      '**Gate failed:** `crash_free_sessions<99.5`, found 98.86 % of 12,345 sessions'
    )
    expect(lineOf(told)).toMatch(/^🔴 Crash-free sessions 98\.86 %/)
    expect(JSON.stringify(told.annotations)).toContain(
      'crash_free_sessions<99.5 (found 98.86 % of 12,345 sessions)'
    )
    expect(await servers.comments()).toHaveLength(1)
  })

  test('decides by the exact numbers where the shown ones look like the limit', async () => {
    await seed({ ...OURS, sessions: 25_400, crashed: 127 })
    const exact = await run({ baseline: 'none', fail_on: 'crash_free_sessions<99.5' })
    expect([exact.outputs['gate_result'], lineOf(exact)]).toEqual([
      'pass',
      expect.stringContaining('sessions 99.50 % ·')
    ])
    await more(1_000_000, 5_000)
    await more(999_999, 4_999)
    const above = await run({ baseline: 'none', fail_on: 'crash_free_sessions<=99.5' })
    expect(above.outputs['gate_result']).toBe('pass')
    expect(lineOf(above)).toContain('99.500 % (10,126 of 2,025,399 crashed)')
  })

  test('is undecided below the minimum, and says by how much', async () => {
    await seed({ ...OURS, users: 37, crashedUsers: 30 })
    const told = await run({ comment: 'always', fail_on: 'crash_free_users<99' })
    expect([told.code, told.outputs['gate_result']]).toEqual([0, 'no-data'])
    expect(told.outputs['report']).toContain('Gate undecided: `crash_free_users<99`, 37 users, 100 needed')
    expect(lineOf(told)).not.toContain('users')
    const redacted = await runInPublic({ fail_on: 'crash_free_users<99' })
    expect(redacted.outputs['report']).toContain('Gate undecided: `crash_free_users<99`, too few users')
  })

  test('judges health also where there are no data of issues', async () => {
    const unknown = await run({ environment: 'canary', fail_on: 'new>0, sessions<1' })
    expect([unknown.code, unknown.outputs['gate_result']]).toEqual([1, 'fail'])
    expect(unknown.outputs['report']).toContain('`sessions<1`, found 0')
    const open = await run({ environment: 'canary', fail_on: 'new>0, crash_free_sessions<99' })
    expect([open.code, open.outputs['gate_result']]).toEqual([0, 'no-data'])
    expect(open.outputs['report']).toContain('Sentry does not know the environment')
  })

  test('of a dry run shows the verdict and does not fail', async () => {
    await seed({ ...OURS, crashed: 12_000 })
    const told = await run({ dry_run: 'true', fail_on: 'crash_free_sessions<99' })
    expect([told.code, told.outputs['gate_result']]).toEqual([0, 'fail'])
    expect(told.summary).toContain('**Gate failed:**')
    expect(told.annotations).toEqual([
      {
        level: 'notice',
        message: expect.stringMatching(
          /^The gate failed for web@1\.1\.0: crash_free_sessions<99 \(.*\)\. Without dry_run this would fail the step\.$/
        )
      }
    ])
    expect(await servers.comments()).toEqual([])
  })
})

describe('when the route refuses or fails', () => {
  const forbidden = { status: 403, body: { detail: 'You do not have permission to perform this action.' } }

  test('health that was only to be shown is one notice, and the report stands without it', async () => {
    await fault(forbidden, { times: 0 })
    await servers.seed('issues', { project: 'web', firstRelease: RELEASE, environments: ['production'] })
    const told = await run({ wait: '2' })
    expect([told.code, told.outputs['new_count'], lineOf(told)]).toEqual([0, '1', undefined])
    const notices = told.annotations.filter(note =>
      JSON.stringify(note).includes('Release health is left out')
    )
    expect(notices).toHaveLength(1)
    expect(JSON.stringify(notices)).toContain('org:read')
    // what was refused is not asked again
    expect(await asked()).toHaveLength(1)
    expect(told.outputs).toMatchObject({ crash_free_sessions: '', sessions: '', gate_result: 'none' })
  })

  test('a gate on it is an error, which fails as on_error says', async () => {
    await fault(forbidden, { times: 0 })
    await servers.seed('state', { sessions: [OURS] })
    const told = await run({ fail_on: 'crash_free_sessions<99' })
    expect([told.code, told.outputs['gate_result']]).toEqual([1, 'error'])
    expect(told.outputs['report']).toContain('Gate not checked: `crash_free_sessions<99`. ')
    const softened = await run({ fail_on: 'crash_free_sessions<99', on_error: 'warn' })
    expect([softened.code, softened.outputs['gate_result']]).toEqual([0, 'error'])
    expect(parseJson(softened.outputs['health'] ?? '')).toMatchObject({
      sessions: null,
      terms: [{ term: 'crash_free_sessions<99', verdict: 'error', found: null, needed: null }]
    })
  })

  test('a broken condition on issues counts more', async () => {
    await fault(forbidden, { times: 0 })
    await servers.seed('issues', { project: 'web', firstRelease: RELEASE, environments: ['production'] })
    const told = await run({ fail_on: 'new>0, crash_free_sessions<99' })
    expect([told.code, told.outputs['gate_result']]).toEqual([1, 'fail'])
  })

  test('numbers of the previous release that could not be read are not those of a release without sessions', async () => {
    await seed(THEIRS, OURS)
    await fault(forbidden, { nth: 2 })
    const told = await run({ fail_on: 'crash_free_sessions<previous-0.2' })
    expect(told.outputs['gate_result']).toBe('error')
    expect(told.outputs['report']).not.toContain('too few sessions')
    expect(parseJson(told.outputs['health'] ?? '')).toMatchObject({ sessions: 12_345, previous: null })
    expect(told.log.filter(line => line.includes('shown in part'))).toHaveLength(1)
  })

  test('rates that an old server does not know are had from the statuses, and not asked for again', async () => {
    await seed(THEIRS, OURS)
    await fault({ status: 400, body: { detail: 'Invalid field: "crash_free_rate(session)"' } })
    const told = await run({ wait: '1', fail_on: 'crash_free_sessions<99, crash_free_users<99' })
    expect(lineOf(told)).toMatch(/^Crash-free sessions 99\.61 % \(−0\.21\) · 12,345 sessions · adoption 37 %/)
    expect(told.outputs['gate_result']).toBe('error')
    expect(told.outputs['report']).toContain('Gate not checked: `crash_free_users<99`')
    expect((await asked()).filter(query => query.startsWith('release release'))).toHaveLength(1)
  })

  test.each([
    ['missing', {}],
    ['null', { 'crash_free_rate(session)': null, 'crash_free_rate(user)': null }]
  ])('rates that are %s are had from the statuses', async (_, rates) => {
    await seed(OURS)
    await fault(answering({ 'sum(session)': 12_345, 'count_unique(user)': 4_102, ...rates }))
    const told = await run({ baseline: 'none' })
    expect(lineOf(told)).toMatch(/^Crash-free sessions 99\.61 % · 12,345 sessions/)
    expect(told.outputs).toMatchObject({ crash_free_sessions: '99.6193', crash_free_users: '' })
  })

  test.each([
    [-1, '0 %', '0'],
    [1.2, '100 %', '100']
  ])('a rate of %d is cut to what a rate can be', async (rate, shown, output) => {
    await fault(
      answering({
        'sum(session)': 500,
        'count_unique(user)': 0,
        'crash_free_rate(session)': rate,
        'crash_free_rate(user)': null
      })
    )
    const told = await run({ baseline: 'none' })
    expect(lineOf(told)).toContain(`Crash-free sessions ${shown} · 500 sessions`)
    expect(told.outputs['crash_free_sessions']).toBe(output)
  })

  test('no groups, also without groupBy, are no sessions', async () => {
    await seed(OURS)
    const empty = { status: 200, body: { start: 'x', end: 'y', intervals: [], query: '', groups: [] } }
    await fault(empty, { times: 0 })
    const told = await run({ health: 'always', fail_on: 'sessions<1, adoption<5' })
    expect(lineOf(told)).toBe('No sessions of this release in 24 h')
    expect(told.outputs).toMatchObject({ gate_result: 'fail', sessions: '0', adoption: '' })
  })

  test('a store that was too slow is asked again', async () => {
    await seed(OURS)
    await fault({ status: 400, body: { detail: 'Query timeout. Please try again.' } })
    expect(lineOf(await run({ baseline: 'none' }))).toContain('99.61 %')
  })

  test.each([
    ['groups that are no list', { start: 'x', groups: {} }],
    ['a group without totals', { start: 'x', groups: [{ by: { release: RELEASE } }] }],
    ['a count that is a text', { start: 'x', groups: [{ by: {}, totals: { 'sum(session)': 'many' } }] }],
    ['no groups at all', { start: 'x' }]
  ])('an answer of the wrong shape is an error, never no data: %s', async (_, body) => {
    await fault({ status: 200, body }, { times: 0 })
    expect((await run({ fail_on: 'crash_free_sessions<99' })).outputs['gate_result']).toBe('error')
  })

  test('extras that fail are left out', async () => {
    await seed(THEIRS, OURS)
    await servers.seed('faults', {
      match: { server: 'maton', method: 'GET', path: '/organizations/acme/releases/$', times: 0 },
      action: { status: 403, body: { detail: 'You do not have permission to perform this action.' } }
    })
    const told = await run({ fail_on: 'crash_free_sessions<90' })
    expect([told.code, told.outputs['gate_result']]).toEqual([0, 'pass'])
    expect(lineOf(told)).toMatch(/^Crash-free sessions 99\.61 % · .* \| 24 h$/)
  })
})

describe('waiting', () => {
  const gate = { wait: '10', interval: '60', baseline: 'none', fail_on: 'crash_free_sessions<99' }

  const looksOf = ({ log }: StepRun): number => log.filter(line => /^Look \d+/.test(line)).length

  test('three broken looks in a row, each with more sessions, end it', async () => {
    await more(100, 50)
    const told = await run(gate, { duringPause: async () => void (await more(100, 50)) })
    expect(told.outputs['gate_result']).toBe('fail')
    expect(looksOf(told)).toBe(3)
  })

  test('the last look decides: rates get better, too', async () => {
    await more(100, 50)
    const told = await run(gate, { duringPause: async () => void (await more(10_000)) })
    expect(told.outputs['gate_result']).toBe('pass')
    expect(looksOf(told)).toBe(11)
    expect(told.log.join('\n')).toContain('crash_free_sessions<99 broken')
  })

  test('a look whose health failed breaks the row', async () => {
    await more(100, 50)
    await fault({ status: 404, body: '' }, { nth: 3, times: 1 })
    const told = await run(gate, { duringPause: async () => void (await more(100, 50)) })
    expect(told.outputs['gate_result']).toBe('fail')
    expect(looksOf(told)).toBe(6)
  })

  test('no data never ends it', async () => {
    await seed({ ...IN, release: RELEASE, sessions: 3 })
    const told = await run(gate)
    expect([told.outputs['gate_result'], looksOf(told)]).toEqual(['no-data', 11])
  })

  test('a broken condition on issues ends it at once', async () => {
    await more(100)
    await servers.seed('issues', { project: 'web', firstRelease: RELEASE, environments: ['production'] })
    const told = await run({ ...gate, fail_on: 'new>0, crash_free_sessions<99' })
    expect([told.outputs['gate_result'], looksOf(told)]).toEqual(['fail', 1])
  })
})

describe('the comment', () => {
  const always = { comment: 'always', baseline: 'none', health: 'auto' }

  test('is not written again for some more sessions, but for many', async () => {
    await seed({ ...OURS, crashed: 0, users: 0 })
    expect((await run(always)).outputs['comment_action']).toBe('created')
    await more(40)
    expect((await run(always)).outputs['comment_action']).toBe('unchanged')
    await more(1_000)
    const later = await run(always)
    expect(later.outputs['comment_action']).toBe('updated')
    expect((await servers.comments())[0]?.body).toContain('13,385 sessions')
  })

  test('that was edited by hand is written again', async () => {
    await seed({ ...OURS, crashed: 0, users: 0 })
    await run(always)
    const [comment] = await servers.comments()
    const body = comment?.body.replace('0 new', '7 new') ?? ''
    await fetch(`${servers.simulator.github}/repos/acme/web/issues/comments/${comment?.id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${servers.simulator.token}` },
      body: JSON.stringify({ body })
    })
    await more(40)
    expect((await run(always)).outputs['comment_action']).toBe('updated')
    expect((await servers.comments())[0]?.body).toContain('0 new')
  })

  test('is a new one when a condition on health is newly broken, also where the gate was broken before', async () => {
    await seed({ ...OURS, crashed: 0, users: 0 })
    await servers.seed('issues', { project: 'web', firstRelease: RELEASE, environments: ['production'] })
    const gated = { ...always, fail_on: 'new>0, crash_free_sessions<99' }
    expect((await run(gated)).outputs['comment_action']).toBe('created')
    await more(10_000, 5_000)
    expect((await run(gated)).outputs['comment_action']).toBe('recreated')
    expect((await run(gated)).outputs['comment_action']).toBe('unchanged')
  })
})

test('the outputs are whole, with the window, both releases and the verdict of each condition', async () => {
  await seed(THEIRS, { ...OURS, errored: 100 })
  const told = await run({
    fail_on: 'crash_free_sessions<previous-0.2, crash_free_users<99.999, error_rate>2, sessions<1'
  })
  expect(told.outputs).toMatchObject({
    crash_free_sessions: '99.6193',
    crash_free_users: '99.7075',
    error_rate: '1.1908',
    adoption: '37.0032',
    sessions: '12345'
  })
  expect(parseJson(told.outputs['health'] ?? '')).toEqual({
    release: RELEASE,
    environment: 'production',
    start: expect.stringMatching(/^\d{4}-.*Z$/),
    end: expect.stringMatching(/^\d{4}-.*Z$/),
    sessions: 12_345,
    users: 4_102,
    crashFreeSessions: 99.6193,
    crashFreeUsers: 99.7075,
    errorRate: 1.1908,
    unhandledRate: 0,
    adoption: 37.0032,
    previous: {
      release: BEFORE,
      sessions: 21_017,
      users: 6_920,
      crashFreeSessions: 99.8287,
      crashFreeUsers: 99.7688,
      errorRate: 0.1713
    },
    terms: [
      { term: 'crash_free_sessions<previous-0.2', verdict: 'fail', found: 99.6193, needed: null },
      { term: 'crash_free_users<99.999', verdict: 'no-data', found: 4_102, needed: 100_000 },
      { term: 'error_rate>2', verdict: 'pass', found: 1.1908, needed: null },
      { term: 'sessions<1', verdict: 'pass', found: 12_345, needed: null }
    ]
  })
})

describe('inputs', () => {
  test.each([
    ['health', 'sometimes', 'auto, always or never'],
    ['health_period', '73h', '1h to 72h, or 1d to 90d'],
    ['health_period', '91d', '1h to 72h, or 1d to 90d'],
    ['health_period', '0h', '1h to 72h, or 1d to 90d'],
    ['health_period', '2w', '1h to 72h, or 1d to 90d'],
    ['baseline', 'a/b', 'without /'],
    ['baseline', RELEASE, 'another release than the one that is reported on'],
    ['min_sample', '0', 'auto, or a number of sessions'],
    ['min_sample', '1.5', 'auto, or a number of sessions']
  ])('%s: %s is a problem', async (input, value, allowed) => {
    const told = await run({ [input]: value })
    expect(told.code).toBe(1)
    expect(JSON.stringify(told.annotations)).toContain(allowed)
    expect(await toMaton()).toEqual([])
  })

  test('a condition that compares with the previous release needs one', async () => {
    const told = await run({ baseline: 'none', fail_on: 'crash_free_sessions<previous-1' })
    expect(told.code).toBe(1)
    expect(JSON.stringify(told.annotations)).toContain('because fail_on has crash_free_sessions<previous-1')
  })
})
