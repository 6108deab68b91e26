import { isRecord, parseExact } from '../text/json.ts'
import { createRedact } from '../text/redact.ts'
import type { Context } from '../run/context.ts'
import { Failure, isOneOf } from '../run/failure.ts'
import { createCalls, type Ended } from '../http/calls.ts'
import type { Place } from '../http/network-error.ts'
import { MAX_REPEATS } from '../http/retry.ts'
import type { Answer, Outcome, Request, Transport } from '../http/transport.ts'
import { problemOf } from './expected.ts'
import { GATEWAY_FAILURES } from './failures.ts'
import { isSuccess, policyFor, type Rules } from './policy.ts'
import { createLimiter } from './rate.ts'
import { failureOf, isAbsence, originOf, type Subject } from './refusals.ts'

/** One call through the gateway: the request, and what is known about doing it twice. */
export interface Call extends Rules, Omit<Subject, 'quotable' | 'place'> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the gateway's address, encoded, the query included. */
  readonly path: string
  readonly body?: Readonly<Record<string, unknown>> | undefined
  /** Sent as `Maton-Connection`; the calls on connections themselves have none. */
  readonly connection?: string | undefined
}

/** A good answer, decoded. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** `undefined` for an empty body. */
  readonly json: unknown
}

export interface Gateway {
  /**
   * Sends a call, as often as it takes and may be.
   * @throws Failure with the cause and the remedy; of the kind `unclear` when a write may or may not have happened
   */
  call(call: Call): Promise<Reply>
  /** Closes the connections; calls that are still under way end, and are not repeated. */
  close(): Promise<void>
}

export interface GatewayOptions {
  readonly transport: Transport
  /** The Maton key; it goes into the `Authorization` header and nowhere else. */
  readonly key: string
  readonly context: Pick<Context, 'clock' | 'serverTime' | 'random' | 'signal' | 'log'> &
    Partial<Pick<Context, 'redact'>>
}

/** The way to Maton and, through it, to Sentry: keeps the rate, repeats what may be repeated, and turns refusals into failures. */
export function openGateway({ transport, key, context }: GatewayOptions): Gateway {
  const limiter = createLimiter(context.clock)
  // what was read ahead and is not wanted any more must not keep the process alive with repeats
  const closing = new AbortController()
  const signal = AbortSignal.any([context.signal, closing.signal])
  const makeCall = createCalls({
    send: transport.send,
    callMs: transport.callMs,
    redact: context.redact ?? createRedact([key]),
    context: { ...context, signal },
    turn: stop => limiter.turn(stop),
    waitsTogether: false
  })

  return {
    async call(call) {
      const ended = await makeCall({
        request: requestFor(call, key),
        policy: policyFor(call, answer => isGone(answer, call)),
        beforeRepeat: (outcome, { ms, number }) =>
          `${saidOf(outcome)} when asked to ${call.purpose}; trying again in ${seconds(ms)} (${number} of ${MAX_REPEATS})`
      })
      return settle(call, ended, transport.place)
    },
    close() {
      closing.abort(new Failure(GATEWAY_FAILURES.cancelled, 'The run is over'))
      return transport.close()
    }
  }
}

function requestFor(call: Call, key: string): Request {
  return {
    method: call.method,
    path: call.path,
    headers: {
      authorization: `Bearer ${key}`,
      ...(call.connection === undefined ? {} : { 'maton-connection': call.connection }),
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' })
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) })
  }
}

/**
 * A DELETE that was repeated after an unclear failure and finds nothing has done its work the first time. Only the server that would
 * have the thing can say so: Maton of a connection, Sentry of all else.
 */
function isGone(answer: Answer, call: Call): boolean {
  if (call.method !== 'DELETE' || answer.status !== 404) return false
  return isOnConnections(call) ? originOf(answer) === 'Maton' : isAbsence(answer)
}

function settle(call: Call, { why, outcome }: Ended, place: Place): Reply {
  if (why === 'answered' && outcome.kind === 'answer')
    return isSuccess(outcome.answer) ? reply(outcome.answer, call) : DELETED
  if (why === 'exhausted' && outcome.kind === 'answer' && isSuccess(outcome.answer)) {
    const problem = problemOf(outcome.answer, call.expects)
    // a page, or nothing at all, is not theirs: that is said as of a server error
    if (problem?.kind === 'shape') throw notUnderstood(call, outcome.answer, problem.words)
  }
  throw failureOf(outcome, why === 'answered' ? 'exhausted' : why, {
    ...call,
    quotable: !isOnConnections(call),
    place
  })
}

/** What was to be deleted is gone. */
const DELETED: Reply = { status: 204, headers: {}, json: undefined }

function notUnderstood({ purpose }: Call, { status }: Answer, problem: string): Failure {
  return new Failure(
    GATEWAY_FAILURES.notUnderstood,
    `Could not ${purpose}: the answer does not hold what belongs there (${status}, ${problem})`
  )
}

function reply({ status, headers, text }: Answer, call: Call): Reply {
  const json = text.trim() === '' ? undefined : parseExact(text)
  return { status, headers, json: isOnConnections(call) ? withoutSessionTokens(json) : json }
}

function isOnConnections({ path }: Call): boolean {
  return path.startsWith('/connections')
}

/** Drops what lets a stranger in: the `url` of a connection holds a live session token, also for active ones and in every list. */
function withoutSessionTokens(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSessionTokens)
  if (typeof value === 'string') return value.includes('session_token') ? '' : value
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'url')
      .map(([name, inner]) => [name, withoutSessionTokens(inner)])
  )
}

function saidOf(outcome: Outcome): string {
  return outcome.kind === 'answer'
    ? `The gateway answered ${outcome.answer.status}`
    : 'The gateway gave no answer'
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}

/**
 * Answers `absent` where Sentry itself says that the thing asked for is not there, which is an answer too. Any other 404 says
 * nothing of the thing and stays a failure.
 */
export async function unlessAbsent<T, A>(answer: Promise<T>, absent: A): Promise<T | A> {
  try {
    return await answer
  } catch (error) {
    if (isOneOf(error, [GATEWAY_FAILURES.notFound])) return absent
    throw error
  }
}
