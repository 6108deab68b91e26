import { describe, expect, test } from '@jest/globals'
import { isOfSentry } from '../../../src/way/way.ts'
import {
  needsOrganization,
  parametersIn,
  queryNamesOf,
  signatureOf,
  takesBody
} from '../../../src/sentry/operations/row.ts'
import { isOperationName, operation, OPERATIONS, UPLOADS } from '../../../src/sentry/operations/table.ts'
import seed from '../../fixtures/seed-operations.json' with { type: 'json' }

const ROWS = Object.keys(OPERATIONS)
  .filter(isOperationName)
  .map(name => ({ name, row: operation(name) }))

/** A path of the API reference, which is Maton's, as Sentry has it, and in the words of the table. */
function inOurWords(path: string): string {
  return path.replace(/^\/sentry/, '').replace(/_(?:slug|id)\}/g, '}')
}

describe('every operation of the API reference has a row', () => {
  test('of 35 operations', () => {
    expect(seed).toHaveLength(35)
  })

  test.each(seed)('$title: $method $path', ({ method, path, query = [] }) => {
    const wanted = inOurWords(path)
    const rows = ROWS.filter(
      ({ row }) => row.method === method && (row.pathWithoutOrganization ?? row.path) === wanted
    )
    expect(rows).toHaveLength(1)
    for (const { row } of rows) expect(queryNamesOf(row)).toEqual(expect.arrayContaining(query))
  })

  test('where it goes without an organization, the row has the same below the organization', () => {
    const pinned = ROWS.filter(({ row }) => row.pathWithoutOrganization !== undefined)
    expect(pinned.length).toBeGreaterThan(0)
    for (const { row } of pinned) {
      expect(row.pathWithoutOrganization).toMatch(/^\/api\/0\/issues\/\{issue\}\//)
      expect(row.path).toBe(
        row.pathWithoutOrganization?.replace('/api/0/', '/api/0/organizations/{organization}/')
      )
    }
  })
})

test('besides these there are only those that the steps use', () => {
  const known = new Set(seed.map(({ method, path }) => `${method} ${inOurWords(path)}`))
  const more = ROWS.filter(
    ({ row }) => !known.has(`${row.method} ${row.pathWithoutOrganization ?? row.path}`)
  )
  expect(more.map(({ name }) => name)).toEqual([
    'list-repositories',
    'list-organization-environments',
    'get-latest-event',
    'list-release-commits',
    'get-previous-release-with-commits',
    'get-sessions'
  ])
})

/** What a good answer holds: a question without an answer in the body is not answered. */
const ANSWERS = {
  read: ['thing', 'thing-or-empty', 'list'],
  create: ['thing-if-any'],
  update: ['thing-if-any'],
  delete: ['anything']
} as const

describe('a row fits its effect', () => {
  test.each(ROWS)('$name', ({ name, row }) => {
    const methods = { read: 'GET', create: 'POST', update: 'PUT', delete: 'DELETE' }
    expect(row.method).toBe(methods[row.effect])
    expect(name.split('-')[0]).toMatch(
      { read: /^(list|get)$/, create: /^create$/, update: /^update$/, delete: /^delete$/ }[row.effect]
    )

    // only a create names something new; one that is not safe to repeat says where to look
    expect(row.names !== undefined).toBe(row.effect === 'create')
    expect(row.look !== undefined).toBe(row.repeat === 'look')
    if (row.repeat === 'look') expect(row.effect).toBe('create')
    if (row.look !== undefined) {
      const look = isOperationName(row.look) ? operation(row.look) : undefined
      expect(look?.effect).toBe('read')
    }

    // lists have pages, or say where their rows stand
    const isList = row.answer.kind === 'list'
    const isNamed = row.answer.kind === 'list' && row.answer.under !== undefined
    expect(isList).toBe(name.startsWith('list-'))
    expect(row.page !== undefined).toBe(isList && !isNamed)

    // what is sent has an example that names the new thing, what is not sent has none
    expect(row.example !== undefined).toBe(takesBody(row))
    if (row.names !== undefined) expect(row.names.some(key => row.example?.[key] !== undefined)).toBe(true)

    expect(ANSWERS[row.effect]).toContain(row.answer.kind)
    if (row.answer.kind !== 'anything') expect(row.answer.keys.length).toBeGreaterThan(0)
    expect(row.summary).toMatch(/^[A-Z].*[^.]$/)
  })
})

describe('an operation of uploads', () => {
  const uploads = Object.entries(UPLOADS).map(([name, row]) => ({ name, row }))

  test.each(uploads)('$name may be repeated, and is not offered by the api step', ({ name, row }) => {
    expect(row.repeat).toBe('safe')
    expect(isOperationName(name)).toBe(false)
    expect(Object.keys(OPERATIONS)).not.toContain(name)
    expect(row.path).toMatch(
      /^\/api\/0\/organizations\/\{organization\}\/(?:chunk-upload|artifactbundle\/assemble)\/$/
    )
    expect(row.scopes).toEqual(expect.arrayContaining(['project:releases', 'project:write', 'org:ci']))
    // reading alone does not allow to write
    expect(row.scopes.some(scope => scope === 'project:read')).toBe(row.effect === 'read')
  })
})

describe('a path', () => {
  test.each(ROWS)('of $name is a route of Sentry or of Maton', ({ row }) => {
    expect(row.path).toMatch(
      isOfSentry(row) ? /^\/api\/0\/(?:(?:[a-z-]+|\{[a-z]+\})\/)+$/ : /^\/connections(?:\/\{connection\})?$/
    )
    expect(row.scopes.length > 0).toBe(isOfSentry(row))
    // a name has one meaning in a row
    const names = [...parametersIn(row.path), ...queryNamesOf(row)]
    expect(new Set(names).size).toBe(names.length)
    // every part in braces is a parameter
    expect(parametersIn(row.path)).toHaveLength(row.path.split('{').length - 1)
  })

  test('no two rows are the same call', () => {
    expect(new Set(ROWS.map(({ row }) => `${row.method} ${row.path}`)).size).toBe(ROWS.length)
  })
})

test('only writes of a release wait for its commit lock', () => {
  const locked = ROWS.filter(({ row }) => row.commitLock === true).map(({ name }) => name)
  expect(locked).toEqual(['create-release', 'update-release'])
})

test('an organization is needed where the path has one and there is no form without', () => {
  const needed = ROWS.filter(({ row }) => needsOrganization(row)).map(({ name }) => name)
  expect(needed).toContain('get-organization')
  expect(needed).toContain('create-deploy')
  for (const name of [
    'list-organizations',
    'get-issue',
    'delete-issue',
    'list-connections',
    'get-connection'
  ])
    expect(needed).not.toContain(name)
})

test.each([
  ['list-organizations', '{ query?, sortBy?, owner?, per_page?, cursor? }'],
  ['get-issue', '{ organization?, issue, expand?, collapse?, environment? }'],
  ['update-team', '{ organization, team } and a body'],
  ['create-connection', 'no parameters and a body'],
  ['delete-connection', '{ connection }']
] as const)('the signature of %s is %s', (name, signature) => {
  expect(signatureOf(operation(name))).toBe(signature)
})

test.each(['toString', '__proto__', 'constructor', '', 'get'])('%j is no operation', name => {
  expect(isOperationName(name)).toBe(false)
})
