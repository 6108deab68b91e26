import { describe, expect, test } from '@jest/globals'
import { withGithub } from '../../src/github/client.ts'
import { readEvent } from '../../src/event/event.ts'
import { repositoryProblem } from '../../src/release/limits.ts'
import { isSameRepository, repositoryName } from '../../src/text/repository.ts'
import { makeContext } from '../harness/context.ts'

const GOOD = ['acme/web', 'A-1/web.js', 'octo_corp/_x', 'a/.github', 'a/...', 'a/b..c']
const ODD = ['../user', './user', 'acme/..', 'acme/.', 'acme/', '/web', '/', '', 'acme', 'a/b/c', 'a/../b']
const FOREIGN = [
  'acme/web?x',
  'acme/w b',
  'ac me/web',
  'acme/%2e%2e',
  'acme/web#1',
  'a.b/web',
  'acme/größe',
  'a\n/b'
]

describe('the name of a repository at GitHub', () => {
  test.each(GOOD)('may be %s', fullName => {
    expect(Object.values(repositoryName(fullName) ?? {}).join('/')).toBe(fullName)
  })

  test.each([...ODD, ...FOREIGN])('is never %j', fullName => {
    expect(repositoryName(fullName)).toBeUndefined()
  })
})

test.each([...ODD, ...FOREIGN])('%j names no repository, wherever it comes from', async fullName => {
  const byEnvironment = readEvent({ env: { GITHUB_REPOSITORY: fullName }, payload: {} })
  const byPayload = readEvent({ env: {}, payload: { repository: { full_name: fullName } } })
  expect([byEnvironment.repository, byPayload.repository]).toEqual([undefined, undefined])
  const opened = await withGithub(
    { token: 'ghs_x', server: byPayload.server, context: makeContext() },
    async github => github.repository(fullName)
  )
  expect(opened).toBeUndefined()
})

// other hosts have deeper names
test.each(ODD.filter(name => name.includes('/') && name !== 'a/b/c'))('the input repo is never %j', name => {
  expect(repositoryProblem(name)).toMatch('owner/name')
})

test.each([...GOOD, 'My Project / repo'])('the input repo may be %j', name => {
  expect(repositoryProblem(name)).toBeUndefined()
})

test.each([
  ['acme/web', 'ACME/Web.git', true],
  ['acme/web.git', ' acme/web ', true],
  ['acme/web', 'acme/webb', false]
])('%s and %s are the same repository: %s', (one, other, same) => {
  expect(isSameRepository(one, other)).toBe(same)
})
