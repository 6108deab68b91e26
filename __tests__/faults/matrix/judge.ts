import { expect } from '@jest/globals'
import { queryText, type Recorded } from '../../../simulator/client/recorded.ts'
import type { Fault, Ran } from '../../../simulator/client/bench.ts'
import type { Scenario } from '../../../simulator/client/scenario.ts'
import type { FaultKind } from './kinds.ts'
import { endsOf, type Ends, type Need, type Times } from './rules.ts'

/** A scenario with what is needed to judge how it ended. */
export interface Judged extends Scenario {
  /**
   * What the run needs of each request, by `server METHOD path query`, with ` afterwards` behind it when its server has got a POST or
   * PUT before; the first pattern that fits counts.
   */
  readonly needs: readonly (readonly [request: RegExp, need: Need])[]
  /** Requests at which GitHub's limits end in a run without a comment. */
  readonly commenting?: RegExp
  /** Everything was done: expects the state to be exactly right. */
  readonly expectComplete: (ran: Ran) => void
  /** Whatever happened: expects that nothing is doubled, and that what was written is said. */
  readonly expectSound: (ran: Ran) => void
}

/** One request of the normal run, and which of those with its method and path it is. */
export interface Target {
  readonly request: Recorded
  readonly nth: number
  readonly need: Need
  readonly isCommenting: boolean
}

export function targetsOf(requests: readonly Recorded[], scenario: Judged): readonly Target[] {
  const seen = new Map<string, number>()
  return requests.map((request, index) => {
    const key = keyOf(request)
    const nth = (seen.get(key) ?? 0) + 1
    seen.set(key, nth)
    const isAfter = requests.slice(0, index).some(isWriteBefore(request))
    const place = `${key}${isAfter ? ' afterwards' : ''} ${queryText(request)}`
    const need = scenario.needs.find(([pattern]) => pattern.test(place))?.[1]
    if (need === undefined) throw new Error(`What is needed of ${key} is not said`)
    return { request, nth, need, isCommenting: scenario.commenting?.test(key) ?? false }
  })
}

/** GraphQL asks by POST. */
function isWriteBefore({ server }: Recorded): (earlier: Recorded) => boolean {
  return earlier =>
    earlier.server === server && ['POST', 'PUT'].includes(earlier.method) && earlier.path !== '/graphql'
}

export function nameOf({ request, nth }: Target): string {
  return `${keyOf(request)} ${nth}`
}

function keyOf({ server, method, path }: Recorded): string {
  return `${server} ${method} ${path}`
}

export function titleOf({
  request,
  nth,
  fault,
  times,
  ...rest
}: Target & { fault: FaultKind; times: Times }): string {
  const path = request.path.replace(/\b([0-9a-f]{7})[0-9a-f]{33}\b/g, '$1')
  const number = nth === 1 ? '' : ` (${nth})`
  return `${request.method} ${path}${number}, ${fault.name}, ${times}: ${endsOf({ fault, times, ...rest })}`
}

export function faultFor(target: Target, { fault, times }: { fault: FaultKind; times: Times }): Fault {
  return { match: matchOf(target, times), action: fault.action }
}

/** What fits a request of a run: it alone, or all like it from there on. */
export function matchOf({ request, nth }: Pick<Target, 'request' | 'nth'>, times: Times): Fault['match'] {
  const { server, method, path } = request
  return { server, method, path: `^${literal(path)}$`, nth, times: times === 'once' ? 1 : 0 }
}

function literal(path: string): string {
  return path.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}

/** Expects a run to have ended so: its exit code, one error at most, the state, and no request to a stranger. */
export function expectEnding(ran: Ran, ends: Ends, scenario: Judged): void {
  const errors = ran.annotations.filter(({ level }) => level === 'error')
  const { code, said } = ran
  // what was said is beside it, so that a difference explains itself
  const [exit, count] = ends === 'error' ? [1, 1] : [0, 0]
  expect({ code, errors: errors.length, said }).toEqual({ code: exit, errors: count, said })
  for (const { message } of errors) {
    expect(message).not.toMatch(/^Unexpected/)
    // what happened to what, and what to do
    expect(message).toMatch(/\w+.*\. [A-Z].*\. See \S+#[\w-]+$/s)
  }
  expect(ran.strayed).toBe(0)
  scenario.expectSound(ran)
  if (ends === 'well') scenario.expectComplete(ran)
  if (ends === 'skipped') expect(ran.outputs['comment_action']).toMatch(/^skipped:/)
}

const REPEATS = 4
const TEN_MINUTES = 600_000

/** No request is repeated more than four times, and no run waits longer than it may. */
export function expectBounded(ran: Ran, normal: Ran): void {
  const usual = Map.groupBy(normal.requests, keyOf)
  for (const [key, requests] of Map.groupBy(ran.requests, keyOf))
    expect(requests.length).toBeLessThanOrEqual((usual.get(key)?.length ?? 1) * (REPEATS + 1) + REPEATS)
  expect(ran.slept).toBeLessThan(TEN_MINUTES)
}
