import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { Failure } from '../../src/run/failure.ts'
import { parametersIn } from '../../src/sentry/row.ts'
import { isOperationName, operation, OPERATIONS, type OperationName } from '../../src/sentry/operations.ts'
import {
  deedOf,
  fillPath,
  pathOf,
  placeToLook,
  purposeOf,
  segmentProblem,
  type OperationCall
} from '../../src/sentry/call.ts'

const NAMES = Object.keys(OPERATIONS).filter(isOperationName)

/** The route that a server would take a path for: by segments, after an address parser went over it. */
function routeOf(path: string): readonly string[] {
  const url = new URL(`https://api.maton.ai${path}`)
  expect([url.host, url.search, url.hash]).toEqual(['api.maton.ai', '', ''])
  return url.pathname.split('/')
}

/** Values that would like to be another route. */
const hostile = fc.oneof(
  fc.constantFrom(
    '',
    '.',
    '..',
    '%2e%2e',
    '%2E.',
    'a/b',
    '/',
    '//evil.example',
    '\\',
    'a\\b',
    'a?b',
    '?',
    '#',
    'a#b',
    ';a=b'
  ),
  fc.constantFrom(
    '%2F',
    '%5c',
    '%00',
    '\0',
    '\n',
    '\t',
    ' ',
    '+',
    '@',
    ':',
    '..;',
    '．．',
    '\ud800',
    'a\udfff',
    '{project}',
    '$&',
    '👩‍💻'
  ),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('.', '/', '\\', '%', '2', 'e', 'F', '?', '#', '\ud83d') })
)

describe('no value changes which route is called', () => {
  test('of any operation, with and without an organization', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES),
        fc.infiniteStream(hostile),
        fc.boolean(),
        (name, values, whole) => {
          const names = parametersIn(operation(name).path).filter(
            parameter => parameter !== 'organization' || whole || !hasOwnForm(name)
          )
          const parameters = Object.fromEntries(
            names.map(parameter => [parameter, String(values.next().value)])
          )
          const template =
            parameters['organization'] === undefined
              ? (operation(name).pathWithoutOrganization ?? operation(name).path)
              : operation(name).path
          const path = attempt(name, parameters)
          if (path === undefined) return
          const segments = routeOf(path)
          const wanted = template
            .split('/')
            .map(part => (part.startsWith('{') ? parameters[part.slice(1, -1)] : part))
          expect(segments.map(decodeURIComponent)).toEqual(wanted)
          // encoded once, so that decoding once gives the value, and nothing more is to be decoded
          expect(segments.join('/')).toBe(wanted.map(part => encodeURIComponent(part ?? '')).join('/'))
        }
      ),
      { numRuns: 2_000 }
    )
  })

  function hasOwnForm(name: OperationName): boolean {
    return operation(name).pathWithoutOrganization !== undefined
  }

  /** The path, or `undefined` when a value was refused: then one of them is hostile indeed. */
  function attempt(name: OperationName, parameters: Readonly<Record<string, string>>): string | undefined {
    try {
      return pathOf(name, parameters)
    } catch (error) {
      expect(error).toBeInstanceOf(Failure)
      expect(
        Object.values(parameters).some(value => /^\.{0,2}$|[/\\]/.test(value) || !value.isWellFormed())
      ).toBe(true)
      return undefined
    }
  }
})

test.each([
  ['', 'is empty'],
  ['.', 'is not a name'],
  ['..', 'is not a name'],
  ['a/b', 'holds a slash'],
  ['a\\b', 'holds a slash'],
  ['\ud800', 'is not well-formed text'],
  ['...', undefined],
  ['a?b', undefined],
  ['%2e%2e', undefined],
  ['shop@1.0.0+build 1', undefined],
  ['größe', undefined]
])('%j as a segment: %s', (value, problem) => {
  expect(segmentProblem(value)).toBe(problem)
})

test.each([
  ['shop@1.0.0+b1 %#?', '/r/shop%401.0.0%2Bb1%20%25%23%3F/'],
  ['%2e%2e', '/r/%252e%252e/'],
  ['$&', '/r/%24%26/'],
  ['größe', '/r/gr%C3%B6%C3%9Fe/']
])('%j is encoded once', (version, path) => {
  expect(fillPath('/r/{version}/', { version })).toBe(path)
})

test('a missing value is refused, by name', () => {
  expect(() => fillPath('/r/{version}/', {})).toThrow('the version is empty')
})

describe('a call in words', () => {
  /** Each path parameter by its own name, and a body that names the new thing by all that may name it. */
  function callOf(name: OperationName): OperationCall {
    const { path, names = [] } = operation(name)
    return {
      operation: name,
      parameters: Object.fromEntries(parametersIn(path).map(parameter => [parameter, `the-${parameter}`])),
      body: Object.fromEntries(names.map(key => [key, 'the-new']))
    }
  }

  test.each(Object.keys(OPERATIONS).filter(isOperationName))('%s names all that it is about', name => {
    const call = callOf(name)
    const words = purposeOf(call)
    for (const value of Object.values(call.parameters)) expect(words).toContain(value)
    if (operation(name).effect === 'create') expect(words).toContain('the-new')
    expect(words).toMatch(/^(list|read|create|record|update|delete) [a-z]/)
    expect(words).not.toMatch(/[{}]|no name/)
    expect(deedOf(call).replace(/^\w+/, '')).toBe(words.replace(/^\w+/, ''))
    expect(placeToLook(call) === undefined).toBe(operation(name).look === undefined)
  })

  const deploy: OperationCall = {
    operation: 'create-deploy',
    parameters: { organization: 'acme', version: 'shop@1.0.0' },
    body: { environment: 'production' }
  }

  test('is what it is to do, what it did, and where to look', () => {
    expect(purposeOf(deploy)).toBe('record the deploy of shop@1.0.0 to production in acme')
    expect(deedOf(deploy, { without: 'organization' })).toBe(
      'recorded the deploy of shop@1.0.0 to production'
    )
    expect(placeToLook(deploy)).toBe('the deploys of release shop@1.0.0 in acme')
  })

  test('shows names as it is told to, and only names', () => {
    const show = (name: string): string => `<${name}>`
    expect(purposeOf(deploy, { show })).toBe('record the deploy of <shop@1.0.0> to <production> in <acme>')
  })

  test('is clean, and says so when a body names nothing', () => {
    const hostile = { ...deploy, body: { environment: 'a\nb\u200b{version}' } }
    expect(purposeOf(hostile)).toBe('record the deploy of shop@1.0.0 to a b{version} in acme')
    expect(purposeOf({ ...deploy, body: {} })).toBe('record the deploy of shop@1.0.0 to (no name) in acme')
  })
})
