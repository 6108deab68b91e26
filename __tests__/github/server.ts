import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Transport } from '../../src/http/transport.ts'
import { githubTransport } from '../../src/github/client.ts'
import { openRepository, type Repository } from '../../src/github/repository.ts'

/** A request as it arrived. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
}

/** An answer; `status: 'lost'` cuts the connection, `raw` is sent in place of JSON. */
export interface Reply {
  readonly status?: number | 'lost'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly raw?: string
}

export interface TestServer {
  readonly url: string
  readonly received: Received[]
  close(): Promise<void>
}

/** An HTTP server on loopback that answers as it is told and remembers what it was asked. */
export async function startServer(reply: (request: Received) => Reply | Promise<Reply>): Promise<TestServer> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    void answer(request, response)
  })
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen = await receive(request)
    received.push(seen)
    send(response, await reply(seen))
  }
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

async function receive(request: IncomingMessage): Promise<Received> {
  const sent = await text(request)
  const url = new URL(request.url ?? '/', 'http://loopback')
  const body: unknown = sent === '' ? undefined : JSON.parse(sent)
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    body
  }
}

function send(response: ServerResponse, { status = 200, headers = {}, body = {}, raw }: Reply): void {
  if (status === 'lost') {
    response.socket?.destroy()
    return
  }
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end(status === 204 ? undefined : (raw ?? JSON.stringify(body)))
}

/** A clock whose sleeps pass at once; `slept` lists them. */
export interface TestClock {
  readonly slept: number[]
  now(): number
  elapsed(): number
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

export function makeClock(start = Date.parse('2026-01-01T00:00:00Z')): TestClock {
  let now = start
  const slept: number[] = []
  return {
    slept,
    now: () => now,
    elapsed: () => now - start,
    async sleep(ms, signal) {
      signal.throwIfAborted()
      slept.push(ms)
      now += ms
    }
  }
}

export interface Opened {
  readonly repository: Repository
  readonly clock: TestClock
  /** What was logged. */
  readonly said: string[]
}

/** Opens `acme/web` at a server. */
export function open(
  url: string,
  options: { signal?: AbortSignal; graphqlUrl?: string; transport?: Transport } = {}
): Opened {
  const clock = makeClock()
  const { signal = new AbortController().signal, ...more } = options
  const said: string[] = []
  const log = {
    info: (message: string) => void said.push(message),
    notice: (message: string) => void said.push(message),
    warning: (message: string) => void said.push(message),
    group: <T>(_title: string, body: () => Promise<T>): Promise<T> => body()
  }
  const repository = openRepository({
    token: 'ghs_secret',
    apiUrl: url,
    serverUrl: url,
    owner: 'acme',
    name: 'web',
    transport: githubTransport(url, { env: {} }),
    ...more,
    context: { clock, random: () => 1, signal, log }
  })
  return { repository, clock, said }
}

/** One page of a list, with GitHub's `Link` header. */
export function page(request: Received, entries: readonly unknown[]): Reply {
  const size = Number(request.query['per_page'] ?? 30)
  const number = Number(request.query['page'] ?? 1)
  const last = Math.ceil(entries.length / size)
  const link = (target: number, rel: string): string =>
    `<https://api.github.example${request.path}?per_page=${size}&page=${target}>; rel="${rel}"`
  const links = [
    ...(number > 1 ? [link(number - 1, 'prev')] : []),
    ...(number < last ? [link(number + 1, 'next'), link(last, 'last')] : []),
    ...(number > 1 ? [link(1, 'first')] : [])
  ]
  const headers = links.length > 0 ? { link: links.join(', ') } : {}
  return { headers, body: entries.slice((number - 1) * size, number * size) }
}
