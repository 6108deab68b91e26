import { expect, test } from '@jest/globals'
import { slashed, timeOf } from '../../src/text/names.ts'

test.each([
  ['on Windows', 'D:\\a\\web', '\\', 'D:/a/web'],
  ['elsewhere', '/srv/a\\b', '/', '/srv/a\\b']
])('A path is written with / %s', (_where, place, separator, expected) => {
  expect(slashed(place, separator)).toBe(expected)
})

test.each([
  ['2026-01-15T10:05:00Z', 1_768_471_500_000],
  ['yesterday', 0],
  [undefined, 0]
])('the time %s is %d milliseconds since 1970', (time, expected) => expect(timeOf(time)).toBe(expected))
