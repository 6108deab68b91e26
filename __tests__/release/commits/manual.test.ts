import { beforeEach, describe, expect, test } from '@jest/globals'
import { at } from '../../../simulator/client/json-path.ts'
import { commitsOf, pushAfterRelease, useRelease } from '../../harness/release.ts'

const servers = useRelease()
/** The newest of five commits after r0, which is in production. */
let head: string
let shas: readonly string[]

beforeEach(async () => {
  ;({ head, shas } = await pushAfterRelease(servers))
})

const inputs = { release: 'r1', environment: 'production' }
const NO_REPOSITORIES = {
  match: { path: '/repos/$', times: 0 },
  action: { status: 200, headers: { 'content-type': 'application/json' }, body: [] }
}

describe('manual', () => {
  const manual = { ...inputs, set_commits: 'manual', repo: 'acme/web' }

  test('tells Sentry the given range, when it has the repository', async () => {
    const run = await servers.run({ ...manual, commit: head, previous_commit: shas.at(2) ?? '' })
    expect(run.code).toBe(0)
    expect(at(await servers.release('r1'), 'heads', 0)).toEqual({
      repository: 'acme/web',
      commit: head,
      previousCommit: shas.at(2)
    })
    expect(run.outputs).toMatchObject({
      commit_source: 'integration',
      previous_commit_source: 'input',
      previous_release: ''
    })
  })

  test('resolves names to shas', async () => {
    await servers.run({ ...manual, commit: 'next', previous_commit: 'v1.0.0' })
    const tag = at(await servers.state(), 'github', 'refs', 'tags/v1.0.0')
    expect(at(await servers.release('r1'), 'heads', 0)).toMatchObject({ commit: head, previousCommit: tag })
  })

  test('sends the commits, when Sentry does not have the repository', async () => {
    await servers.seed('faults', NO_REPOSITORIES)
    const run = await servers.run({ ...manual, commit: head, previous_commit: shas.at(2) ?? '' })
    expect(run.code).toBe(0)
    expect(run.outputs['commit_source']).toBe('github')
    expect(commitsOf(await servers.release('r1'))).toEqual([shas[4], shas[3]])
  })

  test('of no commits is an error, and nothing is written', async () => {
    const run = await servers.run({ ...manual, commit: head, previous_commit: head })
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain('set_commits: manual found no commits')
    expect(await servers.release('r1')).toEqual({})
  })

  test('of no commits is none with ignore_empty', async () => {
    const run = await servers.run({ ...manual, commit: head, previous_commit: head, ignore_empty: 'true' })
    expect(run.code).toBe(0)
    expect(run.outputs).toMatchObject({ commit_source: 'none', commit_count: '0' })
    expect(run.annotations).toEqual([])
  })

  test.each([
    ['unknown', 'f'.repeat(40), 'is not in the history of'],
    ['unknown, by name', 'no-such-tag', 'is not in the repository']
  ])(
    'with a previous commit that is %s is an error, and with ignore_missing none',
    async (_title, previous_commit, words) => {
      const run = await servers.run({ ...manual, commit: head, previous_commit })
      expect(run.code).toBe(1)
      expect(run.annotations.at(-1)?.message).toContain(`previous_commit: `)
      expect(run.annotations.at(-1)?.message).toContain(words)
      const ignoring = await servers.run({
        ...manual,
        commit: head,
        previous_commit,
        ignore_missing: 'true'
      })
      expect(ignoring.code).toBe(0)
      expect(ignoring.outputs['previous_commit_source']).toBe('environment')
    }
  )
})
