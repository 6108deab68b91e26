import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { closeAfterTest } from './cleanup.ts'

/** A listener on loopback that counts the connections to it. */
export interface Listener {
  readonly url: string
  /** How many there were. */
  opened(): number
  /** Over how many of them something was sent. */
  used(): number
  close(): void
}

/**
 * Starts a listener, and closes it after the test.
 * @param onConnection what to do with each; the first has the number 1
 */
export async function listen(
  onConnection: (socket: Socket, number: number) => void = socket => void socket.resume()
): Promise<Listener> {
  let opened = 0
  let used = 0
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    opened += 1
    sockets.add(socket)
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket))
    socket.once('data', () => (used += 1))
    onConnection(socket, opened)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return closeAfterTest({
    url: `http://127.0.0.1:${address.port}`,
    opened: () => opened,
    used: () => used,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    }
  })
}

export interface Proxy {
  /** `host:port` */
  readonly host: string
  /** The heads of the requests to it: `CONNECT host:443 HTTP/1.1` and the headers. */
  readonly heads: readonly string[]
}

/** Starts a proxy that keeps what it is asked for and lets `answer` do the rest. */
export async function startProxy(answer: (socket: Socket, head: string) => void): Promise<Proxy> {
  const heads: string[] = []
  const { url } = await listen(socket =>
    socket.on('data', bytes => {
      const text = bytes.toString('latin1')
      // what goes through a tunnel has no head
      if (!/^[A-Z]+ \S+ HTTP\//.test(text)) return
      heads.push(text)
      answer(socket, text)
    })
  )
  return { host: new URL(url).host, heads }
}

/** Hands a connection on to another server. */
export function relayTo(url: string, socket: Socket): void {
  const { hostname, port } = new URL(url)
  const there = connect({ host: hostname, port: Number(port) })
  there.on('error', () => socket.destroy())
  socket.once('close', () => there.destroy())
  socket.pipe(there).pipe(socket)
}

/** Resolves when something has come true. */
export async function seen(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise(resolve => setImmediate(resolve))
}
