import { describe, expect, test } from '@jest/globals'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { readAccess, type OnError } from '../../src/actions/access/access.ts'
import { runStep, type Step, type World } from '../../src/actions/frame.ts'
import { Failure } from '../../src/run/failure.ts'
import { WAY_FAILURES } from '../../src/way/failures.ts'
import type { Context, Result } from '../../src/run/context.ts'
import { testWorld, type TestWorld, type TestWorldOptions } from '../../simulator/client/world.ts'
import { makeFolder } from '../harness/cleanup.ts'

const KEY = 'key-of-maton-1234'
const TOKEN = 'token-of-github-1234'

interface Request {
  readonly onError: OnError
}

type Run = (request: Request, context: Context) => Promise<Result>

const report = (more: Partial<Result> = {}): Result => ({
  outputs: {},
  summary: 'Summary',
  ending: { kind: 'done' },
  ...more
})

function stepOf(run: Run): Step<Request> {
  return {
    title: 'Test step',
    outputs: ['first', 'second'],
    read(reader) {
      const { onError } = readAccess(reader)
      reader.boolean('flag', false)
      return { onError }
    },
    deadlineMs: () => 1_000,
    onError: request => request.onError,
    run
  }
}

async function runIt(
  run: Run,
  options: Partial<TestWorldOptions> = {},
  change: (world: World) => World = world => world
) {
  const inputs = { maton_api_key: KEY, github_token: TOKEN, ...options.inputs }
  const test: TestWorld = testWorld({ payload: {}, ...options, inputs })
  const exitCode = await runStep(stepOf(run), change(test.world))
  return { ...test.told, exitCode, said: test.told.log.join('\n') }
}

const done: Run = async () => report()
const failure = (message = 'It failed'): Failure => new Failure(WAY_FAILURES.unavailable, message)

/** What the annotation of a failure says: what happened, what to do, and where to read on. */
const announced = (message: string): string =>
  `${message}. ${failure().remedy} See docs/troubleshooting.md#unavailable`

describe('a run', () => {
  test('masks key and token before anything else is told, and ends with 0', async () => {
    const order: string[] = []
    const { exitCode } = await runIt(done, { payload: undefined }, world => ({
      ...world,
      runner: {
        ...world.runner,
        mask: secret => void order.push(`mask ${secret}`),
        annotate: level => void order.push(level),
        setOutput: name => void order.push(name)
      }
    }))
    expect(exitCode).toBe(0)
    expect(order).toEqual([`mask ${KEY}`, `mask ${TOKEN}`, 'first', 'second', 'notice'])
  })

  test('writes every output, those that the report lacks as empty', async () => {
    const { outputs } = await runIt(async () => report({ outputs: { second: 7 } }))
    expect(outputs).toEqual({ first: '', second: '7' })
  })

  test('writes the summary', async () => expect((await runIt(done)).summary).toBe('Summary'))

  test('goes on when the summary cannot be written', async () => {
    const run = await runIt(done, {}, world => ({
      ...world,
      runner: { ...world.runner, summarize: () => Promise.reject(new Error('EACCES')) }
    }))
    expect(run.exitCode).toBe(0)
    expect(run.annotations).toEqual([{ level: 'notice', message: expect.stringContaining('EACCES') }])
  })

  test.each([
    ['fail', 1, 'error'],
    ['warn', 0, 'warning']
  ])('that reports a failure ends as on_error says: %s', async (on_error, exitCode, level) => {
    const run = await runIt(
      async () => report({ outputs: { first: 'x' }, ending: { kind: 'failed', failure: failure() } }),
      { inputs: { on_error } }
    )
    expect(run.exitCode).toBe(exitCode)
    expect(run.annotations).toEqual([{ level, message: announced('It failed') }])
    expect(run.outputs['first']).toBe('x')
    expect(run.summary).toBe('Summary')
  })

  test.each([
    ['fail', 1, 'error'],
    ['warn', 0, 'warning']
  ])('that throws a failure ends as on_error says, with a summary: %s', async (on_error, exitCode, level) => {
    const run = await runIt(() => Promise.reject(failure()), { inputs: { on_error } })
    expect(run.exitCode).toBe(exitCode)
    expect(run.annotations).toEqual([{ level, message: announced('It failed') }])
    expect(run.summary).toContain('## ❌ Test step')
    expect(run.summary).toContain('It failed')
  })

  test('says what happened and what to do as two sentences, also after words that end with a full stop', async () => {
    const run = await runIt(() => Promise.reject(failure('Sentry answered 400: No.')))
    expect(run.annotations.at(0)?.message).toBe(announced('Sentry answered 400: No'))
  })

  test('with a broken gate fails whatever on_error says', async () => {
    const run = await runIt(
      async () => report({ ending: { kind: 'gate-broken', failure: failure('new 1 > 0') } }),
      {
        inputs: { on_error: 'warn' }
      }
    )
    expect(run.exitCode).toBe(1)
    expect(run.annotations).toEqual([{ level: 'error', message: announced('new 1 > 0') }])
  })

  test('with a fault of the action itself fails whatever on_error says, and asks for a report', async () => {
    const run = await runIt(() => Promise.reject(new TypeError(`::error::no ${KEY}\n##[group]x`)), {
      inputs: { on_error: 'warn' }
    })
    expect(run.exitCode).toBe(1)
    const message = run.annotations.at(0)?.message ?? ''
    expect(message).toMatch(/^Unexpected: TypeError.*no \*\*\*/)
    expect(message).toContain('Please report it')
    expect(message).not.toMatch(/##\[/)
    expect(run.summary).not.toContain(KEY)
  })

  test('that is cancelled says so, whatever the cut request throws', async () => {
    const reason = new Failure(WAY_FAILURES.cancelled, 'The run was cancelled')
    const run = await runIt(
      () => Promise.reject(new Error('aborted')),
      {},
      world => ({
        ...world,
        untilStopped: () => AbortSignal.abort(reason)
      })
    )
    expect(run.exitCode).toBe(1)
    expect(run.annotations.at(0)?.message).toContain('The run was cancelled')
  })

  test('never throws, not even when the runner’s files are gone', async () => {
    const { exitCode } = await runIt(done, {}, world => ({
      ...world,
      runner: {
        ...world.runner,
        setOutput: () => {
          throw new Error('Missing file')
        }
      }
    }))
    expect(exitCode).toBe(1)
  })
})

describe('wrong inputs', () => {
  test('are told together in one error, each on a line of its own, and the step does not run', async () => {
    let ran = false
    const run = await runIt(
      async () => {
        ran = true
        return report()
      },
      {
        inputs: {
          flag: `maybe\n::error::${KEY}`,
          on_error: 'warn',
          dry_run: 'x',
          maton_connection: KEY.repeat(20) + '!'
        }
      }
    )
    expect(run.exitCode).toBe(1)
    expect(ran).toBe(false)
    expect(run.annotations).toHaveLength(1)
    const lines = run.annotations.at(0)?.message.split('\n') ?? []
    expect(lines).toHaveLength(5)
    expect(lines.at(-1)).toBe('See docs/troubleshooting.md#inputs')
    expect(lines.at(0)).toBe('Wrong inputs:')
    expect(lines).toContain('- dry_run: "x" is not allowed; give true, false, 1 or 0')
    expect(lines.join()).toContain('- flag: "maybe⏎::error::***" is not allowed')
    expect(lines.join()).not.toContain(KEY.slice(0, 8))
  })

  test('stand in the job summary as a list', async () => {
    const { summary } = await runIt(done, { inputs: { flag: `maybe ${KEY}`, dry_run: '[x](y)' } })
    expect(summary.split('\n')).toEqual([
      '## ❌ Test step · wrong inputs, nothing was sent',
      '',
      expect.stringMatching(/^- dry&#95;run.*true.*false/),
      expect.stringMatching(/^- flag.*true.*false/)
    ])
    expect(summary).not.toMatch(/\[x\]|key-of-maton/)
  })

  test('say of a missing key where it comes from, and why it may be empty', async () => {
    const run = await runIt(done, { inputs: { maton_api_key: '' } })
    expect(run.annotations.at(0)?.message).toContain(
      '- maton_api_key: needed: the Maton key, from a secret, such as ${{ secrets.MATON_API_KEY }}; or, to go straight to Sentry, sentry_auth_token: ${{ secrets.SENTRY_AUTH_TOKEN }}. A secret is empty when'
    )
  })
})

describe('without a key', () => {
  const fork = {
    pull_request: {
      number: 1,
      head: { sha: 'a'.repeat(40), repo: { id: 2, full_name: 'you/web', fork: true } },
      base: { repo: { id: 1, full_name: 'acme/web' } }
    }
  }

  test.each([
    ['a pull request from a fork', 'pull_request', fork, {}],
    ['Dependabot', 'push', {}, { GITHUB_ACTOR: 'dependabot[bot]' }]
  ])('a run for %s has nothing to do', async (whose, GITHUB_EVENT_NAME, payload, env) => {
    const run = await runIt(done, {
      inputs: { maton_api_key: '', flag: 'wrong' },
      payload,
      env: { GITHUB_EVENT_NAME, GITHUB_REPOSITORY: 'acme/web', ...env }
    })
    expect(run.exitCode).toBe(0)
    expect(run.annotations).toEqual([
      {
        level: 'notice',
        message: `Nothing to do: runs for ${whose} get no secrets, so there is neither maton_api_key nor sentry_auth_token.`
      }
    ])
    expect(run.summary).toContain(`runs for ${whose} get no secrets`)
  })

  test.each([
    ['pull_request_target', fork],
    ['push', {}]
  ])('every other run fails: %s', async (GITHUB_EVENT_NAME, payload) => {
    const run = await runIt(done, { inputs: { maton_api_key: '' }, payload, env: { GITHUB_EVENT_NAME } })
    expect(run.exitCode).toBe(1)
    expect(run.annotations.at(0)?.message).toContain('- maton_api_key: ')
  })

  test('a fork that has one runs', async () => {
    expect((await runIt(done, { payload: fork, env: { GITHUB_EVENT_NAME: 'pull_request' } })).summary).toBe(
      'Summary'
    )
  })
})

describe('the event file', () => {
  test.each([
    ['missing', () => '/nowhere/event.json'],
    ['not named', () => ''],
    ['no JSON', () => fileWith('{"a":')],
    ['no object', () => fileWith('[1]')]
  ])('that is %s counts as an empty one, with a notice', async (_title, file) => {
    let payload: unknown
    const run = await runIt(
      async (_request, context) => {
        payload = context.payload
        return report()
      },
      { env: { GITHUB_EVENT_PATH: file() } }
    )
    expect(run.exitCode).toBe(0)
    expect(payload).toEqual({})
    expect(run.annotations).toEqual([
      { level: 'notice', message: expect.stringContaining('The file with the event') }
    ])
  })
})

describe('what is written', () => {
  test('holds no secret, in whatever form', async () => {
    const proxy = 'http://proxy-user:proxy-password@proxy:8080'
    const run = await runIt(
      async (_request, { log }) => {
        log.info(`${KEY} ${proxy}`)
        log.warning(`Bearer ${TOKEN}`)
        return report({
          outputs: { first: `x ${KEY}`, second: { nested: [TOKEN, proxy] } },
          summary: `${KEY} proxy-password`
        })
      },
      { env: { https_proxy: proxy } }
    )
    const everything = [run.said, run.summary, JSON.stringify(run.outputs)].join('\n')
    for (const secret of [KEY, TOKEN, 'proxy-password', 'proxy-user'])
      expect(everything).not.toContain(secret)
    expect(run.outputs['first']).toBe('x ***')
    expect(run.masked).toEqual([KEY, TOKEN])
  })

  test.each([
    ['the input', { inputs: { maton_url: 'https://me:address-password@x' } }],
    ['the variable', { env: { MATON_URL: 'https://me:address-password@x' } }]
  ])('holds no password of the address of Maton in %s', async (_where, options) => {
    const run = await runIt(done, options)
    expect(run.exitCode).toBe(1)
    expect([run.said, run.summary, JSON.stringify(run.annotations)].join('\n')).not.toContain(
      'address-password'
    )
  })

  test('is a summary that GitHub shows, or one line in its place', async () => {
    expect((await runIt(async () => report({ summary: 'é'.repeat(500_000) }))).summary).toHaveLength(500_000)
    const { summary } = await runIt(async () => report({ summary: 'é'.repeat(500_001) }))
    expect(summary).toBe('The summary was too long to be shown; the outputs and the log have everything.')
  })

  test('are outputs within GitHub’s limit: one that is too large is left empty, with a warning', async () => {
    const outputs = { first: 'x'.repeat(900_001), second: 'small' }
    const run = await runIt(async () => report({ outputs }))
    expect(run.outputs).toEqual({ first: '', second: 'small' })
    expect(run.annotations).toEqual([
      { level: 'warning', message: expect.stringContaining('The output first is left empty') }
    ])
  })

  test('are outputs that together stay within it', async () => {
    const outputs = { first: 'x'.repeat(500_000), second: ['y'.repeat(500_000)] }
    const run = await runIt(async () => report({ outputs }))
    expect(run.outputs['first']).toHaveLength(500_000)
    expect(run.outputs['second']).toBe('')
  })
})

function fileWith(text: string): string {
  const file = path.join(makeFolder(), 'event.json')
  writeFileSync(file, text)
  return file
}
