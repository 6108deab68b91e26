import { execFileSync } from 'node:child_process'
import { afterEach, expect, jest, test } from '@jest/globals'
import { numberAt, textAt } from '../../src/text/json.ts'
import { at, each, nextCursor } from './simulator-bench.ts'
import { runProcess, startByNpm, startProcess } from './simulator-process.ts'
import type { Started } from './simulator-process.ts'

// a machine that does other things as well starts processes slowly
jest.setTimeout(60_000)

const started: Started[] = []

async function start(...args: string[]): Promise<Started> {
  const one = await startProcess(...args)
  started.push(one)
  return one
}

afterEach(() => {
  for (const { child } of started.splice(0)) child.kill()
})

async function post(simulator: Started, path: string, body: unknown): Promise<Response> {
  return fetch(`${simulator.told('maton')}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${simulator.told('key')}`, 'content-type': 'application/json' },
    body: JSON.stringify(body)
  })
}

test('the first line tells where everything is and what opens it', async () => {
  const { line } = await start()
  expect(line).toEqual({
    maton: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    sentry: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    github: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    key: expect.stringMatching(/^\S+$/),
    connection: expect.stringMatching(/^[\w-]{1,200}$/),
    organization: 'acme',
    projects: ['web', 'api'],
    sentryToken: expect.stringMatching(/^sntryu_[0-9a-f]{64}$/),
    token: expect.stringMatching(/^\S+$/),
    repository: 'acme/web'
  })
})

test('what the first line tells is true at once', async () => {
  const { told } = await start('--port', '0', '--github-port=0', '--latency', '0')
  const authorization = `Bearer ${told('key')}`
  const gateway = await fetch(`${told('maton')}/sentry/api/0/organizations/acme/`, {
    headers: { authorization, 'maton-connection': told('connection') }
  })
  const root = await fetch(`${told('sentry')}/api/0/organizations/acme/`, { headers: { authorization } })
  const github = await fetch(`${told('github')}/repos/${told('repository')}`, {
    headers: { authorization: `token ${told('token')}` }
  })
  expect([gateway.status, root.status, github.status]).toEqual([200, 200, 200])
})

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it at once, with open connections too', async signal => {
  const simulator = await start()
  await post(simulator, '/_simulator/faults', { action: { drop: true } })
  const hanging = fetch(`${simulator.told('github')}/repos/acme/web`)
  const cut = expect(hanging).rejects.toThrow()
  await new Promise(resolve => setTimeout(resolve, 50))
  expect(await simulator.stop(signal)).toBe(0)
  await cut
})

test('npm run simulator prints one line of JSON, and ends with npm', async () => {
  const simulator = await startByNpm()
  started.push(simulator)
  const maton = simulator.told('maton')
  expect((await fetch(`${maton}/_simulator/requests`)).status).toBe(200)
  expect(await simulator.stop()).toBe(0)
  await expect(fetch(maton)).rejects.toThrow()
})

test('two run side by side and share nothing; the ports are those asked for', async () => {
  const first = await start()
  const second = await start()
  await post(first, '/_simulator/state', { environments: ['qa'] })
  const state: unknown = await (await fetch(`${second.told('maton')}/_simulator/state`)).json()
  expect(each(at(state, 'environments'), 'name')).toEqual(['production', 'staging'])
  const { port } = new URL(first.told('maton'))
  await first.stop()
  const third = await start('--port', port)
  expect(third.told('maton')).toBe(`http://127.0.0.1:${port}`)
})

test('a port that is taken ends it with exit code 1 and one line', async () => {
  const { told } = await start()
  const ports = [
    ['--port', new URL(told('maton')).port],
    ['--github-port', new URL(told('github')).port]
  ]
  for (const [option = '', port = ''] of ports) {
    const { code, stdout, stderr } = await runProcess(option, port)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(new RegExp(`^[^\n]*${port}[^\n]*\n$`))
  }
})

test.each([
  ['--colour', 'red'],
  ['--port', 'many'],
  ['--port', '65536'],
  ['--port', '-1'],
  ['--port'],
  ['--latency', '1.5'],
  ['now']
])('an unknown option or a bad value ends it with exit code 1 and one line: %s %s', async (...args) => {
  const { code, stdout, stderr } = await runProcess(...args)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^[^\n]+\n$/)
})

test('--latency delays every answer but those of the control API; requests do not wait for each other', async () => {
  const { told } = await start('--latency', '150')
  const order: string[] = []
  const began = performance.now()
  const ask = (name: string, url: string) => fetch(url).then(() => order.push(name))
  const delayed = [
    ask('gateway', `${told('maton')}/sentry/api/0/organizations/`),
    ask('sentry', `${told('sentry')}/api/0/organizations/`),
    ask('github', `${told('github')}/repos/acme/web`)
  ]
  await ask('control', `${told('maton')}/_simulator/requests`)
  await Promise.all(delayed)
  expect(performance.now() - began).toBeGreaterThanOrEqual(150)
  expect(order[0]).toBe('control')
  expect(order).toHaveLength(4)
})

test('20,000 commits and 10,000 issues are seeded and listed below 500 MB', async () => {
  const simulator = await start()
  const { told, child } = simulator
  const shas = Array.from({ length: 20_000 }, (_, index) => index.toString(16).padStart(40, '0'))
  const message = 'Change the total of the cart '.repeat(10)
  const seeded = [
    await post(simulator, '/_simulator/state', {
      github: {
        commits: shas.map((sha, index) => ({
          sha,
          message,
          parents: shas.slice(Math.max(0, index - 1), index)
        })),
        refs: { 'heads/long': shas.at(-1) }
      }
    }),
    await post(simulator, '/sentry/api/0/organizations/acme/releases/', {
      version: 'long',
      projects: ['web'],
      commits: shas.map(id => ({ id, message, repository: 'acme/web', author_name: 'Ada' }))
    }),
    await post(
      simulator,
      '/_simulator/issues',
      Array.from({ length: 10_000 }, () => ({ project: 'web' }))
    )
  ]
  expect(seeded.map(({ status }) => status)).toEqual([200, 201, 200])
  const api = `${told('maton')}/sentry/api/0/organizations/acme`
  const key = { authorization: `Bearer ${told('key')}` }
  expect(await countPages(`${api}/releases/long/commits/?per_page=100`, key)).toBe(20_000)
  expect(await countPages(`${api}/issues/?query=&limit=100`, key)).toBe(10_001)
  const compared = await fetch(
    `${told('github')}/repos/acme/web/compare/${shas[0]}...long?per_page=100&page=200`,
    { headers: { authorization: `Bearer ${told('token')}` } }
  )
  expect(at(await compared.json(), 'commits')).toHaveLength(99)
  expect(residentMegabytes(child.pid)).toBeLessThan(500)
})

/** How many items all pages of a list of Sentry hold. */
async function countPages(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  let count = 0
  let cursor: string | undefined = ''
  while (cursor !== undefined) {
    const response: Response = await fetch(cursor === '' ? url : `${url}&cursor=${cursor}`, { headers })
    const page: unknown = await response.json()
    count += Array.isArray(page) ? page.length : 0
    cursor = nextCursor(Object.fromEntries(response.headers))
  }
  return count
}

function residentMegabytes(pid: number | undefined): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024
}

test('--background leaves it running and ends with its line', async () => {
  const said = execFileSync(process.execPath, ['simulator/main.ts', '--background'], { encoding: 'utf8' })
  const line: unknown = JSON.parse(said)
  expect(said.trim().split('\n')).toHaveLength(1)
  const answer = await fetch(`${textAt(line, 'maton')}/_simulator/state`)
  expect(answer.status).toBe(200)
  process.kill(numberAt(line, 'pid') ?? 0)
})
