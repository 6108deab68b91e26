import { beforeEach, describe, expect, test } from '@jest/globals'
import { startBench, texts, type Bench } from './bench.ts'
import { at } from '../../simulator-bench.ts'

let bench: Bench

beforeEach(() => {
  bench = startBench()
})

/** What the control API says of one issue that it took. */
function seeded(seed: Record<string, unknown>): unknown {
  const answer = bench.seed(seed)
  expect(answer.status).toBe(200)
  return at(answer.body, 'issues', 0)
}

describe('a seeded issue', () => {
  test('has defaults for all but its project', () => {
    expect(seeded({ project: 'api' })).toMatchObject({
      shortId: 'API-1',
      title: expect.stringMatching(/./),
      culprit: expect.stringMatching(/./),
      level: 'error',
      priority: 'high',
      status: 'unresolved',
      substatus: 'new',
      count: '1',
      userCount: 1,
      platform: 'node',
      logger: null,
      isUnhandled: false,
      assignedTo: null,
      firstSeen: '2026-06-01T11:00:00Z',
      lastSeen: '2026-06-01T11:59:00Z',
      firstRelease: null,
      project: { id: '12', slug: 'api' }
    })
  })

  test('keeps what is given', () => {
    const issue = {
      title: 'TypeError: x is undefined',
      culprit: 'src/cart.ts in total',
      level: 'fatal',
      priority: null,
      status: 'ignored',
      substatus: 'archived_forever',
      platform: 'javascript',
      logger: 'console',
      isUnhandled: true,
      userCount: 2,
      firstSeen: '2026-05-01T10:00:00Z',
      lastSeen: '2026-05-02T10:00:00Z'
    }
    expect(
      seeded({
        ...issue,
        organization: 'acme',
        project: 'web',
        type: 'TypeError',
        value: 'y',
        filename: 'src/cart.ts',
        count: 3,
        events: 2,
        firstRelease: 'web@2',
        frames: [
          { filename: 'src/cart.ts', function: 'total', lineNo: 88, inApp: true },
          { filename: 'node_modules/x.js', function: null, lineNo: null, inApp: false }
        ]
      })
    ).toMatchObject({
      ...issue,
      count: '3',
      shortId: 'WEB-2',
      metadata: { type: 'TypeError', value: 'y', filename: 'src/cart.ts', function: 'total' },
      firstRelease: { version: 'web@2', newGroups: 1 }
    })
  })

  test.each([
    [{ title: 'RangeError: too far: 3' }, { type: 'RangeError', value: 'too far: 3' }],
    [{ title: 'Payment failed' }, { type: 'Payment failed', value: '' }],
    [
      { title: 'x', type: 'E', value: 'v' },
      { type: 'E', value: 'v' }
    ]
  ])('type and value come from the title: %j', (seed, metadata) => {
    expect(seeded({ project: 'api', ...seed })).toMatchObject({ metadata })
  })

  test.each([
    [{ status: 'resolved' }, { status: 'resolved', substatus: null }],
    [{ status: 'ignored' }, { status: 'ignored', substatus: null }],
    [{ regressedIn: 'g-2' }, { status: 'unresolved', substatus: 'regressed' }],
    [
      { regressedIn: 'g-2', substatus: 'ongoing' },
      { status: 'unresolved', substatus: 'ongoing' }
    ]
  ])('the substatus follows: %j', (seed, expected) => {
    expect(seeded({ project: 'api', ...seed })).toMatchObject(expected)
  })

  test.each([
    ['ada@acme.example', { type: 'user', id: '31', name: 'Ada', email: 'ada@acme.example' }],
    ['#platform', { type: 'team', id: '21', name: 'platform' }],
    ['eve@example.com', { type: 'user', name: 'eve@example.com', email: 'eve@example.com' }],
    [
      { type: 'team', id: '9', name: 'shop' },
      { type: 'team', id: '9', name: 'shop' }
    ]
  ])('is assigned to %j', (assignedTo, expected) => {
    expect(seeded({ project: 'api', assignedTo })).toMatchObject({ assignedTo: expected })
  })

  test('makes the releases and environments that it names', () => {
    seeded({
      project: 'api',
      firstRelease: 'a-1',
      releases: ['a-2'],
      regressedIn: 'a-3',
      environments: { qa: { firstRelease: 'a-2' }, demo: {} }
    })
    for (const version of ['a-1', 'a-2', 'a-3']) {
      expect(bench.get(`releases/${version}/`)).toMatchObject({
        status: 200,
        body: { projects: [{ slug: 'api', newGroups: version === 'a-1' ? 1 : 0 }] }
      })
    }
    expect(texts(bench.get('environments/').body, 'name')).toEqual(expect.arrayContaining(['qa', 'demo']))
  })

  test('adds its project to a release that is there', () => {
    seeded({ project: 'api', firstRelease: 'web@1.0.0' })
    const { body } = bench.get('releases/web%401.0.0/')
    expect(texts(at(body, 'projects'), 'slug')).toEqual(['web', 'api'])
  })

  test('sets the first and last event of its releases', () => {
    const times = { firstSeen: '2026-05-01T10:00:00Z', lastSeen: '2026-05-02T10:00:00Z' }
    seeded({ project: 'api', firstRelease: 'a-1', ...times })
    seeded({
      project: 'api',
      releases: ['a-1'],
      firstSeen: '2026-05-01T12:00:00Z',
      lastSeen: '2026-05-03T10:00:00Z'
    })
    seeded({ project: 'api', firstRelease: 'a-1', ...times })
    expect(bench.get('releases/a-1/').body).toMatchObject({
      firstEvent: '2026-05-01T10:00:00Z',
      lastEvent: '2026-05-03T10:00:00Z',
      newGroups: 2
    })
  })

  test('makes its releases seen in its environments, the first one only where the issue did not come later', () => {
    seeded({ project: 'api', firstRelease: 'a-1', environments: { qa: {}, demo: { firstRelease: 'a-2' } } })
    const versions = (environment: string) =>
      texts(bench.get(`releases/?environment=${environment}`).body, 'version')
    expect(versions('qa')).toEqual(['a-2', 'a-1'])
    expect(versions('demo')).toEqual(['a-2'])
  })

  test('keeps a release from being deleted only while it is there and was first seen in it', () => {
    const [id = ''] = bench.ids({ project: 'api', firstRelease: 'a-1', releases: ['a-2'] })
    expect(bench.ask('DELETE', '/organizations/acme/releases/a-2/').status).toBe(204)
    expect(bench.ask('DELETE', '/organizations/acme/releases/a-1/').status).toBe(400)
    expect(bench.ask('DELETE', `/organizations/acme/issues/${id}/`).status).toBe(202)
    expect(bench.ask('DELETE', '/organizations/acme/releases/a-1/').status).toBe(204)
  })

  test('lists give many, numbered per project', () => {
    const { body } = bench.seed([{ project: 'api' }, { project: 'web' }, { project: 'api' }])
    expect(texts(at(body, 'issues'), 'shortId')).toEqual(['API-1', 'WEB-2', 'API-2'])
  })
})

describe('refused, and nothing is changed', () => {
  const good = { project: 'api', firstRelease: 'made-1', environments: ['made'] }

  test.each([
    ['no project', {}],
    ['an unknown project', { project: 'nope' }],
    ['an unknown organization', { project: 'api', organization: 'nope' }],
    ['an unknown key', { project: 'api', sevrity: 1 }],
    ['an unknown key of an environment', { project: 'api', environments: { a: { first: 'x' } } }],
    ['an unknown key of a frame', { project: 'api', frames: [{ file: 'x' }] }],
    ['an unknown key of counts', { project: 'api', releaseCounts: { a: { counts: 1 } } }],
    ['an unknown level', { project: 'api', level: 'bad' }],
    ['an unknown priority', { project: 'api', priority: 'urgent' }],
    ['an unknown status', { project: 'api', status: 'open' }],
    ['a substatus of another status', { project: 'api', status: 'resolved', substatus: 'new' }],
    ['a time in words', { project: 'api', firstSeen: 'yesterday' }],
    ['times the wrong way round', { project: 'api', firstSeen: '2026-05-02', lastSeen: '2026-05-01' }],
    ['a negative count', { project: 'api', count: -1 }],
    ['a count as text', { project: 'api', count: '3' }],
    ['half an event', { project: 'api', events: 1.5 }],
    ['more events than can be read at once', { project: 'api', events: 10_001 }],
    ['a version with a slash', { project: 'api', firstRelease: 'a/b' }],
    ['a list of versions that is none', { project: 'api', releases: 'a' }],
    ['an environment with a slash', { project: 'api', environments: ['a/b'] }],
    ['a flag as text', { project: 'api', dropped: 'yes' }],
    ['a title that is empty', { project: 'api', title: '' }],
    ['a text', 'api'],
    ['null', null]
  ])('%s', (_, seed) => {
    expect(bench.seed([good, seed])).toMatchObject({ status: 400, body: { error: expect.any(String) } })
    expect(bench.titles('', '&project=12')).toEqual([])
    expect(bench.get('releases/made-1/').status).toBe(404)
    expect(texts(bench.get('environments/').body, 'name')).not.toContain('made')
  })

  test('more than 20,000 issues', () => {
    const many = (length: number) => bench.seed(Array.from({ length }, () => ({ project: 'api' }))).status
    expect(many(19_999)).toBe(200)
    expect(many(1)).toBe(400)
    expect(bench.get('issues/?query=&limit=1').headers).toMatchObject({ 'x-hits': '20000' })
  })
})
