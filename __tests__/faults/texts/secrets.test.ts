import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { onEachWay, onWay, WAYS } from '../../../simulator/client/scenario.ts'
import { openBench, type Bench, type Ran } from '../../../simulator/client/bench.ts'
import { rowsOf } from '../../../simulator/client/json-path.ts'
import type { Recorded } from '../../../simulator/client/recorded.ts'
import { poisonFault, poisoning } from './poison.ts'
import { apiScenarios } from '../scenarios/api.ts'
import { commentScenarios } from '../scenarios/comment.ts'
import { scenariosOf, STEPS } from '../scenarios/steps.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

/** Everything that others can see of a run: its log, summary, outputs and comments. */
function channelsOf({ said, summary, outputs, state }: Ran): readonly string[] {
  const comments = rowsOf(state, 'github', 'comments').map(({ body }) => String(body))
  return [said, summary, ...Object.values(outputs), ...comments]
}

/** What a run sends to a server, and nobody else may know. */
function secretOf(server: string): string {
  const { key, token, sentryToken } = bench.simulator
  if (server === 'github') return token
  return server === 'sentry' ? sentryToken : key
}

/** So much of a secret is a leak of it. */
const PIECE = 12

/** Expects that no channel holds a secret, or a good piece of one, as it may stand in a log, an address or JSON. */
function expectNoSecret(ran: Ran): void {
  const { key, token, sentryToken } = bench.simulator
  const pieces = [key, token, sentryToken].flatMap(secret =>
    Array.from({ length: secret.length - PIECE + 1 }, (_, start) => secret.slice(start, start + PIECE))
  )
  const leaks = channelsOf(ran).flatMap(text => pieces.filter(piece => text.includes(piece)))
  expect(leaks).toEqual([])
}

describe('a secret that a server repeats is in no channel', () => {
  const secret = fc.record({
    /** So that what cuts a text may cut the secret. */
    before: fc.oneof(
      fc
        .constantFrom(60, 80, 100, 120, 200, 300, 600, 2_000)
        .chain(cut => fc.integer({ min: cut - 60, max: cut })),
      fc.integer({ min: 0, max: 2_100 })
    ),
    form: fc.constantFrom<(text: string) => string>(
      text => text,
      text => `Bearer ${text}`,
      text => encodeURIComponent(text),
      text => `https://user:${text}@example.com/?token=${text}`,
      text => `<p>${text}</p>`,
      text => `\`${text}\` | **${text}**`
    )
  })

  test.each(STEPS)(
    'to the %s step, wherever and however long the text before it is',
    async step => {
      const scenarios = (await scenariosOf(step, bench)).flatMap(onEachWay)
      const requests = new Map<string, readonly Recorded[]>()
      for (const scenario of scenarios) requests.set(scenario.name, (await bench.run(scenario)).requests)
      const name = fc.constantFrom(...requests.keys())
      await fc.assert(
        fc.asyncProperty(name, poisoning, secret, async (name, poisoning, { before, form }) => {
          const scenario = scenarios.find(one => one.name === name)
          if (scenario === undefined) throw new Error(`${name} is no scenario`)
          const text = (server: string): string => 'x'.repeat(before) + ' ' + form(secretOf(server))
          await bench.prepare(scenario)
          const seen = requests.get(name) ?? []
          const fault = await poisonFault(bench, { requests: seen, scenario, poisoning, text })
          await bench.control('POST', 'faults', fault)
          const inputs = { ...scenario.inputs, details: 'full' }
          const ran = await bench.runOn({ ...scenario, inputs })
          expect(ran.said).not.toContain('Unexpected')
          expectNoSecret(ran)
        }),
        { seed: 8, numRuns: 80 }
      )
    },
    60_000
  )

  test.each(['maton', 'sentry', 'github'])(
    'where a message of %s is cut in the middle of it',
    async server => {
      const [first] = commentScenarios(bench)
      const scenario = onWay(first, server === 'sentry' ? WAYS[1] : WAYS[0])
      await bench.prepare(scenario)
      for (let before = 270; before <= 302; before += 1) {
        const text = 'x'.repeat(before) + secretOf(server)
        await bench.control('DELETE', 'faults')
        await bench.control('POST', 'faults', {
          match: { server, times: 0 },
          action: { status: 422, body: { detail: text, message: text } }
        })
        const ran = await bench.runOn(scenario)
        expect(ran.code).toBe(1)
        expect(ran.said).toContain('x'.repeat(200))
        expectNoSecret(ran)
      }
    }
  )

  test.each(WAYS)('in the comment neither, %s', async way => {
    const [first] = commentScenarios(bench)
    const scenario = onWay(first, way)
    const { key, token, sentryToken } = bench.simulator
    await bench.prepare(scenario)
    for (const text of [way === WAYS[0] ? key : sentryToken, token])
      await bench.control('POST', 'issues', {
        project: 'web',
        title: `Leaks ${text} here`,
        firstRelease: 'web@1.1.0'
      })
    const ran = await bench.runOn(scenario, { inputs: { details: 'full' } })
    expect(channelsOf(ran).filter(text => /Leaks \S{3,8} here/.test(text)).length).toBeGreaterThan(2)
    expectNoSecret(ran)
  })

  test('nor is the token that opens a session in a connection', async () => {
    for (const [operation, more] of [
      ['list-connections', {}],
      ['get-connection', { parameters: JSON.stringify({ connection: bench.simulator.connection }) }],
      ['create-connection', { body: '{"app": "notion"}', confirm: 'create notion' }]
    ] as const) {
      const [list] = apiScenarios(bench)
      const { maton_connection: _connection, parameters: _parameters, ...inputs } = list.inputs
      const ran = await bench.run({ ...list, inputs: { ...inputs, operation, ...more } })
      expect(ran.code).toBe(0)
      expect(ran.outputs['result']).toContain('connection_id')
      for (const text of channelsOf(ran)) expect(text).not.toMatch(/session/)
    }
  })
})
