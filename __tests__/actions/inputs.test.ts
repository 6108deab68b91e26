import { describe, expect, test } from '@jest/globals'
import { alternatives, createInputReader, timeOf } from '../../src/actions/inputs.ts'

function read(inputs: Readonly<Record<string, string>>) {
  return createInputReader(inputs)
}

describe('a text', () => {
  test.each([
    ['is trimmed', { INPUT_X: '  a b ' }, 'a b'],
    ['that is empty counts as not given', { INPUT_X: '' }, undefined],
    ['of blanks counts as not given', { INPUT_X: ' \n' }, undefined],
    ['has an old name', { INPUT_OLD: 'o' }, 'o'],
    ['has the present name first', { INPUT_X: 'x', INPUT_OLD: 'o', ENV: 'e' }, 'x'],
    ['has the old name before the environment', { INPUT_X: ' ', INPUT_OLD: 'o', ENV: 'e' }, 'o'],
    ['falls to the environment', { INPUT_X: '', ENV: ' e ' }, 'e'],
    ['without anything is not given', { ENV: ' ' }, undefined]
  ])('%s', (_title, env, expected) => {
    expect(read(env).text('x', { oldName: 'old', fallback: 'ENV' })).toBe(expected)
  })
})

describe('a boolean', () => {
  test.each([
    ['true', true],
    ['TRUE', true],
    ['1', true],
    ['False', false],
    ['0', false]
  ])('%s is %s', (value, expected) => {
    const reader = read({ INPUT_X: value })
    expect(reader.boolean('x', !expected)).toBe(expected)
    expect(reader.problems).toEqual([])
  })

  test('that is not given is what it is otherwise', () => {
    expect(read({ INPUT_X: '' }).boolean('x', true)).toBe(true)
    expect(read({}).boolean('x', false)).toBe(false)
  })

  test.each([['yes'], ['2'], ['truee'], ['on'], ['01']])('%s is a problem', value => {
    const reader = read({ INPUT_X: value })
    reader.boolean('x', true)
    expect(reader.problems).toEqual([{ input: 'x', value, allowed: 'true, false, 1 or 0' }])
  })
})

describe('a named value', () => {
  test('is taken in any case, as it is written in the list', () => {
    expect(read({ INPUT_X: 'AUTO' }).oneOf('x', ['auto', 'never'], 'never')).toBe('auto')
  })

  test('that is another one is a problem', () => {
    const reader = read({ INPUT_X: 'some' })
    expect(reader.oneOf('x', ['a', 'b', 'c'], 'a')).toBe('a')
    expect(reader.problems).toEqual([{ input: 'x', value: 'some', allowed: 'a, b or c' }])
  })
})

describe('a list', () => {
  test.each([
    ['newline, comma or space', 'a b,c\nd\te', ['a', 'b', 'c', 'd', 'e']],
    ['newline, comma or space', ' a,, a\r\n\r\na ', ['a']],
    ['newline or comma', 'pre production, qa\nqa ', ['pre production', 'qa']],
    ['newline or comma', ' , \n', []]
  ] as const)('split at %s: %j', (separators, value, expected) => {
    expect(read({ INPUT_X: value }).list('x', separators)).toEqual(expected)
  })

  test('falls to the environment', () => {
    expect(read({ ENV: 'a,b' }).list('x', 'newline or comma', { fallback: 'ENV' })).toEqual(['a', 'b'])
  })
})

describe('a whole number', () => {
  const range = { min: 2, max: 10, otherwise: 5 }
  test.each([
    ['2', 2],
    ['10', 10],
    ['', 5]
  ])('%j is %s', (value, expected) => {
    expect(read({ INPUT_X: value }).integer('x', range)).toBe(expected)
  })

  test.each([['1'], ['11'], ['-3'], ['3.5'], ['3x'], ['1e1'], ['٣']])(
    '%s is a problem and never clamped',
    value => {
      const reader = read({ INPUT_X: value })
      reader.integer('x', range)
      expect(reader.problems).toEqual([{ input: 'x', value, allowed: 'a whole number from 2 to 10' }])
    }
  )
})

describe('a time', () => {
  test.each([
    ['0', '1970-01-01T00:00:00.000Z'],
    ['1767225600', '2026-01-01T00:00:00.000Z'],
    ['1767225600.25', '2026-01-01T00:00:00.250Z'],
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31T12:30', '2026-01-31T12:30:00.000Z'],
    ['2026-01-31 12:30:15', '2026-01-31T12:30:15.000Z'],
    ['2026-01-31t12:30:15z', '2026-01-31T12:30:15.000Z'],
    ['2026-01-31T12:30:15.123456Z', '2026-01-31T12:30:15.123Z'],
    ['2026-01-31T12:30:15+02:00', '2026-01-31T10:30:15.000Z'],
    ['2026-01-31 12:30:15 +0200', '2026-01-31T10:30:15.000Z'],
    ['2026-01-31T23:30:15-05:30', '2026-02-01T05:00:15.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z']
  ])('%s is %s', (value, expected) => expect(timeOf(value)).toBe(expected))

  test.each([
    ['1767225600000'],
    ['-5'],
    ['2026-02-30'],
    ['2026-02-29T10:00Z'],
    ['2026-13-01'],
    ['2026-01-31T25:00Z'],
    ['31.01.2026'],
    ['now'],
    ['2026-1-1'],
    ['2026-01-31T12']
  ])('%s is none', value => expect(timeOf(value)).toBeUndefined())
})

describe('a problem', () => {
  test.each([
    ['x', 'https://u:p@x/', undefined],
    ['repo', 'u:p@x', undefined],
    ['maton_url', 'u:p@x', undefined],
    ['repo', 'https://x/y', 'https://x/y'],
    ['release', 'web@1.0', 'web@1.0'],
    ['release', 'shop:web@1.0', 'shop:web@1.0']
  ])('with %s shows of %s: %s', (input, value, shown) => {
    const reader = read({})
    reader.problem(input, value, 'something else')
    expect(reader.problems).toEqual([{ input, value: shown, allowed: 'something else' }])
  })
})

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a or b'],
  [['a', 'b', 'c'], 'a, b or c']
])('%j in words', (words, expected) => expect(alternatives(words)).toBe(expected))

describe('a time', () => {
  const minutes = { unit: 'm', min: 0, max: 1_440, otherwise: 5 } as const
  const seconds = { unit: 's', min: 1, max: 3_600, otherwise: 60 } as const

  test.each([
    ['15', minutes, 900_000],
    ['15m', minutes, 900_000],
    ['1h', minutes, 3_600_000],
    ['24H', minutes, 86_400_000],
    ['', minutes, 300_000],
    ['60', seconds, 60_000],
    ['60s', seconds, 60_000],
    ['1m', seconds, 60_000],
    ['', seconds, 60_000]
  ] as const)('"%s" is read in its unit', (value, range, ms) => {
    const reader = read({ INPUT_X: value })
    expect([reader.duration('x', range), reader.problems]).toEqual([ms, []])
  })

  test.each([
    ['25h', minutes],
    ['1s', minutes],
    ['1d', minutes],
    ['1.5h', minutes],
    ['-1', minutes],
    ['m', minutes],
    ['1 m', minutes],
    ['0', seconds],
    ['61m', seconds],
    ['1h', seconds],
    ['9999999999', seconds]
  ] as const)('"%s" is a problem that says what is allowed', (value, range) => {
    const reader = read({ INPUT_X: value })
    reader.duration('x', range)
    expect(reader.problems).toEqual([
      {
        input: 'x',
        value,
        allowed: expect.stringMatching(/^a time from \d+[sm] to \d+[sm], such as 15, 15[sm] or 1[mh]$/)
      }
    ])
  })
})
