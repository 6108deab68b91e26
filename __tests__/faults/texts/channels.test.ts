import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { AWKWARD_SECRETS } from '../../secrets.ts'
import { openBench, type Bench, type Ran } from '../../../simulator/client/bench.ts'
import { rowsOf } from '../../../simulator/client/json-path.ts'
import { poisonFault, POISONS } from './poison.ts'
import { scenariosOf, type Step } from '../scenarios/steps.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

/** A run of each step in which much is said and shown. */
const RUNS: readonly (readonly [title: string, step: Step, inputs: Readonly<Record<string, string>>])[] = [
  ['release', 'release', {}],
  ['release, as a dry run', 'release', { dry_run: 'true' }],
  ['comment', 'comment', { details: 'full' }],
  ['api', 'api', {}]
]

/** How a server may write what it was sent. */
const FORMS: readonly ((secret: string) => string)[] = [
  secret => secret,
  secret => `https://me:${encodeURIComponent(secret)}@example.com/?token=${encodeURIComponent(secret)}`,
  secret => JSON.stringify({ authorization: `Bearer ${secret}` }),
  secret => `Basic ${Buffer.from(`me:${secret}`).toString('base64')}`,
  secret => secret.split('').join('\u200b')
]

/** Everything that others can see of a run: log, annotations, summary, outputs and comments. */
function channelsOf({ said, annotations, summary, outputs, state }: Ran): readonly string[] {
  const comments = rowsOf(state, 'github', 'comments').map(({ body }) => String(body))
  return [said, ...annotations.map(({ message }) => message), summary, ...Object.values(outputs), ...comments]
}

const PIECE = 14

/** The pieces of a secret that are a leak of it, as they may stand in a channel. */
function piecesOf(secret: string): readonly string[] {
  const forms = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1)
  ]
  return forms.flatMap(form =>
    Array.from({ length: form.length - PIECE + 1 }, (_, at) => form.slice(at, at + PIECE))
  )
}

/** Markdown as a reader sees it: without empty comments and entities. */
function rendered(markdown: string): string {
  return markdown
    .replaceAll('<!-- -->', '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
}

function expectNothingTold(ran: Ran, secret: string): void {
  const pieces = piecesOf(secret)
  expect(ran.said).not.toContain('Unexpected')
  const channels = channelsOf(ran).flatMap(channel => [channel, rendered(channel)])
  expect(channels.flatMap(channel => pieces.filter(piece => channel.includes(piece)))).toEqual([])
  for (const value of Object.values(ran.outputs))
    if (/^[[{]/.test(value)) expect(() => void JSON.parse(value)).not.toThrow()
}

describe.each(RUNS)('the %s step tells a secret in no channel', (_title, step, inputs) => {
  test.each(AWKWARD_SECRETS.map(([what, secret], index) => [what, secret, index] as const))(
    'one %s, whatever the servers answer',
    async (_what, secret, index) => {
      const [scenario] = await scenariosOf(step, bench)
      const env = { https_proxy: `http://me:${encodeURIComponent(secret)}@proxy.example:8080` }
      const { requests } = await bench.run(scenario, { inputs, env })
      for (const [round, poison] of POISONS.entries()) {
        const written = FORMS[round % FORMS.length]?.(secret) ?? secret
        await bench.prepare(scenario)
        const poisoning = { where: index + round, poison, status: 422 } as const
        const before = 'x'.repeat(40 * round)
        const given = { requests, scenario, poisoning, text: `${before} ${written} ` }
        await bench.control('POST', 'faults', await poisonFault(bench, given))
        expectNothingTold(await bench.runOn(scenario, { inputs, env }), secret)
      }
    },
    120_000
  )
})

describe('a proxy with words for user and password destroys nothing', () => {
  test.each(RUNS)('%s', async (_title, step, inputs) => {
    const [scenario] = await scenariosOf(step, bench)
    const plain = await bench.run(scenario, { inputs })
    for (const pair of ['user:pass', 'acme:production', 'count:status', 'title:release']) {
      const env = { https_proxy: `http://${pair}@proxy.example:8080` }
      const ran = await bench.run(scenario, { inputs, env })
      expect(Object.keys(ran.outputs)).toEqual(Object.keys(plain.outputs))
      expect(channelsOf(ran).filter(channel => channel.includes('***'))).toEqual([])
    }
  })
})
