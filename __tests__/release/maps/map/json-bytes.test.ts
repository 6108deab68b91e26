import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import {
  edited,
  findJson,
  findObject,
  itemsOf,
  objectIn,
  readJson,
  setMembers
} from '../../../../src/release/maps/map/json-bytes.ts'
import { recordAt } from '../../../../src/text/json.ts'

const bytes = (text: string): Buffer => Buffer.from(text)

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('A text is found to be JSON', () => {
  test('exactly when JSON.parse takes it, whatever was written into it', () => {
    const sign = fc.constantFrom(...'{}[]",:\\/ \n\t\r\u0001-+.eE019tfnulr x\u00e4\u2028'.split(''))
    const change = fc.record({ at: fc.nat(), cut: fc.nat({ max: 2 }), put: fc.array(sign, { maxLength: 3 }) })
    fc.assert(
      fc.property(fc.json(), fc.array(change, { maxLength: 3 }), (json, changes) => {
        const text = changes.reduce((before, { at, cut, put }) => {
          const place = at % (before.length + 1)
          return before.slice(0, place) + put.join('') + before.slice(place + cut)
        }, json)
        expect([text, findJson(bytes(text)) !== undefined]).toEqual([text, isJson(text)])
      }),
      { numRuns: 2_000 }
    )
  })

  test.each([
    ['"\\u00e4\\n\\""', true],
    ['"\\u00g4"', false],
    ['"\\u00', false],
    ['"\\x"', false],
    ['"a\nb"', false],
    ['-0.1e+9', true],
    ['01', false],
    ['1.', false],
    ['[1,]', false],
    ['{"a":1,}', false],
    ['{a:1}', false],
    ['[1] 2', false],
    ['', false],
    ['\uFEFF1', false]
  ])('%j: %s', (text, is) => {
    expect([findJson(bytes(text)) !== undefined, isJson(text)]).toEqual([is, is])
  })

  test('unless it is nested deeper than anything that is read', () => {
    const nested = (depth: number): Buffer => bytes('['.repeat(depth) + ']'.repeat(depth))
    expect(findJson(nested(100))).toBeDefined()
    expect(findJson(nested(101))).toBeUndefined()
    expect(findJson(nested(1_000_000))).toBeUndefined()
  })
})

describe('The values of a text', () => {
  test('are those that JSON.parse finds', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.constantFrom(undefined, 2),
        (object, space) => {
          const text = bytes(JSON.stringify(object, undefined, space))
          const root = findJson(text)
          if (root === undefined) throw new Error('not found')
          const found = [...(objectIn(text, root)?.members ?? [])].map(([name, value]) => [
            name,
            readJson(text, value)
          ])
          expect(found).toEqual(Object.entries(recordAt(JSON.parse(text.toString()))))
        }
      )
    )
  })

  test('may be items of a list, and the last one of a name counts', () => {
    const text = bytes(' { "a" : 1, "\\u0061" : [1, "x", null] } ')
    const root = findJson(text)
    const list = objectIn(text, root)?.members.get('a')
    expect(list && itemsOf(text, list).map(item => readJson(text, item))).toEqual([1, 'x', null])
  })

  test('that are set stand in the place of the old ones, new ones at the end; no other byte changes', () => {
    const set = (text: string, values: Record<string, string>): string => {
      const root = findObject(bytes(text))
      if (root === undefined) throw new Error('not found')
      return Buffer.concat(edited(bytes(text), setMembers(root, values))).toString()
    }
    expect(set('{"a":1e400, "b": [ ]}', { a: '"x"', c: '3', d: '4' })).toBe('{"a":"x", "b": [ ],"c":3,"d":4}')
    expect(set('{}', { c: '3', d: '4' })).toBe('{"c":3,"d":4}')
  })
})
