import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectSecure } from 'node:tls'

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
  /** Begins with a connection; the first request takes it. */
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
 */
export function createAhead<Options extends Wanted>(
  url: URL,
  { connect, timeoutMs }: { connect: Connect<Options>; timeoutMs: number }
): Ahead<Options> {
  let early: { socket: Socket; isOpen: Promise<boolean> } | undefined
  return {
    connect: (options, done) => void giveEarly(options, done),
    open() {
      const socket = connectTo(url)
      early = {
        socket,
        isOpen: opening(socket, { event: isSecure(url) ? 'secureConnect' : 'connect', timeoutMs })
      }
    },
    close() {
      early?.socket.destroy()
    }
  }

  async function giveEarly(...[options, done]: Parameters<Connect<Options>>): Promise<void> {
    const isForThis = options.protocol === url.protocol && options.host === url.host
    const taken = isForThis ? early : undefined
    if (isForThis) early = undefined
    if (taken !== undefined && (await taken.isOpen) && !taken.socket.destroyed) done(null, taken.socket)
    else connect(options, done)
  }
}

function isSecure({ protocol }: URL): boolean {
  return protocol === 'https:'
}

function connectTo(url: URL): Socket {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const port = Number(url.port) || (isSecure(url) ? 443 : 80)
  return isSecure(url)
    ? connectSecure({ host, port, ALPNProtocols: ['http/1.1'] })
    : connectPlain({ host, port })
}

/** Whether a connection opens in time. */
function opening(
  socket: Socket,
  { event, timeoutMs }: { event: 'secureConnect' | 'connect'; timeoutMs: number }
): Promise<boolean> {
  return new Promise(resolve => {
    socket
      .setNoDelay(true)
      .setTimeout(timeoutMs, () => socket.destroy())
      .once(event, () => {
        socket.setTimeout(0)
        resolve(true)
      })
      // an error closes it, too
      .on('error', () => resolve(false))
      .once('close', () => resolve(false))
  })
}
