import { describe, expect, test } from '@jest/globals'
import { parseJson } from '../../src/text/json.ts'
import { at } from '../../simulator/client/json-path.ts'
import { useRelease } from '../harness/release.ts'

const servers = useRelease()

const JSON_TYPE = { 'content-type': 'application/json' }
const DEEP = '['.repeat(60_000) + ']'.repeat(60_000)

function faults(path: string, method: string, action: Readonly<Record<string, unknown>>): Promise<unknown> {
  return servers.seed('faults', { match: { path, method, times: 0 }, action })
}

const full = Array.from({ length: 100 }, (_, index) => ({
  id: index.toString(16).padStart(40, '0'),
  repository: { name: 'acme/api' }
}))

/** Answers to the list of commits of which none says that the release holds none. */
const LIES: readonly (readonly [what: string, action: Readonly<Record<string, unknown>>])[] = [
  ['an empty object', { status: 200, body: {} }],
  ['null', { status: 200, headers: JSON_TYPE, body: 'null' }],
  ['a row that is null', { status: 200, body: [null] }],
  ['a row without an id', { status: 200, body: [{ repository: { name: 'acme/api' } }] }],
  ['an error', { status: 200, body: { detail: 'Not here' } }],
  ['no row, where the release says that it has some', { status: 200, body: [] }],
  ['a full page without a Link header', { status: 200, body: full }],
  [
    'a page whose Link header is cut',
    { status: 200, headers: { link: '<https://x/>; rel="ne' }, body: full }
  ],
  [
    'the same page again and again',
    {
      status: 200,
      headers: { link: '<https://x/>; rel="next"; results="true"; cursor="1:1:0"' },
      body: full
    }
  ],
  ['a page of a proxy with 404', { status: 404, body: '<h1>Not Found</h1>' }],
  ['JSON that is 60,000 deep', { status: 200, headers: JSON_TYPE, body: DEEP }]
]

describe('the commits of another repository that a release holds stay', () => {
  test.each(LIES)('when their list is answered with %s', async (_, action) => {
    const [head] = (await servers.history('main-of-web', 2)).toReversed()
    const others = [{ id: 'f'.repeat(40), repository: 'acme/api', message: 'theirs' }]
    await servers.sentry('POST', 'releases/', { version: 'shared', projects: ['web'], commits: others })
    await faults('/commits/$', 'GET', action)

    const run = await servers.run(
      { release: 'shared', set_commits: 'github', on_error: 'warn' },
      { sha: head ?? '' }
    )
    expect(run.annotations.map(({ level }) => level)).toEqual(['warning'])
    expect(run.code).toBe(0)
    const commits = at(await servers.release('shared'), 'commits')
    expect(commits).toEqual([expect.objectContaining({ id: 'f'.repeat(40) })])
    expect((await servers.calls()).gateway.filter(call => !call.startsWith('GET'))).toEqual([])
  })
})

describe('a release that is finalized keeps its date', () => {
  const date = '2026-01-01T00:00:00Z'

  test.each<[string, Readonly<Record<string, unknown>>, 0 | 1]>([
    ['202 without a body', { status: 202, body: '' }, 0],
    ['204', { status: 204 }, 0],
    ['200 without a body', { status: 200, body: '' }, 1],
    ['an empty object', { status: 200, body: {} }, 1],
    ['null', { status: 200, headers: JSON_TYPE, body: 'null' }, 1],
    ['another thing', { status: 201, body: { version: 'done' } }, 1],
    ['JSON that is 60,000 deep', { status: 200, headers: JSON_TYPE, body: DEEP }, 1]
  ])('when its creation is answered with %s', async (_, action, code) => {
    await servers.sentry('POST', 'releases/', { version: 'done', projects: ['web'], dateReleased: date })
    await faults('/releases/$', 'POST', { ...action, applied: true })

    const run = await servers.run({ release: 'done', set_commits: 'skip' })
    expect(run.code).toBe(code)
    expect(Date.parse(String(at(await servers.release('done'), 'dateReleased')))).toBe(Date.parse(date))
    expect(run.outputs['finalized']).toBe(code === 0 ? 'true' : '')
    expect((await servers.calls()).gateway.filter(call => call.startsWith('PUT'))).toEqual([])
  })

  test('and a new one gets its own, when an answer has no body', async () => {
    await faults('/releases/$', 'POST', { status: 202, body: '', applied: true })
    const run = await servers.run({ release: 'new', set_commits: 'skip', environment: 'production' })
    expect([run.code, run.outputs['finalized']]).toEqual([0, 'true'])
    expect(parseJson(run.outputs['deploys'] ?? '')).toHaveLength(1)
  })

  test('and one that is taken but is not there ends the run before its deploys', async () => {
    await faults('/releases/$', 'POST', { status: 202, body: '' })
    const run = await servers.run({ release: 'later', set_commits: 'skip', environment: 'production' })
    expect(run.code).toBe(1)
    expect(run.said).toContain('Sentry took the release later (202), and does not have it yet')
    expect((await servers.requests()).map(({ method }) => method)).toEqual(['POST', 'GET'])
  })
})

describe('a deploy is recorded once', () => {
  test('when its answer has no body', async () => {
    await faults('/deploys/$', 'POST', { status: 204, applied: true })
    const run = await servers.run({ release: 'r', set_commits: 'skip', environment: 'production' })
    expect(run.code).toBe(0)
    expect(parseJson(run.outputs['deploys'] ?? '')).toHaveLength(1)
    expect(at(await servers.release('r'), 'deploys')).toHaveLength(1)
  })

  test.each(LIES.slice(0, 5))('and not again when the list is answered with %s', async (_, action) => {
    await faults('/deploys/$', 'POST', { status: 201, body: {}, applied: true })
    await faults('/deploys/$', 'GET', action)
    const run = await servers.run({ release: 'r', set_commits: 'skip', environment: 'production' })
    expect(run.code).toBe(1)
    expect(run.said).toContain('whether it was recorded is not known')
    expect(at(await servers.release('r'), 'deploys')).toHaveLength(1)
  })

  test('and not a second time when it was taken without a word and is not listed', async () => {
    await faults('/deploys/$', 'POST', { status: 202, body: '' })
    const run = await servers.run({ release: 'r', set_commits: 'skip', environment: 'production' })
    expect(run.code).toBe(1)
    expect(run.said).toContain('Sentry took it, and does not list it yet')
    const posts = (await servers.requests()).filter(({ path }) => path.endsWith('/deploys/'))
    expect(posts.map(({ method }) => method)).toEqual(['POST', 'GET'])
  })
})
