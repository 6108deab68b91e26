import { beforeEach, describe, expect, test } from '@jest/globals'
import { startBench, texts, NOW, type Bench } from './bench.ts'
import { at, nextCursor } from '../../simulator-bench.ts'

const MINUTE = 60 * 1000
const ago = (minutes: number) => new Date(NOW - minutes * MINUTE).toISOString()

let bench: Bench

beforeEach(() => {
  bench = startBench()
})

/** The titles on each page of a list, in order. */
function pages(target: string): string[][] {
  const found: string[][] = []
  let cursor: string | undefined = ''
  while (cursor !== undefined) {
    const answer = bench.get(`${target}${cursor === '' ? '' : `&cursor=${cursor}`}`)
    found.push(texts(answer.body, 'title'))
    cursor = nextCursor(answer.headers)
  }
  return found
}

describe('pages', () => {
  test('a cursor is <score>:<offset>:0, also where many issues have one score', () => {
    bench.seed(['a', 'b', 'c', 'd', 'e'].map(title => ({ project: 'api', title, lastSeen: ago(5) })))
    const first = bench.get('issues/?query=&project=12&limit=2')
    expect(nextCursor(first.headers)).toBe(`${NOW - 5 * MINUTE}:2:0`)
    expect(pages('issues/?query=&project=12&limit=2')).toEqual([['e', 'd'], ['c', 'b'], ['a']])
  })

  test('both directions are in Link, which names Sentry’s own host; previous leads back', () => {
    bench.seed(['a', 'b', 'c'].map(title => ({ project: 'api', title })))
    const first = bench.get('issues/?query=&project=12&limit=2')
    expect(first.headers['link']).toMatch(
      /^<https:\/\/acme\.sentry\.io\/api\/0\/organizations\/acme\/issues\/\?query=&project=12&limit=2&cursor=[\d:]+>; rel="previous"; results="false"; cursor="[\d:]+", <.*>; rel="next"; results="true"; cursor="[\d:]+"$/
    )
    const second = bench.get(`issues/?query=&project=12&limit=2&cursor=${nextCursor(first.headers) ?? ''}`)
    const back = /rel="previous"; results="true"; cursor="([^"]+)"/.exec(second.headers['link'] ?? '')?.[1]
    expect(texts(second.body, 'title')).toEqual(['a'])
    expect(texts(bench.get(`issues/?query=&project=12&limit=2&cursor=${back ?? ''}`).body, 'title')).toEqual([
      'c',
      'b'
    ])
  })

  test('an exactly full last page has no next one', () => {
    bench.seed(['a', 'b'].map(title => ({ project: 'api', title })))
    expect(pages('issues/?query=&project=12&limit=2')).toEqual([['b', 'a']])
  })

  test('rows that are dropped take their place on a page', () => {
    bench.seed([
      { project: 'api', title: 'seen last', lastSeen: ago(5), dropped: true },
      { project: 'api', title: 'seen before', lastSeen: ago(4), dropped: true },
      { project: 'api', title: 'shown', lastSeen: ago(6) }
    ])
    expect(pages('issues/?query=&project=12&limit=2')).toEqual([[], ['shown']])
    expect(bench.get('issues/?query=&project=12').headers).toMatchObject({ 'x-hits': '3' })
  })

  test('an empty list has both directions, without results', () => {
    const { headers, body } = bench.get('issues/?query=&project=12')
    expect(body).toEqual([])
    expect(headers['link']).toMatch(/rel="previous"; results="false".*rel="next"; results="false"/)
  })

  test.each(['limit=many', 'limit=0', 'limit=-1', 'cursor=x', 'cursor=1:2', 'sort=bogus', 'group=x'])(
    '%s is a 400',
    part => {
      expect(bench.get(`issues/?query=&${part}`)).toMatchObject({
        status: 400,
        body: { detail: expect.any(String) }
      })
    }
  )

  test('a limit over 100 is 100', () => {
    bench.seed(Array.from({ length: 101 }, () => ({ project: 'api' })))
    expect(bench.get('issues/?query=&project=12&limit=500').body).toHaveLength(100)
  })
})

describe('order', () => {
  beforeEach(() => {
    bench.seed([
      { project: 'api', title: 'frequent', count: 30, userCount: 1, firstSeen: ago(50), lastSeen: ago(30) },
      { project: 'api', title: 'young', count: 10, userCount: 2, firstSeen: ago(20), lastSeen: ago(20) },
      { project: 'api', title: 'seen last', count: 20, userCount: 3, firstSeen: ago(60), lastSeen: ago(1) }
    ])
  })

  test.each([
    ['', ['seen last', 'young', 'frequent']],
    ['&sort=date', ['seen last', 'young', 'frequent']],
    ['&sort=new', ['young', 'frequent', 'seen last']],
    ['&sort=inbox', ['young', 'frequent', 'seen last']],
    ['&sort=freq', ['frequent', 'seen last', 'young']],
    ['&sort=user', ['seen last', 'young', 'frequent']],
    ['&sort=trends', ['frequent', 'seen last', 'young']]
  ])('%s', (rest, titles) => {
    expect(bench.titles('', `&project=12${rest}`)).toEqual(titles)
  })
})

describe('projects', () => {
  beforeEach(() => {
    bench.seed({ project: 'api', title: 'of api' })
  })

  test.each([
    ['', ['TypeError: cart is undefined', 'of api']],
    ['&project=-1', ['TypeError: cart is undefined', 'of api']],
    ['&project=12', ['of api']],
    ['&project=api', ['of api']],
    ['&project=11&project=12', ['TypeError: cart is undefined', 'of api']]
  ])('query=%s', (rest, titles) => {
    expect(bench.titles('', rest).sort()).toEqual(titles)
  })

  test('an unknown project, and one that the connection does not see, are a 403', () => {
    const access = { projects: ['api'] }
    const list = '/organizations/acme/issues/?query='
    expect(bench.get('issues/?query=&project=999').status).toBe(403)
    expect(bench.ask('GET', `${list}&project=11`, { access }).status).toBe(403)
    expect(texts(bench.ask('GET', list, { access }).body, 'title')).toEqual(['of api'])
  })

  test('a connection without projects sees an empty list', () => {
    const answer = bench.ask('GET', '/organizations/acme/issues/?query=', { access: { projects: [] } })
    expect(answer).toMatchObject({ status: 200, body: [] })
  })

  test('the deprecated list of one project has its own words for a bad statsPeriod, which does not filter', () => {
    bench.seed({ project: 'api', title: 'old', firstSeen: '2026-01-01', lastSeen: '2026-01-02' })
    const list = '/projects/acme/api/issues/'
    expect(texts(bench.ask('GET', `${list}?query=&statsPeriod=24h`).body, 'title')).toEqual(['of api', 'old'])
    expect(bench.ask('GET', `${list}?statsPeriod=9d`)).toMatchObject({
      status: 400,
      body: { detail: "Invalid stats_period. Valid choices are '', '24h', and '14d'" }
    })
    expect(bench.ask('GET', '/projects/acme/nope/issues/').status).toBe(404)
  })
})

describe('direct hits', () => {
  test('a short id with shortIdLookup=1 is found whatever else is asked, without Link', () => {
    const answer = bench.get('issues/?query=web-1&shortIdLookup=1&project=12&limit=1&sort=new')
    expect(texts(answer.body, 'shortId')).toEqual(['WEB-1'])
    expect(answer.headers['x-sentry-direct-hit']).toBe('1')
    expect(answer.headers).not.toHaveProperty('link')
  })

  test('without shortIdLookup it is free text', () => {
    expect(bench.titles('WEB-1')).toEqual([])
  })

  test('the id of an event finds its issue', () => {
    const [id = ''] = bench.ids({ project: 'api', events: 3, environments: ['production'] })
    const event = at(bench.get(`issues/${id}/events/oldest/`).body, 'eventID')
    expect(bench.get(`issues/?query=${String(event)}`).body).toMatchObject([
      { id, matchingEventId: event, matchingEventEnvironment: 'production' }
    ])
    expect(bench.get(`issues/?query=${'f'.repeat(32)}`)).toMatchObject({ status: 200, body: [] })
  })

  test('group=ID names issues', () => {
    const [one = '', two = ''] = bench.ids({ project: 'api' }, { project: 'api' }, { project: 'api' })
    expect(texts(bench.get(`issues/?group=${one}&group=${two}&query=is:resolved`).body, 'id')).toEqual([
      one,
      two
    ])
  })

  test('what the connection does not see is no hit', () => {
    const access = { projects: ['api'] }
    const list = '/organizations/acme/issues/?query=WEB-1&shortIdLookup=1'
    expect(bench.ask('GET', list, { access })).toMatchObject({ status: 200, body: [] })
  })
})

describe('what a row says', () => {
  test('stats, lifetime and no filtered', () => {
    const [row] = [at(bench.get('issues/?query=').body, 0)]
    expect(row).toMatchObject({ lifetime: { count: '2', userCount: 1 }, filtered: null })
    expect(at(row, 'stats', '24h')).toHaveLength(24)
    expect(row).not.toHaveProperty('firstRelease')
    expect(row).not.toHaveProperty('owners')
  })

  test.each([
    ['14d', { '14d': expect.any(Array) }],
    ['auto', { auto: expect.any(Array) }],
    ['', {}]
  ])('groupStatsPeriod=%s shapes stats', (period, stats) => {
    expect(bench.get(`issues/?query=&groupStatsPeriod=${period}`).body).toMatchObject([{ stats }])
  })

  test('filtered holds the numbers of the release that the query names, else all', () => {
    bench.seed({
      project: 'api',
      firstRelease: 'r-1',
      count: 9,
      userCount: 8,
      releaseCounts: { 'r-1': { count: 3, userCount: 2 }, 'r-2': { count: 4, userCount: 3 } }
    })
    const filtered = (query: string) => at(bench.get(`issues/?project=12&query=${query}`).body, 0, 'filtered')
    expect(filtered('firstRelease:r-1')).toBeNull()
    expect(filtered('release:r-1')).toMatchObject({ count: '3', userCount: 2 })
    expect(filtered('release:"r-2"')).toMatchObject({ count: '4', userCount: 3 })
    expect(filtered('release:[r-1,r-2]')).toMatchObject({ count: '7', userCount: 5 })
    expect(filtered('level:error')).toMatchObject({ count: '9', userCount: 8 })
  })

  test('expand adds and collapse takes away', () => {
    const expand = 'query=&expand=inbox&expand=integrationIssues'
    const expanded = { inbox: { reason: 0 }, integrationIssues: [] }
    expect(at(bench.get(`issues/?${expand}`).body, 0)).toMatchObject(expanded)
    bench.seed({ project: 'api', substatus: 'ongoing' })
    expect(at(bench.get(`issues/?${expand}&project=12`).body, 0)).not.toHaveProperty('inbox')
    const collapsed = at(bench.get('issues/?query=&collapse=stats&collapse=unhandled').body, 0)
    expect(collapsed).not.toHaveProperty('stats')
    expect(collapsed).not.toHaveProperty('lifetime')
    expect(collapsed).not.toHaveProperty('isUnhandled')
    expect(at(bench.get('issues/?query=&collapse=base&collapse=stats').body, 0)).toEqual({
      id: expect.any(String)
    })
  })
})
