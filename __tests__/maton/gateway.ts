import { createTransport, type Transport } from '../../src/http/transport.ts'
import { openMaton } from '../../src/maton/way.ts'
import type { WayCall, Way } from '../../src/way/way.ts'
import { closeAfterTest } from '../harness/cleanup.ts'
import { makeContext, type TestContext } from '../harness/context.ts'
import { startServer, type Script, type Sent, type TestServer } from '../harness/server.ts'

export const KEY = 'key-of-the-account'

interface GatewayOptions {
  readonly key?: string
  readonly connection?: string
  readonly transport?: Transport
  readonly context?: TestContext
}

/** A way through Maton, and the context it was opened in. */
export interface OpenedGateway extends TestContext {
  readonly gateway: Way
}

/** Opens the way through Maton at a server, until the end of the test. */
export function openGateway(
  url: string,
  {
    key = KEY,
    connection = 'conn-a',
    transport = transportTo(url),
    context = makeContext()
  }: GatewayOptions = {}
): OpenedGateway {
  return { ...context, gateway: closeAfterTest(openMaton({ transport, key, connection, context })) }
}

/** Starts a server that answers as it is told, and opens the way through Maton there. */
export async function startGateway(script: Script): Promise<TestServer & OpenedGateway> {
  const server = await startServer(script)
  return { ...server, ...openGateway(server.url) }
}

function transportTo(url: string): Transport {
  return createTransport({ setBy: 'maton_url', baseUrl: new URL(url), env: {} })
}

/** A call that reads. */
export const READ: WayCall = {
  method: 'GET',
  path: '/api/0/organizations/',
  repeat: 'safe',
  conflict: 'final',
  expects: { kind: 'list', keys: ['slug'] },
  purpose: 'list the organizations',
  scopes: ['org:read']
}

/** An error as Maton writes it. */
export function matonError(status: number, message = 'refused'): Sent {
  return { status, body: { error: { message, type: 'some_error', code: status } } }
}

/** An error as Sentry writes it. */
export function sentryError(status: number, detail = 'refused'): Sent {
  return { status, body: { detail } }
}
