import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectSecure } from 'node:tls'
import type { Opened } from '../run/context.ts'

/** How long a handshake may take, in milliseconds. */
export const CONNECT_MS = 10_000

/**
 * Begins with a connection to a host. Its errors are of no account: whoever needs one then connects in the usual way.
 * @param url scheme, host and port
 * @param timeoutMs how long the handshake may take
 */
export function openAhead(url: URL, timeoutMs: number): Opened {
  const isSecure = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const port = Number(url.port) || (isSecure ? 443 : 80)
  const socket = isSecure
    ? connectSecure({ host, port, ALPNProtocols: ['http/1.1'] })
    : connectPlain({ host, port })
  return { socket, isOpen: opening(socket, { event: isSecure ? 'secureConnect' : 'connect', timeoutMs }) }
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
