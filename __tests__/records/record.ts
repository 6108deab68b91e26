import { queryText, type Recorded } from '../../simulator/client/recorded.ts'
import { rowsOf } from '../../simulator/client/json-path.ts'
import type { Bench, Ran } from '../../simulator/client/bench.ts'
import type { Scenario } from '../../simulator/client/scenario.ts'

/** What a run did and said, without what differs from run to run: addresses, times, and the ids that servers give. */
export interface Record {
  readonly scenario: string
  readonly code: number | null
  /** `server METHOD path query`, the answer's status, and the body. */
  readonly requests: readonly Said[]
  readonly outputs: unknown
  readonly summary: readonly string[]
  readonly log: readonly string[]
  readonly comments: readonly { readonly pullRequest: unknown; readonly body: readonly string[] }[]
}

/** The record of a run. Reads that start together arrive in any order, so the reads between two writes are sorted. */
export function recordOf(bench: Bench, scenario: Scenario, ran: Ran): Record {
  const same = normalizer(bench)
  const requests = ran.requests.map(request => ({
    request: same(lineOf(request)),
    status: request.status,
    body: sameJson(request.body, same)
  }))
  return {
    scenario: scenario.name,
    code: ran.code,
    requests: inWaves(requests),
    outputs: sameJson(ran.outputs, same),
    summary: same(ran.summary).split('\n'),
    log: same(ran.said).split('\n'),
    comments: rowsOf(ran.state, 'github', 'comments')
      .filter(({ user }) => user === 'github-actions[bot]')
      .map(({ issue_number, body }) => ({
        pullRequest: issue_number,
        body: same(String(body)).split('\n')
      }))
  }
}

interface Said {
  readonly request: string
  readonly status: unknown
  readonly body: unknown
}

/** Writes stay where they are; the reads between them are sorted. */
function inWaves(requests: readonly Said[]): readonly Said[] {
  const wave = ({ request }: Said): string => (/^\w+ (GET|POST \/graphql)/.test(request) ? 'read' : request)
  const waves: Said[][] = []
  for (const request of requests) {
    const last = waves.at(-1)
    if (last?.[0] !== undefined && wave(last[0]) === 'read' && wave(request) === 'read') last.push(request)
    else waves.push([request])
  }
  return waves
    .map((one, index) => (index === waves.length - 1 ? onceEach(one) : one))
    .flatMap(one => one.toSorted((a, b) => a.request.localeCompare(b.request, 'en')))
}

/** Sentry fetches commits by a real clock, so that a run looks once or twice for them at its end: equal looks stand once. */
function onceEach(requests: readonly Said[]): readonly Said[] {
  const isLook = ({ request }: Said): boolean => request.startsWith('maton ')
  const texts = requests.map(request => JSON.stringify(request))
  return requests.filter((request, index) => !isLook(request) || texts.indexOf(texts[index] ?? '') === index)
}

function lineOf(request: Recorded): string {
  const { server, method, path } = request
  return `${server} ${method} ${decodeURIComponent(path)} ${queryText(request)}`.trim()
}

function sameJson(value: unknown, same: (text: string) => string): unknown {
  return value === undefined ? undefined : JSON.parse(same(JSON.stringify(value)))
}

/** Takes out what a run cannot repeat. Addresses of the simulator have a port of their own each time. */
function normalizer({ simulator }: Bench): (text: string) => string {
  const places = [
    [simulator.maton, 'http://maton.test'],
    [simulator.github, 'http://github.test'],
    [simulator.key, 'KEY'],
    [simulator.token, 'TOKEN']
  ] as const
  return text =>
    places
      .reduce((changed, [from, to]) => changed.replaceAll(from, to), withReadableStates(text))
      .replaceAll(/127\.0\.0\.1:\d+/g, 'host.test')
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)/g, 'TIME')
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d( UTC)?/g, 'TIME')
      // counts by the hour, inside a text
      .replaceAll(/\\+"stats\\+":\{[^}]*\}/g, 'STATS')
      // digests are made over times, too
      .replaceAll(/'(digest|written)':'[0-9a-f]+'/g, "'$1':'DIGEST'")
      // cursors begin with a time
      // a cursor counts the rows of the same millisecond: that depends on the machine's speed
      .replaceAll(/\b1\d{12}(?::\d+)?\b/g, 'MS')
}

/** The state of a comment in words instead of base64, so that its times can be taken out. It stands inside JSON, too. */
function withReadableStates(text: string): string {
  return text.replaceAll(
    /(<!-- sentry-release-state:v1 )([\w-]+)( -->)/g,
    (_all, before: string, state: string, after: string) =>
      before + Buffer.from(state, 'base64url').toString().replaceAll('"', "'") + after
  )
}
