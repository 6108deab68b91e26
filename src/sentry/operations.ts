import type { Operation } from './operation.ts'

/**
 * The API as one table: every operation of the API reference that the product implements, and the few more that the steps use.
 * What else has to be known about an operation (what a dry run withholds, what needs `confirm`, what may be repeated, what the
 * README lists) follows from its row.
 */

const ORGANIZATION = '/sentry/api/0/organizations/{organization}/'
const PROJECT = '/sentry/api/0/projects/{organization}/{project}/'
const TEAM = '/sentry/api/0/teams/{organization}/{team}/'
const ISSUE = '/sentry/api/0/organizations/{organization}/issues/{issue}/'
const ISSUE_ALONE = '/sentry/api/0/issues/{issue}/'
const RELEASES = '/sentry/api/0/organizations/{organization}/releases/'
const RELEASE = '/sentry/api/0/organizations/{organization}/releases/{version}/'

const READ_ORGANIZATION = ['org:read', 'org:write', 'org:admin'] as const
const READ_PROJECT = ['project:read', 'project:write', 'project:admin'] as const
const READ_TEAM = ['team:read', 'team:write', 'team:admin'] as const
const READ_EVENT = ['event:read', 'event:write', 'event:admin'] as const
const WRITE_RELEASE = ['project:releases', 'project:write', 'project:admin', 'org:ci'] as const
const READ_RELEASE = ['project:read', ...WRITE_RELEASE] as const

const ISSUE_QUERY = {
  query: 'text',
  statsPeriod: 'text',
  groupStatsPeriod: 'text',
  shortIdLookup: 'flag',
  environment: 'texts',
  sort: 'text',
  expand: 'texts',
  collapse: 'texts'
} as const

const read = { method: 'GET', effect: 'read', repeat: 'safe', answer: 'json' } as const
const update = { method: 'PUT', effect: 'update', repeat: 'safe', answer: 'json-if-any' } as const
const remove = { method: 'DELETE', effect: 'delete', repeat: 'safe', answer: 'anything' } as const
const create = { method: 'POST', effect: 'create', answer: 'json-if-any' } as const

export const OPERATIONS = {
  'list-organizations': {
    ...read,
    summary: 'The organizations that the connection sees',
    path: '/sentry/api/0/organizations/',
    page: 'per_page',
    query: { query: 'text', sortBy: 'text', owner: 'flag' },
    scopes: READ_ORGANIZATION
  },
  'get-organization': {
    ...read,
    summary: 'One organization',
    path: ORGANIZATION,
    query: { detailed: 'text' },
    scopes: READ_ORGANIZATION
  },
  'update-organization': {
    ...update,
    summary: 'Change an organization',
    path: ORGANIZATION,
    scopes: ['org:write', 'org:admin'],
    example: { name: 'Acme Two' }
  },
  'list-organization-projects': {
    ...read,
    summary: 'The projects of an organization',
    path: `${ORGANIZATION}projects/`,
    page: 'per_page',
    query: { query: 'text' },
    scopes: READ_ORGANIZATION
  },
  'list-organization-members': {
    ...read,
    summary: 'The members of an organization',
    path: `${ORGANIZATION}members/`,
    page: 'per_page',
    query: { query: 'text' },
    scopes: ['member:read', 'member:write', 'member:admin']
  },
  'list-repositories': {
    ...read,
    summary: 'The repositories that an organization knows',
    path: `${ORGANIZATION}repos/`,
    page: 'per_page',
    query: { query: 'text', status: 'text', integration_id: 'text', expand: 'texts' },
    scopes: [...READ_ORGANIZATION, 'org:integrations', 'org:ci']
  },
  'list-organization-environments': {
    ...read,
    summary: 'The environments that an organization knows',
    path: `${ORGANIZATION}environments/`,
    page: 'per_page',
    query: { query: 'text' },
    scopes: READ_ORGANIZATION
  },
  'get-project': { ...read, summary: 'One project', path: PROJECT, scopes: READ_PROJECT },
  'update-project': {
    ...update,
    summary: 'Change a project',
    path: PROJECT,
    scopes: ['project:write', 'project:admin'],
    example: { name: 'Web shop' }
  },
  'delete-project': { ...remove, summary: 'Delete a project', path: PROJECT, scopes: ['project:admin'] },
  'create-project': {
    ...create,
    summary: 'Create a project in a team',
    path: `${TEAM}projects/`,
    repeat: 'look',
    look: 'list-organization-projects',
    names: ['slug', 'name'],
    scopes: ['project:write', 'project:admin'],
    example: { name: 'New Project', slug: 'new-project' }
  },
  'list-project-issues': {
    ...read,
    summary: 'The issues of a project (deprecated by Sentry)',
    path: `${PROJECT}issues/`,
    page: 'limit',
    query: { ...ISSUE_QUERY, hashes: 'text' },
    scopes: READ_EVENT
  },
  'list-organization-issues': {
    ...read,
    summary: 'The issues of an organization',
    path: `${ORGANIZATION}issues/`,
    page: 'limit',
    query: { ...ISSUE_QUERY, project: 'texts', start: 'text', end: 'text', group: 'texts', viewId: 'text' },
    scopes: READ_EVENT
  },
  'get-issue': {
    ...read,
    summary: 'One issue',
    path: ISSUE,
    pathWithoutOrganization: ISSUE_ALONE,
    query: { expand: 'texts', collapse: 'texts', environment: 'texts' },
    scopes: READ_EVENT
  },
  'update-issue': {
    ...update,
    summary: 'Change an issue, such as resolve it',
    path: ISSUE,
    pathWithoutOrganization: ISSUE_ALONE,
    scopes: ['event:write', 'event:admin'],
    example: { status: 'resolved' }
  },
  'delete-issue': {
    ...remove,
    summary: 'Delete an issue',
    path: ISSUE,
    pathWithoutOrganization: ISSUE_ALONE,
    scopes: ['event:admin']
  },
  'list-issue-events': {
    ...read,
    summary: 'The events of an issue',
    path: `${ISSUE}events/`,
    pathWithoutOrganization: `${ISSUE_ALONE}events/`,
    page: 'per_page',
    query: {
      query: 'text',
      environment: 'texts',
      full: 'flag',
      sample: 'flag',
      statsPeriod: 'text',
      start: 'text',
      end: 'text'
    },
    scopes: READ_EVENT
  },
  'get-latest-event': {
    ...read,
    summary: 'The latest event of an issue, with its stack trace',
    path: `${ISSUE}events/latest/`,
    pathWithoutOrganization: `${ISSUE_ALONE}events/latest/`,
    query: { environment: 'texts' },
    scopes: READ_EVENT
  },
  'list-issue-hashes': {
    ...read,
    summary: 'The hashes that are grouped into an issue',
    path: `${ISSUE}hashes/`,
    pathWithoutOrganization: `${ISSUE_ALONE}hashes/`,
    page: 'per_page',
    scopes: READ_EVENT
  },
  'list-project-events': {
    ...read,
    summary: 'The events of a project',
    path: `${PROJECT}events/`,
    page: 'per_page',
    query: { full: 'flag', sample: 'flag', statsPeriod: 'text', start: 'text', end: 'text' },
    scopes: READ_PROJECT
  },
  'get-project-event': {
    ...read,
    summary: 'One event',
    path: `${PROJECT}events/{event}/`,
    query: { environment: 'texts' },
    scopes: READ_PROJECT
  },
  'list-organization-teams': {
    ...read,
    summary: 'The teams of an organization',
    path: `${ORGANIZATION}teams/`,
    page: 'per_page',
    query: { query: 'text', detailed: 'text' },
    scopes: [...READ_ORGANIZATION, 'team:read']
  },
  'create-team': {
    ...create,
    summary: 'Create a team',
    path: `${ORGANIZATION}teams/`,
    repeat: 'look',
    look: 'list-organization-teams',
    names: ['slug', 'name'],
    scopes: ['team:write', 'org:write', 'org:admin'],
    example: { name: 'New Team', slug: 'new-team' }
  },
  'get-team': {
    ...read,
    summary: 'One team',
    path: TEAM,
    query: { expand: 'texts', collapse: 'texts' },
    scopes: READ_TEAM
  },
  'update-team': {
    ...update,
    summary: 'Change a team',
    path: TEAM,
    scopes: ['team:write', 'team:admin'],
    example: { name: 'Platform' }
  },
  'delete-team': { ...remove, summary: 'Delete a team', path: TEAM, scopes: ['team:admin'] },
  'list-team-projects': {
    ...read,
    summary: 'The projects of a team',
    path: `${TEAM}projects/`,
    page: 'per_page',
    scopes: READ_PROJECT
  },
  'list-organization-releases': {
    ...read,
    summary: 'The releases of an organization, newest first',
    path: RELEASES,
    page: 'per_page',
    query: { query: 'text', status: 'text', project: 'texts', environment: 'texts', sort: 'text' },
    scopes: READ_RELEASE
  },
  'create-release': {
    ...create,
    summary: 'Create a release, or add projects and commits to one',
    path: RELEASES,
    repeat: 'safe',
    commitLock: true,
    names: ['version'],
    scopes: WRITE_RELEASE,
    example: { version: 'shop@1.0.0', projects: ['web'] }
  },
  'get-release': {
    ...read,
    summary: 'One release',
    path: RELEASE,
    query: {
      project: 'text',
      project_id: 'text',
      health: 'flag',
      adoptionStages: 'flag',
      summaryStatsPeriod: 'text',
      healthStatsPeriod: 'text',
      sort: 'text',
      status: 'text',
      query: 'text'
    },
    scopes: READ_RELEASE
  },
  'update-release': {
    ...update,
    summary: 'Change a release; a list of commits replaces the earlier one',
    path: RELEASE,
    commitLock: true,
    scopes: WRITE_RELEASE,
    example: { ref: 'main' }
  },
  'delete-release': {
    ...remove,
    summary: 'Delete a release',
    path: RELEASE,
    scopes: ['project:releases', 'project:admin']
  },
  'list-release-commits': {
    ...read,
    summary: 'The commits of a release, newest first',
    path: `${RELEASE}commits/`,
    page: 'per_page',
    scopes: READ_RELEASE
  },
  'list-release-deploys': {
    ...read,
    summary: 'The last deploy of a release for each project and environment',
    path: `${RELEASE}deploys/`,
    page: 'per_page',
    query: { project: 'text' },
    scopes: READ_RELEASE
  },
  'create-deploy': {
    ...create,
    summary: 'Record a deploy of a release',
    path: `${RELEASE}deploys/`,
    repeat: 'look',
    look: 'list-release-deploys',
    names: ['environment'],
    scopes: WRITE_RELEASE,
    example: { environment: 'production' }
  },
  'list-connections': {
    ...read,
    summary: 'The connections of the Maton account',
    path: '/connections',
    rows: 'connections',
    query: { app: 'text', status: 'text' },
    scopes: []
  },
  'create-connection': {
    ...create,
    summary: 'Create a connection; a person then authorizes it at maton.ai',
    afterwards:
      'The connection is PENDING until a person signs in at maton.ai, opens it there and finishes the authorization.',
    path: '/connections',
    repeat: 'look',
    look: 'list-connections',
    names: ['app'],
    scopes: [],
    example: { app: 'sentry' }
  },
  'get-connection': { ...read, summary: 'One connection', path: '/connections/{connection}', scopes: [] },
  'delete-connection': {
    ...remove,
    summary: 'Delete a connection',
    path: '/connections/{connection}',
    scopes: []
  }
} as const satisfies Readonly<Record<string, Operation>>

export type OperationName = keyof typeof OPERATIONS

type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never

/** The path parameters that an operation needs, such as `{ organization, version }`. */
export type ParametersOf<Name extends OperationName> = Readonly<
  Record<NamesIn<(typeof OPERATIONS)[Name]['path']>, string>
>

/** The row of an operation, without the literal types that only `ParametersOf` needs. */
export function operation(name: OperationName): Operation {
  return OPERATIONS[name]
}

export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(OPERATIONS, name)
}
