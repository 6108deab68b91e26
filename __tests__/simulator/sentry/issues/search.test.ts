import { beforeEach, describe, expect, test } from '@jest/globals'
import { startBench, NOW, type Bench } from './bench.ts'

const HOUR = 60 * 60 * 1000
const ago = (hours: number) => new Date(NOW - hours * HOUR).toISOString()

let bench: Bench

beforeEach(() => {
  bench = startBench()
})

/** Seeds issues of `api`, each with a title. */
function seed(...seeds: Record<string, unknown>[]) {
  expect(bench.seed(seeds.map(issue => ({ project: 'api', ...issue }))).status).toBe(200)
}

/** The titles that a search in `api` finds, sorted. */
function found(query: string, rest = ''): string[] {
  return bench.titles(query, `&project=12${rest}`).sort()
}

describe('is:', () => {
  test.each([
    ['unresolved', ['assigned', 'escalating', 'new', 'new long ago', 'ongoing', 'regressed']],
    ['resolved', ['resolved']],
    ['ignored', ['archived']],
    ['archived', ['archived']],
    ['assigned', ['assigned']],
    ['new', ['assigned', 'new']],
    ['ongoing', ['new long ago', 'ongoing']],
    ['regressed', ['regressed']],
    ['escalating', ['escalating']],
    ['for_review', ['assigned', 'escalating', 'new', 'regressed']]
  ])('is:%s', (value, titles) => {
    seed(
      { title: 'new' },
      { title: 'new long ago', firstSeen: ago(8 * 24) },
      { title: 'ongoing', substatus: 'ongoing' },
      { title: 'regressed', regressedIn: 'r-2' },
      { title: 'escalating', substatus: 'escalating' },
      { title: 'resolved', status: 'resolved' },
      { title: 'archived', status: 'ignored', substatus: 'archived_forever' },
      { title: 'assigned', assignedTo: 'ada@acme.example' }
    )
    expect(found(`is:${value}`)).toEqual(titles)
  })

  test('an unknown value is a 400 that names the known ones', () => {
    expect(bench.get('issues/?query=is:bogus')).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(/^Error parsing search query: .*archived.*unresolved/) }
    })
  })
})

describe('releases', () => {
  beforeEach(() => {
    seed(
      { title: 'one', firstRelease: 'n-1', releases: ['n 2'] },
      { title: 'two', firstRelease: 'n 2' },
      { title: 'back', firstRelease: 'n-1', regressedIn: 'g-2' },
      { title: 'none' }
    )
  })

  test.each([
    ['firstRelease:n-1', ['back', 'one']],
    ['first-release:n-1', ['back', 'one']],
    ['first_release:"n 2"', ['two']],
    ['firstRelease:[n-1,"n 2"]', ['back', 'one', 'two']],
    ['!firstRelease:n-1', ['none', 'two']],
    ['!firstRelease:[n-1, "n 2"]', ['none']],
    ['firstRelease:n*', ['back', 'one', 'two']],
    ['firstRelease:"n\\*"', []],
    ['firstRelease:nope', []],
    ['firstRelease:N-1', []],
    ['release:"n 2"', ['one', 'two']],
    ['release:g-2', ['back']],
    ['!release:"n 2"', ['back', 'none']],
    ['release:latest', ['back']],
    ['firstRelease:latest', []],
    ['regressed_in_release:g-2', ['back']],
    ['regressed_in_release:"g-*"', ['back']],
    ['is:unresolved regressed_in_release:"n-1"', []]
  ])('%s', (query, titles) => {
    expect(found(query)).toEqual(titles)
  })
})

describe('environments', () => {
  beforeEach(() => {
    seed(
      { title: 'both in one', firstRelease: 'fr-2', environments: ['production', 'staging'] },
      {
        title: 'older, new in production',
        firstRelease: 'fr-1',
        environments: { staging: {}, production: { firstRelease: 'fr-2' } }
      },
      { title: 'elsewhere', firstRelease: 'fr-2', environments: ['staging'] },
      { title: 'nowhere', firstRelease: 'fr-2' }
    )
  })

  test.each([
    ['firstRelease:fr-2', '', ['both in one', 'elsewhere', 'nowhere']],
    ['firstRelease:fr-2', '&environment=production', ['both in one', 'older, new in production']],
    ['firstRelease:fr-2', '&environment=staging', ['both in one', 'elsewhere']],
    ['firstRelease:fr-1', '&environment=production', []],
    [
      'firstRelease:fr-2',
      '&environment=production&environment=staging',
      ['both in one', 'elsewhere', 'older, new in production']
    ],
    ['', '&environment=production', ['both in one', 'older, new in production']]
  ])('%s with %s', (query, rest, titles) => {
    expect(found(query, rest)).toEqual(titles)
  })

  test('one that nobody has seen is a 404, until an issue is seen there', () => {
    expect(bench.get('issues/?query=&environment=canary')).toMatchObject({
      status: 404,
      body: { detail: 'The requested resource does not exist' }
    })
    seed({ title: 'canary', environments: ['canary'] })
    expect(found('', '&environment=canary')).toEqual(['canary'])
  })
})

describe('other keys', () => {
  beforeEach(() => {
    seed(
      { title: 'TypeError: cart is undefined', level: 'error', priority: 'high' },
      { title: 'RangeError: low', level: 'warning', priority: 'low' },
      { title: 'Fatal (x)', level: 'fatal', priority: null, assignedTo: '#platform' }
    )
  })

  test.each([
    ['level:warning', ['RangeError: low']],
    ['level:[warning, fatal]', ['Fatal (x)', 'RangeError: low']],
    ['!level:[warning,fatal]', ['TypeError: cart is undefined']],
    ['issue.priority:high', ['TypeError: cart is undefined']],
    ['issue.priority:[high, low]', ['RangeError: low', 'TypeError: cart is undefined']],
    ['issue.category:error issue.type:error level:fatal', ['Fatal (x)']],
    ['issue.category:performance', []],
    ['project:web', []],
    ['project:12 level:fatal', ['Fatal (x)']],
    ['assigned:"#platform"', ['Fatal (x)']],
    ['assigned:none level:warning', ['RangeError: low']],
    ['assigned:me', []],
    ['browser:Firefox', []],
    ['!browser:Firefox level:fatal', ['Fatal (x)']],
    ['CART IS', ['TypeError: cart is undefined']],
    ['cart undefined', []],
    ['cart*undefined', ['TypeError: cart is undefined']],
    ['"Fatal (x)"', ['Fatal (x)']],
    ['error level:warning', ['RangeError: low']]
  ])('%s', (query, titles) => {
    expect(found(query)).toEqual(titles)
  })

  test('an unknown priority is a 400', () => {
    expect(bench.get('issues/?query=issue.priority:urgent')).toMatchObject({
      status: 400,
      body: { detail: "Error parsing search query: Invalid priority value of 'urgent'" }
    })
  })
})

describe('times', () => {
  beforeEach(() => {
    seed(
      { title: 'recent', firstSeen: ago(2), lastSeen: ago(1) },
      { title: 'old', firstSeen: ago(100), lastSeen: ago(50) }
    )
  })

  test.each([
    ['firstSeen:-24h', ['recent']],
    ['firstSeen:+24h', ['old']],
    ['age:-1w', ['old', 'recent']],
    ['age:+90m', ['old', 'recent']],
    ['lastSeen:-90m', ['recent']],
    ['lastSeen:+2d', ['old']],
    ['!lastSeen:+2d', ['recent']],
    ['firstSeen:>2026-06-01', ['recent']],
    ['firstSeen:>=2026-06-01T10:00:00Z', ['recent']],
    ['firstSeen:>2026-06-01T10:00:00Z', []],
    ['firstSeen:<2026-06-01', ['old']],
    ['age:<=2026-05-28T08:00:00+00:00', ['old']],
    ['lastSeen:2026-06-01', ['recent']],
    ['lastSeen:2026-06-01T11:02:00', ['recent']],
    ['lastSeen:2026-06-01T11:10:00', []]
  ])('%s', (query, titles) => {
    expect(found(query)).toEqual(titles)
  })

  test.each([
    ['&statsPeriod=24h', ['recent']],
    ['&statsPeriod=14d', ['old', 'recent']],
    ['&start=2026-05-30T00:00:00&end=2026-05-30T12:00:00', ['old']],
    ['&start=2026-05-31T00:00:00&end=2026-06-02T00:00:00', ['recent']]
  ])('%s filters', (rest, titles) => {
    expect(found('', rest)).toEqual(titles)
  })

  test.each([
    'query=firstSeen:yesterday',
    'query=age:>24h',
    'query=&statsPeriod=soon',
    'query=&start=2026-01-01'
  ])('%s is a 400', query => {
    expect(bench.get(`issues/?${query}`)).toMatchObject({
      status: 400,
      body: { detail: expect.any(String) }
    })
  })
})
