import { openMaton } from '../../src/maton/way.ts'
import type { WayCall, Way } from '../../src/way/way.ts'
import type { Clock } from '../../src/run/context.ts'
import { createServerTime } from '../../src/run/server-time.ts'
import { createTransport } from '../../src/http/transport.ts'
import { startServer } from './server.ts'

/** An answer of the scripted server, in their order; the last is given again and again. */
export interface Scripted {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Instead of an answer the connection is cut. */
  readonly cut?: true
}

export interface Script {
  readonly gateway: Way
  /** `METHOD path` of each request. */
  readonly asked: string[]
  readonly headers: Readonly<Record<string, unknown>>[]
  readonly bodies: string[]
  /** The pauses between tries, in milliseconds. */
  readonly pauses: number[]
  readonly log: string[]
  readonly address: URL
  close(): Promise<void>
}

export const KEY = 'key-of-the-account'

/** A gateway to a server that answers as scripted, with a clock that does not wait and no chance in its pauses. */
export async function startScript(
  answers: readonly Scripted[] | ((path: string) => Scripted),
  signal = new AbortController().signal
): Promise<Script> {
  const asked: string[] = []
  const headers: Readonly<Record<string, unknown>>[] = []
  const server = await startServer((request, response) => {
    const path = request.url ?? ''
    asked.push(`${request.method} ${path}`)
    headers.push(request.headers)
    const {
      status = 200,
      body = {},
      cut,
      headers: sent
    } = typeof answers === 'function' ? answers(path) : (answers[asked.length - 1] ?? answers.at(-1) ?? {})
    if (cut === true) {
      response.destroy()
      return
    }
    response.writeHead(status, sent)
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  const pauses: number[] = []
  const log: string[] = []
  let elapsed = 0
  const clock: Clock = {
    now: () => 0,
    elapsed: () => elapsed,
    sleep(ms, stop) {
      stop.throwIfAborted()
      pauses.push(ms)
      elapsed += ms
      return Promise.resolve()
    }
  }
  const say = (line: string): void => void log.push(line)
  const gateway = openMaton({
    transport: createTransport({ setBy: 'maton_url', baseUrl: server.url, env: {} }),
    key: KEY,
    connection: 'conn-a',
    context: {
      clock,
      serverTime: createServerTime(clock),
      random: () => 0,
      signal,
      log: { info: say, notice: say, warning: say, group: (_, body) => body() }
    }
  })
  return {
    gateway,
    asked,
    headers,
    bodies: server.bodies,
    pauses,
    log,
    address: server.url,
    async close() {
      await gateway.close()
      await server.close()
    }
  }
}

/** A call that reads. */
export const READ: WayCall = {
  method: 'GET',
  path: '/api/0/organizations/',
  repeat: 'safe',
  conflict: 'final',
  expects: { kind: 'list', keys: ['slug'] },
  purpose: 'list the organizations',
  scopes: ['org:read']
}

/** An error as Maton writes it. */
export function matonError(status: number, message = 'refused'): Scripted {
  return { status, body: { error: { message, type: 'some_error', code: status } } }
}

/** An error as Sentry writes it. */
export function sentryError(status: number, detail = 'refused'): Scripted {
  return { status, body: { detail } }
}
