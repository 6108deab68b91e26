import { describe, expect, test } from '@jest/globals'
import { texts } from './bench.ts'
import { at, nextCursor, useSimulator } from '../../simulator-bench.ts'

type Json = Readonly<Record<string, unknown>>

const { ask, get, control, add, release } = useSimulator()

/** Seeds issues and gives the ids and short ids that the control API tells. */
async function seed(...seeds: Json[]): Promise<{ id: string; shortId: string }[]> {
  const { status, body } = await control('POST', 'issues', seeds)
  expect(status).toBe(200)
  return seeds.map((_, index) => ({
    id: String(at(body, 'issues', index, 'id')),
    shortId: String(at(body, 'issues', index, 'shortId'))
  }))
}

async function titles(query: string): Promise<string[]> {
  const answer = await get(`issues/?query=${query}`)
  expect(answer.status).toBe(200)
  return texts(answer.body, 'title')
}

/** How many rows each page of a list has. */
async function pageSizes(path: string): Promise<string> {
  const sizes: number[] = []
  let cursor: string | undefined = ''
  while (cursor !== undefined) {
    const page = await get(cursor === '' ? path : `${path}&cursor=${cursor}`)
    sizes.push(texts(page.body, 'id').length)
    cursor = nextCursor(page.headers)
  }
  return sizes.join('+')
}

describe('finding issues', () => {
  test('without a query low priorities are missing; is:unresolved has them', async () => {
    await seed(
      { project: 'api', title: 'low', priority: 'low' },
      { project: 'api', title: 'medium', priority: 'medium' },
      { project: 'api', title: 'resolved', status: 'resolved' }
    )
    const all = async (path: string) => texts((await get(path)).body, 'title').sort()
    expect(await all('issues/?project=12')).toEqual(['medium'])
    expect(await all('issues/?project=12&query=is:unresolved')).toEqual(['low', 'medium'])
    expect(await all('issues/?project=12&query=')).toEqual(['low', 'medium', 'resolved'])
  })

  test('firstRelease of an unknown release is an empty list, not an error', async () => {
    expect(await titles('firstRelease:"nope"')).toEqual([])
  })

  test('an environment that was never seen is a 404', async () => {
    const answer = await get('issues/?query=is:unresolved&environment=never-seen')
    expect(answer).toMatchObject({
      status: 404,
      body: { detail: 'The requested resource does not exist' }
    })
  })

  test('an unknown project is a 403', async () => {
    const answer = await get('issues/?query=is:unresolved&project=999999')
    expect(answer).toMatchObject({ status: 403, body: { detail: expect.any(String) } })
  })

  test('firstRelease with an environment means the first release there', async () => {
    await seed(
      {
        project: 'api',
        title: 'old, new in production',
        firstRelease: 'fr-1',
        environments: { staging: {}, production: { firstRelease: 'fr-2' } }
      },
      { project: 'api', title: 'elsewhere', firstRelease: 'fr-2', environments: ['staging'] }
    )
    expect(await titles('firstRelease:"fr-2"')).toEqual(['elsewhere'])
    expect(await titles('firstRelease:"fr-2"&environment=production')).toEqual(['old, new in production'])
  })

  test.each(['a OR b', 'a AND b', '(is:unresolved)'])(
    'OR, AND and parentheses are refused: %s',
    async query => {
      expect(await get(`issues/?query=${encodeURIComponent(query)}`)).toMatchObject({
        status: 400,
        body: { detail: expect.stringMatching(/^Error parsing search query:/) }
      })
    }
  )

  test('a page may be shorter than the limit while there is a next page', async () => {
    await seed(
      ...['e', 'd', 'c'].map(title => ({ project: 'api', title })),
      { project: 'api', title: 'b', dropped: true },
      { project: 'api', title: 'a', dropped: true }
    )
    const first = await get('issues/?query=is:unresolved&project=12&limit=2')
    expect(first).toMatchObject({ status: 200, body: [] })
    expect(first.headers['link']).toMatch(/rel="next"; results="true"/)
    expect(await pageSizes('issues/?query=is:unresolved&project=12&limit=2')).toBe('0+2+1')
  })

  test('a bad groupStatsPeriod is a 400 that names the choices', async () => {
    expect(await get('issues/?query=is:unresolved&groupStatsPeriod=9d')).toMatchObject({
      status: 400,
      body: { detail: "Invalid stats_period. Valid choices are '', '24h', '14d' and 'auto'" }
    })
  })

  test('count is a string, userCount a number; firstRelease is only in the detail', async () => {
    const [issue] = await seed({ project: 'api', firstRelease: 'sh-1', count: 12, userCount: 3 })
    const list = await get('issues/?query=firstRelease:sh-1')
    expect(list.body).toMatchObject([{ count: '12', userCount: 3 }])
    expect(at(list.body, 0)).not.toHaveProperty('firstRelease')
    const detail = await get(`issues/${issue?.id ?? ''}/`)
    expect(detail.body).toMatchObject({ firstRelease: { version: 'sh-1' }, lastRelease: { version: 'sh-1' } })
  })

  test('first-release and first_release are the same key; lists and negation work', async () => {
    await seed(
      { project: 'api', title: 'one', firstRelease: 'n-1', level: 'warning' },
      { project: 'api', title: 'two', firstRelease: 'n 2' }
    )
    expect(await titles('first-release:n-1')).toEqual(['one'])
    expect(await titles('first_release:"n 2"')).toEqual(['two'])
    expect((await titles('firstRelease:[n-1,"n 2"]')).sort()).toEqual(['one', 'two'])
    expect(await titles('!firstRelease:n-1 project:api')).toEqual(['two'])
    expect(await titles('!level:[warning,info] project:api')).toEqual(['two'])
  })

  test('regressed_in_release finds what came back in a release; is:regressed too', async () => {
    await seed({ project: 'api', title: 'back', firstRelease: 'g-1', regressedIn: 'g-2' }, { project: 'api' })
    expect(await titles('is:unresolved regressed_in_release:"g-2"')).toEqual(['back'])
    expect(await titles('is:regressed project:api')).toEqual(['back'])
    expect(await titles('regressed_in_release:"g-1"')).toEqual([])
  })

  test('an unknown is: value is a 400', async () => {
    expect(await get('issues/?query=is:bogus')).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(/^Error parsing search query:/) }
    })
  })

  test('limit bounds a page, too large is clamped, a word is refused', async () => {
    await seed({ project: 'api' }, { project: 'api' }, { project: 'api' })
    expect((await get('issues/?query=&project=12&limit=2')).body).toHaveLength(2)
    expect(await pageSizes('issues/?query=&project=12&limit=1')).toBe('1+1+1')
    expect((await get('issues/?query=&project=12&limit=1000')).body).toHaveLength(3)
    expect((await get('issues/?query=&project=12&limit=many')).status).toBe(400)
  })

  test('listing needs event:read', async () => {
    await add({ connections: [{ connection_id: 'conn_ci', scopes: ['org:ci'] }] })
    const answer = await get('issues/?query=is:unresolved', { as: 'conn_ci' })
    expect(answer.status).toBe(403)
    expect(answer.headers['www-authenticate']).toContain('event:read')
  })

  test('WEB-1 of the start state is there, in production, in web@1.0.0', async () => {
    const { body } = await get('issues/?query=is:unresolved firstRelease:"web@1.0.0"&environment=production')
    expect(body).toMatchObject([{ shortId: 'WEB-1', priority: 'high', project: { slug: 'web' } }])
    const events = await get(`issues/${String(at(body, 0, 'id'))}/events/`)
    expect(texts(events.body, 'id').length).toBeGreaterThanOrEqual(2)
    expect(await titles('project:api')).toEqual([])
  })

  test('ten thousand issues are listed page by page, each once', async () => {
    await seed(...Array.from({ length: 10_000 }, (_, i) => ({ project: i % 2 === 0 ? 'api' : 'web' })))
    const seen = new Set<string>()
    let cursor: string | undefined = ''
    while (cursor !== undefined) {
      const page = await get(`issues/?query=&cursor=${cursor}`)
      for (const id of texts(page.body, 'id')) seen.add(id)
      cursor = nextCursor(page.headers)
    }
    expect(seen.size).toBe(10_001)
  }, 30_000)
})

describe('changing issues', () => {
  test('an issue can be resolved and reopened; resolved it leaves is:unresolved', async () => {
    const [issue] = await seed({ project: 'api', title: 'one' })
    const path = `issues/${issue?.id ?? ''}/`
    expect(await ask('PUT', path, { body: { status: 'resolved' } })).toMatchObject({
      status: 200,
      body: { status: 'resolved' }
    })
    expect(await titles('is:unresolved project:api')).toEqual([])
    expect(await ask('PUT', path, { body: { status: 'unresolved' } })).toMatchObject({ status: 200 })
    expect(await titles('is:unresolved project:api')).toEqual(['one'])
  })

  test('resolving in an unknown release is a nested 400', async () => {
    const [issue] = await seed({ project: 'api' })
    const body = { status: 'resolved', statusDetails: { inRelease: 'nope' } }
    expect(await ask('PUT', `issues/${issue?.id ?? ''}/`, { body })).toMatchObject({
      status: 400,
      body: { statusDetails: { inRelease: ['Unable to find a release with the given version.'] } }
    })
  })

  test('the route without organization reaches only the US; the organization route reaches every region', async () => {
    await add({
      organizations: [{ slug: 'acme-eu', name: 'Acme EU', region: 'de' }],
      projects: [{ organization: 'acme-eu', slug: 'shop', name: 'Shop' }]
    })
    const [european, american] = await seed({ organization: 'acme-eu', project: 'shop' }, { project: 'api' })
    expect((await get(`/issues/${european?.id ?? ''}/`)).status).toBe(404)
    expect((await get(`/organizations/acme-eu/issues/${european?.id ?? ''}/`)).status).toBe(200)
    expect((await get(`/organizations/acme/issues/${european?.id ?? ''}/`)).status).toBe(404)
    expect((await get(`/issues/${american?.id ?? ''}/`)).status).toBe(200)
  })

  test('the route without organization reads, updates and deletes (US)', async () => {
    const [issue] = await seed({ project: 'api' })
    const path = `/issues/${issue?.id ?? ''}/`
    expect(await ask('PUT', path, { body: { status: 'resolved' } })).toMatchObject({
      body: { status: 'resolved' }
    })
    expect((await get(`${path}events/`)).body).toHaveLength(1)
    expect((await get(`${path}events/latest/`)).status).toBe(200)
    expect((await get(`${path}hashes/`)).body).toHaveLength(1)
    expect((await ask('DELETE', path)).status).toBe(202)
    expect((await get(path)).status).toBe(404)
  })

  test('deleting is 202 with an empty body and needs event:admin', async () => {
    await add({
      connections: [{ connection_id: 'conn_events', scopes: ['event:read', 'event:write'] }]
    })
    const [issue] = await seed({ project: 'api' })
    const path = `issues/${issue?.id ?? ''}/`
    expect((await ask('DELETE', path, { as: 'conn_events' })).status).toBe(403)
    expect((await get(path)).status).toBe(200)
    expect(await ask('DELETE', path)).toMatchObject({ status: 202, body: '' })
    expect((await get(path)).status).toBe(404)
    expect((await ask('DELETE', path)).status).toBe(404)
  })

  test('commit messages resolve the issues they name, in this release', async () => {
    const [one, two, three] = await seed({ project: 'web' }, { project: 'api' }, { project: 'web' })
    const created = await release({
      version: 'fixing-1',
      projects: ['web', 'api'],
      commits: [
        { id: 'a'.repeat(40), message: `Fixes ${one?.shortId ?? ''}, ${two?.shortId ?? ''}` },
        { id: 'b'.repeat(40), message: `see ${three?.shortId ?? ''}` }
      ]
    })
    expect(created.status).toBe(201)
    for (const issue of [one, two]) {
      expect((await get(`issues/${issue?.id ?? ''}/`)).body).toMatchObject({
        status: 'resolved',
        statusDetails: { inRelease: 'fixing-1' }
      })
    }
    expect((await get(`issues/${three?.id ?? ''}/`)).body).toMatchObject({ status: 'unresolved' })
  })

  test('a release that is the first release of an issue cannot be deleted; another can', async () => {
    await seed({ project: 'web', firstRelease: 'del1', releases: ['del2'] })
    expect(await ask('DELETE', 'releases/del1/')).toMatchObject({
      status: 400,
      body: { detail: 'This release is referenced by active issues and cannot be removed.' }
    })
    expect((await get('releases/del1/')).status).toBe(200)
    expect((await ask('DELETE', 'releases/del2/')).status).toBe(204)
  })

  test('the state shows issues as they are', async () => {
    const [issue] = await seed({ project: 'api', title: 'one', firstRelease: 'st-1', priority: null })
    const body = { status: 'resolved', statusDetails: { inRelease: 'st-1' } }
    await ask('PUT', `issues/${issue?.id ?? ''}/`, { body })
    const issues = at((await control('GET', 'state')).body, 'issues')
    expect(texts(issues, 'shortId')).toEqual(['WEB-1', 'API-1'])
    expect(at(issues, 1)).toEqual({
      organization: 'acme',
      project: 'api',
      id: issue?.id,
      shortId: 'API-1',
      title: 'one',
      level: 'error',
      priority: null,
      status: 'resolved',
      substatus: null,
      statusDetails: { inRelease: 'st-1' },
      firstRelease: 'st-1',
      regressedIn: null
    })
  })
})

describe('events', () => {
  test('events of an issue can be listed, read one by one and as latest', async () => {
    const [issue] = await seed({ project: 'api', events: 2, firstRelease: 'ev-1' })
    const path = `issues/${issue?.id ?? ''}/events/`
    const [newest = '', oldest = ''] = texts((await get(path)).body, 'eventID')
    expect((await get(`${path}latest/`)).body).toMatchObject({ eventID: newest, groupID: issue?.id })
    expect((await get(`${path}${oldest}/`)).body).toMatchObject({ eventID: oldest })
    expect((await get(`${path}${'f'.repeat(32)}/`)).status).toBe(404)
    expect(texts((await get('/projects/acme/api/events/')).body, 'eventID')).toEqual([newest, oldest])
    expect((await get(`/projects/acme/api/events/${newest}/`)).status).toBe(200)
  })

  test('an event sets the first and last event of its release', async () => {
    const times = { firstSeen: '2026-05-01T10:00:00Z', lastSeen: '2026-05-02T10:00:00Z' }
    await seed({ project: 'api', firstRelease: 'ev-2', ...times })
    expect((await get('releases/ev-2/')).body).toMatchObject({
      firstEvent: times.firstSeen,
      lastEvent: times.lastSeen,
      newGroups: 1
    })
  })
})
