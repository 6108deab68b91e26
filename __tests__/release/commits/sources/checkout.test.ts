import { beforeAll, describe, expect, test } from '@jest/globals'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { cloneCheckout, makeCheckout, type Checkout } from '../../../harness/checkout.ts'
import { at } from '../../../../simulator/client/json-path.ts'
import { commitsOf, useRelease } from '../../../harness/release.ts'
import type { StepRun } from '../../../harness/step.ts'
import { makeFolder } from '../../../harness/cleanup.ts'

const servers = useRelease()
let checkout: Checkout
let shas: readonly string[]

beforeAll(() => {
  checkout = makeCheckout()
  shas = [1, 2, 3, 4].map(number => {
    const folder = path.join(checkout.directory, number % 2 === 0 ? 'web' : 'api')
    mkdirSync(folder, { recursive: true })
    writeFileSync(path.join(folder, `${number}.ts`), `${number}`)
    return checkout.commit(`Change ${number}`)
  })
})

async function local(
  inputs: Readonly<Record<string, string>> = {},
  directory = checkout.directory
): Promise<StepRun> {
  const given = { release: 'r1', set_commits: 'local', projects: 'api', ...inputs }
  return servers.run(given, {
    sha: shas.at(-1) ?? '',
    ref: 'refs/heads/main',
    env: { GITHUB_WORKSPACE: directory }
  })
}

describe('local', () => {
  test('reads commits and changed files from the checkout, under the true name of the repository', async () => {
    const run = await local({ previous_commit: shas[1] ?? '' })
    expect(run.code).toBe(0)
    const release = await servers.release('r1')
    expect(commitsOf(release)).toEqual([shas[3], shas[2]])
    expect(at(release, 'commits', 0)).toMatchObject({
      repository: 'acme/web',
      message: 'Change 4',
      author_name: 'Ada',
      author_email: 'ada@example.com',
      patch_set: [{ path: 'web/4.ts', type: 'A' }]
    })
    expect(run.outputs).toMatchObject({ commit_source: 'local', commit_count: '2', previous_commit: shas[1] })
    expect((await servers.calls()).github).toEqual([])
  })

  test('sends no files with commit_files: false', async () => {
    await local({ previous_commit: shas[1] ?? '', commit_files: 'false' })
    expect(at(await servers.release('r1'), 'commits', 0, 'patch_set')).toEqual([])
  })

  test('keeps the commits that touch the paths, with no limit of look-ups', async () => {
    const run = await local({ previous_commit: shas[0] ?? '', paths: 'web', commit_files: 'false' })
    expect(commitsOf(await servers.release('r1'))).toEqual([shas[3], shas[1]])
    expect(at(await servers.release('r1'), 'commits', 0, 'patch_set')).toEqual([])
    expect(run.outputs['commit_count']).toBe('2')
  })

  test('cuts to max_commits and says so, with paths too', async () => {
    const run = await local({ previous_commit: shas[0] ?? '', max_commits: '1' })
    expect(run.said).toContain('The range has 3 commits; the newest 1 are sent (max_commits).')
    const some = await local({
      release: 'r2',
      previous_commit: shas[0] ?? '',
      max_commits: '1',
      paths: 'web'
    })
    expect(some.said).toContain('The range has 2 commits that touch the paths; the newest 1 are sent')
  })

  test('takes names and short shas', async () => {
    const run = await local({ commit: 'main', previous_commit: shas[2]?.slice(0, 8) ?? '' })
    expect(run.outputs['previous_commit']).toBe(shas[2])
    expect(commitsOf(await servers.release('r1'))).toEqual([shas[3]])
  })

  test('is the folder that working_directory names', async () => {
    const run = await local(
      { working_directory: path.join(checkout.directory, 'web'), previous_commit: shas[2] ?? '' },
      makeFolder()
    )
    expect(run.code).toBe(0)
    expect(commitsOf(await servers.release('r1'))).toEqual([shas[3]])
  })

  test('needs no GitHub at all', async () => {
    checkout.git('tag', 'v1', shas[1] ?? '')
    await servers.seed('faults', {
      match: { server: 'github', times: 0 },
      action: { status: 503, body: 'x' }
    })
    const run = await servers.run(
      { release: 'r1', set_commits: 'local', projects: 'api', previous_commit: '' },
      { sha: shas.at(-1) ?? '', ref: 'refs/tags/v2', env: { GITHUB_WORKSPACE: checkout.directory } }
    )
    expect(run.code).toBe(0)
    expect((await servers.calls()).github).toEqual([])
    expect(commitsOf(await servers.release('r1'))).toEqual([shas[3], shas[2]])
  })

  test.each([
    ['no checkout', () => makeFolder(), {}, /not in a git checkout.*fetch-depth: 0/],
    ['no such folder', () => checkout.directory, { working_directory: 'nowhere' }, /there is no folder/],
    [
      'no such commit',
      () => checkout.directory,
      { commit: 'f'.repeat(40) },
      /The commit fffffff is not in the checkout.*working_directory/
    ],
    [
      'no such previous commit',
      () => checkout.directory,
      { previous_commit: 'f'.repeat(40) },
      /previous_commit: fffffff .*ignore_missing/
    ]
  ])('with %s is an error that says what to do', async (_title, directory, inputs, words) => {
    const run = await local(inputs, directory())
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toMatch(words)
    expect(await servers.release('r1')).toEqual({})
  })
})

describe('a shallow checkout', () => {
  test('is explained when the given previous commit is missing in it', async () => {
    const shallow = cloneCheckout(checkout, '--depth=2')
    const run = await local({ previous_commit: shas[0] ?? '' }, shallow.directory)
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toContain('The checkout is shallow')
  })

  test('is explained once when no previous commit is found in it', async () => {
    const shallow = cloneCheckout(checkout, '--depth=2')
    const run = await local({}, shallow.directory)
    expect(run.code).toBe(0)
    expect(run.annotations.filter(one => one.message.includes('The checkout is shallow'))).toHaveLength(1)
    expect(commitsOf(await servers.release('r1'))).toEqual([shas[3], shas[2]])
  })

  test('is enough when it holds the previous commit', async () => {
    const shallow = cloneCheckout(checkout, '--depth=3')
    const run = await local({ previous_commit: shas[2] ?? '' }, shallow.directory)
    expect(run.annotations).toEqual([])
    expect(commitsOf(await servers.release('r1'))).toEqual([shas[3]])
  })
})

describe('auto', () => {
  test('falls to the checkout when there is no token and paths keep Sentry from fetching', async () => {
    const run = await local({
      set_commits: 'auto',
      github_token: '',
      paths: 'web',
      previous_commit: shas[0] ?? ''
    })
    expect(run.code).toBe(0)
    expect(run.outputs).toMatchObject({ commit_source: 'local', commit_count: '2' })
    expect(run.said).toContain(
      'The commits could not be read from GitHub: there is no github_token; going on to the checkout.'
    )
  })

  test('falls to the checkout when GitHub is down', async () => {
    await servers.seed('faults', {
      match: { server: 'github', times: 0 },
      action: { status: 503, body: 'x' }
    })
    const run = await local({ set_commits: 'auto', paths: 'web', previous_commit: shas[0] ?? '' })
    expect(run.outputs['commit_source']).toBe('local')
    expect(run.said).toMatch(/GitHub.*503.*; going on to the checkout\./)
  })

  test('checks the range for Sentry with the checkout when there is no token', async () => {
    const run = await local({ set_commits: 'auto', github_token: '', previous_commit: 'main' })
    expect(run.said).toContain('is the same commit')
    const other = await local({
      set_commits: 'auto',
      github_token: '',
      release: 'r2',
      previous_commit: shas[1] ?? ''
    })
    expect(other.outputs).toMatchObject({ commit_source: 'integration', previous_commit: shas[1] })
  })
})

test('a release shared with other repositories is written from the checkout when GitHub cannot be read', async () => {
  await servers.sentry('POST', 'releases/', {
    version: 'r1',
    projects: ['api'],
    commits: [{ id: 'a'.repeat(40), repository: 'acme/api' }]
  })
  const run = await local({ set_commits: 'auto', github_token: '', previous_commit: shas[2] ?? '' })
  expect(run.outputs['commit_source']).toBe('local')
  expect(commitsOf(await servers.release('r1')).toSorted()).toEqual(
    ['a'.repeat(40), shas[3] ?? ''].toSorted()
  )
})
