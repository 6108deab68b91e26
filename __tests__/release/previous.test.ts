import { describe, expect, test } from '@jest/globals'
import { tagBelow } from '../../src/release/previous.ts'

describe('the tag before a tag', () => {
  test.each([
    ['v1.10.0', ['v1.9.0', 'v1.2.0', 'v1.11.0'], 'v1.9.0'],
    ['v2.0.0', ['v2.0.0-rc.1', 'v1.9.9', 'v2.0.0-beta'], 'v2.0.0-rc.1'],
    ['2.0.0', ['v1.0.0', '1.1.0', '3.0.0'], '1.1.0'],
    ['v2.0.0-rc.2', ['v2.0.0', 'v2.0.0-rc.1', 'v2.0.0-rc.10'], 'v2.0.0-rc.1'],
    ['web-v1.2.0', ['api-v1.1.0', 'web-v1.0.0', 'v1.1.9'], 'web-v1.0.0'],
    ['web@1.2.0', ['web@1.1.0', 'api@1.1.9'], 'web@1.1.0'],
    ['v1.2.0+build.2', ['v1.2.0+build.1', 'v1.1.0'], 'v1.1.0'],
    ['v1.0.0', ['v1.0.1'], undefined],
    ['v1.0.0', [], undefined],
    ['nightly', ['v1.0.0', 'nightly-1'], undefined],
    ['2026.01', ['2025.12'], undefined]
  ])('%s, with %j, is %s', (tag, names, expected) => {
    const tags = names.map(name => ({ name, sha: `sha of ${name}` }))
    expect(tagBelow(tag, tags)?.name).toBe(expected)
  })
})
