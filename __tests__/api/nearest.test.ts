import { expect, test } from '@jest/globals'
import { nearestName } from '../../src/api/nearest.ts'

test.each([
  ['projct', ['organization', 'project', 'query'], 'project'],
  ['issue_id', ['organization', 'issue'], 'issue'],
  ['organization_slug', ['organization', 'project'], 'organization'],
  ['PROJECT', ['organization', 'project'], 'project'],
  ['stats_period', ['query', 'statsPeriod', 'sort'], 'statsPeriod'],
  ['list', ['get', 'list-things', 'lost'], 'lost'],
  ['lst-things', ['list-other-things', 'list-things'], 'list-things'],
  ['', ['abc', 'ab'], 'ab'],
  ['anything', [], undefined]
])('%s of %j is %s', (given, names, nearest) => {
  expect(nearestName(given, names)).toBe(nearest)
})
