import { connect, isIP, type Socket } from 'node:net'
import type { Opened } from '../run/context.ts'

/**
 * The next turn of the event loop. Node connects, looks up names and goes on with handshakes only between turns, and to load code
 * takes no turn, however long it lasts.
 */
export function nextTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

/** How long a handshake may take, in milliseconds. One that works takes less than a second, even to a far server. */
export const CONNECT_MS = 10_000

/**
 * Begins with a connection to a host. Its errors are not told: whoever needs a connection then opens one in the usual way.
 * @param url scheme, host and port
 * @param timeoutMs how long the handshake may take
 */
export function openAhead(url: URL, timeoutMs: number): Opened {
  const isSecure = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const plain = connect({ host, port: Number(url.port) || (isSecure ? 443 : 80), noDelay: true })
  plain.setTimeout(timeoutMs, () => plain.destroy()).on('error', () => undefined)
  const opening = isSecure ? secured(plain, host) : Promise.resolve(plain)
  return {
    socket: opening.then(socket =>
      whenOpen(socket, { event: isSecure ? 'secureConnect' : 'connect', plain })
    ),
    close: () => plain.destroy()
  }
}

/** Node needs 10 ms and more to load TLS, so the connection of TCP is under way before. */
async function secured(plain: Socket, host: string): Promise<Socket> {
  await nextTurn()
  const { connect: connectSecure } = await import('node:tls')
  if (plain.destroyed) return plain
  const servername = isIP(host) === 0 ? { servername: host } : {}
  const socket = connectSecure({ socket: plain, host, ALPNProtocols: ['http/1.1'], ...servername })
  return socket.on('error', () => undefined)
}

function whenOpen(
  socket: Socket,
  { event, plain }: { event: 'secureConnect' | 'connect'; plain: Socket }
): Promise<Socket | undefined> {
  return new Promise(resolve => {
    if (socket.destroyed || plain.destroyed) resolve(undefined)
    socket
      .once(event, () => {
        plain.setTimeout(0)
        resolve(socket)
      })
      // an error closes it, too
      .once('close', () => resolve(undefined))
  })
}
