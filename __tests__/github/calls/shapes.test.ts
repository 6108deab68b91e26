import { describe, expect, test } from '@jest/globals'
import { makeCall, type CallGitHub } from '../../../src/github/calls/call.ts'
import { DEADLINES, type Send } from '../../../src/http/transport.ts'
import { Failure } from '../../../src/run/failure.ts'
import { recordAt } from '../../../src/text/json.ts'
import { SAMPLED, type Sampled } from './samples.ts'
import { makeContext } from '../../harness/context.ts'

/** What a server, or something in its place, may answer with 200 in the place of anything. */
const NEVER_GOOD: readonly (readonly [string, unknown])[] = [
  ['{}', {}],
  ['null', null],
  ['a text', 'x'],
  ['a number', 5],
  ['true', true],
  ['[null]', [null]],
  ['[[]]', [[]]],
  ['a list of empty objects', [{}]],
  ['an error', { message: 'Not Found', status: '404' }],
  ['an error of another server', { detail: 'Internal Error' }]
]

const answered = SAMPLED.filter(({ good }) => good !== undefined)

/** A GitHub that answers always alike. */
function answering(
  data: unknown,
  headers: Record<string, string>
): { readonly call: CallGitHub; readonly sent: () => number } {
  let count = 0
  const send: Send = async () => {
    count += 1
    return { kind: 'answer', answer: { status: 200, headers, text: JSON.stringify(data) } }
  }
  const call = makeCall({
    transport: {
      send,
      callMs: () => DEADLINES.callMs,
      open: () => undefined,
      openMore: () => undefined,
      close: () => Promise.resolve(),
      place: { host: 'api.github.com', setBy: 'GITHUB_API_URL', proxy: undefined }
    },
    token: 'ghs_secret',
    apiUrl: 'https://api.github.com',
    serverUrl: 'https://github.com',
    owner: 'acme',
    name: 'web',
    context: makeContext()
  })
  return { call, sent: () => count }
}

async function ask(
  { kind, parameters }: Pick<Sampled, 'kind' | 'parameters'>,
  data: unknown,
  headers: Record<string, string> = {}
): Promise<{ readonly said: string; readonly sent: number }> {
  const { call, sent } = answering(data, headers)
  try {
    const answer = await call(kind, { purpose: 'ask', parameters })
    return { said: answer.kind, sent: sent() }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { said: error.kind.name, sent: sent() }
  }
}

/** Every value at any depth of an answer replaced by one that does not fit, and every field left out, one at a time. */
function broken(good: unknown, path = ''): readonly (readonly [string, unknown])[] {
  if (Array.isArray(good)) {
    const [row] = good
    return [
      [`${path}[] beside a null`, [...good, null]],
      [`${path}[] as an object`, { 0: row }],
      ...broken(row, `${path}[]`).map(([title, bad]) => [title, [...good, bad]] as const)
    ]
  }
  return Object.entries(recordAt(good)).flatMap(([field, value]) => {
    const { [field]: _left, ...rest } = recordAt(good)
    const at = `${path}.${field}`
    return [
      [`without ${at}`, rest] as const,
      [`${at} of another type`, { ...rest, [field]: typeof value === 'string' ? 5 : 'x' }] as const,
      ...broken(value, at).map(([title, bad]) => [title, { ...rest, [field]: bad }] as const)
    ]
  })
}

/** What may be missing: it says nothing about which thing it is. */
const EXTRAS = ['private', 'state', 'viewer']

const isExtra = (title: string): boolean => EXTRAS.some(extra => title.includes(`.${extra}`))

describe.each(answered)('$name', sampled => {
  test('takes a good answer', async () => {
    expect(await ask(sampled, sampled.good)).toEqual({ said: 'good', sent: 1 })
  })

  test.each([...NEVER_GOOD, ...broken(sampled.good).filter(([title]) => !isExtra(title))])(
    'takes no other: %s',
    async (_title, bad) => {
      const isRepeatable = sampled.kind.repeatable ?? !sampled.kind.route.startsWith('POST ')
      expect(await ask(sampled, bad)).toEqual(
        isRepeatable ? { said: 'github-odd-answer', sent: 5 } : { said: 'github-unclear', sent: 1 }
      )
    }
  )
})

test('an answer about another thing than was asked for is none', async () => {
  const named = answered.filter(({ name }) => ['pull', 'comment', 'updateComment'].includes(name))
  for (const { name, ...sampled } of named) {
    const good = recordAt(sampled.good)
    const other = { ...good, ...('id' in good ? { id: 9 } : { number: 9 }) }
    expect([name, await ask(sampled, other)]).toEqual([name, { said: 'github-odd-answer', sent: 5 }])
  }
})

test('an empty list is a list', async () => {
  for (const sampled of answered.filter(({ good }) => Array.isArray(good)))
    expect(await ask(sampled, [])).toEqual({ said: 'good', sent: 1 })
})

test('a list that leaves out what single sign-on hides is none', async () => {
  const headers = { 'x-github-sso': 'partial-results; organizations=21955855,20582480' }
  for (const sampled of answered.filter(({ good }) => Array.isArray(good)))
    expect(await ask(sampled, sampled.good, headers)).toEqual({ said: 'github-single-sign-on', sent: 1 })
})
