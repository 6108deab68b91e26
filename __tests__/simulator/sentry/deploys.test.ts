import { expect, test } from '@jest/globals'
import { at, each, useSimulator } from '../simulator-bench.ts'

const { ask, get, release, control } = useSimulator()
const deploy = (version: string, body: unknown) => ask('POST', `releases/${version}/deploys/`, { body })
const listed = async (version: string, field: string) =>
  each((await get(`releases/${version}/deploys/`)).body, field)

test('a deploy is 201 with a string id, dateFinished now, name null', async () => {
  await release({ version: 'd1' })
  const before = Date.now()
  const { status, body } = await deploy('d1', { environment: 'production' })
  expect(status).toBe(201)
  expect(body).toEqual({
    id: expect.any(String),
    environment: 'production',
    dateStarted: null,
    dateFinished: expect.any(String),
    name: null,
    url: null
  })
  const finished = Date.parse(String(at(body, 'dateFinished')))
  expect(finished).toBeGreaterThanOrEqual(before)
  expect(finished).toBeLessThanOrEqual(Date.now())
  expect(await get('releases/d1/')).toMatchObject({ body: { deployCount: 1, lastDeploy: body } })
})

test('the same deploy again is another deploy; the list shows only the newer one', async () => {
  await release({ version: 'd2' })
  await deploy('d2', { environment: 'production', name: 'one' })
  await deploy('d2', { environment: 'production', name: 'two' })
  expect(await listed('d2', 'name')).toEqual(['two'])
  expect(await get('releases/d2/')).toMatchObject({ body: { deployCount: 2, lastDeploy: { name: 'two' } } })
  const { body } = await control('GET', 'state')
  const [, state] = each(at(body, 'releases'), 'deploys')
  expect(each(state, 'name')).toEqual(['one', 'two'])
})

test.each([
  [{ environment: 'bad/name' }, { environment: ['Invalid value for environment'] }],
  [{ environment: 'bad\nname' }, { environment: ['Invalid value for environment'] }],
  [{ environment: 'e'.repeat(65) }, { environment: ['Ensure this field has no more than 64 characters.'] }],
  [{}, { environment: ['This field is required.'] }],
  [
    { environment: 'e', name: 'n'.repeat(65) },
    { name: ['Ensure this field has no more than 64 characters.'] }
  ],
  [{ environment: 'e', url: 'example.com' }, { url: ['Enter a valid URL.'] }],
  [{ environment: 'e', dateStarted: 'soon' }, { dateStarted: expect.anything() }],
  [{ environment: 'e', projects: [] }, { projects: ['This list may not be empty.'] }],
  [{ environment: 'e', projects: ['banana'] }, { projects: expect.anything() }]
])(
  'a slash, 65 characters or no environment are refused, and nothing is created: %j',
  async (body, problem) => {
    await release({ version: 'd3' })
    expect(await deploy('d3', body)).toMatchObject({ status: 400, body: problem })
    expect(await listed('d3', 'id')).toEqual([])
    expect(each((await get('environments/')).body, 'name')).toEqual(['production', 'staging'])
  }
)

test('an explicit dateFinished of null is a 500', async () => {
  await release({ version: 'd3' })
  expect(await deploy('d3', { environment: 'e', dateFinished: null })).toMatchObject({ status: 500 })
})

test('a project that is not on the release is a 400 whose detail is an object', async () => {
  await release({ version: 'd4' })
  expect(await deploy('d4', { environment: 'production', projects: ['api'] })).toMatchObject({
    status: 400,
    body: {
      detail: {
        code: 'parameter-validation-error',
        message: 'Invalid projects (api) for release d4',
        extra: {}
      }
    }
  })
})

test('deploys of an unknown release are a 404', async () => {
  expect(await deploy('nope', { environment: 'production' })).toMatchObject({ status: 404 })
  expect(await get('releases/nope/deploys/')).toMatchObject({ status: 404 })
})

test('deploys are listed by dateFinished, newest first', async () => {
  await release({ version: 'd6' })
  await deploy('d6', { environment: 'production', dateFinished: '2026-05-02T00:00:00Z' })
  await deploy('d6', { environment: 'staging', dateFinished: '2026-05-03T00:00:00Z' })
  await deploy('d6', { environment: 'qa', dateFinished: '2026-05-01T00:00:00Z' })
  await deploy('d6', { environment: 'demo', dateFinished: '2026-05-02T00:00:00Z' })
  expect(await listed('d6', 'environment')).toEqual(['staging', 'demo', 'production', 'qa'])
})

test('the list has the last deploy of each project and environment; project=ID narrows it', async () => {
  await release({ version: 'd7', projects: ['web', 'api'] })
  await deploy('d7', { environment: 'production', name: 'both' })
  await deploy('d7', { environment: 'production', name: 'web only', projects: ['web'] })
  expect(await listed('d7', 'name')).toEqual(['web only', 'both'])
  expect(each((await get('releases/d7/deploys/?project=11')).body, 'name')).toEqual(['web only'])
  expect(each((await get('releases/d7/deploys/?project=12')).body, 'name')).toEqual(['both'])
  await deploy('d7', { environment: 'production', name: 'api only', projects: [12] })
  expect(await listed('d7', 'name')).toEqual(['api only', 'web only'])
})

test('an environment exists from its first deploy on, in its case', async () => {
  const issues = 'issues/?query=is:unresolved&environment='
  expect(await get(`${issues}canary`)).toMatchObject({ status: 404 })
  await release({ version: 'd10' })
  expect(await deploy('d10', { environment: 'canary' })).toMatchObject({ status: 201 })
  expect(await get(`${issues}canary`)).toMatchObject({ status: 200, body: [] })
  expect(await get(`${issues}Canary`)).toMatchObject({ status: 404 })
})
