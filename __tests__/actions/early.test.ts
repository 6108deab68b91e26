import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { openEarly, READS, type Early, type StepName } from '../../src/actions/early.ts'
import { runStep } from '../../src/actions/frame.ts'
import { openAhead } from '../../src/http/ahead.ts'
import { OPERATIONS } from '../../src/sentry/operations/table.ts'
import { willAssociate } from '../../src/release/commits/refs-or-commits.ts'
import { releaseStep } from '../../src/release/step.ts'
import { testWorld } from '../../simulator/client/world.ts'
import { listen, seen, type Listener } from '../harness/listener.ts'
import { requestOf } from '../release/requests.ts'

let maton: Listener
let github: Listener
let early: Early | undefined

beforeEach(async () => {
  ;[maton, github] = await Promise.all([listen(), listen()])
})
afterEach(() => early?.close())

type Variables = Readonly<Record<string, string>>

function environment(more: Variables): Variables {
  return {
    INPUT_MATON_API_KEY: 'key-of-the-test',
    INPUT_MATON_URL: maton.url,
    INPUT_GITHUB_TOKEN: 'token-of-the-test',
    GITHUB_API_URL: github.url,
    GITHUB_EVENT_NAME: 'push',
    ...more
  }
}

/** Opens what a step opens. @returns how many connections there were to Maton and to GitHub */
async function openedBy(step: StepName, more: Variables): Promise<readonly [number, number]> {
  early = openEarly(step, environment(more))
  const opening = early
  const taken = [maton, github].flatMap(({ url }) => opening.take(new URL(url)))
  await Promise.all(taken.map(({ socket }) => socket))
  // the listeners see what a connection of ours sends after all connections that were begun before
  const ours = [maton, github].map(({ url }) => openAhead(new URL(url), 10_000))
  for (const { socket } of ours) (await socket)?.write('last')
  await seen(() => maton.used() > 0 && github.used() > 0)
  for (const connection of [...ours, ...taken]) connection.close()
  return [maton.opened() - 1, github.opened() - 1]
}

const READ = { INPUT_OPERATION: 'list-organization-issues' }
const WRITE = { INPUT_OPERATION: 'update-issue' }

describe('opened are', () => {
  const cases: readonly (readonly [string, StepName, Variables, readonly [number, number]])[] = [
    ['both hosts, for a release with commits', 'release', {}, [3, 1]],
    ['both, for a dry run, which reads', 'release', { INPUT_DRY_RUN: 'true' }, [3, 1]],
    ['both, with a previous commit', 'release', { INPUT_PREVIOUS_COMMIT: 'abcdef1' }, [2, 1]],
    ['Maton alone, without a token', 'release', { INPUT_GITHUB_TOKEN: '' }, [3, 0]],
    ['Maton alone, without commits', 'release', { INPUT_SET_COMMITS: 'skip' }, [1, 0]],
    ['Maton alone, with commits of the checkout', 'release', { INPUT_SET_COMMITS: 'LOCAL' }, [3, 0]],
    ['Maton alone, for a deploy only', 'release', { INPUT_ONLY: 'Deploy' }, [1, 0]],
    ['Maton alone, for a pull request', 'release', { GITHUB_EVENT_NAME: 'pull_request' }, [1, 0]],
    ['Maton alone, when GitHub has no address', 'release', { GITHUB_API_URL: 'nowhere' }, [3, 0]],
    ['Maton alone, for a comment', 'comment', {}, [1, 0]],
    ['Maton alone, for a read', 'api', READ, [1, 0]],
    ['Maton alone, for a read in a dry run', 'api', { ...READ, INPUT_DRY_RUN: 'true' }, [1, 0]],
    ['Maton alone, for a confirmed write', 'api', { ...WRITE, INPUT_CONFIRM: 'yes' }, [1, 0]]
  ]
  test.each(cases)('%s', async (_title, step, more, expected) => {
    expect(await openedBy(step, more)).toEqual(expected)
  })
})

describe('nothing is opened', () => {
  const refused: readonly (readonly [string, () => Variables])[] = [
    ['without a key', () => ({ INPUT_MATON_API_KEY: '' })],
    ['with a key that has blanks', () => ({ INPUT_MATON_API_KEY: 'two words' })],
    ['for an address that is none', () => ({ INPUT_MATON_URL: maton.url.replace('http:', '') })],
    ['for an address with a query', () => ({ INPUT_MATON_URL: `${maton.url}/?a=b` })],
    ['for an address with a fragment', () => ({ INPUT_MATON_URL: `${maton.url}/#a` })],
    ['for an address with a user name', () => ({ INPUT_MATON_URL: maton.url.replace('//', '//me@') })],
    ['for an address with a password', () => ({ INPUT_MATON_URL: maton.url.replace('//', '//me:pw@') })],
    ['for an address of another scheme', () => ({ INPUT_MATON_URL: maton.url.replace('http', 'ftp') })],
    ['with a token that has blanks', () => ({ INPUT_GITHUB_TOKEN: 'two words' })],
    ['with an unknown dry_run', () => ({ INPUT_DRY_RUN: 'perhaps' })]
  ]
  const steps: readonly StepName[] = ['release', 'comment', 'api']
  const cases = refused.flatMap(([title, more]) => steps.map(step => [title, step, more] as const))
  test.each(cases)('%s (%s)', async (_title, step, more) => {
    expect(await openedBy(step, { ...READ, ...more() })).toEqual([0, 0])
  })

  test.each([
    ['for a write in a dry run', { ...WRITE, INPUT_DRY_RUN: 'true', INPUT_CONFIRM: 'yes' }],
    ['for a write that nothing confirms', WRITE],
    ['without an operation', {}]
  ])('%s', async (_title, more) => {
    expect(await openedBy('api', more)).toEqual([0, 0])
  })

  test.each(['https_proxy', 'HTTPS_PROXY'])('to a host behind the proxy of %s', name => {
    const env = environment({
      INPUT_MATON_URL: 'https://maton.invalid',
      GITHUB_API_URL: 'https://github.invalid',
      [name]: maton.url
    })
    early = openEarly('release', env)
    for (const url of ['https://maton.invalid', 'https://github.invalid'])
      expect(early.take(new URL(url))).toEqual([])
  })

  test('without TLS to a host that is not this machine', () => {
    early = openEarly('release', environment({ INPUT_MATON_URL: 'http://maton.invalid' }))
    expect(early.take(new URL('http://maton.invalid'))).toEqual([])
  })
})

describe('A release has connections for its commits exactly when it sets some', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    ['by default', {}, 'push'],
    ['for a pull request', {}, 'pull_request'],
    ['for a pull request, by its own wish', { set_commits: 'github' }, 'pull_request'],
    ['with set_commits: skip', { set_commits: 'skip' }, 'push'],
    ['with set_commits: local', { set_commits: 'local' }, 'push'],
    ['for a deploy only', { only: 'deploy', environment: 'production' }, 'push'],
    ['for commits only', { only: 'Commits' }, 'push']
  ]
  test.each(cases)('%s', async (_title, inputs, eventName) => {
    const variables = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])
    const [opened] = await openedBy('release', {
      ...Object.fromEntries(variables),
      GITHUB_EVENT_NAME: eventName
    })
    const payload = eventName === 'push' ? {} : { number: 7, pull_request: { number: 7 } }
    expect(opened > 1).toBe(willAssociate(requestOf(inputs, { eventName, payload })))
  })
})

test('The names of the operations tell which of them read', () => {
  const reads = Object.entries(OPERATIONS).filter(([, { effect }]) => effect === 'read')
  expect(Object.keys(OPERATIONS).filter(name => READS.test(name))).toEqual(reads.map(([name]) => name))
})

test('A proxy does not count for a host that no_proxy names', async () => {
  const url = 'https://maton.invalid'
  const named = { no_proxy: 'maton.invalid', https_proxy: maton.url }
  early = openEarly('comment', environment({ ...named, INPUT_MATON_URL: url }))
  const taken = early.take(new URL(url))
  expect(taken).toHaveLength(1)
  for (const connection of taken) connection.close()
  await Promise.all(taken.map(({ socket }) => socket))
})

test('A connection is given once, and to its own host alone', () => {
  early = openEarly('comment', environment({}))
  expect(early.take(new URL(github.url))).toEqual([])
  const taken = early.take(new URL(`${maton.url}/below`))
  expect(taken).toHaveLength(1)
  expect(early.take(new URL(maton.url))).toEqual([])
  for (const connection of taken) connection.close()
})

test('A run whose inputs are wrong closes the connections', async () => {
  const inputs = { maton_api_key: 'key-of-the-test', maton_url: maton.url, release: 'a/b' }
  const { world } = testWorld({ inputs, payload: {} })
  early = openEarly('release', world.env)
  expect(await runStep(releaseStep, { ...world, early })).toBe(1)
  expect(early.take(new URL(maton.url))).toEqual([])
})
