import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals'
import { startSimulator } from '../../simulator/server.ts'
import type { Simulator } from '../../simulator/server.ts'

/** An answer with its body as JSON, or as text when it is none. */
export interface Told {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

interface Sent {
  /** Sent as JSON; a text as it is. */
  readonly body?: unknown
  /** The connection; `null` sends none. */
  readonly as?: string | null
  /** `null` sends none. */
  readonly key?: string | null
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** The three servers, at their start before each test. */
export interface SimulatorBench {
  readonly simulator: () => Simulator
  /** Sentry through the gateway. A target without `/` in front is below the organization `acme`. */
  readonly ask: (method: string, target: string, sent?: Sent) => Promise<Told>
  readonly get: (target: string, sent?: Sent) => Promise<Told>
  /** Sentry at its own address. */
  readonly atRoot: (method: string, target: string, sent?: Sent) => Promise<Told>
  /** Maton's own routes. */
  readonly maton: (method: string, path: string, sent?: Sent) => Promise<Told>
  /** POST of a release of `web` with these fields. */
  readonly release: (fields: Readonly<Record<string, unknown>>) => Promise<Told>
  readonly control: (method: string, path: string, body?: unknown) => Promise<Told>
  /** Adds to the state and fails the test when that is refused. */
  readonly add: (part: Readonly<Record<string, unknown>>) => Promise<void>
}

/** Starts a simulator for this file of tests, and brings it back to its start before each of them. */
export function useSimulator(): SimulatorBench {
  let running: Simulator | undefined
  const simulator = () => {
    if (running === undefined) throw new Error('the simulator is not running')
    return running
  }
  beforeAll(async () => {
    running = await startSimulator()
  })
  beforeEach(async () => {
    await control('POST', 'reset')
  })
  afterAll(async () => {
    await running?.close()
  })

  const send = (url: string, method: string, { body, as, key, headers, signal }: Sent): Promise<Told> =>
    tell(url, {
      method,
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        ...(key === null ? {} : { authorization: `Bearer ${key ?? simulator().key}` }),
        ...(as === null || as === undefined ? {} : { 'maton-connection': as }),
        ...headers
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal })
    })
  const below = (target: string) => (target.startsWith('/') ? target : `/organizations/acme/${target}`)
  const ask: SimulatorBench['ask'] = (method, target, sent = {}) => {
    const as = sent.as === undefined ? simulator().connection : sent.as
    return send(`${simulator().maton}/sentry/api/0${below(target)}`, method, { ...sent, as })
  }
  const control: SimulatorBench['control'] = (method, path, body) =>
    send(`${simulator().maton}/_simulator/${path}`, method, { key: null, body })
  return {
    simulator,
    ask,
    get: (target, sent) => ask('GET', target, sent),
    atRoot: (method, target, sent = {}) => send(`${simulator().sentry}/api/0${below(target)}`, method, sent),
    maton: (method, path, sent = {}) => send(`${simulator().maton}${path}`, method, sent),
    release: fields => ask('POST', 'releases/', { body: { projects: ['web'], ...fields } }),
    control,
    add: async part => {
      expect(await control('POST', 'state', part)).toMatchObject({ status: 200 })
    }
  }
}

async function tell(url: string, init: RequestInit): Promise<Told> {
  const response = await fetch(url, init)
  const text = await response.text()
  return { status: response.status, headers: Object.fromEntries(response.headers), body: parse(text) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** What stands at a path inside an answer's body. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value
  )
}

/** One field of every item of a list. */
export function each(list: unknown, ...path: readonly (string | number)[]): unknown[] {
  return Array.isArray(list) ? list.map(item => at(item, ...path)) : []
}

/** A made-up sha of one letter. */
export function sha(letter: string): string {
  return letter.repeat(40)
}

/** The cursor of the `Link` header's next page, `undefined` on the last one. */
export function nextCursor(headers: Told['headers']): string | undefined {
  return /rel="next"; results="true"; cursor="([^"]+)"/.exec(headers['link'] ?? '')?.[1]
}
