import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { isRecord } from '../../../src/text/json.ts'
import { onWay, WAYS, type WayName } from '../../../simulator/client/scenario.ts'
import { openBench, type Bench, type Fault, type Ran } from '../../../simulator/client/bench.ts'
import { listen } from '../../harness/listener.ts'
import { matchOf, targetsOf, type Judged } from '../matrix/judge.ts'
import { trueAnswer } from './poison.ts'
import { scenariosOf, STEPS, type Step } from '../scenarios/steps.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

/** Each step on each way. */
const CELLS = STEPS.flatMap(step => WAYS.map(way => [step, way] as const))

async function scenarioOf(step: Step, way: WayName): Promise<Judged> {
  const [first, second] = await scenariosOf(step, bench)
  // the release step's second one asks more of Sentry
  return onWay(step === 'release' ? second : first, way)
}

/** Runs a scenario once for each request of its normal run, with a fault there that is made of the request. */
async function atEach(
  [step, way]: (typeof CELLS)[number],
  faultOf: (target: ReturnType<typeof targetsOf>[number]) => Promise<Fault | undefined>
): Promise<readonly Ran[]> {
  const scenario = await scenarioOf(step, way)
  const { requests } = await bench.run(scenario)
  const runs: Ran[] = []
  for (const target of targetsOf(requests, scenario)) {
    const fault = await faultOf(target)
    if (fault !== undefined) runs.push(await bench.run(scenario, { faults: [fault] }))
  }
  return runs
}

/** Every request was sent to the servers that were configured, and none besides. */
function expectAtHome(runs: readonly Ran[]): void {
  expect(runs.length).toBeGreaterThan(0)
  expect(runs.map(({ strayed }) => strayed)).toEqual(runs.map(() => 0))
}

describe('key and token go to the configured hosts only', () => {
  const redirects = CELLS.flatMap(([step, way]) =>
    [301, 302, 303, 307, 308].map(status => [step, way, status] as const)
  )
  test.each(redirects)(
    'the %s step, %s, follows no redirect to another host (%i)',
    async (step, way, status) => {
      const runs = await atEach([step, way], async target => ({
        match: matchOf(target, 'for ever'),
        action: { status, headers: { location: `${bench.elsewhere}${target.request.path}` }, body: '' }
      }))
      expectAtHome(runs)
    }
  )

  test.each(CELLS)(
    'the %s step, %s, follows no redirect of its server, on the same host neither',
    async (...cell) => {
      const runs = await atEach(cell, async target =>
        target.request.server !== 'github'
          ? {
              match: matchOf(target, 'for ever'),
              action: {
                status: 307,
                headers: { location: `${bench.simulator.maton}/sentry/api/0/elsewhere/` }
              }
            }
          : undefined
      )
      expectAtHome(runs)
      expect(runs.flatMap(run => run.requests).filter(({ path }) => path.includes('elsewhere'))).toEqual([])
    }
  )

  test('a write to GitHub follows no redirect, on the same host neither', async () => {
    const scenario = await scenarioOf('comment', WAYS[0])
    const moved = { status: 307, headers: { location: `${bench.simulator.github}/repositories/1/comments` } }
    const fault = { match: { method: 'POST', path: '/comments$', times: 0 }, action: moved }
    const ran = await bench.run(scenario, { faults: [fault] })
    expect(ran.code).toBe(1)
    expect(ran.requests.filter(({ path }) => path.startsWith('/repositories'))).toEqual([])
  })

  test.each(CELLS)('the %s step, %s, takes no address out of a Link header', async (...cell) => {
    const next = `${bench.elsewhere}/api/0/?cursor=0:1:0&page=2`
    const link = `<${next}>; rel="next"; results="true"; cursor="0:1:0", <${next}>; rel="last"`
    const runs = await atEach(cell, async target => {
      const body = await trueAnswer(bench, target)
      return body === undefined
        ? undefined
        : { match: matchOf(target, 'once'), action: { status: 200, headers: { link }, body } }
    })
    expectAtHome(runs)
  })

  test.each(CELLS)(
    'the %s step, %s, takes no address out of an answer: connections, regions, issues, pull requests, comments',
    async (...cell) => {
      const runs = await atEach(cell, async target => {
        const body = await trueAnswer(bench, target)
        return body === undefined
          ? undefined
          : {
              match: matchOf(target, 'for ever'),
              action: { status: 200, body: readdressed(body, bench.elsewhere) }
            }
      })
      expectAtHome(runs)
    }
  )

  const variables = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap(name => [name, name.toUpperCase()])
  test.each(CELLS)('the %s step, %s, reaches this machine without any proxy', async (...cell) => {
    const env = Object.fromEntries(variables.map(name => [name, bench.elsewhere]))
    const ran = await bench.run(await scenarioOf(...cell), { env })
    expect(ran.code).toBe(0)
    expectAtHome([ran])
  })

  test.each(CELLS)('a proxy gets no key and no token of the %s step, %s', async (...cell) => {
    let heard = ''
    const proxy = await listen(socket =>
      socket.on('data', bytes => {
        heard += bytes.toString('latin1')
        socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n')
      })
    )
    const ran = await bench.run(await scenarioOf(...cell), {
      inputs:
        cell[1] === WAYS[0]
          ? { maton_url: 'https://maton.invalid' }
          : { sentry_url: 'https://maton.invalid' },
      env: {
        https_proxy: proxy.url.replace('//', '//user:secret-password@'),
        GITHUB_API_URL: 'https://github.invalid'
      }
    })
    expect(ran.code).toBe(1)
    expect(heard).toMatch(/^CONNECT maton\.invalid:443 /m)
    expect(heard).not.toContain(bench.simulator.key)
    expect(heard).not.toContain(bench.simulator.token)
    expect(heard).not.toContain(bench.simulator.sentryToken)
    expect(ran.said + ran.summary).not.toContain('secret-password')
    expect(ran.requests).toEqual([])
  })
})

/** The same JSON with every address, and every field that is named like one, at another host. */
function readdressed(json: unknown, elsewhere: string): unknown {
  if (typeof json === 'string')
    return /^https?:\/\//.test(json) ? json.replace(/^https?:\/\/[^/]*/, elsewhere) : json
  if (Array.isArray(json)) return json.map(one => readdressed(one, elsewhere))
  if (!isRecord(json)) return json
  const inner = Object.entries(json).map(([name, value]) => [name, readdressed(value, elsewhere)])
  return {
    ...Object.fromEntries(inner),
    url: elsewhere,
    links: { regionUrl: elsewhere, organizationUrl: elsewhere }
  }
}
