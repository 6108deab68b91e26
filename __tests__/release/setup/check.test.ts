// What a dry run finds about the setup. Each case changes one thing at the servers or in the inputs.
import { describe, expect, test } from '@jest/globals'
import { useRelease } from '../../harness/release.ts'
import { organizationToken, USER_TOKEN } from '../../direct/sentry-token.ts'
import { type Inputs, type StepRun, writesIn } from '../../harness/step.ts'

const servers = useRelease()
const GIVEN = { release: 'web@1.1.0', environment: 'production', commit: 'main' }

interface Case {
  readonly name: string
  /** Changes the servers. */
  readonly before?: () => Promise<unknown>
  readonly inputs?: Inputs | (() => Inputs)
  /** The rows of the summary's last table that are named, as `sign thing: what was found`. */
  readonly rows: readonly (string | RegExp)[]
  /** The rows that are warnings, too. */
  readonly warned?: readonly string[]
}

function dryRun({ before, inputs = {} }: Pick<Case, 'before' | 'inputs'> = {}): Promise<StepRun> {
  const given = typeof inputs === 'function' ? inputs : () => inputs
  return Promise.resolve(before?.()).then(() => servers.run({ ...GIVEN, dry_run: 'true', ...given() }))
}

/** The table of the check, at the end of the summary. */
function rowsOf(summary: string): readonly string[] {
  const table = summary.split('\n\n').at(-1) ?? ''
  expect(table).toMatch(/^\| \| Setup \| Found \|\n/)
  return table
    .split('\n')
    .slice(2)
    .map(line => readable(line.replace(/^\| (\S+) \| `?(\w+)`? \| `?(.*?)`? \|$/, '$1 $2: $3')))
}

/** Markdown as it is shown. */
function readable(text: string): string {
  return text
    .replaceAll('<!-- -->', '')
    .replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)))
}

const fault = (path: string, action: unknown) => () =>
  servers.seed('faults', { match: { method: 'GET', path, times: 100 }, action })
const eventsFrom = (release: string) => () =>
  servers.seed('issues', { project: 'api', firstRelease: release })
const token = (more: Readonly<Record<string, unknown>>) => () => servers.seed('state', { tokens: [more] })
const straight = (value: string) => (): Inputs => ({
  maton_api_key: '',
  maton_connection: '',
  maton_url: '',
  sentry_auth_token: value,
  sentry_url: servers.simulator.sentry
})

const RENEW =
  'Authorize the connection again with the scopes that the operation needs, as a member whose role has them. With a Sentry token: use one that has them.'
const ORGANIZATION_TOKEN = organizationToken({ url: null })

const CASES: readonly Case[] = [
  {
    name: 'the right name of an environment in another case',
    inputs: { environment: 'Production' },
    rows: [
      '⚠️ Environment: Sentry does not know the environment Production; it knows 2 environments: production, staging. Names are case-sensitive. Did you mean production?'
    ],
    warned: ['Environment']
  },
  {
    name: 'an environment that is yet to be made, beside one that is there',
    inputs: { environment: 'preview-7, staging' },
    rows: [
      '– Environment: Sentry does not know the environment preview-7; it knows 2 environments: production, staging. Names are case-sensitive. The first deploy or event makes it.',
      '✓ Environment: staging'
    ]
  },
  {
    name: 'environments that differ only by case, because a deploy made one',
    before: () =>
      servers.seed('issues', { project: 'web', environments: ['Production', 'PRODUCTION', 'Staging'] }),
    inputs: { environment: 'Production' },
    rows: [
      '⚠️ Environment: production and Production and PRODUCTION all exist, and names are case-sensitive. Use the one that the SDK sends: Sentry cannot rename an environment.',
      '⚠️ Environment: staging and Staging both exist, and names are case-sensitive. Use the one that the SDK sends: Sentry cannot rename an environment.'
    ],
    warned: ['Environment', 'Environment']
  },
  {
    name: 'no environment',
    inputs: { environment: '' },
    rows: [
      '– Environment: None is given, so no deploy is recorded. Sentry has 2 environments: production, staging.'
    ]
  },
  {
    name: 'a missing scope',
    before: () =>
      servers.seed('state', {
        connections: [{ connection_id: servers.simulator.connection, scopes: ['project:releases'] }]
      }),
    rows: [
      /^✗ Projects: Could not list the projects of acme: .*403.*org:read/,
      `✗ Scopes: There: project:read or project:releases. Missing: org:read, event:read. Only the comment step needs event:read. Only a write shows whether releases may be written. ${RENEW}`,
      /^✗ Repository: Could not list the repositories of acme: .*403/,
      '✓ Commits: They would be read from GitHub and sent.',
      /^✗ Environment: Could not list the environments of acme: .*403/,
      '✓ Release: Events came from web@1.0.0. This release is web@1.1.0.'
    ],
    warned: ['Projects', 'Scopes', 'Repository', 'Environment']
  },
  {
    name: 'no right to read issues, which only the comment step needs',
    before: () =>
      servers.seed('state', {
        connections: [
          { connection_id: servers.simulator.connection, scopes: ['org:read', 'project:releases'] }
        ]
      }),
    rows: [
      '– Scopes: There: org:read, project:read or project:releases. Missing: event:read. Only the comment step needs event:read. Only a write shows whether releases may be written.'
    ]
  },
  {
    name: 'a Sentry that fails in the middle of the check',
    before: fault('environments/$', { status: 502, body: 'Bad gateway' }),
    rows: [/^✗ Environment: Could not list the environments of acme: .*502/],
    warned: ['Environment']
  },
  {
    name: 'a repository without an integration',
    before: () =>
      servers.seed('state', { repos: [{ organization: 'acme', name: 'acme/web', provider: 'unknown' }] }),
    rows: [
      '– Repository: Sentry has acme/web, but without an integration. An integration is not needed.',
      '✓ Commits: They would be read from GitHub and sent.'
    ]
  },
  {
    name: 'a repository that Sentry does not know',
    before: fault('repos/$', { status: 200, headers: { 'content-type': 'application/json' }, body: [] }),
    rows: ['– Repository: Sentry does not have acme/web. An integration is not needed.']
  },
  {
    name: 'no repository',
    inputs: { set_commits: 'skip', repo: '' },
    rows: ['– Commits: None would be set: not asked for.']
  },
  {
    name: 'an organization without projects',
    before: fault('projects/$', { status: 200, headers: { 'content-type': 'application/json' }, body: [] }),
    inputs: { release: 'web@1.0.0', projects: '', only: 'deploy' },
    rows: [
      '⚠️ Projects: The organization has no project, or none that may be seen. Create one, or join its team.',
      '✓ Release: Events came from web@1.0.0 already.'
    ],
    warned: ['Projects']
  },
  {
    name: 'the projects of the release',
    inputs: { release: 'web@1.0.0', projects: '', only: 'deploy' },
    rows: ['✓ Projects: Those of the release. The organization has 2 projects: api, web.']
  },
  {
    name: 'a prefix that only the SDK gives',
    inputs: { release: '1.0.0' },
    rows: [
      '⚠️ Release: Events came from web@1.0.0; this release is 1.0.0: it differs from web@1.0.0 only by web@: is the prefix missing? Set release_prefix: web@, or let the SDK leave it out.'
    ],
    warned: ['Release']
  },
  {
    name: 'a prefix that only the SDK gives, of a release that had no events yet',
    inputs: { release: '1.1.0' },
    rows: [
      '⚠️ Release: Events came from web@1.0.0; this release is 1.1.0: is the prefix missing? Set release_prefix: web@, or let the SDK leave it out.'
    ],
    warned: ['Release']
  },
  {
    name: 'a prefix that the SDK does not give',
    before: eventsFrom('1.1.0'),
    inputs: { projects: 'api', release: 'api@1.1.0' },
    rows: [
      '⚠️ Release: Events came from 1.1.0; this release is api@1.1.0: it differs from 1.1.0 only by api@: does the SDK leave the prefix out? Let the SDK send api@1.1.0, or give the release without api@.'
    ],
    warned: ['Release']
  },
  {
    name: 'a name of another kind',
    before: eventsFrom('1a'.repeat(20)),
    inputs: { projects: 'api', release: '1.1.0' },
    rows: [
      `⚠️ Release: Events came from ${'1a'.repeat(20)}; this release is 1.1.0: it is named by a version, and they are named by a commit. Give this step and the SDK the same name.`
    ],
    warned: ['Release']
  },
  {
    name: 'projects without events',
    inputs: { projects: 'api' },
    rows: [
      '– Release: No events came from a release of these projects yet. The SDK has to send the release web@1.1.0.'
    ]
  },
  {
    name: 'an organization token, which may not list projects and environments',
    before: token({ token: ORGANIZATION_TOKEN, kind: 'organization', organizations: ['acme'] }),
    inputs: straight(ORGANIZATION_TOKEN),
    rows: [
      /^✓ Way: directly to http:/,
      '✓ Token: organization token',
      '– Projects: web (not checked: organization tokens may not ask for it)',
      '✓ Scopes: org:ci, as every organization token. It is enough for this step, and not for the comment step.',
      '✓ Repository: Sentry has acme/web with an integration.',
      '– Environment: production (not checked: organization tokens may not ask for it)',
      '✓ Release: Events came from web@1.0.0. This release is web@1.1.0.'
    ]
  },
  {
    name: 'a user token of all scopes',
    before: token({ token: USER_TOKEN, kind: 'user' }),
    inputs: straight(USER_TOKEN),
    rows: ['✓ Token: user token', '✓ Projects: web', '✓ Environment: production']
  },
  {
    name: 'no token for GitHub',
    inputs: { github_token: '' },
    rows: ['– github_token: Nothing is read at GitHub: there is no github_token.']
  },
  {
    name: 'a token for GitHub that may read commits only',
    before: () =>
      servers.seed('state', { github: { private: true, permissions: { pull_requests: 'none' } } }),
    rows: [
      /^– github_token: It may read acme\/web, its commits, but no pull requests: .*403.* The comment step needs pull-requests: write\.$/
    ]
  },
  {
    name: 'a token for GitHub that may not read commits, where Sentry fetches them',
    before: () => servers.seed('state', { github: { private: true, permissions: { contents: 'none' } } }),
    inputs: { release: 'web@1.0.0', only: 'deploy' },
    rows: [/^✗ github_token: .*contents: read/],
    warned: ['github_token']
  }
]

describe('The summary of a dry run ends with the setup', () => {
  test('that is right', async () => {
    const run = await dryRun()
    expect(run.code).toBe(0)
    expect(rowsOf(run.summary)).toEqual([
      expect.stringMatching(/^✓ Way: through Maton at 127/),
      '✓ Connection: connection conn_sentry',
      '✓ Organization: acme',
      '✓ Projects: web',
      '– Scopes: There: org:read, project:read or project:releases, event:read. Only a write shows whether releases may be written.',
      '✓ Repository: Sentry has acme/web with an integration.',
      '✓ Commits: Sentry would fetch them itself.',
      '✓ Environment: production',
      '✓ Release: Events came from web@1.0.0. This release is web@1.1.0.',
      '✓ github_token: It may read acme/web, its commits and its pull requests.'
    ])
    expect(run.complaints).toBe('')
  })

  test.each(CASES)('with $name', async one => {
    const run = await dryRun(one)
    expect(run.code).toBe(0)
    const rows = rowsOf(run.summary)
    expect(rows).toEqual(
      expect.arrayContaining(
        one.rows.map(row => (typeof row === 'string' ? row : expect.stringMatching(row)))
      )
    )
    const warnings = run.annotations.filter(({ level }) => level !== 'notice')
    expect(warnings.map(({ message }) => /^The setup check found: (\w+): /.exec(message)?.[1])).toEqual(
      one.warned ?? []
    )
  })

  test('with a project that is not there: the real run could not, so the dry run fails', async () => {
    const run = await dryRun({ inputs: { projects: 'wep', set_commits: 'skip' } })
    expect(run.code).toBe(1)
    expect(rowsOf(run.summary)).toContainEqual(
      expect.stringMatching(
        /^✗ Projects: The organization acme has no project wep that .* Did you mean web\?/
      )
    )
    expect(rowsOf(run.summary)).toContain('– Release: web@1.1.0 (not checked: the projects are not right)')
    expect(run.complaints).toMatch(/^The organization acme has no project wep /)
    expect(run.complaints.split('\n')).toHaveLength(1)
  })
})

test('A run that is not dry reads nothing for the check', async () => {
  await servers.run({ ...GIVEN, dry_run: 'false' })
  const real = await servers.requests()
  await servers.reset()
  const dry = (await dryRun()).requests
  const seen = (all: typeof real) => all.map(({ method, path }) => `${method} ${path}`)
  expect(writesIn(dry)).toEqual([])
  expect(seen(dry).filter(one => /(environments|projects|issues)\/$/.test(one))).toHaveLength(3)
  expect(seen(real).filter(one => /(environments|projects|issues|pulls)\/?$/.test(one))).toEqual([])
})
