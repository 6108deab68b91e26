import { describe, expect, test } from '@jest/globals'
import { Failure } from '../../src/run/failure.ts'
import { targetOf } from '../../src/sentry/operations/words.ts'
import { createSentry, type Page, type Sentry } from '../../src/sentry/client.ts'
import { startServer, type Answer, type Script, type TestServer } from '../harness/server.ts'
import { matonError, sentryError, startGateway, type OpenedGateway } from '../maton/gateway.ts'

/** Sentry behind a gateway that answers as scripted. */
async function sentryWith(script: Script): Promise<TestServer & OpenedGateway & { readonly sentry: Sentry }> {
  const opened = await startGateway(script)
  return { ...opened, sentry: createSentry(opened.gateway) }
}

async function failureOf(calling: Promise<unknown>): Promise<Failure> {
  const thrown: unknown = await calling.catch((error: unknown) => error)
  if (!(thrown instanceof Failure)) throw new Error(`no failure: ${String(thrown)}`)
  return thrown
}

const ACME = { organization: 'acme' }
const RELEASE = { version: '1', dateReleased: null, commitCount: 0, projects: [{ id: 1, slug: 'web' }] }

describe('a call', () => {
  test('follows its row: method, path, query, body and connection', async () => {
    const { sentry, received } = await sentryWith([
      { status: 201, body: { id: '1', environment: 'production' } }
    ])
    const reply = await sentry.call(
      'create-deploy',
      { ...ACME, version: 'shop@1.0.0+1 %' },
      { body: { environment: 'production', dateFinished: '2026-05-01T12:00:00Z' } }
    )

    expect(reply).toMatchObject({ status: 201, json: { id: '1' } })
    expect(received.map(({ line }) => line)).toEqual([
      'POST /sentry/api/0/organizations/acme/releases/shop%401.0.0%2B1%20%25/deploys/'
    ])
    expect(received.map(({ body }) => body)).toEqual([
      '{"environment":"production","dateFinished":"2026-05-01T12:00:00Z"}'
    ])
    expect(received[0]?.headers['maton-connection']).toBe('conn-a')
  })

  test('writes each kind of query value', async () => {
    const { sentry, received } = await sentryWith([{ body: [] }])
    await sentry.call('list-organization-issues', ACME, {
      query: {
        query: 'is:unresolved "a b"&c',
        project: ['web', 'api'],
        limit: 5,
        full: true,
        sort: undefined,
        expand: []
      }
    })
    const [, query] = (received[0]?.line ?? '').split('?')
    expect([...new URLSearchParams(query)]).toEqual([
      ['query', 'is:unresolved "a b"&c'],
      ['project', 'web'],
      ['project', 'api'],
      ['limit', '5'],
      ['full', 'true']
    ])
  })

  test("goes without the connection where it is one of Maton's own", async () => {
    const { sentry, received } = await sentryWith([{ body: { connections: [] } }])
    await sentry.call('list-connections', {}, { query: { app: 'sentry' } })
    expect(received.map(({ line }) => line)).toEqual(['GET /connections?app=sentry'])
    expect(received[0]?.headers['maton-connection']).toBeUndefined()
  })

  test('on one issue without an organization takes the form of the reference', async () => {
    const { sentry, received } = await sentryWith([{ body: { id: '5' } }])
    await sentry.callAny('get-issue', { issue: '5' })
    await sentry.callAny('get-issue', { ...ACME, issue: '5' })
    expect(received.map(({ line }) => line)).toEqual([
      'GET /sentry/api/0/issues/5/',
      'GET /sentry/api/0/organizations/acme/issues/5/'
    ])
  })

  test.each(['..', 'a/b', ''])('with %j in its path is refused before anything is sent', async version => {
    const { sentry, received } = await sentryWith([{ body: {} }])
    const failure = await failureOf(sentry.call('get-release', { ...ACME, version }))
    expect(failure.kind.name).toBe('rejected')
    expect(received).toEqual([])
  })

  test('waits for the commit lock where its row says that there is one', async () => {
    const locked = sentryError(409, 'Release commits are currently being processed')
    const { sentry, clock } = await sentryWith([locked, { body: RELEASE }, locked])
    await sentry.call('update-release', { ...ACME, version: '1' }, { body: { ref: 'main' } })
    expect(clock.slept).toEqual([1_000])
    const failure = await failureOf(sentry.callAny('create-team', ACME, { body: { slug: 'core' } }))
    expect(failure.kind.name).toBe('conflict')
  })

  test('that fails names operation and target', async () => {
    const { sentry } = await sentryWith([sentryError(403)])
    const failure = await failureOf(
      sentry.callAny('create-deploy', { ...ACME, version: '1.0' }, { body: { environment: 'production' } })
    )
    expect(failure.message).toBe(
      'Could not record the deploy of 1.0 to production in acme: Sentry answered 403: refused'
    )
    expect(failure.remedy).toContain('project:releases or org:ci or project:write or project:admin')
  })

  test('over an unknown connection tells those that exist', async () => {
    const connections = [{ connection_id: 'conn-b', app: 'sentry', status: 'ACTIVE' }]
    const { sentry } = await sentryWith(({ path }) =>
      path.startsWith('/connections') ? { body: { connections } } : matonError(404)
    )
    const failure = await failureOf(sentry.call('list-organizations', {}))
    expect(failure.kind.name).toBe('unknown-connection')
    expect(failure.remedy).toContain('conn-b (ACTIVE')
  })

  test('about an unknown connection is not blamed on maton_connection', async () => {
    const { sentry, received } = await sentryWith([matonError(404)])
    const failure = await failureOf(sentry.call('get-connection', { connection: 'conn-x' }))
    expect(failure.kind.name).toBe('not-found')
    expect(failure.message).toBe('Could not read connection conn-x: Maton answered 404')
    expect(failure.remedy).toContain('list-connections')
    expect(received).toHaveLength(1)
  })
})

function linkTo(cursor: string, results = true, host = 'acme.sentry.io'): Readonly<Record<string, string>> {
  return {
    link: `<https://${host}/api/0/x/?cursor=${cursor}>; rel="next"; results="${results}"; cursor="${cursor}"`
  }
}

const ROWS = (count: number): readonly unknown[] =>
  Array.from({ length: count }, (_, id) => ({ version: `${id}` }))

const LAST = linkTo('last', false)

async function pagesOf(answers: readonly Answer[], options: Parameters<Sentry['pagesAny']>[2] = {}) {
  const { sentry, received } = await sentryWith(answers)
  const pages: Page[] = []
  const reading = (async () => {
    for await (const page of sentry.pagesAny('list-organization-releases', ACME, options)) pages.push(page)
  })()
  const failure = await reading.then(
    () => undefined,
    (error: unknown) => (error instanceof Failure ? error.kind.name : String(error))
  )
  const cursors = received.map(({ query }) => query['cursor'])
  return { pages: pages.map(({ rows, next }) => `${rows.length} ${next.kind}`), cursors, received, failure }
}

describe('the pages of a list', () => {
  test('follow the cursor, not their length: short and empty ones may be in between', async () => {
    const { pages, cursors, received } = await pagesOf([
      { body: ROWS(3), headers: linkTo('100:1:0') },
      { body: [], headers: linkTo('100:2:0') },
      { body: ROWS(100), headers: linkTo('100:3:0', false) }
    ])
    expect(pages).toEqual(['3 more', '0 more', '100 none'])
    expect(cursors).toEqual([undefined, '100:1:0', '100:2:0'])
    expect(received[0]?.line).toBe('GET /sentry/api/0/organizations/acme/releases/?per_page=100')
  })

  test('keep the query and the size that were asked for', async () => {
    const { received } = await pagesOf([{ body: ROWS(2), headers: linkTo('2:1:0') }, { body: [] }], {
      query: { query: '1.0' },
      size: 2
    })
    expect(received.map(({ line }) => line.split('?')[1])).toEqual([
      'query=1.0&per_page=2',
      'query=1.0&per_page=2&cursor=2%3A1%3A0'
    ])
  })

  test('can begin at a cursor', async () => {
    const { cursors } = await pagesOf([{ body: ROWS(1), headers: linkTo('9:2:0') }, { body: [] }], {
      from: '9:1:0'
    })
    expect(cursors).toEqual(['9:1:0', '9:2:0'])
  })

  test.each([
    ['99 none', 99, undefined],
    ['100 unknown', 100, 'list-incomplete']
  ])('without a Link header are one: %s', async (words, count, kind) => {
    const { pages, received, failure } = await pagesOf([{ body: ROWS(count) }])
    expect(pages).toEqual([words])
    expect(failure).toBe(kind)
    expect(received).toHaveLength(1)
  })

  test('end after so many, when each has a new cursor', async () => {
    let page = 0
    const { sentry } = await sentryWith(() => {
      page += 1
      const link = `<https://acme.sentry.io/?cursor=0:${page}:0>; rel="next"; results="true"; cursor="0:${page}:0"`
      return { body: [{ name: `${page}` }], headers: { link } }
    })
    const next: string[] = []
    const reading = (async () => {
      for await (const one of sentry.pages('list-repositories', ACME, { most: 3 })) next.push(one.next.kind)
    })()
    expect((await failureOf(reading)).message).toBe(
      'Could not list the repositories of acme to the end: it has more pages than are read'
    )
    expect(next).toEqual(['more', 'more', 'unknown'])
  })

  test('end when a cursor comes again, however late', async () => {
    const { pages, cursors, failure } = await pagesOf([
      { body: ROWS(1), headers: linkTo('a') },
      { body: ROWS(1), headers: linkTo('b') },
      { body: ROWS(1), headers: linkTo('a') }
    ])
    expect(pages).toEqual(['1 more', '1 more', '1 unknown'])
    expect(failure).toBe('list-incomplete')
    expect(cursors).toEqual([undefined, 'a', 'b'])
  })

  test('end when the cursor they began at comes again', async () => {
    const { pages, failure } = await pagesOf([{ body: ROWS(1), headers: linkTo('a') }], { from: 'a' })
    expect(pages).toEqual(['1 unknown'])
    expect(failure).toBe('list-incomplete')
  })

  test('come from the configured host, whatever host a Link names', async () => {
    const foreign = await startServer([{ body: ROWS(1) }])
    const { pages, received } = await pagesOf([
      { body: ROWS(1), headers: linkTo('a', true, new URL(foreign.url).host) },
      { body: ROWS(1) }
    ])
    expect(pages).toEqual(['1 more', '1 none'])
    expect(received).toHaveLength(2)
    expect(foreign.received).toEqual([])
  })

  test('are asked for one by one: who stops reading asks no more', async () => {
    const { sentry, received } = await sentryWith([{ body: [{ slug: 'acme' }], headers: linkTo('a') }])
    for await (const page of sentry.pages('list-organizations', {})) {
      expect(page.rows).toHaveLength(1)
      break
    }
    expect(received).toHaveLength(1)
  })

  test('fail with the page that fails', async () => {
    const { sentry } = await sentryWith([
      { body: [{ slug: 'acme' }], headers: linkTo('a') },
      sentryError(400, 'Invalid cursor')
    ])
    const read: number[] = []
    const reading = (async () => {
      for await (const page of sentry.pages('list-organizations', {})) read.push(page.rows.length)
    })()
    expect((await failureOf(reading)).message).toContain('Invalid cursor')
    expect(read).toEqual([1])
  })

  test('who stops before the end never hears of what follows', async () => {
    const { sentry } = await sentryWith([{ body: ROWS(100) }])
    for await (const page of sentry.pages('list-organization-releases', ACME)) {
      expect(page.next.kind).toBe('unknown')
      break
    }
  })

  test('are joined where all rows are wanted, and never a part of them', async () => {
    const { sentry } = await sentryWith([
      { body: ROWS(2), headers: linkTo('a') },
      { body: ROWS(1), headers: LAST },
      { body: ROWS(2), headers: linkTo('a') },
      { body: ROWS(1), headers: { link: 'cut' } }
    ])
    expect(await sentry.rows('list-organization-releases', ACME)).toHaveLength(3)
    const failure = await failureOf(sentry.rows('list-organization-releases', ACME))
    expect(failure.message).toBe(
      'Could not list the releases of acme to the end: its Link header does not say what follows'
    )
  })
})

describe('the target of an operation', () => {
  test.each([
    ['list-organizations', {}, undefined, ''],
    ['get-project', { project: 'web', organization: 'acme' }, undefined, 'acme/web'],
    ['get-issue', { issue: '5' }, undefined, '5'],
    ['create-project', { organization: 'acme', team: 'core' }, { name: 'A', slug: 'a' }, 'acme/core/a'],
    ['create-team', { organization: 'acme' }, { name: 'A', slug: 5 }, 'acme/A'],
    ['create-team', { organization: 'acme' }, { name: 'A', slug: '' }, 'acme/A'],
    ['create-team', { organization: 'acme' }, {}, 'acme'],
    ['update-project', { organization: 'acme', project: 'web' }, { slug: 'new' }, 'acme/web']
  ] as const)('%s %j %j: "%s"', (name, parameters, body, target) => {
    expect(targetOf({ operation: name, parameters, body })).toBe(target)
  })
})
