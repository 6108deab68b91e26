import path from 'node:path'
import { PER_PAGE } from '../../../src/github/calls/pages.ts'
import { countAt, recordAt, textAt } from '../../../src/text/json.ts'
import type { Case, PreparedCase, Setting, Subject } from './case.ts'
import { AUTHOR, type MadeCommit } from './history.ts'
import { roundsOf } from './release-floor.ts'
import { MAX_COMMITS, REPOSITORY, VERSION, type Errand, type ReleaseWork } from './release-work.ts'
import { isoTime, type Place } from '../stage/stage.ts'
import { type ActionStep, actionSubject, cliSubject, floorSubject } from '../subjects/subjects.ts'

const PREVIOUS = 'shop@1.0.0'

const USUAL: ReleaseWork = { mode: 'integration', commits: 10, projects: 1, environments: ['production'] }

function github(commits: number): ReleaseWork {
  return { ...USUAL, mode: 'github', commits }
}

/** The cases of the release step. */
export const RELEASE_CASES: readonly Case[] = [
  releaseCase('skip', { ...USUAL, mode: 'skip', commits: 0 }),
  releaseCase('integration', USUAL, { growth: { of: 'projects', size: 1 } }),
  releaseCase('github-10', github(10), { growth: { of: 'commits', size: 10 } }),
  releaseCase('github-100', github(100), { growth: { of: 'commits', size: 100 } }),
  releaseCase('github-1000', github(1_000), { growth: { of: 'commits', size: 1_000 } }),
  releaseCase('github-10000', github(10_000), { growth: { of: 'commits', size: 10_000 } }),
  releaseCase('environments-3', { ...USUAL, environments: ['production', 'europe', 'asia'] }),
  releaseCase('projects-50', { ...USUAL, projects: 50 }, { growth: { of: 'projects', size: 50 } }),
  releaseCase('github-1', github(1), { growth: { of: 'commits', size: 1 }, purpose: 'growth' }),
  releaseCase(
    'projects-10',
    { ...USUAL, projects: 10 },
    { growth: { of: 'projects', size: 10 }, purpose: 'growth' }
  )
]

function releaseCase(
  name: string,
  work: ReleaseWork,
  options: Partial<Pick<Case, 'growth' | 'purpose'>> = {}
): Case {
  return {
    name,
    purpose: 'comparison',
    rounds: leastRounds(work),
    ...options,
    prepare: setting => prepare(name, work, setting)
  }
}

/**
 * How many requests must wait for each other. The release waits for the reads, and the deploys wait for the release. With an integration,
 * the look at the fetched commits waits for the deploys. The reads are one round: the history is read together with the releases. A range
 * of more than a page takes two more: the comparison, then its other pages.
 */
function leastRounds({ mode, commits }: ReleaseWork): number {
  const reading = mode === 'skip' ? 0 : commits > PER_PAGE ? 3 : 1
  return reading + 2 + (mode === 'integration' ? 1 : 0)
}

/** Prepares a case in an organization of its own, so that it does not find the releases of another case. */
async function prepare(organization: string, work: ReleaseWork, setting: Setting): Promise<PreparedCase> {
  const { stage, history } = setting
  const projectSlugs = Array.from({ length: work.projects }, (_, index) => `project-${index + 1}`)
  const head = history.at(-1)
  const base = history.at(-1 - work.commits)
  if (head === undefined || base === undefined)
    throw new Error(`The history is too short for ${organization}`)
  await stage.seed({
    organizations: [{ slug: organization }],
    teams: [{ organization, slug: 'team' }],
    projects: projectSlugs.map(slug => ({ organization, slug, team: 'team' })),
    // without an integration, sentry-cli reads the commits from the checkout
    repos: work.mode === 'integration' ? [{ organization, name: REPOSITORY }] : []
  })
  const releases = `/organizations/${organization}/releases/`
  await stage.sentry('POST', releases, {
    version: PREVIOUS,
    projects: projectSlugs,
    commits: work.mode === 'skip' ? [] : [asSentryCommit(base)]
  })
  for (const environment of work.environments)
    await stage.sentry('POST', `${releases}${PREVIOUS}/deploys/`, { environment })
  const errand = { ...work, setting, organization, projectSlugs, head, base }
  return {
    subjectsAt: place => [
      actionFor(errand, place),
      ...versionOneFor(errand, place),
      cliFor(errand, place),
      floorFor(errand, place)
    ],
    check: () => checkRelease(errand),
    cleanUp: async () => void (await stage.sentry('DELETE', `${releases}${VERSION}/`))
  }
}

function asSentryCommit({ sha, message, time }: MadeCommit): Readonly<Record<string, unknown>> {
  const { name, email } = AUTHOR
  return {
    id: sha,
    repository: REPOSITORY,
    message,
    author_name: name,
    author_email: email,
    timestamp: isoTime(time)
  }
}

/** Version 1 takes the same inputs. */
function versionOneFor(errand: Errand, place: Place): readonly Subject[] {
  const { versionOne, folder } = errand.setting
  if (versionOne === undefined) return []
  const step = { name: 'version 1', action: versionOne, folder: path.join(folder, 'version-1') } as const
  return [actionSubject({ ...stepOf(errand, place), ...step })]
}

function actionFor(errand: Errand, place: Place): Subject {
  return actionSubject(stepOf(errand, place))
}

function stepOf(errand: Errand, { maton, github }: Place): ActionStep {
  const { setting, mode, organization, projectSlugs, environments, head, base } = errand
  const { simulator } = setting.stage
  const [owner = '', name = ''] = REPOSITORY.split('/')
  return {
    action: '.',
    inputs: {
      maton_api_key: simulator.key,
      maton_connection: simulator.connection,
      maton_url: maton.address,
      organization,
      projects: projectSlugs.join('\n'),
      release: VERSION,
      environment: environments.join('\n'),
      set_commits: mode === 'integration' ? 'auto' : mode,
      github_token: simulator.token
    },
    env: {
      GITHUB_EVENT_NAME: 'push',
      GITHUB_SHA: head.sha,
      GITHUB_REF: 'refs/heads/main',
      GITHUB_REF_NAME: 'main',
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_API_URL: github.address,
      GITHUB_WORKFLOW: 'Deploy',
      GITHUB_RUN_ID: '1',
      GITHUB_RUN_NUMBER: '1',
      GITHUB_RUN_ATTEMPT: '1'
    },
    payload: {
      ref: 'refs/heads/main',
      before: base.sha,
      after: head.sha,
      deleted: false,
      repository: { full_name: REPOSITORY, name, owner: { login: owner }, private: false }
    },
    folder: path.join(setting.folder, 'action'),
    certificateFile: setting.certificateFile
  }
}

function cliFor(errand: Errand, { maton }: Place): ReturnType<typeof cliSubject> {
  const { setting, mode, organization, projectSlugs, environments } = errand
  return cliSubject({
    server: maton.address,
    key: setting.stage.simulator.key,
    organization,
    projects: projectSlugs,
    version: VERSION,
    environments,
    commits: mode !== 'skip',
    checkout: setting.checkout,
    home: path.join(setting.folder, 'cli')
  })
}

function floorFor(errand: Errand, { maton, github }: Place): ReturnType<typeof floorSubject> {
  const { setting } = errand
  const { key, token, connection } = setting.stage.simulator
  return floorSubject({
    servers: {
      maton: {
        origin: maton.address,
        headers: { authorization: `Bearer ${key}`, 'maton-connection': connection }
      },
      github: {
        origin: github.address,
        headers: { authorization: `Bearer ${token}`, 'user-agent': 'benchmark' }
      }
    },
    repository: REPOSITORY,
    rounds: roundsOf(errand),
    folder: path.join(setting.folder, 'floor'),
    certificateFile: setting.certificateFile
  })
}

/** How long to wait for the commits of an integration. The simulator fetches them 50 ms after the answer. */
const FETCH_MS = 2_000

async function checkRelease({ setting, organization, mode, commits, environments }: Errand): Promise<void> {
  const until = Date.now() + (mode === 'integration' ? FETCH_MS : 0)
  for (;;) {
    const release = recordAt(
      await setting.stage.sentry('GET', `/organizations/${organization}/releases/${VERSION}/`)
    )
    const held = countAt(release, 'commitCount') ?? 0
    const missing = [
      ...(textAt(release, 'dateReleased') === undefined ? ['it is not finalized'] : []),
      ...(countAt(release, 'deployCount') === environments.length ? [] : ['deploys are missing']),
      ...(held >= Math.min(commits, MAX_COMMITS) ? [] : [`it holds ${held} of ${commits} commits`])
    ]
    if (missing.length === 0) return
    if (Date.now() > until)
      throw new Error(`The release of ${organization} is not complete: ${missing.join(', ')}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
