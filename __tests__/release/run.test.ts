import { describe, expect, test } from '@jest/globals'
import { parseJson } from '../../src/text/json.ts'
import { at } from '../../simulator/client/json-path.ts'
import { commitsOf, deploysOf, pushPayload, shaOf, useRelease } from '../harness/release.ts'

const SHA = shaOf('c', 5)

const servers = useRelease()

const skip = { set_commits: 'skip', release: 'r1' }

describe('a release', () => {
  test('with one deploy and set_commits: skip takes two requests', async () => {
    const run = await servers.run(
      { ...skip, environment: 'production' },
      { sha: SHA, ref: 'refs/heads/main' }
    )
    expect(run.code).toBe(0)
    expect(await servers.calls()).toEqual({
      gateway: ['POST releases/', 'POST releases/r1/deploys/'],
      github: []
    })
    const release = await servers.release('r1')
    expect(release).toMatchObject({
      ref: 'main',
      url: `https://github.com/acme/web/commit/${SHA}`,
      dateReleased: expect.any(String),
      projects: ['web'],
      commits: [],
      heads: [],
      deploys: [
        {
          environment: 'production',
          name: 'Deploy #12.1',
          url: 'https://github.com/acme/web/actions/runs/77',
          projects: ['web']
        }
      ]
    })
    expect(run.outputs).toMatchObject({
      release: 'r1',
      version: 'r1',
      release_url: 'https://acme.sentry.io/releases/r1/',
      created: 'true',
      previous_release: '',
      previous_commit: '',
      previous_commit_source: '',
      commit_source: 'none',
      commit_count: '0',
      finalized: 'true',
      dry_run: 'false'
    })
    expect(parseJson(run.outputs['deploys'] ?? '')).toEqual([
      {
        id: at(release, 'deploys', 0, 'id'),
        environment: 'production',
        name: 'Deploy #12.1',
        url: 'https://github.com/acme/web/actions/runs/77',
        dateFinished: expect.any(String)
      }
    ])
    const plan = parseJson(run.outputs['plan'] ?? '')
    expect(plan).toMatchObject([
      { operation: 'create-release', effect: 'create', target: 'acme/r1' },
      { operation: 'create-deploy', effect: 'create', target: 'acme/r1/production' }
    ])
  })

  test('without connection, organization and projects takes the only ones, and says so', async () => {
    await servers.seed('state', {
      connections: [{ connection_id: servers.simulator.connection, projects: ['web'] }]
    })
    const run = await servers.run({ ...skip, maton_connection: '', organization: '', projects: '' })
    expect(run.code).toBe(0)
    expect((await servers.calls()).gateway.map(call => call.replace(/^(\w+) .*?(\w*)\/?$/, '$1 $2'))).toEqual(
      ['GET connections', 'GET organizations', 'GET projects', 'POST releases']
    )
    expect(await servers.release('r1')).toMatchObject({ projects: ['web'] })
    expect(run.summary).toContain('(the only active one)')
  })

  test('that exists gets a request more only for what differs', async () => {
    await servers.run({ ...skip, ref: 'main' })
    await servers.forget()
    const again = await servers.run({ ...skip, ref: 'main', url: 'https://x/' })
    expect((await servers.calls()).gateway).toEqual(['POST releases/', 'PUT releases/r1/'])
    expect(again.outputs).toMatchObject({ created: 'false', finalized: 'true' })
    expect(at(parseJson(again.outputs['plan'] ?? ''), 1)).toMatchObject({
      operation: 'update-release',
      body: { url: 'https://x/' }
    })
    await servers.forget()
    await servers.run({ ...skip, ref: 'main', url: 'https://x/' })
    expect((await servers.calls()).gateway).toEqual(['POST releases/'])
    expect(await servers.release('r1')).toMatchObject({ ref: 'main', url: 'https://x/' })
  })

  test('that is finalized keeps its date, one that is not gets one', async () => {
    await servers.run({ ...skip, finalize: 'false' })
    expect(await servers.release('r1')).toMatchObject({ dateReleased: null })
    const second = await servers.run(skip)
    expect(second.outputs['finalized']).toBe('true')
    const { dateReleased } = await servers.release('r1')
    expect(dateReleased).toEqual(expect.any(String))
    await servers.run(skip)
    await servers.run({ ...skip, only: 'finalize' })
    expect(await servers.release('r1')).toMatchObject({ dateReleased })
  })

  test('that is finalized between the reading and the writing keeps that date', async () => {
    await servers.run({ ...skip, finalize: 'false' })
    const when = '2026-01-01T00:00:00Z'
    await servers.seed('faults', {
      match: { method: 'GET', path: 'releases/r1/$' },
      action: {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: { version: 'r1', dateReleased: null }
      }
    })
    await servers.sentry('PUT', 'releases/r1/', { dateReleased: when })
    await servers.run({ release: 'r1', set_commits: 'github', commit: 'main' })
    expect(await servers.release('r1')).toMatchObject({ dateReleased: '2026-01-01T00:00:00Z' })
  })

  test('that gets another project is complete, and created says so', async () => {
    await servers.run(skip)
    const run = await servers.run({ ...skip, projects: 'web api' })
    expect(run.outputs['created']).toBe('true')
    expect(await servers.release('r1')).toMatchObject({ projects: ['web', 'api'] })
  })

  test('that is archived stays so, and that is said', async () => {
    await servers.run(skip)
    await servers.sentry('PUT', 'releases/r1/', { status: 'archived' })
    const run = await servers.run({ release: 'r1', environment: 'qa', only: 'deploy' })
    expect(run.code).toBe(0)
    expect(run.said).toContain('notice: The release r1 is archived in Sentry')
    expect(await servers.release('r1')).toMatchObject({
      status: 'archived',
      deploys: [{ environment: 'qa' }]
    })
  })
})

describe('deploys', () => {
  test('are recorded once for each environment', async () => {
    const run = await servers.run({ ...skip, environment: 'qa, production\nstaging' })
    expect(deploysOf(await servers.release('r1')).toSorted()).toEqual(['production', 'qa', 'staging'])
    expect(parseJson(run.outputs['deploys'] ?? '')).toMatchObject([
      { environment: 'qa' },
      { environment: 'production' },
      { environment: 'staging' }
    ])
  })

  test('are recorded once when the answer is lost', async () => {
    await servers.seed('faults', {
      match: { path: 'deploys/$', method: 'POST' },
      action: { reset: 'after' }
    })
    const run = await servers.run({ ...skip, environment: 'qa' })
    expect(run.code).toBe(0)
    expect(deploysOf(await servers.release('r1'))).toEqual(['qa'])
    expect((await servers.calls()).gateway).toEqual([
      'POST releases/',
      'POST releases/r1/deploys/',
      'GET releases/r1/deploys/'
    ])
  })

  test('are tried again when they were not recorded', async () => {
    await servers.seed('faults', {
      match: { path: 'deploys/$', method: 'POST' },
      action: { status: 502, body: 'Bad gateway' }
    })
    const run = await servers.run({ ...skip, environment: 'qa' })
    expect(run.code).toBe(0)
    expect(deploysOf(await servers.release('r1'))).toEqual(['qa'])
  })

  test('that a later one hides are not repeated: they may have been recorded', async () => {
    await servers.seed('faults', {
      match: { path: 'deploys/$', method: 'POST' },
      action: { reset: true }
    })
    const run = await servers.run(
      { ...skip, environment: 'qa' },
      {
        duringPause: () =>
          servers.sentry('POST', 'releases/r1/deploys/', {
            environment: 'qa',
            dateFinished: '2099-01-01T00:00:00Z'
          })
      }
    )
    expect(run.code).toBe(1)
    expect(deploysOf(await servers.release('r1'))).toEqual(['qa'])
    expect(run.said).toContain('warning: The deploy to qa may have been recorded')
    expect(run.annotations.at(-1)?.message).toMatch(
      /whether it was recorded is not known.*Look at the deploys .* to qa is missing, run .* only: deploy/
    )
    expect(run.summary).toContain('**may have been recorded**')
    expect(run.outputs['deploys']).toBe('[]')
  })

  test('go on when one of them is refused, and the run fails', async () => {
    await servers.seed('faults', {
      match: { path: 'deploys/$', method: 'POST' },
      action: { status: 400, body: { environment: ['Invalid value for environment'] } }
    })
    const run = await servers.run({ ...skip, environment: 'qa, production' })
    expect(run.code).toBe(1)
    expect(deploysOf(await servers.release('r1'))).toHaveLength(1)
    expect(run.summary).toContain('**not recorded**')
    expect(run.summary).toContain('Before that, the run created release `r1`; recorded the deploy of `r1` to')
    expect(run.annotations.at(-1)).toEqual({
      level: 'error',
      message: expect.stringContaining('Invalid value for environment')
    })
  })
})

describe('only: deploy', () => {
  test('promotes a release and touches nothing else', async () => {
    const before = await servers.release('web@1.0.0')
    const run = await servers.run(
      { release: 'web@1.0.0', only: 'deploy', environment: 'staging', ref: 'other' },
      { sha: SHA }
    )
    expect(run.code).toBe(0)
    expect((await servers.calls()).gateway).toEqual([
      'GET releases/web@1.0.0/',
      'GET releases/web@1.0.0/deploys/',
      'POST releases/web@1.0.0/deploys/'
    ])
    expect(await servers.release('web@1.0.0')).toEqual({
      ...before,
      deploys: [at(before, 'deploys', 0), expect.objectContaining({ environment: 'staging' })]
    })
    expect(run.outputs).toMatchObject({ created: 'false', finalized: 'true', commit_count: '4' })
  })

  test.each([['deploy'], ['finalize'], ['commits']])(
    'of a release that does not exist is an error: %s',
    async only => {
      const run = await servers.run({ release: 'nope', only, environment: 'qa' }, { sha: SHA })
      expect(run.code).toBe(1)
      expect((await servers.calls()).gateway).toEqual(['GET releases/nope/'])
      expect(run.annotations.at(-1)?.message).toContain('The organization acme has no release nope')
      expect(run.said).toContain('Nothing was written.')
    }
  )
})

describe('a dry run', () => {
  test('reads everything, shows every write, and writes nothing', async () => {
    const before = await servers.state()
    const run = await servers.run({
      release: 'r1',
      environment: 'qa',
      dry_run: 'true',
      set_commits: 'github',
      commit: 'main'
    })
    expect(run.code).toBe(0)
    expect((await servers.requests()).filter(request => request.method !== 'GET')).toEqual([])
    expect(await servers.state()).toEqual(before)
    expect(parseJson(run.outputs['plan'] ?? '')).toMatchObject([
      { operation: 'create-release', body: { commits: { count: expect.any(Number) } } },
      { operation: 'create-deploy' }
    ])
    expect(run.outputs).toMatchObject({
      dry_run: 'true',
      created: 'false',
      finalized: 'false',
      deploys: '[]'
    })
    expect(run.summary).toContain('dry run, nothing written')
    expect(run.said).toContain('Would record the deploy of r1 to qa.')
  })

  test('of a release that is complete says that nothing would be written', async () => {
    const run = await servers.run({ release: 'web@1.0.0', only: 'finalize', dry_run: 'true' })
    expect(run.outputs['plan']).toBe('[]')
    expect(run.summary).toContain('Nothing would be written.')
  })
})

describe('without a commit', () => {
  test('of a deleted branch there is nothing to do, without a request', async () => {
    const payload = { ref: 'refs/heads/x', after: '0'.repeat(40), before: SHA, deleted: true }
    const run = await servers.run({}, { payload, sha: SHA })
    expect(run.code).toBe(0)
    expect(run.annotations).toEqual([
      { level: 'notice', message: 'Nothing to release: the push deleted the branch x.' }
    ])
    expect(await servers.requests()).toEqual([])
  })

  test('but with an identifier the release is made, with a warning', async () => {
    const run = await servers.run({ release: 'r1' }, { event: 'schedule' })
    expect(run.code).toBe(0)
    expect(run.annotations.at(-1)?.message).toContain('neither the event nor the inputs name a commit')
    expect((await servers.calls()).gateway).toEqual(['POST releases/'])
  })

  test('a named source of commits is an error', async () => {
    const run = await servers.run({ release: 'r1', set_commits: 'github' }, { event: 'schedule' })
    expect(run.code).toBe(1)
    expect(await servers.release('r1')).toEqual({})
  })
})

test('a push of one commit is released under its sha', async () => {
  const [before = '', sha = ''] = await servers.history('main2', 2)
  const run = await servers.run({ set_commits: 'github' }, { sha, payload: pushPayload(before, sha) })
  expect(run.outputs).toMatchObject({ release: sha, previous_commit: before, previous_commit_source: 'push' })
  expect(commitsOf(await servers.release(sha))).toEqual([sha])
})
