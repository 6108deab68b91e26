import { execFile } from 'node:child_process'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'

interface Said {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

function start(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {}
): Promise<Said> {
  const file = path.resolve('scripts', script)
  return new Promise(resolve => {
    const child = execFile(
      process.execPath,
      [file, ...args],
      { env: { PATH: process.env['PATH'] ?? '', ...env } },
      (_error, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, stdout, stderr })
    )
  })
}

describe('a step that is tried on the embedded simulator', () => {
  test.each([
    ['release', ['release', 'environment=production'], 0, 'web@2.1.0 '],
    ['comment', ['comment', 'fail_on=new>2'], 1, 'ERROR: The gate failed for web@2.1.0'],
    ['api', ['api', 'operation=list-organization-projects'], 0, 'status: 200']
  ])('%s: log, outputs, summary and the exit code of the step', async (_step, args, code, words) => {
    const { exitCode, stdout, stderr } = await start('try.ts', args)
    expect({ exitCode, stderr }).toEqual({ exitCode: code, stderr: '' })
    expect(stdout).toContain(words)
    expect(stdout.match(/^── .*$/gm)).toEqual(['── Log', '── Outputs', '── Job summary'])
    expect(stdout).not.toContain('::add-mask::')
    expect(stdout.split('── Job summary')[1]).not.toMatch(/&#\d+;|<!--/)
  })
})

test('A step that is tried on a real server is a dry run, and shows no key', async () => {
  const real = { MATON_API_KEY: 'key-of-the-test', MATON_URL: 'http://127.0.0.1:9' }
  const { stdout } = await start('try.ts', ['release', 'max_commits=0'], real)
  expect(stdout).toContain('against http://127.0.0.1:9, with dry_run=true')
  expect(stdout).toContain('max_commits: "0" is not allowed')
  expect(stdout).not.toContain('key-of-the-test')
})

test('With a Sentry token a step goes straight to the embedded Sentry', async () => {
  const inputs = ['environment=production', 'sentry_auth_token=simulated-maton-key']
  const { exitCode, stdout } = await start('try.ts', ['release', ...inputs])
  expect(stdout).toMatch(/^Directly to http:\/\/127\.0\.0\.1:\d+, organization acme/m)
  expect(exitCode).toBe(0)
})

test.each([
  ['sentry_url', ['sentry_url=http://127.0.0.1:9', 'sentry_auth_token=x']],
  ['maton_url', ['maton_url=http://127.0.0.1:9', 'maton_api_key=x']]
])('A step that is given an address as %s is a dry run there', async (_name, inputs) => {
  const { stdout } = await start('try.ts', ['release', 'max_commits=0', ...inputs])
  expect(stdout).toContain('against http://127.0.0.1:9, with dry_run=true')
})

test('--full shows outputs in full', async () => {
  const args = ['api', 'operation=list-organization-issues']
  const [cut, full] = await Promise.all([start('try.ts', args), start('try.ts', [...args, '--full'])])
  expect(cut.stdout).toContain('characters; --full shows all)')
  const result = /^result: (.*)$/m.exec(full.stdout)?.[1] ?? ''
  expect(JSON.parse(result)).toHaveLength(4)
})

test('--help shows the usage', async () => {
  const { exitCode, stdout } = await start('try.ts', ['release', '--help'])
  expect(exitCode).toBe(0)
  expect(stdout).toContain('--payload FILE')
})

test.each([
  ['no step', [], /Say which step to try/],
  ['an unknown step', ['deploy'], /Say which step to try/],
  ['an unknown input', ['release', 'enviroment=x'], /no input 'enviroment'. Did you mean environment\?/],
  ['an input without a value', ['release', 'environment'], /name=value, not 'environment'/],
  [
    'an unknown option',
    ['release', '--live'],
    /^Unknown option '--live'\. The options: npm run try -- --help$/m
  ],
  [
    'an event that is not there',
    ['release', '--payload', 'none.json'],
    /none\.json of --payload cannot be read/
  ]
])('%s is answered in one line', async (_what, args, words) => {
  const { exitCode, stdout, stderr } = await start('try.ts', args)
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
  expect(stderr).toMatch(words)
  expect(stderr.trim().split('\n')).toHaveLength(1)
})

test('The demo says in a few sentences what happened, and which page to open', async () => {
  const { exitCode, stdout, stderr } = await start('demo.ts', [])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  const lines = stdout.trim().split('\n')
  expect(lines.length).toBeLessThanOrEqual(25)
  expect(lines.at(-1)).toBe('Open demo-output/comment-light.html in a browser.')
})
