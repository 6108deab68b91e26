import type { Socket } from 'node:net'
import type { Opened } from '../run/context.ts'
import { openAhead } from './ahead.ts'

/** What the HTTP client wants to be connected with. */
export interface Wanted {
  readonly protocol: string
  /** Name and port, as in `URL`. */
  readonly host?: string
}

/** How the HTTP client asks for a connection. */
export type Connect<Options extends Wanted> = (
  options: Options,
  done: (...result: [null, Socket] | [Error, null]) => void
) => void

/** A way to connect to one host, with connections that may be opened ahead. */
export interface Ahead<Options extends Wanted> {
  readonly connect: Connect<Options>
  /** Begins with a connection, unless there was one; the first request takes it. */
  open(): void
  /** Begins to open `count` more connections. The next requests that need a new one take them. */
  openMore(count: number): void
  /** Closes those that no request took. */
  close(): void
}

/**
 * Lets connections to a host be opened before there are requests for them: the handshake, two round trips, then takes place while
 * something else is waited for. If one fails, or is closed meanwhile, the request gets a connection in the usual way.
 * @param url scheme, host and port
 * @param options.connect the usual way
 * @param options.timeoutMs how long the handshake may take
 * @param options.opened those that were begun already
 */
export function createAhead<Options extends Wanted>(
  url: URL,
  {
    connect,
    timeoutMs,
    opened = []
  }: { connect: Connect<Options>; timeoutMs: number; opened?: readonly Opened[] | undefined }
): Ahead<Options> {
  const early = [...opened]
  let isBegun = opened.length > 0
  const begin = (): void => void early.push(openAhead(url, timeoutMs))
  return {
    connect: (options, done) => void giveEarly(options, done),
    open() {
      if (!isBegun) begin()
      isBegun = true
    },
    openMore(count) {
      for (let more = 0; more < count; more += 1) begin()
    },
    close() {
      for (const connection of early) connection.close()
    }
  }

  async function giveEarly(...[options, done]: Parameters<Connect<Options>>): Promise<void> {
    const isForThis = options.protocol === url.protocol && options.host === url.host
    const taken = isForThis ? early.shift() : undefined
    const socket = await taken?.socket
    if (socket !== undefined && !socket.destroyed) done(null, socket)
    else connect(options, done)
  }
}
