import { describe, expect, test } from '@jest/globals'
import { readState } from '../../../src/comment/publish/state.ts'
import { countAt, type JsonRecord, listAt, parseJson, recordAt, textAt } from '../../../src/text/json.ts'
import { RELEASE, useComment } from '../../harness/comment.ts'
import type { StepRun } from '../../harness/step.ts'
import type { Recorded } from '../../../simulator/client/recorded.ts'

const servers = useComment()

const isOfIssues = ({ path }: Recorded): boolean => path.endsWith('/organizations/acme/issues/')

function many(count: number, changes: object): readonly object[] {
  return Array.from({ length: count }, (_, index) => ({
    project: 'web',
    title: `Error: number ${index}`,
    firstRelease: RELEASE,
    ...changes
  }))
}

async function issueLists(): Promise<readonly Recorded[]> {
  return (await servers.requests()).filter(isOfIssues)
}

function issuesOf(run: StepRun): readonly JsonRecord[] {
  return listAt(parseJson(run.outputs['issues'] ?? ''), [], entry => recordAt(entry))
}

async function send(method: string, path: string, body: object): Promise<void> {
  const { maton, key } = servers.simulator
  const answer = await fetch(`${maton}/api/0/organizations/acme/${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body)
  })
  if (!answer.ok) throw new Error(await answer.text())
}

describe('the issues of a release', () => {
  test('are those of each kind, asked for separately, each once', async () => {
    await servers.seed('issues', [
      { project: 'web', firstRelease: RELEASE, substatus: 'escalating' },
      { project: 'web', firstRelease: 'web@1.0.0', regressedIn: RELEASE },
      { project: 'web', firstRelease: 'web@1.0.0', releases: [RELEASE], substatus: 'escalating' },
      { project: 'web', firstRelease: 'web@1.0.0', releases: [RELEASE] },
      { project: 'web', firstRelease: RELEASE, status: 'resolved' },
      { project: 'web', firstRelease: RELEASE, priority: 'low' }
    ])
    const run = await servers.run({ include: 'escalating regressed new' }, servers.pullEvent())
    expect(issuesOf(run).map(issue => [issue['shortId'], issue['kind']].join(' '))).toEqual([
      'WEB-2 new',
      'WEB-3 regressed',
      'WEB-4 escalating',
      'WEB-7 new'
    ])
    expect(run.outputs).toMatchObject({
      new_count: '2',
      regressed_count: '1',
      escalating_count: '2',
      total_count: '4'
    })
  })

  test('in an environment are those first seen there', async () => {
    await servers.seed('issues', [
      { project: 'web', firstRelease: 'web@1.0.0', environments: { production: { firstRelease: RELEASE } } },
      { project: 'web', firstRelease: RELEASE, environments: ['staging'] }
    ])
    const run = await servers.run({ environment: 'production' }, servers.pullEvent())
    expect(issuesOf(run).map(issue => issue['shortId'])).toEqual(['WEB-2'])
    expect((await issueLists()).every(({ query }) => query['environment'] === 'production')).toBe(true)
  })

  test('are those of the given projects only', async () => {
    await servers.seed('issues', [
      { project: 'web', firstRelease: RELEASE },
      { project: 'api', firstRelease: RELEASE }
    ])
    const given = await servers.run({ projects: 'api' }, servers.pullEvent())
    expect(issuesOf(given).map(issue => issue['shortId'])).toEqual(['API-1'])
    const all = await servers.run({}, servers.pullEvent())
    expect(issuesOf(all)).toHaveLength(2)
  })

  test('without projects given, are those of the projects of the release', async () => {
    await servers.seed('issues', { project: 'api', firstRelease: RELEASE })
    await servers.run({}, servers.pullEvent())
    expect((await issueLists()).map(({ query }) => query['project'])).toEqual(['12', '12', '12'])
  })

  test('are read to the last page, also over pages without a row', async () => {
    const hidden = many(100, { dropped: true, lastSeen: new Date(Date.now() - 5_000).toISOString() })
    await servers.seed('issues', [...many(120, {}), ...hidden])
    const run = await servers.run({}, servers.pullEvent())
    expect(run.outputs['new_count']).toBe('120')
  })

  test.each(['a"b', 'star*', '0123456789abcdef0123456789abcdef', 'with blank'])(
    'of the version %s are found by exactly that version',
    async release => {
      await servers.seed('issues', { project: 'web', firstRelease: release })
      const run = await servers.run({ release }, servers.pullEvent())
      const [first] = await issueLists()
      const quoted = release.replace(/["*]/g, sign => `\\${sign}`)
      expect(first?.query['query']).toBe(`is:unresolved firstRelease:"${quoted}"`)
      expect(run.code).toBe(0)
    }
  )

  test('are asked for with the level or worse, and the further terms', async () => {
    await servers.run({ release: 'web@1.0.0', min_level: 'error', query: 'a:b' }, servers.pullEvent())
    expect((await issueLists())[0]?.query['query']).toBe(
      'is:unresolved firstRelease:"web@1.0.0" level:[error,fatal] a:b'
    )
  })
})

describe('requests', () => {
  test('for 250 new issues over 3 projects are 3 pages, 1 for the regressed ones, 10 look-ups and 1 for the health', async () => {
    await servers.seed('state', { projects: [{ slug: 'shop' }] })
    await servers.seed('issues', [
      ...many(90, {}),
      ...many(80, { project: 'api' }),
      ...many(80, { project: 'shop' }),
      ...many(5, { firstRelease: 'web@1.0.0', regressedIn: RELEASE })
    ])
    const run = await servers.run({ projects: 'web api shop' }, servers.pullEvent())
    expect(run.outputs).toMatchObject({ new_count: '250', regressed_count: '5' })
    const maton = (await servers.requests()).filter(({ server }) => server === 'maton')
    const asked = (name: string): number =>
      maton.filter(request => isOfIssues(request) && String(request.query['query']).includes(name)).length
    expect([asked('firstRelease'), asked('regressed_in_release')]).toEqual([3, 1])
    expect(maton.filter(({ path }) => path.endsWith('/events/latest/'))).toHaveLength(10)
    expect(maton.filter(({ path }) => path.endsWith('/sessions/'))).toHaveLength(1)
    expect(maton).toHaveLength(16)
  })

  test('are never more look-ups than rows, also when the events put the issues elsewhere than the list', async () => {
    const elsewhere = [{ filename: 'src/other.ts', function: 'f', lineNo: 3, inApp: true }]
    await servers.seed('issues', [
      ...many(8, { filename: 'src/checkout.ts', frames: elsewhere }),
      ...many(20, { filename: 'src/other.ts', frames: elsewhere, userCount: 9 })
    ])
    const run = await servers.run({ max_issues: '5' }, servers.pullEvent())
    const lookups = (await servers.requests()).filter(({ path }) => path.endsWith('/events/latest/'))
    expect(lookups).toHaveLength(5)
    const where = issuesOf(run).map(({ file, line }) => `${textAt(file)}:${countAt(line) ?? '?'}`)
    expect(new Set(where.slice(0, 5))).toEqual(new Set(['src/other.ts:3']))
  })

  test('of an ordinary run to GitHub are the files, the login, the comments and the comment', async () => {
    await servers.seed('issues', { project: 'web', firstRelease: RELEASE })
    await servers.run({}, servers.pullEvent())
    const github = (await servers.requests()).filter(({ server }) => server === 'github')
    expect(
      github.map(({ method, path }) => `${method} ${path.replace('/repos/acme/web', '')}`).toSorted()
    ).toEqual([
      'GET /issues/2/comments',
      'GET /issues/2/comments',
      'GET /issues/2/comments',
      'GET /issues/2/comments',
      'GET /pulls/2/files',
      'POST /graphql',
      'POST /issues/2/comments'
    ])
  })

  test('a clear result asks once more, whether there was any event, and reads no files', async () => {
    await servers.seed('issues', { project: 'web', releases: [RELEASE], status: 'resolved' })
    await servers.run({}, servers.pullEvent())
    expect((await issueLists()).at(-1)?.query).toMatchObject({ query: `release:"${RELEASE}"`, limit: '1' })
    expect((await servers.requests()).filter(({ path }) => path.endsWith('/files'))).toEqual([])
  })

  test('keep the rate of the gateway', async () => {
    await servers.seed('state', { limits: { maton: { limit: 10, windowMs: 1_000 } } })
    await servers.seed('issues', many(30, {}))
    const inputs = { max_issues: '15', comment: 'never' }
    const run = await servers.run(inputs, { ...servers.pullEvent(), clock: 'real' })
    expect(run.code).toBe(0)
    expect((await servers.requests()).filter(({ status }) => status === 429)).toEqual([])
  })
})

describe('without an organization given', () => {
  test('the only one that the connection sees is taken', async () => {
    await servers.seed('issues', { project: 'web', firstRelease: RELEASE })
    const run = await servers.run({ organization: '' }, servers.pullEvent())
    expect(run.outputs['comment_action']).toBe('created')
    expect(run.outputs['report']).toContain('https://acme.sentry.io/')
  })

  test('it is linked although the release could not be read', async () => {
    await servers.seed('faults', { match: { path: '/releases/', times: 0 }, action: { status: 503 } })
    const run = await servers.run({ organization: '' }, servers.pullEvent())
    expect(run.outputs['report']).toMatch(
      /⚠️ Could not check \[`web@1\.1\.0`\]\(https:\/\/acme\.sentry\.io\/releases\//
    )
  })

  test('several are an error that names them, and nothing is linked', async () => {
    await servers.seed('state', { organizations: [{ slug: 'other', name: 'Other', region: 'us' }] })
    const run = await servers.run({ organization: '' }, servers.pullEvent())
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toMatch(/2 organizations: acme, other/)
    expect(run.outputs['report']).not.toMatch(/sentry\.io/)
  })
})

describe('the deploy', () => {
  const deploy = (environment: string, dateFinished: string): Promise<void> =>
    send('POST', `releases/${encodeURIComponent(RELEASE)}/deploys/`, { environment, dateFinished })

  test('to the environment is shown, and tells which report is the newer one', async () => {
    await servers.seed('issues', { project: 'web', firstRelease: RELEASE, environments: ['production'] })
    await deploy('production', '2026-01-15T10:00:00Z')
    await deploy('staging', '2026-02-20T10:00:00Z')
    const run = await servers.run({ environment: 'production' }, servers.pullEvent())
    expect(run.outputs['report']).toContain('2026-01-15 10:00 UTC')
    const [comment] = await servers.comments()
    expect(readState(comment?.body ?? '', ':production')?.sequence).toMatchObject({
      deployedAt: Date.parse('2026-01-15T10:00:00Z'),
      runId: 77,
      runAttempt: 1
    })
  })

  test('of an older release does not replace the report of a newer one', async () => {
    await servers.seed('issues', [
      { project: 'web', firstRelease: RELEASE },
      { project: 'web', firstRelease: 'web@1.0.5' }
    ])
    await deploy('production', '2026-01-15T10:00:00Z')
    await send('POST', 'releases/web%401.0.5/deploys/', {
      environment: 'production',
      dateFinished: '2026-01-10T10:00:00Z'
    })
    await servers.run({}, servers.pullEvent())
    const late = await servers.run({ release: 'web@1.0.5' }, servers.pullEvent())
    expect(late.outputs['comment_action']).toBe('skipped:newer')
    expect((await servers.comments())[0]?.body).toContain(RELEASE)
  })
})

describe('files are linked at', () => {
  const issue = {
    project: 'web',
    firstRelease: RELEASE,
    frames: [{ filename: 'src/checkout.ts', function: 'pay', lineNo: 7, inApp: true }]
  }
  const linked = (run: StepRun): string | undefined =>
    /blob\/([\da-f]+)\/src\/checkout\.ts#L7/.exec(run.outputs['report'] ?? '')?.[1]

  test('the newest commit that Sentry has for the release', async () => {
    await servers.seed('issues', issue)
    await send('PUT', `releases/${encodeURIComponent(RELEASE)}/`, {
      commits: [{ id: 'c'.repeat(40), repository: 'acme/web' }]
    })
    expect(linked(await servers.run({}, servers.pullEvent()))).toBe('c'.repeat(40))
  })

  test('the commit that the release is named for', async () => {
    const release = `web@${'d'.repeat(40)}`
    await servers.seed('issues', { ...issue, firstRelease: release })
    expect(linked(await servers.run({ release }, servers.pullEvent()))).toBe('d'.repeat(40))
  })

  test("the event's commit, where nothing else is known", async () => {
    await servers.seed('issues', issue)
    await send('PUT', `releases/${encodeURIComponent(RELEASE)}/`, {
      commits: [{ id: 'c'.repeat(40), repository: 'acme/other' }]
    })
    expect(linked(await servers.run({}, servers.pullEvent()))).toBe(servers.head())
  })
})

describe('the release is', () => {
  test('the head of the pull request, with the prefix, when none is given', async () => {
    const run = await servers.run({ release: '', release_prefix: 'web@' }, servers.pullEvent())
    expect(run.outputs['report']).toContain(`web@${servers.head()}`)
  })

  test('SENTRY_RELEASE before that', async () => {
    const run = await servers.run(
      { release: '' },
      { ...servers.pullEvent(), env: { SENTRY_RELEASE: 'web@1.0.0' } }
    )
    expect(run.outputs['report']).toContain('web@1.0.0')
  })
})

test.each([
  ['an Enterprise Server', 'https://github.corp.example'],
  ['an Enterprise Server without TLS', 'http://10.0.0.7:8080']
])('%s gets links of its own', async (_which, serverUrl) => {
  await servers.seed('issues', { project: 'web', firstRelease: RELEASE })
  const run = await servers.run(
    { fail_on: 'new>0' },
    { ...servers.pullEvent(), env: { GITHUB_SERVER_URL: serverUrl } }
  )
  expect(run.outputs['report']).toContain('**Gate failed:**')
  expect(run.outputs['report']).toContain(`](${serverUrl}/acme/web/commit/${servers.head()})`)
})
