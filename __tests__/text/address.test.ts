import { describe, expect, test } from '@jest/globals'
import { commitUrl, fileUrl } from '../../src/github/addresses.ts'
import { pageOf, rangeUrl } from '../../src/release/addresses.ts'
import { issueUrl, releaseUrl, searchUrl, sentryHosts } from '../../src/sentry/addresses.ts'
import { link } from '../../src/text/markdown.ts'
import { addressOf, addressOn, hostsOf, repositoryPage } from '../../src/text/address.ts'
import { readEvent } from '../../src/event/event.ts'

/** What a server may say instead of a name. */
const BAD = [
  'evil.example#',
  'evil.example/',
  'a@evil.example',
  '..',
  '.',
  '',
  'a b',
  'a\n',
  'a:443',
  '%2e%2e',
  'ä',
  'a?b'
]

const SITES = ['https://sentry.io', 'https://sentry.example.com/below', 'http://10.0.0.7:9000']

describe("Sentry's pages", () => {
  test.each([
    ['https://sentry.io', 'acme', 'https://acme.sentry.io/releases/web%401/', 'acme.sentry.io'],
    ['https://de.sentry.io', 'acme', 'https://acme.sentry.io/releases/web%401/', 'acme.sentry.io'],
    ['https://sentry.io', '42', 'https://sentry.io/organizations/42/releases/web%401/', 'sentry.io'],
    [
      'https://sentry.example.com/below/',
      'acme',
      'https://sentry.example.com/below/organizations/acme/releases/web%401/',
      'sentry.example.com'
    ],
    [
      'http://10.0.0.7:9000',
      'acme',
      'http://10.0.0.7:9000/organizations/acme/releases/web%401/',
      'http://10.0.0.7:9000'
    ],
    [
      'https://sentry.io.example.com',
      'acme',
      'https://sentry.io.example.com/organizations/acme/releases/web%401/',
      'sentry.io.example.com'
    ]
  ])('of %s, organization %s', (site, organization, page, host) => {
    const home = { site: new URL(site), organization }
    expect([releaseUrl(home, 'web@1'), sentryHosts(home)]).toEqual([page, [host]])
    expect(link('x', page, sentryHosts(home))).toBe(`[x](${page})`)
  })
})

describe('what is no name becomes no address', () => {
  test.each(SITES.flatMap(site => BAD.map(slug => [site, slug] as const)))(
    'of an organization at %s: %j',
    (site, organization) => {
      const home = { site: new URL(site), organization }
      expect([
        sentryHosts(home),
        releaseUrl(home, '1'),
        issueUrl(home, '1'),
        searchUrl(home, { query: 'is:new', environment: undefined, projects: ['1'] })
      ]).toEqual([[], '', '', ''])
    }
  )

  test.each(BAD)('of a repository: %j', name => {
    const serverUrl = 'https://github.com'
    for (const place of [
      { serverUrl, owner: name, name: 'web' },
      { serverUrl, owner: 'acme', name }
    ]) {
      expect(repositoryPage(place, ['commit', 'a'])).toBeUndefined()
      expect([commitUrl(place, 'a'), fileUrl(place, { sha: 'a', path: 'b', line: 1 })]).toEqual(['', ''])
      expect(
        rangeUrl({ base: 'a', head: 'b' }, { repo: `${place.owner}/${place.name}`, serverUrl })
      ).toBeUndefined()
      const payload = { repository: { full_name: `${place.owner}/${place.name}` } }
      const event = readEvent({ env: { GITHUB_RUN_ID: '7', GITHUB_SHA: 'a'.repeat(40) }, payload })
      expect([event.run.url, pageOf(event)]).toEqual([undefined, undefined])
    }
  })
})

describe('an address', () => {
  test('has each text as one segment, and stays on its host', () => {
    expect(addressOf('https://x.example/', ['a/b', 'c?d#e', ''])).toBe('https://x.example/a%2Fb/c%3Fd%23e/')
    expect(addressOf('https://x.example/base', ['\ud83d'], { q: 'a b' })).toBe(
      'https://x.example/base/%EF%BF%BD?q=a+b'
    )
    for (const dots of ['.', '..']) expect(addressOf('https://x.example', ['a', dots])).toBeUndefined()
    expect(addressOf('no address', ['a'])).toBeUndefined()
  })

  test('by a server is one only on the host that was asked', () => {
    const page = 'https://github.com/acme/web/pull/1#issuecomment-1'
    expect(addressOn('https://github.com', page)).toBe(page)
    for (const other of [
      'https://evil.example/',
      'http://github.com/',
      'https://me@github.com/',
      'javascript:1',
      'x'
    ])
      expect(addressOn('https://github.com', other)).toBeUndefined()
    expect(addressOn('https://github.com', undefined)).toBeUndefined()
  })
})

describe('the host of an address', () => {
  test.each([
    ['https://github.com/acme/web', ['github.com']],
    ['https://github.example:8443', ['github.example:8443']],
    ['http://10.0.0.7:9000/acme', ['http://10.0.0.7:9000']],
    ['github.com', []],
    [undefined, []]
  ])('of %s: %j', (address, hosts) => expect(hostsOf(address)).toEqual(hosts))
})
