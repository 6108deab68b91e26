import { expect, test } from '@jest/globals'
import { slashed } from '../../src/text/names.ts'

test.each([
  ['on Windows', 'D:\\a\\web', '\\', 'D:/a/web'],
  ['elsewhere', '/srv/a\\b', '/', '/srv/a\\b']
])('A path is written with / %s', (_where, place, separator, expected) => {
  expect(slashed(place, separator)).toBe(expected)
})
