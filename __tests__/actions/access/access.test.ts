import { describe, expect, test } from '@jest/globals'
import { ACCESS_INPUTS, readAccess } from '../../../src/actions/access/access.ts'
import { createInputReader } from '../../../src/actions/inputs.ts'

function read(env: Readonly<Record<string, string>>) {
  const reader = createInputReader({ INPUT_MATON_API_KEY: 'a-key', ...env })
  return { access: readAccess(reader), problems: reader.problems }
}

describe('the access', () => {
  test('without more than a key', () => {
    const { access, problems } = read({})
    expect(problems).toEqual([])
    expect(access).toEqual({
      way: {
        kind: 'maton',
        key: 'a-key',
        connection: undefined,
        url: new URL('https://api.maton.ai'),
        remarks: []
      },
      site: new URL('https://sentry.io'),
      organization: undefined,
      organizationFrom: undefined,
      projects: [],
      projectsFrom: 'projects',
      githubToken: undefined,
      dryRun: false,
      onError: 'fail'
    })
  })

  test('from the environment', () => {
    const env = {
      INPUT_MATON_API_KEY: '',
      MATON_API_KEY: 'k2',
      MATON_CONNECTION: 'conn_1',
      MATON_URL: 'https://gateway.example.com',
      SENTRY_ORG: 'acme',
      SENTRY_PROJECT: 'web api'
    }
    expect(read(env).access).toMatchObject({
      way: { key: 'k2', connection: 'conn_1', url: new URL('https://gateway.example.com') },
      organization: 'acme',
      organizationFrom: 'organization (from the variable SENTRY_ORG)',
      projects: ['web', 'api'],
      projectsFrom: 'projects (from the variable SENTRY_PROJECT)'
    })
  })

  test('from the inputs first', () => {
    const env = {
      MATON_API_KEY: 'k2',
      MATON_CONNECTION: 'c2',
      MATON_URL: 'https://gateway.example.com',
      SENTRY_ORG: 'o2',
      SENTRY_PROJECT: 'p2',
      INPUT_MATON_CONNECTION: 'c1',
      INPUT_ORGANIZATION: 'o1',
      INPUT_PROJECTS: 'p1,7,_x-',
      INPUT_GITHUB_TOKEN: 't',
      INPUT_DRY_RUN: '1',
      INPUT_ON_ERROR: 'Warn',
      INPUT_MATON_URL: 'http://127.0.0.1:4100/base'
    }
    expect(read(env).access).toEqual({
      way: {
        kind: 'maton',
        key: 'a-key',
        connection: 'c1',
        url: new URL('http://127.0.0.1:4100/base'),
        remarks: []
      },
      site: new URL('https://sentry.io'),
      organization: 'o1',
      organizationFrom: 'organization',
      projects: ['p1', '7', '_x-'],
      projectsFrom: 'projects',
      githubToken: 't',
      dryRun: true,
      onError: 'warn'
    })
  })

  test('reads the inputs that every manifest lists', () => {
    const asked: string[] = []
    const reader = createInputReader(
      new Proxy<Record<string, string>>(
        {},
        {
          get: (_env, name) => {
            if (typeof name === 'string' && name.startsWith('INPUT_')) asked.push(name.slice(6).toLowerCase())
            return undefined
          }
        }
      )
    )
    readAccess(reader)
    expect([...new Set(asked)].toSorted()).toEqual([...ACCESS_INPUTS].toSorted())
  })
})

describe('a problem', () => {
  test.each([
    ['no key', { INPUT_MATON_API_KEY: '' }, 'maton_api_key', undefined],
    ['a key with a blank', { INPUT_MATON_API_KEY: 'a b' }, 'maton_api_key', undefined],
    ['a key with a line break', { INPUT_MATON_API_KEY: 'a\nb' }, 'maton_api_key', undefined],
    ['a token with a blank', { INPUT_GITHUB_TOKEN: 'a b' }, 'github_token', undefined],
    ['a connection that no header takes', { INPUT_MATON_CONNECTION: 'a/b' }, 'maton_connection', undefined],
    ['an organization that is no slug', { INPUT_ORGANIZATION: 'Acme Inc' }, 'organization', 'Acme Inc'],
    ['a project that is no slug', { INPUT_PROJECTS: 'web,..' }, 'projects', '..'],
    ['dry_run', { INPUT_DRY_RUN: 'yes' }, 'dry_run', 'yes'],
    ['on_error', { INPUT_ON_ERROR: 'ignore' }, 'on_error', 'ignore'],
    ['an address without scheme', { INPUT_MATON_URL: 'api.maton.ai' }, 'maton_url', 'api.maton.ai'],
    ['http to another host', { INPUT_MATON_URL: 'http://api.maton.ai' }, 'maton_url', 'http://api.maton.ai'],
    ['another scheme', { INPUT_MATON_URL: 'ftp://localhost' }, 'maton_url', 'ftp://localhost'],
    ['a query', { INPUT_MATON_URL: 'https://x/?a' }, 'maton_url', 'https://x/?a'],
    ['a fragment', { INPUT_MATON_URL: 'https://x/#a' }, 'maton_url', 'https://x/#a'],
    ['a user name', { INPUT_MATON_URL: 'https://me@x' }, 'maton_url', undefined],
    ['a password', { INPUT_MATON_URL: 'https://me:secret@x' }, 'maton_url', undefined],
    ['a password in what is no address', { INPUT_MATON_URL: 'me:secret@x:y:z' }, 'maton_url', undefined]
  ])('%s', (_title, env, input, value) => {
    expect(read(env).problems).toEqual([{ input, value, allowed: expect.any(String) }])
  })

  test.each([
    ['http://localhost:1'],
    ['http://127.0.0.1'],
    ['http://[::1]:9'],
    ['https://gateway.example.com']
  ])('%s is none', url => expect(read({ INPUT_MATON_URL: url }).problems).toEqual([]))
})

describe('a wrong value of a variable', () => {
  test.each([
    ['maton_api_key', 'MATON_API_KEY', 'a b'],
    ['maton_connection', 'MATON_CONNECTION', 'a/b'],
    ['maton_url', 'MATON_URL', 'http://example.com'],
    ['organization', 'SENTRY_ORG', 'Acme Inc'],
    ['projects', 'SENTRY_PROJECT', '..']
  ])('%s: the problem names %s', (input, variable, value) => {
    const { problems } = read({
      INPUT_MATON_API_KEY: input === 'maton_api_key' ? '' : 'a-key',
      [variable]: value
    })
    expect(problems.map(problem => problem.input)).toEqual([`${input} (from the variable ${variable})`])
  })

  test('of MATON_URL has the rules of the input', () => {
    const allowed = (env: Readonly<Record<string, string>>) =>
      read(env).problems.map(problem => problem.allowed)
    for (const url of ['api.maton.ai', 'http://x', 'https://x/?a', 'https://me:secret@x']) {
      expect(allowed({ MATON_URL: url })).toEqual(allowed({ INPUT_MATON_URL: url }))
      expect(allowed({ MATON_URL: url })).toHaveLength(1)
    }
  })
})

test.each(['misspelt', 'secrets: inherit', 'environment:', 'forks', 'Dependabot'])(
  'a missing key tells of a reason for an empty secret: %s',
  reason => expect(read({ INPUT_MATON_API_KEY: '' }).problems[0]?.allowed).toContain(reason)
)
