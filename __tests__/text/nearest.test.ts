import { describe, expect, test } from '@jest/globals'
import { OPERATIONS } from '../../src/sentry/operations/table.ts'
import { nearestNames } from '../../src/text/nearest.ts'

const NAMES = Object.keys(OPERATIONS)

test.each([
  ['projct', ['organization', 'project', 'query'], ['project']],
  ['issue_id', ['organization', 'issue'], ['issue']],
  ['organization_slug', ['organization', 'project'], ['organization']],
  ['PROJECT', ['organization', 'project'], ['project']],
  ['stats_period', ['query', 'statsPeriod', 'sort'], ['statsPeriod']],
  ['statsperiod', ['query', 'statsPeriod', 'sort'], ['statsPeriod']],
  ['Production', ['staging', 'production', 'prod'], ['production']],
  ['prod', ['staging', 'production'], ['production']],
  ['lst-things', ['list-other-things', 'list-things'], ['list-things']],
  ['per_page', ['organization', 'project', 'version'], []],
  ['', ['abc', 'ab'], []],
  ['--', ['abc', 'ab'], []],
  ['anything', [], []]
])('%s of %j may be %j', (given, names, nearest) => {
  expect(nearestNames(given, names)).toEqual(nearest)
})

test('is quick for names of any length', () => {
  expect(nearestNames('a'.repeat(100_000), ['b'.repeat(100)])).toEqual([])
})

describe('the operation that is meant', () => {
  test.each([
    ['list-issues', 'list-organization-issues'],
    ['get-issues', 'get-issue'],
    ['list-org-issues', 'list-organization-issues'],
    ['list-orgs', 'list-organizations'],
    ['list-projects', 'list-organization-projects'],
    ['list-releases', 'list-organization-releases'],
    ['list-commits', 'list-release-commits'],
    ['list-deploys', 'list-release-deploys'],
    ['list-teams', 'list-organization-teams'],
    ['list-members', 'list-organization-members'],
    ['list-repos', 'list-repositories'],
    ['list-events', 'list-issue-events'],
    ['list-issues-events', 'list-issue-events'],
    ['latest-event', 'get-latest-event'],
    ['listConnections', 'list-connections'],
    ['deleteIssue', 'delete-issue'],
    ['deletereleases', 'delete-release'],
    ['update_issues', 'update-issue'],
    ['create-release-deploy', 'create-deploy'],
    ['get project', 'get-project']
  ])('by %s is %s', (given, meant) => {
    expect(nearestNames(given, NAMES)[0]).toBe(meant)
  })

  /** A letter too few, too many, a wrong one, and two that changed places, in the middle of a word. */
  function mistyped(word: string): readonly string[] {
    const at = Math.floor(word.length / 2)
    const [before, after] = [word.slice(0, at), word.slice(at + 1)]
    const letter = word[at] ?? ''
    const next = after[0] ?? ''
    return [
      before + after,
      before + letter + letter + after,
      `${before}x${after}`,
      before + next + letter + after.slice(1)
    ]
  }

  test.each(NAMES)('is %s, with any word of it mistyped', name => {
    const words = name.split('-')
    for (const [index, word] of words.entries()) {
      for (const wrong of mistyped(word)) {
        const given = words.with(index, wrong).join('-')
        expect([given, nearestNames(given, NAMES)[0]]).toEqual([given, name])
      }
    }
  })

  test.each(NAMES)('is %s, with a word more', name => {
    for (const given of [`${name}-now`, `sentry-${name}`])
      expect([given, nearestNames(given, NAMES)[0]]).toEqual([given, name])
  })

  test.each(NAMES.filter(name => name.split('-').length > 2))(
    'is among the nearest to %s without a word',
    name => {
      const words = name.split('-')
      for (const index of words.keys()) {
        if (index === words.length - 1) continue
        const given = words.toSpliced(index, 1).join('-')
        if (NAMES.includes(given)) continue
        expect([given, nearestNames(given, NAMES)]).toEqual([given, expect.arrayContaining([name])])
      }
    }
  )

  test.each(NAMES)('is %s, in whatever case and with whatever signs', name => {
    for (const given of [
      name.toUpperCase(),
      name.replaceAll('-', '_'),
      name.replaceAll('-', ''),
      name.replaceAll('-', ' ')
    ])
      expect([given, nearestNames(given, NAMES)[0]]).toEqual([given, name])
  })
})
