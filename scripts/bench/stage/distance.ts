import { connect, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { Identity } from './certificate.ts'

/** A server with TLS, at some distance. */
export interface DistantServer {
  /** `https://127.0.0.1:<port>` */
  readonly address: string
  /** How many connections clients opened since the last `reset`. */
  connections(): number
  /** How many of them were open at the same time. */
  mostOpen(): number
  reset(): void
  close(): Promise<void>
}

export interface DistanceOptions {
  /** The server without TLS on loopback, `http://127.0.0.1:<port>`. */
  readonly server: string
  readonly identity: Identity
  /** The round trip in milliseconds. */
  readonly rttMs: number
}

const HOST = '127.0.0.1'

/**
 * Puts a distance in front of a server, by a proxy for bytes. It delays every chunk by half a round trip, and the first one also by the
 * round trip of TCP's handshake. TLS ends behind the proxy. So a new connection takes as long as one to a far server, which a delay of each
 * request would not show. Bandwidth is not limited.
 */
export async function openDistance({ server, identity, rttMs }: DistanceOptions): Promise<DistantServer> {
  const target = Number(new URL(server).port)
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    // a client that closes its connection is not a failure of the benchmark
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  }
  let opened = 0
  let open = 0
  let mostOpen = 0
  const secure = createTlsServer(
    { key: identity.key, cert: identity.certificate, ALPNProtocols: ['http/1.1'], noDelay: true },
    client => {
      const plain = keep(connect({ host: HOST, port: target, noDelay: true }))
      keep(client).pipe(plain).pipe(client)
    }
  )
  secure.on('tlsClientError', () => undefined)
  const behind = await listen(secure)
  const front = createServer({ noDelay: true }, client => {
    opened += 1
    open += 1
    mostOpen = Math.max(mostOpen, open)
    client.on('close', () => (open -= 1))
    const far = keep(connect({ host: HOST, port: behind, noDelay: true }))
    const connected = performance.now() + rttMs
    delay({ from: keep(client), to: far, ms: rttMs / 2, notBefore: connected })
    delay({ from: far, to: client, ms: rttMs / 2, notBefore: connected })
  })
  return {
    address: `https://${HOST}:${await listen(front)}`,
    connections: () => opened,
    mostOpen: () => mostOpen,
    reset() {
      opened = 0
      mostOpen = open
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await Promise.all([front, secure].map(stop))
    }
  }
}

interface Line {
  readonly from: Socket
  readonly to: Socket
  readonly ms: number
  /** On the clock of `performance`: when TCP's handshake is over. Nothing is sent before. */
  readonly notBefore: number
}

/** Passes chunks on in order, each after the delay. */
function delay({ from, to, ms, notBefore }: Line): void {
  let last = Promise.resolve()
  const later = (work: () => void): void => {
    if (ms === 0) {
      work()
      return
    }
    const due = Math.max(performance.now(), notBefore) + ms
    const arrived = new Promise<void>(resolve => setTimeout(resolve, due - performance.now()))
    last = last.then(() => arrived).then(work)
  }
  from.on('data', chunk => later(() => void to.write(chunk)))
  from.on('end', () => later(() => to.end()))
  from.on('error', () => later(() => void to.destroy()))
}

async function listen(server: Server): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(0, HOST, resolve)
  await promise
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port')
  return address.port
}

async function stop(server: Server): Promise<void> {
  await new Promise<void>(resolve => server.close(() => resolve()))
}
