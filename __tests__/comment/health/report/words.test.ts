import { describe, expect, test } from '@jest/globals'
import {
  countText,
  foundText,
  headline,
  rateText,
  type Showing,
  whyText
} from '../../../../src/comment/health/report/words.ts'
import type { Measured, TermVerdict } from '../../../../src/comment/health/verdict.ts'
import { parseGate } from '../../../../src/comment/judge/gate.ts'

const full: Showing = { isRedacted: false, isCoarse: false, name: name => name }
const redacted: Showing = { ...full, isRedacted: true }

function termsOf(input: string) {
  const parsed = parseGate(input)
  return 'gate' in parsed ? parsed.gate.health : []
}

function broken(input: string, found: Measured): Extract<TermVerdict, { found: Measured }> {
  const [term] = termsOf(input)
  if (term === undefined) throw new Error(input)
  return { verdict: 'fail', term, found }
}

describe('a rate', () => {
  test.each([
    ['crash_free_sessions', 9_961, 10_000, '', '99.61 %'],
    ['crash_free_sessions', 99_999, 100_000, '', '99.99 %'],
    ['crash_free_sessions', 10_000, 10_000, '', '100 %'],
    ['error_rate', 1, 100_000, '', '0.01 %'],
    ['crash_free_sessions', 199, 200, 'crash_free_sessions<99.5', '99.50 %'],
    ['crash_free_sessions', 99_504, 100_000, 'crash_free_sessions<99.5', '99.504 %'],
    [
      'crash_free_sessions',
      9_950_004,
      10_000_000,
      'crash_free_sessions<99.5',
      '99.500 % (49,996 of 10,000,000 crashed)'
    ],
    ['error_rate', 19_999, 1_000_000, 'error_rate>2', '2.000 % (19,999 of 1,000,000 with errors)']
  ] as const)('%s of %i in %i, gated by "%s": %s', (metric, part, of, gate, text) => {
    expect(rateText(metric, { part, of }, full, termsOf(gate))).toBe(text)
  })

  test('has one decimal where it is redacted', () => {
    expect(rateText('crash_free_sessions', { part: 9_969, of: 10_000 }, redacted)).toBe('99.6 %')
    expect(rateText('error_rate', { part: 131, of: 10_000 }, redacted)).toBe('1.4 %')
  })
})

test('counts have their thousands apart, and two digits for the digest', () => {
  expect([0, 999, 1_000, 12_345_678].map(count => countText(count, full))).toEqual([
    '0',
    '999',
    '1,000',
    '12,345,678'
  ])
  expect([7, 12_345, 12_600].map(count => countText(count, { isCoarse: true }))).toEqual([
    '7',
    '12,000',
    '13,000'
  ])
})

describe('what a broken condition found', () => {
  const share = { part: 9_887, of: 10_000 }
  const cases: readonly (readonly [string, Measured, string, string, string])[] = [
    [
      'crash_free_sessions<99.5',
      { kind: 'share', share },
      'found 98.87 % of 10,000 sessions',
      'found 98.8 %',
      '98.87 % crash-free sessions'
    ],
    [
      'crash_free_users<99.5',
      { kind: 'share', share },
      'found 98.87 % of 10,000 users',
      'found 98.8 %',
      '98.87 % crash-free users'
    ],
    [
      'crash_free_sessions<previous-0.2',
      { kind: 'share', share, previous: { release: 'v1', share: { part: 999, of: 1_000 } } },
      'found 98.87 % of 10,000 sessions, 99.90 % in v1',
      'found 98.8 %, 99.9 % in v1',
      '98.87 % crash-free sessions'
    ],
    [
      'adoption<5',
      { kind: 'share', share: { part: 1, of: 40 } },
      'found 2.50 % of 40 sessions',
      'found too little',
      '2.50 % adoption'
    ],
    ['sessions<1000', { kind: 'count', count: 12 }, 'found 12', 'found too few', '12 sessions']
  ]

  test.each(cases)('%s', (term, found, open, hidden, heading) => {
    const judged = broken(term, found)
    expect([foundText(judged, full), foundText(judged, redacted), headline(judged, full)]).toEqual([
      open,
      hidden,
      heading
    ])
    expect(headline(judged, redacted)).not.toMatch(/\b(?:12|40|10,000)\b/)
  })
})

test('a missed minimum has no numbers where it is redacted', () => {
  const why = { kind: 'too-few', counts: 'sessions', found: 37, needed: 200, previous: undefined } as const
  expect(whyText(why, full)).toBe('37 sessions, 200 needed')
  expect(whyText(why, redacted)).toBe('too few sessions')
  expect(whyText({ ...why, previous: 'v1' }, redacted)).toBe('too few sessions of v1')
})
