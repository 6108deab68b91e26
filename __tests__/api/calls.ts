import type { OfferedName } from '../../src/sentry/operations/table.ts'
import { at, listAt, parseJson, recordAt } from '../../src/text/json.ts'
import type { Servers } from '../harness/step.ts'

/** One good call of an operation, against what `seed` adds to the simulator's start. */
export interface GoodCall {
  readonly parameters: Readonly<Record<string, unknown>>
  readonly body?: Readonly<Record<string, unknown>>
  readonly confirm?: string
  readonly status: number
  /** The path that Sentry or Maton is to see. */
  readonly path: string
  /** The query that it is to see, besides a page size. */
  readonly query?: Readonly<Record<string, unknown>>
  /** A field of the answer, or of its first row, that tells that it is the right thing. */
  readonly tells?: readonly [field: string, value: unknown]
}

/** What an event says of the repository: only in a private one titles and names are shown. */
export const PUBLIC_REPOSITORY = { repository: { full_name: 'acme/web', private: false } }
export const PRIVATE_REPOSITORY = { repository: { full_name: 'acme/web', private: true } }

/** Ids that the simulator gave. */
export interface Seeded {
  readonly issue: string
  readonly event: string
}

/** Brings the simulator to where the good calls are good. */
export async function prepare(servers: Servers): Promise<void> {
  await servers.reset()
  await servers.seed('state', {
    connections: [{ connection_id: 'conn_other' }, { connection_id: 'conn_bare', scopes: [] }],
    releases: [{ version: 'old@1.0.0', projects: ['web'] }]
  })
}

/** The ids that a simulator gives at its start; every one gives the same, also after a reset. */
export async function seededIn(servers: Servers): Promise<Seeded> {
  const [first] = listAt((await servers.state())['issues'], [], entry => recordAt(entry))
  const issue = String(first?.['id'])
  const latest = await servers.run({
    operation: 'get-latest-event',
    organization: 'acme',
    parameters: { issue }
  })
  return { issue, event: String(at(parseJson(latest.outputs['result'] ?? ''), 'eventID')) }
}

/** The inputs of a good call. */
export function inputsOf(
  name: OfferedName,
  { parameters, body, confirm }: GoodCall
): Record<string, unknown> {
  return {
    operation: name,
    organization: 'acme',
    parameters,
    ...(body === undefined ? {} : { body }),
    ...(confirm === undefined ? {} : { confirm })
  }
}

const ORGANIZATION = '/sentry/api/0/organizations/acme/'
const PROJECT = '/sentry/api/0/projects/acme/web/'
const TEAM = '/sentry/api/0/teams/acme/platform/'
const RELEASE = `${ORGANIZATION}releases/web%401.0.0/`

const project = { project: 'web' }
const team = { team: 'platform' }
const version = { version: 'web@1.0.0' }

/** A good call of each operation. With the type every operation has one. */
export function goodCalls({ issue, event }: Seeded): Readonly<Record<OfferedName, GoodCall>> {
  const ISSUE = `${ORGANIZATION}issues/${issue}/`
  return {
    'list-organizations': {
      parameters: { owner: true, sortBy: 'members' },
      query: { owner: '1', sortBy: 'members' },
      status: 200,
      path: '/sentry/api/0/organizations/',
      tells: ['slug', 'acme']
    },
    'get-organization': {
      parameters: { detailed: 0 },
      query: { detailed: '0' },
      status: 200,
      path: ORGANIZATION,
      tells: ['slug', 'acme']
    },
    'update-organization': {
      parameters: {},
      body: { name: 'Acme Two' },
      confirm: 'update acme',
      status: 200,
      path: ORGANIZATION,
      tells: ['name', 'Acme Two']
    },
    'list-organization-projects': {
      parameters: { query: 'web' },
      query: { query: 'web' },
      status: 200,
      path: `${ORGANIZATION}projects/`,
      tells: ['slug', 'web']
    },
    'list-organization-members': {
      parameters: {},
      status: 200,
      path: `${ORGANIZATION}members/`,
      tells: ['email', 'ada@acme.example']
    },
    'list-repositories': {
      parameters: { query: 'acme', status: 'active' },
      query: { query: 'acme', status: 'active' },
      status: 200,
      path: `${ORGANIZATION}repos/`,
      tells: ['name', 'acme/web']
    },
    'get-project': { parameters: project, status: 200, path: PROJECT, tells: ['slug', 'web'] },
    'update-project': {
      parameters: project,
      body: { name: 'Web shop' },
      confirm: 'update acme/web',
      status: 200,
      path: PROJECT,
      tells: ['name', 'Web shop']
    },
    'delete-project': {
      parameters: project,
      confirm: 'delete acme/web',
      status: 204,
      path: PROJECT
    },
    'create-project': {
      parameters: team,
      body: { name: 'New Project', slug: 'new-project' },
      confirm: 'create acme/platform/new-project',
      status: 201,
      path: `${TEAM}projects/`,
      tells: ['slug', 'new-project']
    },
    'list-project-issues': {
      parameters: { ...project, query: 'is:unresolved', statsPeriod: '24h', shortIdLookup: 1 },
      query: { query: 'is:unresolved', statsPeriod: '24h', shortIdLookup: '1' },
      status: 200,
      path: `${PROJECT}issues/`,
      tells: ['shortId', 'WEB-1']
    },
    'list-organization-issues': {
      parameters: { project: [11, 'api'], query: 'is:unresolved', sort: 'new' },
      query: { project: ['11', 'api'], query: 'is:unresolved', sort: 'new' },
      status: 200,
      path: `${ORGANIZATION}issues/`,
      tells: ['shortId', 'WEB-1']
    },
    'get-issue': {
      parameters: { issue, collapse: ['stats', 'tags'] },
      query: { collapse: ['stats', 'tags'] },
      status: 200,
      path: ISSUE,
      tells: ['shortId', 'WEB-1']
    },
    'update-issue': {
      parameters: { issue: Number(issue) },
      body: { status: 'resolved' },
      confirm: `update acme/${issue}`,
      status: 200,
      path: ISSUE,
      tells: ['status', 'resolved']
    },
    'delete-issue': {
      parameters: { issue },
      confirm: `delete acme/${issue}`,
      status: 202,
      path: ISSUE
    },
    'list-issue-events': {
      parameters: { issue, full: true, sample: false },
      query: { full: '1' },
      status: 200,
      path: `${ISSUE}events/`,
      tells: ['eventID', event]
    },
    'get-latest-event': {
      parameters: { issue },
      status: 200,
      path: `${ISSUE}events/latest/`,
      tells: ['eventID', event]
    },
    'list-issue-hashes': { parameters: { issue }, status: 200, path: `${ISSUE}hashes/` },
    'list-project-events': {
      parameters: { ...project, full: 'true', statsPeriod: '14d' },
      query: { full: '1', statsPeriod: '14d' },
      status: 200,
      path: `${PROJECT}events/`
    },
    'get-project-event': {
      parameters: { ...project, event, environment: 'production' },
      query: { environment: 'production' },
      status: 200,
      path: `${PROJECT}events/${event}/`,
      tells: ['eventID', event]
    },
    'list-organization-environments': {
      parameters: { query: 'production' },
      query: { query: 'production' },
      status: 200,
      path: `${ORGANIZATION}environments/`,
      tells: ['name', 'production']
    },
    'list-organization-teams': {
      parameters: { query: 'platform', detailed: '0' },
      query: { query: 'platform', detailed: '0' },
      status: 200,
      path: `${ORGANIZATION}teams/`,
      tells: ['slug', 'platform']
    },
    'create-team': {
      parameters: {},
      body: { name: 'New Team', slug: 'new-team' },
      confirm: 'create acme/new-team',
      status: 201,
      path: `${ORGANIZATION}teams/`,
      tells: ['slug', 'new-team']
    },
    'get-team': { parameters: team, status: 200, path: TEAM, tells: ['slug', 'platform'] },
    'update-team': {
      parameters: team,
      body: { name: 'Platform' },
      confirm: 'update acme/platform',
      status: 200,
      path: TEAM,
      tells: ['name', 'Platform']
    },
    'delete-team': {
      parameters: team,
      confirm: 'delete acme/platform',
      status: 204,
      path: TEAM
    },
    'list-team-projects': { parameters: team, status: 200, path: `${TEAM}projects/` },
    'list-organization-releases': {
      parameters: { query: 'web@1', project: 'web', environment: ['production', 'staging'] },
      query: { query: 'web@1', project: 'web', environment: ['production', 'staging'] },
      status: 200,
      path: `${ORGANIZATION}releases/`,
      tells: ['version', 'web@1.0.0']
    },
    'create-release': {
      parameters: {},
      body: { version: 'web@2.0.0', projects: ['web'] },
      confirm: 'create acme/web@2.0.0',
      status: 201,
      path: `${ORGANIZATION}releases/`,
      tells: ['version', 'web@2.0.0']
    },
    'get-release': {
      parameters: { ...version, project: 11, health: true },
      query: { project: '11', health: '1' },
      status: 200,
      path: RELEASE,
      tells: ['version', 'web@1.0.0']
    },
    'update-release': {
      parameters: version,
      body: { ref: 'main' },
      confirm: 'update acme/web@1.0.0',
      status: 200,
      path: RELEASE,
      tells: ['ref', 'main']
    },
    'delete-release': {
      parameters: { version: 'old@1.0.0' },
      confirm: 'delete acme/old@1.0.0',
      status: 204,
      path: `${ORGANIZATION}releases/old%401.0.0/`
    },
    'list-release-commits': { parameters: version, status: 200, path: `${RELEASE}commits/` },
    'get-previous-release-with-commits': {
      parameters: version,
      status: 200,
      path: `${RELEASE}previous-with-commits/`,
      tells: ['version', 'web@1.0.0']
    },
    'list-release-deploys': {
      parameters: version,
      status: 200,
      path: `${RELEASE}deploys/`,
      tells: ['environment', 'production']
    },
    'create-deploy': {
      parameters: version,
      body: { environment: 'staging' },
      confirm: 'create acme/web@1.0.0/staging',
      status: 201,
      path: `${RELEASE}deploys/`,
      tells: ['environment', 'staging']
    },
    'get-sessions': {
      parameters: {
        field: ['sum(session)', 'crash_free_rate(session)'],
        groupBy: ['release'],
        query: 'release:"web@1.0.0"',
        project: ['web'],
        environment: ['production'],
        statsPeriod: '24h',
        interval: '1h'
      },
      query: {
        field: ['sum(session)', 'crash_free_rate(session)'],
        groupBy: 'release',
        query: 'release:"web@1.0.0"',
        project: 'web',
        environment: 'production',
        statsPeriod: '24h',
        interval: '1h'
      },
      status: 200,
      path: `${ORGANIZATION}sessions/`
    },
    'list-connections': {
      parameters: { app: 'sentry', status: 'ACTIVE' },
      query: { app: 'sentry', status: 'ACTIVE' },
      status: 200,
      path: '/connections'
    },
    'create-connection': {
      parameters: {},
      body: { app: 'sentry' },
      confirm: 'create sentry',
      status: 200,
      path: '/connections'
    },
    'get-connection': {
      parameters: { connection: 'conn_other' },
      status: 200,
      path: '/connections/conn_other'
    },
    'delete-connection': {
      parameters: { connection: 'conn_other' },
      confirm: 'delete conn_other',
      status: 200,
      path: '/connections/conn_other'
    }
  }
}
