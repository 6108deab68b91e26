import { expect, test } from '@jest/globals'
import { parseTime } from '../../simulator/iso-time.ts'

test.each([
  ['2026-03-01', Date.UTC(2026, 2, 1)],
  ['2026-03-01T10:20:30Z', Date.UTC(2026, 2, 1, 10, 20, 30)],
  ['2026-03-01T10:20:30', Date.UTC(2026, 2, 1, 10, 20, 30)],
  ['2026-03-01 10:20', Date.UTC(2026, 2, 1, 10, 20)],
  ['2026-03-01t10:20:30.5z', Date.UTC(2026, 2, 1, 10, 20, 30, 500)],
  ['2026-03-01T10:20:30.123456789+02:00', Date.UTC(2026, 2, 1, 8, 20, 30, 123)],
  ['2026-03-01T10:20:30,25-0130', Date.UTC(2026, 2, 1, 11, 50, 30, 250)],
  ['2026-03-01T10:20+02', Date.UTC(2026, 2, 1, 8, 20)]
])('an ISO 8601 time is read, in UTC unless it names a zone: %s', (text, time) => {
  expect(parseTime(text)).toBe(time)
})

test.each(['', 'yesterday', '2026', '2026-13-01', '2026-03-01T25:00:00Z', '1 March 2026', '2026-03-01T10Z'])(
  'anything else is no time: %s',
  text => {
    expect(parseTime(text)).toBeUndefined()
  }
)
