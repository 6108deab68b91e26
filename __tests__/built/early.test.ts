import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { runAction, type ActionRun } from '../../scripts/action-runner.ts'
import { startSimulator, type Simulator } from '../../simulator/server.ts'
import { listen, relayTo, type Listener } from '../harness/listener.ts'

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator()
})
afterAll(() => simulator.close())

let listener: Listener | undefined
afterEach(() => listener?.close())

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
      listener = await listen(socket => relayTo(simulator.maton, socket))
      const { exitCode, stderr } = await run(listener.url)
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
      expect(listener.used()).toBe(listener.opened())
    })

    test('is closed when no request takes it, and the process ends', async () => {
      listener = await listen()
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
      listener = await listen((socket, number) =>
        number === 1 ? socket.resetAndDestroy() : relayTo(simulator.maton, socket)
      )
      const failed = await run(listener.url)
      expect(listener.opened()).toBeGreaterThan(1)
      // a machine that is busy may cut it only when the request is under way, which is then repeated
      const said = (text: string): string =>
        text.replaceAll(/127\.0\.0\.1:\d+/g, 'HOST').replaceAll(/^.*; trying again in .*\n/gm, '')
      expect({ ...failed, stdout: said(failed.stdout) }).toEqual({ ...without, stdout: said(without.stdout) })
    })
  }
)
