import { beforeEach, describe, expect, test } from '@jest/globals'
import { at, each, useSimulator } from '../simulator-bench.ts'

const { ask, get, release, add, control } = useSimulator()

beforeEach(async () => {
  await add({
    organizations: [{ slug: 'acme-eu', name: 'Acme Europe', region: 'de' }],
    projects: [{ organization: 'acme-eu', slug: 'shop' }],
    connections: [
      { connection_id: 'conn_other', organizations: ['acme-eu'] },
      { connection_id: 'conn_read', scopes: ['org:read', 'project:read', 'team:read'] },
      { connection_id: 'conn_web', projects: ['web'] }
    ]
  })
})

describe('organizations', () => {
  test('the organizations that the connection sees, and one of them', async () => {
    expect(each((await get('/organizations/')).body, 'slug')).toEqual(['acme', 'acme-eu'])
    expect(await get('/organizations/acme/')).toMatchObject({
      status: 200,
      body: {
        id: '1',
        slug: 'acme',
        name: 'Acme',
        links: { organizationUrl: 'https://acme.sentry.io', regionUrl: 'https://us.sentry.io' }
      }
    })
    expect(await get('/organizations/1/')).toMatchObject({ body: { slug: 'acme' } })
    expect(await get('/organizations/acme-eu/')).toMatchObject({
      body: { links: { regionUrl: 'https://de.sentry.io' } }
    })
  })

  test('the name of an organization can be changed with org:write', async () => {
    const name = { name: 'Acme Two' }
    expect(await ask('PUT', '/organizations/acme/', { as: 'conn_read', body: name })).toMatchObject({
      status: 403
    })
    expect(await ask('PUT', '/organizations/acme/', { body: name })).toMatchObject({
      status: 200,
      body: { ...name, teams: [{ slug: 'platform' }], projects: [{ slug: 'web' }, { slug: 'api' }] }
    })
    expect(await get('/organizations/acme/')).toMatchObject({ body: name })
  })

  test('a connection sees its own organizations only', async () => {
    expect(each((await get('/organizations/', { as: 'conn_other' })).body, 'slug')).toEqual(['acme-eu'])
    expect(await get('/organizations/acme/', { as: 'conn_other' })).toMatchObject({ status: 403 })
    expect(await get('releases/', { as: 'conn_other' })).toMatchObject({ status: 403 })
    expect(await get('/organizations/acme-eu/releases/', { as: 'conn_other' })).toMatchObject({ status: 200 })
  })

  test('an unknown organization is a 404 with an empty body', async () => {
    expect(await get('/organizations/nope/releases/')).toMatchObject({ status: 404, body: '' })
  })

  test('members of the organization have an address; who was only invited is no user yet', async () => {
    expect(await get('members/', { as: 'conn_read' })).toMatchObject({ status: 403 })
    expect((await get('members/')).body).toMatchObject([
      { email: 'ada@acme.example', pending: false, user: { email: 'ada@acme.example' } },
      { email: 'invited@acme.example', pending: true, user: null }
    ])
  })

  test('environments are listed with ids, and narrowed by a part of the name', async () => {
    expect((await get('environments/')).body).toEqual(
      ['production', 'staging'].map(name => ({ id: expect.any(String), name }))
    )
    expect(each((await get('environments/?query=Prod')).body, 'name')).toEqual(['production'])
  })
})

describe('projects', () => {
  test('projects of the organization, with string ids', async () => {
    expect((await get('projects/')).body).toMatchObject([
      { id: '12', slug: 'api', teams: [{ slug: 'platform' }] },
      { id: '11', slug: 'web' }
    ])
    expect(await get('/projects/acme/web/')).toMatchObject({
      status: 200,
      body: { id: '11', slug: 'web', organization: { slug: 'acme' } }
    })
    expect(await get('/projects/acme/11/')).toMatchObject({ body: { slug: 'web' } })
    expect(await get('/projects/acme/nope/')).toMatchObject({ status: 404 })
  })

  test('a connection sees its own projects only', async () => {
    expect(each((await get('projects/', { as: 'conn_web' })).body, 'slug')).toEqual(['web'])
    expect(await get('/projects/acme/api/', { as: 'conn_web' })).toMatchObject({ status: 403 })
  })

  test('a renamed slug is a 302 with Location and detail.code resource-moved', async () => {
    await add({ moved: [{ from: 'old-web', to: 'web' }] })
    const moved = {
      status: 302,
      headers: { location: '/api/0/projects/acme/web/' },
      body: {
        detail: {
          code: 'resource-moved',
          message: expect.any(String),
          extra: { url: '/api/0/projects/acme/web/', slug: 'web' }
        }
      }
    }
    expect(await get('/projects/acme/old-web/')).toMatchObject(moved)
    expect(await ask('PUT', '/projects/acme/old-web/', { body: { name: 'x' } })).toMatchObject(moved)
    expect(await get('/projects/acme/web/')).toMatchObject({ status: 200, body: { name: 'web' } })
    expect(await get('/projects/acme/old-web/releases/?per_page=1')).toMatchObject({
      status: 302,
      headers: { location: '/api/0/projects/acme/web/releases/?per_page=1' }
    })
  })

  test('a project can be renamed; its old slug then answers 302, and its releases stay', async () => {
    const body = { name: 'The web', slug: 'web-2' }
    expect(await ask('PUT', '/projects/acme/web/', { body })).toMatchObject({ status: 200, body })
    expect(await get('/projects/acme/web/')).toMatchObject({ status: 302 })
    expect(await get('releases/web%401.0.0/')).toMatchObject({ body: { projects: [{ slug: 'web-2' }] } })
  })

  test('a name may have 200 characters, a slug 100', async () => {
    const body = { name: 'n'.repeat(200), slug: 's'.repeat(100) }
    expect(await ask('PUT', '/projects/acme/web/', { body })).toMatchObject({ status: 200, body })
  })

  test.each([
    [{ name: 'n'.repeat(201) }, 'name'],
    [{ name: '' }, 'name'],
    [{ slug: '123' }, 'slug'],
    [{ slug: 'Web' }, 'slug'],
    [{ slug: 's'.repeat(101) }, 'slug'],
    [{ slug: 'api' }, 'slug']
  ])('a name over 200 characters and what is no slug, or taken, are refused: %j', async (body, key) => {
    expect(await ask('PUT', '/projects/acme/web/', { body })).toMatchObject({
      status: 400,
      body: { [key]: [expect.any(String)] }
    })
  })

  test('deleting a project is 204 and needs project:admin; its issues go, its releases cannot be read', async () => {
    await add({ connections: [{ connection_id: 'conn_write', scopes: ['project:read', 'project:write'] }] })
    expect(await ask('DELETE', '/projects/acme/web/', { as: 'conn_write' })).toMatchObject({ status: 403 })
    await release({ version: 'both', projects: ['web', 'api'] })
    const issue = at((await get('issues/?query=')).body, 0, 'id')
    expect(await ask('DELETE', '/projects/acme/web/')).toMatchObject({ status: 204, body: '' })
    expect(each((await get('projects/')).body, 'slug')).toEqual(['api'])
    expect((await get('issues/?query=')).body).toEqual([])
    expect(await get(`issues/${String(issue)}/`)).toMatchObject({ status: 404 })
    expect(await get('releases/web%401.0.0/')).toMatchObject({ status: 404 })
    expect(await get('releases/both/')).toMatchObject({ status: 200, body: { projects: [{ slug: 'api' }] } })
  })

  test('a project is created in a team; its slug is made from its name; a taken slug is a 409', async () => {
    const projects = '/teams/acme/platform/projects/'
    expect(await ask('POST', projects, { body: { name: 'New Shop' } })).toMatchObject({
      status: 201,
      body: { slug: 'new-shop', name: 'New Shop', teams: [{ slug: 'platform' }] }
    })
    expect(await ask('POST', projects, { body: { name: 'Other', slug: 'new-shop' } })).toMatchObject({
      status: 409,
      body: { detail: expect.any(String) }
    })
    expect(each((await get(projects)).body, 'slug')).toEqual(['web', 'api', 'new-shop'])
    expect(await ask('POST', projects, { body: { name: 'n'.repeat(51) } })).toMatchObject({
      status: 400,
      body: { name: ['Ensure this field has no more than 50 characters.'] }
    })
    expect(await ask('POST', projects, { body: {} })).toMatchObject({
      status: 400,
      body: { name: ['This field is required.'] }
    })
    expect(await ask('POST', '/teams/acme/nope/projects/', { body: { name: 'x' } })).toMatchObject({
      status: 404
    })
  })
})

test('teams can be listed, created, read, renamed and deleted', async () => {
  expect(each((await get('teams/')).body, 'slug')).toEqual(['platform'])
  const body = { name: 'New Team', slug: 'new-team' }
  expect(await ask('POST', 'teams/', { body })).toMatchObject({
    status: 201,
    body: { ...body, id: expect.any(String) }
  })
  expect(await ask('POST', 'teams/', { body: { slug: 'new-team' } })).toMatchObject({
    status: 409,
    body: { detail: expect.any(String) }
  })
  expect(await ask('POST', 'teams/', { body: { name: 'By Name' } })).toMatchObject({
    body: { slug: 'by-name' }
  })
  expect(await ask('POST', 'teams/', { body: {} })).toMatchObject({ status: 400 })
  expect(await ask('POST', 'teams/', { body: { name: '123' } })).toMatchObject({
    status: 400,
    body: { slug: expect.any(Array) }
  })
  expect(await ask('POST', 'teams/', { body: { slug: 's'.repeat(51) } })).toMatchObject({ status: 400 })
  expect(await get('/teams/acme/new-team/')).toMatchObject({ status: 200, body })
  expect(await ask('PUT', '/teams/acme/new-team/', { body: { name: 'Newer' } })).toMatchObject({
    status: 200,
    body: { name: 'Newer', slug: 'new-team' }
  })
  expect(await ask('DELETE', '/teams/acme/new-team/', { as: 'conn_read' })).toMatchObject({ status: 403 })
  expect(await ask('DELETE', '/teams/acme/new-team/')).toMatchObject({ status: 204, body: '' })
  expect(await get('/teams/acme/new-team/')).toMatchObject({ status: 404 })
})

test('a deleted team leaves its projects', async () => {
  await ask('DELETE', '/teams/acme/platform/')
  expect(await get('/projects/acme/web/')).toMatchObject({ status: 200, body: { teams: [] } })
  const { body } = await control('GET', 'state')
  expect(at(body, 'teams')).toEqual([])
})
