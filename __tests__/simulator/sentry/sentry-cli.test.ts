import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { at, useSimulator } from '../simulator-bench.ts'
import { makeFolder } from '../../harness/cleanup.ts'

const { simulator, add, control, get } = useSimulator()
const run = promisify(execFile)
const CLI = createRequire(import.meta.url).resolve('@sentry/cli/bin/sentry-cli')
const AUTHOR = ['-c', 'user.name=Ada', '-c', 'user.email=ada@acme.example']

let checkout = ''
let shas: string[] = []

function git(...args: string[]): string {
  return execFileSync('git', [...AUTHOR, ...args], { cwd: checkout, encoding: 'utf8' }).trim()
}

beforeAll(() => {
  checkout = makeFolder()
  git('init', '--quiet', '--initial-branch=main')
  git('remote', 'add', 'origin', 'https://github.com/acme/web.git')
  for (const name of ['one', 'two', 'three']) {
    writeFileSync(join(checkout, `${name}.txt`), name)
    git('add', '.')
    git('commit', '--quiet', '-m', `Add ${name}`)
  }
  shas = git('log', '--format=%H').split('\n')
})

/** Runs the real client in the checkout; fails the test when it fails. Gives what it prints. */
async function cli(project: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [CLI, ...args], {
    cwd: checkout,
    env: {
      PATH: process.env['PATH'],
      HOME: checkout,
      SENTRY_URL: simulator().sentry,
      SENTRY_AUTH_TOKEN: simulator().key,
      SENTRY_ORG: 'acme',
      SENTRY_PROJECT: project
    }
  })
  return stdout
}

describe('the real sentry-cli', () => {
  test('makes a release, deploys it, finalizes it and lists it', async () => {
    await cli('web', 'releases', 'new', '2.0.0', '--url', 'https://example.com/2')
    await cli('web', 'deploys', 'new', '--release', '2.0.0', '--env', 'production', '--name', 'first')
    await cli('web', 'releases', 'finalize', '2.0.0')
    expect(await get('releases/2.0.0/')).toMatchObject({
      body: {
        url: 'https://example.com/2',
        dateReleased: expect.any(String),
        deployCount: 1,
        lastDeploy: { environment: 'production', name: 'first' }
      }
    })
    expect(await cli('web', 'releases', 'list')).toMatch(/2\.0\.0[^]*web@1\.0\.0/)
    expect(await cli('web', 'releases', 'info', '2.0.0')).toContain('2.0.0')
    expect(await cli('web', 'deploys', 'list', '--release', '2.0.0')).toContain('production')
  })

  test('set-commits --auto sends the checkout’s head for the repository, and Sentry fetches the range', async () => {
    const [newest = '', second = '', oldest = ''] = shas
    await add({
      github: {
        commits: [
          { sha: oldest, parents: [] },
          { sha: second, parents: [oldest] },
          { sha: newest, parents: [second] }
        ]
      },
      releases: [{ version: 'api@1', projects: ['api'] }]
    })
    await cli('api', 'releases', 'new', 'api@2')
    await cli('api', 'releases', 'set-commits', 'api@2', '--auto')
    await new Promise(resolve => setTimeout(resolve, 120))
    expect(await get('releases/api%402/')).toMatchObject({
      body: { commitCount: 3, lastCommit: { id: newest } }
    })
    const { body } = await control('GET', 'state')
    expect(at(body, 'releases', 2, 'heads')).toEqual([
      { repository: 'acme/web', commit: newest, previousCommit: null }
    ])
  })

  test('set-commits --local sends the commits of the checkout since the last release', async () => {
    await cli('api', 'releases', 'set-commits', 'api@1', '--local')
    expect(await get('releases/api%401/commits/')).toMatchObject({
      body: shas.map((id, index) => ({
        id,
        message: `Add ${['three', 'two', 'one'][index] ?? ''}\n`,
        author: { name: 'Ada', email: 'ada@acme.example' }
      }))
    })
    git('commit', '--quiet', '--allow-empty', '-m', 'Add four')
    await cli('api', 'releases', 'set-commits', 'api@2', '--local')
    expect(await get('releases/api%402/')).toMatchObject({
      body: { commitCount: 1, lastCommit: { message: 'Add four\n' } }
    })
  })

  test('lists repositories, projects and issues, and says who it is', async () => {
    expect(await cli('web', 'repos', 'list')).toContain('acme/web')
    expect(await cli('web', 'projects', 'list')).toMatch(/11[^]*web/)
    expect(await cli('web', 'issues', 'list')).toContain('WEB-1')
    expect(await cli('web', 'info')).toContain('project:releases')
  })

  test('uploads source maps, in chunks, until they are processed', async () => {
    const folder = join(checkout, 'dist')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'app.js'), 'f()\n//# sourceMappingURL=app.js.map\n')
    writeFileSync(join(folder, 'app.js.map'), '{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA"}')
    await add({
      uploads: {
        url: `${simulator().sentry}/api/0/organizations/acme/chunk-upload/`,
        chunkSize: 400,
        assembleMs: 300
      }
    })
    await cli('web', 'sourcemaps', 'inject', 'dist')
    await cli('web', 'sourcemaps', 'upload', '--release', '2.0.0', '--wait', 'dist')
    const { body } = await control('GET', 'state')
    expect(at(body, 'bundles')).toMatchObject([
      {
        projects: ['web'],
        version: '2.0.0',
        files: [
          {
            type: 'minified_source',
            url: '~/app.js',
            headers: { 'debug-id': expect.any(String), sourcemap: 'app.js.map' }
          },
          { type: 'source_map', url: '~/app.js.map', headers: { 'debug-id': expect.any(String) } }
        ]
      }
    ])
  })
})
