import { describe, expect, test } from '@jest/globals'
import { assert, integer, property } from 'fast-check'
import { compareShare, percent, points, type Share } from '../../../src/comment/health/share.ts'

const share = (part: number, of: number): Share => ({ part, of })

describe('a share is compared exactly', () => {
  test.each([
    ['99.5 % of 200 is 99.5 %', share(199, 200), 99_500, 0],
    ['one less of 200 is below it', share(198, 200), 99_500, -1],
    ['99.5 % of 200,000 and one is above it', share(199_001, 200_000), 99_500, 1],
    ['what is shown as 99.50 % may be below it', share(99_499, 100_000), 99_500, -1],
    ['a third is not 33.333 %', share(1, 3), 33_333, 1],
    ['nor 33.334 %', share(1, 3), 33_334, -1],
    ['nothing is 0 %', share(0, 7), 0, 0],
    ['all is 100 %', share(7, 7), 100_000, 0],
    ['beyond what a double holds', share(9_007_199_254_740_990, 9_007_199_254_740_991), 100_000, -1]
  ])('%s', (_, own, limit, order) => {
    expect(compareShare(own, limit)).toBe(order)
  })

  test.each([
    ['exactly 0.2 points below', share(9_930, 10_000), -200, share(9_950, 10_000), 0],
    ['one session more below', share(9_929, 10_000), -200, share(9_950, 10_000), -1],
    ['a point above', share(3, 100), 1_000, share(2, 100), 0],
    ['of wholes of other sizes', share(1, 3), 0, share(2, 6), 0]
  ])('with that of another release: %s', (_, own, distance, base, order) => {
    expect(compareShare(own, distance, base)).toBe(order)
  })

  test('as fractions say, whatever the numbers', () => {
    const count = integer({ min: 1, max: 1_000_000 })
    assert(
      property(count, count, integer({ min: 0, max: 100_000 }), (a, b, limit) => {
        const own = share(Math.min(a, b), Math.max(a, b))
        const difference = own.part * 100_000 - limit * own.of
        expect(compareShare(own, limit)).toBe(Math.sign(difference))
      })
    )
  })
})

describe('percent', () => {
  test.each([
    [share(12_298, 12_345), 2, 'down', '99.61'],
    [share(99_999, 100_000), 2, 'down', '99.99'],
    [share(100_000, 100_000), 2, 'down', '100'],
    [share(47, 12_345), 2, 'up', '0.39'],
    [share(1, 1_000_000), 2, 'up', '0.01'],
    [share(0, 5), 2, 'up', '0'],
    [share(995, 1000), 3, 'down', '99.500'],
    [share(9_887, 10_000), 1, 'down', '98.8'],
    [share(12_298, 12_345), 4, 'nearest', '99.6193'],
    [share(9_999_999, 10_000_000), 4, 'nearest', '99.9999'],
    [share(1, 10_000_000), 4, 'nearest', '0.0001'],
    [share(1, 3), 0, 'down', '33']
  ] as const)('%j with %i decimals %s: %s', (own, decimals, rounding, text) => {
    expect(percent(own, decimals, rounding)).toBe(text)
  })
})

describe('the distance between two shares', () => {
  test.each([
    [share(9_961, 10_000), share(9_982, 10_000), '−0.21'],
    [share(9_982, 10_000), share(9_961, 10_000), '+0.21'],
    [share(1, 3), share(2, 6), '±0'],
    [share(99_996, 100_000), share(100_000, 100_000), '±0'],
    [share(199_990, 200_000), share(200_000, 200_000), '−0.01'],
    [share(1, 2), share(1, 4), '+25.00']
  ])('%j to %j is %s', (own, base, text) => {
    expect(points(own, base)).toBe(text)
  })
})
