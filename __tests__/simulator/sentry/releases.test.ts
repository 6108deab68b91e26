import { describe, expect, test } from '@jest/globals'
import { at, each, sha, useSimulator } from '../simulator-bench.ts'

const { ask, get, release, add, control } = useSimulator()
const put = (version: string, body: unknown) => ask('PUT', `releases/${version}/`, { body })

describe('creating', () => {
  test('creating a release gives 201 and a complete, unfinalized release', async () => {
    const { status, body } = await release({ version: '1.2.1' })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      id: expect.any(Number),
      version: '1.2.1',
      shortVersion: '1.2.1',
      versionInfo: {
        package: null,
        version: { raw: '1.2.1', major: 1, minor: 2, patch: 1 },
        description: '1.2.1'
      },
      status: 'open',
      ref: null,
      url: null,
      dateReleased: null,
      newGroups: 0,
      commitCount: 0,
      lastCommit: null,
      deployCount: 0,
      lastDeploy: null,
      authors: [],
      projects: [{ id: 11, slug: 'web', hasHealthData: false }],
      currentProjectMeta: {}
    })
    expect(at(body, 'dateCreated')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z$/)
  })

  test('the same request again gives 208 and still one release', async () => {
    expect(await release({ version: '1.2.1' })).toMatchObject({ status: 201 })
    expect(await release({ version: '1.2.1' })).toMatchObject({ status: 208, body: { version: '1.2.1' } })
    expect((await get('releases/?query=1.2.1')).body).toHaveLength(1)
  })

  test('a further project gives 201 and both projects; none is ever taken away', async () => {
    await release({ version: '1' })
    const both = await release({ version: '1', projects: ['web', 'api'] })
    expect(both.status).toBe(201)
    expect(each(at(both.body, 'projects'), 'slug')).toEqual(['web', 'api'])
    const less = await release({ version: '1', projects: ['api'] })
    expect(less.status).toBe(208)
    expect(each(at(less.body, 'projects'), 'slug')).toEqual(['web', 'api'])
  })

  test.each([['web'], [11], ['11']])('a project may be named %j', async project => {
    expect(await release({ version: '1', projects: [project] })).toMatchObject({
      status: 201,
      body: { projects: [{ slug: 'web' }] }
    })
  })

  test('an unknown project is a 400 that does not say which, and nothing is created', async () => {
    expect(await release({ version: 'p5', projects: ['web', 'banana'] })).toMatchObject({
      status: 400,
      body: { projects: ['Invalid project ids or slugs'] }
    })
    expect(await get('releases/p5/')).toMatchObject({ status: 404 })
  })

  test('projects that the connection does not see are unknown, and guard the releases they are on', async () => {
    await add({ connections: [{ connection_id: 'conn_web', projects: ['web'] }] })
    const as = 'conn_web'
    expect(await ask('POST', 'releases/', { as, body: { version: '1', projects: ['api'] } })).toMatchObject({
      status: 400,
      body: { projects: ['Invalid project ids or slugs'] }
    })
    await release({ version: '1', projects: ['web', 'api'] })
    expect(await ask('POST', 'releases/', { as, body: { version: '1', projects: ['web'] } })).toMatchObject({
      status: 400,
      body: { projects: ['You do not have permission to one of the projects: api'] }
    })
    expect(await get('releases/1/', { as })).toMatchObject({ status: 404 })
    expect(await ask('PUT', 'releases/1/', { as, body: {} })).toMatchObject({ status: 404 })
  })

  test('version and projects are required', async () => {
    const required = ['This field is required.']
    const bodies = [{ projects: ['web'] }, { version: '1' }, {}]
    const answers = await Promise.all(bodies.map(body => ask('POST', 'releases/', { body })))
    expect(answers).toMatchObject([
      { status: 400, body: { version: required } },
      { status: 400, body: { projects: required } },
      { status: 400, body: { version: required, projects: required } }
    ])
  })

  test('an empty version is refused', async () => {
    expect(await release({ version: '' })).toMatchObject({
      status: 400,
      body: { version: ['This field may not be blank.'] }
    })
  })

  test.each(['1.2.3\n', 'a\rb', 'a\fb', 'a\tb', 'a/b', String.raw`a\b`])(
    'CR, LF, FF, TAB, / and \\ are refused, the name is echoed: %j',
    async version => {
      expect(await release({ version })).toMatchObject({
        status: 400,
        body: { version: [`Release with name ${version} is not allowed`] }
      })
    }
  )

  test.each(['.', '..', 'latest', ' LaTest ', '  '])(
    'dots, blanks and `latest` in any case are refused: %j',
    async version => {
      expect(await release({ version })).toMatchObject({
        status: 400,
        body: { version: [expect.any(String)] }
      })
    }
  )

  test('200 characters are allowed, 201 are not', async () => {
    expect(await release({ version: 'x'.repeat(200) })).toMatchObject({ status: 201 })
    expect(await release({ version: 'x'.repeat(201) })).toMatchObject({
      status: 400,
      body: { version: ['Ensure this field has no more than 200 characters.'] }
    })
  })

  test('blanks inside and around a version are kept', async () => {
    await release({ version: ' a b ' })
    expect(await get('releases/%20a%20b%20/')).toMatchObject({ status: 200, body: { version: ' a b ' } })
    expect(await get('releases/a%20b/')).toMatchObject({ status: 404 })
  })

  test('a percent-encoded version finds its release; an encoded slash is no route', async () => {
    await release({ version: 'pkg@1.0.0+b1 %#?' })
    expect(await get('releases/pkg%401.0.0%2Bb1%20%25%23%3F/')).toMatchObject({
      status: 200,
      body: { version: 'pkg@1.0.0+b1 %#?' }
    })
    expect(await get('releases/a%2Fb/')).toMatchObject({ status: 404, body: '' })
  })

  test.each([
    [{ ref: 'r'.repeat(201) }, 'ref'],
    [{ url: 'example.com/x' }, 'url'],
    [{ url: `https://${'x'.repeat(200)}` }, 'url'],
    [{ dateReleased: 'yesterday' }, 'dateReleased'],
    [{ status: 'closed' }, 'status'],
    [{ owner: 'nobody@acme.example' }, 'owner'],
    [{ owner: 'invited@acme.example' }, 'owner'],
    [{ commits: null }, 'commits'],
    [{ refs: null }, 'refs']
  ])(
    'ref over 200 characters and an url without scheme are refused, and the like: %j',
    async (fields, key) => {
      const { status, body } = await release({ version: 'bad', ...fields })
      expect(status).toBe(400)
      expect(Object.keys(Object(body))).toEqual([key])
      expect(await get('releases/bad/')).toMatchObject({ status: 404 })
    }
  )

  test('unknown keys in the body are ignored', async () => {
    const fields = { dateStarted: '2026-01-01T00:00:00Z', nonsense: { a: 1 } }
    expect(await release({ version: '1', ...fields })).toMatchObject({ status: 201 })
  })

  test('POST on an existing release ignores ref, url and dateReleased', async () => {
    await release({ version: '1', ref: 'main', url: 'https://example.com/1' })
    const again = { ref: 'other', url: 'https://example.com/x', dateReleased: '2026-01-01T00:00:00Z' }
    expect(await release({ version: '1', ...again })).toMatchObject({
      status: 208,
      body: { ref: 'main', url: 'https://example.com/1', dateReleased: null }
    })
  })
})

describe('updating', () => {
  test('PUT sets dateReleased; null leaves it; a later value wins', async () => {
    await release({ version: 'f1' })
    const first = { dateReleased: '2026-01-01T00:00:00Z' }
    expect(await put('f1', first)).toMatchObject({ status: 200, body: first })
    expect(await put('f1', { dateReleased: null })).toMatchObject({ status: 200, body: first })
    const later = { dateReleased: '2026-02-01T01:30:00.25+01:00' }
    expect(await put('f1', later)).toMatchObject({ body: { dateReleased: '2026-02-01T00:30:00.250000Z' } })
  })

  test('PUT writes ref and url; null and empty clear nothing; projects and version are ignored', async () => {
    await release({ version: '1', ref: 'main' })
    const url = 'https://example.com/1'
    expect(await put('1', { ref: 'v1', url })).toMatchObject({ body: { ref: 'v1', url } })
    const nothing = { ref: null, url: '', version: '2', projects: ['api'], owner: 'nobody' }
    expect(await put('1', nothing)).toMatchObject({
      status: 200,
      body: { version: '1', ref: 'v1', url, projects: [{ slug: 'web' }] }
    })
  })

  test('an archived release leaves the default list and is shown with status=archived; only POST opens it again', async () => {
    await release({ version: 'arch1' })
    expect(await put('arch1', { status: 'open' })).toMatchObject({ body: { status: 'open' } })
    expect(await put('arch1', { status: 'archived' })).toMatchObject({
      status: 200,
      body: { status: 'archived' }
    })
    expect((await get('releases/?query=arch1')).body).toEqual([])
    expect((await get('releases/?query=arch1&status=archived')).body).toHaveLength(1)
    expect(await put('arch1', { status: 'open' })).toMatchObject({ body: { status: 'archived' } })
    expect(await release({ version: 'arch1', projects: [], status: 'open' })).toMatchObject({
      status: 208,
      body: { status: 'open' }
    })
  })

  test('an unknown release is a 404 for GET, PUT and DELETE; `latest` is just a name', async () => {
    const missing = { status: 404, body: { detail: 'The requested resource does not exist' } }
    expect(await get('releases/nope/')).toMatchObject(missing)
    expect(await put('nope', { ref: 'x' })).toMatchObject(missing)
    expect(await ask('DELETE', 'releases/nope/')).toMatchObject(missing)
    expect(await get('releases/latest/')).toMatchObject(missing)
  })
})

describe('deleting', () => {
  test('a release that is the first release of an issue cannot be deleted; another can', async () => {
    await control('POST', 'issues', { project: 'web', firstRelease: 'del1' })
    expect(await ask('DELETE', 'releases/del1/')).toMatchObject({
      status: 400,
      body: { detail: 'This release is referenced by active issues and cannot be removed.' }
    })
    expect(await get('releases/del1/')).toMatchObject({ status: 200 })
    await release({ version: 'del2' })
    expect(await ask('DELETE', 'releases/del2/')).toMatchObject({ status: 204, body: '' })
    expect(await get('releases/del2/')).toMatchObject({ status: 404 })
  })

  test('a release with health data cannot be deleted', async () => {
    await add({ releases: [{ version: 'health', projects: ['web'], hasHealthData: true }] })
    expect(await get('releases/health/')).toMatchObject({ body: { projects: [{ hasHealthData: false }] } })
    expect(await ask('DELETE', 'releases/health/')).toMatchObject({
      status: 400,
      body: { detail: 'This release has health data and cannot be removed.' }
    })
  })

  test('deleting needs project:releases or project:admin; org:ci and project:write are not enough', async () => {
    await add({
      connections: [
        { connection_id: 'conn_ci', scopes: ['org:ci'] },
        { connection_id: 'conn_write', scopes: ['project:write'] },
        { connection_id: 'conn_releases', scopes: ['project:releases'] }
      ]
    })
    await release({ version: 'del3' })
    expect(await ask('DELETE', 'releases/del3/', { as: 'conn_ci' })).toMatchObject({ status: 403 })
    expect(await ask('DELETE', 'releases/del3/', { as: 'conn_write' })).toMatchObject({ status: 403 })
    expect(await get('releases/del3/')).toMatchObject({ status: 200 })
    expect(await ask('DELETE', 'releases/del3/', { as: 'conn_releases' })).toMatchObject({ status: 204 })
  })
})

describe('reading', () => {
  test('the release of the start state has commits and a deploy', async () => {
    const { body } = await get('releases/web%401.0.0/')
    expect(body).toMatchObject({ dateReleased: expect.any(String), deployCount: 1, newGroups: 1 })
    const commits = await get('releases/web%401.0.0/commits/')
    expect(commits.body).toHaveLength(Number(at(body, 'commitCount')))
    const { github } = Object((await control('GET', 'state')).body)
    expect(at(commits.body, 0, 'id')).toBe(at(github, 'refs', 'tags/v1.0.0'))
    expect(at(commits.body, 0, 'repository', 'name')).toBe('acme/web')
    expect((await get('releases/web%401.0.0/deploys/')).body).toMatchObject([{ environment: 'production' }])
  })

  test('with project=ID the release tells its neighbours in that project', async () => {
    await release({ version: '1' })
    await release({ version: 'other', projects: ['api'] })
    await release({ version: '2' })
    expect(await get('releases/1/?project=11')).toMatchObject({
      body: {
        currentProjectMeta: {
          firstReleaseVersion: 'web@1.0.0',
          prevReleaseVersion: 'web@1.0.0',
          nextReleaseVersion: '2',
          lastReleaseVersion: '2'
        }
      }
    })
  })

  test('the list is newest first, also within one millisecond, and holds what is seen of the projects asked for', async () => {
    await add({ releases: ['a', 'b', 'c'].map(version => ({ version, projects: ['api'] })) })
    expect(each((await get('releases/')).body, 'version')).toEqual(['c', 'b', 'a', 'web@1.0.0'])
    expect(each((await get('releases/?project=web')).body, 'version')).toEqual(['web@1.0.0'])
    expect(each((await get('releases/?project=12&project=11')).body, 'version')).toHaveLength(4)
    expect(await get('releases/?project=999')).toMatchObject({ status: 403 })
    await add({ connections: [{ connection_id: 'conn_none', projects: [] }] })
    expect(await get('releases/', { as: 'conn_none' })).toMatchObject({ status: 200, body: [] })
  })

  test('the list can be narrowed by a part of the version, in any case', async () => {
    await release({ version: 'Find-Me-1' })
    expect(each((await get('releases/?query=find-me')).body, 'version')).toEqual(['Find-Me-1'])
    expect((await get('releases/?query=find-nothing')).body).toEqual([])
    expect(each((await get('releases/?query=release:Find-Me-1')).body, 'version')).toEqual(['Find-Me-1'])
    expect((await get('releases/?query=release:find-me')).body).toEqual([])
    expect(each((await get('releases/?query=finalized:true')).body, 'version')).toEqual(['web@1.0.0'])
  })

  test('the list can be narrowed by environment; one that was never seen is a 404', async () => {
    await release({ version: 'le1' })
    await release({ version: 'le2' })
    await ask('POST', 'releases/le1/deploys/', { body: { environment: 'staging' } })
    expect(each((await get('releases/?environment=staging&query=le')).body, 'version')).toEqual(['le1'])
    expect(await get('releases/?environment=never-seen')).toMatchObject({
      status: 404,
      body: { detail: 'The requested resource does not exist' }
    })
  })

  test('without an earlier release with commits previous-with-commits is 200 {}', async () => {
    await release({ version: 'pv1', projects: ['api'] })
    expect(await get('releases/pv1/previous-with-commits/')).toMatchObject({ status: 200, body: {} })
    expect((await get('releases/pv1/previous-with-commits/')).body).toEqual({})
    expect(await get('releases/nope/previous-with-commits/')).toMatchObject({ status: 404 })
  })

  test('previous-with-commits is the most recent release of the project that has commits, possibly itself', async () => {
    await release({ version: 'pv1' })
    expect(await get('releases/pv1/previous-with-commits/')).toMatchObject({ body: { version: 'web@1.0.0' } })
    await put('pv1', { commits: [{ id: sha('a') }] })
    expect(await get('releases/pv1/previous-with-commits/')).toMatchObject({ body: { version: 'pv1' } })
  })

  test('of two releases at the same time the one that was created later is no previous one', async () => {
    for (const version of ['earlier', 'later']) {
      await release({ version, dateReleased: '2030-01-01T00:00:00Z', commits: [{ id: sha('a') }] })
    }
    for (const version of ['earlier', 'later']) {
      const previous = await get(`releases/${version}/previous-with-commits/`)
      expect(previous).toMatchObject({ body: { version } })
    }
  })
})

test('a release can be created, listed, read, changed and deleted below one of its projects', async () => {
  const releases = '/projects/acme/api/releases/'
  const created = await ask('POST', releases, { body: { version: 'twin' } })
  expect(created).toMatchObject({ status: 201, body: { projects: [{ slug: 'api' }] } })
  expect(each((await get(releases)).body, 'version')).toEqual(['twin'])
  expect(await ask('PUT', `${releases}twin/`, { body: { commits: [{ id: sha('a') }] } })).toMatchObject({
    status: 200,
    body: { commitCount: 1 }
  })
  expect((await get(`${releases}twin/commits/`)).body).toHaveLength(1)
  expect(await get(`${releases}web%401.0.0/`)).toMatchObject({ status: 404 })
  expect(await ask('DELETE', `${releases}twin/`)).toMatchObject({ status: 204 })
  expect(await get(`${releases}twin/`)).toMatchObject({ status: 404 })
})
