import { beforeEach, describe, expect, test } from '@jest/globals'
import { startBench, texts, type Bench } from './bench.ts'
import { at, nextCursor } from '../../simulator-bench.ts'

let bench: Bench
let id: string

const FRAMES = [
  { filename: 'src/main.ts', function: 'main', lineNo: 3, inApp: true },
  { filename: 'src/cart.ts', function: 'total', lineNo: 88, inApp: true }
]

beforeEach(() => {
  bench = startBench()
  const [seeded = ''] = bench.ids({
    project: 'api',
    title: 'TypeError: x is undefined',
    isUnhandled: true,
    firstRelease: 'r-1',
    releases: ['r-2'],
    environments: ['production'],
    firstSeen: '2026-05-01T00:00:00Z',
    lastSeen: '2026-05-03T00:00:00Z',
    events: 3,
    frames: FRAMES
  })
  id = seeded
})

describe('events of an issue', () => {
  test('are spread from the first to the last time it was seen, newest first', () => {
    const { body, headers } = bench.get(`issues/${id}/events/`)
    expect(texts(body, 'dateCreated')).toEqual([
      '2026-05-03T00:00:00Z',
      '2026-05-02T00:00:00Z',
      '2026-05-01T00:00:00Z'
    ])
    expect(headers['link']).toMatch(/cursor="100:1:0"$/)
    expect(at(body, 0)).toMatchObject({ groupID: id, projectID: '12', 'event.type': 'error' })
    expect(at(body, 0)).not.toHaveProperty('entries')
    expect(at(bench.get(`issues/${id}/events/?full=true`).body, 0)).toHaveProperty('entries')
  })

  test('come in pages', () => {
    const first = bench.get(`issues/${id}/events/?per_page=2`)
    expect(first.body).toHaveLength(2)
    const second = bench.get(`issues/${id}/events/?per_page=2&cursor=${nextCursor(first.headers) ?? ''}`)
    expect(second.body).toHaveLength(1)
    expect(nextCursor(second.headers)).toBeUndefined()
  })

  test.each([
    ['start=2026-05-01T12:00:00&end=2026-05-02T12:00:00', 1],
    ['statsPeriod=24h', 0],
    ['environment=production', 3],
    ['environment=staging', 0]
  ])('can be narrowed by %s', (query, length) => {
    expect(bench.get(`issues/${id}/events/?${query}`).body).toHaveLength(length)
  })

  test('an unknown environment is a 404', () => {
    expect(bench.get(`issues/${id}/events/?environment=nope`).status).toBe(404)
    expect(bench.get(`issues/${id}/events/latest/?environment=staging`).status).toBe(404)
  })

  test('latest, recommended and oldest name events, and each has its neighbours', () => {
    const [newest = '', middle = '', oldest = ''] = texts(bench.get(`issues/${id}/events/`).body, 'id')
    const ids = (name: string) => {
      const { body } = bench.get(`issues/${id}/events/${name}/`)
      return ['previousEventID', 'eventID', 'nextEventID'].map(key => at(body, key))
    }
    expect(ids('latest')).toEqual([middle, newest, null])
    expect(ids('recommended')).toEqual([middle, newest, null])
    expect(ids('oldest')).toEqual([null, oldest, middle])
    expect(ids(middle)).toEqual([oldest, middle, newest])
  })

  test('tell the stack, the release and the tags', () => {
    const latest = bench.get(`issues/${id}/events/latest/`).body
    const exception = at(latest, 'entries', 0, 'data', 'values', 0)
    expect(exception).toMatchObject({
      type: 'TypeError',
      value: 'x is undefined',
      mechanism: { handled: false },
      stacktrace: { frames: FRAMES }
    })
    expect(latest).toMatchObject({
      release: { version: 'r-2' },
      tags: [
        { key: 'environment', value: 'production' },
        { key: 'handled', value: 'no' },
        { key: 'level', value: 'error' },
        { key: 'release', value: 'r-2' }
      ]
    })
    expect(bench.get(`issues/${id}/events/oldest/`).body).toMatchObject({ release: { version: 'r-1' } })
  })

  test('an unknown event, and one of another issue, are a 404', () => {
    const [other = ''] = bench.ids({ project: 'api' })
    const event = String(at(bench.get(`issues/${other}/events/latest/`).body, 'id'))
    expect(bench.get(`issues/${other}/events/${event}/`).status).toBe(200)
    for (const name of [event, 'first', '0'.repeat(32), '4'])
      expect(bench.get(`issues/${id}/events/${name}/`).status).toBe(404)
  })

  test('without frames there is one of the file that is named', () => {
    const [other = ''] = bench.ids({ project: 'api', filename: 'src/pay.ts' })
    const { body } = bench.get(`issues/${other}/events/latest/`)
    expect(at(body, 'entries', 0, 'data', 'values', 0, 'stacktrace', 'frames')).toMatchObject([
      { filename: 'src/pay.ts', inApp: true }
    ])
  })

  test('an issue without events has none', () => {
    const [other = ''] = bench.ids({ project: 'api', events: 0 })
    expect(bench.get(`issues/${other}/events/`).body).toEqual([])
    expect(bench.get(`issues/${other}/events/latest/`).status).toBe(404)
    expect(bench.get(`issues/${other}/hashes/`).body).toMatchObject([{ latestEvent: null }])
  })

  test('are grouped by one hash', () => {
    const { body } = bench.get(`issues/${id}/hashes/`)
    expect(body).toMatchObject([
      { id: expect.stringMatching(/^[0-9a-f]{32}$/), latestEvent: { groupID: id } }
    ])
  })
})

describe('events of a project', () => {
  test('are those of all its issues, newest first', () => {
    bench.ids({ project: 'api', firstSeen: '2026-05-02T12:00:00Z', lastSeen: '2026-05-02T12:00:00Z' })
    const { body } = bench.ask('GET', '/projects/acme/api/events/')
    expect(texts(body, 'dateCreated')).toEqual([
      '2026-05-03T00:00:00Z',
      '2026-05-02T12:00:00Z',
      '2026-05-02T00:00:00Z',
      '2026-05-01T00:00:00Z'
    ])
  })

  test('at the same time, those of the later issue are the newer ones', () => {
    const [first, second] = bench.ids({ project: 'web' }, { project: 'web' })
    const { body } = bench.ask('GET', '/projects/acme/web/events/')
    expect(texts(body, 'groupID').slice(0, 2)).toEqual([second, first])
  })

  test('come in pages without loss', () => {
    bench.seed(Array.from({ length: 40 }, () => ({ project: 'api', events: 2 })))
    const seen = new Set<string>()
    let cursor: string | undefined = ''
    while (cursor !== undefined) {
      const page = bench.ask('GET', `/projects/acme/api/events/?per_page=25&cursor=${cursor}`)
      for (const event of texts(page.body, 'id')) seen.add(event)
      cursor = nextCursor(page.headers)
    }
    expect(seen.size).toBe(83)
  })

  test('can be read one by one, in their own project', () => {
    const event = String(at(bench.get(`issues/${id}/events/latest/`).body, 'id'))
    expect(bench.ask('GET', `/projects/acme/api/events/${event}/`)).toMatchObject({
      status: 200,
      body: { eventID: event, groupID: id }
    })
    expect(bench.ask('GET', `/projects/acme/web/events/${event}/`).status).toBe(404)
  })

  test('need project:read', () => {
    const access = { scopes: ['event:read'] }
    expect(bench.ask('GET', '/projects/acme/api/events/', { access }).status).toBe(403)
  })
})
