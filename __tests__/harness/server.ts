import {
  createServer,
  type ServerResponse,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders
} from 'node:http'
import type { Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { closeAfterTest } from './cleanup.ts'

/** A request as it arrived. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string | undefined>>
  /** `METHOD path?query`, not decoded. */
  readonly line: string
  readonly httpVersion: string
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  /** The body as a text. */
  readonly body: string
  /** The body as JSON; `undefined` when it is empty. */
  readonly json: unknown
}

/** What the server does with a request: it sends this, cuts the connection, or leaves all to a function. */
export type Answer = Sent | 'cut' | ((response: ServerResponse) => unknown)

export interface Sent {
  /** 200 unless given. */
  readonly status?: number
  readonly headers?: OutgoingHttpHeaders
  /** A text and bytes are sent as they are, all else as JSON; `{}` unless given. */
  readonly body?: unknown
}

/** The answers in their order, of which the last is given again and again, or what makes them of the requests. */
export type Script = readonly Answer[] | ((request: Received) => Answer | Promise<Answer>)

export interface TestServer {
  /** Without a slash at its end. */
  readonly url: string
  readonly received: readonly Received[]
  /** The connections there were. */
  readonly sockets: readonly Socket[]
  close(): Promise<void>
}

/** Starts a server on loopback that answers as it is told, and closes it after the test. */
export async function startServer(script: Script): Promise<TestServer> {
  const received: Received[] = []
  const sockets: Socket[] = []
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.on('connection', socket => sockets.push(socket))

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = receivedFrom(message, await buffer(message))
    received.push(request)
    const told =
      typeof script === 'function'
        ? await script(request)
        : (script[received.length - 1] ?? script.at(-1) ?? {})
    give(told, response)
  }

  const listening = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', listening.resolve)
  await listening.promise
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  return closeAfterTest({
    url: `http://127.0.0.1:${address.port}`,
    received,
    sockets,
    async close() {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      server.closeAllConnections()
      await closed.promise
    }
  })
}

function receivedFrom(message: IncomingMessage, bytes: Buffer): Received {
  const { method = '', url: target = '/', httpVersion, headers } = message
  const { pathname, searchParams } = new URL(target, 'http://loopback')
  const body = bytes.toString()
  return {
    method,
    path: pathname,
    query: Object.fromEntries(searchParams),
    line: `${method} ${target}`,
    httpVersion,
    headers,
    bytes,
    body,
    get json(): unknown {
      return body === '' ? undefined : JSON.parse(body)
    }
  }
}

function give(answer: Answer, response: ServerResponse): void {
  if (answer === 'cut') {
    response.destroy()
    return
  }
  if (typeof answer === 'function') {
    answer(response)
    return
  }
  const { status = 200, headers = {}, body = {} } = answer
  const isRaw = typeof body === 'string' || body instanceof Uint8Array
  response.writeHead(status, isRaw ? headers : { 'content-type': 'application/json', ...headers })
  response.end(isRaw ? body : JSON.stringify(body))
}
