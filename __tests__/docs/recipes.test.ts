import { describe, expect, test } from '@jest/globals'
import { recordAt, textAt } from '../../src/text/json.ts'
import { caseNamed, layOut } from '../release/maps/cases.ts'
import {
  builtForFork,
  deployed,
  dispatched,
  published,
  pullRequest,
  push,
  pushOfTag,
  scheduled
} from './occasions.ts'
import { calledRecipe } from './recipe-run.ts'
import { withScene, type Scene } from './scene.ts'
import { filesIn, ourAction, read, stepsIn, yamlSources } from './yaml.ts'

/** The recipes that are run below. */
const RUN = new Set<string>()

describe('Each recipe does what its first lines say', () => {
  recipe('push-to-main', 'a release with its commits, its date and a deploy', async scene => {
    const { main } = scene.commits
    await scene.runWell(push(main))
    expect(await scene.release(main)).toMatchObject({ dateReleased: expect.any(String), projects: ['web'] })
    expect(await scene.environmentsOf(main)).toEqual(['production'])
    expect(await scene.commitsIn(main)).toContain(main)
  })

  recipe('push-and-gate', 'a comment, and a failed run when the release raises a new error', async scene => {
    const { merged } = scene.commits
    await newIssue(scene, merged, 'production')
    const steps = await scene.run(push(merged))
    expect(steps.map(({ exitCode }) => exitCode)).toEqual([0, 1])
    expect(steps[1]?.outputs['gate_result']).toBe('fail')
    expect(await scene.environmentsOf(merged)).toEqual(['production'])
    expect(await scene.comments()).toEqual([{ pullRequest: 1, says: expect.stringContaining('1 issue') }])
  })

  recipe('push-and-gate', 'a good run without data', async scene => {
    const steps = await scene.runWell(push(scene.commits.merged))
    expect(steps[1]?.outputs['gate_result']).toBe('no-data')
  })

  recipe('release-on-tag', 'a release named after the tag', async scene => {
    await scene.add('state', { github: { refs: { 'tags/v1.1.0': scene.commits.main } } })
    const [step] = await scene.runWell(pushOfTag('v1.1.0', scene.commits.main))
    expect(step?.outputs).toMatchObject({ release: 'web@v1.1.0', created: 'true' })
    expect(await scene.environmentsOf('web@v1.1.0')).toEqual(['production'])
    expect(await scene.commitsIn('web@v1.1.0')).toContain(scene.commits.main)
  })

  recipe('release-published', 'a release named after the tag, in production', async scene => {
    await scene.add('state', { github: { refs: { 'tags/v1.1.0': scene.commits.main } } })
    await scene.runWell(published('v1.1.0', scene.commits.main))
    expect(await scene.environmentsOf('web@v1.1.0')).toEqual(['production'])
    expect(await scene.commitsIn('web@v1.1.0')).toContain(scene.commits.main)
  })

  recipe('release-published', 'a prerelease goes to staging', async scene => {
    await scene.runWell(published('v1.1.0-rc.1', scene.commits.main, true))
    expect(await scene.environmentsOf('web@v1.1.0-rc.1')).toEqual(['staging'])
  })

  recipe('release-please', 'a release named after the tag that was made', async scene => {
    const please = { release_created: 'true', tag_name: 'v1.1.0' }
    await scene.runWell({ ...push(scene.commits.main), scripts: { please } })
    expect(await scene.release('web@v1.1.0')).toMatchObject({
      ref: 'v1.1.0',
      dateReleased: expect.any(String)
    })
    expect(await scene.environmentsOf('web@v1.1.0')).toEqual(['production'])
    expect(await scene.commitsIn('web@v1.1.0')).toContain(scene.commits.main)
  })

  recipe('release-please', 'nothing, while the release pull request is open', async scene => {
    const none = { release_created: '', tag_name: '' }
    expect(await scene.run({ ...push(scene.commits.main), scripts: { please: none } })).toEqual([])
  })

  recipe('changesets', 'a release for each package, with the commits that touch it', async scene => {
    const [web, api] = await commitEach(scene, ['packages/web/a.ts', 'packages/api/b.ts'])
    const packages = '[{"name":"web","version":"1.4.0"},{"name":"api","version":"2.0.1"}]'
    const scripts = { changesets: { published: 'true', 'published-packages': '[]' }, released: { packages } }
    await scene.runWell({ ...push(api ?? '', { before: scene.commits.main }), scripts })
    expect(await scene.commitsIn('web@1.4.0')).toEqual([web])
    expect(await scene.commitsIn('api@2.0.1')).toEqual([api])
  })

  recipe('changesets', 'nothing, while nothing is published', async scene => {
    const changesets = { published: 'false', 'published-packages': '' }
    const scripts = { changesets, released: { packages: 'skipped' } }
    expect(await scene.run({ ...push(scene.commits.main), scripts })).toEqual([])
  })

  recipe('semantic-release', 'a release of the version that was published', async scene => {
    const scripts = { semantic: { version: '1.4.0' } }
    await scene.runWell({ ...push(scene.commits.main), scripts })
    expect(await scene.release('web@1.4.0')).toMatchObject({ ref: 'v1.4.0' })
    expect(await scene.commitsIn('web@1.4.0')).toContain(scene.commits.main)
  })

  recipe('semantic-release', 'nothing, where no commit makes a version', async scene => {
    const scripts = { semantic: { version: '' } }
    expect(await scene.run({ ...push(scene.commits.main), scripts })).toEqual([])
  })

  recipe('reusable-caller', 'the called workflow makes release and comment', async scene => {
    const { merged } = scene.commits
    await newIssue(scene, `web@${merged}`, 'production')
    const steps = await scene.runWell(push(merged))
    expect(steps.map(({ action }) => action)).toEqual(['.', 'comment'])
    expect(await scene.environmentsOf(`web@${merged}`)).toEqual(['production'])
    expect(await scene.comments()).toEqual([
      { pullRequest: 1, says: expect.stringContaining(`web@${merged}`) }
    ])
  })

  recipe('environments', 'one release with a deploy for each job', async scene => {
    const version = `web@${scene.commits.main}`
    const steps = await scene.runWell(push(scene.commits.main))
    expect(steps.map(({ job }) => job)).toEqual(['release', 'deploy', 'deploy'])
    expect(await scene.environmentsOf(version)).toEqual(['production-eu', 'production-us'])
    expect(await scene.commitsIn(version)).toContain(scene.commits.main)
  })

  recipe('promotion', 'one release on staging, then on production, its commits untouched', async scene => {
    const { main } = scene.commits
    const steps = await scene.runWell(push(main))
    expect(steps.map(({ job }) => job)).toEqual(['staging', 'production'])
    expect(steps[0]?.outputs['finalized']).toBe('false')
    expect(await scene.environmentsOf(main)).toEqual(['staging', 'production'])
    expect(await scene.release(main)).toMatchObject({ dateReleased: expect.any(String) })
    expect(await scene.commitsIn(main)).toContain(main)
  })

  recipe('source-maps', 'the maps are at Sentry before date and deploy', async scene => {
    const { main } = scene.commits
    const occasion = push(main)
    const workspace = layOut(caseNamed('plain'))
    await scene.runWell({ ...occasion, env: { ...occasion.env, GITHUB_WORKSPACE: workspace } })
    expect(await scene.list('bundles')).toMatchObject([{ version: main, projects: ['web'] }])
    expect(await scene.release(main)).toMatchObject({ dateReleased: expect.any(String) })
    expect(await scene.environmentsOf(main)).toEqual(['production'])
  })

  recipe('source-maps-plugin', 'a release, and nothing of source maps', async scene => {
    const { main } = scene.commits
    await scene.runWell(push(main))
    expect(await scene.list('bundles')).toEqual([])
    expect(await scene.environmentsOf(main)).toEqual(['production'])
  })

  recipe('monorepo', 'a release for each app, with only the commits that touch it', async scene => {
    const [web, , api] = await commitEach(scene, ['apps/web/a.ts', 'packages/README.md', 'apps/api/b.ts'])
    await scene.runWell(push(api ?? '', { before: scene.commits.main }))
    expect(await scene.commitsIn(`web@${api}`)).toEqual([web])
    expect(await scene.commitsIn(`api@${api}`)).toEqual([api])
  })

  recipe('preview', 'a release without commits, and its errors in the pull request', async scene => {
    await newIssue(scene, 'web@pr-2', 'preview')
    await scene.runWell(pullRequest('synchronize', scene.commits.topic))
    expect(await scene.release('web@pr-2')).toMatchObject({ commits: [], dateReleased: null })
    expect(await scene.comments()).toEqual([{ pullRequest: 2, says: expect.stringContaining('web@pr-2') }])
  })

  recipe('preview-cleanup', 'the release of the preview is gone', async scene => {
    await scene.add('state', { releases: [{ version: 'web@pr-2', projects: ['web'] }] })
    await scene.runWell(pullRequest('closed', scene.commits.topic))
    expect(await scene.release('web@pr-2')).toBeUndefined()
  })

  recipe('preview-archive', 'the release of the preview is gone', async scene => {
    await scene.add('state', { releases: [{ version: 'web@pr-2', projects: ['web'] }] })
    const steps = await scene.runWell(pullRequest('closed', scene.commits.topic))
    expect(steps).toHaveLength(1)
    expect(await scene.release('web@pr-2')).toBeUndefined()
  })

  recipe('preview-archive', 'one in which an issue was first seen is archived', async scene => {
    await newIssue(scene, 'web@pr-2', 'preview')
    const steps = await scene.runWell(pullRequest('closed', scene.commits.topic))
    expect(steps).toHaveLength(2)
    expect(await scene.release('web@pr-2')).toMatchObject({ status: 'archived' })
  })

  recipe('after-deploy', 'the errors of the deployed commit in its pull request', async scene => {
    const { merged } = scene.commits
    await newIssue(scene, merged, 'production')
    await scene.runWell(deployed(merged))
    expect(await scene.environmentsOf(merged)).toEqual(['production'])
    expect(await scene.comments()).toEqual([{ pullRequest: 1, says: expect.stringContaining('1 issue') }])
  })

  recipe('watcher', 'the run fails when production raises a new error', async scene => {
    const steps = await scene.run(scheduled(scene.commits.main))
    expect(steps.map(({ exitCode }) => exitCode)).toEqual([0, 1])
    expect(steps[1]?.outputs).toMatchObject({ gate_result: 'fail', new_count: '1' })
    expect(await scene.comments()).toEqual([])
  })

  recipe('slack', 'the line says what the release brought', async scene => {
    await newIssue(scene, scene.commits.main, 'production')
    const steps = await scene.runWell(push(scene.commits.main))
    expect(steps[1]?.outputs['headline']).toMatch(/^🔴 1 new in [0-9a-f]{40} \(production\)/)
  })

  recipe('gate', 'the rollout goes on when the canary was seen and is clear', async scene => {
    const { main } = scene.commits
    const seen = { releases: [main], environments: { canary: { firstRelease: 'web@1.0.0' } } }
    await scene.add('issues', { project: 'web', firstRelease: 'web@1.0.0', ...seen })
    const steps = await scene.runWell(push(main))
    expect(steps[1]?.outputs['gate_result']).toBe('pass')
    expect(await scene.environmentsOf(main)).toEqual(['canary', 'production'])
  })

  recipe('gate', 'the rollout stops when the canary was not seen', async scene => {
    const steps = await scene.runWell(push(scene.commits.main))
    expect(steps[1]?.outputs['gate_result']).toBe('no-data')
    expect(await scene.environmentsOf(scene.commits.main)).toEqual(['canary'])
  })

  recipe('gate', 'the rollout stops when the canary raises a new error', async scene => {
    await newIssue(scene, scene.commits.main, 'canary')
    const steps = await scene.run(push(scene.commits.main))
    expect(steps.map(({ exitCode }) => exitCode)).toEqual([0, 1])
    expect(steps[1]?.outputs['gate_result']).toBe('fail')
    expect(await scene.environmentsOf(scene.commits.main)).toEqual(['canary'])
  })

  recipe('rollback', 'the release stays when it is good', async scene => {
    const version = `web@${scene.commits.main}`
    await addSessions(scene, version, { sessions: 1_000, crashed: 5 })
    const steps = await scene.runWell(push(scene.commits.main))
    expect(steps[1]?.outputs).toMatchObject({ gate_result: 'pass', crash_free_sessions: '99.5' })
    expect(await scene.environmentsOf('web@1.0.0')).toEqual(['production'])
  })

  recipe('rollback', 'the release before is deployed again when too many sessions crash', async scene => {
    const version = `web@${scene.commits.main}`
    await addSessions(scene, version, { sessions: 1_000, crashed: 6 })
    const steps = await scene.run(push(scene.commits.main))
    expect(steps.map(({ exitCode }) => exitCode)).toEqual([0, 1, 0])
    expect(steps[1]?.outputs).toMatchObject({ gate_result: 'fail', crash_free_sessions: '99.4' })
    expect(await scene.environmentsOf('web@1.0.0')).toEqual(['production', 'production'])
  })

  recipe('rollback', 'the release before is deployed again when a new error comes up', async scene => {
    await newIssue(scene, `web@${scene.commits.main}`, 'production')
    const steps = await scene.run(push(scene.commits.main))
    expect(steps.map(({ exitCode }) => exitCode)).toEqual([0, 1, 0])
    expect(await scene.environmentsOf('web@1.0.0')).toEqual(['production', 'production'])
  })

  recipe('rollback', 'nothing goes back without data', async scene => {
    const steps = await scene.runWell(push(scene.commits.main))
    expect(steps.map(({ outputs }) => outputs['gate_result'])).toEqual([undefined, 'no-data'])
    expect(await scene.environmentsOf('web@1.0.0')).toEqual(['production'])
  })

  recipe('forks-report', "the errors of a fork's preview in its pull request", async scene => {
    const version = `preview-${scene.commits.topic}`
    await newIssue(scene, version, 'preview')
    await scene.runWell(builtForFork(scene.commits.topic, scene.commits.main))
    expect(await scene.release(version)).toMatchObject({ commits: [] })
    expect(await scene.comments()).toEqual([{ pullRequest: 2, says: expect.stringContaining(version) }])
  })

  recipe(
    'forks-report',
    'no comment where the pull request has gone on, or the commit is of another',
    async scene => {
      const other = scene.commits.main
      await newIssue(scene, `preview-${other}`, 'preview')
      await scene.runWell(builtForFork(other, other))
      expect(await scene.comments()).toEqual([])
    }
  )

  recipe('enterprise', 'commits read from the server, links to the server', async scene => {
    const { env, ...event } = push(scene.commits.main)
    const [release] = await scene.runWell({
      ...event,
      env: { ...env, GITHUB_SERVER_URL: 'https://github.example' }
    })
    expect(release?.outputs['commit_source']).toBe('github')
    expect(release?.summary).toContain('https://github.example/acme/web/')
  })

  recipe('self-hosted', 'a release and a report straight at the own Sentry', async scene => {
    const { main } = scene.commits
    const [release] = await scene.runWell(push(main))
    expect(release?.stdout).toMatch(/^Directly to http:\/\/127\.0\.0\.1:\d+, organization acme/m)
    expect(release?.outputs['release_url']).toContain('/organizations/acme/releases/')
    expect(await scene.environmentsOf(main)).toEqual(['production'])
  })

  recipe('approval', 'the write is shown first and done after the review', async scene => {
    await scene.add('state', { releases: [{ version: 'web@0.9.0', projects: ['web'] }] })
    const steps = await scene.runWell(dispatched(scene.commits.main, { version: 'web@0.9.0' }))
    expect(steps.map(({ job }) => job)).toEqual(['show', 'delete'])
    expect(steps[0]?.stdout).toContain('delete acme/web@0.9.0')
    expect(await scene.release('web@0.9.0')).toBeUndefined()
  })

  recipe('resolve-fixed', 'the named issue is resolved', async scene => {
    await scene.runWell({ ...push(scene.commits.main), scripts: { named: { issues: '["WEB-1"]' } } })
    expect(await scene.list('issues')).toContainEqual(
      expect.objectContaining({ shortId: 'WEB-1', status: 'resolved' })
    )
  })

  recipe('bootstrap', 'a team and a project of it', async scene => {
    await scene.runWell(dispatched(scene.commits.main, { service: 'checkout', platform: 'node' }))
    expect(await scene.list('teams')).toContainEqual(expect.objectContaining({ slug: 'checkout' }))
    expect(await scene.list('projects')).toContainEqual(
      expect.objectContaining({ slug: 'checkout', teams: ['checkout'] })
    )
  })

  recipe('export-issues', 'all unresolved issues', async scene => {
    const [step] = await scene.runWell(scheduled(scene.commits.main))
    const issues: unknown = JSON.parse(step?.outputs['result'] ?? '')
    expect(issues).toEqual([expect.objectContaining({ shortId: 'WEB-1' })])
  })

  test.concurrent("the README's first workflow works where the projects are clear", () =>
    withScene(yamlSources()[0]?.text ?? '', async scene => {
      const event = push(scene.commits.main)
      await scene.runWell({ ...event, env: { ...event.env, SENTRY_PROJECT: 'web' } })
      expect(await scene.environmentsOf(`web@${scene.commits.main}`)).toEqual(['production'])
    })
  )

  test('every recipe with a step of ours is run here, and stands in the index', () => {
    const index = read('docs/recipes.md')
    const sources = yamlSources()
    const recipes = filesIn('docs/recipes', '.yml').map(file => {
      const content = sources.find(({ where }) => where === file)?.content
      const calls = Object.values(recordAt(content, 'jobs')).flatMap(job => calledRecipe(job) ?? [])
      return { name: file.replace(/^docs\/recipes\/(.*)\.yml$/, '$1'), content, calls }
    })
    for (const { name, content, calls } of recipes) {
      const isOurs = stepsIn(content).some(step => ourAction(textAt(step, 'uses')) !== undefined)
      const isRun =
        RUN.has(name) || recipes.some(caller => RUN.has(caller.name) && caller.calls.includes(name))
      expect([name, isRun]).toEqual([name, isOurs || calls.length > 0])
      expect(index).toContain(`(recipes/${name}.yml)`)
    }
  })
})

/** Recipes run side by side: Sentry takes 2 s to fetch commits. */
function recipe(name: string, promise: string, play: (scene: Scene) => Promise<void>): void {
  RUN.add(name)
  test.concurrent(`${name}: ${promise}`, () => withScene(read(`docs/recipes/${name}.yml`), play), 120_000)
}

async function newIssue(scene: Scene, firstRelease: string, environment: string): Promise<void> {
  await scene.add('issues', { project: 'web', firstRelease, environments: [environment] })
}

async function addSessions(scene: Scene, release: string, numbers: object): Promise<void> {
  const row = { project: 'web', release, environment: 'production', ...numbers }
  await scene.add('state', { sessions: [row] })
}

/** Puts commits on main, one for each file, oldest first. */
async function commitEach(scene: Scene, files: readonly string[]): Promise<readonly string[]> {
  const commits = files.map((filename, index) => ({
    sha: `${index + 1}`.repeat(40),
    parents: [index === 0 ? scene.commits.main : `${index}`.repeat(40)],
    message: `Change ${filename}`,
    author: { name: 'Ada', email: 'ada@example.com', date: `2026-03-0${index + 1}T10:00:00Z` },
    files: [{ filename, status: 'modified', additions: 1, deletions: 0 }]
  }))
  await scene.add('state', { github: { commits, refs: { 'heads/main': commits.at(-1)?.sha } } })
  return commits.map(({ sha }) => sha)
}
