import { isRecord, parseExact } from '../text/json.ts'
import { createRedact, redactJson, type Redact } from '../text/redact.ts'
import { Failure, isOneOf } from '../run/failure.ts'
import { GATEWAY_FAILURES } from './failures.ts'
import { createPlaces, type Places } from '../http/places.ts'
import { createLimiter, type Limiter } from './rate.ts'
import { problemOf } from './expected.ts'
import type { Place } from '../http/network-error.ts'
import { failureOf, isAbsence, originOf, type Subject } from './refusals.ts'
import { decide, isSuccess, MAX_REPEATS, type Attempt } from '../http/retry.ts'
import type { Context } from '../run/context.ts'
import { CONNECTIONS_PER_HOST, type Answer, type Outcome, type Transport } from '../http/transport.ts'

/** One call through the gateway: the request, and what is known about doing it twice. */
export interface Call
  extends Pick<Attempt, 'repeat' | 'conflict' | 'expects'>, Omit<Subject, 'quotable' | 'place'> {
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
  // a request that waited for a connection after its turn would start closer to the next ones than the rate allows
  const inPlace = createPlaces(CONNECTIONS_PER_HOST)
  // what was read ahead and is not wanted any more must not keep the process alive with repeats
  const closing = new AbortController()
  const signal = AbortSignal.any([context.signal, closing.signal])
  const redact = context.redact ?? createRedact([key])
  const run = { transport, key, redact, context: { ...context, signal }, limiter, inPlace }

  return {
    call: call => callUntilDecided(call, run),
    close() {
      closing.abort(new Failure(GATEWAY_FAILURES.cancelled, 'The run is over'))
      return transport.close()
    }
  }
}

/** In less no answer is to be expected. */
const LEAST_TRY_MS = 1_000

async function callUntilDecided(
  call: Call,
  gateway: GatewayOptions & { redact: Redact; limiter: Limiter; inPlace: Places }
): Promise<Reply> {
  const { transport, context, limiter, inPlace } = gateway
  const request = {
    method: call.method,
    path: call.path,
    headers: {
      authorization: `Bearer ${gateway.key}`,
      ...(call.connection === undefined ? {} : { 'maton-connection': call.connection }),
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' })
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) })
  }
  let waitedMs = 0
  let mayBeDone = false
  let startedAt: number | undefined
  const left = (): number => transport.callMs - (context.clock.elapsed() - (startedAt ?? 0))
  for (let number = 1; ; number += 1) {
    const outcome = await inPlace(async () => {
      await limiter.turn(context.signal)
      const askedAt = context.clock.elapsed()
      startedAt ??= askedAt
      const came = await transport.send(request, context.signal, Math.max(LEAST_TRY_MS, left()))
      if (came.kind === 'answer') context.serverTime.learn(came.answer.headers, askedAt)
      return came
    })
    if (mayBeDone && call.method === 'DELETE' && isGone(outcome, call))
      return { status: 204, headers: {}, json: undefined }
    const times = { now: context.clock.now(), leftMs: left() - LEAST_TRY_MS }
    const decision = decide({ ...call, ...times, number, waitedMs, outcome, random: context.random() })
    if (decision.kind === 'stop')
      return settle(call, redacted(outcome, gateway.redact), { why: decision.why, place: transport.place })
    context.log.info(
      `${saidOf(outcome)} when asked to ${call.purpose}; trying again in ${seconds(decision.ms)} (${number} of ${MAX_REPEATS})`
    )
    await context.clock.sleep(decision.ms, context.signal)
    waitedMs += decision.ms
    mayBeDone ||= decision.after === 'unclear'
  }
}

/**
 * A DELETE that was repeated after an unclear failure and finds nothing has done its work the first time. Only the server that would
 * have the thing can say so: Maton of a connection, Sentry of all else.
 */
function isGone(outcome: Outcome, call: Call): boolean {
  if (outcome.kind !== 'answer' || outcome.answer.status !== 404) return false
  return isOnConnections(call) ? originOf(outcome.answer) === 'Maton' : isAbsence(outcome.answer)
}

/** A server may repeat what it was sent; taken out before anything is cut, since half a secret is still a leak. */
function redacted(outcome: Outcome, redact: Redact): Outcome {
  if (outcome.kind === 'no-answer') return outcome
  const { status, headers, text } = outcome.answer
  const safeHeaders = Object.entries(headers).map(([name, value]) => [name, redact(value)])
  return {
    ...outcome,
    answer: { status, headers: Object.fromEntries(safeHeaders), text: redactedBody(text, redact) }
  }
}

function redactedBody(text: string, redact: Redact): string {
  const safe = redact(text)
  const json = safe === text ? undefined : parseExact(text)
  return json === undefined ? safe : JSON.stringify(redactJson(json, redact))
}

function settle(
  call: Call,
  outcome: Outcome,
  { why, place }: { why: 'answered' | 'refused' | 'exhausted' | 'unclear'; place: Place }
): Reply {
  if (why === 'answered' && outcome.kind === 'answer') return reply(outcome.answer, call)
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
