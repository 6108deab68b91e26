import { beforeEach, describe, expect, test } from '@jest/globals'
import { listAt } from '../../../../src/text/json.ts'
import { at } from '../../../../simulator/client/json-path.ts'
import { commitsOf, pushAfterRelease, useRelease } from '../../../harness/release.ts'
import type { RunOptions } from '../../../harness/step.ts'

const servers = useRelease()
/** The newest commits of a history of five after web@1.0.0, which is in production. */
let push: RunOptions
let head: string

beforeEach(async () => {
  ;({ push, head } = await pushAfterRelease(servers))
})

const inputs = { release: 'r1', environment: 'production' }

describe('paths', () => {
  const files = (number: number): readonly string[] => [
    number % 2 === 0 ? `packages/web/${number}.ts` : `packages/api/${number}.ts`
  ]

  test('keep the commits that touch them; the history is narrowed first', async () => {
    const mono = await servers.history('mono', 9, { digit: 'd', files })
    const more = {
      set_commits: 'github',
      commit: mono.at(-1) ?? '',
      previous_commit: mono.at(0) ?? '',
      paths: 'packages/web/**\n!packages/web/4.ts'
    }
    const run = await servers.run({ ...inputs, ...more }, push)
    expect(commitsOf(await servers.release('r1'))).toEqual([mono[7], mono[5], mono[1]])
    expect((await servers.calls()).github.filter(call => /commits\/\w+/.test(call))).toHaveLength(4)
    expect(run.outputs['commit_count']).toBe('3')
    expect(at(await servers.release('r1'), 'commits', 0, 'patch_set')).toEqual([])
  })

  test('are looked for in the whole range, not only in its newest max_commits', async () => {
    const mono = await servers.history('mono', 151, {
      digit: 'd',
      files: number => [number < 5 ? 'web/a' : 'api/a']
    })
    const more = {
      set_commits: 'github',
      commit: mono.at(-1) ?? '',
      previous_commit: mono.at(0) ?? '',
      paths: 'web',
      max_commits: '2'
    }
    const run = await servers.run({ ...inputs, ...more }, push)
    expect(commitsOf(await servers.release('r1'))).toEqual([mono[3], mono[2]])
    expect(run.said).toContain('The range has 3 commits that touch the paths; the newest 2 are sent')
  })

  test('that need more than 100 look-ups are an error that proposes local', async () => {
    const mono = await servers.history('mono', 102, { digit: 'd', files: () => ['web/a'] })
    const more = {
      set_commits: 'github',
      commit: mono.at(-1) ?? '',
      previous_commit: mono.at(0) ?? '',
      paths: 'web'
    }
    const run = await servers.run({ ...inputs, ...more }, push)
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain('set_commits: local')
  })

  test('that nothing touches are an empty range, said plainly', async () => {
    const run = await servers.run({ ...inputs, paths: 'nowhere' }, push)
    expect(run.code).toBe(0)
    expect(run.said).toContain('notice: No commits are set: no commit of the range touches the paths.')
    expect(run.outputs).toMatchObject({ commit_source: 'none', commit_count: '0' })
  })
})

test('never is an empty list sent', async () => {
  await servers.run({ ...inputs, paths: 'nowhere' }, push)
  await servers.run({ ...inputs, release: 'r2', set_commits: 'github', previous_commit: head }, push)
  for (const request of await servers.requests()) {
    if (request.method === 'GET') continue
    expect(listAt(request.body, ['refs'])).toHaveLength(0)
    expect(at(request.body, 'refs')).toBeUndefined()
    expect(at(request.body, 'commits')).toBeUndefined()
  }
})
