import { describe, expect, test } from '@jest/globals'
import { createInputReader } from '../../src/actions/inputs.ts'
import { readApiRequest } from '../../src/api/inputs.ts'
import type { ApiRequest } from '../../src/api/request.ts'
import { readEvent } from '../../src/event/event.ts'
import { signatureOf } from '../../src/sentry/operations/row.ts'
import { operation } from '../../src/sentry/operations/table.ts'

function read(inputs: Readonly<Record<string, unknown>>): {
  request: ApiRequest
  problems: readonly string[]
} {
  const given = { maton_api_key: 'key-of-the-account', ...inputs }
  const reader = createInputReader(
    Object.fromEntries(
      Object.entries(given).map(([name, value]) => [
        `INPUT_${name.toUpperCase()}`,
        typeof value === 'string' ? value : JSON.stringify(value)
      ])
    )
  )
  const request = readApiRequest(reader, { env: {}, event: readEvent({ env: {}, payload: {} }) })
  const problems = reader.problems.map(
    ({ input, value, allowed }) => `${input}${value === undefined ? '' : ` "${value}"`}: ${allowed}`
  )
  return { request, problems }
}

const TAKES_RELEASE = `get-release takes ${signatureOf(operation('get-release'))}`

describe('an operation', () => {
  test('is needed', () => {
    expect(read({}).problems).toEqual([
      'operation: needed: the name of an operation, such as list-organization-issues'
    ])
  })

  test.each([
    ['get-isue', 'get-issue'],
    ['list-issues', 'list-organization-issues'],
    ['delete-realease', 'delete-release'],
    ['create_deploy', 'create-deploy'],
    ['GET-RELEASE', 'get-release'],
    ['list-repos', 'list-repositories']
  ])('%s is unknown; the nearest is named with its signature', (given, nearest) => {
    const [problem, ...others] = read({ operation: given }).problems
    expect(others).toEqual([])
    expect(problem).toContain(`operation "${given}": the nearest is ${nearest}`)
    expect(problem).toMatch(/, which takes .+; api\/README.md lists them all$/)
  })

  test('that is like no other is answered with the list', () => {
    expect(read({ operation: 'toString' }).problems).toEqual([
      'operation "toString": api/README.md lists them all'
    ])
  })

  test('is answered with all that may be meant', () => {
    expect(read({ operation: 'list-issues' }).problems[0]).toContain('; near, too: list-project-issues')
  })
})

describe('parameters', () => {
  test('go where the row of the operation says', () => {
    const { request, problems } = read({
      operation: 'list-project-issues',
      organization: 'acme',
      parameters: {
        project: 11,
        query: 'is:unresolved',
        environment: ['production', 'staging'],
        shortIdLookup: true,
        limit: 25,
        cursor: '0:100:0'
      }
    })
    expect(problems).toEqual([])
    expect(request.parameters).toEqual({
      path: { organization: 'acme', project: '11' },
      query: { query: 'is:unresolved', environment: ['production', 'staging'], shortIdLookup: '1' },
      size: 25,
      cursor: '0:100:0'
    })
  })

  test('a single text stands for a list of one; a flag that is false is left out', () => {
    const { request } = read({
      operation: 'list-issue-events',
      parameters: { issue: '1', environment: 'production', full: 'false' }
    })
    expect(request.parameters.query).toEqual({ environment: ['production'] })
  })

  test.each([1, '100'])('a page may have %s rows', per_page => {
    const { request, problems } = read({ operation: 'list-organizations', parameters: { per_page } })
    expect([request.parameters.size, problems]).toEqual([Number(per_page), []])
  })

  test('an organization among them goes before the input', () => {
    const { request } = read({
      operation: 'get-organization',
      organization: 'acme',
      parameters: { organization: 'other' }
    })
    expect(request.parameters.path).toEqual({ organization: 'other' })
  })

  test('an operation without an organization in its path gets none from the input', () => {
    const { request } = read({
      operation: 'get-connection',
      organization: 'acme',
      parameters: { connection: 'conn-a' }
    })
    expect(request.parameters.path).toEqual({ connection: 'conn-a' })
  })

  test.each([
    [
      { verion: '1' },
      [
        `verion is not a parameter; the nearest is version; ${TAKES_RELEASE}`,
        `version is missing; ${TAKES_RELEASE}`
      ]
    ],
    [
      { version: '1', organisation: 'acme' },
      [`organisation is not a parameter; the nearest is organization; ${TAKES_RELEASE}`]
    ],
    [{ version: '1', per_page: 5 }, [`per_page is not a parameter; ${TAKES_RELEASE}`]],
    [{ version: '1', cursor: '0:0:0' }, [`cursor is not a parameter; ${TAKES_RELEASE}`]],
    [
      { version: ['1'] },
      [`version must be a text or a whole number (a large number as a text); ${TAKES_RELEASE}`]
    ],
    [
      { version: null },
      [`version must be a text or a whole number (a large number as a text); ${TAKES_RELEASE}`]
    ],
    [
      { version: 1.5 },
      [`version must be a text or a whole number (a large number as a text); ${TAKES_RELEASE}`]
    ],
    [{ version: '' }, [`version is empty; ${TAKES_RELEASE}`]],
    [{ version: '..' }, [`version is not a name; ${TAKES_RELEASE}`]],
    [{ version: 'a/b' }, [`version holds a slash; ${TAKES_RELEASE}`]],
    [
      { version: '1', project: {} },
      [`project must be a text or a whole number (a large number as a text); ${TAKES_RELEASE}`]
    ],
    [{}, [`version is missing; ${TAKES_RELEASE}`]]
  ])('%j is refused', (parameters, problems) => {
    expect(read({ operation: 'get-release', organization: 'acme', parameters }).problems).toEqual(
      problems.map(problem => `parameters: ${problem}`)
    )
  })

  test.each([
    [{ per_page: 0 }, 'per_page must be a whole number from 1 to 100'],
    [{ per_page: 101 }, 'per_page must be a whole number from 1 to 100'],
    [{ per_page: 'ten' }, 'per_page must be a whole number from 1 to 100'],
    [{ status: true }, 'status must be a text or a whole number'],
    [{ query: 'a\ud800' }, 'query must be a text or a whole number'],
    [
      { project: ['web', true] },
      'project must be a text or a whole number (a large number as a text), or a list of these'
    ]
  ])('%j of a list is refused', (parameters, problem) => {
    const { problems } = read({ operation: 'list-organization-releases', parameters })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(`parameters: ${problem}`)
  })

  test('a flag that is neither true nor false is refused', () => {
    const { problems } = read({ operation: 'list-issue-events', parameters: { issue: 1, full: 'maybe' } })
    expect(problems[0]).toContain('full must be true or false')
  })

  test('a number that JSON rounds is refused: it would name another issue', () => {
    const { problems } = read({ operation: 'get-issue', parameters: '{"issue": 9007199254740993}' })
    expect(problems[0]).toContain('issue must be a text or a whole number (a large number as a text)')
  })

  test.each([
    ['parameters', '{"issue": 1.00000000000000000001}', 'issue has more digits'],
    ['parameters', '{"issue": "1", "issue": "2"}', 'issue is given twice'],
    ['body', '{"a": {"b": [1, {"c": 9007199254740993}]}}', 'a.b[1].c has more digits'],
    ['body', '{"a": 0.12345678901234567890}', 'a has more digits'],
    ['body', '{"a": 1e400}', 'a has more digits'],
    ['body', '{"a": 1, "\\u0061": 2}', 'a is given twice'],
    ['body', '{"a": [{"b": 1, "c": {}, "b": "x:1"}]}', 'a[0].b is given twice']
  ])('%s that would not be sent as they stand there are refused: %s', (input, json, why) => {
    const { problems } = read({
      operation: 'update-issue',
      parameters: '{"issue": "1"}',
      body: '{}',
      [input]: json
    })
    expect(problems[0]).toContain(`${input}: ${why}`)
  })

  test('numbers that are written otherwise are the same', () => {
    const body =
      '{"a": [1.0, 1e2, 0.10, -0, 9007199254740991, 1.5E+3, {"a": "9007199254740993, \\"b\\": 1"}], "b": 0}'
    expect(read({ operation: 'update-issue', parameters: '{"issue": "1"}', body }).problems).toEqual([])
  })

  test.each(['[]', '"web"', 'project=web', '{"project": "web"', '{}x'])('%s is no JSON object', given => {
    expect(read({ operation: 'list-organizations', parameters: given }).problems).toEqual([
      `parameters "${given}": a JSON object, such as {"project": "web"}`
    ])
  })

  test('a body that is none is refused likewise', () => {
    expect(read({ operation: 'update-organization', body: '{name: x}' }).problems).toEqual([
      'body "{name: x}": a JSON object, such as {"status": "resolved"}'
    ])
  })

  test('all problems are told at once', () => {
    const { problems } = read({
      operation: 'create-deploy',
      parameters: { versoin: '1' },
      body: 'staging',
      max_pages: '-1',
      organization: 'a b'
    })
    expect(problems.map(problem => problem.split(/[ :]/)[0])).toEqual([
      'organization',
      'max_pages',
      'body',
      'parameters',
      'parameters'
    ])
  })
})

describe('a body', () => {
  test.each([
    ['create-team', {}, 'needed with create-team, such as {"name":"New Team","slug":"new-team"}'],
    ['update-organization', {}, 'needed with update-organization, such as {"name":"Acme Two"}'],
    ['get-organization', { body: { name: 'x' } }, 'not with get-organization, which reads'],
    ['delete-release', { parameters: { version: '1' }, body: {} }, 'not with delete-release, which deletes'],
    ['create-release', { body: { projects: ['web'] } }, 'version as a text, which names the new thing'],
    ['create-release', { body: { version: 1 } }, 'version as a text, which names the new thing'],
    ['create-team', { body: { name: '' } }, 'slug or name as a text, which names the new thing']
  ])('%s with %j: %s', (operation, inputs, problem) => {
    expect(read({ operation, ...inputs }).problems).toEqual([`body: ${problem}`])
  })

  test.each(['1\n2', '1\u200b', '1 ', '1##[group]'])(
    'what the log does not show as it is, confirm cannot repeat: %j',
    version => {
      const { problems } = read({ operation: 'delete-release', parameters: { version } })
      expect(problems).toEqual([expect.stringMatching(/^parameters: .*so that confirm can repeat them$/)])

      const created = read({ operation: 'create-release', body: { version } })
      expect(created.problems).toEqual([expect.stringMatching(/^body: .*so that confirm can repeat them$/)])
    }
  )
})

describe('max_pages', () => {
  test.each([
    ['', 10],
    ['3', 3],
    ['0', Infinity]
  ])('"%s" is %d', (given, pages) => {
    expect(read({ operation: 'list-organizations', max_pages: given }).request.maxPages).toBe(pages)
  })
})

test('an operation that needs an organization may be read without one: it is looked up', () => {
  expect(read({ operation: 'get-organization' }).problems).toEqual([])
})
