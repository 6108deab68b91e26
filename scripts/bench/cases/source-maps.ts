import { cpSync, mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { listAt } from '../../../src/text/json.ts'
import type { Case, PreparedCase, Setting } from './case.ts'
import { makeBuild, salt, type Build } from './build.ts'
import { VERSION } from './release-work.ts'
import type { Place } from '../stage/stage.ts'
import { actionSubject, cliSubject } from '../subjects/subjects.ts'

/** The cases of source maps: a large build compared with `sentry-cli`, and one huge map. */
export const SOURCE_MAP_CASES: readonly Case[] = [
  sourceMapCase(
    'source-maps-2000',
    { pairs: 1_000, scriptBytes: 12_000, sourceBytes: 22_000, mappingBytes: 16_000 },
    'comparison'
  ),
  sourceMapCase(
    'source-map-100mb',
    { pairs: 1, scriptBytes: 20_000_000, sourceBytes: 60_000_000, mappingBytes: 40_000_000 },
    'growth'
  )
]

function sourceMapCase(name: string, build: Build, purpose: Case['purpose']): Case {
  return { name, purpose, prepare: setting => prepare(name, build, setting) }
}

/** Prepares a case. Each subject has its own copy of the build, because it writes debug ids into it. */
async function prepare(organization: string, build: Build, setting: Setting): Promise<PreparedCase> {
  const { stage, folder } = setting
  await stage.seed({
    organizations: [{ slug: organization }],
    teams: [{ organization, slug: 'team' }],
    projects: [{ organization, slug: 'web', team: 'team' }]
  })
  const made = path.join(folder, 'made')
  makeBuild(made, build)
  const copies = ['action', 'cli'].map(name => path.join(folder, name, 'dist'))
  let round = 0
  // chunks that Sentry has are not sent again, so each round has other ones
  const renew = (): void => {
    round += 1
    salt(made, round)
    for (const copy of copies) {
      rmSync(copy, { recursive: true, force: true })
      mkdirSync(path.dirname(copy), { recursive: true })
      cpSync(made, copy, { recursive: true })
    }
  }
  renew()
  return {
    subjectsAt: place => [action(organization, setting, place), cli(organization, setting, place)],
    async check() {
      const bundles = listAt(await stage.state(), ['bundles']).length
      if (bundles === 0) throw new Error(`${organization} got no bundle`)
    },
    async cleanUp() {
      await stage.sentry('DELETE', `/organizations/${organization}/releases/${VERSION}/`)
      renew()
    }
  }
}

function action(
  organization: string,
  { stage, folder, certificateFile }: Setting,
  { maton }: Place
): ReturnType<typeof actionSubject> {
  return actionSubject({
    action: '.',
    inputs: {
      maton_api_key: stage.simulator.key,
      maton_connection: stage.simulator.connection,
      maton_url: maton.address,
      organization,
      projects: 'web',
      release: VERSION,
      set_commits: 'skip',
      sourcemaps: 'dist',
      // like sentry-cli, which does not wait
      upload_wait: '0'
    },
    env: { GITHUB_EVENT_NAME: 'push', GITHUB_REPOSITORY: 'acme/web' },
    payload: {},
    folder: path.join(folder, 'action'),
    certificateFile
  })
}

function cli(
  organization: string,
  { stage, folder }: Setting,
  { maton }: Place
): ReturnType<typeof cliSubject> {
  const home = path.join(folder, 'cli')
  return cliSubject({
    server: maton.address,
    key: stage.simulator.key,
    organization,
    projects: ['web'],
    version: VERSION,
    environments: [],
    commits: false,
    sourceMaps: 'dist',
    checkout: home,
    home
  })
}
