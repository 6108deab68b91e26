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

/** A way to connect to one host, with one connection that may be opened ahead. */
export interface Ahead<Options extends Wanted> {
  readonly connect: Connect<Options>
  /** Begins with a connection, unless there was one; the first request takes it. */
  open(): void
  /** Closes it, if no request took it. */
  close(): void
}

/**
 * Lets the first connection to a host be opened before there is a request for it: its handshake, two round trips, then takes place
 * while something else is waited for. If it fails, or is closed meanwhile, the request gets a connection in the usual way.
 * @param url scheme, host and port
 * @param options.connect the usual way
 * @param options.timeoutMs how long the handshake may take
 * @param options.opened one that was begun already
 */
export function createAhead<Options extends Wanted>(
  url: URL,
  {
    connect,
    timeoutMs,
    opened
  }: { connect: Connect<Options>; timeoutMs: number; opened?: Opened | undefined }
): Ahead<Options> {
  let early = opened
  let isBegun = opened !== undefined
  return {
    connect: (options, done) => void giveEarly(options, done),
    open() {
      if (!isBegun) early = openAhead(url, timeoutMs)
      isBegun = true
    },
    close() {
      early?.close()
    }
  }

  async function giveEarly(...[options, done]: Parameters<Connect<Options>>): Promise<void> {
    const isForThis = options.protocol === url.protocol && options.host === url.host
    const taken = isForThis ? early : undefined
    if (isForThis) early = undefined
    const socket = await taken?.socket
    if (socket !== undefined && !socket.destroyed) done(null, socket)
    else connect(options, done)
  }
}
