import { describe, expect, test } from '@jest/globals'
import { projectsShowing, sightOf } from '../../../src/release/write/deploy.ts'
import { decodeRelease, type Deploy } from '../../../src/sentry/answers.ts'
import { listAt, parseJson } from '../../../src/text/json.ts'
import { at } from '../../../simulator/client/json-path.ts'
import { useRelease } from '../../harness/release.ts'
import type { RunOptions, StepRun } from '../../harness/step.ts'

const servers = useRelease()

const skip = { set_commits: 'skip', release: 'r1', environment: 'production' }
const PATH = 'releases/r1/deploys/'

/** The deploys that Sentry holds, as `environment projects name`. */
async function held(version = 'r1'): Promise<readonly string[]> {
  return listAt((await servers.release(version))['deploys'], []).map(deploy =>
    [at(deploy, 'environment'), listAt(deploy, ['projects']).join('+'), at(deploy, 'name')].join(' ')
  )
}

/** The requests about deploys in their order. */
async function deployCalls(): Promise<readonly string[]> {
  return (await servers.requests())
    .filter(({ path }) => path.endsWith('/deploys/'))
    .map(({ method, query }) => [method, ...listAt(query['project'] ?? [], [])].join(' '))
}

/** Runs one job after another. */
async function jobs(
  each: readonly Readonly<Record<string, string>>[],
  options?: RunOptions
): Promise<readonly StepRun[]> {
  const runs: StepRun[] = []
  for (const inputs of each) runs.push(await servers.run({ ...skip, ...inputs }, options))
  expect(runs.map(({ code }) => code)).toEqual(each.map(() => 0))
  return runs
}

const lose = (times = 1) =>
  servers.seed('faults', {
    match: { path: 'deploys/$', method: 'POST', times },
    action: { reset: true }
  })

describe('jobs of one run record one deploy', () => {
  test('a matrix of four, one after another', async () => {
    const runs = await jobs([{}, {}, {}, {}])
    expect(await held()).toEqual(['production web Deploy #12.1'])
    const ids = runs.map(({ outputs }) => at(parseJson(outputs['deploys'] ?? ''), 0, 'id'))
    expect(new Set(ids).size).toBe(1)
    expect(ids[0]).toEqual(expect.any(String))
    const [first, second] = runs
    expect(first?.said).not.toContain('recorded already')
    expect(second?.said).toContain('The deploy Deploy #12.1 to production is recorded already')
    expect(second?.summary).toContain('was recorded already')
    expect(second?.outputs['plan']).not.toContain('create-deploy')
    // only a release that was there has its deploys listed
    expect(await deployCalls()).toEqual(['POST', 'GET', 'GET', 'GET'])
  })

  test('a rerun records one of its own, and so does another run', async () => {
    await jobs([{}, {}])
    await jobs([{}, {}], { env: { GITHUB_RUN_ATTEMPT: '2' } })
    await jobs([{}, {}], { env: { GITHUB_RUN_NUMBER: '13', GITHUB_RUN_ID: '78' } })
    expect(await held()).toEqual([
      'production web Deploy #12.1',
      'production web Deploy #12.2',
      'production web Deploy #13.1'
    ])
  })

  test('of several environments those that are missing', async () => {
    await jobs([{ environment: 'qa' }, { environment: 'production, qa\nstaging' }])
    expect(await held()).toEqual(['qa', 'production', 'staging'].map(name => `${name} web Deploy #12.1`))
    expect(await deployCalls()).toEqual(['POST', 'GET', 'POST', 'POST'])
  })

  test('only: deploy', async () => {
    await jobs([{ environment: '' }, { only: 'deploy' }, { only: 'deploy' }])
    expect(await held()).toEqual(['production web Deploy #12.1'])
  })

  test('a dry run shows that there is none to record', async () => {
    await jobs([{}])
    await servers.forget()
    const [run] = await jobs([{ environment: 'production, qa', dry_run: 'true' }])
    expect(await deployCalls()).toEqual(['GET'])
    expect(listAt(parseJson(run?.outputs['plan'] ?? ''), []).map(write => at(write, 'target'))).toEqual([
      'acme/r1',
      'acme/r1/qa'
    ])
    expect(run?.summary).toMatch(/`production` was recorded already.*`qa` planned/s)
  })

  test('that has a name and an address of its own, which may be of another run: that is said aloud', async () => {
    const own = { deploy_name: 'To the shop', deploy_url: 'https://shop.example/' }
    const [, second] = await jobs([own, own])
    expect(await held()).toEqual(['production web To the shop'])
    expect(second?.annotations).toEqual([
      { level: 'notice', message: expect.stringMatching(/is recorded already.*differs by run/) }
    ])
    const [, fourth] = await jobs([{ deploy_name: 'x' }, { deploy_name: 'x' }])
    expect(fourth?.annotations).toEqual([])
  })

  test('a list that cannot be read ends the run before a second deploy', async () => {
    await jobs([{}])
    await servers.seed('faults', {
      match: { path: 'deploys/$', method: 'GET', times: 0 },
      action: { status: 503, body: '' }
    })
    const run = await servers.run(skip)
    expect(run.code).toBe(1)
    expect(run.summary).toContain('`production` **not recorded**')
    expect(await held()).toHaveLength(1)
  })
})

describe('each project gets its deploy', () => {
  const both = { projects: 'web api', environment: '' }

  test('of a matrix over projects, once', async () => {
    await jobs([both, { projects: 'web' }, { projects: 'api' }, { projects: 'web' }, { projects: 'api' }])
    expect(await held()).toEqual(['production web Deploy #12.1', 'production api Deploy #12.1'])
  })

  test('a deploy of one of two is not that of both', async () => {
    await jobs([both, { projects: 'web' }, { projects: 'web, api' }, { projects: 'api, web' }])
    expect(await held()).toEqual(['production web Deploy #12.1', 'production web+api Deploy #12.1'])
  })

  test('a deploy of both is that of each, also by id', async () => {
    const ids = listAt((await servers.state())['projects'], []).map(project => String(at(project, 'id')))
    await jobs([both, { projects: 'web api' }, { projects: 'api' }, { projects: ids.join(' ') }])
    expect(await held()).toEqual(['production web+api Deploy #12.1'])
  })

  test('without projects it is that of all projects of the release', async () => {
    await jobs([
      both,
      { projects: 'web' },
      { projects: '', only: 'deploy' },
      { projects: '', only: 'deploy' }
    ])
    expect(await held()).toEqual(['production web Deploy #12.1', 'production web+api Deploy #12.1'])
  })
})

describe('a deploy whose answer was lost', () => {
  const finished_at = '2026-01-02T03:04:05Z'

  test("is not taken for another project's with the same time", async () => {
    await jobs([
      { projects: 'web api', environment: '' },
      { projects: 'web', finished_at }
    ])
    await lose()
    await jobs([{ projects: 'api', finished_at }])
    expect(await held()).toEqual(['production web Deploy #12.1', 'production api Deploy #12.1'])
  })

  test('is recorded behind a newer one when Sentry counts no other', async () => {
    await jobs([{}])
    await lose()
    await jobs([{ finished_at }], { env: { GITHUB_RUN_NUMBER: '13', GITHUB_RUN_ID: '78' } })
    expect(await held()).toEqual(['production web Deploy #12.1', 'production web Deploy #13.1'])
  })

  test('is not recorded twice behind a newer one', async () => {
    await jobs([{}])
    await servers.seed('faults', {
      match: { path: 'deploys/$', method: 'POST' },
      action: { reset: 'after' }
    })
    await jobs([{ finished_at, environment: 'qa, production' }], {
      env: { GITHUB_RUN_NUMBER: '13', GITHUB_RUN_ID: '78' }
    })
    expect((await held()).toSorted()).toEqual([
      'production web Deploy #12.1',
      'production web Deploy #13.1',
      'qa web Deploy #13.1'
    ])
  })

  test.each([
    ['fail', 1],
    ['warn', 0]
  ])('behind one of another run is told, and ends as on_error says: %s', async (on_error, code) => {
    await lose()
    const run = await servers.run(
      { ...skip, finished_at, on_error },
      { duringPause: () => servers.sentry('POST', PATH, { environment: 'production', name: 'other' }) }
    )
    expect(run.code).toBe(code)
    expect(run.said).toContain('The deploy to production may have been recorded')
    expect(run.annotations.at(-1)?.message).toContain(
      'if the one to production is missing, run the job again'
    )
    expect(await held()).toEqual(['production web other'])
  })

  test('and cannot be looked for is never called missing', async () => {
    await servers.seed('faults', {
      match: { path: 'deploys/$', method: 'POST' },
      action: { reset: 'after' }
    })
    await servers.seed('faults', {
      match: { path: 'deploys/$', method: 'GET', times: 0 },
      action: { status: 403, headers: { 'content-type': 'application/json' }, body: { detail: 'no' } }
    })
    const run = await servers.run(skip)
    expect(run.code).toBe(1)
    expect(run.summary).toContain('**may have been recorded**')
    expect(run.annotations.at(-1)?.message).toContain('whether it was recorded is not known')
    expect(await held()).toHaveLength(1)
  })
})

describe('what the lists show of a deploy', () => {
  const TIME = '2026-01-02T03:04:05.000Z'
  const write = { body: { environment: 'qa', name: 'Deploy #1.1', url: 'https://x/1', dateFinished: TIME } }
  const deploy = (more: Partial<Deploy> = {}): Deploy => ({
    id: '5',
    environment: 'qa',
    name: 'Deploy #1.1',
    url: 'https://x/1',
    dateFinished: TIME,
    ...more
  })
  const other = (dateFinished: string | undefined): Deploy => deploy({ name: 'Deploy #2.1', dateFinished })
  const later = other('2026-01-02T03:04:06Z')
  const earlier = other('2026-01-02T03:04:04Z')

  test.each<[string, readonly (readonly Deploy[])[], string]>([
    ['ours', [[deploy()]], 'there'],
    ['ours, of another time', [[deploy({ dateFinished: '2026-01-02T00:00:00Z' })]], 'there'],
    ['ours among those of other environments', [[deploy({ environment: 'prod' }), deploy()]], 'there'],
    ['ours in both projects', [[deploy()], [deploy()]], 'there'],
    ['nothing', [[]], 'absent'],
    ['another environment', [[deploy({ environment: 'QA' })]], 'absent'],
    ['another name, earlier', [[earlier]], 'absent'],
    ['another name, as late', [[other(TIME)]], 'hidden'],
    ['another name, later', [[later]], 'hidden'],
    ['another name, of no time', [[other(undefined)]], 'hidden'],
    ['another name, of a time that is none', [[other('soon')]], 'hidden'],
    ['another url, later', [[deploy({ url: undefined })]], 'hidden'],
    ['ours in one project, nothing in the other', [[deploy()], []], 'absent'],
    ['ours in one project, a later one in the other', [[deploy()], [later]], 'hidden'],
    ['ours in one project, an earlier one in the other', [[deploy()], [earlier]], 'absent'],
    ['later ones in both projects', [[later], [later]], 'hidden'],
    ['a later one in one project, nothing in the other', [[later], []], 'absent']
  ])('%s', (_title, lists, expected) => {
    expect(sightOf(write, lists).kind).toBe(expected)
  })

  const release = (...slugs: readonly string[]) =>
    decodeRelease({ version: 'r1', projects: slugs.map((slug, index) => ({ id: index + 11, slug })) })

  test.each([
    [[], release('web'), []],
    [['web'], release('web'), []],
    [['web'], release('web', 'api'), ['11']],
    [['12'], release('web', 'api'), ['12']],
    [[], release('web', 'api'), ['11', '12']],
    [['new'], release('web', 'api'), ['new']],
    [['web'], undefined, ['web']],
    [[], undefined, []]
  ])('the projects %j of a release are looked at as %j', (given, known, expected) => {
    const body = given.length === 0 ? {} : { projects: given }
    expect(projectsShowing({ body }, known)).toEqual(expected)
  })
})
