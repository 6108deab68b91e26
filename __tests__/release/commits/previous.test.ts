import { beforeEach, describe, expect, test } from '@jest/globals'
import { recordAt } from '../../../src/text/json.ts'
import { commitsOf, pushPayload, shaOf, useRelease } from '../../harness/release.ts'
import type { RunOptions, StepRun } from '../../harness/step.ts'

const ZEROS = '0'.repeat(40)
/** A history of twelve commits, numbered from 1. */
const sha = (number: number): string => shaOf('c', number)

const servers = useRelease()
beforeEach(async () => {
  await servers.reset()
  await servers.history('next', 12)
})

async function held(
  version: string,
  commits: readonly string[],
  more: { environment?: string; project?: string } = {}
): Promise<void> {
  const { environment, project = 'web' } = more
  const list = commits.map(id => ({ id, repository: 'acme/web' }))
  await servers.sentry('POST', 'releases/', {
    version,
    projects: [project],
    ...(list.length === 0 ? {} : { commits: list })
  })
  if (environment !== undefined) await servers.sentry('POST', `releases/${version}/deploys/`, { environment })
}

async function release(
  inputs: Readonly<Record<string, string>> = {},
  options: RunOptions = {}
): Promise<StepRun> {
  return servers.run(
    { release: 'r1', set_commits: 'github', ...inputs },
    { sha: sha(12), payload: pushPayload(sha(11), sha(12)), ...options }
  )
}

async function numbersOf(version = 'r1'): Promise<readonly number[]> {
  return commitsOf(await servers.release(version)).map(id => Number.parseInt(id.slice(1, 7), 16))
}

describe('the previous commit is, in this order,', () => {
  test('the given one', async () => {
    await held('old', [sha(9)], { environment: 'production' })
    const run = await release({ previous_commit: sha(10), environment: 'production' })
    expect(await numbersOf()).toEqual([12, 11])
    expect((await servers.calls()).gateway).not.toContain('GET releases/')
    expect(run.outputs).toMatchObject({
      previous_commit: sha(10),
      previous_commit_source: 'input',
      previous_release: ''
    })
  })

  test('that of the newest release deployed to this environment, not of staging’s newer one', async () => {
    await held('old', [sha(8)], { environment: 'production' })
    await held('newer', [sha(10)], { environment: 'staging' })
    const run = await release({ environment: 'production, staging' })
    expect(await numbersOf()).toEqual([12, 11, 10, 9])
    expect(run.outputs).toMatchObject({
      previous_commit: sha(8),
      previous_commit_source: 'environment',
      previous_release: 'old'
    })
    expect(run.said).toContain('last commit of old, the newest release deployed to production')
    expect(run.summary).toContain('last deployed to production')
  })

  test('that of the newest release of these projects, when the environment is new', async () => {
    await held('old', [sha(8)], { environment: 'production' })
    await held('other', [sha(11)], { project: 'api' })
    const run = await release({ environment: 'canary' })
    expect(await numbersOf()).toEqual([12, 11, 10, 9])
    expect(run.outputs).toMatchObject({
      previous_commit: sha(8),
      previous_commit_source: 'release',
      previous_release: 'old'
    })
  })

  test('of a tag the highest version below it', async () => {
    await servers.seed('state', {
      github: {
        refs: {
          'tags/v1.9.0': sha(7),
          'tags/v1.10.0': sha(9),
          'tags/v2.0.0': sha(12),
          'tags/v1.8.0': sha(11)
        }
      }
    })
    const run = await release(
      { projects: 'api' },
      { ref: 'refs/tags/v2.0.0', payload: pushPayload(ZEROS, sha(12), 'refs/tags/v2.0.0') }
    )
    expect(await numbersOf()).toEqual([12, 11, 10])
    expect(run.outputs).toMatchObject({
      previous_commit: sha(9),
      previous_commit_source: 'tag',
      previous_release: ''
    })
    expect(run.said).toContain('the tag v1.10.0, the highest version below v2.0.0')
  })

  test('of a tag that is no version the nearest tag in its history', async () => {
    await servers.seed('state', {
      github: { refs: { 'tags/monday': sha(7), 'tags/tuesday': sha(9), 'tags/today': sha(12) } }
    })
    const run = await release(
      { projects: 'api' },
      { ref: 'refs/tags/today', payload: pushPayload(ZEROS, sha(12), 'refs/tags/today') }
    )
    expect(run.outputs).toMatchObject({ previous_commit: sha(9), previous_commit_source: 'tag' })
    expect(run.said).toContain('the tag tuesday, the nearest before today')
  })

  test('where the branch stood before the push', async () => {
    const run = await release({ projects: 'api' })
    expect(await numbersOf()).toEqual([12])
    expect(run.outputs).toMatchObject({ previous_commit: sha(11), previous_commit_source: 'push' })
  })

  test('none for a new branch', async () => {
    const run = await release({ projects: 'api' }, { payload: pushPayload(ZEROS, sha(12)) })
    expect(await numbersOf()).toHaveLength(12)
    expect(run.outputs).toMatchObject({ previous_commit: '', previous_commit_source: 'none' })
  })

  test('not of the event, when commit names another one', async () => {
    await servers.seed('state', {
      github: { refs: { 'tags/v1.0.1': sha(2), 'tags/v2.0.0': sha(12) } }
    })
    const run = await release(
      { projects: 'api', commit: sha(5) },
      { ref: 'refs/tags/v2.0.0', payload: pushPayload(sha(4), sha(12), 'refs/tags/v2.0.0') }
    )
    expect(run.outputs['previous_commit_source']).toBe('none')
    expect(await numbersOf()).toEqual([5, 4, 3, 2, 1])
  })
})

describe('log, summary and outputs say which candidate was taken, and why', () => {
  const tagged: RunOptions = {
    ref: 'refs/tags/v2.0.0',
    payload: pushPayload(ZEROS, sha(12), 'refs/tags/v2.0.0')
  }
  const rows: readonly {
    source: string
    why: string
    commit?: number
    release?: string
    inputs?: Readonly<Record<string, string>>
    options?: RunOptions
  }[] = [
    {
      source: 'input',
      why: 'the given previous_commit',
      commit: 8,
      inputs: { previous_commit: sha(8), environment: 'production' }
    },
    {
      source: 'environment',
      why: 'last commit of old, the newest release deployed to production',
      commit: 7,
      release: 'old',
      inputs: { environment: 'production' }
    },
    {
      source: 'release',
      why: 'last commit of new, the newest release of these projects',
      commit: 9,
      release: 'new'
    },
    {
      source: 'tag',
      why: 'the tag v1.9.0, the highest version below v2.0.0',
      commit: 6,
      inputs: { projects: 'api' },
      options: tagged
    },
    {
      source: 'push',
      why: 'the state of the branch before this push',
      commit: 11,
      inputs: { projects: 'api' }
    },
    {
      source: 'none',
      why: 'no previous commit was found',
      inputs: { projects: 'api' },
      options: { payload: pushPayload(ZEROS, sha(12)) }
    }
  ]

  describe.each(['github', 'integration'])('%s', set_commits => {
    test.each(rows)('$source', async ({ source, why, commit, release: name = '', inputs, options }) => {
      await held('old', [sha(7)], { environment: 'production' })
      await held('new', [sha(9)], { environment: 'staging' })
      await servers.seed('state', {
        github: { refs: { 'tags/v1.9.0': sha(6), 'tags/v2.0.0': sha(12) } }
      })
      const run = await release({ set_commits, ...inputs }, options)
      const previous = commit === undefined ? '' : sha(commit)
      expect(run.outputs).toMatchObject({
        previous_commit: previous,
        previous_commit_source: source,
        previous_release: name
      })
      const taken = commit === undefined ? why : `${why} (${source})`
      expect(run.said).toContain(commit === undefined ? taken : `since ${previous.slice(0, 7)}, ${taken}`)
      const summary = run.summary
        .replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
        .replaceAll('\\', '')
        .replaceAll('<!-- -->', '')
      const since =
        source === 'environment'
          ? `since ${name} (last deployed to production)`
          : source === 'release'
            ? `since ${name} (the release before it)`
            : `since ${previous.slice(0, 7)} (${why})`
      expect(summary).toContain(commit === undefined ? taken : since)
    })
  })
})

describe('a candidate', () => {
  test('that was force-pushed away is passed over', async () => {
    await held('lost', ['f'.repeat(40)], { environment: 'production' })
    const run = await release({ environment: 'production' })
    expect(run.outputs).toMatchObject({ previous_commit: sha(11), previous_commit_source: 'push' })
    expect(run.said).toContain(
      'fffffff (last commit of lost, the newest release deployed to production) is not in the history'
    )
  })

  test('on another branch is taken from where both parted, with a notice', async () => {
    await servers.history('side', 2, { digit: 'd', parent: sha(8) })
    await held('side', [shaOf('d', 2)], { environment: 'production' })
    const run = await release({ environment: 'production' }, { payload: pushPayload(ZEROS, sha(12)) })
    expect(await numbersOf()).toEqual([12, 11, 10, 9])
    expect(run.said).toMatch(
      /notice: d000002 .* is on another branch than c00000c: the commits since both parted at c000008/
    )
    expect(run.summary).toContain(`compare/${sha(8)}...${sha(12)}`)
  })

  test('of the release itself does not count', async () => {
    await held('old', [sha(9)])
    await held('r1', [sha(11)])
    const run = await release()
    expect(run.outputs['previous_release']).toBe('old')
    expect(await numbersOf()).toEqual([12, 11, 10])
  })

  test('of an archived release does not count', async () => {
    await held('old', [sha(9)])
    await held('archived', [sha(11)])
    await servers.sentry('PUT', 'releases/archived/', { status: 'archived' })
    expect((await release()).outputs['previous_release']).toBe('old')
  })

  test('is looked for behind releases without commits', async () => {
    await held('old', [sha(9)])
    for (let number = 0; number < 25; number += 1) await held(`preview-${number}`, [])
    expect((await release()).outputs['previous_release']).toBe('old')
  })

  test('is this repository’s commit in a release that other repositories share', async () => {
    await servers.sentry('POST', 'releases/', {
      version: 'mixed',
      projects: ['web'],
      commits: [
        { id: 'e'.repeat(40), repository: 'acme/api' },
        { id: sha(10), repository: 'ACME/web' }
      ]
    })
    const run = await release()
    expect(run.outputs).toMatchObject({ previous_commit: sha(10), previous_release: 'mixed' })
  })

  test.each([3, 4])('is looked for behind %s releases of other repositories only', async count => {
    await held('ours', [sha(10)])
    for (let number = 0; number < count; number += 1)
      await servers.sentry('POST', 'releases/', {
        version: `theirs-${number}`,
        projects: ['web'],
        commits: [{ id: 'e'.repeat(40), repository: 'acme/api' }]
      })
    expect((await release()).outputs['previous_release']).toBe('ours')
  })

  test('that old clients stored under the name of a remote counts, as history will tell', async () => {
    await servers.sentry('POST', 'releases/', {
      version: 'cli',
      projects: ['web'],
      commits: [{ id: sha(10), repository: 'origin' }]
    })
    expect((await release()).outputs).toMatchObject({ previous_commit: sha(10), previous_release: 'cli' })
  })
})

describe('zero commits', () => {
  test('of a rollback are said plainly, and are no error', async () => {
    await held('newer', [sha(12)], { environment: 'production' })
    const run = await release({ environment: 'production', commit: sha(9) })
    expect(run.code).toBe(0)
    expect(run.annotations).toEqual([
      {
        level: 'notice',
        message: expect.stringMatching(
          /No commits are set: c00000c .* is newer than c000009, so this is a rollback/
        )
      }
    ])
    expect(await numbersOf()).toEqual([])
    expect(run.outputs).toMatchObject({
      previous_commit: sha(12),
      previous_release: 'newer',
      previous_commit_source: 'environment',
      commit_source: 'none',
      commit_count: '0'
    })
  })

  test('of the same commit again, too; ignore_empty takes the notice away', async () => {
    await held('same', [sha(12)])
    const run = await release()
    expect(run.said).toContain(
      'notice: No commits are set: c00000c (last commit of same, the newest release of these projects) is the same commit.'
    )
    expect((await release({ release: 'r2', ignore_empty: 'true' })).annotations).toEqual([])
  })
})

test('a run that only adds commits to a release looks at that release’s projects', async () => {
  await held('old', [sha(9)])
  await held('of-api', [sha(11)], { project: 'api' })
  await held('r1', [])
  const run = await release({ only: 'commits', projects: '' })
  expect(run.code).toBe(0)
  expect(run.outputs['previous_release']).toBe('old')
  expect(await numbersOf()).toEqual([12, 11, 10])
})

test('a tag that stands for an object of its own is resolved to its commit', async () => {
  const object = 'b'.repeat(40)
  const commit = { sha: sha(12), commit: { message: 'Change 12' }, parents: [] }
  await servers.seed('faults', {
    match: { server: 'github', path: `commits/${object}$`, times: 0 },
    action: { status: 200, headers: { 'content-type': 'application/json' }, body: commit }
  })
  const options = { sha: object, ref: 'refs/tags/v2', payload: pushPayload(ZEROS, object, 'refs/tags/v2') }
  await held('old', [sha(10)])
  await release({}, options)
  expect(await numbersOf()).toEqual([12, 11])
  const again = await release({}, options)
  expect(again.said).toContain('the release has its commits up to c00000c already')
})

describe('a rerun', () => {
  test('keeps the list and sends nothing', async () => {
    await release()
    await servers.forget()
    const again = await release({}, { env: { GITHUB_RUN_ATTEMPT: '2' } })
    expect(again.code).toBe(0)
    expect(again.outputs).toMatchObject({ commit_source: 'none', commit_count: '1', created: 'false' })
    const sent = (await servers.requests()).flatMap(({ body }) => Object.keys(recordAt(body)))
    expect(sent.filter(field => field === 'commits' || field === 'refs')).toEqual([])
    expect((await servers.calls()).github).toEqual([])
    expect(await numbersOf()).toEqual([12])
  })

  test('with the commit that the input names again keeps the list, too', async () => {
    await release({ commit: sha(8) })
    await servers.forget()
    expect((await release({ commit: sha(8) }, { env: { GITHUB_RUN_ATTEMPT: '2' } })).said).toContain(
      'the release has its commits up to c000008 already'
    )
    expect((await servers.calls()).github).toEqual([])
  })

  test('that is a run of its own asks GitHub for the newest commits at most', async () => {
    await release()
    await servers.forget()
    expect((await release()).said).toContain('the release has its commits up to c00000c already')
    expect((await servers.calls()).github).toEqual(['GET commits'])
  })

  test('of an older run does not take the commits of a newer one away', async () => {
    await held('old', [sha(6)])
    await release({}, { sha: sha(9), payload: pushPayload(sha(8), sha(9)) })
    await release()
    await release({}, { sha: sha(9), payload: pushPayload(sha(8), sha(9)) })
    expect(await numbersOf()).toEqual([12, 11, 10, 9, 8, 7])
  })

  test('with a commit that the input names sets what it names', async () => {
    await held('old', [sha(6)])
    await release()
    await release({ commit: sha(8) })
    expect(await numbersOf()).toEqual([8, 7])
  })

  test('with a newer commit replaces the list by the longer one', async () => {
    await held('old', [sha(6)])
    await release({ commit: sha(8) })
    await release()
    expect(await numbersOf()).toEqual([12, 11, 10, 9, 8, 7])
  })
})
