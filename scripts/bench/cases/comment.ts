import { existsSync } from 'node:fs'
import path from 'node:path'
import { idAt, listAt, recordAt, textAt } from '../../../src/text/json.ts'
import type { Case, PreparedCase, Setting } from './case.ts'
import { REPOSITORY, VERSION } from './release-work.ts'
import type { Place } from '../stage/stage.ts'
import { actionSubject } from '../subjects/subjects.ts'

const MANIFEST = path.resolve(import.meta.dirname, '../../../comment/action.yml')

/** The size of a run of the comment step. */
interface CommentWork {
  /** New issues of the release, spread over three projects. */
  readonly issues: number
  /** Comments of others on the pull request. If there are any, the action's own comment from an earlier run is there, too. */
  readonly comments: number
  readonly pullRequest: number
}

const ENVIRONMENT = 'production'
const PROJECTS = ['project-1', 'project-2', 'project-3']
/** Several levels, because the report sorts by level. */
const LEVELS = ['error', 'warning', 'fatal'] as const

/** Makes a row of a list 6 kB long, as at Sentry. */
const CULPRIT = 'checkout in basket '.repeat(250)

/** The cases of the comment step. */
export const COMMENT_CASES: readonly Case[] = existsSync(MANIFEST)
  ? [
      commentCase('issues', { issues: 0, comments: 0, pullRequest: 101 }),
      commentCase('issues', { issues: 10, comments: 0, pullRequest: 102 }),
      commentCase('issues', { issues: 250, comments: 0, pullRequest: 103 }),
      commentCase('issues', { issues: 2_500, comments: 0, pullRequest: 104 }),
      commentCase('comments', { issues: 10, comments: 0, pullRequest: 105 }),
      commentCase('comments', { issues: 10, comments: 200, pullRequest: 106 }, 'growth'),
      commentCase('comments', { issues: 10, comments: 2_000, pullRequest: 107 })
    ]
  : []

function commentCase(
  of: 'issues' | 'comments',
  work: CommentWork,
  purpose: Case['purpose'] = 'comparison'
): Case {
  const name = of === 'issues' ? `comment-${work.issues}-issues` : `comment-${work.comments}-comments`
  return {
    name,
    purpose,
    growth: { of, size: work[of] },
    prepare: setting => prepare(name, work, setting)
  }
}

async function prepare(organization: string, work: CommentWork, setting: Setting): Promise<PreparedCase> {
  const { stage } = setting
  const { pullRequest } = work
  await stage.seed({
    organizations: [{ slug: organization }],
    teams: [{ organization, slug: 'team' }],
    projects: PROJECTS.map(slug => ({ organization, slug, team: 'team' })),
    github: {
      pulls: [{ number: pullRequest, title: 'Faster basket', head: { ref: 'topic' } }],
      comments: Array.from({ length: work.comments }, (_, index) => ({
        issue_number: pullRequest,
        user: 'octocat',
        body: `Remark ${index + 1}`
      }))
    }
  })
  await stage.sentry('POST', `/organizations/${organization}/releases/`, {
    version: VERSION,
    projects: PROJECTS
  })
  await stage.sentry('POST', `/organizations/${organization}/releases/${VERSION}/deploys/`, {
    environment: ENVIRONMENT
  })
  await stage.seedIssues(Array.from({ length: work.issues }, (_, index) => issue(organization, index)))
  return {
    subjectsAt: place => [commentSubject({ organization, pullRequest, setting, place })],
    async check() {
      const { length } = await ownComments(setting, work)
      if (length !== 1)
        throw new Error(`Pull request ${pullRequest} has ${length} comments of the action instead of 1`)
    },
    // among other comments the own one stays, and the next run has to find it
    async cleanUp() {
      if (work.comments > 0) return
      for (const id of await ownComments(setting, work))
        await stage.github('DELETE', `/repos/${REPOSITORY}/issues/comments/${id}`)
    }
  }
}

function issue(organization: string, index: number): Readonly<Record<string, unknown>> {
  return {
    organization,
    project: PROJECTS[index % PROJECTS.length],
    title: `TypeError: value ${index + 1} is undefined`,
    level: LEVELS[index % LEVELS.length],
    filename: `src/module-${index % 50}.ts`,
    firstRelease: VERSION,
    environments: [ENVIRONMENT],
    culprit: CULPRIT,
    count: 1 + (index % 97)
  }
}

function commentSubject(run: {
  organization: string
  pullRequest: number
  setting: Setting
  place: Place
}): ReturnType<typeof actionSubject> {
  const { organization, pullRequest, setting, place } = run
  const { simulator } = setting.stage
  return actionSubject({
    action: 'comment',
    inputs: {
      maton_api_key: simulator.key,
      maton_connection: simulator.connection,
      maton_url: place.maton.address,
      organization,
      projects: PROJECTS.join('\n'),
      release: VERSION,
      environment: ENVIRONMENT,
      pull_request: String(pullRequest),
      comment: 'always',
      details: 'full',
      github_token: simulator.token
    },
    env: {
      GITHUB_EVENT_NAME: 'workflow_dispatch',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_API_URL: place.github.address,
      GITHUB_RUN_ID: '1'
    },
    payload: { ref: 'refs/heads/main', repository: { full_name: REPOSITORY, private: false } },
    folder: path.join(setting.folder, 'action'),
    certificateFile: setting.certificateFile
  })
}

/** The ids of the comments that the token's user wrote on the pull request. */
async function ownComments(
  { stage }: Setting,
  { comments, pullRequest }: CommentWork
): Promise<readonly string[]> {
  const pages = Math.ceil((comments + 1) / 100)
  const own: string[] = []
  for (let page = 1; page <= pages; page += 1) {
    const found = await stage.github(
      'GET',
      `/repos/${REPOSITORY}/issues/${pullRequest}/comments?per_page=100&page=${page}`
    )
    const bots = listAt(found, [], entry => recordAt(entry)).filter(
      ({ user }) => textAt(user, 'type') === 'Bot'
    )
    own.push(...bots.map(({ id }) => idAt(id) ?? ''))
  }
  return own
}
