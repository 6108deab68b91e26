import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Command } from '../cases/case.ts'

/**
 * Measures the time from the start of a process to its first connection to a server on loopback. Then it ends the process.
 * @param commandFor gives the command for the address of the server
 * @throws Error if the process ends without a connection
 */
export async function firstConnectionMs(commandFor: (address: string) => Command): Promise<number> {
  const server = createServer(socket => socket.destroy()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port')
  const { file, args, cwd, env } = commandFor(`http://127.0.0.1:${address.port}`)
  const start = performance.now()
  const child = spawn(file, args, { cwd, env, stdio: 'ignore' })
  const ended = once(child, 'close')
  try {
    const isConnected = await Promise.race([
      once(server, 'connection').then(() => true),
      ended.then(() => false)
    ])
    if (!isConnected) throw new Error(`${args.join(' ')} ended without a connection`)
    return performance.now() - start
  } finally {
    child.kill()
    await ended
    server.close()
  }
}
