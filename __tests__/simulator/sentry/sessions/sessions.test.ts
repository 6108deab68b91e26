import { beforeEach, describe, expect, test } from '@jest/globals'
import { at, each, nextCursor, type Told, useSimulator } from '../../simulator-bench.ts'

const { simulator, ask, get, atRoot, add, control } = useSimulator()

const SUM = 'sum(session)'
const USERS = 'count_unique(user)'
const DAY = 'statsPeriod=24h&interval=1h'

/** The sessions of `web`, by the query that is given after `field=sum(session)`. */
function sessions(query: string, field = SUM): Promise<Told> {
  return get(`sessions/?field=${field}&project=web&${DAY}&${query}`)
}

function totals({ body }: Told, field = SUM): unknown[] {
  return each(at(body, 'groups'), 'totals', field)
}

async function refusal(query: string): Promise<unknown> {
  const { status, body } = await get(`sessions/?${query}`)
  expect(status).toBe(400)
  return at(body, 'detail')
}

const ROW = { project: 'web', release: 'h1', environment: 'production' }

describe('rows of sessions', () => {
  test('stand in the state as they were given, with what was left out', async () => {
    const started = '2026-01-02T03:04:05Z'
    await add({
      sessions: [{ ...ROW, started, sessions: 9, crashed: 2, users: ['a', 'b'], crashedUsers: ['b'] }]
    })
    expect(at((await control('GET', 'state')).body, 'sessions')).toEqual([
      {
        organization: 'acme',
        ...ROW,
        started,
        sessions: 9,
        crashed: 2,
        errored: 0,
        abnormal: 0,
        unhandled: 0,
        users: ['a', 'b'],
        crashedUsers: ['b'],
        erroredUsers: 0
      }
    ])
  })

  test('make the release and the environment that nobody has seen yet, and go with a reset', async () => {
    await add({ sessions: [{ ...ROW, release: 'made', environment: 'qa' }] })
    expect(each((await get('releases/?environment=qa')).body, 'version')).toEqual(['made'])
    await control('POST', 'reset')
    expect(at((await control('GET', 'state')).body, 'sessions')).toEqual([])
  })

  test('need a project, and nothing else', async () => {
    await add({ sessions: [{ project: 'web' }] })
    expect((await sessions('groupBy=release&groupBy=environment')).body).toMatchObject({
      groups: [{ by: { release: '', environment: '' }, totals: { [SUM]: 1 } }]
    })
  })

  test.each([
    [{}, 'sessions[0].project is required'],
    [{ project: 'nope' }, 'sessions[0].project is unknown'],
    [{ ...ROW, crashes: 1 }, 'sessions[0] must not have the key crashes'],
    [{ ...ROW, sessions: -1 }, 'sessions[0].sessions must be a whole number of at least 0'],
    [{ ...ROW, users: 'ada' }, 'sessions[0].users must be a list'],
    [{ ...ROW, started: 'soon' }, 'sessions[0].started must be an ISO 8601 time'],
    [{ ...ROW, release: 'a/b' }, expect.stringContaining('sessions[0].release')],
    [{ ...ROW, organization: 'nope' }, 'sessions[0].organization is unknown']
  ])('that are not understood are refused: %j', async (row, error) => {
    expect(await control('POST', 'state', { sessions: [row] })).toMatchObject({
      status: 400,
      body: { error }
    })
  })

  test('keep a release from being deleted', async () => {
    await add({ sessions: [ROW] })
    expect(await ask('DELETE', 'releases/h1/')).toMatchObject({
      status: 400,
      body: { detail: 'This release has health data and cannot be removed.' }
    })
  })

  test('are told of by the release neither without health=1 nor as a whole: only their first and last hour', async () => {
    await add({
      sessions: [
        { ...ROW, started: '2026-01-02T03:04:05Z' },
        { ...ROW, started: '2026-01-02T05:59:00Z' }
      ]
    })
    expect(await get('releases/h1/?project=web')).toMatchObject({
      body: {
        projects: [{ hasHealthData: false }],
        currentProjectMeta: {
          sessionsLowerBound: '2026-01-02T03:00:00Z',
          sessionsUpperBound: '2026-01-02T05:00:00Z'
        }
      }
    })
    expect(await get('releases/web%401.0.0/?project=web')).toMatchObject({
      body: { currentProjectMeta: { sessionsLowerBound: null, sessionsUpperBound: null } }
    })
  })
})

describe('users', () => {
  test('with the same id in different rows are one; numbers are users of their row alone', async () => {
    await add({
      sessions: [
        { ...ROW, users: ['a', 'b', '00000000-0000-0000-0000-000000000000'], crashedUsers: ['a'] },
        { ...ROW, users: ['b', 'c'], crashedUsers: ['b'], environment: 'staging' },
        { ...ROW, users: 4, crashedUsers: 1 }
      ]
    })
    const told = await sessions(`field=crash_free_rate(user)`, USERS)
    expect([totals(told, USERS), totals(told, 'crash_free_rate(user)')]).toEqual([[7], [4 / 7]])
  })

  test('who crashed are among all, given by number or by id', async () => {
    await add({
      sessions: [
        { ...ROW, release: 'n', users: ['a', 'b', 'c', 'd'], crashedUsers: 1 },
        { ...ROW, release: 'i', users: 4, crashedUsers: ['a'] }
      ]
    })
    const told = await sessions('groupBy=release&field=crash_free_rate(user)', USERS)
    expect(totals(told, USERS)).toEqual([4, 4])
    expect(totals(told, 'crash_free_rate(user)')).toEqual([0.75, 0.75])
  })

  test('by status: who had a crash is crashed, who had an error errored, the rest healthy', async () => {
    await add({
      sessions: [{ ...ROW, users: ['a', 'b', 'c', 'd'], crashedUsers: ['a'], erroredUsers: ['a', 'b'] }]
    })
    const { body } = await sessions('groupBy=session.status', USERS)
    expect(each(at(body, 'groups'), 'totals', USERS)).toEqual([2, 1, 1, 0, 0])
  })
})

describe('fields', () => {
  test('the rates of errors, each of its own status, and the one of all that is not healthy', async () => {
    await add({ sessions: [{ ...ROW, sessions: 100, crashed: 4, errored: 8, abnormal: 16, unhandled: 32 }] })
    const rates = {
      'crash_rate(session)': 0.04,
      'crash_free_rate(session)': 0.96,
      'errored_rate(session)': 0.08,
      'abnormal_rate(session)': 0.16,
      'unhandled_rate(session)': 0.32,
      'unhealthy_rate(session)': 0.6,
      'crash_rate(user)': null,
      'errored_rate(user)': null,
      'unhandled_rate(user)': null,
      'abnormal_rate(user)': null
    }
    const fields = Object.keys(rates).map(field => `field=${field}`)
    expect((await sessions(fields.join('&'))).body).toMatchObject({ groups: [{ totals: rates }] })
  })

  test('more crashes than sessions give a rate below 0, and nobody is healthy', async () => {
    await add({ sessions: [{ ...ROW, sessions: 10, crashed: 20 }] })
    expect(totals(await sessions('field=crash_free_rate(session)'), 'crash_free_rate(session)')).toEqual([-1])
    expect(totals(await sessions('groupBy=session.status'))).toEqual([0, 0, 20, 0, 0])
  })
})

describe('groups', () => {
  beforeEach(async () => {
    await add({
      sessions: [
        { ...ROW, sessions: 5, crashed: 1 },
        { ...ROW, environment: 'staging', sessions: 7 },
        { ...ROW, project: 'api', sessions: 1 }
      ]
    })
  })

  test('of every combination that has sessions', async () => {
    const query = `field=${SUM}&project=-1&${DAY}&groupBy=project&groupBy=release&groupBy=environment`
    expect(each(at((await get(`sessions/?${query}`)).body, 'groups'), 'by')).toEqual([
      { project: 11, release: 'h1', environment: 'staging' },
      { project: 11, release: 'h1', environment: 'production' },
      { project: 12, release: 'h1', environment: 'production' }
    ])
  })

  test('by status there are five of each combination', async () => {
    const { body } = await sessions('groupBy=environment&groupBy=session.status')
    expect(each(at(body, 'groups'), 'by', 'environment')).toEqual([
      ...Array.from({ length: 5 }, () => 'staging'),
      ...Array.from({ length: 5 }, () => 'production')
    ])
    expect((await sessions('query=release:nope&groupBy=release&groupBy=session.status')).body).toMatchObject({
      groups: []
    })
  })

  test.each([
    ['orderBy=sum(session)', [5, 7]],
    ['orderBy=-sum(session)', [7, 5]],
    ['', [7, 5]],
    ['field=crash_free_rate(session)&orderBy=crash_free_rate(session)', [5, 7]]
  ])('in the order that is asked for: %s', async (order, expected) => {
    expect(totals(await sessions(`groupBy=environment&${order}`))).toEqual(expected)
  })

  test('come in pages whose cursors count groups', async () => {
    const page = 'groupBy=environment&per_page=1'
    const first = await sessions(page)
    expect([totals(first), nextCursor(first.headers)]).toEqual([[7], '0:1:0'])
    const second = await sessions(`${page}&cursor=0:1:0`)
    expect([totals(second), nextCursor(second.headers)]).toEqual([[5], undefined])
    expect(second.headers['link']).toContain('rel="previous"; results="true"; cursor="0:0:1"')
  })

  test('without per_page are as many as fit 10,000 points; nothing tells that the rest is missing', async () => {
    const environments = Array.from({ length: 30 }, (_, index) => `env-${index}`)
    await add({ sessions: environments.map(environment => ({ ...ROW, environment, sessions: 100 })) })
    const told = await get(
      `sessions/?field=${SUM}&project=web&groupBy=environment&statsPeriod=40d&interval=1h`
    )
    expect(totals(told)).toEqual(Array.from({ length: 10 }, () => 100))
    expect(nextCursor(told.headers)).toBeUndefined()
  })
})

describe('the window', () => {
  test('begins at a full interval and ends with the one that is running', async () => {
    const { body } = await sessions('')
    const [start, end] = [at(body, 'start'), at(body, 'end')].map(time => Date.parse(String(time)))
    expect([Number(start) % 3_600_000, Number(end) % 3_600_000]).toEqual([0, 0])
    expect(Number(end)).toBeGreaterThan(Date.now() - 60_000)
    expect(at(body, 'intervals')).toHaveLength((Number(end) - Number(start)) / 3_600_000)
    expect(at(body, 'intervals', 0)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:00:00Z$/)
  })

  test('takes in what began in it, each session in its interval', async () => {
    await add({
      sessions: [
        { ...ROW, started: '2026-01-02T03:00:00Z', sessions: 1 },
        { ...ROW, started: '2026-01-02T03:59:59Z', sessions: 2 },
        { ...ROW, started: '2026-01-02T04:00:00Z', sessions: 4 },
        { ...ROW, started: '2026-01-02T05:00:00Z', sessions: 8 }
      ]
    })
    const period = 'start=2026-01-02T03:30:00&end=2026-01-02T04:30:00Z&interval=1h'
    expect((await get(`sessions/?field=${SUM}&project=web&${period}`)).body).toMatchObject({
      start: '2026-01-02T03:00:00Z',
      end: '2026-01-02T05:00:00Z',
      groups: [{ totals: { [SUM]: 7 }, series: { [SUM]: [3, 4] } }]
    })
  })

  test('includeTotals and includeSeries change nothing', async () => {
    const { body } = await sessions('includeTotals=0&includeSeries=0')
    expect(Object.keys(Object(at(body, 'groups', 0)))).toEqual(['by', 'totals', 'series'])
  })
})

describe('the search', () => {
  beforeEach(async () => {
    await add({
      sessions: [
        { ...ROW, release: 'a', sessions: 1 },
        { ...ROW, release: 'b "q"', environment: 'staging', sessions: 2 },
        { ...ROW, release: 'c*', sessions: 4, crashed: 3, errored: 1 }
      ]
    })
  })

  test.each([
    ['release:a', 1],
    ['release:"b \\"q\\""', 2],
    ['release:"c\\*"', 4],
    ['release:["a","b \\"q\\""]', 3],
    ['release:[a, "c\\*"]', 5],
    ['!release:a', 6],
    ['!release:["a","c\\*"]', 2],
    ['release:a OR release:"c\\*"', 5],
    ['release:a or environment:staging', 3],
    ['release:a AND environment:production', 1],
    ['release:a environment:staging', 0],
    ['release:a AND environment:staging OR release:"c\\*"', 4],
    ['(release:a OR environment:staging) AND !release:a', 2],
    ['project:web', 7],
    ['project:11', 7],
    ['project:api', 0],
    ['session.status:crashed', 3],
    ['session.status:[crashed,errored]', 4],
    ['!session.status:healthy', 4],
    ['session.status:nope', 0],
    ['release:a session.status:healthy', 1]
  ])('%s finds %i', async (query, expected) => {
    expect(totals(await sessions(`query=${encodeURIComponent(query)}`))).toEqual([expected])
  })

  test.each([
    ['message:x', 'Invalid search filter: message'],
    ['a b', 'Invalid search filter: message'],
    ['release:"a" issue.id:1', 'Invalid search filter: issue.id'],
    ['release:[a,b*]', 'Invalid condition: wildcard search is not supported'],
    ['release:', expect.stringMatching(/^Error parsing search query: /)],
    ['release:[]', expect.stringMatching(/^Error parsing search query: /)],
    ['release:"a', expect.stringMatching(/^Error parsing search query: /)],
    ['(release:a', expect.stringMatching(/^Error parsing search query: /)],
    ['release:a)', expect.stringMatching(/^Error parsing search query: /)],
    ['release:a OR', expect.stringMatching(/^Error parsing search query: /)],
    ['AND release:a', expect.stringMatching(/^Error parsing search query: /)],
    ['release:a OR session.status:crashed', 'Unable to parse condition with session.status']
  ])('%s is refused', async (query, detail) => {
    const { body } = await sessions(`query=${encodeURIComponent(query)}`)
    expect(body).toEqual({ detail })
  })

  test('users of several statuses can be had in groups only', async () => {
    const query = 'query=session.status:[crashed,errored]'
    expect((await sessions(query, USERS)).body).toEqual({
      detail: 'Cannot filter count_unique by multiple session.status unless it is in groupBy'
    })
    expect(each(at((await sessions(`${query}&groupBy=session.status`, USERS)).body, 'groups'), 'by')).toEqual(
      [{ 'session.status': 'errored' }, { 'session.status': 'crashed' }]
    )
  })
})

describe('what is refused', () => {
  test.each([
    ['field=x', 'per_page=0', 'Invalid per_page value. Must be between 1 and 5000.'],
    ['field=x', 'per_page=5001', 'Invalid per_page value. Must be between 1 and 5000.'],
    ['field=x', 'per_page=many', 'Invalid per_page parameter.'],
    ['field=x', 'statsPeriod=soon', "Invalid date range: Invalid statsPeriod: 'soon'"],
    ['field=x', 'start=2026-01-01', 'Invalid date range: start and end are both required'],
    ['field=x', 'start=2026-01-02&end=2026-01-01', 'Invalid date range: start must be before end'],
    ['field=x', 'start=now&end=2026-01-01', "Invalid date range: Invalid value for start: 'now'"],
    [
      'field=sum(session)',
      'interval=5s',
      'The interval has to be a multiple of the minimum interval of ten seconds.'
    ],
    [
      'field=sum(session)',
      'interval=0',
      'The interval has to be a multiple of the minimum interval of ten seconds.'
    ],
    [
      'field=sum(session)&groupBy=session.status',
      'statsPeriod=1d&orderBy=sum(session)',
      "Cannot use 'orderBy' when grouping by sessions.status"
    ],
    [
      'field=sum(session)',
      'statsPeriod=1d&orderBy=sum(session)&orderBy=sum(session)',
      'Cannot order by multiple fields'
    ],
    ['field=sum(session)', 'statsPeriod=1d&cursor=x', 'Invalid cursor parameter.'],
    ['field=sum(session)', 'statsPeriod=1d&cursor=0:-1:0', 'Invalid cursor parameter.']
  ])('%s&%s', async (field, query, detail) => {
    expect(await refusal(`project=web&${field}&${query}`)).toBe(detail)
  })

  test('a page that does not fit 10,000 points', async () => {
    const query = `start=2026-01-01T00:00:00&end=2026-01-02T01:00:00&interval=1h&field=${SUM}&project=web`
    expect((await get(`sessions/?${query}&per_page=399`)).status).toBe(200)
    expect(await refusal(`${query}&per_page=500`)).toMatch(
      /^Requested intervals \(25\) of timedelta of 1:00:00 with statsPeriod timedelta of 1 day, 1:00:00 is too granular for a per_page of 501 elements\. /
    )
  })

  test('a connection that sees no project, whether it asks for all or for none', async () => {
    await add({ connections: [{ connection_id: 'conn_none', projects: [] }] })
    for (const project of ['', '&project=-1'])
      expect(await get(`sessions/?field=x&statsPeriod=1d${project}`, { as: 'conn_none' })).toMatchObject({
        status: 400,
        body: { detail: 'No projects available' }
      })
    expect(await get('sessions/?field=x&project=web', { as: 'conn_none' })).toMatchObject({ status: 403 })
  })

  test('in this order: scope, organization, page, period, project, environment, field, interval, search', async () => {
    const wrong = [
      'per_page=0',
      'statsPeriod=soon',
      'project=9',
      'environment=nope',
      'field=x',
      'interval=5s',
      'query=x'
    ]
    const right = [
      '',
      'statsPeriod=1d',
      'project=web',
      'environment=production',
      `field=${SUM}`,
      'interval=1h'
    ]
    const answers = [
      [400, 'Invalid per_page value. Must be between 1 and 5000.'],
      [400, "Invalid date range: Invalid statsPeriod: 'soon'"],
      [403, 'You do not have permission to perform this action.'],
      [404, 'The requested resource does not exist'],
      [400, 'Invalid field: "x"'],
      [400, 'The interval has to be a multiple of the minimum interval of ten seconds.'],
      [400, 'Invalid search filter: message']
    ] as const
    for (const [index, [status, detail]] of answers.entries()) {
      const query = [...right.slice(0, index), ...wrong.slice(index)].join('&')
      expect(await get(`sessions/?${query}`)).toMatchObject({ status, body: { detail } })
    }
    expect(await get(`/organizations/nope/sessions/?${wrong.join('&')}`)).toMatchObject({ status: 404 })
  })
})

test('the route is there through the gateway and at the root, with the Link header of each', async () => {
  await add({ sessions: [{ ...ROW, sessions: 3 }] })
  const target = `sessions/?field=${SUM}&project=web&${DAY}&per_page=1`
  const told = await atRoot('GET', target)
  expect(totals(told)).toEqual([3])
  expect(told.headers['link']).toContain(`<${simulator().sentry}/api/0/organizations/acme/sessions/?`)
  expect((await get(target)).headers['link']).toContain(
    '<https://acme.sentry.io/api/0/organizations/acme/sessions/?'
  )
})
