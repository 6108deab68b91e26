import { describe, expect, test } from '@jest/globals'
import vm from 'node:vm'
import * as fc from 'fast-check'
import { debugIdOf } from '../../../../src/release/maps/debug-id.ts'
import { inject, registration, type Injection } from '../../../../src/release/maps/inject/inject.ts'
import { readScript } from '../../../../src/release/maps/inject/script.ts'
import { edited } from '../../../../src/release/maps/map/json-bytes.ts'
import vectors from '../../../fixtures/source-maps-debug-ids.json' with { type: 'json' }
import { lastDebugId, runtimeIds, sameMeaning } from '../../../fixtures/source-map-tools.mjs'

const bytes = (text: string): Uint8Array => Buffer.from(text)
const MAP = '{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA;AACA"}'

/** The texts of a pair after its injection. */
function textsOf(
  result: Injection,
  { script, map }: { readonly script: string; readonly map: string }
): { readonly script: string; readonly map: string; readonly id: string } {
  if (result.kind !== 'changed') throw new Error(result.kind)
  const text = (before: string, edits: typeof result.map): string =>
    Buffer.concat(edited(bytes(before), edits)).toString()
  return { script: text(script, result.script), map: text(map, result.map), id: result.debugId }
}

/** Injects a debug id into a pair that has none. */
function injected(
  script: string,
  map: string
): { readonly script: string; readonly map: string; readonly id: string } {
  return textsOf(inject({ script: bytes(script), map: bytes(map) }), { script, map })
}

describe('A debug id', () => {
  test.each(vectors)('of $script and its map is that of sentry-cli', vector => {
    expect(debugIdOf(bytes(vector.script), vector.map === undefined ? undefined : bytes(vector.map))).toBe(
      vector['3.8.0']
    )
  })
})

describe('An injected script', () => {
  test.each([
    ['of one statement', 'f()\n'],
    ['without a line break at its end', 'f()'],
    ['with Windows line ends', 'var f=1\r\nf+1\r\n'],
    ['with a byte order mark', '\uFEFFvar f=1\n'],
    ['with a hashbang', '#!/usr/bin/env node\nvar f=1\n'],
    ['with a hashbang and Windows line ends', '#!/usr/bin/env node\r\nvar f=1\r\n'],
    ['with a hashbang and a directive', '#!/usr/bin/env node\n"use strict";\nvar f=1\n'],
    ['with a licence above its directive', '/*! licence */\n"use strict";var f=1\n'],
    ['with umlauts', 'var f="äöü😀"\n']
  ])('%s keeps every byte, and gets one line and one comment', (_name, text) => {
    const { script, id } = injected(text, MAP)
    const { lineBreak, directives, head } = readScript(text)
    const line = directives + registration(id) + lineBreak
    const comment = `//# debugId=${id}${lineBreak}`
    expect(script.startsWith(head + line)).toBe(true)
    expect(script.endsWith(comment)).toBe(true)
    const rest = script.slice(0, -comment.length).replace(line, '')
    expect(text.endsWith('\n') ? rest : rest.slice(0, -lineBreak.length)).toBe(text)
    expect(lastDebugId(script)).toBe(id)
  })

  test.each([
    ['"use strict";var f=1'],
    ["'use strict';var f=1"],
    ['"use strict"\nvar f=1'],
    ['// licence\n"use strict"\n;var f=1'],
    ['"use client"\n"use strict"\nvar f=1'],
    ['"use strict" /* x */ ;var f=1'],
    ['"use strict"\n++globalThis.f'],
    ['"use strict"\n!function(){}()'],
    ['"use strict"\n{var f=1}'],
    ['"use strict"'],
    ['<!-- hidden from old browsers\n"use strict"\nvar f=1\n-->'],
    ['/* */ --> x\n"use strict"'],
    ['"use strict" <!-- x\nvar f=1'],
    ['#!/bin/x\n"use strict";var f=1']
  ])('%j stays strict', text => {
    expect(isStrict(injected(text, MAP).script)).toBe(true)
  })

  test.each([
    ['"use strict"\n.length'],
    ['"use strict"\n+1'],
    ['"use strict"\n[0]'],
    ['"use strict"\ninstanceof Object'],
    ['"use strict"+"x"'],
    ['"use strict"\n!= 1'],
    ['("use strict")'],
    ['function g(){"use strict"}']
  ])('%j does not become strict', text => {
    expect(isStrict(injected(text, MAP).script)).toBe(false)
  })

  test('registers its id at run time', () => {
    const { script, id } = injected('var f=1\n', MAP)
    expect(runtimeIds(script).map(([, found]) => found)).toEqual([id])
  })
})

/** Whether a script is strict, told by what it does: the statement at its end asks. */
function isStrict(script: string): boolean {
  const code = script.replace(/^#![^\n]*/, '').replace(/\/\/# debugId=.*\s*$/, '')
  return vm.runInNewContext(`${code}\n;(function(){return this===undefined})()`) === true
}

describe('A pair', () => {
  const script = 'var a=1;\nvar b=2\n//# sourceMappingURL=a.js.map\n'

  test('means the same as before, and a second run changes nothing', () => {
    const after = injected(script, MAP)
    expect(
      sameMeaning({ script, map: JSON.parse(MAP) }, { script: after.script, map: JSON.parse(after.map) })
    ).toEqual([])
    expect(inject({ script: bytes(after.script), map: bytes(after.map) })).toEqual({
      kind: 'unchanged',
      debugId: after.id
    })
  })

  test('that was interrupted after the script is completed: the map is moved and gets the id', () => {
    const whole = injected(script, MAP)
    const second = inject({ script: bytes(whole.script), map: bytes(MAP) })
    expect(textsOf(second, { script: whole.script, map: MAP })).toEqual(whole)
  })

  test('whose script has only the comment gives the map its id, and does not move it', () => {
    const id = '11111111-1111-4111-8111-111111111111'
    const before = { script: `${script}//# debugId=${id}\n`, map: MAP }
    const after = textsOf(inject({ script: bytes(before.script), map: bytes(MAP) }), before)
    expect(after).toMatchObject({ id, script: before.script })
    expect(JSON.parse(after.map)).toMatchObject({ debugId: id, mappings: 'AAAA;AACA' })
  })

  test('of two ids keeps that of the script, with a warning', () => {
    const id = '11111111-1111-4111-8111-111111111111'
    const other = MAP.replace('{', '{"debugId":"22222222-2222-4222-8222-222222222222",')
    const result = inject({ script: bytes(`${script}//# debugId=${id}\n`), map: bytes(other) })
    expect(result).toMatchObject({
      kind: 'changed',
      debugId: id,
      warning: expect.stringContaining('22222222')
    })
  })

  const PLUGIN = '33333333-3333-4333-8333-333333333333'
  const withPlugin = `!function(){e._sentryDebugIdIdentifier="sentry-dbid-${PLUGIN}"}();\n${script}`

  test.each([
    ['none', MAP, undefined],
    ['the same one', MAP.replace('{', `{"debugId":"${PLUGIN}",`), undefined],
    [
      'another one',
      MAP.replace('{', '{"debug_id":"22222222-2222-4222-8222-222222222222",'),
      expect.stringContaining('22222222')
    ]
  ])(
    'whose script registers an id of a bundler plugin gets that one; its map had %s',
    (_what, map, warning) => {
      const result = inject({ script: bytes(withPlugin), map: bytes(map) })
      expect(result).toMatchObject({ kind: 'changed', debugId: PLUGIN })
      expect('warning' in result ? result.warning : undefined).toEqual(warning)
      const after = textsOf(result, { script: withPlugin, map })
      expect(JSON.parse(after.map)).toMatchObject({ debugId: PLUGIN, debug_id: PLUGIN })
      expect(inject({ script: bytes(after.script), map: bytes(after.map) }).kind).toBe('unchanged')
    }
  )

  test('whose script holds the ids of several files gets one of its own', () => {
    const several = `${withPlugin.replaceAll('3', '4')}${withPlugin}`
    expect(inject({ script: bytes(several), map: bytes(MAP) })).toMatchObject({
      kind: 'changed',
      debugId: debugIdOf(bytes(several), bytes(MAP))
    })
  })

  test('keeps the keys of the map that nobody knows', () => {
    const map = MAP.replace('{', '{"x_mine":[1,{"a":null}],"ignoreList":[0],"x_google_ignoreList":[0],')
    expect(JSON.parse(injected(script, map).map)).toMatchObject({
      x_mine: [1, { a: null }],
      ignoreList: [0],
      x_google_ignoreList: [0]
    })
  })

  test('may have its map inside, in any base64 address of JSON', () => {
    for (const type of ['application/json', 'application/json;charset=utf-8', 'text/json']) {
      const text = `var a=1\n//# sourceMappingURL=data:${type};base64,${Buffer.from(MAP).toString('base64')}\n`
      const after = textsOf(inject({ script: bytes(text), map: undefined }), { script: text, map: '' })
      const inside = /base64,(\S+)/.exec(after.script)?.[1] ?? ''
      const map: unknown = JSON.parse(Buffer.from(inside, 'base64').toString())
      expect(map).toMatchObject({ debugId: after.id, mappings: ';AAAA;AACA' })
      expect(inject({ script: bytes(after.script), map: undefined }).kind).toBe('unchanged')
    }
  })

  test.each([
    ['not JSON', 'map', 'x'],
    ['a list', 'map', '[]'],
    ['with a byte order mark', 'map', `\uFEFF${MAP}`],
    ['of version 1', 'map', '{"version":1,"sources":[],"mappings":""}'],
    ['without mappings', 'map', '{"version":3,"sources":[]}']
  ])('whose map is %s stays as it is', (_what, which, map) => {
    expect(inject({ script: bytes(script), map: bytes(map) })).toMatchObject({ kind: 'bad', which })
  })

  test('whose script is not UTF-8 stays as it is', () => {
    expect(inject({ script: Uint8Array.of(0xe4, 0x0a), map: bytes(MAP) })).toMatchObject({
      kind: 'bad',
      which: 'script'
    })
  })

  test('without a map is left alone', () => {
    expect(inject({ script: bytes('f()'), map: undefined }).kind).toBe('no-map')
    expect(inject({ script: bytes('#!/bin/x\n'), map: bytes(MAP) }).kind).toBe('no-map')
  })

  test('of any text means the same, and is done after one run', () => {
    const line = fc.constantFrom(
      '"use strict"',
      "'a';",
      'f()',
      '/* c */',
      '// c',
      '',
      '}',
      '`x`',
      '"x"+1',
      '//# debugId=no'
    )
    fc.assert(
      fc.property(
        fc.array(line),
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom('', '\uFEFF', '#!/bin/x\n'),
        (lines, end, head) => {
          const text = head + lines.join(end)
          const first = inject({ script: bytes(text), map: bytes(MAP) })
          if (first.kind !== 'changed') return
          const { script: after, map } = textsOf(first, { script: text, map: MAP })
          expect(after.endsWith(`//# debugId=${first.debugId}${readScript(text).lineBreak}`)).toBe(true)
          expect(after.replace(`${readScript(text).directives}${registration(first.debugId)}`, '')).toContain(
            lines.join(end)
          )
          expect(inject({ script: bytes(after), map: bytes(map) }).kind).toBe('unchanged')
        }
      )
    )
  })
})

describe('The comment that names the map', () => {
  test.each([
    ['//# sourceMappingURL=a.js.map', 'a.js.map'],
    ['//@ sourceMappingURL=a.js.map', 'a.js.map'],
    ['  //# sourceMappingURL=a.js.map  ', 'a.js.map'],
    ['f()//# sourceMappingURL=a.js.map', 'a.js.map'],
    ['//# sourceMappingURL=a.js.map and more', 'a.js.map'],
    ['//# sourceMappingURL=a.map\n//# sourceMappingURL=b.map', 'b.map'],
    ['/*# sourceMappingURL=a.js.map */', undefined],
    ['var s="//# sourceMappingURL=a.js.map"', undefined],
    ['var s="//# sourceMappingURL="+u', undefined],
    ['var s=`//# sourceMappingURL=${u}`', undefined],
    ['var s="//# sourceMappingURL=a.map \\n"', undefined],
    ['//# sourceMappingURL=real.map\nvar s="//# sourceMappingURL="+u', 'real.map'],
    ['f()', undefined]
  ])('in %j is read as %j', (text, reference) => {
    expect(readScript(text).reference).toBe(reference)
  })
})
