import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { Failure } from '../../../src/run/failure.ts'
import { parametersIn } from '../../../src/sentry/operations/row.ts'
import {
  isOperationName,
  operation,
  OPERATIONS,
  type OperationName
} from '../../../src/sentry/operations/table.ts'
import { fillPath, pathOf, segmentProblem } from '../../../src/sentry/operations/path.ts'

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
