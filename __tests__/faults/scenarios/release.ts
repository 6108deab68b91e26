import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from '@jest/globals'
import { runStep } from '../../../src/actions/frame.ts'
import { releaseStep } from '../../../src/release/step.ts'
import { type JsonRecord, listAt, textAt } from '../../../src/text/json.ts'
import { at, rowsOf } from '../../../simulator/client/json-path.ts'
import type { Bench, Ran } from '../../../simulator/client/bench.ts'
import type { Servers } from '../../../simulator/client/scenario.ts'
import type { Judged } from '../matrix/judge.ts'
import { makeFolder } from '../../harness/cleanup.ts'

const VERSION = 'web@2.0.0'
/** The environment of a deploy that is there before. */
const SEEDED = 'qa'
const OTHERS = { id: 'f'.repeat(40), repository: 'acme/api' }

/** The runs of the release step that the faults hit, most-used first. */
export async function releaseScenarios(
  bench: Bench
): Promise<readonly [list: Judged, integration: Judged, maps: Judged]> {
  const refs = at(await bench.control('GET', 'state'), 'github', 'refs')
  const head = textAt(refs, 'heads/main') ?? ''
  const tagged = textAt(refs, 'tags/v1.0.0') ?? ''
  const common = {
    action: '.',
    step: world => runStep(releaseStep, world),
    eventName: 'push',
    env: { GITHUB_SHA: head, GITHUB_REF: 'refs/heads/main' }
  } satisfies Partial<Judged>

  const integration: Judged = {
    ...common,
    name: 'A new release whose commits Sentry fetches, with two deploys',
    inputs: { projects: 'web', release: VERSION, environment: 'production\nstaging' },
    needs: [
      [/POST .*\/releases\/( afterwards)? $/, 'locked write'],
      [/POST .*\/deploys\/( afterwards)? $/, 'create'],
      [/GET .*\/releases\/[^/]+\/ afterwards /, 'extra'],
      [/^github /, 'extra'],
      [/./, 'read']
    ],
    expectSound(ran) {
      expectSaid(ran)
      if (releasesOf(ran).length > 0)
        expect(ran.said).toMatch(
          /Created release|Completed release|The request to create release|is there all the same/
        )
    },
    expectComplete(ran) {
      const [release] = releasesOf(ran)
      expect(release).toMatchObject({
        projects: ['web'],
        dateReleased: expect.any(String),
        heads: [{ repository: 'acme/web', commit: head, previousCommit: tagged }]
      })
      expect(new Set(environmentsOf(release))).toEqual(new Set(['production', 'staging']))
      expect(environmentsOf(release)).toHaveLength(2)
      expect(JSON.parse(ran.outputs['deploys'] ?? '')).toHaveLength(2)
    }
  }

  const list: Judged = {
    ...common,
    name: 'A release that stands beside the commits of another repository',
    inputs: {
      maton_connection: bench.simulator.connection,
      organization: 'acme',
      projects: 'web',
      release: VERSION,
      environment: 'production',
      set_commits: 'github',
      commit_files: 'true',
      ref: 'main',
      previous_commit: tagged
    },
    seed: seedOthers,
    needs: [
      [/(POST|PUT) .*\/releases\/([^/]+\/)?( afterwards)? $/, 'locked write'],
      [/POST .*\/deploys\/( afterwards)? $/, 'create'],
      [/^github .*\/compare\//, 'replaceable'],
      [/./, 'read']
    ],
    expectSound(ran) {
      expectSaid(ran)
      // the other repository's commit is never lost, ours are there as a whole or not at all
      const commits = listAt(releasesOf(ran)[0]?.['commits'], [])
      expect(commits.map(commit => at(commit, 'id'))).toContain(OTHERS.id)
      expect([1, 4]).toContain(commits.length)
    },
    expectComplete(ran) {
      const [release] = releasesOf(ran)
      const commits = listAt(release?.['commits'], [])
      expect(release).toMatchObject({ ref: 'main', dateReleased: expect.any(String) })
      expect(commits.map(commit => at(commit, 'repository'))).toEqual([
        'acme/web',
        'acme/web',
        'acme/web',
        'acme/api'
      ])
      expect(at(commits[0], 'id')).toBe(head)
      expect(environmentsOf(release)).toEqual(['production'])
      expect(ran.outputs['commit_count']).toBe('4')
    }
  }

  const maps: Judged = {
    ...common,
    name: 'A release with source maps',
    inputs: {
      maton_connection: bench.simulator.connection,
      organization: 'acme',
      projects: 'web',
      release: VERSION,
      environment: 'production',
      set_commits: 'skip',
      sourcemaps: 'dist'
    },
    env: { ...common.env, GITHUB_WORKSPACE: builtWorkspace() },
    needs: [
      [/(POST|PUT) .*\/releases\/([^/]+\/)?( afterwards)? $/, 'locked write'],
      [/POST .*\/deploys\/( afterwards)? $/, 'create'],
      // its answer has no body
      [/POST .*\/chunk-upload\//, 'delete'],
      // it only asks: what it starts is the same however often
      [/POST .*\/assemble\//, 'read'],
      [/./, 'read']
    ],
    expectSound(ran) {
      expectSaid(ran)
      const [release] = releasesOf(ran)
      const bundles = rowsOf(ran.state, 'bundles')
      expect(bundles.length).toBeLessThanOrEqual(1)
      // neither dated nor deployed without its source maps
      if (bundles.length === 0)
        expect([release?.['dateReleased'] ?? null, environmentsOf(release)]).toEqual([null, []])
    },
    expectComplete(ran) {
      const [release] = releasesOf(ran)
      expect(release).toMatchObject({ dateReleased: expect.any(String) })
      expect(environmentsOf(release)).toEqual(['production'])
      expect(rowsOf(ran.state, 'bundles')).toMatchObject([{ version: VERSION, projects: ['web'] }])
    }
  }

  return [list, integration, maps]
}

const DEBUG_ID = '11111111-1111-4111-8111-111111111111'

/** A workspace with a build that has its debug ids, so that runs side by side do not write into it. */
function builtWorkspace(): string {
  const workspace = makeFolder()
  const dist = path.join(workspace, 'dist')
  mkdirSync(dist)
  const map = { version: 3, sources: [], names: [], mappings: '', debugId: DEBUG_ID, debug_id: DEBUG_ID }
  writeFileSync(path.join(dist, 'app.js'), `f()\n//# sourceMappingURL=app.js.map\n//# debugId=${DEBUG_ID}\n`)
  writeFileSync(path.join(dist, 'app.js.map'), JSON.stringify(map))
  return workspace
}

/** The release is there, open, with a commit of another repository and a deploy of another run. */
async function seedOthers({ control, simulator }: Servers): Promise<void> {
  await control('POST', 'state', {
    releases: [{ organization: 'acme', version: VERSION, projects: ['web'] }]
  })
  const send = (method: string, path: string, body: unknown): Promise<unknown> =>
    fetch(`${simulator.sentry}/api/0/organizations/acme/releases/${VERSION}/${path}`, {
      method,
      headers: { authorization: `Bearer ${simulator.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body)
    })
  await send('PUT', '', { commits: [{ ...OTHERS, timestamp: '2026-01-01T00:00:00Z' }] })
  await send('POST', 'deploys/', { environment: SEEDED })
}

function releasesOf({ state }: Ran): readonly JsonRecord[] {
  return rowsOf(state, 'releases').filter(({ version }) => version === VERSION)
}

function environmentsOf(release: JsonRecord | undefined): readonly string[] {
  const all = listAt(release?.['deploys'], []).map(deploy => String(at(deploy, 'environment')))
  return all.filter(environment => environment !== SEEDED)
}

/** One release at most, one deploy for an environment, and each deploy is in the log. */
function expectSaid(ran: Ran): void {
  const releases = releasesOf(ran)
  expect(releases.length).toBeLessThanOrEqual(1)
  const environments = environmentsOf(releases[0])
  expect(environments).toEqual([...new Set(environments)])
  for (const environment of environments) {
    const said = [
      `Recorded the deploy of ${VERSION} to ${environment}.`,
      `The deploy to ${environment} may have`
    ]
    expect(said.filter(line => ran.said.includes(line))).toHaveLength(1)
  }
}
