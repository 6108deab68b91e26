import { describe, expect, test } from '@jest/globals'
import { compareVersions, parseTag, type TagVersion } from '../../src/range/earlier-tags.ts'

function versionOf(tag: string): TagVersion {
  const version = parseTag(tag)
  if (version === undefined) throw new Error(`${tag} is no version`)
  return version
}

describe('a tag', () => {
  test.each([
    ['v1.2.0', '', '1.2.0'],
    ['1.2.0', '', '1.2.0'],
    ['v1', '', '1'],
    ['2026.01', '', '2026.1'],
    ['web-v1.2.0', 'web-', '1.2.0'],
    ['Web-1.2.0', 'web-', '1.2.0'],
    ['tool-a-v1', 'tool-a-', '1'],
    ['web2-v1.0', 'web2-', '1.0'],
    ['app/v3.4', 'app/', '3.4'],
    ['web@1.2.0', 'web@', '1.2.0'],
    ['v1.2.3.4', '', '1.2.3.4'],
    ['v1.0rc1', '', '1.0']
  ])('%s is of the component "%s" and of version %s', (tag, component, numbers) => {
    const version = versionOf(tag)
    expect(version.component).toBe(component)
    expect(version.numbers.join('.')).toBe(numbers)
    expect(tag.startsWith(version.start)).toBe(true)
  })

  test.each(['nightly', 'dev1', '', 'v', 'v1/next', `v1.${'0'.repeat(300)}`])('%s has no version', tag => {
    expect(parseTag(tag)).toBeUndefined()
  })
})

/** Each is older than the next. */
const IN_ORDER = [
  'v0.5.0+90',
  'v0.5.1+92',
  'v0.5.1+93',
  'v0.5.1+100',
  'v1.0.0-alpha',
  'v1.0.0-alpha.1',
  'v1.0.0-alpha.beta',
  'v1.0.0-rc.2',
  'v1.0.0-rc.10',
  'v1',
  'v1.0+1',
  'v1.0.0+2',
  'v1.9',
  'v1.10.0',
  'v2.0.0-rc.1',
  'v2',
  'v12345678901234567890',
  'v12345678901234567891'
]

test.each(IN_ORDER.slice(1).map((tag, index) => [IN_ORDER[index] ?? '', tag]))(
  '%s is older than %s, and than all that follow',
  (older, newer) => {
    for (const later of IN_ORDER.slice(IN_ORDER.indexOf(newer))) {
      expect(compareVersions(versionOf(older), versionOf(later))).toBeLessThan(0)
      expect(compareVersions(versionOf(later), versionOf(older))).toBeGreaterThan(0)
    }
  }
)

test.each([
  ['v1', 'v1.0.0'],
  ['v01.2', 'v1.2.0']
])('%s is as old as %s', (one, other) => {
  expect(compareVersions(versionOf(one), versionOf(other))).toBe(0)
})
