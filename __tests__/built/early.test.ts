import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { runAction, type ActionResult, type ActionRun } from '../../scripts/action-runner.ts'
import { createIdentity } from '../../scripts/bench/stage/certificate.ts'
import { openDistance, type DistantServer } from '../../scripts/bench/stage/distance.ts'
import { startSimulator, type Simulator } from '../../simulator/server.ts'
import { listen, relayTo, startProxy } from '../harness/listener.ts'
import { makeFolder } from '../harness/cleanup.ts'

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator()
})
afterAll(() => simulator.close())

/** The three actions with a run that reads. */
const RUNS: readonly (readonly [ActionRun['action'], ActionRun['inputs']])[] = [
  ['.', { release: 'web@1', set_commits: 'skip', finalize: 'false', dry_run: 'true' }],
  ['comment', { release: 'web@1', pull_request: 'none' }],
  ['api', { operation: 'list-organizations' }]
]

describe.each(RUNS)(
  'a connection of the action in %s that is opened before its code is loaded',
  (action, inputs) => {
    const run = (maton: string, more: ActionRun['inputs'] = {}) =>
      runAction({
        action,
        inputs: {
          maton_api_key: simulator.key,
          maton_url: maton,
          organization: 'acme',
          projects: 'web',
          ...inputs,
          ...more
        }
      })

    test('is the one that the requests take', async () => {
      const listener = await listen(socket => relayTo(simulator.maton, socket))
      const { exitCode, stderr } = await run(listener.url)
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
      expect(listener.used()).toBe(listener.opened())
    })

    test('is closed when no request takes it, and the process ends', async () => {
      const listener = await listen()
      const { exitCode, stdout } = await run(listener.url, {
        max_pages: '-1',
        max_commits: '0',
        interval: '0'
      })
      expect(exitCode).toBe(1)
      expect(stdout).toContain('Wrong inputs')
      expect([listener.opened(), listener.used()]).toEqual([1, 0])
    })

    test('is replaced without a word when it fails', async () => {
      const without = await run(simulator.maton)
      const listener = await listen((socket, number) =>
        number === 1 ? socket.resetAndDestroy() : relayTo(simulator.maton, socket)
      )
      const failed = await run(listener.url)
      expect(listener.opened()).toBeGreaterThan(1)
      // a machine that is busy may cut it only when the request is under way, which is then repeated
      const said = (text: string): string =>
        text.replaceAll(/127\.0\.0\.1:\d+/g, 'HOST').replaceAll(/^.*; trying again in .*\n/gm, '')
      const told = (run: ActionResult) => ({
        ...run,
        stdout: said(run.stdout),
        summary: said(run.summary)
      })
      expect(told(failed)).toEqual(told(without))
    })
  }
)

test('a release with commits opens the connections of its first reads together, and no others later', async () => {
  const listener = await listen(socket => relayTo(simulator.maton, socket))
  const { exitCode, stderr } = await runAction({
    action: '.',
    inputs: {
      maton_api_key: simulator.key,
      maton_url: listener.url,
      github_token: simulator.token,
      organization: 'acme',
      projects: 'web',
      release: 'web@reads',
      finalize: 'false'
    },
    env: {
      GITHUB_API_URL: simulator.github,
      GITHUB_REPOSITORY: simulator.repository,
      GITHUB_REF: 'refs/heads/main',
      GITHUB_REF_NAME: 'main',
      GITHUB_SHA: 'a'.repeat(40)
    }
  })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(listener.opened()).toBe(3)
})

describe('over TLS', () => {
  const folder = makeFolder()
  /** Nobody knows where it is but the proxy. */
  const FAR = 'gateway.invalid'
  const identity = createIdentity(FAR)
  const certificate = path.join(folder, 'certificate.pem')
  writeFileSync(certificate, identity.certificate)
  let distant: DistantServer
  beforeAll(async () => {
    distant = await openDistance({ server: simulator.maton, identity, rttMs: 0 })
  })
  afterAll(() => distant.close())
  const run = (env: ActionRun['inputs'], address = distant.address) =>
    runAction({
      action: '.',
      inputs: {
        maton_api_key: simulator.key,
        maton_url: address,
        organization: 'acme',
        projects: 'web',
        release: 'web@tls',
        set_commits: 'skip'
      },
      env
    })

  test('the requests take the connection that was opened before the code was loaded', async () => {
    distant.reset()
    const { exitCode, stderr } = await run({ NODE_EXTRA_CA_CERTS: certificate })
    expect({ exitCode, stderr, connections: distant.connections() }).toEqual({
      exitCode: 0,
      stderr: '',
      connections: 1
    })
  })

  test('a certificate that is not trusted is told by the first request, not by the early connection', async () => {
    const { exitCode, stdout, stderr } = await run({})
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
    expect(stdout.match(/certificate/g)).not.toBeNull()
  })

  test('where a proxy is set, no connection is opened early, and the requests go through the proxy', async () => {
    const proxy = await startProxy(socket => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      relayTo(distant.address, socket)
    })
    const env = { HTTPS_PROXY: `http://${proxy.host}`, NODE_EXTRA_CA_CERTS: certificate }
    const { exitCode, stderr, outputs } = await run(env, `https://${FAR}`)
    expect({ exitCode, stderr, version: outputs['version'] }).toEqual({
      exitCode: 0,
      stderr: '',
      version: 'web@tls'
    })
    expect(new Set(proxy.heads.map(head => head.split(' HTTP/')[0]))).toEqual(new Set([`CONNECT ${FAR}:443`]))
  })
})
