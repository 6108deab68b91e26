import { describe, expect, test } from '@jest/globals'
import { at, listAt, parseJson, recordAt } from '../../src/text/json.ts'
import { useStep, writesIn } from '../harness/step.ts'

const servers = useStep('api')

async function firstIssue(): Promise<string> {
  const [first] = listAt((await servers.state())['issues'], [], entry => recordAt(entry))
  return String(first?.['id'])
}

const deleteOld = { operation: 'delete-release', organization: 'acme', parameters: { version: 'old@1.0.0' } }

async function addOldRelease(): Promise<void> {
  await servers.seed('state', { releases: [{ version: 'old@1.0.0', projects: ['web'] }] })
}

test('goes on whatever the event tells of', async () => {
  const payload = { deployment_status: { state: 'failure' }, ref: 'refs/heads/x', deleted: true }
  for (const name of ['deployment_status', 'push', 'delete']) {
    const ran = await servers.run(
      { operation: 'get-organization', organization: 'acme' },
      { payload, env: { GITHUB_EVENT_NAME: name } }
    )
    expect(ran.code).toBe(0)
    expect(ran.requests).toHaveLength(1)
  }
})

describe('the organization', () => {
  test('is the only one that the connection sees', async () => {
    const ran = await servers.run({ operation: 'get-organization' })
    expect(ran.requests.map(({ path }) => path)).toEqual([
      '/sentry/api/0/organizations/',
      '/sentry/api/0/organizations/acme/'
    ])
  })

  test('of several is never guessed: they are listed', async () => {
    await servers.seed('state', { organizations: [{ slug: 'other', name: 'Other', region: 'us' }] })
    const ran = await servers.run({
      operation: 'create-team',
      body: { slug: 'new-team' },
      confirm: 'create acme/new-team'
    })

    expect(ran.code).toBe(1)
    expect(ran.complaints).toContain('The connection sees 2 organizations: acme, other. Set organization')
    expect(writesIn(ran.requests)).toEqual([])
  })

  test('comes from SENTRY_ORG too', async () => {
    const ran = await servers.run({ operation: 'get-organization' }, { env: { SENTRY_ORG: 'acme' } })
    expect(ran.requests).toHaveLength(1)
  })

  test('is not looked for by operations on one issue: without it the form of the reference is used', async () => {
    const issue = await firstIssue()
    const ran = await servers.run({
      operation: 'update-issue',
      parameters: { issue },
      body: { status: 'resolved' },
      confirm: `update ${issue}`
    })

    expect(ran.code).toBe(0)
    expect(ran.requests.map(({ path }) => path)).toEqual([`/sentry/api/0/issues/${issue}/`])
  })

  test('makes operations on one issue reach every region', async () => {
    await servers.seed('state', {
      organizations: [{ slug: 'acme-eu', name: 'Acme EU', region: 'de' }],
      projects: [{ organization: 'acme-eu', slug: 'shop' }]
    })
    const added = await servers.seed('issues', { organization: 'acme-eu', project: 'shop' })
    const [issue] = listAt(added, ['issues'], entry => recordAt(entry))
    const parameters = { issue: issue?.['id'] }

    const with_ = await servers.run({ operation: 'get-issue', organization: 'acme-eu', parameters })
    const without = await servers.run({ operation: 'get-issue', parameters })
    expect([with_.outputs['status'], without.code]).toEqual(['200', 1])
  })
})

describe('the connection', () => {
  test('is the only active one of Sentry', async () => {
    const ran = await servers.run({ operation: 'list-organizations', maton_connection: '' })
    expect(ran.requests.map(({ path, headers }) => [path, headers['maton-connection']])).toEqual([
      ['/connections', undefined],
      ['/sentry/api/0/organizations/', servers.simulator.connection]
    ])
  })

  test('of several is never guessed', async () => {
    await servers.seed('state', { connections: [{ connection_id: 'conn_other' }] })
    const ran = await servers.run({ operation: 'list-organizations', maton_connection: '' })
    expect(ran.complaints).toMatch(/2 active Sentry connections: .*conn_other .*Set maton_connection/)
    expect(ran.requests.map(({ path }) => path)).toEqual(['/connections'])
  })

  test('is not needed for the operations on connections', async () => {
    await servers.seed('state', { connections: [{ connection_id: 'conn_other' }] })
    const ran = await servers.run({
      operation: 'get-connection',
      maton_connection: '',
      parameters: { connection: 'conn_other' }
    })
    expect(ran.requests.map(({ path }) => path)).toEqual(['/connections/conn_other'])
    expect(recordAt(parseJson(ran.outputs['result'] ?? ''), 'connection')).toMatchObject({
      connection_id: 'conn_other',
      status: 'ACTIVE'
    })
  })

  test('that is new is finished by a person at maton.ai; its session token appears nowhere', async () => {
    const ran = await servers.run({
      operation: 'create-connection',
      body: { app: 'sentry' },
      confirm: 'create sentry'
    })

    expect(ran.annotations).toEqual([
      { level: 'notice', message: expect.stringMatching(/PENDING until a person signs in at maton\.ai/) }
    ])
    expect(ran.summary).toMatch(/maton&#46;ai|maton\.ai/)
    expect(ran.outputs['result']).toContain('"status":"PENDING"')
    expect(JSON.stringify({ ...ran, requests: [] })).not.toMatch(/session_token|connect\.maton\.ai/)
  })
})

describe('a lost answer', () => {
  test('to a create ends in "may or may not have happened", and names where to look', async () => {
    await servers.seed('faults', { match: { method: 'POST' }, action: { reset: 'after' } })
    const ran = await servers.run({
      operation: 'create-team',
      organization: 'acme',
      body: { slug: 'new-team' },
      confirm: 'create acme/new-team'
    })

    expect(ran.code).toBe(1)
    expect(ran.complaints).toMatch(/It may or may not have happened; look at the teams of acme\./)
    expect(ran.requests).toHaveLength(1)
  })

  test('to a delete is no harm: the second answers 404, which counts as done', async () => {
    await addOldRelease()
    await servers.seed('faults', { match: { method: 'DELETE' }, action: { reset: 'after' } })
    const ran = await servers.run({ ...deleteOld, confirm: 'delete acme/old@1.0.0' })

    expect(ran.code).toBe(0)
    expect(ran.requests.map(({ method }) => method)).toEqual(['DELETE', 'DELETE'])
    expect(ran.outputs).toMatchObject({ status: '204', result: '' })
  })

  test('does not make a delete of what never was look done', async () => {
    await servers.seed('faults', { match: { method: 'DELETE' }, action: { status: 429 } })
    const ran = await servers.run({ ...deleteOld, confirm: 'delete acme/old@1.0.0' })

    expect(ran.code).toBe(1)
    expect(ran.complaints).toContain('Sentry answered 404')
  })

  test('ends in a warning with on_error: warn', async () => {
    await servers.seed('faults', { match: { times: 0 }, action: { status: 503, body: '<h1>Down</h1>' } })
    const ran = await servers.run({ operation: 'list-organizations', on_error: 'warn' })
    expect([ran.code, ran.annotations[0]?.level]).toEqual([0, 'warning'])
  })
})

describe('lists', () => {
  test('are read page by page from Sentry, by the size that was asked for', async () => {
    const issues = Array.from({ length: 4 }, (_, index) => ({ project: 'web', title: `Number ${index}` }))
    await servers.seed('issues', issues)
    const inputs = {
      operation: 'list-organization-issues',
      organization: 'acme',
      parameters: { query: '', limit: 2 }
    }
    const ran = await servers.run(inputs)
    const titles = listAt(parseJson(ran.outputs['result'] ?? ''), []).map(row => at(row, 'shortId'))
    expect(ran.outputs).toMatchObject({ pages: '3', truncated: 'false' })
    expect(new Set(titles)).toEqual(new Set(['WEB-1', 'WEB-2', 'WEB-3', 'WEB-4', 'WEB-5']))

    const cursor = ran.requests[2]?.query['cursor']
    const rest = await servers.run({ ...inputs, parameters: { ...inputs.parameters, cursor } })
    expect(rest.outputs['pages']).toBe('1')
    expect(listAt(parseJson(rest.outputs['result'] ?? ''), [])).toHaveLength(1)
  })

  test('of a server without Link headers are one page, and a full one may not be all', async () => {
    const body = Array.from({ length: 100 }, (_, id) => ({ slug: `o${id}` }))
    await servers.seed('faults', { action: { status: 200, body } })
    const full = await servers.run({ operation: 'list-organizations' })
    expect(full.outputs).toMatchObject({ pages: '1', truncated: 'true' })
    expect(full.complaints).toContain('The list may not be complete')

    await servers.seed('faults', { action: { status: 200, body: body.slice(1) } })
    const short = await servers.run({ operation: 'list-organizations' })
    expect(short.outputs).toMatchObject({ pages: '1', truncated: 'false' })
    expect(short.complaints).toBe('')
  })

  test('with max_pages: 0 are read to their end', async () => {
    const projects = Array.from({ length: 10 }, (_, index) => ({ organization: 'acme', slug: `p${index}` }))
    await servers.seed('state', { projects })
    const inputs = {
      operation: 'list-organization-projects',
      organization: 'acme',
      parameters: { per_page: 1 }
    }

    const ten = await servers.run(inputs)
    const all = await servers.run({ ...inputs, max_pages: 0 })
    const one = await servers.run({ ...inputs, max_pages: 1 })
    expect(one.complaints).toBe(
      'The list goes on after 1 page: raise max_pages (0 reads all), or narrow the query. See docs/troubleshooting.md#no-error-but-not-what-you-expected'
    )
    expect([ten.outputs['pages'], ten.outputs['truncated']]).toEqual(['10', 'true'])
    expect([all.outputs['pages'], all.outputs['truncated']]).toEqual(['12', 'false'])
  })
})
