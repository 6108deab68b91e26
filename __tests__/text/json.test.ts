import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import {
  at,
  booleanAt,
  countAt,
  idAt,
  isRecord,
  listAt,
  MAX_DEPTH,
  numberAt,
  parseJson,
  recordAt,
  rowsAt,
  textAt
} from '../../src/text/json.ts'

const nothing = undefined

const READERS = [at, recordAt, textAt, numberAt, countAt, idAt, booleanAt]

describe('an object is told from what only looks like one', () => {
  test.each([
    [{}, true],
    [{ a: 1 }, true],
    [[], false],
    [['a'], false],
    [null, false],
    [nothing, false],
    ['{}', false],
    [1, false],
    [true, false]
  ])('%j: %s', (value, expected) => expect(isRecord(value)).toBe(expected))
})

test('a record is itself, anything else an empty one', () => {
  const record = { id: 1 }
  expect(recordAt(record)).toBe(record)
  for (const other of [null, nothing, ['a'], 'a', 1, true]) expect(recordAt(other)).toEqual({})
})

test('a list is itself, anything else an empty one', () => {
  const list = [1, null]
  expect(listAt(list, [])).toEqual(list)
  for (const other of [null, nothing, { length: 1, 0: 'a' }, 'ab', 1]) expect(listAt(other, [])).toEqual([])
})

describe('a text', () => {
  test.each([
    ['a', 'a'],
    ['', nothing],
    [1, nothing],
    [false, nothing],
    [null, nothing],
    [nothing, nothing],
    [['a'], nothing]
  ])('%j is read as %j', (value, expected) => expect(textAt(value)).toBe(expected))
})

describe('a count is a number, however it was sent', () => {
  test.each([
    [12, 12],
    [0, 0],
    [-1, nothing],
    ['-1', nothing],
    [JSON.rawJSON('18446744073709551616'), 18_446_744_073_709_552_000],
    ['12', 12],
    ['0', 0],
    [' 1.5 ', 1.5],
    ['', nothing],
    [' \n', nothing],
    ['12 events', nothing],
    ['Infinity', nothing],
    [NaN, nothing],
    [Infinity, nothing],
    [true, nothing],
    [null, nothing],
    [nothing, nothing],
    [[12], nothing],
    [{}, nothing]
  ])('%j is read as %j', (value, expected) => expect(countAt(value)).toBe(expected))
})

describe('an id is a text, however it was sent', () => {
  test.each([
    ['42', '42'],
    ['SHOP-1', 'SHOP-1'],
    ['', nothing],
    [42, '42'],
    [0, '0'],
    [9_007_199_254_740_991, '9007199254740991'],
    // not the number that was sent: JSON numbers beyond it lose digits
    [9_007_199_254_740_992, nothing],
    [1.5, nothing],
    [NaN, nothing],
    [true, nothing],
    [null, nothing],
    [nothing, nothing],
    [['42'], nothing]
  ])('%j is read as %j', (value, expected) => expect(idAt(value)).toBe(expected))
})

describe('a boolean', () => {
  test.each([
    [true, true],
    [false, false],
    ['true', nothing],
    [1, nothing],
    [0, nothing],
    [null, nothing],
    [nothing, nothing]
  ])('%j is read as %j', (value, expected) => expect(booleanAt(value)).toBe(expected))
})

describe('each reader takes a path', () => {
  const json = { a: { b: { c: 'text', n: 7, f: true, l: [1, 'x', 2] } }, n: null }

  test('and reads what is there', () => {
    expect(at(json, 'a', 'b', 'c')).toBe('text')
    expect(recordAt(json, 'a', 'b')).toBe(json.a.b)
    expect(textAt(json, 'a', 'b', 'c')).toBe('text')
    expect(idAt(json, 'a', 'b', 'n')).toBe('7')
    expect(numberAt(json, 'a', 'b', 'n')).toBe(7)
    expect(countAt(json, 'a', 'b', 'n')).toBe(7)
    expect(booleanAt(json, 'a', 'b', 'f')).toBe(true)
    expect(listAt(json, ['a', 'b', 'l'])).toEqual([1, 'x', 2])
    expect(listAt(json, ['a', 'b', 'l'], entry => numberAt(entry))).toEqual([1, 2])
  })

  test('and nothing where a step is missing or is no object', () => {
    for (const path of [
      ['x'],
      ['a', 'x', 'c'],
      ['n', 'c'],
      ['a', 'b', 'c', 'length'],
      ['a', 'b', 'l', '0']
    ]) {
      expect(at(json, ...path)).toBeUndefined()
      expect(recordAt(json, ...path)).toEqual({})
      for (const read of [textAt, idAt, numberAt, countAt, booleanAt])
        expect(read(json, ...path)).toBeUndefined()
      expect(listAt(json, path)).toEqual([])
      expect(rowsAt(json, path, entry => entry)).toBeUndefined()
    }
  })

  test('a list with a gap is none where it decides something', () => {
    expect(rowsAt(json, ['a', 'b', 'l'], entry => idAt(entry))).toEqual(['1', 'x', '2'])
    expect(rowsAt(json, ['a', 'b', 'l'], entry => numberAt(entry))).toBeUndefined()
  })
})

describe('JSON', () => {
  test.each([
    ['{"a": [1, null]}', { a: [1, null] }],
    ['null', null],
    ['"a"', 'a'],
    ['', nothing],
    ['{"a": [1', nothing],
    ['<html>', nothing],
    ['{} {}', nothing]
  ])('%j is read as %j', (text, expected) => expect(parseJson(text)).toEqual(expected))
})

describe('JSON that is nested too deeply is none', () => {
  const lists = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
  const objects = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

  test.each([
    ['lists', lists],
    ['objects', objects],
    ['both', (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`],
    ['lists behind a text with quotes', (depth: number) => `["\\"[", ${lists(depth - 1)}]`],
    ['lists behind a text that ends with a backslash', (depth: number) => `["\\\\", ${lists(depth - 1)}]`]
  ])('%s', (_, nested) => {
    expect(parseJson(nested(MAX_DEPTH))).toBeDefined()
    expect(parseJson(nested(MAX_DEPTH + 2))).toBeUndefined()
    expect(parseJson(nested(60_000))).toBeUndefined()
  })

  test('what is long or has brackets in its texts is not', () => {
    const wide = JSON.stringify(Array.from({ length: 1_000 }, () => [[{ a: '[[[{{{\\"[[[' }]]))
    expect(parseJson(wide)).toEqual(JSON.parse(wide))
    expect(parseJson(JSON.stringify('['.repeat(1_000)))).toBe('['.repeat(1_000))
  })
})

test('no value that JSON can hold, and no text, makes a reader throw', () => {
  const readers = [
    isRecord,
    ...READERS.map(read => (value: unknown) => read(value, 'a')),
    ...READERS.map(read => (value: unknown) => read(value)),
    (value: unknown) => listAt(value, []),
    (value: unknown) => rowsAt(value, [], entry => entry)
  ]
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, text) => {
      for (const reader of readers) expect(() => reader(value)).not.toThrow()
      expect(parseJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)))
      expect(() => parseJson(text)).not.toThrow()
    })
  )
})
