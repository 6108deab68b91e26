import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { purposeOf } from '../../src/sentry/operations/words.ts'
import { isOfSentry } from '../../src/way/way.ts'
import { parametersIn } from '../../src/sentry/operations/row.ts'
import {
  isOperationName,
  operation,
  OPERATIONS,
  type OfferedName
} from '../../src/sentry/operations/table.ts'
import { parseJson, recordAt } from '../../src/text/json.ts'
import { goodCalls, inputsOf, prepare, seededIn, type GoodCall } from './calls.ts'
import { useStep, writesIn, type StepRun } from '../harness/step.ts'

const servers = useStep('api')
let calls: Readonly<Record<OfferedName, GoodCall>>

beforeAll(async () => {
  calls = goodCalls(await seededIn(servers))
})

beforeEach(() => prepare(servers))

const NAMES = Object.keys(OPERATIONS).filter(isOperationName)

/** The operations that have what only some have. */
function those(has: (name: OfferedName) => boolean): readonly OfferedName[] {
  return NAMES.filter(has)
}

const paged = those(name => operation(name).page !== undefined)
const writes = those(name => operation(name).effect !== 'read')
const withOwnParameters = those(name => ownParameters(name).length > 0)

function ownParameters(name: OfferedName): readonly string[] {
  return parametersIn(operation(name).path).filter(parameter => parameter !== 'organization')
}

function firstOf(ran: StepRun): Readonly<Record<string, unknown>> {
  const result = parseJson(ran.outputs['result'] ?? '')
  return recordAt(Array.isArray(result) ? result[0] : result)
}

describe('a good call does one request and gives its answer', () => {
  test.each(NAMES)('%s', async name => {
    const { status, path, query = {}, body, tells } = calls[name]
    const ran = await servers.run(inputsOf(name, calls[name]))

    expect(ran.complaints).toBe('')
    expect(ran.code).toBe(0)
    expect(ran.outputs).toMatchObject({
      status: String(status),
      pages: '1',
      truncated: 'false',
      result_file: ''
    })
    expect(ran.requests.map(request => `${request.method} ${request.path}`)).toEqual([
      `${operation(name).method} ${path}`
    ])
    const { page } = operation(name)
    expect(ran.requests[0]?.query).toEqual({ ...query, ...(page === undefined ? {} : { [page]: '100' }) })
    expect(ran.requests[0]?.body).toEqual(body ?? null)
    expect(ran.requests[0]?.headers['maton-connection']).toBe(
      isOfSentry(operation(name)) ? servers.simulator.connection : undefined
    )
    if (tells !== undefined) expect(firstOf(ran)[tells[0]]).toEqual(tells[1])
    expect(JSON.stringify({ ...ran, requests: [] })).not.toContain('session_token')
  })
})

describe('a missing parameter is refused before the first request', () => {
  test.each(withOwnParameters)('%s', async name => {
    for (const missing of ownParameters(name)) {
      const parameters = Object.fromEntries(
        Object.entries(calls[name].parameters).filter(([parameter]) => parameter !== missing)
      )
      const ran = await servers.run({ ...inputsOf(name, calls[name]), parameters, on_error: 'warn' })

      expect(ran.code).toBe(1)
      expect(ran.complaints).toContain(`parameters: ${missing} is missing; ${name} takes { `)
      expect(ran.requests).toEqual([])
    }
  })
})

describe('a write without confirm is shown and not done', () => {
  test.each(writes)('%s', async name => {
    const { confirm, body, path } = calls[name]
    const ran = await servers.run({ ...inputsOf(name, calls[name]), confirm: '' })

    expect(ran.code).toBe(1)
    const given: Readonly<Record<string, unknown>> = { organization: 'acme', ...calls[name].parameters }
    const named = parametersIn(operation(name).path).map(parameter => [parameter, String(given[parameter])])
    const purpose = purposeOf({ operation: name, parameters: Object.fromEntries(named), body })
    expect(ran.complaints).toContain(
      `Nothing was written: to ${purpose}, set confirm to exactly "${confirm}". `
    )
    expect(ran.requests).toEqual([])
    const log = ran.log.join('\n')
    expect(log).toContain(`Request: ${operation(name).method} ${path.replace(/^\/sentry/, '')}`)
    expect(log).toContain(`Effect: ${operation(name).effect}\nTarget: ${confirm?.split(' ')[1]}`)
    expect(log).toContain(body === undefined ? 'Body: none' : `Body:\n${JSON.stringify(body, null, 2)}`)
    expect(log).toContain(`To do it, set confirm to: ${confirm}`)
    expect(ran.outputs['status']).toBe('')
  })
})

describe('a dry run shows a write and succeeds', () => {
  test.each(writes)('%s', async name => {
    const before = await servers.state()
    const ran = await servers.run({ ...inputsOf(name, calls[name]), dry_run: true })

    expect(ran.code).toBe(0)
    expect(writesIn(ran.requests)).toEqual([])
    expect(ran.log.join('\n')).toContain(`To do it, set confirm to: ${calls[name].confirm}`)
    expect(await servers.state()).toEqual(before)
  })
})

/** Refusals, as the servers give them by themselves where they do, and the words that tell what to do. */
const refused = (status: number, body: unknown) => ({
  match: { path: '^/(sentry|connections)' },
  action: { status, body }
})

describe('a refused key is an error about maton_api_key', () => {
  test.each(NAMES)('%s', async name => {
    const ran = await servers.run({ ...inputsOf(name, calls[name]), maton_api_key: 'no-such-key' })

    expect(ran.code).toBe(1)
    expect(ran.complaints).toMatch(/: Maton answered 401.*Check maton_api_key/)
    expect(ran.requests).toHaveLength(1)
    expect(JSON.stringify({ ...ran, masked: [], requests: [] })).not.toContain('no-such-key')
  })
})

describe('a missing scope is an error that names the scopes', () => {
  test.each(NAMES)('%s', async name => {
    const ofSentry = isOfSentry(operation(name))
    if (!ofSentry) await servers.seed('faults', refused(403, { message: 'Forbidden' }))
    const ran = await servers.run({ ...inputsOf(name, calls[name]), maton_connection: 'conn_bare' })

    expect(ran.code).toBe(1)
    expect(ran.complaints).toMatch(
      ofSentry ? /Sentry answered 403: You do not have permission/ : /answered 403/
    )
    expect(ran.complaints).toMatch(ofSentry ? /with the scope \w+:\w+/ : /scopes/)
    // not repeated; whether the connection sees the organization is looked up
    const [, ...lookUps] = ran.requests.map(({ method, path }) => `${method} ${path}`)
    expect(lookUps.filter(request => request !== 'GET /sentry/api/0/organizations/')).toEqual([])
    expect(lookUps.length).toBeLessThanOrEqual(1)
  })
})

describe('what does not exist is an error about what was asked for', () => {
  test.each(NAMES)('%s', async name => {
    const ofConnection = ownParameters(name).includes('connection')
    const inOrganization = parametersIn(operation(name).path).includes('organization')
    if (!ofConnection && !inOrganization) await servers.seed('faults', refused(404, { detail: 'Not found' }))
    const ran = await servers.run({
      ...inputsOf(name, calls[name]),
      organization: 'nowhere',
      ...(ofConnection ? { parameters: { connection: 'conn_nowhere' } } : {}),
      confirm: (calls[name].confirm ?? '').replace('acme', 'nowhere').replace('conn_other', 'conn_nowhere')
    })

    expect(ran.code).toBe(1)
    if (inOrganization) {
      expect(ran.complaints).toContain(
        'The connection sees no organization nowhere; it sees 1 organization: acme. Correct organization, or'
      )
      const asked = ran.requests.map(({ method, path }) => `${method} ${path}`)
      expect(asked.slice(1)).toEqual(['GET /sentry/api/0/organizations/'])
    } else {
      expect(ran.complaints).toMatch(
        ofConnection ? /list-connections/ : /Check organization, projects and release/
      )
      expect(ran.complaints).toContain('answered 404')
      expect(ran.requests).toHaveLength(1)
    }
  })
})

describe('too many requests are waited for', () => {
  test.each(NAMES)('%s: a second try succeeds', async name => {
    const limited = { detail: 'You are attempting to use this endpoint too frequently.' }
    await servers.seed('faults', refused(429, limited))
    const ran = await servers.run(inputsOf(name, calls[name]))

    expect(ran.complaints).toBe('')
    expect(ran.outputs['status']).toBe(String(calls[name].status))
    expect(ran.requests).toHaveLength(2)
    expect(ran.slept).toBeGreaterThanOrEqual(1_000)
  })

  test.each(NAMES)('%s: in the end it is an error', async name => {
    const fault = refused(429, { error: { message: 'Rate limit exceeded', type: 'rate', code: 429 } })
    await servers.seed('faults', { ...fault, match: { ...fault.match, times: 0 } })
    const ran = await servers.run(inputsOf(name, calls[name]))

    expect(ran.code).toBe(1)
    expect(ran.complaints).toMatch(/answered 429.*Run fewer jobs/)
    expect(ran.requests).toHaveLength(5)
  })
})

describe('three pages of a list are joined in their order', () => {
  /** What tells apart a thing of any kind. */
  const rowOf = (id: string) => ({ id, slug: id, name: id, version: id, environment: id })
  const pages = [
    { id: 'first', next: '1:1:0' },
    { id: 'second', next: '1:2:0' },
    { id: 'third', next: undefined }
  ]
  const scripted = pages.map(({ id, next }, index) => ({
    match: { path: '^/sentry', nth: index + 1 },
    action: {
      status: 200,
      headers: {
        link: `<https://acme.sentry.io/api/0/x/?cursor=${next}>; rel="next"; results="${next !== undefined}"; cursor="${next ?? '1:9:0'}"`
      },
      body: [rowOf(id)]
    }
  }))

  test.each(paged)('%s', async name => {
    await servers.seed('faults', scripted)
    const ran = await servers.run(inputsOf(name, calls[name]))

    expect(ran.code).toBe(0)
    expect(ran.outputs).toMatchObject({
      result: JSON.stringify(pages.map(({ id }) => rowOf(id))),
      pages: '3',
      truncated: 'false'
    })
    expect(ran.requests.map(({ query }) => query['cursor'])).toEqual([undefined, '1:1:0', '1:2:0'])
    expect(new Set(ran.requests.map(({ path }) => path))).toEqual(new Set([calls[name].path]))
  })

  test.each(paged)('%s: max_pages cuts it, and says so', async name => {
    await servers.seed('faults', scripted)
    const ran = await servers.run({ ...inputsOf(name, calls[name]), max_pages: 2 })

    expect(ran.outputs).toMatchObject({
      result: JSON.stringify(pages.slice(0, 2).map(({ id }) => rowOf(id))),
      pages: '2',
      truncated: 'true'
    })
    expect(ran.complaints).toContain('The list goes on after 2 pages: raise max_pages')
    expect(ran.requests).toHaveLength(2)
  })
})

describe('what the connection does not see', () => {
  test.each([
    [
      { organization: 'Acme', project: 'web' },
      'The connection sees no organization Acme; it sees 1 organization: acme. Did you mean acme? Correct organization in parameters, or'
    ],
    [
      { organization: 'acme', project: 'webb' },
      'The organization acme has no project webb that the connection sees; it has 2 projects: web, api. Did you mean web? Correct project in parameters, and'
    ]
  ])('%j is named with what it sees', async (parameters, said) => {
    const ran = await servers.run({ operation: 'get-project', parameters })
    expect(ran.code).toBe(1)
    expect(ran.complaints).toContain(said)
  })

  test('is not looked for in what is right', async () => {
    const ran = await servers.run({
      operation: 'get-release',
      organization: 'acme',
      parameters: { version: 'nope' }
    })
    expect(ran.complaints).toContain(
      '; the connection sees the organization acme. Check what else the request names'
    )
  })
})
