import { THINGS } from '../answers.ts'
import { create, list, one, oneIfAny, type Operation, remove, update } from './row.ts'

/**
 * The API as one table: every operation of the API reference that the product implements, and the few more that the steps use.
 * What else has to be known about an operation (what a dry run withholds, what needs `confirm`, what may be repeated, what the
 * api step's README lists) follows from its row.
 */

const ORGANIZATION = '/api/0/organizations/{organization}/'
const PROJECT = '/api/0/projects/{organization}/{project}/'
const TEAM = '/api/0/teams/{organization}/{team}/'
const ISSUE = '/api/0/organizations/{organization}/issues/{issue}/'
const ISSUE_ALONE = '/api/0/issues/{issue}/'
const RELEASES = '/api/0/organizations/{organization}/releases/'
const RELEASE = '/api/0/organizations/{organization}/releases/{version}/'

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

export const OPERATIONS = {
  'list-organizations': {
    ...list(THINGS.organization),
    summary: 'The organizations that the connection sees',
    thing: 'the organizations',
    path: '/api/0/organizations/',
    page: 'per_page',
    query: { query: 'text', sortBy: 'text', owner: 'flag' },
    scopes: READ_ORGANIZATION
  },
  'get-organization': {
    ...one(THINGS.organization),
    summary: 'One organization',
    thing: 'organization {organization}',
    path: ORGANIZATION,
    query: { detailed: 'text' },
    scopes: READ_ORGANIZATION
  },
  'update-organization': {
    ...update(THINGS.organization),
    summary: 'Change an organization',
    thing: 'organization {organization}',
    path: ORGANIZATION,
    scopes: ['org:write', 'org:admin'],
    example: { name: 'Acme Two' }
  },
  'list-organization-projects': {
    ...list(THINGS.project),
    summary: 'The projects of an organization',
    thing: 'the projects of {organization}',
    path: `${ORGANIZATION}projects/`,
    page: 'per_page',
    query: { query: 'text' },
    scopes: READ_ORGANIZATION
  },
  'list-organization-members': {
    ...list(THINGS.member),
    summary: 'The members of an organization',
    thing: 'the members of {organization}',
    path: `${ORGANIZATION}members/`,
    page: 'per_page',
    query: { query: 'text' },
    scopes: ['member:read', 'member:write', 'member:admin']
  },
  'list-repositories': {
    ...list(THINGS.repository),
    summary: 'The repositories that an organization knows',
    thing: 'the repositories of {organization}',
    path: `${ORGANIZATION}repos/`,
    page: 'per_page',
    query: { query: 'text', status: 'text', integration_id: 'text', expand: 'texts' },
    scopes: [...READ_ORGANIZATION, 'org:integrations', 'org:ci']
  },
  'list-organization-environments': {
    ...list(THINGS.environment),
    summary: 'The environments that an organization knows',
    thing: 'the environments of {organization}',
    path: `${ORGANIZATION}environments/`,
    page: 'per_page',
    query: { query: 'text' },
    scopes: READ_ORGANIZATION
  },
  'get-project': {
    ...one(THINGS.project),
    summary: 'One project',
    thing: 'project {project}',
    path: PROJECT,
    scopes: READ_PROJECT
  },
  'update-project': {
    ...update(THINGS.project),
    summary: 'Change a project',
    thing: 'project {project}',
    path: PROJECT,
    scopes: ['project:write', 'project:admin'],
    example: { name: 'Web shop' }
  },
  'delete-project': {
    ...remove,
    summary: 'Delete a project',
    thing: 'project {project}',
    path: PROJECT,
    scopes: ['project:admin']
  },
  'create-project': {
    ...create(THINGS.project),
    summary: 'Create a project in a team',
    thing: 'project {name} of team {team}',
    path: `${TEAM}projects/`,
    look: 'list-organization-projects',
    names: ['slug', 'name'],
    scopes: ['project:write', 'project:admin'],
    example: { name: 'New Project', slug: 'new-project' }
  },
  'list-project-issues': {
    ...list(THINGS.issue),
    summary: 'The issues of a project (deprecated by Sentry)',
    thing: 'the issues of project {project}',
    path: `${PROJECT}issues/`,
    page: 'limit',
    query: { ...ISSUE_QUERY, hashes: 'text' },
    scopes: READ_EVENT
  },
  'list-organization-issues': {
    ...list(THINGS.issue),
    summary: 'The issues of an organization',
    thing: 'the issues of {organization}',
    path: `${ORGANIZATION}issues/`,
    page: 'limit',
    query: { ...ISSUE_QUERY, project: 'texts', start: 'text', end: 'text', group: 'texts', viewId: 'text' },
    scopes: READ_EVENT
  },
  'get-issue': {
    ...one(THINGS.issue),
    summary: 'One issue',
    thing: 'issue {issue}',
    path: ISSUE,
    pathWithoutOrganization: ISSUE_ALONE,
    query: { expand: 'texts', collapse: 'texts', environment: 'texts' },
    scopes: READ_EVENT
  },
  'update-issue': {
    ...update(THINGS.issue),
    summary: 'Change an issue, such as resolve it',
    thing: 'issue {issue}',
    path: ISSUE,
    pathWithoutOrganization: ISSUE_ALONE,
    scopes: ['event:write', 'event:admin'],
    example: { status: 'resolved' }
  },
  'delete-issue': {
    ...remove,
    summary: 'Delete an issue',
    thing: 'issue {issue}',
    path: ISSUE,
    pathWithoutOrganization: ISSUE_ALONE,
    scopes: ['event:admin']
  },
  'list-issue-events': {
    ...list(THINGS.event),
    summary: 'The events of an issue',
    thing: 'the events of issue {issue}',
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
    ...one(THINGS.event),
    summary: 'The latest event of an issue, with its stack trace',
    thing: 'the latest event of issue {issue}',
    path: `${ISSUE}events/latest/`,
    pathWithoutOrganization: `${ISSUE_ALONE}events/latest/`,
    query: { environment: 'texts' },
    scopes: READ_EVENT
  },
  'list-issue-hashes': {
    ...list(THINGS.hash),
    summary: 'The hashes that are grouped into an issue',
    thing: 'the hashes of issue {issue}',
    path: `${ISSUE}hashes/`,
    pathWithoutOrganization: `${ISSUE_ALONE}hashes/`,
    page: 'per_page',
    scopes: READ_EVENT
  },
  'list-project-events': {
    ...list(THINGS.event),
    summary: 'The events of a project',
    thing: 'the events of project {project}',
    path: `${PROJECT}events/`,
    page: 'per_page',
    query: { full: 'flag', sample: 'flag', statsPeriod: 'text', start: 'text', end: 'text' },
    scopes: READ_PROJECT
  },
  'get-project-event': {
    ...one(THINGS.event),
    summary: 'One event',
    thing: 'event {event} of project {project}',
    path: `${PROJECT}events/{event}/`,
    query: { environment: 'texts' },
    scopes: READ_PROJECT
  },
  'list-organization-teams': {
    ...list(THINGS.team),
    summary: 'The teams of an organization',
    thing: 'the teams of {organization}',
    path: `${ORGANIZATION}teams/`,
    page: 'per_page',
    query: { query: 'text', detailed: 'text' },
    scopes: [...READ_ORGANIZATION, 'team:read']
  },
  'create-team': {
    ...create(THINGS.team),
    summary: 'Create a team',
    thing: 'team {name}',
    path: `${ORGANIZATION}teams/`,
    look: 'list-organization-teams',
    names: ['slug', 'name'],
    scopes: ['team:write', 'org:write', 'org:admin'],
    example: { name: 'New Team', slug: 'new-team' }
  },
  'get-team': {
    ...one(THINGS.team),
    summary: 'One team',
    thing: 'team {team}',
    path: TEAM,
    query: { expand: 'texts', collapse: 'texts' },
    scopes: READ_TEAM
  },
  'update-team': {
    ...update(THINGS.team),
    summary: 'Change a team',
    thing: 'team {team}',
    path: TEAM,
    scopes: ['team:write', 'team:admin'],
    example: { name: 'Platform' }
  },
  'delete-team': {
    ...remove,
    summary: 'Delete a team',
    thing: 'team {team}',
    path: TEAM,
    scopes: ['team:admin']
  },
  'list-team-projects': {
    ...list(THINGS.project),
    summary: 'The projects of a team',
    thing: 'the projects of team {team}',
    path: `${TEAM}projects/`,
    page: 'per_page',
    scopes: READ_PROJECT
  },
  'list-organization-releases': {
    ...list(THINGS.listedRelease),
    summary: 'The releases of an organization, newest first',
    thing: 'the releases of {organization}',
    path: RELEASES,
    page: 'per_page',
    query: { query: 'text', status: 'text', project: 'texts', environment: 'texts', sort: 'text' },
    scopes: READ_RELEASE
  },
  'create-release': {
    ...create(THINGS.release),
    summary: 'Create a release, or add projects and commits to one',
    thing: 'release {name}',
    path: RELEASES,
    repeat: 'safe',
    commitLock: true,
    names: ['version'],
    scopes: WRITE_RELEASE,
    example: { version: 'shop@1.0.0', projects: ['web'] }
  },
  'get-release': {
    ...one(THINGS.release),
    summary: 'One release',
    thing: 'release {version}',
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
    ...update(THINGS.release),
    summary: 'Change a release; a list of commits replaces the earlier one',
    thing: 'release {version}',
    path: RELEASE,
    commitLock: true,
    scopes: WRITE_RELEASE,
    example: { ref: 'main' }
  },
  'delete-release': {
    ...remove,
    summary: 'Delete a release',
    thing: 'release {version}',
    path: RELEASE,
    scopes: ['project:releases', 'project:admin']
  },
  'list-release-commits': {
    ...list(THINGS.commit),
    summary: 'The commits of a release, newest first',
    thing: 'the commits of release {version}',
    path: `${RELEASE}commits/`,
    page: 'per_page',
    scopes: READ_RELEASE
  },
  'get-previous-release-with-commits': {
    ...oneIfAny(THINGS.listedRelease),
    summary: 'The newest release with commits that is not newer than this one; {} if there is none',
    thing: 'the newest release with commits before release {version}',
    path: `${RELEASE}previous-with-commits/`,
    scopes: READ_RELEASE
  },
  'list-release-deploys': {
    ...list(THINGS.deploy),
    summary: 'The last deploy of a release for each project and environment',
    thing: 'the deploys of release {version}',
    path: `${RELEASE}deploys/`,
    page: 'per_page',
    query: { project: 'text' },
    scopes: READ_RELEASE
  },
  'create-deploy': {
    ...create(THINGS.deploy),
    summary: 'Record a deploy of a release',
    verb: 'record',
    thing: 'the deploy of {version} to {name}',
    path: `${RELEASE}deploys/`,
    look: 'list-release-deploys',
    names: ['environment'],
    scopes: WRITE_RELEASE,
    example: { environment: 'production' }
  },
  'get-sessions': {
    ...one(THINGS.sessions),
    summary: 'Release health: sessions, users and crash-free rates, in groups and over time',
    thing: 'the sessions of {organization}',
    path: `${ORGANIZATION}sessions/`,
    query: {
      field: 'texts',
      groupBy: 'texts',
      query: 'text',
      project: 'texts',
      environment: 'texts',
      statsPeriod: 'text',
      start: 'text',
      end: 'text',
      interval: 'text',
      orderBy: 'text',
      per_page: 'text',
      cursor: 'text'
    },
    scopes: READ_ORGANIZATION
  },
  'list-connections': {
    ...list({ ...THINGS.connection, under: 'connections' }),
    summary: 'The connections of the Maton account',
    thing: 'the connections of the Maton account',
    path: '/connections',
    query: { app: 'text', status: 'text' },
    scopes: []
  },
  'create-connection': {
    ...create({ ...THINGS.connection, under: 'connection' }),
    summary: 'Create a connection; a person then authorizes it at maton.ai',
    thing: 'a connection to {name}',
    afterwards:
      'The connection is PENDING until a person signs in at maton.ai, opens it there and finishes the authorization.',
    path: '/connections',
    look: 'list-connections',
    names: ['app'],
    scopes: [],
    example: { app: 'sentry' }
  },
  'get-connection': {
    ...one({ ...THINGS.connection, under: 'connection' }),
    summary: 'One connection',
    thing: 'connection {connection}',
    path: '/connections/{connection}',
    scopes: []
  },
  'delete-connection': {
    ...remove,
    summary: 'Delete a connection',
    thing: 'connection {connection}',
    path: '/connections/{connection}',
    scopes: []
  }
} as const satisfies Readonly<Record<string, Operation>>

/**
 * The operations of an upload. The api step does not offer them: their bodies are bytes, and the sums of bytes. All may be repeated,
 * because Sentry knows chunks and bundles by their sums.
 */
export const UPLOADS = {
  'get-upload-options': {
    ...one(THINGS.uploadOptions),
    thing: 'the upload options of {organization}',
    summary: 'How the organization takes uploads',
    path: `${ORGANIZATION}chunk-upload/`,
    scopes: READ_RELEASE
  },
  'upload-chunk': {
    method: 'POST',
    effect: 'create',
    verb: 'upload',
    thing: 'a piece of the source maps',
    repeat: 'safe',
    answer: { kind: 'anything' },
    summary: 'Upload a piece of a bundle',
    path: `${ORGANIZATION}chunk-upload/`,
    scopes: WRITE_RELEASE
  },
  'upload-source-maps': {
    ...create(THINGS.assembly),
    verb: 'upload',
    thing: 'the source maps of {name}',
    repeat: 'safe',
    answer: { ...THINGS.assembly, kind: 'thing' },
    summary: 'Put the pieces of a bundle together and give it to a release',
    path: `${ORGANIZATION}artifactbundle/assemble/`,
    names: ['version'],
    scopes: WRITE_RELEASE
  }
} as const satisfies Readonly<Record<string, Operation>>

const ALL = { ...OPERATIONS, ...UPLOADS }

export type OperationName = keyof typeof ALL
/** Those that the api step offers. */
export type OfferedName = keyof typeof OPERATIONS

type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never

/** The path parameters that an operation needs, such as `{ organization, version }`. */
export type ParametersOf<Name extends OperationName> = Readonly<
  Record<NamesIn<(typeof ALL)[Name]['path']>, string>
>

/** The row of an operation, without the literal types that only `ParametersOf` needs. */
export function operation(name: OperationName): Operation {
  return ALL[name]
}

/** Whether the api step offers an operation of this name. */
export function isOperationName(name: string): name is OfferedName {
  return Object.hasOwn(OPERATIONS, name)
}
