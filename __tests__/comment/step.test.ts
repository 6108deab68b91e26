import { describe, expect, test } from '@jest/globals'
import { Failure } from '../../src/run/failure.ts'
import { WAY_FAILURES } from '../../src/way/failures.ts'
import { listAt, textAt } from '../../src/text/json.ts'
import { hostileTexts } from '../text/hostile.ts'
import { all, parse, shown } from '../harness/gfm.ts'
import { RELEASE, useComment } from '../harness/comment.ts'

const servers = useComment()

const broken = {
  project: 'web',
  title: 'TypeError: cart is undefined',
  firstRelease: RELEASE,
  environments: ['production'],
  frames: [{ filename: 'app:///src/checkout.ts', function: 'pay', lineNo: 7, inApp: true }]
}
const cameBack = {
  project: 'web',
  title: 'Error: old friend',
  level: 'warning',
  firstRelease: 'web@1.0.0',
  regressedIn: RELEASE,
  environments: ['production'],
  frames: [{ filename: '/srv/old.ts', function: 'run', lineNo: 3, inApp: true }]
}
/** Resolved: an event of the release that is no issue of it. */
const seen = { project: 'web', firstRelease: 'web@1.0.0', releases: [RELEASE], status: 'resolved' }

function rowsOf(markdown: string): readonly string[] {
  return all(parse(markdown), 'tableRow').map(shown)
}

describe('issues', () => {
  test('are told in the pull request, in the job summary and in the outputs', async () => {
    await servers.seed('issues', [broken, cameBack])
    const run = await servers.run({ environment: 'production' }, servers.pullEvent())
    expect(run.code).toBe(0)
    const [comment, ...others] = await servers.comments()
    expect(others).toEqual([])
    expect(comment?.body).toContain(run.outputs['report'])
    expect(run.summary).toContain(run.outputs['report'])
    expect(run.outputs).toMatchObject({
      new_count: '1',
      regressed_count: '1',
      escalating_count: '',
      total_count: '2',
      comment_id: String(comment?.id),
      comment_url: `https://github.com/acme/web/pull/2#issuecomment-${comment?.id}`,
      comment_action: 'created',
      gate_result: 'none'
    })
    expect(run.outputs['report']).toMatch(/^## 🔴 2 issues in \[`web@1\.1\.0`\]/)
  })

  test('of the pull request come first and are marked, by the line or by the file', async () => {
    const inFile = { ...broken, title: 'B', frames: [{ ...broken.frames[0], lineNo: 900 }] }
    await servers.seed('issues', [
      { ...broken, title: 'C', frames: cameBack.frames, count: 900 },
      inFile,
      broken
    ])
    const run = await servers.run({}, servers.pullEvent())
    expect(rowsOf(run.outputs['report'] ?? '').slice(1, 4)).toEqual([
      expect.stringMatching(/^🔴 new on a changed line 📍 TypeError: cart.*src\/checkout\.ts:7 in pay · /),
      expect.stringMatching(/^🔴 new in a changed file 📄 B/),
      expect.stringMatching(/^🔴 new C/)
    ])
    expect(run.outputs['report']).toContain(
      `https://github.com/acme/web/blob/${servers.head()}/src/checkout.ts#L7`
    )
  })

  test('that are marked by the list alone come forward before their events are looked up', async () => {
    const others = Array.from({ length: 12 }, (_, index) => ({
      ...broken,
      title: `Other ${index}`,
      userCount: 50,
      frames: cameBack.frames
    }))
    await servers.seed('issues', [...others, broken])
    const run = await servers.run({ max_issues: '5' }, servers.pullEvent())
    const rows = rowsOf(run.outputs['report'] ?? '')
    expect(rows[1]).toMatch(/^🔴 new on a changed line 📍 TypeError: cart/)
    expect(run.outputs['report']).toContain('and 8 more: ')
  })

  test('show the numbers of this release, not the totals', async () => {
    await servers.seed('issues', {
      ...cameBack,
      count: 900,
      userCount: 80,
      releaseCounts: { [RELEASE]: { count: 3, userCount: 2 } }
    })
    const run = await servers.run({}, servers.pullEvent())
    expect(rowsOf(run.outputs['report'] ?? '')[1]).toMatch(/WEB-2.*3 · 2$/)
    expect(JSON.parse(run.outputs['issues'] ?? '')).toMatchObject([{ count: 3, userCount: 2 }])
  })

  test('show totals, called so, when Sentry does not count by release', async () => {
    await servers.seed('issues', { ...broken, count: 900, userCount: 80 })
    await servers.seed('faults', {
      match: { server: 'maton', path: '/issues/$', nth: 3 },
      action: { status: 400, body: { detail: 'no' } }
    })
    const run = await servers.run({}, servers.pullEvent())
    expect(rowsOf(run.outputs['report'] ?? '')[1]).toMatch(/900 · 80 \*$/)
  })

  test('that the gate alone asks for are counted and in the outputs, but not named in the report', async () => {
    await servers.seed('issues', [
      broken,
      { ...cameBack, regressedIn: null, releases: [RELEASE], substatus: 'escalating' }
    ])
    const run = await servers.run({ include: 'new', fail_on: 'escalating>5' }, servers.pullEvent())
    expect(run.outputs).toMatchObject({
      new_count: '1',
      regressed_count: '',
      escalating_count: '1',
      total_count: '2'
    })
    expect(run.outputs['report']).not.toContain('escalating')
    expect(JSON.parse(run.outputs['issues'] ?? '')).toHaveLength(2)
  })

  test('are told without files when events may not be read', async () => {
    await servers.seed('issues', [broken, cameBack])
    await servers.seed('faults', {
      match: { path: 'events/latest', times: 0 },
      action: { status: 403, body: { detail: 'You do not have permission to perform this action.' } }
    })
    const run = await servers.run({}, servers.pullEvent())
    expect(run.outputs['report']).toContain('**new** in a changed file 📄')
    expect(
      run.log.filter(line => line.startsWith("Files are shown as Sentry's list names them"))
    ).toHaveLength(1)
  })

  test('with a long title are cut in the output, and never inside of a character', async () => {
    await servers.seed('issues', { ...broken, title: `${'x'.repeat(999)}😀 and more` })
    const run = await servers.run({}, servers.pullEvent())
    expect(JSON.parse(run.outputs['issues'] ?? '')).toMatchObject([{ title: `${'x'.repeat(999)}…` }])
  })

  test('with hostile titles stay in their cells, and none of them reaches the log as a command', async () => {
    await servers.seed(
      'issues',
      hostileTexts.map(({ text }) => ({ ...broken, title: text === '' ? ' ' : text }))
    )
    const run = await servers.run({ max_issues: '50' }, servers.pullEvent())
    const [comment] = await servers.comments()
    const table = all(parse(comment?.body ?? ''), 'table')[0]
    const rows = table === undefined ? [] : all(table, 'tableRow')
    expect(rows).toHaveLength(hostileTexts.length + 1)
    for (const row of rows) expect(all(row, 'tableCell')).toHaveLength(2)
    expect(run.log.filter(line => /^\s*::|##\[/.test(line))).toEqual([])
  })
})

describe('a clear result', () => {
  test('creates no comment, and is told in the job summary', async () => {
    await servers.seed('issues', seen)
    const run = await servers.run({}, servers.pullEvent())
    expect(run.outputs).toMatchObject({ comment_action: 'skipped:clear', new_count: '0', total_count: '0' })
    expect(run.summary).toMatch(/^## ✅ No new issues in /)
    expect(await servers.comments()).toEqual([])
  })

  test('creates one with comment: always', async () => {
    await servers.seed('issues', seen)
    const run = await servers.run({ comment: 'always', fail_on: 'new>0' }, servers.pullEvent())
    expect(run.outputs).toMatchObject({ comment_action: 'created', gate_result: 'pass' })
  })

  test('replaces the report of issues, and says what is gone', async () => {
    await servers.seed('issues', [broken, seen])
    await servers.run({}, servers.pullEvent())
    await resolveAll()
    const run = await servers.run({}, servers.pullEvent())
    expect(run.outputs['comment_action']).toBe('updated')
    const [comment] = await servers.comments()
    expect(comment?.body).toContain('## ✅')
    expect(comment?.body).toContain('- gone: `WEB-2`')
  })

  test('is told by sessions alone, of one environment by the sessions in it', async () => {
    await servers.seed('state', {
      sessions: [{ project: 'web', release: RELEASE, environment: 'production' }]
    })
    for (const environment of ['', 'production']) {
      const run = await servers.run({ environment }, servers.pullEvent())
      expect(run.outputs['report']).toContain('✅')
    }
    const elsewhere = await servers.run({ environment: 'staging' }, servers.pullEvent())
    expect(elsewhere.outputs['report']).toContain('⚪')
  })
})

describe('no data yet', () => {
  test('is what a release without an event has: never green', async () => {
    await servers.seed('state', { releases: [{ version: RELEASE, projects: ['web'] }] })
    const run = await servers.run({ fail_on: 'new>0' }, servers.pullEvent())
    expect(run.code).toBe(0)
    expect(run.outputs).toMatchObject({
      gate_result: 'no-data',
      comment_action: 'skipped:no-data',
      new_count: '0',
      total_count: '0'
    })
    expect(run.summary).toMatch(/^## ⚪ No events of `web@1\.1\.0` yet/)
  })

  test('is what an environment has that Sentry does not know', async () => {
    await servers.seed('issues', broken)
    const run = await servers.run({ environment: 'canary' }, servers.pullEvent())
    expect(run.outputs).toMatchObject({ gate_result: 'no-data', comment_action: 'skipped:no-data' })
    expect(run.annotations).toEqual([{ level: 'notice', message: expect.stringContaining('canary') }])
  })

  test('is said with the environments that Sentry knows, the one that is meant first', async () => {
    await servers.seed('issues', broken)
    const run = await servers.run({ environment: 'Production' }, servers.pullEvent())
    expect(run.code).toBe(0)
    expect(run.annotations.at(0)?.message).toMatch(
      /^There is no data: Sentry does not know the environment Production; it knows \d environments?: production.* Names are case-sensitive\. Did you mean production\?$/
    )
    const lookUps = (await servers.requests()).filter(request =>
      JSON.stringify(request).includes('/environments/')
    )
    expect(lookUps).toHaveLength(1)
  })

  test('is said without them when they cannot be read', async () => {
    await servers.seed('issues', broken)
    await servers.seed('faults', {
      match: { path: '/environments/' },
      action: { status: 403, body: { detail: 'no' } }
    })
    const run = await servers.run({ environment: 'Production' }, servers.pullEvent())
    expect(run.code).toBe(0)
    expect(run.annotations).toEqual([
      { level: 'notice', message: 'There is no data: Sentry does not know the environment Production.' }
    ])
  })

  test('is what an environment has that only a deploy made: it is said where the release was seen', async () => {
    const wrong = { release: RELEASE, environment: 'Production' }
    const release = { ...wrong, set_commits: 'skip' }
    const deployed = await servers.run(release, { step: 'release' })
    expect(deployed.code).toBe(0)
    await servers.seed('issues', broken)
    const checked = await servers.run({ ...release, dry_run: 'true' }, { step: 'release' })
    expect(checked.complaints).toMatch(
      /^The setup check found: Environment: production and Production both exist/
    )
    const run = await servers.run({ ...wrong, projects: 'web', fail_on: 'new>0' }, servers.pullEvent())
    expect(run.code).toBe(0)
    expect(run.outputs['gate_result']).toBe('no-data')
    expect(run.outputs['report']).toContain(
      'Sentry has not seen any event of `web@1.1.0` in `web` on `Production` yet, so there is nothing to judge. It has seen the release elsewhere. Its other environments: `production`, `staging`. Names are case-sensitive.'
    )
    expect(run.annotations).toEqual([
      {
        level: 'notice',
        message:
          'There is no data: Sentry has not seen any event of web@1.1.0 on Production yet, only elsewhere; it knows 2 other environments: production, staging. Names are case-sensitive. Did you mean production?'
      }
    ])
    expect(run.log).toContain('Look 1: no data of the release on Production yet')
    const asked = run.requests.filter(({ path }) => /\/(environments|releases)\/(\?|$)/.test(path))
    expect(asked).toHaveLength(1)
    const right = await servers.run({ ...wrong, environment: 'production' }, servers.pullEvent())
    expect(right.outputs['new_count']).toBe('1')
  })

  test('does not speak of a comment that is not there', async () => {
    const run = await servers.run({ release: 'web@9' }, servers.pullEvent())
    expect(run.outputs['comment_id']).toBe('')
    expect(run.summary).toContain('Pull request 2: no comment is written, there is no data yet')
  })

  test('is what an unknown release has, with a warning that names it', async () => {
    const run = await servers.run({ release: 'web@9' }, servers.pullEvent())
    expect(run.code).toBe(0)
    expect(run.outputs['gate_result']).toBe('no-data')
    expect(run.annotations).toEqual([{ level: 'warning', message: expect.stringContaining('web@9') }])
  })

  test('leaves the comment of the same release, and replaces that of another', async () => {
    await servers.seed('issues', broken)
    await servers.run({}, servers.pullEvent())
    const same = await servers.run({ environment: 'canary', key: ':' }, servers.pullEvent())
    expect(same.outputs['comment_action']).toBe('skipped:no-data')
    expect(same.summary).toContain('its comment is left as it is, there is no data yet')
    const other = await servers.run({ release: 'web@9' }, servers.pullEvent())
    expect(other.outputs['comment_action']).toBe('updated')
    expect((await servers.comments())[0]?.body).toContain('## ⚪ No events of `web@9` yet')
  })

  test('is not what a wrong organization has: that is an error', async () => {
    const run = await servers.run({ organization: 'acmee' }, servers.pullEvent())
    expect(run.code).toBe(1)
    expect(run.outputs['gate_result']).toBe('error')
    expect(run.annotations[0]?.message).toContain('acmee')
  })
})

describe('a failing Sentry or Maton', () => {
  const down = { match: { server: 'maton', times: 0 }, action: { status: 503, body: { detail: 'down' } } }

  test('leaves the comment as it was, says so in the job summary, and fails the step', async () => {
    await servers.seed('issues', broken)
    await servers.run({}, servers.pullEvent())
    const before = await servers.comments()
    await servers.seed('faults', down)
    const run = await servers.run({}, servers.pullEvent())
    expect(run.code).toBe(1)
    expect(run.outputs).toMatchObject({
      gate_result: 'error',
      comment_action: 'skipped:error',
      new_count: ''
    })
    expect(run.outputs['report']).toMatch(/^## ⚠️ Could not check \[`web@1\.1\.0`\]/)
    expect(run.summary).toContain('⚠️')
    expect(await servers.comments()).toEqual(before)
  })

  test('is a warning with on_error: warn', async () => {
    await servers.seed('faults', down)
    const run = await servers.run({ on_error: 'warn', fail_on: 'new>0' }, servers.pullEvent())
    expect(run.code).toBe(0)
    expect(run.outputs['gate_result']).toBe('error')
    expect(run.annotations.map(({ level }) => level)).toEqual(['warning'])
  })

  test('is said with its cause for an unknown project and a bad key', async () => {
    const project = await servers.run({ projects: 'nope' }, servers.pullEvent())
    expect(project.code).toBe(1)
    expect(project.annotations.at(-1)?.message).toMatch(
      /The organization acme has no project nope that the connection sees; it has 2 projects: .*Correct projects/
    )
    const key = await servers.run({ maton_api_key: 'wrong-key' }, servers.pullEvent())
    expect(key.annotations.at(-1)?.message).toContain('maton_api_key')
    expect(JSON.stringify({ ...key, masked: [], requests: [] })).not.toContain('wrong-key')
  })
})

describe('an organization that the connection does not see', () => {
  test('is named with those that it sees, and nothing leads to it', async () => {
    const run = await servers.run({ organization: 'Acme' }, servers.pullEvent())
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain(
      'The connection sees no organization Acme; it sees 1 organization: acme. Did you mean acme? Correct organization, or'
    )
    expect(run.summary + run.outputs['report']).not.toMatch(/Acme\.sentry\.io/i)
  })
})

describe('the gate', () => {
  test('fails the step when it is broken, whatever on_error says', async () => {
    await servers.seed('issues', broken)
    const run = await servers.run(
      { fail_on: 'new:error>0, regressed>2', on_error: 'warn' },
      servers.pullEvent()
    )
    expect(run.code).toBe(1)
    expect(run.outputs['gate_result']).toBe('fail')
    expect(run.annotations.filter(({ level }) => level === 'error')).toEqual([
      { level: 'error', message: expect.stringContaining('new:error>0 (found 1)') }
    ])
    expect((await servers.comments())[0]?.body).toContain('**Gate failed:** `new:error>0`, found 1 · ')
  })

  test('fails the step when the comment could not be written too', async () => {
    await servers.seed('issues', broken)
    await servers.seed('faults', { match: { server: 'github', times: 0 }, action: { status: 500 } })
    const run = await servers.run({ fail_on: 'new>0', on_error: 'warn' }, servers.pullEvent())
    expect(run.code).toBe(1)
    expect(run.outputs).toMatchObject({ gate_result: 'fail', comment_action: 'skipped:error' })
  })

  test('counts what is left after min_level and query', async () => {
    await servers.seed('issues', [broken, { ...broken, level: 'info' }, { ...broken, title: 'Other thing' }])
    const run = await servers.run(
      { fail_on: 'new>1', min_level: 'error', query: 'TypeError' },
      servers.pullEvent()
    )
    expect(run.outputs).toMatchObject({ gate_result: 'pass', new_count: '1' })
  })
})

describe('wait', () => {
  const looks = (log: readonly string[]): readonly string[] => log.filter(line => line.startsWith('Look '))

  test('looks every interval, one line for each look, the last time at its end', async () => {
    await servers.seed('issues', seen)
    const run = await servers.run({ wait: '2', interval: '50' }, servers.pullEvent())
    expect(looks(run.log)).toEqual([
      'Look 1: 0 new, 0 regressed; 2 min left',
      'Look 2: 0 new, 0 regressed; 2 min left',
      'Look 3: 0 new, 0 regressed; 1 min left',
      'Look 4: 0 new, 0 regressed'
    ])
  })

  test('ends as soon as the gate fails', async () => {
    await servers.seed('issues', broken)
    const run = await servers.run({ wait: '30', fail_on: 'new>0' }, servers.pullEvent())
    expect(looks(run.log)).toEqual(['Look 1: 1 new, 0 regressed; the gate fails'])
    expect(run.outputs['gate_result']).toBe('fail')
  })

  test('goes on when issues come that do not break the gate', async () => {
    await servers.seed('issues', broken)
    const run = await servers.run({ wait: '3', fail_on: 'new>1' }, servers.pullEvent())
    expect(looks(run.log)).toHaveLength(4)
  })

  test('survives a look in between that fails, but not the last one', async () => {
    await servers.seed('issues', broken)
    const path = '/releases/web%401.1.0/$'
    await servers.seed('faults', { match: { path, nth: 2, times: 5 }, action: { status: 503 } })
    const once = await servers.run({ wait: '2' }, servers.pullEvent())
    expect(once.outputs['comment_action']).toBe('created')
    expect(looks(once.log)[1]).toMatch(/^Look 2 failed; the next one is made as planned/)
    await servers.seed('faults', { match: { path, nth: 1, times: 0 }, action: { status: 503 } })
    const always = await servers.run({ wait: '1' }, servers.pullEvent())
    expect(always.outputs['gate_result']).toBe('error')
  })

  test('ends at once on what will not pass', async () => {
    const run = await servers.run({ wait: '30', projects: 'nope' }, servers.pullEvent())
    expect(run.code).toBe(1)
    expect(run.slept).toBeLessThan(60_000)
  })

  test('is cut short when the job is cancelled, and nothing is written', async () => {
    await servers.seed('issues', seen)
    const cancelled = new Failure(WAY_FAILURES.cancelled, 'The run was cancelled')
    const run = await servers.run(
      { wait: '30' },
      {
        ...servers.pullEvent(),
        duringPause: async ({ slept, stop }) => {
          if (slept >= 120_000) stop(cancelled)
        }
      }
    )
    expect(run.code).toBe(1)
    expect(run.slept).toBeLessThan(200_000)
    expect(run.annotations.at(-1)?.message).toContain('cancelled')
    expect(await servers.comments()).toEqual([])
  })
})

describe('in a public repository, or where that is not known', () => {
  const secret = {
    ...broken,
    title: 'Error: secret-title',
    culprit: 'secret-culprit',
    assignedTo: 'secret-person'
  }

  test.each([
    ['public', { repository: { full_name: 'acme/web', private: false } }],
    ['not known', { repository: { full_name: 'acme/web' } }]
  ])(
    'nothing of an issue but ids, levels, numbers and files is shown anywhere (%s)',
    async (_what, changes) => {
      await servers.seed('issues', secret)
      const run = await servers.run({}, servers.pullEvent(changes))
      const [comment] = await servers.comments()
      const everywhere = [comment?.body, run.summary, run.outputs['report'], ...run.log].join('\n')
      expect(everywhere).not.toMatch(/secret-|`pay`/)
      expect(comment?.body).toMatch(/\[`WEB-2`\].* error<br>`src\/checkout\.ts` \| 1 · 1 \|/)
      expect(JSON.parse(run.outputs['issues'] ?? '')).toMatchObject([{ title: 'Error: secret-title' }])
    }
  )

  test('all is shown with details: full', async () => {
    await servers.seed('issues', secret)
    const run = await servers.run({ details: 'full' }, servers.pullEvent({ repository: {} }))
    expect(run.outputs['report']).toContain('secret-title')
  })

  test('GitHub is asked when the event does not say', async () => {
    await servers.seed('issues', secret)
    await servers.seed('state', { github: { private: true } })
    const run = await servers.run({}, servers.pullEvent({ repository: { full_name: 'acme/web' } }))
    expect(run.outputs['report']).toContain('secret-title')
  })
})

describe('a dry run', () => {
  test('reads everything and writes nothing', async () => {
    await servers.seed('issues', broken)
    const run = await servers.run({ dry_run: 'true' }, servers.pullEvent())
    expect(run.outputs).toMatchObject({ comment_action: 'skipped:dry-run', new_count: '1' })
    expect(run.log).toContain('Pull request 2: would write a comment.')
    const writes = (await servers.requests()).filter(
      ({ method, path }) => method !== 'GET' && path !== '/graphql'
    )
    expect(writes).toEqual([])
  })
})

describe('inputs', () => {
  test('that are wrong are all told at once, with what is allowed, before any request', async () => {
    const run = await servers.run(
      {
        release: 'a/b',
        environment: 'a,b',
        pull_request: '12, x',
        max_pull_requests: '0',
        include: 'new,old',
        min_level: 'loud',
        query: 'a OR b',
        max_issues: '51',
        wait: '-1',
        interval: '0',
        comment: 'sometimes',
        notify: 'maybe',
        details: 'some',
        fail_on: 'new=1'
      },
      servers.pullEvent()
    )
    expect(run.code).toBe(1)
    const [annotation] = run.annotations
    for (const name of [
      'release: "a/b"',
      'environment: "a,b"',
      'pull_request: "x"',
      'max_pull_requests: "0"',
      'include: "old"',
      'min_level: "loud" is not allowed; give debug, info, warning, error or fatal',
      'query: "a OR b"',
      'max_issues: "51" is not allowed; give a whole number from 1 to 50',
      'wait: "-1"',
      'interval: "0"',
      'comment: "sometimes" is not allowed; give on_issues, always or never',
      'notify: "maybe"',
      'details: "some"',
      'fail_on: "new=1" is not a condition: use > or >='
    ])
      expect(annotation?.message).toContain(name)
    expect(await servers.requests()).toEqual([])
  })

  test.each(['(a)', 'x AND y', 'or is fine OR not', '"open'])('query: %s is refused', async query => {
    const run = await servers.run({ query }, servers.pullEvent())
    expect(run.code).toBe(1)
  })

  test.each(['"a OR b"', 'error.handled:0', 'message:"f(x)"'])('query: %s is taken', async query => {
    const run = await servers.run({ query }, servers.pullEvent())
    expect(run.code).toBe(0)
  })

  test('that say nothing to report on end with a notice', async () => {
    const run = await servers.run(
      { release: '' },
      { event: 'push', payload: { ref: 'refs/heads/gone', deleted: true, after: '0'.repeat(40) } }
    )
    expect(run.code).toBe(0)
    expect(run.annotations).toEqual([{ level: 'notice', message: expect.stringContaining('deleted') }])
  })
})

async function resolveAll(): Promise<void> {
  const { maton, key } = servers.simulator
  const headers = { authorization: `Bearer ${key}` }
  const issues = `${maton}/api/0/organizations/acme/issues/`
  const found = await (await fetch(`${issues}?query=is:unresolved`, { headers })).json()
  for (const issue of listAt(found, [])) {
    await fetch(`${issues}${textAt(issue, 'id') ?? ''}/`, {
      method: 'PUT',
      headers: { ...headers, 'content-type': 'application/json' },
      body: '{"status":"resolved"}'
    })
  }
}
