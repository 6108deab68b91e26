import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { text } from 'node:stream/consumers'

/** A server on loopback for one test. */
export interface TestServer {
  readonly url: URL
  readonly requests: IncomingMessage[]
  readonly bodies: string[]
  close(): Promise<void>
}

/** Starts a server that keeps every request with its body and then lets `answer` do the rest. */
export async function startServer(answer: RequestListener): Promise<TestServer> {
  const requests: IncomingMessage[] = []
  const bodies: string[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    text(request)
      .then(body => bodies.push(body))
      .then(() => answer(request, response))
      .catch(() => response.destroy())
  })
  const listening = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', listening.resolve)
  await listening.promise
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  return {
    url: new URL(`http://127.0.0.1:${address.port}`),
    requests,
    bodies,
    async close() {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      server.closeAllConnections()
      await closed.promise
    }
  }
}
