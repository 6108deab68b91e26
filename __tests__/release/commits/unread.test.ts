import { beforeEach, describe, expect, test } from '@jest/globals'
import { listAt } from '../../../src/text/json.ts'
import { at } from '../../../simulator/client/json-path.ts'
import type { Recorded } from '../../../simulator/client/recorded.ts'
import { commitsOf, deploysOf, pushAfterRelease, useRelease } from '../../harness/release.ts'
import type { RunOptions } from '../../harness/step.ts'

const servers = useRelease()
/** The newest commits of a history of five after web@1.0.0, which is in production. */
let push: RunOptions
let head: string
beforeEach(seed)

async function seed(): Promise<void> {
  await servers.reset()
  ;({ push, head } = await pushAfterRelease(servers))
}

const inputs = { release: 'r1', environment: 'production' }
const JSON_TYPE = { 'content-type': 'application/json' }
const NO_REPOSITORIES = {
  match: { path: '/repos/$', times: 0 },
  action: { status: 200, headers: JSON_TYPE, body: [] }
}

/** The reads of a run that go before its first write, each once. */
function readsOf(requests: readonly Recorded[]): readonly Recorded[] {
  const first = requests.findIndex(({ server, method }) => server === 'maton' && method === 'POST')
  const keys = new Set<string>()
  return requests.slice(0, first).filter(({ server, path }) => {
    const isNew = !keys.has(`${server} ${path}`)
    keys.add(`${server} ${path}`)
    return isNew && server !== 'sentry'
  })
}

/** Ways in which a server is down for as long as a run tries; the first situation meets all of them. */
const OUTAGES = {
  github: [
    { status: 503, body: 'no' },
    { status: 429, headers: { 'retry-after': '3600' }, body: { message: 'secondary rate limit' } },
    { reset: true }
  ],
  maton: [{ status: 503, headers: JSON_TYPE, body: { detail: 'no' } }]
} as const

/** Runs of `auto` that read different things. */
const SITUATIONS: readonly {
  readonly title: string
  readonly inputs: Readonly<Record<string, string>>
  readonly isTag?: boolean
  /** So many kinds of outages are met. */
  readonly most: number
}[] = [
  { title: 'commits of GitHub', inputs: {}, most: 3 },
  { title: 'with paths and files', inputs: { paths: 'src', commit_files: 'true' }, most: 1 },
  { title: 'for another environment', inputs: { environment: 'qa' }, most: 1 },
  { title: 'of a tag', inputs: { environment: '' }, isTag: true, most: 1 }
]

describe.each(SITUATIONS)('auto, $title', ({ inputs: more, isTag, most }) => {
  test('each read that fails for ever costs the commits at most, and another run adds them', async () => {
    const own = { ...inputs, ...more }
    const start = async (): Promise<RunOptions> => {
      await seed()
      await servers.seed('faults', NO_REPOSITORIES)
      if (isTag !== true) return push
      await servers.seed('state', { github: { refs: { 'tags/v1.1.0': head } } })
      return { sha: head, ref: 'refs/tags/v1.1.0', payload: { ref: 'refs/tags/v1.1.0', after: head } }
    }
    const options = await start()
    await servers.forget()
    const normal = await servers.run(own, options)
    expect(normal.code).toBe(0)
    const wanted = commitsOf(await servers.release('r1'))
    expect(wanted).toContain(head)
    const reads = readsOf(await servers.requests())
    expect(reads.some(({ server }) => server === 'github')).toBe(true)
    let unread = 0
    for (const { server, path } of reads) {
      for (const action of OUTAGES[server === 'github' ? 'github' : 'maton'].slice(0, most)) {
        await start()
        const literal = path.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
        await servers.seed('faults', {
          match: { server, method: 'GET', path: `^${literal}$`, times: 0 },
          action
        })
        const run = await servers.run(own, options)
        const release = await servers.release('r1')
        const environments = own.environment === '' ? [] : [own.environment]
        expect({ path, action, deploys: deploysOf(release) }).toEqual({ path, action, deploys: environments })
        expect(release).toMatchObject({ dateReleased: expect.any(String), projects: ['web'] })
        if (run.code === 0) {
          // what was not needed is missing, and nothing else
          expect({ path, commits: commitsOf(release) }).toEqual({ path, commits: wanted })
          continue
        }
        unread += 1
        const errors = run.annotations.filter(({ level }) => level === 'error')
        expect(errors).toHaveLength(1)
        expect(errors[0]?.message).toMatch(
          /^The commits of acme\/web could not be read: run this job again to add them \(.*\)\. /
        )
        expect(commitsOf(release)).toEqual([])
        expect(run.outputs).toMatchObject({ created: 'true', commit_source: 'none', finalized: 'true' })
        expect(listAt(JSON.parse(run.outputs['deploys'] ?? ''), [])).toHaveLength(environments.length)
        expect(run.summary).toMatch(
          /not complete.*\*\*not set\*\*.*Before that, the run (?:created|completed) release/s
        )
        await servers.control('DELETE', 'faults')
        await servers.seed('faults', NO_REPOSITORIES)
        const again = await servers.run(own, { ...options, env: { GITHUB_RUN_ATTEMPT: '2' } })
        expect(again.code).toBe(0)
        expect(commitsOf(await servers.release('r1'))).toEqual(wanted)
      }
    }
    expect(unread).toBeGreaterThan(0)
  }, 120_000)
})

const GITHUB_DOWN = { match: { server: 'github', times: 0 }, action: { status: 503, body: 'no' } }

describe('when GitHub is down', () => {
  beforeEach(async () => {
    await servers.seed('faults', NO_REPOSITORIES)
    await servers.seed('faults', GITHUB_DOWN)
  })

  test('on_error: warn makes a warning of it', async () => {
    const run = await servers.run({ ...inputs, on_error: 'warn' }, push)
    expect(run.code).toBe(0)
    expect(run.annotations.filter(({ level }) => level !== 'notice')).toEqual([
      { level: 'warning', message: expect.stringContaining('run this job again to add them') }
    ])
    expect(deploysOf(await servers.release('r1'))).toEqual(['production'])
  })

  test('a dry run shows the writes, and fails as the run would', async () => {
    const run = await servers.run({ ...inputs, dry_run: 'true' }, push)
    expect(run.code).toBe(1)
    expect(run.summary).toMatch(/Would be written:.*Record the deploy of.*run this job again to add them/s)
    expect(await servers.release('r1')).toEqual({})
  })

  test('a release keeps the commits that it has', async () => {
    const commits = [{ id: 'f'.repeat(40), repository: 'acme/api', timestamp: '2026-01-01T00:00:00Z' }]
    await servers.sentry('POST', 'releases/', { version: 'r1', projects: ['web'], commits })
    const run = await servers.run(inputs, push)
    expect(run.code).toBe(1)
    expect(commitsOf(await servers.release('r1'))).toEqual(['f'.repeat(40)])
    expect(run.outputs['commit_count']).toBe('1')
  })

  test('only: commits writes nothing', async () => {
    await servers.sentry('POST', 'releases/', { version: 'r1', projects: ['web'] })
    const run = await servers.run({ release: 'r1', only: 'commits' }, push)
    expect(run.code).toBe(1)
    expect(run.summary).toContain('Nothing was written.')
  })

  test.each([
    ['github', {}],
    ['manual', { repo: 'acme/web', commit: 'main', previous_commit: 'v1.0.0' }]
  ])('a source that is named is needed: %s', async (set_commits, more) => {
    const run = await servers.run({ ...inputs, ...more, set_commits }, push)
    expect(run.code).toBe(1)
    expect(run.said).toContain('Nothing was written.')
    expect(await servers.release('r1')).toEqual({})
  })

  test('what fails besides is told, and not called a matter of another run', async () => {
    await servers.seed('faults', {
      match: { method: 'POST', path: 'deploys/$' },
      action: { status: 400, headers: JSON_TYPE, body: { environment: ['Invalid value for environment'] } }
    })
    const run = await servers.run(inputs, push)
    expect(run.annotations.at(-1)?.message).toContain('Invalid value for environment')
    expect(run.summary).toContain('**not set**')
    expect(at(await servers.release('r1'), 'version')).toBe('r1')
  })
})
