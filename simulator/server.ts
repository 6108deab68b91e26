import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { callControl, handleControl, isControl } from './control/control.ts'
import { cut, readBody, readHead, sendAnswer, sendTruncated } from './exchange.ts'
import type { Action } from './faults.ts'
import type { Answer, Now, Request, ServerName } from './http.ts'
import { createWorld } from './world.ts'
import type { World } from './world.ts'

const HOST = '127.0.0.1'
const KEY = 'simulated-maton-key'
const TOKEN = 'simulated-github-token'
/** A user token of Sentry that may do and see everything. */
const SENTRY_TOKEN = `sntryu_${'5eed'.repeat(16)}`
const CONNECTION = 'conn_sentry'

export interface SimulatorOptions {
  /** The port of Maton and Sentry; 0 for any free one. */
  readonly port?: number
  /** The port of GitHub; 0 for any free one. */
  readonly githubPort?: number
  /** How long every answer is delayed, except those of the control API, in milliseconds. */
  readonly latencyMs?: number | (() => number)
  /** Default: the system's clock. */
  readonly now?: Now
  /** Does `work` after `ms` milliseconds. Default: by the system's timers. */
  readonly later?: Later
}

type Later = (ms: number, work: () => void) => void

/** The running servers: their addresses, without a slash at the end, and the keys and names that a step needs. */
export interface Simulator {
  readonly maton: string
  readonly sentry: string
  readonly github: string
  readonly key: string
  readonly connection: string
  readonly organization: string
  readonly projects: readonly string[]
  readonly token: string
  /** A token for Sentry at its own address. */
  readonly sentryToken: string
  readonly repository: string
  /**
   * Calls the control API without a connection: `control('POST', 'faults', …)`.
   * @throws Error with what it did not understand
   */
  readonly control: (method: 'GET' | 'POST' | 'DELETE', what: string, body?: unknown) => unknown
  /** Does at once what Sentry would do a moment later: it fetches the commits of releases. */
  readonly hurry: () => void
  /** Stops all servers and closes their connections. */
  close(): Promise<void>
}

/**
 * Starts Maton, Sentry and GitHub on loopback.
 * @throws Error if a port is taken
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const addresses = { sentry: '', github: '' }
  const constants = {
    now: options.now ?? Date.now,
    key: KEY,
    token: TOKEN,
    sentryToken: SENTRY_TOKEN,
    connection: CONNECTION,
    addresses
  }
  let world = createWorld(constants)
  const current = () => world
  const reset = () => {
    world.dispose()
    world = createWorld(constants)
  }
  const { latencyMs = 0, later = byTimer } = options
  const latency = typeof latencyMs === 'number' ? () => latencyMs : latencyMs
  const { now } = constants
  const house = { current, reset, latency, later, now, sentryAddress: () => addresses.sentry }
  const front = createServer((message, response) => {
    const server = world.front.owns(message.url ?? '') ? 'sentry' : 'maton'
    serve({ ...house, message, response, server })
  })
  const github = createServer((message, response) => {
    serve({ ...house, message, response, server: 'github' })
  })
  const close = async () => {
    world.dispose()
    await Promise.all([front, github].map(stop))
  }
  try {
    addresses.sentry = await listen(front, options.port ?? 0)
    addresses.github = await listen(github, options.githubPort ?? 0)
    return {
      maton: addresses.sentry,
      ...addresses,
      key: KEY,
      connection: CONNECTION,
      organization: 'acme',
      projects: ['web', 'api'],
      token: TOKEN,
      sentryToken: SENTRY_TOKEN,
      repository: 'acme/web',
      hurry: () => world.hurry(),
      control: (method, what, body) => callControl(world, reset, { method, what, body }),
      close
    }
  } catch (error) {
    await close()
    throw error
  }
}

interface Exchange {
  readonly message: IncomingMessage
  readonly response: ServerResponse
  /** The present world. It is asked for again, because a reset may come between a request and its answer. */
  readonly current: () => World
  readonly reset: () => void
  readonly latency: () => number
  readonly later: Later
  readonly now: Now
  readonly sentryAddress: () => string
  readonly server: ServerName
}

function serve(exchange: Exchange): void {
  const { message, response, server } = exchange
  // the simulator's clock, as for all times in its answers
  response.setHeader('date', new Date(exchange.now()).toUTCString())
  const head = readHead(message, server)
  const control = server === 'maton' && isControl(head.path)
  const entry = control ? undefined : exchange.current().recording.add(head)
  const answer = (body: Pick<Request, 'body' | 'malformed' | 'raw'>) => {
    const request = { ...head, ...body }
    if (entry === undefined) {
      sendAnswer(response, handleControl(exchange.current(), exchange.reset, request))
      return
    }
    entry.body = request.body
    act(exchange, request, status => {
      entry.status = status
    })
  }
  const gone = () => response.destroy()
  readBody(message)
    .then(answer, gone)
    .catch((error: unknown) => sendAnswer(response, { status: 500, body: { error: String(error) } }))
}

/** Answers a request. A fault may change, delay or replace the answer. */
function act(exchange: Exchange, request: Request, sent: (status: number) => void): void {
  const { response, latency, later } = exchange
  const world = exchange.current()
  const action = world.faults.take(request)
  const ended = (work: () => void) => response.once('close', work)
  const carriedOut = needsEffect(action) ? answerTo(exchange, request, ended) : undefined
  if (action?.kind === 'drop') return
  const delayMs = latency() + (action?.kind === 'delay' ? action.ms : 0)
  const finish = () => {
    if (response.destroyed) return
    if (action?.kind === 'reset') {
      cut(response)
      return
    }
    const answer = action?.kind === 'answer' ? action.answer : (carriedOut ?? { status: 500 })
    sent(answer.status)
    if (action?.kind === 'truncate') sendTruncated(response, answer, action.bytes)
    else sendAnswer(response, answer)
  }
  if (delayMs === 0) finish()
  else later(delayMs, finish)
}

function byTimer(ms: number, work: () => void): void {
  setTimeout(work, ms).unref()
}

/** Whether the request takes effect. */
function needsEffect(action: Action | undefined): boolean {
  if (action?.kind === 'answer' || action?.kind === 'reset') return action.applied
  return action?.kind !== 'drop'
}

function answerTo(exchange: Exchange, request: Request, ended: (work: () => void) => void): Answer {
  const world = exchange.current()
  switch (request.server) {
    case 'maton':
      return world.maton.handle(request, ended)
    case 'github':
      return world.github.handle(request)
    default:
      return world.front.handle(request, { host: exchange.sentryAddress(), ended })
  }
}

async function listen(server: Server, port: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, HOST, resolve)
  await promise
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port')
  return `http://${HOST}:${address.port}`
}

async function stop(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  server.closeAllConnections()
  await promise
}
