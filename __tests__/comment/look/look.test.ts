import { describe, expect, test } from '@jest/globals'
import { readState } from '../../../src/comment/publish/state.ts'
import { countAt, type JsonRecord, listAt, parseJson, recordAt, textAt } from '../../../src/text/json.ts'
import { RELEASE, useHouse, type CommentRun, type Recorded } from '../house.ts'

const house = useHouse()

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
  return (await house.requests()).filter(isOfIssues)
}

function issuesOf(run: CommentRun): readonly JsonRecord[] {
  return listAt(parseJson(run.outputs['issues'] ?? ''), [], entry => recordAt(entry))
}

async function send(method: string, path: string, body: object): Promise<void> {
  const { maton, key } = house.simulator
  const answer = await fetch(`${maton}/api/0/organizations/acme/${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body)
  })
  if (!answer.ok) throw new Error(await answer.text())
}

describe('the issues of a release', () => {
  test('are those of each kind, asked for separately, each once', async () => {
    await house.seed('issues', [
      { project: 'web', firstRelease: RELEASE, substatus: 'escalating' },
      { project: 'web', firstRelease: 'web@1.0.0', regressedIn: RELEASE },
      { project: 'web', firstRelease: 'web@1.0.0', releases: [RELEASE], substatus: 'escalating' },
      { project: 'web', firstRelease: 'web@1.0.0', releases: [RELEASE] },
      { project: 'web', firstRelease: RELEASE, status: 'resolved' },
      { project: 'web', firstRelease: RELEASE, priority: 'low' }
    ])
    const run = await house.run({ ...house.pullEvent(), inputs: { include: 'escalating regressed new' } })
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
    await house.seed('issues', [
      { project: 'web', firstRelease: 'web@1.0.0', environments: { production: { firstRelease: RELEASE } } },
      { project: 'web', firstRelease: RELEASE, environments: ['staging'] }
    ])
    const run = await house.run({ ...house.pullEvent(), inputs: { environment: 'production' } })
    expect(issuesOf(run).map(issue => issue['shortId'])).toEqual(['WEB-2'])
    expect((await issueLists()).every(({ query }) => query['environment'] === 'production')).toBe(true)
  })

  test('are those of the given projects only', async () => {
    await house.seed('issues', [
      { project: 'web', firstRelease: RELEASE },
      { project: 'api', firstRelease: RELEASE }
    ])
    const given = await house.run({ ...house.pullEvent(), inputs: { projects: 'api' } })
    expect(issuesOf(given).map(issue => issue['shortId'])).toEqual(['API-1'])
    const all = await house.run(house.pullEvent())
    expect(issuesOf(all)).toHaveLength(2)
  })

  test('without projects given, are those of the projects of the release', async () => {
    await house.seed('issues', { project: 'api', firstRelease: RELEASE })
    await house.run(house.pullEvent())
    expect((await issueLists()).map(({ query }) => query['project'])).toEqual(['12', '12', '12'])
  })

  test('are read to the last page, also over pages without a row', async () => {
    const hidden = many(100, { dropped: true, lastSeen: new Date(Date.now() - 5_000).toISOString() })
    await house.seed('issues', [...many(120, {}), ...hidden])
    const run = await house.run(house.pullEvent())
    expect(run.outputs['new_count']).toBe('120')
  })

  test.each(['a"b', 'star*', '0123456789abcdef0123456789abcdef', 'with blank'])(
    'of the version %s are found by exactly that version',
    async release => {
      await house.seed('issues', { project: 'web', firstRelease: release })
      const run = await house.run({ ...house.pullEvent(), inputs: { release } })
      const [first] = await issueLists()
      const quoted = release.replace(/["*]/g, sign => `\\${sign}`)
      expect(first?.query['query']).toBe(`is:unresolved firstRelease:"${quoted}"`)
      expect(run.code).toBe(0)
    }
  )

  test('are asked for with the level or worse, and the further terms', async () => {
    await house.run({
      ...house.pullEvent(),
      inputs: { release: 'web@1.0.0', min_level: 'error', query: 'a:b' }
    })
    expect((await issueLists())[0]?.query['query']).toBe(
      'is:unresolved firstRelease:"web@1.0.0" level:[error,fatal] a:b'
    )
  })
})

describe('requests', () => {
  test('for 250 new issues over 3 projects are 3 pages, 1 for the regressed ones 10 look-ups and 1 for the health', async () => {
    await house.seed('state', { projects: [{ slug: 'shop' }] })
    await house.seed('issues', [
      ...many(90, {}),
      ...many(80, { project: 'api' }),
      ...many(80, { project: 'shop' }),
      ...many(5, { firstRelease: 'web@1.0.0', regressedIn: RELEASE })
    ])
    const run = await house.run({ ...house.pullEvent(), inputs: { projects: 'web api shop' } })
    expect(run.outputs).toMatchObject({ new_count: '250', regressed_count: '5' })
    const maton = (await house.requests()).filter(({ server }) => server === 'maton')
    const asked = (name: string): number =>
      maton.filter(request => isOfIssues(request) && String(request.query['query']).includes(name)).length
    expect([asked('firstRelease'), asked('regressed_in_release')]).toEqual([3, 1])
    expect(maton.filter(({ path }) => path.endsWith('/events/latest/'))).toHaveLength(10)
    expect(maton.filter(({ path }) => path.endsWith('/sessions/'))).toHaveLength(1)
    expect(maton).toHaveLength(16)
  })

  test('are never more look-ups than rows, also when the events put the issues elsewhere than the list', async () => {
    const elsewhere = [{ filename: 'src/other.ts', function: 'f', lineNo: 3, inApp: true }]
    await house.seed('issues', [
      ...many(8, { filename: 'src/checkout.ts', frames: elsewhere }),
      ...many(20, { filename: 'src/other.ts', frames: elsewhere, userCount: 9 })
    ])
    const run = await house.run({ ...house.pullEvent(), inputs: { max_issues: '5' } })
    const lookups = (await house.requests()).filter(({ path }) => path.endsWith('/events/latest/'))
    expect(lookups).toHaveLength(5)
    const where = issuesOf(run).map(({ file, line }) => `${textAt(file)}:${countAt(line) ?? '?'}`)
    expect(new Set(where.slice(0, 5))).toEqual(new Set(['src/other.ts:3']))
  })

  test('of an ordinary run to GitHub are the files, the login, the comments and the comment', async () => {
    await house.seed('issues', { project: 'web', firstRelease: RELEASE })
    await house.run(house.pullEvent())
    const github = (await house.requests()).filter(({ server }) => server === 'github')
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
    await house.seed('issues', { project: 'web', releases: [RELEASE], status: 'resolved' })
    await house.run(house.pullEvent())
    expect((await issueLists()).at(-1)?.query).toMatchObject({ query: `release:"${RELEASE}"`, limit: '1' })
    expect((await house.requests()).filter(({ path }) => path.endsWith('/files'))).toEqual([])
  })

  test('keep the rate of the gateway', async () => {
    await house.seed('state', { limits: { maton: { limit: 10, windowMs: 1_000 } } })
    await house.seed('issues', many(30, {}))
    const inputs = { max_issues: '15', comment: 'never' }
    const run = await house.run({ ...house.pullEvent(), clock: 'real', inputs })
    expect(run.code).toBe(0)
    expect((await house.requests()).filter(({ status }) => status === 429)).toEqual([])
  })
})

describe('without an organization given', () => {
  test('the only one that the connection sees is taken', async () => {
    await house.seed('issues', { project: 'web', firstRelease: RELEASE })
    const run = await house.run({ ...house.pullEvent(), inputs: { organization: '' } })
    expect(run.outputs['comment_action']).toBe('created')
    expect(run.outputs['report']).toContain('https://acme.sentry.io/')
  })

  test('it is linked although the release could not be read', async () => {
    await house.seed('faults', { match: { path: '/releases/', times: 0 }, action: { status: 503 } })
    const run = await house.run({ ...house.pullEvent(), inputs: { organization: '' } })
    expect(run.outputs['report']).toMatch(
      /⚠️ Could not check \[`web@1\.1\.0`\]\(https:\/\/acme\.sentry\.io\/releases\//
    )
  })

  test('several are an error that names them, and nothing is linked', async () => {
    await house.seed('state', { organizations: [{ slug: 'other', name: 'Other', region: 'us' }] })
    const run = await house.run({ ...house.pullEvent(), inputs: { organization: '' } })
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toMatch(/2 organizations: acme, other/)
    expect(run.outputs['report']).not.toMatch(/sentry\.io/)
  })
})

describe('the deploy', () => {
  const deploy = (environment: string, dateFinished: string): Promise<void> =>
    send('POST', `releases/${encodeURIComponent(RELEASE)}/deploys/`, { environment, dateFinished })

  test('to the environment is shown, and tells which report is the newer one', async () => {
    await house.seed('issues', { project: 'web', firstRelease: RELEASE, environments: ['production'] })
    await deploy('production', '2026-01-15T10:00:00Z')
    await deploy('staging', '2026-02-20T10:00:00Z')
    const run = await house.run({ ...house.pullEvent(), inputs: { environment: 'production' } })
    expect(run.outputs['report']).toContain('2026-01-15 10:00 UTC')
    const [comment] = await house.comments()
    expect(readState(comment?.body ?? '', ':production')?.sequence).toMatchObject({
      deployedAt: Date.parse('2026-01-15T10:00:00Z'),
      runId: 7_000,
      runAttempt: 1
    })
  })

  test('of an older release does not replace the report of a newer one', async () => {
    await house.seed('issues', [
      { project: 'web', firstRelease: RELEASE },
      { project: 'web', firstRelease: 'web@1.0.5' }
    ])
    await deploy('production', '2026-01-15T10:00:00Z')
    await send('POST', 'releases/web%401.0.5/deploys/', {
      environment: 'production',
      dateFinished: '2026-01-10T10:00:00Z'
    })
    await house.run(house.pullEvent())
    const late = await house.run({ ...house.pullEvent(), inputs: { release: 'web@1.0.5' } })
    expect(late.outputs['comment_action']).toBe('skipped:newer')
    expect((await house.comments())[0]?.body).toContain(RELEASE)
  })
})

describe('files are linked at', () => {
  const issue = {
    project: 'web',
    firstRelease: RELEASE,
    frames: [{ filename: 'src/checkout.ts', function: 'pay', lineNo: 7, inApp: true }]
  }
  const linked = (run: CommentRun): string | undefined =>
    /blob\/([\da-f]+)\/src\/checkout\.ts#L7/.exec(run.outputs['report'] ?? '')?.[1]

  test('the newest commit that Sentry has for the release', async () => {
    await house.seed('issues', issue)
    await send('PUT', `releases/${encodeURIComponent(RELEASE)}/`, {
      commits: [{ id: 'c'.repeat(40), repository: 'acme/web' }]
    })
    expect(linked(await house.run(house.pullEvent()))).toBe('c'.repeat(40))
  })

  test('the commit that the release is named for', async () => {
    const release = `web@${'d'.repeat(40)}`
    await house.seed('issues', { ...issue, firstRelease: release })
    expect(linked(await house.run({ ...house.pullEvent(), inputs: { release } }))).toBe('d'.repeat(40))
  })

  test("the event's commit, where nothing else is known", async () => {
    await house.seed('issues', issue)
    await send('PUT', `releases/${encodeURIComponent(RELEASE)}/`, {
      commits: [{ id: 'c'.repeat(40), repository: 'acme/other' }]
    })
    expect(linked(await house.run(house.pullEvent()))).toBe(house.head)
  })
})

describe('the release is', () => {
  test('the head of the pull request, with the prefix, when none is given', async () => {
    const run = await house.run({ ...house.pullEvent(), inputs: { release: '', release_prefix: 'web@' } })
    expect(run.outputs['report']).toContain(`web@${house.head}`)
  })

  test('SENTRY_RELEASE before that', async () => {
    const run = await house.run({
      ...house.pullEvent(),
      inputs: { release: '' },
      env: { SENTRY_RELEASE: 'web@1.0.0' }
    })
    expect(run.outputs['report']).toContain('web@1.0.0')
  })
})

test('an Enterprise Server gets links of its own', async () => {
  await house.seed('issues', { project: 'web', firstRelease: RELEASE })
  const run = await house.run({
    ...house.pullEvent(),
    env: { GITHUB_SERVER_URL: 'https://github.corp.example' },
    inputs: { fail_on: 'new>0' }
  })
  expect(run.outputs['report']).toContain('**Gate failed:**')
  expect(run.outputs['report']).toContain(`https://github.corp.example/acme/web/commit/${house.head}`)
})
