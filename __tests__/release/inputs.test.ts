import { describe, expect, test } from '@jest/globals'
import { NOW, readRequest, requestOf, SHA } from './requests.ts'

describe('a wrong input is a problem with its name, its value and what is allowed', () => {
  test.each([
    ['release', { release: 'feature/x' }, 'feature/x', 'without / and \\'],
    ['release', { release: 'shop:api@1/2' }, 'shop:api@1/2', 'without / and \\'],
    ['version', { version: 'a\\b' }, 'a\\b', 'without / and \\'],
    ['release_prefix', { release_prefix: 'web/' }, `web/${SHA}`, 'without / and \\'],
    ['environment', { environment: 'a/b' }, 'a/b', 'at most 64 characters without /'],
    ['environment', { environment: 'a\fb' }, 'a\fb', 'at most 64 characters without /'],
    ['environment', { environment: 'e'.repeat(65) }, 'e'.repeat(65), 'at most 64 characters'],
    ['finalize', { finalize: 'yes' }, 'yes', 'true, false, 1 or 0'],
    ['ref', { ref: 'r'.repeat(201) }, 'r'.repeat(201), 'at most 200 characters (it has 201)'],
    ['url', { url: 'example.com/x' }, 'example.com/x', 'with its scheme'],
    ['url', { url: `https://x/${'u'.repeat(200)}` }, `https://x/${'u'.repeat(200)}`, 'at most 200'],
    ['started_at', { started_at: 'yesterday' }, 'yesterday', 'Unix seconds or ISO 8601'],
    ['finished_at', { finished_at: '2026-02-30' }, '2026-02-30', 'Unix seconds or ISO 8601'],
    ['deploy_name', { deploy_name: 'n'.repeat(65) }, 'n'.repeat(65), 'at most 64 characters (it has 65)'],
    ['deploy_url', { deploy_url: 'run 5' }, 'run 5', 'with its scheme'],
    ['only', { only: 'release Banana' }, 'Banana', 'release, commits, sourcemaps, finalize, deploy'],
    ['set_commits', { set_commits: 'git' }, 'git', 'auto, integration, github, local, manual or skip'],
    ['repo', { repo: 'https://github.com/acme/web' }, 'https://github.com/acme/web', 'owner/name'],
    ['commit', { commit: '--output=x' }, '--output=x', '7 to 64 hexadecimal digits'],
    ['commit', { commit: 'a..b' }, 'a..b', '7 to 64 hexadecimal digits'],
    ['previous_commit', { previous_commit: 'HEAD:x' }, 'HEAD:x', '7 to 64 hexadecimal digits'],
    ['paths', { paths: 'src/** !' }, '!', 'a pattern after !'],
    ['paths', { paths: 'src/{a,b}/**' }, 'src/{a', 'without commas in braces'],
    ['paths', { paths: 'src', set_commits: 'integration' }, 'src', 'use github or local'],
    ['commit_files', { commit_files: 'yes' }, 'yes', 'auto, true, false'],
    ['max_commits', { max_commits: '0' }, '0', 'a whole number from 1 to 2000'],
    ['max_commits', { max_commits: '2001' }, '2001', 'a whole number from 1 to 2000'],
    ['max_commits', { max_commits: '1e3' }, '1e3', 'a whole number from 1 to 2000'],
    ['ignore_missing', { ignore_missing: 'maybe' }, 'maybe', 'true, false, 1 or 0'],
    ['ignore_empty', { ignore_empty: 'maybe' }, 'maybe', 'true, false, 1 or 0'],
    ['sourcemaps', { sourcemaps: 'dist ../dist' }, '../dist', 'a path in the workspace'],
    ['sourcemaps', { sourcemaps: '/etc' }, '/etc', 'a path in the workspace'],
    [
      'working_directory',
      { sourcemaps: 'dist', working_directory: '../x' },
      '../x',
      'a folder in the workspace'
    ],
    ['inject', { sourcemaps: 'dist', inject: 'maybe' }, 'maybe', 'true, false, 1 or 0'],
    [
      'dist',
      { sourcemaps: 'dist', dist: 'd'.repeat(65) },
      'd'.repeat(65),
      'at most 64 characters (it has 65)'
    ],
    ['dist', { sourcemaps: 'dist', dist: 'a\nb' }, 'a\nb', 'one line'],
    ['url_prefix', { sourcemaps: 'dist', url_prefix: '~/a b' }, '~/a b', 'without blanks'],
    ['strip_common_prefix', { sourcemaps: 'dist', strip_common_prefix: '2' }, '2', 'true, false, 1 or 0'],
    ['upload_wait', { sourcemaps: 'dist', upload_wait: '61' }, '61', 'a whole number from 0 to 60'],
    ['upload_wait', { upload_wait: '1.5' }, '1.5', 'a whole number from 0 to 60'],
    ['disable_telemetry', { disable_telemetry: 'yes' }, 'yes', 'true, false, 1 or 0']
  ])('%s: %j', (input, inputs, value, words) => {
    const { problems } = readRequest(inputs)
    expect(problems.find(problem => problem.value === value)).toEqual({
      input,
      value,
      allowed: expect.stringContaining(words)
    })
  })

  test.each([
    ['environment is needed to deploy', { only: 'deploy' }, 'environment', 'needed'],
    ['sourcemaps are needed to upload them', { only: 'sourcemaps' }, 'sourcemaps', 'needed'],
    ['a password in url_prefix', { url_prefix: 'https://u:secret@x/' }, 'url_prefix', 'without user name'],
    ['manual needs repo', { set_commits: 'manual', commit: SHA }, 'repo', 'needed with set_commits: manual'],
    [
      'manual needs commit',
      { set_commits: 'manual', repo: 'acme/web' },
      'commit',
      'needed with set_commits: manual'
    ],
    ['another repository needs a commit', { repo: 'acme/other' }, 'commit', 'needed with repo acme/other'],
    ['a password in url', { url: 'https://u:secret@x/' }, 'url', 'without user name and password'],
    ['a password in deploy_url', { deploy_url: 'u:secret@x/' }, 'deploy_url', 'with its scheme'],
    ['a password in another input', { release: 'https://u:secret@x/y' }, 'release', 'without / and'],
    ['a password in repo without scheme', { repo: 'u:secret@x/y' }, 'repo', 'not an address'],
    ['a password in repo', { repo: 'https://u:secret@x/y' }, 'repo', 'not an address']
  ])('%s: no value is shown', (_title, inputs, input, words) => {
    const { problems } = readRequest(inputs)
    expect(problems).toEqual([{ input, value: undefined, allowed: expect.stringContaining(words) }])
  })

  test.each([
    [{ version: 'a/b' }, 'version'],
    [{ version: 'a/b', release: 'c/d' }, 'release'],
    [{ version_prefix: 'a/' }, 'version_prefix'],
    [{ version_prefix: 'a/', release_prefix: 'c/' }, 'release_prefix']
  ])('a wrong identifier is told under the name that was given: %j', (inputs, input) => {
    expect(readRequest(inputs).problems).toEqual([expect.objectContaining({ input })])
  })

  test('a version from SENTRY_RELEASE is named as such', () => {
    const { problems } = readRequest({}, { env: { SENTRY_RELEASE: 'a/b' } })
    expect(problems).toEqual([expect.objectContaining({ input: 'SENTRY_RELEASE', value: 'a/b' })])
  })

  test('a deploy that starts after it ended', () => {
    const { problems } = readRequest({ started_at: '1767225601', finished_at: '2026-01-01T00:00:00Z' })
    expect(problems).toEqual([
      {
        input: 'started_at',
        value: '1767225601',
        allowed: 'a time that is not after finished_at (2026-01-01T00:00:00.000Z)'
      }
    ])
  })

  test('a deploy that starts by a clock that is ahead is none: it ends now', () => {
    const { request, problems } = readRequest({ started_at: new Date(NOW + 1_000).toISOString() })
    expect(problems).toEqual([])
    expect(request.deploy.finishedAt).toBeUndefined()
  })

  test('only asks for nothing that is switched on', () => {
    const { problems } = readRequest({ only: 'finalize', finalize: 'false' })
    expect(problems).toEqual([expect.objectContaining({ input: 'only', value: 'finalize' })])
  })

  test('without a commit and an identifier, and not after a deletion', () => {
    const { problems } = readRequest({}, { eventName: 'workflow_dispatch', env: { GITHUB_SHA: '' } })
    expect(problems).toEqual([
      {
        input: 'release',
        value: undefined,
        allowed: 'needed, because the environment names no commit (GITHUB_SHA)'
      }
    ])
  })

  test('all of them together', () => {
    const { problems } = readRequest({ release: '..', finalize: 'x', max_commits: '-1', url: 'y', only: 'z' })
    expect(problems.map(problem => problem.input).toSorted()).toEqual([
      'finalize',
      'max_commits',
      'only',
      'release',
      'url'
    ])
  })
})

describe('what is given', () => {
  test.each([
    ['disable_telemetry', { disable_telemetry: 'true', disable_safe_directory: '1' }, []],
    ['dist', { dist: '7' }, ['warning: The input dist has no effect without sourcemaps.']],
    ['the defaults of source maps', { inject: 'True', url_prefix: '~', upload_wait: '2' }, []]
  ])('of action-release and has no effect: %s', (_title, inputs, expected) => {
    const { problems, said } = readRequest(inputs)
    expect(problems).toEqual([])
    expect(said).toEqual(expected)
  })

  test.each([
    ['dist', ['dist']],
    ['dist lib, build', ['dist', 'lib', 'build']],
    ['dist  lib', ['dist', 'lib']],
    ['a b/dist\nlib, x', ['a b/dist', 'lib, x']],
    ['dist/**/*.{js,map}', ['dist/**/*.{js,map}']],
    ['dist/*.{js,{map,mjs}},lib dist', ['dist/*.{js,{map,mjs}}', 'lib', 'dist']],
    ['dist/[ab].js', ['dist/[ab].js']],
    ['dist}, lib', ['dist}', 'lib']]
  ])('as sourcemaps %j are the paths %j', (sourcemaps, paths) => {
    expect(requestOf({ sourcemaps }).maps?.paths).toEqual(paths)
  })

  test.each([
    [undefined, '/workspace', '/workspace'],
    ['app', '/workspace/app', '/workspace'],
    ['/workspace/app', '/workspace/app', '/workspace'],
    ['/other', '/other', '/other'],
    ['/', '/', '/']
  ])('as working_directory %s is where they start, and bounds them', (given, root, inside) => {
    const inputs = given === undefined ? {} : { working_directory: given }
    expect(requestOf({ sourcemaps: 'dist', ...inputs }).maps).toMatchObject({ root, inside })
  })

  test('of source maps is complete', () => {
    expect(requestOf({ sourcemaps: 'dist' }).maps).toEqual({
      paths: ['dist'],
      root: '/workspace',
      inside: '/workspace',
      inject: true,
      dist: undefined,
      urlPrefix: '~',
      stripCommonPrefix: false,
      waitMs: 120_000
    })
    const given = {
      inject: 'false',
      dist: '7',
      url_prefix: 'https://example.com/static/',
      strip_common_prefix: '1',
      upload_wait: '0'
    }
    expect(requestOf({ sourcemaps: 'dist', ...given }).maps).toMatchObject({
      inject: false,
      dist: '7',
      urlPrefix: 'https://example.com/static/',
      stripCommonPrefix: true,
      waitMs: 0
    })
  })

  test('as only without sourcemaps uploads nothing', () => {
    const request = requestOf({ only: 'deploy', environment: 'qa', sourcemaps: 'dist' })
    expect([request.maps, [...request.parts]]).toEqual([undefined, ['deploy']])
    expect([...requestOf({ only: 'sourcemaps', sourcemaps: 'dist' }).parts]).toEqual(['sourcemaps'])
  })

  test('in old names is taken, and the new name wins', () => {
    expect(requestOf({ version: '1', version_prefix: 'web@' }).version).toBe('web@1')
    expect(requestOf({ version: '1', release: '2', version_prefix: 'a', release_prefix: 'b' }).version).toBe(
      'b2'
    )
  })

  test('as only, in any case, is what is done', () => {
    expect([...requestOf({ only: 'Deploy\ncommits', environment: 'qa' }).parts]).toEqual([
      'commits',
      'deploy'
    ])
  })

  test('as repo is freed of .git, and this repository in another case needs no commit', () => {
    expect(requestOf({ repo: 'Acme/Web.GIT' }).commits).toMatchObject({ repo: 'Acme/Web', commit: SHA })
  })

  test('as working_directory is in the workspace, or absolute', () => {
    expect(requestOf({ working_directory: 'app' }).commits.workingDirectory).toBe('/workspace/app')
    expect(requestOf({ working_directory: '/elsewhere' }).commits.workingDirectory).toBe('/elsewhere')
    expect(requestOf().commits.workingDirectory).toBe('/workspace')
  })

  test.each([
    ['auto', 'auto'],
    ['TRUE', 'yes'],
    ['1', 'yes'],
    ['false', 'no'],
    ['0', 'no']
  ])('as commit_files: %s', (value, files) => {
    expect(requestOf({ commit_files: value }).commits.files).toBe(files)
  })

  test('as empty text counts as not given', () => {
    const names = ['release', 'environment', 'finalize', 'ref', 'url', 'only', 'set_commits', 'max_commits']
    const empty = Object.fromEntries(names.map(name => [name, ' ']))
    expect(requestOf(empty)).toEqual(requestOf())
  })
})

describe('without an input', () => {
  test('a push is released whole, without a deploy', () => {
    expect(requestOf()).toMatchObject({
      version: SHA,
      ref: { value: 'main', given: false },
      url: { value: `https://github.com/acme/web/commit/${SHA}`, given: false },
      nothing: undefined,
      commits: {
        mode: 'auto',
        repo: 'acme/web',
        commit: SHA,
        isCommitGiven: false,
        previousCommit: undefined,
        paths: [],
        files: 'auto',
        maxCommits: 1_000,
        ignoreMissing: false,
        ignoreEmpty: false
      }
    })
    expect([...requestOf().parts]).toEqual(['release', 'commits', 'finalize'])
  })

  test('a deploy is named after the run, links to it and ends now', () => {
    expect(requestOf({ environment: 'qa, production\nqa' }).deploy).toEqual({
      environments: ['qa', 'production'],
      name: 'Deploy #12.3',
      url: 'https://github.com/acme/web/actions/runs/77',
      startedAt: undefined,
      finishedAt: undefined
    })
  })

  test('a long deploy name is cut to what Sentry takes', () => {
    const { name } = requestOf({}, { env: { GITHUB_WORKFLOW: `${'w'.repeat(63)}😀` } }).deploy
    expect(name).toBe('w'.repeat(63))
  })

  test('a tag has its release page', () => {
    const env = { GITHUB_REF: 'refs/tags/web@1.0' }
    expect(requestOf({}, { env })).toMatchObject({
      ref: { value: 'web@1.0' },
      url: { value: 'https://github.com/acme/web/releases/tag/web%401.0' }
    })
  })

  test('a branch name that is too long for Sentry is left out, and that is said', () => {
    const { request, said } = readRequest({}, { env: { GITHUB_REF: `refs/heads/${'b'.repeat(201)}` } })
    expect(request.ref).toBeUndefined()
    expect(said.join()).toContain('The release gets no ref: Sentry takes at most 200 characters')
  })

  test('the deletion of a branch leaves nothing to do', () => {
    const payload = { ref: 'refs/heads/x', after: '0'.repeat(40), deleted: true }
    const { request, problems } = readRequest({}, { payload })
    expect(request.nothing).toBe('the push deleted the branch x')
    expect(problems).toEqual([])
  })
})
